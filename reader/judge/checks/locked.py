"""What there is to say of cells that were filled in and locked when the form was issued."""

from __future__ import annotations

from reader.judge.filled_form import FilledForm
from reader.judge.finding_report import FindingReport, FoundAt
from templates import Stamp
from templates.path import join
from templates.records.locking import mark_of, marks_by_path

__all__ = ["check_locked"]


def check_locked(form: FilledForm, stamp: Stamp | None, report: FindingReport) -> None:
    """Report each cell that holds something else than what its stamp says was locked there."""
    if stamp is None or not stamp.locked:
        return
    marks = marks_by_path(form.cell_map, stamp.locked)
    for number in form.plan.inputs:
        entry = form.plan.fields[number]
        is_new = form.names.of(entry.path).map_field is None
        if join(entry.map_path) not in marks or is_new or entry.address is None:
            continue  # of a row that is gone, or was inserted and is taken for the one beside it, others tell
        value = form.outcomes[number].value
        if mark_of(value) != marks[join(entry.map_path)]:
            found = FoundAt(entry.address, form.names.of(entry.path), "" if value is None else str(value))
            report.add("locked-value-differs", found, slots={"label": entry.cell.label})
