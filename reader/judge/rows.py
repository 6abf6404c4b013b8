"""What became of the rows of a form: those that are gone, those that people put in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from reader.containers.grid import Grid
from reader.display import joined, shown_raw
from reader.judge.places import Placed
from reader.judge.report import FieldPaths, Report, Spot
from reader.locate.registration import Registration, is_blank
from reader.unreadable import refusal
from templates import CellMap, Severity, Text
from templates.path import Path
from templates.records.item_paths import item_path

__all__ = ["check_rows"]


def check_rows(
    grid: Grid,
    cell_map: CellMap,
    registration: Registration,
    placed: Placed,
    names: Mapping[Path, FieldPaths],
    report: Report,
) -> None:
    """Report rows that are new, rows outside of the form, and fields whose row or column is gone.

    Raises `UnreadableWorkbook` (coordinates-lost) where most of the inputs cannot be found.
    """
    inputs = [place for place in placed.places.values() if place.is_input]
    if 2 * sum(place.position is not None for place in inputs) < len(inputs):
        raise refusal("coordinates-lost")
    _check_gone(cell_map, registration, placed, names, report)
    for path, row in placed.inserted.items():
        report.add("row-inserted", Spot((row, min(registration.columns.values())), names[path]))
    for row in registration.outside:
        held = {at: raw for at, raw in grid.cells.items() if at[0] == row and at[1] > 1 and not is_blank(raw)}
        words = " ".join(shown_raw(held[at]) for at in sorted(held))
        report.add("row-outside-form", Spot(min(held), found=words))


def _check_gone(
    cell_map: CellMap,
    registration: Registration,
    placed: Placed,
    names: Mapping[Path, FieldPaths],
    report: Report,
) -> None:
    """A field without a place is an error; where an item of a list has lost its row, the officer decides."""
    one_row = {item_path(cell_map.shape, item) for item in cell_map.items if item.first_row == item.last_row}
    gone: defaultdict[Severity, dict[FieldPaths, Text]] = defaultdict(dict)
    for path, place in placed.places.items():
        if place.position is None and not place.field.constant:
            whole_item = place.cell.row not in registration.rows and any(
                place.origin[:end] in one_row for end in range(1, len(place.origin) + 1)
            )
            severity = Severity.WARNING if whole_item else cell_map.messages["form-row-missing"].severity
            gone[severity][names[path]] = place.cell.label
    for severity, fields in gone.items():
        spots = (Spot(None, paths) for paths in fields)
        slots = {"fields": joined(fields.values())}
        report.add("form-row-missing", *spots, severity=severity, slots=slots)
