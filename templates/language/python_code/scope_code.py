"""Loops over the items of a form: the code that leads to the cells that an expression names.

In the loop over the items of the outermost repeat around an expression an item is `item1` and its number,
from 0, `i1`; in the next loop within it, `item2` and `i2`. The whole form is `tree`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from templates.language.python_code.local_names import LocalNames
from templates.model.expression import Filter, Ref
from templates.model.shape import Group, Leaf, Node, Repeat, node_at
from templates.path import Names

__all__ = ["Scope", "indented"]


def indented(lines: Iterable[str], level: int = 1) -> Iterator[str]:
    """Yield lines further to the right."""
    return ("    " * level + line for line in lines)


@dataclass(frozen=True)
class Scope:
    """The items that an expression stands in: those of the repeat `names`, or the whole form."""

    shape: Group
    names: Names

    @cached_property
    def repeats(self) -> tuple[Names, ...]:
        """The repeats around the expression, the outermost first."""
        ends = range(1, len(self.names) + 1)
        return tuple(
            self.names[:end] for end in ends if isinstance(node_at(self.shape, self.names[:end]), Repeat)
        )

    @property
    def depth(self) -> int:
        """How many loops there are."""
        return len(self.repeats)

    def indices(self, level: int) -> str:
        """Return the code of the indices of an item in the loop of a level."""
        numbers = [f"i{number}" for number in range(1, level + 1)]
        return f"({', '.join(numbers)}{',' * (level == 1)})"

    def loop(self, level: int) -> str:
        """Return the head of the loop of a level, from 1."""
        return f"for i{level}, item{level} in enumerate({self._way(self.repeats[level - 1], level - 1)}):"

    def local_names(self, *, sound: bool) -> LocalNames:
        """Return the names under which code in the innermost loop reads cells."""
        return LocalNames(self.load, lambda ref: ref.bound, self.depth, f"i{self.depth} + 1", sound)

    def load(self, ref: Ref) -> str:
        """Return the code of what a reference leads to: a leaf, or the list of the leaves of a column."""
        if not ref.column:
            return self._way(ref.names, ref.bound)
        base, rest, node = self._start(ref.names, ref.bound)
        filters = [one._replace(repeat=one.repeat[len(ref.names) - len(rest) :]) for one in ref.where]
        return _column(base, rest, node, filters)

    def target(self, names: Names) -> str:
        """Return the code of a field of the innermost item, or of that item, as what is assigned to."""
        if names == self.names:
            return f"{self._way(names, self.depth - 1)}[i{self.depth}]"
        return self._way(names, self.depth)

    def _way(self, names: Names, bound: int) -> str:
        base, rest, _ = self._start(names, bound)
        return base + "".join(f"[{name!r}]" for name in rest)

    def _start(self, names: Names, bound: int) -> tuple[str, Names, Node]:
        """Return the item that a way begins at, what is left of the way, and the shape of the item."""
        if not bound:
            return "tree", names, self.shape
        around = self.repeats[bound - 1]
        repeat = node_at(self.shape, around)
        assert isinstance(repeat, Repeat)
        return f"item{bound}", names[len(around) :], repeat.item


def _column(way: str, names: Names, node: Node, filters: Sequence[Filter]) -> str:
    """Return the list of the leaves below an item; the filters pick the items of the repeats on the way."""
    loops: list[str] = []
    for length, name in enumerate((*names, None)):
        if isinstance(node, Repeat):
            item = "xyzuvw"[len(loops)]
            kept = (f"{item}[{one.key!r}] == {one.value!r}" for one in filters if len(one.repeat) == length)
            loops.append(" if ".join((f"for {item} in {way}", *kept)))
            way, node = item, node.item
        if name is not None:
            assert isinstance(node, Group)
            way, node = f"{way}[{name!r}]", node.parts[name]
    assert isinstance(node, Leaf), "a column ends at a field"
    return f"[{way} {' '.join(loops)}]"
