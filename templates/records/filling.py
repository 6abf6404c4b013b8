"""Filled forms as plain trees: a record's values in the rows of a cell map.

A *filling* has every row of the cell map, blank ones too; its leaves are what formulas take the record's
values for (the operands of their kinds). A *record* has the inputs alone, and of a repeat only the items that
are not wholly blank.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from templates.findings.errors import ValuesError
from templates.kinds.shared.clean import key
from templates.model.cell_map import CellMap
from templates.model.field import Field
from templates.model.shape import Group, Leaf, Node, Repeat
from templates.path import Path, Tree, join
from templates.text import Text

__all__ = ["blank_filling", "filling_from"]


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
        raise ValuesError(
            f"{join(path)} 只能是一个值 {join(path)} is one value, not a list or a group of values."
        )
    if field.formula is not None:
        raise ValuesError(
            f"{join(path)} 由表自动计算，请去掉 {join(path)} is computed by the form; leave it out."
        )
    return field.kind.operand(value)


def _fill_group(node: Group, value: Tree, path: Path) -> dict[str, Any]:
    if value is None:
        value = {}
    if not isinstance(value, Mapping):
        what = Text(join(path) or "数据", join(path) or "The values")
        known = ", ".join(node.parts)
        raise ValuesError(f"{what.zh}应是一组字段（{known}）。{what.en} must be a group of fields ({known}).")
    for name in value:
        if name not in node.parts:
            unknown, known = join((*path, str(name))), ", ".join(node.parts)
            raise ValuesError(
                f"没有字段 {unknown}，这里有 {known}。There is no field {unknown}; known here are {known}."
            )
    return {
        name: _fill(part, value[name], (*path, name)) if name in value else blank_filling(part)
        for name, part in node.parts.items()
    }


def _fill_items(node: Repeat, value: Tree, path: Path) -> list[Any]:
    """Give each item the next free row whose constants are the item's own."""
    if value is None:
        value = []
    if not isinstance(value, list | tuple):
        raise ValuesError(f"{join(path)} 应是列表。{join(path)} must be a list.")
    filling: list[Any] = [None] * node.room
    free = list(range(node.room))
    for number, item in enumerate(value):
        inner = (*path, number)
        row = next((row for row in free if _fits(node.constants[row], item)), None)
        if row is None:
            raise ValuesError(_no_room(node, item, inner, len(value)))
        free.remove(row)
        filling[row] = _with_constants(node, _fill(node.item, item, inner), row)
    for row in free:
        filling[row] = _with_constants(node, blank_filling(node.item), row)
    return filling


def _fits(constants: Mapping[str, str], item: Tree) -> bool:
    return not constants or (
        isinstance(item, Mapping)
        and all(key(str(item.get(name))) == key(value) for name, value in constants.items())
    )


def _no_room(node: Repeat, item: Tree, path: Path, count: int) -> str:
    """Say why an item has no row: its constant is none of the form's, or the rows are all taken."""
    items = join(path[:-1])
    for name in node.constants[0]:
        known = list(dict.fromkeys(constants[name] for constants in node.constants))
        given = item.get(name) if isinstance(item, Mapping) else None
        if given not in known:
            field, terms = join((*path, name)), ", ".join(known)
            return f"{field} 只能是 {terms}，不是 {given!r}。{field} is {given!r}; give one of {terms}."
        room = sum(constants[name] == given for constants in node.constants)
        return (
            f"{items} 的{given}只有 {room} 行，请用更多的行生成空白表。"
            f"{items} has room for {room} items with {name} {given}; build the form with more rows."
        )
    return (
        f"{items} 有 {count} 项，只有 {node.room} 行，请用更多的行生成空白表。"
        f"{items} has {count} items and room for {node.room}; build the form with more rows."
    )
