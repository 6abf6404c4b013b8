"""From located cells to the record of a form and its findings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from reader.explanations import BesideForm, Explanation, explanations_beside
from reader.identify import Identification
from reader.judge.checks import (
    check_computed,
    check_inputs,
    check_labels,
    check_locked,
    check_required,
    check_rows,
    check_strays,
    check_what_is_unknown,
    check_what_is_unseen,
)
from reader.judge.filled_form import FilledForm, read_form
from reader.judge.finding_report import FindingReport, FoundAt
from reader.judge.planning import plan_of
from reader.judge.rules import broken_rules, check_rules
from reader.locate import LocatedForm
from templates import CellMap, Finding, Stamp, is_signed_with
from templates.model.page import CellAddress

__all__ = ["Judgement", "judge_form"]

_CORNER = CellAddress(0, 1, 1)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a form says: its record, what is computed from it, the findings, and where each field stands.

    `explanations` are all that was written beside it, `form` is what each cell was taken for.
    """

    values: Mapping[str, Any]
    computed: Mapping[str, Any]
    findings: tuple[Finding, ...]
    addresses: Mapping[str, str]
    explanations: tuple[Explanation, ...]
    form: FilledForm = field(compare=False, repr=False)


def judge_form(identified: Identification, located: LocatedForm, *, key: bytes | None = None) -> Judgement:
    """Read the located cells of a form, and say what is wrong in it.

    With a `key` the stamp must carry the signature that this key gives it.
    """
    grids = identified.grids
    sheets = tuple(grid.name for grid in grids)
    plan = plan_of(identified.cell_map, located)
    beside = explanations_beside(identified.cell_map, located, grids)
    report = FindingReport(sheets, identified.cell_map.messages, beside)
    form = read_form(plan, grids)
    required, others = broken_rules(form)
    check_what_is_unknown(grids, report)
    if key is not None:
        for number, stamp in enumerate(identified.stamps):
            if number not in identified.missing:
                _check_signature(stamp, key, _CORNER._replace(sheet=number), report)
    read = "、".join(grid.name for grid in identified.present)
    if identified.by_words is not None:
        title = identified.cell_map.form.title
        report.add("recognised-by-words", FoundAt(None, found=read), slots={"expected": title})
    if identified.others:
        places = (FoundAt(None, found=grid.name) for grid in identified.others)
        report.add("sheet-duplicate", *places, expected=read)
    check_rows(form, grids, report)
    check_labels(plan, grids, report)
    check_strays(plan, grids, report)
    corrected = identified.stamp is not None and identified.stamp.revision > 1
    check_what_is_unseen(form, grids, report, comments=not corrected)
    check_inputs(form, required, report)
    check_required(form, required, report)
    check_locked(form, identified.stamp, report)
    check_computed(form, sheets, report)
    check_rules(form, others, report)
    if beside.cells:
        _check_explanations(identified.cell_map, beside, report)
    return Judgement(
        form.record,
        form.computed,
        report.findings(),
        form.names.addresses(sheets),
        beside.listed(sheets),
        form,
    )


def _check_explanations(cell_map: CellMap, beside: BesideForm, report: FindingReport) -> None:
    """Report explanations that are too long, which is refused unless they are pasted, and missing ones."""
    cell = cell_map.explanations[0]
    assert cell.of is not None
    longest = cell.of.kind.longest(cell.bounds)
    for at, text in beside.texts.items():
        if longest is not None and len(text) > longest:
            report.add("text-too-long", FoundAt(at), slots={"label": cell.label})
    report.demand_explanations()


def _check_signature(stamp: Stamp | None, key: bytes, corner: CellAddress, report: FindingReport) -> None:
    """Report a stamp that does not carry the signature which the key gives it."""
    if stamp is None or not is_signed_with(stamp, key):
        code = "stamp-forged" if stamp is not None and stamp.signature else "stamp-not-signed"
        report.add(code, FoundAt(corner, found=None if stamp is None else stamp.department))
