"""Filled forms as plain trees: a record's values in the rows of a cell map.

A *filling* has every row of the cell map, blank ones too; its leaves are what formulas take the record's
values for (the operands of their kinds). A *record* has the inputs alone, and of a repeat only the items that
are not wholly blank.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from templates.findings.errors import ValuesError, words_in_a_row
from templates.kinds.shared.clean import key
from templates.model.cell_map import CellMap
from templates.model.field import Field
from templates.model.shape import Group, Leaf, Node, Repeat
from templates.path import Path, Tree, join
from templates.text import Text

__all__ = ["blank_filling", "filling_from", "fits"]


def filling_from(cell_map: CellMap, values: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the filling for the values of a record; fields left out have their defaults.

    Raises:
        ValuesError: an unknown field, a wrong shape, or more items than there is room for.
    """
    return _fill_group(cell_map.shape, {} if values is None else values, ())


def blank_filling(node: Node) -> Tree:
    """Return the filling of a blank node of the shape: defaults and constants, and nothing else."""
    match node:
        case Leaf(field):
            return field.kind.operand(field.default)
        case Group(parts):
            return {name: blank_filling(part) for name, part in parts.items()}
        case Repeat():
            return [_with_constants(node, blank_filling(node.item), number) for number in range(node.room)]


def _with_constants(node: Repeat, item: Tree, row: int) -> Tree:
    if isinstance(item, dict):
        item.update(node.constants[row])
    return item


def _fill(node: Node, value: Tree, path: Path) -> Tree:
    match node:
        case Leaf(field):
            return _fill_leaf(field, value, path)
        case Group():
            return _fill_group(node, value, path)
        case Repeat():
            return _fill_items(node, value, path)


def _fill_leaf(field: Field, value: Tree, path: Path) -> Tree:
    if isinstance(value, Mapping | list | tuple):
        raise ValuesError("value-not-single", field=join(path))
    if field.formula is not None:
        raise ValuesError("value-of-computed-field", field=join(path))
    return field.kind.operand(value)


def _fill_group(node: Group, value: Tree, path: Path) -> dict[str, Any]:
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
        name: _fill(part, value[name], (*path, name)) if name in value else blank_filling(part)
        for name, part in node.parts.items()
    }


def _fill_items(node: Repeat, value: Tree, path: Path) -> list[Any]:
    """Give each item the next free row whose constants are the item's own."""
    if value is None:
        value = []
    if not isinstance(value, list | tuple):
        raise ValuesError("values-not-a-list", field=join(path))
    filling: list[Any] = [None] * node.room
    free = list(range(node.room))
    for number, item in enumerate(value):
        inner = (*path, number)
        row = next((row for row in free if fits(node.constants[row], item)), None)
        if row is None:
            raise _no_room(node, item, inner, len(value))
        free.remove(row)
        filling[row] = _with_constants(node, _fill(node.item, item, inner), row)
    for row in free:
        filling[row] = _with_constants(node, blank_filling(node.item), row)
    return filling


def fits(constants: Mapping[str, str], item: Tree) -> bool:
    """Tell whether an item of a record can stand in a row to which the form gives these constants."""
    return not constants or (
        isinstance(item, Mapping)
        and all(_same_word(str(item.get(name)), value) for name, value in constants.items())
    )


@lru_cache(maxsize=1024)
def _same_word(given: str, word: str) -> bool:
    return key(given) == key(word)


def _no_room(node: Repeat, item: Tree, path: Path, count: int) -> ValuesError:
    """Return why an item has no row: its constant is none of the form's, or the rows are all taken."""
    items = join(path[:-1])
    for name in node.constants[0]:
        known = list(dict.fromkeys(constants[name] for constants in node.constants))
        given = item.get(name) if isinstance(item, Mapping) else None
        if not any(_same_word(str(given), word) for word in known):
            terms = ", ".join(known)
            field = join((*path, name))
            return ValuesError("constant-not-of-the-form", field=field, known=terms, found=repr(given))
        room = sum(_same_word(str(given), constants[name]) for constants in node.constants)
        return ValuesError("no-room-of-constant", field=items, name=name, found=given, room=room)
    return ValuesError("no-room", field=items, count=count, room=node.room)
