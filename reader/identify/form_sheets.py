"""The sheets of a form that has several: each by the number in its stamp, else by its labels."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from reader.alignment import LEAST_SCORE, align
from reader.containers import Grid
from templates import CellMap, Stamp

__all__ = ["FormSheets", "Stamped", "completed", "family", "form_sheets", "fullest"]

Stamped = tuple[Grid, Stamp]
"""A sheet with what its stamp says."""


@dataclass(frozen=True, slots=True)
class FormSheets:
    """The sheets of one form in the order of their numbers, and their stamps; None where a sheet has none.

    In the place of those that are `missing` stands a sheet with nothing on it.
    """

    grids: tuple[Grid, ...]
    stamps: tuple[Stamp | None, ...]
    missing: frozenset[int]


def fullest(stamped: Iterable[Stamped]) -> Stamped:
    """Return the sheet that people see, and of those the one filled most."""
    return max(stamped, key=lambda one: (one[0].visible, len(one[0].cells)))


def family(candidates: Sequence[Stamped]) -> list[Stamped]:
    """Return the sheets that belong together, as their stamps differ in nothing but the sheet.

    Where there are several such families, it is the one that people see, and of those the one filled most.
    """
    families: dict[str, list[Stamped]] = {}
    for grid, stamp in candidates:
        families.setdefault(repr(replace(stamp, sheet=None, signature="")), []).append((grid, stamp))
    return max(families.values(), key=_weight)


def _weight(sheets: Sequence[Stamped]) -> tuple[bool, int]:
    numbers = {stamp.sheet for _, stamp in sheets}
    best = [fullest(one for one in sheets if one[1].sheet == number)[0] for number in numbers]
    seen = any(grid.visible for grid in best)
    return seen, sum(len(grid.cells) for grid in best if grid.visible or not seen)


def form_sheets(
    cell_map: CellMap, sheets: Sequence[Stamped], unstamped: Callable[[], Sequence[Grid]]
) -> FormSheets:
    """Return the sheets of a form with several; those whose stamps are gone, of the `unstamped` ones."""
    found: dict[int, tuple[Grid, Stamp | None]] = {}
    for number in range(len(cell_map.by_sheet)):
        if of_number := [one for one in sheets if one[1].sheet == number]:
            found[number] = fullest(of_number)
    lost = [number for number in range(len(cell_map.by_sheet)) if number not in found]
    pool = list(unstamped()) if lost else []
    for number in lost:
        fitting = [(align(grid, cell_map.by_sheet[number]).score, grid) for grid in pool]
        score, grid = max(fitting, key=lambda one: one[0], default=(0.0, None))
        if grid is not None and score >= LEAST_SCORE:
            found[number] = grid, None
            pool = [other for other in pool if other is not grid]
    return completed(cell_map, found)


def completed(cell_map: CellMap, found: dict[int, tuple[Grid, Stamp | None]]) -> FormSheets:
    """Return the sheets of a form, of which some were found, by their numbers."""
    numbers = range(len(cell_map.by_sheet))
    all_of_them = [found.get(number) or (_stand_in(cell_map, number), None) for number in numbers]
    grids, stamps = zip(*all_of_them, strict=True)
    return FormSheets(grids, stamps, frozenset(number for number in numbers if number not in found))


def _stand_in(cell_map: CellMap, number: int) -> Grid:
    """Return a sheet with nothing on it, for one that is not in the workbook."""
    return Grid(cell_map.field_sheets[number].name.zh, {}, index=-1)
