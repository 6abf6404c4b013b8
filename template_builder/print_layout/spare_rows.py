"""Rows beyond those that are shown at first: out of sight until somebody needs them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from templates.model.cell_map import CellMap
from templates.model.page import Item, Role
from templates.model.shape import Node, Repeat, node_at
from templates.path import Indices, Names, Path, Tree, split, value_at
from templates.records.item_paths import item_path
from templates.records.record import is_unfilled

__all__ = ["SpareRows"]


@dataclass(frozen=True, slots=True)
class _SpareItem:
    """An item out of sight: its rows, its path in a filling, and its shape."""

    rows: frozenset[int]
    path: Path
    shape: Node


class SpareRows:
    """The spare rows of a cell map, in boxes: the items of one box follow one another."""

    def __init__(self, cell_map: CellMap) -> None:
        self._boxes = tuple(
            tuple(_spare_item(cell_map, item) for item in items) for items in _boxes(cell_map)
        )
        self._rows = tuple(frozenset[int]().union(*(item.rows for item in box)) for box in self._boxes)
        self.all = frozenset[int]().union(*self._rows)
        """All of them, which are out of sight in a blank form."""

    def hidden(self, filling: Tree) -> frozenset[int]:
        """Return the rows out of sight: not those that are needed, nor those above them in the same box."""
        hidden: set[int] = set()
        for box in self._boxes:
            for item in reversed(box):
                if not is_unfilled(item.shape, value_at(filling, item.path)):
                    break
                hidden |= item.rows
        return frozenset(hidden)

    def grouped(self, hidden: frozenset[int]) -> frozenset[int]:
        """Return the rows in outline groups: of each box those out of sight, or all where none is."""
        return frozenset(row for rows in self._rows for row in (rows & hidden or rows))


def _spare_item(cell_map: CellMap, item: Item) -> _SpareItem:
    node = node_at(cell_map.shape, item.names)
    assert isinstance(node, Repeat)
    return _SpareItem(_rows(item), item_path(cell_map.shape, item), node.item)


def _rows(item: Item) -> frozenset[int]:
    return frozenset(range(item.first_row, item.last_row + 1))


def _boxes(cell_map: CellMap) -> tuple[tuple[Item, ...], ...]:
    """Return the items beyond those shown, those of one box together, from the top.

    An item beside which another list has a cell is left in sight.
    """
    found: dict[tuple[Names, Indices, int], list[Item]] = defaultdict(list)
    ends: dict[tuple[Names, Indices], int] = {}
    others = _rows_of_others(cell_map)
    for item in cell_map.items:
        around = (item.names, item.indices[:-1])
        if item.beyond and not any(
            names[: len(item.names)] != item.names for row in _rows(item) for names in others[row]
        ):
            # Items of one box follow one another; the next box of the same list begins with one in sight.
            start = ends.get(around, item.indices[-1])
            found[item.names, item.indices[:-1], start].append(item)
            ends[around] = start
        else:
            ends.pop(around, None)
    return tuple(map(tuple, found.values()))


def _rows_of_others(cell_map: CellMap) -> dict[int, set[Names]]:
    """Return for each row the lists whose items have a field there; `()` for what is in no list."""
    rows: defaultdict[int, set[Names]] = defaultdict(set)
    for cell in cell_map:
        if cell.role in (Role.INPUT, Role.COMPUTED):
            path = split(cell.fields[0])
            last = max((at for at, part in enumerate(path) if isinstance(part, int)), default=0)
            names = tuple(part for part in path[:last] if isinstance(part, str))
            for row in range(cell.row, cell.row + cell.rows):
                rows[row].add(names)
    return rows
