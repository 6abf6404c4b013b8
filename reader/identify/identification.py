"""Which of the sheets is the form, and which form it is, by the stamp in its corner cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reader.containers import Grid, Workbook
from reader.identify.known_forms import cell_map_of
from reader.unreadable import refusal
from templates import CellMap, Form, Stamp, parse_stamp

__all__ = ["Identification", "identify", "stamped_grids"]


@dataclass(frozen=True, slots=True)
class Identification:
    """A form that was recognised: its sheets in the order of the cell map, its stamp and its cell map.

    `others` are further sheets with a stamp that people see and that are not read.
    """

    grids: tuple[Grid, ...]
    stamp: Stamp
    cell_map: CellMap
    others: tuple[Grid, ...] = ()


def stamped_grids(workbook: Workbook) -> list[Grid]:
    """Read the sheets of a workbook that have a stamp in their corner cell, and no others.

    Raises `UnreadableWorkbook` where such a sheet cannot be read for certain.
    """
    return [sheet.grid() for sheet in workbook.sheets if parse_stamp(sheet.corner()) is not None]


def identify(grids: Sequence[Grid], forms: Sequence[Form] = ()) -> Identification:
    """Return which form some sheets hold: one of the toolkit, or one of `forms`.

    Where several sheets have a stamp, it is the one that people see, and of those the one filled most.

    Raises `UnreadableWorkbook`: not-our-form, unknown-form, unknown-version.
    """
    candidates = [(grid, stamp) for grid in grids if (stamp := _stamp_of(grid)) is not None]
    if not candidates:
        raise refusal("not-our-form")
    grid, stamp = max(candidates, key=lambda candidate: (candidate[0].visible, len(candidate[0].cells)))
    others = tuple(other for other, _ in candidates if other is not grid and other.visible)
    return Identification((grid,), stamp, cell_map_of(stamp, forms), others)


def _stamp_of(grid: Grid) -> Stamp | None:
    corner = grid.cells.get((1, 1))
    return None if corner is None else parse_stamp(corner.value)
