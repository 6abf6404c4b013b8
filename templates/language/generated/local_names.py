"""The local names of a generated function: what it reads once, before the expressions that need it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field
from itertools import count

from templates.model.expression import ItemNumber, Ref

__all__ = ["LocalNames"]


@dataclass(frozen=True, slots=True)
class _Local:
    level: int
    name: str
    lines: tuple[str, ...]


@dataclass(slots=True)
class LocalNames:
    """What a generated function reads, each under a local name, by the level of the loop it belongs to.

    `load` gives the code of what a reference leads to. Level 0 is the function itself, level 1 the loop over
    the items of the outermost repeat, and so on; `level` gives that of a reference, `depth` is the innermost.
    Where `sound` is set, the lines raise `Failed` for a leaf that holds an error, so that no leaf under a
    local name is one.
    """

    load: Callable[[Ref], str]
    level: Callable[[Ref], int]
    depth: int
    item_number: str
    """The code of the number of the innermost item, counted from 1."""
    sound: bool
    _known: dict[Hashable, _Local] = field(default_factory=dict)
    _passing: Iterator[int] = field(default_factory=lambda: count(1))

    def lines(self, level: int) -> Iterator[str]:
        """Yield the lines that belong to the head of a level."""
        for local in self._known.values():
            if local.level == level:
                yield from local.lines

    def leaf(self, ref: Ref) -> str:
        """Return the name of what a cell holds."""
        name = self._new("v", ref)
        if not self.sound:
            return self._define(("leaf", ref), self.level(ref), name, f"{name} = leaf({self.load(ref)})")
        return self._define(
            ("leaf", ref),
            self.level(ref),
            name,
            f"{name} = {self.load(ref)}",
            f"if {name}.__class__ not in PLAIN: {name} = sound({name})",
        )

    def column(self, ref: Ref) -> str:
        """Return the name of the list of what the cells of a column hold."""
        name = self._new("c", ref)
        if not self.sound:
            line = f"{name} = [leaf(one) for one in {self.load(ref)}]"
            return self._define(("column", ref), self.level(ref), name, line)
        return self._define(
            ("column", ref),
            self.level(ref),
            name,
            f"{name} = {self.load(ref)}",
            f"if not PLAIN.issuperset(map(type, {name})): {name} = [sound(one) for one in {name}]",
        )

    def number_of_item(self) -> str:
        """Return the name of the number of the innermost item."""
        return self._define(ItemNumber(), self.depth, "item_number", f"item_number = D({self.item_number})")

    def passing(self) -> str:
        """Return a new name, for a value within one expression."""
        return f"p{next(self._passing)}"

    def shared(self, key: Hashable, level: int, letter: str, code: str) -> str:
        """Return the name of something that several expressions need."""
        name = self._new(letter, key)
        return self._define(key, level, name, f"{name} = {code}")

    def _new(self, letter: str, key: Hashable) -> str:
        return f"{letter}{len(self._known) + 1}"

    def _define(self, key: Hashable, level: int, name: str, *lines: str) -> str:
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = _Local(level, name, lines)
        return known.name
