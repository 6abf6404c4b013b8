"""The shape of a record: groups, repeats, fields; and walking it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from templates.model.field import Field
from templates.path import Indices, Names

__all__ = ["Group", "Leaf", "Node", "Repeat", "enclosing", "leaves", "node_at", "repeats"]


@dataclass(frozen=True, slots=True)
class Leaf:
    """A field in the shape of a record."""

    field: Field


@dataclass(frozen=True, slots=True)
class Group:
    """Named parts of a record."""

    parts: Mapping[str, Node]


@dataclass(frozen=True, slots=True)
class Repeat:
    """A list in a record: the shape of an item (a `Leaf` where items are plain values).

    `constants` has, for each row of the cell map, the values that the form itself gives an item there. Of a
    list that lies in the items of another, and has not the same rows in each, `apart` has the rows in each
    item, by its indices; `constants` are then those of an item with most rows.
    """

    item: Node
    constants: tuple[Mapping[str, str], ...]
    required: bool = False
    apart: Mapping[Indices, tuple[Mapping[str, str], ...]] = field(default_factory=dict)

    @property
    def room(self) -> int:
        """How many items there is room for; in the items of another list, at most."""
        return len(self.constants)

    def rows(self, around: Indices) -> tuple[Mapping[str, str], ...]:
        """Return the constants of each row, where the list lies in the items with the indices `around`."""
        return self.apart.get(around, self.constants)

    @property
    def every_row(self) -> tuple[Mapping[str, str], ...]:
        """The constants of all rows, in whichever item they are."""
        return tuple(row for rows in self.apart.values() for row in rows) or self.constants


Node = Leaf | Group | Repeat


def leaves(node: Node, names: Names = ()) -> Iterator[tuple[Names, Leaf]]:
    """Yield every field below a node, with its names."""
    match node:
        case Leaf():
            yield names, node
        case Repeat(item):
            yield from leaves(item, names)
        case Group(parts):
            for name, part in parts.items():
                yield from leaves(part, (*names, name))


def repeats(node: Node, names: Names = ()) -> Iterator[tuple[Names, Repeat]]:
    """Yield every repeat below a node, an outer one before those within it."""
    match node:
        case Leaf():
            return
        case Repeat(item):
            yield names, node
            yield from repeats(item, names)
        case Group(parts):
            for name, part in parts.items():
                yield from repeats(part, (*names, name))


def node_at(node: Node, names: Names) -> Node | None:
    """Return what stands at some names (`trips` is the repeat, `trips.purpose` a field), or None."""
    for name in names:
        if isinstance(node, Repeat):
            node = node.item
        if not isinstance(node, Group) or name not in node.parts:
            return None
        node = node.parts[name]
    return node


def enclosing(shape: Node, names: Names) -> Names:
    """Return the names of the innermost repeat around a field; empty where there is none."""
    for length in range(len(names), 0, -1):
        if isinstance(node_at(shape, names[:length]), Repeat):
            return names[:length]
    return ()
