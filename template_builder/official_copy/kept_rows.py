"""Which rows of a form its official copy has: those that are filled in, and at least one of each list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from templates.model.cell_map import CellMap
from templates.model.page import Cell, Item
from templates.model.shape import Repeat, node_at
from templates.path import Tree, value_at
from templates.records.item_paths import item_path
from templates.records.record import is_unfilled

__all__ = ["innermost_items", "kept_rows"]


def kept_rows(cell_map: CellMap, cells: Sequence[Cell], filling: Tree) -> list[int]:
    """Return the rows of a form that its copy has, where its `cells` are those that print.

    A row goes where an item without content stands, unless something else has a cell there.
    """
    gone = _without_content(cell_map, filling)
    left = [cell for cell in cells if not any(_holds(item, cell) for item in gone)]
    dropped = {row for item in gone for row in range(item.first_row, item.last_row + 1)}
    dropped -= {cell.row for cell in left if cell.rows == 1}
    for cell in left:
        if cell.style != "filler" and dropped.issuperset(range(cell.row, cell.row + cell.rows)):
            dropped.discard(cell.row)
    rows = {row for cell in cells for row in range(cell.row, cell.row + cell.rows)}
    return sorted(rows - dropped)


def innermost_items(cell_map: CellMap) -> list[Item]:
    """Return the items of lists that have no other list within them."""
    around = {item.names[:end] for item in cell_map.items for end in range(len(item.names))}
    return [item for item in cell_map.items if item.names not in around]


def _without_content(cell_map: CellMap, filling: Tree) -> frozenset[Item]:
    """Return the items that are left out: those that hold nothing, but for the first where none holds any."""
    found: set[Item] = set()
    for box in _boxes(cell_map):
        filled = [item for item in box if not _is_blank(cell_map, item, filling)]
        found.update(set(box) - set(filled or box[:1]))
    return frozenset(found)


def _is_blank(cell_map: CellMap, item: Item, filling: Tree) -> bool:
    node = node_at(cell_map.shape, item.names)
    assert isinstance(node, Repeat)
    return is_unfilled(node.item, value_at(filling, item_path(cell_map.shape, item)))


def _boxes(cell_map: CellMap) -> Iterator[list[Item]]:
    """Yield the items that stand under one another in one box of the form."""
    boxes: dict[tuple[object, ...], list[Item]] = {}
    for item in cell_map.items:
        node = node_at(cell_map.shape, item.names)
        assert isinstance(node, Repeat)
        constants = tuple(node.rows(item.indices[:-1])[item.indices[-1]].items())
        key = (item.names, item.indices[:-1], constants, item.first_column)
        box = boxes.get(key)
        if box and box[-1].last_row + 1 == item.first_row:
            box.append(item)
        else:
            if box:
                yield box
            boxes[key] = [item]
    yield from boxes.values()


def _holds(item: Item, cell: Cell) -> bool:
    """Tell whether a cell lies within an item."""
    return (
        item.first_row <= cell.row
        and cell.row + cell.rows - 1 <= item.last_row
        and item.first_column <= cell.column
        and cell.column + cell.columns - 1 <= item.last_column
    )
