"""What people see otherwise than it is read: hidden and struck content, comments, links, macros."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reader.containers import Grid
from reader.containers.grid import Details
from reader.display import shown_raw
from reader.errors import UnreadableWorkbook
from reader.judge.filled_form import FilledForm
from reader.judge.finding_report import FindingReport, FoundAt
from templates.model.page import CellAddress

__all__ = ["check_what_is_unseen"]

_LINK = re.compile(r"\[[^\]\[@#]+\]|'file:|'\w:\\|https?://")
"""What names another workbook in a formula: `[2]Sheet1!A1`, `'file:///...'#$Sheet1.A1`."""

_LONGEST = 60


def check_what_is_unseen(
    form: FilledForm, grids: Sequence[Grid], report: FindingReport, *, comments: bool
) -> None:
    """Report what was read though nobody sees it, and what people see and was not read.

    `comments` says whether those of the sheet are the department's own: a correction has ours.
    """
    active = frozenset[str]().union(*(grid.active for grid in grids))
    for sheet, grid in enumerate(grids):
        if not grid.visible:
            report.add("form-sheet-hidden", FoundAt(None, found=grid.name, sheet=sheet))
        if sheet == 0 and active:
            report.add("active-content", FoundAt(None, found="、".join(sorted(active))))
        details = grid.details
        rows, columns, struck = details.hidden_rows, details.hidden_columns, details.struck
        for at, number in form.plan.places.get(sheet, ()):
            raw = form.raws[number]
            if raw is None or (raw.value is None and raw.formula is None):
                continue
            if at[1] in rows or at[2] in columns:
                _tell(report, form, "hidden-content", at, number)
            if struck and at[1:] in struck:
                _tell(report, form, "struck-through", at, number)
            if raw.formula is not None and _LINK.search(raw.formula):
                _tell(report, form, "link-to-other-file", at, number)
        if comments:
            _tell_of_comments(form, sheet, details, report)


def _tell_of_comments(form: FilledForm, sheet: int, details: Details, report: FindingReport) -> None:
    try:
        comments = details.comments
    except UnreadableWorkbook as refused:  # the form itself can be read
        report.add("comment-not-read", FoundAt(None, found=refused.finding.found or "…"))
        return
    if not comments:
        return
    inputs = dict(form.plan.places.get(sheet, ()))
    for position, text in comments.items():
        address = CellAddress(sheet, *position)
        raw = form.raws[inputs[address]] if address in inputs else None
        is_filled = raw is not None and (raw.value is not None or raw.formula is not None)
        field = form.names.of(form.plan.fields[inputs[address]].path) if is_filled else None
        report.add("comment-not-read", FoundAt(address, field, " ".join(text.split())[:_LONGEST]))


def _tell(report: FindingReport, form: FilledForm, code: str, at: CellAddress, number: int) -> None:
    entry, raw = form.plan.fields[number], form.raws[number]
    assert raw is not None
    report.add(
        code,
        FoundAt(at, form.names.of(entry.path), shown_raw(raw)[:_LONGEST]),
        slots={"label": entry.cell.label},
    )
