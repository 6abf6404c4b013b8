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
        key = ("leaf", ref)
        if key in self._known:
            return self._known[key].name
        name, load = self._new("v"), self.load(ref)
        lines = [f"{name} = leaf({load})"]
        if self.sound:
            lines = [f"{name} = {load}", f"if {name}.__class__ not in PLAIN: {name} = sound({name})"]
        return self._define(key, self.level(ref), name, *lines)

    def column(self, ref: Ref) -> str:
        """Return the name of the list of what the cells of a column hold."""
        key = ("column", ref)
        if key in self._known:
            return self._known[key].name
        name, load = self._new("c"), self.load(ref)
        lines = [f"{name} = [leaf(one) for one in {load}]"]
        if self.sound:
            odd = f"if not PLAIN.issuperset(map(type, {name}))"
            lines = [f"{name} = {load}", f"{odd}: {name} = [sound(one) for one in {name}]"]
        return self._define(key, self.level(ref), name, *lines)

    def number_of_item(self) -> str:
        """Return the name of the number of the innermost item."""
        line = f"item_number = D({self.item_number})"
        return self._define(ItemNumber(), self.depth, "item_number", line)

    def passing(self) -> str:
        """Return a new name, for a value within one expression."""
        return f"p{next(self._passing)}"

    def shared(self, key: Hashable, level: int, letter: str, code: str) -> str:
        """Return the name of something that several expressions need; what has the same code has one name."""
        same = ("shared", level, code)
        if key not in self._known and same in self._known:
            return self._known[same].name
        name = self._new(letter)
        defined = self._define(key, level, name, f"{name} = {code}")
        self._known.setdefault(same, _Local(level, defined, ()))
        return defined

    def _new(self, letter: str) -> str:
        return f"{letter}{len(self._known) + 1}"

    def _define(self, key: Hashable, level: int, name: str, *lines: str) -> str:
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = _Local(level, name, lines)
        return known.name
