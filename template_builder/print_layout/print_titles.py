"""Heads that stand anew on every page: those of a list that is longer than a page.

A sheet can repeat one block of rows, on all pages that follow. So it repeats the heads of a long list where
no other heads follow; elsewhere they would stand over what they do not name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from templates.model.cell_map import CellMap
from templates.model.page import FIRST_ROW, Role
from templates.path import Names

__all__ = ["LongList", "long_lists", "repeated_rows"]


class LongList(NamedTuple):
    """A list that is longer than a page: its names, and the first and the last row of its heads."""

    names: Names
    first_head: int
    last_head: int


def long_lists(cell_map: CellMap, heights: Mapping[int, float], room: float) -> Iterator[LongList]:
    """Yield the lists under heads that a page of that room cannot hold with all their rows, from the top."""
    heads = _head_rows(cell_map)
    lists: dict[Names, list[range]] = {}
    for item in cell_map.items:
        if len(item.indices) == 1:
            rows = lists.setdefault(item.names, [])
            if rows and rows[-1].stop == item.first_row:
                rows[-1] = range(rows[-1].start, item.last_row + 1)
            else:
                rows.append(range(item.first_row, item.last_row + 1))
    for names, blocks in lists.items():
        for block in blocks:
            first = block.start
            while first - 1 in heads:
                first -= 1
            if first < block.start and sum(heights[row] for row in block) > room:
                yield LongList(names, first, block.start - 1)


def repeated_rows(cell_map: CellMap, titles: int, long: tuple[LongList, ...]) -> tuple[int, int] | None:
    """Return the first and the last row that each page repeats; None where there is nothing to repeat.

    `titles` is the last of the rows on top that hold nothing but titles, 0 where there are none.
    """
    last = max(_head_rows(cell_map), default=0)
    repeatable = [one for one in long if one.last_head == last]
    if not repeatable:
        return (FIRST_ROW, titles) if titles else None
    found = repeatable[0]
    return (FIRST_ROW if titles and titles + 1 == found.first_head else found.first_head, found.last_head)


def _head_rows(cell_map: CellMap) -> frozenset[int]:
    """Return the rows in which heads stand and nothing that is filled in."""
    heads = {
        row for cell in cell_map if cell.style == "head" for row in range(cell.row, cell.row + cell.rows)
    }
    filled = {cell.row for cell in cell_map if cell.role in (Role.INPUT, Role.COMPUTED)}
    return frozenset(heads - filled)
