"""The tables of items of a summary: a line for each project, each indicator."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from collection.summary.naming import label_of, repeat_name
from collection.summary.tables import (
    CODE,
    FILE,
    Column,
    Entry,
    Subject,
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
from templates.path import Names, Tree, join
from templates.records.department import department_field

__all__ = ["ItemRows", "around", "chains_of", "count_of", "items_table"]

Chain = tuple[tuple[int, Any], ...]
"""An item within the items around it, outermost first, each with its number from 0."""


def items_table(cell_map: CellMap, table: FormTable, readings: Sequence[tuple[Subject, Reading]]) -> Table:
    """Return a line for each item of a table's repeats, behind the department and the items around it."""
    items = ItemRows(cell_map, table)
    leading = (CODE, *([items.department] if items.department else []), FILE)
    rows = tuple(
        (subject.code, *([subject.name] if items.department else []), subject.file, *entries)
        for subject, reading in readings
        for entries in items.rows(merged(reading.values, reading.computed))
    )
    return Table(table.key, table.title, (*leading, *items.columns), rows)


@dataclass(frozen=True, slots=True)
class _Part:
    """A field of an item, or of an item around it: `depth` 0 is the outermost, the last the item itself."""

    path: Names
    field: Field
    depth: int


class _Filled(NamedTuple):
    """What a column shows of an item: a field, whole (0) or one of the parts of its value."""

    part: _Part
    number: int


class ItemRows:
    """The items of one table: the columns that its repeats have together, and how each fills them.

    `department` is the column of the department's name, None where the form has no such field.
    """

    def __init__(self, cell_map: CellMap, table: FormTable) -> None:
        self._map, self._table = cell_map, table
        name = department_field(cell_map)
        self.department = None if name is None else Column("department", label_of(cell_map, join(name)))
        self._several = len(table.of) > 1
        self._depth = max(len(around(cell_map.shape, names)) for names in table.of)
        leading = tuple(self._leading())
        taken = {column.key for column in (CODE, FILE, *leading)} | ({"department"} if name else set())
        self._parts = {names: _parts(cell_map.shape, names, taken) for names in table.of}
        self._columns = _joint_columns(list(self._parts.values()))
        self._names_of_parts = {
            names: repeat_name(cell_map, around(cell_map.shape, names)[0]) for names in table.of
        }
        self._around = {names: around(cell_map.shape, names) for names in table.of}
        self._patterns = {names: _patterns(on_the_way) for names, on_the_way in self._around.items()}
        self._filled = {
            names: [_Filled(parts[key], number) if key in parts else None for key, number in self._columns]
            for names, parts in self._parts.items()
        }
        self._whole = {
            names: [parts.get(key) for key, number in self._columns if not number]
            for names, parts in self._parts.items()
        }
        self._shown = {
            names: [None if of is None else (of.depth, of.path, of.field.kind.exported) for of in parts]
            for names, parts in self._whole.items()
        }
        self._of_item = {
            names: [
                join_path("", of.path)
                for of in parts
                if of is not None and of.depth == len(self._around[names]) - 1
            ]
            for names, parts in self._whole.items()
        }
        self.leading = len(leading)
        self.columns: tuple[Column, ...] = (*leading, *self._columns.values())

    def _leading(self) -> Iterator[Column]:
        if self._several:
            yield Column("part", Text("所属部分", "Part"))
        for level in range(1, self._depth):
            yield Column("block" + str(level) * (level > 1), Text("所属序号", "Part number"), "whole", "0")
        yield Column("item", Text("序号", "Number"), "whole", "0")

    def rows(self, tree: Tree) -> Iterator[list[Entry]]:
        """Yield the entries of each item in the tree of a reading's values (`merged`)."""
        for names, chain in self._chains(tree):
            *outer, last = (number for number, _ in chain)
            entries = [*self._leading_entries(names, outer), last + 1]
            for of in self._filled[names]:
                if of is None:
                    entries.append(None)
                elif not of.number:
                    taken = entries_of(of.part.field, value_or_none(chain[of.part.depth][1], of.part.path))
                    entries.append(taken[0])
                else:
                    entries.append(taken[of.number])
            yield entries

    def whole_rows(self, tree: Tree) -> Iterator[tuple[Names, Chain, list[Entry]]]:
        """Yield each item with its entries, without those of the parts that values are taken apart into."""
        for names in self._table.of:
            shown = self._shown[names]
            for outer, items in _lists_of(tree, self._around[names]):
                leading = self._leading_entries(names, [number for number, _ in outer])
                for number, item in enumerate(items):
                    chain = (*outer, (number, item))
                    entries = [*leading, number + 1]
                    for of in shown:
                        if of is None:
                            entries.append(None)
                            continue
                        depth, path, exported = of
                        value = chain[depth][1]
                        for name in path:
                            value = None if value is None else value.get(name)
                        as_it_is = value is None or isinstance(value, str)
                        entries.append(value if as_it_is else exported(value))
                    yield names, chain, entries

    def path(self, names: Names, chain: Chain, depth: int) -> str:
        """Return the path in the record of an item, or of one around it."""
        pattern = self._patterns[names][depth]
        return pattern % tuple([number for number, _ in chain[: pattern.count("%")]])

    def first_field(self, names: Names, chain: Chain, known: Collection[str]) -> str | None:
        """Return the path of the first field of an item that is one of those known; None if none is."""
        item = self.path(names, chain, -1)
        for behind in self._of_item[names]:
            if (field := item + behind) in known:
                return field
        return None

    def paths(self, names: Names, chain: Chain) -> list[str | None]:
        """Return the paths in the record of what `whole_rows` has in each column; None of no field."""
        found = [
            None if of is None else join_path(self.path(names, chain, of.depth), of.path)
            for of in self._whole[names]
        ]
        return [*[None] * self.leading, *found]

    def _leading_entries(self, names: Names, outer: Sequence[int]) -> list[Entry]:
        """Return what stands before the number of an item: its part, and the numbers of those around it."""
        part: list[Entry] = [self._names_of_parts[names]] if self._several else []
        return [*part, *(number + 1 for number in outer), *[None] * (self._depth - len(outer) - 1)]

    def _chains(self, tree: Tree) -> Iterator[tuple[Names, Chain]]:
        for names in self._table.of:
            for chain in chains_of(tree, self._around[names]):
                yield names, chain


def join_path(path: str, names: Names) -> str:
    """Return the path of a field in an item that has a path."""
    return ".".join((path, *names))


def around(shape: Node, names: Names) -> list[Names]:
    """Return the repeats on the way to a repeat, outermost first, itself last."""
    return [repeat for repeat, _ in repeats(shape) if names[: len(repeat)] == repeat]


def _patterns(repeats_around: Sequence[Names]) -> list[str]:
    """Return the paths of items on the way to one: `annual_goals[%d].indicators[%d]` is the last."""
    patterns: list[str] = []
    done = 0
    for repeat in repeats_around:
        before = [patterns[-1]] if patterns else []
        patterns.append(".".join((*before, *repeat[done:])) + "[%d]")
        done = len(repeat)
    return patterns


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

    A column that they call differently has all of these names as its head. One that a further repeat has
    besides stands before the column that follows it there.
    """
    order: list[str] = []
    fields: dict[str, Field] = {}
    heads: dict[str, list[Text]] = {}
    for parts in several:
        before = len(order)
        for key in reversed(list(parts)):
            if key in fields:
                before = order.index(key)
            else:
                order.insert(before, key)
        for key, part in parts.items():
            fields.setdefault(key, part.field)
            label = part.field.limits.label
            known = heads.setdefault(key, [])
            if label.zh and label not in known:
                known.append(label)
    return {
        (key, number): column
        for key in order
        for number, column in enumerate(columns_of(key, fields[key], _joined(heads[key])))
    }


def _joined(heads: Sequence[Text]) -> Text | None:
    if not heads:
        return None
    return Text("／".join(head.zh for head in heads), " / ".join(head.en for head in heads))


def count_of(tree: Tree, repeats_around: Sequence[Names], done: int = 0) -> int:
    """Return how many items there are of the last of some repeats, as `chains_of` yields them."""
    first, *rest = repeats_around
    items = value_or_none(tree, first[done:]) or ()
    return sum(count_of(item, rest, len(first)) for item in items) if rest else len(items)


def _lists_of(tree: Tree, repeats_around: Sequence[Names]) -> Iterator[tuple[Chain, Sequence[Any]]]:
    """Yield each list of the last of some repeats, behind the items that it stands in."""
    *outer, last = repeats_around
    if not outer:
        yield (), value_or_none(tree, last) or ()
        return
    within = last[len(outer[-1]) :]
    for chain in chains_of(tree, outer):
        yield chain, value_or_none(chain[-1][1], within) or ()


def chains_of(tree: Tree, repeats_around: Sequence[Names], done: int = 0) -> Iterator[Chain]:
    """Yield the same for the repeats on the way to one, itself last."""
    first, *rest = repeats_around
    for number, item in enumerate(value_or_none(tree, first[done:]) or ()):
        if not rest:
            yield ((number, item),)
        else:
            for chain in chains_of(item, rest, len(first)):
                yield ((number, item), *chain)
