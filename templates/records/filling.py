"""Filled forms as plain trees: placing a record's values into rows, and taking the record out again.

A *filling* has every row of the cell map, blank ones too, with the record's values as leaves; a *record*
has the inputs alone, and of a repeat only the items that are not wholly blank.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from templates.findings.errors import ValuesError
from templates.kinds.shared.clean import key
from templates.language import evaluate_computed
from templates.model.cell_map import CellMap
from templates.model.field import Field
from templates.model.page import Item, Role
from templates.model.shape import Group, Leaf, Node, Repeat, enclosing, node_at
from templates.path import Indices, Names, Path, Tree, join, split
from templates.text import Text

__all__ = [
    "addresses",
    "blank",
    "computed",
    "evaluate_all",
    "is_blank",
    "item_path",
    "leaf_at",
    "path_of",
    "place",
    "places",
    "record",
    "set_leaf",
]


def place(cell_map: CellMap, values: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the filling for the values of a record; fields left out have their defaults.

    Raises:
        ValuesError: an unknown field, a wrong shape, or more items than there is room for.
    """
    return _place_group(cell_map.shape, {} if values is None else values, ())


def blank(node: Node, row: int = 0) -> Tree:
    """Return the filling of a blank node; `row` is the row of the repeat it is an item of."""
    match node:
        case Leaf(field):
            return field.default
        case Group(parts):
            return {name: blank(part) for name, part in parts.items()}
        case Repeat():
            return [_with_constants(node, blank(node.item), number) for number in range(node.room)]


def _with_constants(node: Repeat, item: Tree, row: int) -> Tree:
    if isinstance(item, dict):
        item.update(node.constants[row])
    return item


def _place(node: Node, value: Tree, path: Path) -> Tree:
    match node:
        case Leaf(field):
            return _place_leaf(field, value, path)
        case Group():
            return _place_group(node, value, path)
        case Repeat():
            return _place_items(node, value, path)


def _place_leaf(field: Field, value: Tree, path: Path) -> Tree:
    if isinstance(value, Mapping | list | tuple):
        raise ValuesError(
            f"{join(path)} 只能是一个值 {join(path)} is one value, not a list or a group of values."
        )
    if field.formula is not None:
        raise ValuesError(
            f"{join(path)} 由表自动计算，请去掉 {join(path)} is computed by the form; leave it out."
        )
    return value


def _place_group(node: Group, value: Tree, path: Path) -> dict[str, Any]:
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
        name: _place(part, value[name], (*path, name)) if name in value else blank(part)
        for name, part in node.parts.items()
    }


def _place_items(node: Repeat, value: Tree, path: Path) -> list[Any]:
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
        filling[row] = _with_constants(node, _place(node.item, item, inner), row)
    for row in free:
        filling[row] = _with_constants(node, blank(node.item), row)
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


def record(node: Node, filling: Tree) -> Tree:
    """Return the record of a filling: inputs and constants, without the items that are wholly blank."""
    match node:
        case Leaf():
            return filling
        case Group(parts):
            return {
                name: record(part, filling[name])
                for name, part in parts.items()
                if _has(part, computed=False)
            }
        case Repeat(item):
            return [record(item, entry) for entry in filling if not is_blank(item, entry)]


def computed(node: Node, filling: Tree) -> Tree:
    """Return what the form computes, in the shape of the record."""
    match node:
        case Leaf():
            return None if filling == "" else filling
        case Group(parts):
            return {
                name: computed(part, filling[name])
                for name, part in parts.items()
                if _has(part, computed=True)
            }
        case Repeat(item):
            return [computed(item, entry) for entry in filling if not is_blank(item, entry)]


def _has(node: Node, *, computed: bool) -> bool:
    """Tell whether a node holds any computed field, or any other."""
    match node:
        case Leaf(field):
            return (field.formula is not None) is computed
        case Group(parts):
            return any(_has(part, computed=computed) for part in parts.values())
        case Repeat(item):
            return _has(item, computed=computed)


def is_blank(node: Node, filling: Tree) -> bool:
    """Tell whether no input below a node holds anything; constants and computed fields do not count."""
    match node:
        case Leaf(field):
            return filling is None or not field.is_input
        case Group(parts):
            return all(is_blank(part, filling[name]) for name, part in parts.items())
        case Repeat(item):
            return all(is_blank(item, entry) for entry in filling)


def places(tree: Tree, scope: Names, shape: Node, where: tuple[str, str] | None = None) -> Iterator[Indices]:
    """Yield the items of a repeat, by the numbers of the items around and their own; `()` for no repeat.

    `where` keeps the items whose constant of that name has that value.
    """
    if not scope:
        yield ()
        return
    node = shape
    reached: list[tuple[Indices, Tree]] = [((), tree)]
    for name in scope:
        if isinstance(node, Repeat):
            reached = [
                ((*indices, number), item) for indices, items in reached for number, item in enumerate(items)
            ]
            node = node.item
        assert isinstance(node, Group)
        node = node.parts[name]
        reached = [(indices, item[name]) for indices, item in reached]
    for indices, items in reached:
        for number, item in enumerate(items):
            if where is None or item[where[0]] == where[1]:
                yield (*indices, number)


def path_of(shape: Node, names: Names, indices: Indices) -> Path:
    """Return the path of a field or repeat: its names, with the numbers of the items around it."""
    numbers, node = list(indices), shape
    path: list[str | int] = []
    for name in names:
        if isinstance(node, Repeat):
            path.append(numbers.pop(0))
            node = node.item
        assert isinstance(node, Group)
        path.append(name)
        node = node.parts[name]
    return (*path, *numbers[:1]) if isinstance(node, Repeat) and isinstance(node.item, Leaf) else tuple(path)


def item_path(shape: Node, item: Item) -> Path:
    """Return the path of an item of the cell map: `("annual_goals", 1, "indicators", 3)`."""
    path = path_of(shape, item.names, item.indices)
    return path if len(path) == len(item.names) + len(item.indices) else (*path, item.indices[-1])


def leaf_at(tree: Tree, path: Path) -> Tree:
    """Return what stands in a tree at a path."""
    for part in path:
        tree = tree[part]
    return tree


def set_leaf(tree: Tree, path: Path, value: Tree) -> None:
    """Put a value into a tree at a path."""
    leaf_at(tree, path[:-1])[path[-1]] = value


def evaluate_all(cell_map: CellMap, filling: dict[str, Any]) -> None:
    """Compute every computed field of a filling, in place; a blank one holds "", as it does in a sheet."""
    for names in cell_map.computed:
        node = node_at(cell_map.shape, names)
        assert isinstance(node, Leaf)
        assert node.field.formula is not None
        for indices in places(filling, enclosing(cell_map.shape, names), cell_map.shape):
            value = evaluate_computed(node.field.formula, filling, indices)
            set_leaf(filling, path_of(cell_map.shape, names, indices), "" if value is None else value)


def addresses(cell_map: CellMap) -> dict[str, Any]:
    """Return the tree of addresses: a `CellAddress` for each field, the words themselves for a constant."""
    tree = _place_group(cell_map.shape, {}, ())
    for cell in cell_map:
        for path in cell.fields:
            if cell.role is not Role.LABEL:
                set_leaf(tree, split(path), cell.address)
    return tree
