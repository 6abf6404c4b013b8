"""Labels that stand beside several rows, and what else the end of a page must not tear apart."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from template_builder.print_layout.heights import MARGIN, Block, lines
from template_builder.xlsx.ranges import Extent
from templates.model.cell_map import CellMap
from templates.model.page import Cell, Role

__all__ = [
    "kept_together",
    "label_rows",
    "parted",
    "rows_above",
    "side_cells",
    "turned",
    "turned_block",
]

_LETTER = 0.45
"""Width of a letter in heights of a line."""


def side_cells(cell_map: CellMap) -> tuple[Cell, ...]:
    """Return the labels that stand beside several rows; heads do not, they are never torn apart."""
    return tuple(
        cell for cell in cell_map if cell.role is Role.LABEL and cell.rows > 1 and cell.style != "head"
    )


def turned(cell: Cell, block: Block) -> bool:
    """Tell whether a label at the side has a word that only fits in when the words are turned."""
    longest = max(block.text.split(), key=len, default="")
    return cell.style == "side" and longest.isascii() and lines(longest, block.width + MARGIN, block.size) > 1


def turned_block(block: Block) -> Block:
    """Return what takes as much height as the words of a block when they are turned."""
    return replace(block, text="\n" * int(len(block.text) * _LETTER))


def parted(cells: Sequence[Cell], breaks: Sequence[int]) -> tuple[Extent, ...]:
    """Return what to merge so that the box of each label is closed where a page ends.

    `breaks` are the rows after which one does. The words stand in the first part.
    """
    return tuple(part for cell in cells for part in _parts(cell, breaks) if part[2] * part[3] > 1)


def _parts(cell: Cell, breaks: Sequence[int]) -> Iterator[Extent]:
    first, last = cell.row, cell.row + cell.rows - 1
    for end in (*(row for row in breaks if first <= row < last), last):
        yield (first, cell.column, end - first + 1, cell.columns)
        first = end + 1


def label_rows(labels: Iterable[tuple[Block, float]], heights: Mapping[int, float]) -> frozenset[int]:
    """Return the rows after which no page may end, as a label has no room above for what it shows.

    Each label comes with the height that its words, or its picture, need.
    """
    bound: set[int] = set()
    for label, missing in labels:
        for row in range(label.row, label.row + label.rows - 1):
            missing -= heights.get(row, 0.0)
            if missing <= 0:
                break
            bound.add(row)
    return frozenset(bound)


def rows_above(rows: Collection[int], heights: Mapping[int, float]) -> frozenset[int]:
    """Return the last row in sight above each of some rows: nobody signs a page with nothing else on it."""
    above = (max((one for one in heights if one < row), default=None) for row in rows)
    return frozenset(one for one in above if one is not None)


def kept_together(cell_map: CellMap) -> frozenset[int]:
    """Return the rows after which no page may end, whatever is filled in: heads, and rows within an item."""
    bound: set[int] = set()
    for section in cell_map.sections:
        starts = [
            item.first_row
            for item in cell_map.items
            if section.first_row <= item.first_row <= section.last_row
            and (item.first_row > section.first_row or item.last_row < section.last_row)
        ]
        bound.update(range(section.first_row, min(starts, default=section.first_row)))
    around = {item.names[:end] for item in cell_map.items for end in range(len(item.names))}
    for item in cell_map.items:
        if item.names not in around:
            bound.update(range(item.first_row, item.last_row))
    return frozenset(bound)
