"""The tables of items of a summary: a line for each project, each indicator."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from collection.summary.naming import department_of, label_of, repeat_name
from collection.summary.tables import (
    FILE,
    Column,
    Entry,
    Table,
    columns_of,
    entries_of,
    fields_of,
    merged,
    value_or_none,
)
from reader import Reading
from templates import CellMap, Field, Text
from templates.model.shape import Node, Repeat, node_at, repeats
from templates.model.summary import Table as FormTable
from templates.path import Names, join
from templates.records.department import department_field

__all__ = ["items_of", "items_table"]

Chain = tuple[tuple[int, Any], ...]
"""An item within the items around it, outermost first, each with its number from 0."""


def items_table(cell_map: CellMap, table: FormTable, readings: Sequence[Reading]) -> Table:
    """Return a line for each item of a table's repeats, behind the department and the items around it."""
    return _Items(cell_map, table).table(readings)


@dataclass(frozen=True, slots=True)
class _Part:
    """A field of an item, or of an item around it: `depth` 0 is the outermost, the last the item itself."""

    path: Names
    field: Field
    depth: int


class _Items:
    """One table of items: the columns that its repeats have together, and how each fills them."""

    def __init__(self, cell_map: CellMap, table: FormTable) -> None:
        self._map, self._table = cell_map, table
        self._department = department_field(cell_map)
        self._several = len(table.of) > 1
        self._depth = max(len(around(cell_map.shape, names)) for names in table.of)
        leading = {column.key for column in self._leading()}
        self._parts = {names: _parts(cell_map.shape, names, leading) for names in table.of}
        self._columns = _joint_columns(list(self._parts.values()))

    def table(self, readings: Sequence[Reading]) -> Table:
        """Return the table."""
        rows = tuple(row for reading in readings for row in self._rows(reading))
        return Table(self._table.key, self._table.title, (*self._leading(), *self._columns.values()), rows)

    def _leading(self) -> Iterator[Column]:
        if self._department:
            yield Column("department", _label(self._map, self._department))
        yield FILE
        if self._several:
            yield Column("part", Text("所属部分", "Part"))
        for level in range(1, self._depth):
            yield Column("block" + str(level) * (level > 1), Text("所属序号", "Part number"), "whole", "0")
        yield Column("item", Text("序号", "Number"), "whole", "0")

    def _rows(self, reading: Reading) -> Iterator[tuple[Entry, ...]]:
        tree = merged(reading.values, reading.computed)
        department = [department_of(reading)] if self._department else []
        for names in self._table.of:
            part = [repeat_name(self._map, around(self._map.shape, names)[0])] if self._several else []
            for chain in items_of(tree, self._map.shape, names):
                *outer, last = (number + 1 for number, _ in chain)
                padding: list[Entry] = [None] * (self._depth - len(chain))
                cells = self._cells(names, chain)
                yield (
                    *department,
                    reading.file,
                    *part,
                    *outer,
                    *padding,
                    last,
                    *map(cells.get, self._columns),
                )

    def _cells(self, names: Names, chain: Chain) -> dict[tuple[str, int], Entry]:
        cells: dict[tuple[str, int], Entry] = {}
        for key, part in self._parts[names].items():
            entries = entries_of(part.field, value_or_none(chain[part.depth][1], part.path))
            cells |= {(key, number): entry for number, entry in enumerate(entries)}
        return cells


def _label(cell_map: CellMap, names: Names) -> Text:
    return label_of(cell_map, join(names))


def around(shape: Node, names: Names) -> list[Names]:
    """Return the repeats on the way to a repeat, outermost first, itself last."""
    return [repeat for repeat, _ in repeats(shape) if names[: len(repeat)] == repeat]


def _parts(shape: Node, names: Names, taken: Collection[str]) -> dict[str, _Part]:
    """Return the fields of the items around and then of the items of a repeat, by the keys of columns.

    A key that is one of those `taken`, or that stands for an outer field, has the repeat before it.
    """
    parts: dict[str, _Part] = {}
    for depth, repeat in enumerate(around(shape, names)):
        node = node_at(shape, repeat)
        assert isinstance(node, Repeat)
        for path, field in fields_of(node.item):
            key = join(path) or repeat[-1]
            known = key in parts or key in taken
            parts[join((*repeat, *path)) if known else key] = _Part(path, field, depth)
    return parts


def _joint_columns(several: Sequence[Mapping[str, _Part]]) -> dict[tuple[str, int], Column]:
    """Return the columns that several repeats have together, by the key of the field and the part of it.

    A column that they call differently has all of these names as its head.
    """
    fields: dict[str, Field] = {}
    heads: dict[str, list[Text]] = {}
    for parts in several:
        for key, part in parts.items():
            fields.setdefault(key, part.field)
            label = part.field.limits.label
            known = heads.setdefault(key, [])
            if label.zh and label not in known:
                known.append(label)
    return {
        (key, number): column
        for key, field in fields.items()
        for number, column in enumerate(columns_of(key, field, _joined(heads[key])))
    }


def _joined(heads: Sequence[Text]) -> Text | None:
    if not heads:
        return None
    return Text("／".join(head.zh for head in heads), " / ".join(head.en for head in heads))


def items_of(tree: Any, shape: Node, names: Names) -> Iterator[Chain]:
    """Yield every item of a repeat with the items around it, each with its number from 0."""
    chains: list[Chain] = [()]
    done = 0
    for repeat in around(shape, names):
        inner, done = repeat[done:], len(repeat)
        chains = [
            (*chain, (number, item))
            for chain in chains
            for number, item in enumerate(value_or_none(chain[-1][1] if chain else tree, inner) or ())
        ]
    yield from chains
