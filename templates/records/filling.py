"""Filled forms as plain trees: a record's values in the rows of a cell map.

A *filling* has every row of the cell map, blank ones too; its leaves are what formulas take the record's
values for (the operands of their kinds). A *record* has the inputs alone, and of a repeat only the items that
are not wholly blank.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from templates.findings.errors import ValuesError, words_in_a_row
from templates.kinds.shared.clean import key
from templates.model.cell_map import CellMap
from templates.model.field import Field
from templates.model.shape import Group, Leaf, Node, Repeat, repeats
from templates.path import Indices, Path, Tree, join
from templates.text import Text

__all__ = ["blank_filling", "filling_from", "fits", "has_room"]


def filling_from(cell_map: CellMap, values: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the filling for the values of a record; fields left out have their defaults.

    Raises:
        ValuesError: an unknown field, a wrong shape, or more items than there is room for.
    """
    return _fill_group(cell_map.shape, {} if values is None else values, (), ())


def blank_filling(node: Node, around: Indices = ()) -> Tree:
    """Return the filling of a blank node of the shape: defaults and constants, and nothing else.

    `around` are the indices of the items that the node lies in.
    """
    match node:
        case Leaf(field):
            return field.kind.operand(field.default)
        case Group(parts):
            return {name: blank_filling(part, around) for name, part in parts.items()}
        case Repeat(item):
            return [
                _with_constants(constants, blank_filling(item, (*around, number)))
                for number, constants in enumerate(node.rows(around))
            ]


def _with_constants(constants: Mapping[str, str], item: Tree) -> Tree:
    if isinstance(item, dict):
        item.update(constants)
    return item


def _fill(node: Node, value: Tree, path: Path, around: Indices) -> Tree:
    match node:
        case Leaf(field):
            return _fill_leaf(field, value, path)
        case Group():
            return _fill_group(node, value, path, around)
        case Repeat():
            return _fill_items(node, value, path, around)


def _fill_leaf(field: Field, value: Tree, path: Path) -> Tree:
    if isinstance(value, Mapping | list | tuple):
        raise ValuesError("value-not-single", field=join(path))
    if field.formula is not None:
        raise ValuesError("value-of-computed-field", field=join(path))
    return field.kind.operand(value)


def _fill_group(node: Group, value: Tree, path: Path, around: Indices) -> dict[str, Any]:
    if value is None:
        value = {}
    if not isinstance(value, Mapping):
        what = Text(join(path)) if path else Text("数据", "The values")
        raise ValuesError("values-not-a-group", field=what, known=words_in_a_row(node.parts))
    for name in value:
        if name not in node.parts:
            unknown, known = join((*path, str(name))), words_in_a_row(node.parts)
            raise ValuesError("no-such-field", field=unknown, known=known)
    return {
        name: _fill(part, value[name], (*path, name), around)
        if name in value
        else blank_filling(part, around)
        for name, part in node.parts.items()
    }


def _fill_items(node: Repeat, value: Tree, path: Path, around: Indices) -> list[Any]:
    """Give each item a row of its own."""
    if value is None:
        value = []
    if not isinstance(value, list | tuple):
        raise ValuesError("values-not-a-list", field=join(path))
    rows = node.rows(around)
    filling: list[Any] = [None] * len(rows)
    places = _Places(node, around)
    for number, item in enumerate(value):
        inner = (*path, number)
        row = places.take(item)
        if row is None:
            raise _no_room(rows, item, inner, len(value))
        filling[row] = _with_constants(rows[row], _fill(node.item, item, inner, (*around, row)))
    for row in places.free:
        filling[row] = _with_constants(rows[row], blank_filling(node.item, (*around, row)))
    return filling


class _Places:
    """The rows of a list, as one item after the other takes its own."""

    def __init__(self, node: Repeat, around: Indices) -> None:
        self._rows, self._item, self._around = node.rows(around), node.item, around
        self._differ = any(repeat.apart for _, repeat in repeats(node.item))
        self._last = -1
        self.free = list(range(len(self._rows)))
        """The rows that no item has taken."""

    def take(self, item: Tree) -> int | None:
        """Return the next free row whose constants are the item's own; None where there is none.

        Where lists within the items have more rows in one than in another, it is the next that has room for
        the item, if possible below the one before, so that the items keep their order.
        """
        fitting = [row for row in self.free if fits(self._rows[row], item)]
        if self._differ:
            roomy = [row for row in fitting if has_room(self._item, item, (*self._around, row))]
            fitting = [row for row in roomy if row > self._last] or roomy or fitting
        if not fitting:
            return None
        self._last = fitting[0]
        self.free.remove(fitting[0])
        return fitting[0]


def has_room(node: Node, value: Tree, around: Indices = ()) -> bool:
    """Tell whether there is a row for each item of the lists in a value, which may have any shape."""
    match node:
        case Group(parts) if isinstance(value, Mapping):
            return all(has_room(part, value.get(name), around) for name, part in parts.items())
        case Repeat() if isinstance(value, list | tuple):
            places = _Places(node, around)
            taken = [(item, places.take(item)) for item in value]
            return all(row is not None and has_room(node.item, item, (*around, row)) for item, row in taken)
    return True


def fits(constants: Mapping[str, str], item: Tree) -> bool:
    """Tell whether an item of a record can stand in a row to which the form gives these constants."""
    return not constants or (
        isinstance(item, Mapping)
        and all(_same_word(str(item.get(name)), value) for name, value in constants.items())
    )


@lru_cache(maxsize=1024)
def _same_word(given: str, word: str) -> bool:
    return key(given) == key(word)


def _no_room(rows: Sequence[Mapping[str, str]], item: Tree, path: Path, count: int) -> ValuesError:
    """Return why an item has no row: its constant is none of the form's, or the rows are all taken."""
    items = join(path[:-1])
    for name in rows[0]:
        known = list(dict.fromkeys(constants[name] for constants in rows))
        given = item.get(name) if isinstance(item, Mapping) else None
        if not any(_same_word(str(given), word) for word in known):
            terms = ", ".join(known)
            field = join((*path, name))
            return ValuesError("constant-not-of-the-form", field=field, known=terms, found=repr(given))
        room = sum(_same_word(str(given), constants[name]) for constants in rows)
        return ValuesError("no-room-of-constant", field=items, name=name, found=given, room=room)
    return ValuesError("no-room", field=items, count=count, room=len(rows))
