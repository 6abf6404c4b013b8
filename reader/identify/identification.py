"""Which of the sheets is the form, and which form it is, by the stamp in its corner cell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from reader.containers import Grid, Workbook
from reader.errors import UnreadableWorkbook, refusal
from reader.identify.by_words import recognise, together
from reader.identify.form_sheets import FormSheets, completed, family, form_sheets, fullest
from reader.identify.known_forms import cell_map_of
from templates import CellMap, Form, Stamp, parse_stamp
from templates.seal import is_as_sealed

__all__ = ["Identification", "identify", "stamped_grids", "unstamped_grids"]

_MOST_SHEETS = 12
"""In how many sheets without a stamp a form is looked for."""


@dataclass(frozen=True, slots=True)
class Identification:
    """A form that was recognised: its sheets in the order of the cell map, its stamp and its cell map.

    `others` are further sheets with a stamp that people see and that are not read. Where there was no stamp,
    `by_words` says how well the labels fit, from 0 to 1. `stamps` are those of all sheets, None where a sheet
    has none. Of a form with several sheets some may be `missing`, by their numbers.
    """

    grids: tuple[Grid, ...]
    stamp: Stamp | None
    cell_map: CellMap
    others: tuple[Grid, ...] = ()
    by_words: float | None = None
    stamps: tuple[Stamp | None, ...] = ()
    missing: frozenset[int] = frozenset()

    @property
    def present(self) -> tuple[Grid, ...]:
        """The sheets of the form that are in the workbook."""
        return tuple(grid for number, grid in enumerate(self.grids) if number not in self.missing)


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


def unstamped_grids(workbook: Workbook) -> list[Grid]:
    """Read the sheets of a workbook that have no stamp, as far as they can be read."""
    unstamped = [sheet for sheet in workbook.sheets if parse_stamp(sheet.corner()) is None]
    return _readable(replace(workbook, sheets=unstamped))


def _readable(workbook: Workbook) -> list[Grid]:
    """Read the sheets that can be read: in another workbook than a form's, some may not be fit to be."""
    grids = []
    for sheet in workbook.sheets[:_MOST_SHEETS]:
        with suppress(UnreadableWorkbook):
            grids.append(sheet.grid())
    return grids


def identify(
    grids: Sequence[Grid],
    forms: Sequence[Form] = (),
    unstamped: Callable[[], Sequence[Grid]] = tuple,
) -> Identification:
    """Return which form some sheets hold: one of the toolkit, or one of `forms`.

    Where several sheets have a stamp, it is the one that people see, and of those the one filled most; of a
    form with several sheets it is one of each number. What of these has lost its stamp is looked for among
    the `unstamped` sheets of the workbook, which are read only for that.

    Raises `UnreadableWorkbook`: not-our-form, unknown-form, unknown-version.
    """
    candidates = [(grid, stamp) for grid in grids if (stamp := _stamp_of(grid)) is not None]
    if not candidates:
        return _by_words(grids, forms)
    sheets = family(candidates) if len(candidates) > 1 else candidates
    grid, stamp = fullest(sheets)
    cell_map = cell_map_of(stamp, forms)
    found = FormSheets((grid,), (stamp,), frozenset())
    if cell_map.further:
        found = form_sheets(cell_map, sheets, unstamped)
        stamp = next((one for one in found.stamps if one is not None), stamp)
    read = set(map(id, found.grids))
    others = tuple(other for other, _ in candidates if id(other) not in read and other.visible)
    return Identification(found.grids, stamp, cell_map, others, None, found.stamps, found.missing)


def _by_words(grids: Sequence[Grid], forms: Sequence[Form]) -> Identification:
    """Return the form that a sheet without a stamp holds by its words. Raises `UnreadableWorkbook`."""
    found = recognise(grids, forms)
    if not found:
        raise refusal("not-our-form")
    best = max(found, key=lambda one: (one.grid.visible, one.alignment.score, len(one.grid.cells)))
    sheets, cell_map, score = {0: best.grid}, best.cell_map, best.alignment.score
    if cell_map.further:
        cell_map, fitting = together(best, found)
        sheets, score = {one.number: one.grid for one in fitting}, min(one.alignment.score for one in fitting)
    of_form = completed(cell_map, {number: (grid, None) for number, grid in sheets.items()})
    read = set(map(id, sheets.values()))
    others = {id(one.grid): one.grid for one in found if id(one.grid) not in read and one.grid.visible}
    return Identification(
        of_form.grids, None, cell_map, tuple(others.values()), score, of_form.stamps, of_form.missing
    )


def _stamp_of(grid: Grid) -> Stamp | None:
    corner = grid.cells.get((1, 1))
    return None if corner is None else parse_stamp(corner.value)
