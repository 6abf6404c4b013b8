"""Which of the sheets is the form, and which form it is, by the stamp in its corner cell."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from reader.containers import Grid, Workbook
from reader.errors import UnreadableWorkbook, refusal
from reader.identify.by_words import recognise
from reader.identify.known_forms import cell_map_of
from templates import CellMap, Form, Stamp, parse_stamp
from templates.seal import is_as_sealed

__all__ = ["Identification", "identify", "stamped_grids"]

_MOST_SHEETS = 12
"""In how many sheets without a stamp a form is looked for."""


@dataclass(frozen=True, slots=True)
class Identification:
    """A form that was recognised: its sheets in the order of the cell map, its stamp and its cell map.

    `others` are further sheets with a stamp that people see and that are not read. Where there was no stamp,
    `by_words` says how well the labels fit, from 0 to 1.
    """

    grids: tuple[Grid, ...]
    stamp: Stamp | None
    cell_map: CellMap
    others: tuple[Grid, ...] = ()
    by_words: float | None = None


def stamped_grids(workbook: Workbook) -> list[Grid]:
    """Read the sheets of a workbook that have a stamp in their corner cell; all of them where none has.

    A workbook without a stamp that is to the byte as we wrote it is a summary, or the copy of a form for the
    files: it did not come back from anybody. Raises `UnreadableWorkbook`: not-our-form, or whatever is wrong
    with a sheet that has a stamp.
    """
    stamped = [sheet.grid() for sheet in workbook.sheets if parse_stamp(sheet.corner()) is not None]
    if not stamped and is_as_sealed(workbook.content):
        raise refusal("not-our-form")
    return stamped or _readable(workbook)


def _readable(workbook: Workbook) -> list[Grid]:
    """Read the sheets that can be read: in another workbook than a form's, some may not be fit to be."""
    grids = []
    for sheet in workbook.sheets[:_MOST_SHEETS]:
        with suppress(UnreadableWorkbook):
            grids.append(sheet.grid())
    return grids


def identify(grids: Sequence[Grid], forms: Sequence[Form] = ()) -> Identification:
    """Return which form some sheets hold: one of the toolkit, or one of `forms`.

    Where several sheets have a stamp, it is the one that people see, and of those the one filled most.

    Raises `UnreadableWorkbook`: not-our-form, unknown-form, unknown-version.
    """
    candidates = [(grid, stamp) for grid in grids if (stamp := _stamp_of(grid)) is not None]
    if not candidates:
        return _by_words(grids, forms)
    grid, stamp = max(candidates, key=lambda candidate: (candidate[0].visible, len(candidate[0].cells)))
    others = tuple(other for other, _ in candidates if other is not grid and other.visible)
    return Identification((grid,), stamp, cell_map_of(stamp, forms), others)


def _by_words(grids: Sequence[Grid], forms: Sequence[Form]) -> Identification:
    """Return the form that a sheet without a stamp holds by its words. Raises `UnreadableWorkbook`."""
    found = recognise(grids, forms)
    if not found:
        raise refusal("not-our-form")
    best = max(found, key=lambda one: (one.grid.visible, one.alignment.score, len(one.grid.cells)))
    others = {id(one.grid): one.grid for one in found if one.grid is not best.grid and one.grid.visible}
    return Identification((best.grid,), None, best.cell_map, tuple(others.values()), best.alignment.score)


def _stamp_of(grid: Grid) -> Stamp | None:
    corner = grid.cells.get((1, 1))
    return None if corner is None else parse_stamp(corner.value)
