"""What became of the rows of a form: those that are gone, those that people put in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from reader.containers import Grid
from reader.display import joined, shown_raw
from reader.judge.field_names import FieldPaths
from reader.judge.filled_form import FilledForm
from reader.judge.finding_report import FindingReport, FoundAt
from templates import Severity, Text
from templates.records.item_paths import item_path

__all__ = ["check_rows"]


def check_rows(form: FilledForm, grids: Sequence[Grid], report: FindingReport) -> None:
    """Report rows that are new, rows outside of the form, and fields whose row or column is gone."""
    if form.plan.in_place:
        return
    for sheet in sorted(form.plan.located.missing):
        name = form.cell_map.field_sheets[sheet].name
        report.add("form-sheet-missing", FoundAt(None, sheet=sheet), slots={"expected": name})
    for sheet, certainty in form.plan.located.labelled.items():
        report.add("found-by-labels", FoundAt(None, found=f"{certainty:.0%}", sheet=sheet))
    _check_gone(form, report)
    for item in form.plan.items:
        if item.inserted:
            report.add("row-inserted", FoundAt(item.inserted, form.names.of(item.path)))
    for row in form.plan.located.outside:
        words = " ".join(shown_raw(grids[at.sheet].cells[at[1:]]) for at in row)
        report.add("row-outside-form", FoundAt(row[0], found=words))


def _check_gone(form: FilledForm, report: FindingReport) -> None:
    """A field without a place is an error; where an item of a list has lost its row, the officer decides."""
    cell_map, located = form.cell_map, form.plan.located
    one_row = {item_path(cell_map.shape, item) for item in cell_map.items if item.first_row == item.last_row}
    gone: defaultdict[Severity, dict[FieldPaths, Text]] = defaultdict(dict)
    for entry in form.plan.fields:
        if entry.cell.sheet in located.missing:
            continue
        if entry.address is None and not entry.field.constant:
            whole_item = (entry.cell.sheet, entry.cell.row) in located.deleted_rows and any(
                entry.map_path[:end] in one_row for end in range(1, len(entry.map_path) + 1)
            )
            if whole_item and entry.cell.sheet in located.labelled:
                continue  # a spare row that the sheet never had: it is found by what stands in it
            severity = Severity.WARNING if whole_item else cell_map.messages["form-row-missing"].severity
            gone[severity][form.names.of(entry.path)] = entry.cell.label
    for severity, fields in gone.items():
        places = (FoundAt(None, paths) for paths in fields)
        slots = {"fields": joined(fields.values())}
        report.add("form-row-missing", *places, severity=severity, slots=slots)
