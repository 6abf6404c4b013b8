"""The columns of a streamed table: their heads in levels, and where a page is cut."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from template_builder.streaming.row_formulas import RowFormula

__all__ = ["StreamColumn", "depth_of", "first_row", "head_cells", "page_cuts", "page_digits"]

_POINTS_A_DIGIT, _POINTS_A_COLUMN = 5.7, 4.0
"""Points that a digit of a column's width (of `STEADY`) and the edges of a column take at the most.

Excel takes 5.25 and 3.75, LibreOffice more.
"""
_PAGE = 784.0
"""Points across a page of A4, lying, between our margins."""

_LEAST_SCALE = 80
"""Percent in which print of ten points is of eight, the smallest that a chief is asked to read."""


@dataclass(frozen=True, slots=True)
class StreamColumn:
    """A column: its heads, the outermost first, and how its cells are shown; see `TableColumn`.

    Equal outer heads side by side are one cell. A page may be cut where the outermost head changes.
    """

    heads: tuple[str, ...]
    width: float = 12
    number_format: str = "General"
    total: bool = False
    wrap: bool = False
    marked: bool = False
    formula: RowFormula | None = None
    """What its cells work out of others in their rows, which then need not be given."""


def first_row(columns: Sequence[StreamColumn]) -> int:
    """Return the first row of a table with these columns: title, note, totals if any, and heads are above."""
    return 3 + any(column.total for column in columns) + depth_of(columns)


def depth_of(columns: Sequence[StreamColumn]) -> int:
    """Return how many levels the heads of these columns have."""
    return max((len(column.heads) for column in columns), default=1)


def page_digits(columns: int) -> float:
    """Return how many digits so many columns can be wide together on one page, its print not too small."""
    return (_PAGE * 100 / _LEAST_SCALE - _POINTS_A_COLUMN * columns) / _POINTS_A_DIGIT


def page_cuts(columns: Sequence[StreamColumn], frozen: int) -> tuple[tuple[int, ...], int]:
    """Return the columns after which a page is cut, and the scale of print in percent; no cut where all fits.

    The `frozen` columns stand on each page. Groups of columns with an outermost head in common stay together
    where a page can hold them.
    """
    points = [_POINTS_A_DIGIT * column.width + _POINTS_A_COLUMN for column in columns]
    room = _PAGE * 100 / _LEAST_SCALE
    if sum(points) <= room:
        return (), 100
    room -= sum(points[:frozen])
    cuts: list[int] = []
    used = 0.0
    for first, last in _together(columns, frozen):
        width = sum(points[first:last])
        if used and used + width > room:
            cuts.append(first)
            used = 0.0
        used += width
    return tuple(cuts), _LEAST_SCALE


def _together(columns: Sequence[StreamColumn], frozen: int) -> Iterator[tuple[int, int]]:
    first = frozen
    for place in range(frozen + 1, len(columns) + 1):
        here = columns[place] if place < len(columns) else None
        before = columns[place - 1].heads
        if here is None or len(before) == 1 or here.heads[0] != before[0]:
            yield first, place
            first = place


def head_cells(heads: Sequence[Sequence[str]]) -> Iterator[tuple[int, int, int, int, str]]:
    """Yield the cells of a head of several levels: row and column from 0, rows and columns, and the words.

    Equal words side by side, under equal ones, are one cell; the lowest head reaches down to the rows.
    """
    depth = max(map(len, heads), default=0)
    for level in range(depth):
        place = 0
        while place < len(heads):
            if level >= len(heads[place]):
                place += 1
                continue
            is_lowest = level == len(heads[place]) - 1
            end = place + 1
            while not is_lowest and end < len(heads) and _is_under_the_same(heads[place], heads[end], level):
                end += 1
            rows = depth - level if is_lowest else 1
            yield level, place, rows, end - place, heads[place][level]
            place = end


def _is_under_the_same(one: Sequence[str], other: Sequence[str], level: int) -> bool:
    return len(other) > level + 1 and one[: level + 1] == other[: level + 1]
