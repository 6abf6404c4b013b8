"""Cells as ranges: neighbouring ones put together, so that formulas over many cells stay short."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from templates.language import address

__all__ = [
    "MOST",
    "Extent",
    "Frame",
    "Position",
    "Run",
    "Stretch",
    "area_name",
    "fixed_address",
    "over",
    "rectangles",
    "runs",
    "runs_on",
]

MOST = 200
"""How many ranges one call of a function is given; Excel takes 255 arguments."""

Position = tuple[int, int]
"""Row and column, both from 1."""

Run = tuple[int, int, int]
"""First row, last row, column."""


class Stretch(NamedTuple):
    """A run of cells under one another on the sheet of a number."""

    sheet: int
    first: int
    last: int
    column: int


Extent = tuple[int, int, int, int]
"""First row, first column, number of rows, number of columns."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a picture stands: in which of the columns of its cell (from 0) it begins; the rest in points."""

    column: int
    left: float
    top: float
    width: float
    height: float


def fixed_address(row: int, column: int) -> str:
    """Return the address of a cell that does not move along when its formula is copied: `$C$5`."""
    return f"${address(1, column)[:-1]}${row}"


def area_name(extent: Extent) -> str:
    """Return the range of `extent`: `C5:D9`."""
    row, column, rows, columns = extent
    return f"{address(row, column)}:{address(row + rows - 1, column + columns - 1)}"


def runs(cells: Iterable[Position]) -> list[Run]:
    """Return cells, given as (row, column), as runs of cells under one another, column by column."""
    found: list[Run] = []
    for row, column in sorted(set(cells), key=lambda cell: (cell[1], cell[0])):
        if found and found[-1][1:] == (row - 1, column):
            found[-1] = (found[-1][0], row, column)
        else:
            found.append((row, row, column))
    return found


def runs_on(sheet: int, cells: Iterable[Position]) -> list[Stretch]:
    """Return the runs of cells on a sheet."""
    return [Stretch(sheet, *run) for run in runs(cells)]


def rectangles(cells: Iterable[Position]) -> list[tuple[str, tuple[Position, ...]]]:
    """Return the ranges that cover cells exactly, `L5:N9`, each with the cells it covers."""
    columns: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for first, last, column in runs(cells):
        columns[first, last].append(column)
    found: list[tuple[str, tuple[Position, ...]]] = []
    for (first, last), beside in sorted(columns.items()):
        for left, right, _ in runs((column, 0) for column in beside):
            begin, end = address(first, left), address(last, right)
            covered = ((row, column) for row in range(first, last + 1) for column in range(left, right + 1))
            found.append((begin if begin == end else f"{begin}:{end}", tuple(covered)))
    return found


def over(function: str, arguments: Sequence[str]) -> str:
    """Return a call of SUM, MIN, COUNT or COUNTA with however many arguments; `0` where there are none."""
    calls = [
        f"{function}({','.join(arguments[start : start + MOST])})" for start in range(0, len(arguments), MOST)
    ]
    if len(calls) < 2:
        return calls[0] if calls else "0"
    return f"MIN({','.join(calls)})" if function == "MIN" else "+".join(calls)
