"""Room for every item of a record: where somebody inserted rows, it has more of them than its form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from templates.compiling.compile import compile_anew, rows_of
from templates.definition.boxes import Box, RepeatBox, RowBox, StackItem
from templates.definition.form import Form
from templates.definition.source import Place
from templates.model.cell_map import CellMap
from templates.model.shape import Group, Leaf, Node, Repeat
from templates.path import Names, Tree, split_names
from templates.records.filling import fits, has_room

__all__ = ["parameters_with_room", "with_room"]

_Constants = tuple[tuple[str, str], ...]
_List = tuple[Names, _Constants]
"""A repeat, and the constants that its items have in one of its boxes."""

_Rows = Mapping[tuple[Place, _Constants], int]
"""How many rows the box at a place has for each of the constants that it goes over."""


def with_room(cell_map: CellMap, values: Mapping[str, Any]) -> CellMap:
    """Return a cell map of the same form in which each item of a record's `values` has its row.

    It is the given one where that has room. A larger one has rows that its parameters do not tell of: it is
    for print alone, and equal to no other. Items that no row can hold, however many there are, are left
    for `filling_from` to refuse.

    >>> with_room(reading.cell_map, reading.values)
    """
    missing = _most_missing(cell_map, values)
    if not missing or cell_map.origin is None:
        return cell_map
    form = cell_map.origin.definition
    assert isinstance(form, Form)
    last = {(names, _constants(box), around): box for names, box, around in _repeats(form.boxes, (), ())}
    rows = {
        (box.place, constants): rows_of(box.rows, cell_map.parameters) + missing[names, constants]
        for (names, constants, _), box in last.items()
        if (names, constants) in missing
    }
    further = tuple(replace(page, body=_enlarged(page.body, rows)) for page in form.further)
    enlarged = replace(form, body=_enlarged(form.body, rows), further=further)
    larger = compile_anew(enlarged, cell_map.parameters)
    return replace(larger)  # without its origin


def parameters_with_room(cell_map: CellMap, values: Mapping[str, Any]) -> dict[str, int | str]:
    """Return the parameters of a cell map, those of lists raised so that each item of a record has a row.

    A list whose rows are fixed in its form cannot have more: what it has no row for is left to be refused.
    """
    parameters = dict(cell_map.parameters)
    missing = _most_missing(cell_map, values)
    if not missing or cell_map.origin is None:
        return parameters
    form = cell_map.origin.definition
    assert isinstance(form, Form)
    for names, box, _ in _repeats(form.boxes, (), ()):
        lacking = missing.get((names, _constants(box)), 0)
        if lacking and isinstance(box.rows, str):
            needed = rows_of(box.rows, cell_map.parameters) + lacking
            parameters[box.rows] = max(needed, rows_of(box.rows, parameters))
    return parameters


def _most_missing(cell_map: CellMap, values: Mapping[str, Any]) -> dict[_List, int]:
    """Return the lists that have too few rows for a record, and how many they lack at most.

    Of a list that has more rows in one item than in another, it is what it lacks in that with the fewest.
    """
    missing: dict[_List, int] = {}
    if has_room(cell_map.shape, values):
        return missing
    for key, count in _missing(cell_map.shape, values, ()):
        missing[key] = max(count, missing.get(key, 0))
    return missing


def _missing(node: Node, value: Tree, names: Names) -> Iterator[tuple[_List, int]]:
    """Yield the lists of a record that have too few rows, and how many each of them lacks."""
    match node:
        case Leaf():
            return
        case Group(parts):
            for name, part in parts.items():
                if isinstance(value, Mapping) and name in value:
                    yield from _missing(part, value[name], (*names, name))
        case Repeat(item):
            items = value if isinstance(value, list | tuple) else ()
            lists = [*node.apart.values()] or [node.constants]
            for constants in {tuple(constants.items()): constants for constants in node.every_row}.values():
                room = min(rows.count(constants) for rows in lists if constants in rows)
                count = sum(fits(constants, one) for one in items)
                if count > room:
                    yield (names, tuple(constants.items())), count - room
            for one in items:
                yield from _missing(item, one, names)


def _repeats(boxes: tuple[Box, ...], names: Names, around: Place) -> Iterator[tuple[Names, RepeatBox, Place]]:
    """Yield the boxes of all repeats, each with its names, and the place of the one that it lies in."""
    for box in boxes:
        if isinstance(box, RepeatBox):
            inner = (*names, *split_names(box.name))
            yield inner, box, around
            yield from _repeats(box.body, inner, box.place)
        elif isinstance(box, RowBox):
            for item in box.items:
                if isinstance(item, StackItem):
                    yield from _repeats(item.boxes, names, around)
        else:
            yield from _repeats(box.body, names, around)


def _constants(box: RepeatBox) -> _Constants:
    return ((box.constant.name, box.constant.value),) if box.constant else ()


def _enlarged(boxes: tuple[Box, ...], rows: _Rows) -> tuple[Box, ...]:
    """Return boxes in which the repeats at some places have as many rows as `rows` says."""
    return tuple(_enlarged_box(box, rows) for box in boxes)


def _enlarged_box(box: Box, rows: _Rows) -> Box:
    if not isinstance(box, RowBox):
        inner = replace(box, body=_enlarged(box.body, rows))
        if isinstance(inner, RepeatBox):
            return replace(inner, rows=rows.get((inner.place, _constants(inner)), inner.rows))
        return inner
    items = (
        replace(item, boxes=_enlarged(item.boxes, rows)) if isinstance(item, StackItem) else item
        for item in box.items
    )
    return replace(box, items=tuple(items))
