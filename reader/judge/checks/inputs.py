"""What there is to say of the inputs of a form: what stands in them, and what is missing."""

from __future__ import annotations

from collections.abc import Sequence

from reader.judge.filled_form import FilledForm
from reader.judge.finding_report import FindingReport, FoundAt
from reader.judge.rules import BrokenRule
from templates import Severity
from templates.kinds import Note

__all__ = ["check_inputs", "check_required"]


def check_inputs(form: FilledForm, required: Sequence[BrokenRule], report: FindingReport) -> None:
    """Report what the kinds had to say of the cells they read.

    `required` are the broken rules that say that something must be filled in.
    """
    if not form.odd:
        return
    missing = frozenset(number for rule in required for number in form.plan.spans[rule.path])
    for number in form.odd:
        entry = form.plan.fields[number]
        for note in form.outcomes[number].notes:
            report.add(
                note.code,
                FoundAt(entry.address, form.names.of(entry.path), note.found),
                severity=_severity(form, number, note, required=number in missing),
                expected=note.expected,
                slots={"label": entry.cell.label, **note.slots},
                uncounted=_is_uncounted(form, number),
            )


def _severity(form: FilledForm, number: int, note: Note, *, required: bool) -> Severity:
    """A step more where the sheet misses the number; an error for what is no value but must be one.

    A kind sees one cell, so whether a blank one matters in a list is not for its note to say.
    """
    severity = form.cell_map.messages[note.code].severity
    if form.outcomes[number].value is None:
        return Severity.ERROR if required else severity
    severity = note.severity or severity
    return severity.next_worse if _is_uncounted(form, number) else severity


def _is_uncounted(form: FilledForm, number: int) -> bool:
    """Whether a number was read from a text, so that the formulas of the sheet do not see it."""
    raw, outcome = form.raws[number], form.outcomes[number]
    typed = raw is not None and isinstance(raw.value, str)
    return typed and form.plan.fields[number].field.kind.numeric and outcome.readable and not outcome.counted


def check_required(form: FilledForm, required: Sequence[BrokenRule], report: FindingReport) -> None:
    """Report what must be filled and is blank; a list without any item at its first cell."""
    for broken in required:
        within = [at for at in form.plan.spans[broken.path] if form.plan.fields[at].field.is_input]
        if within and all(form.plan.fields[at].address and not form.outcomes[at].notes for at in within):
            entry = form.plan.fields[within[0]]
            slots = {"label": entry.cell.label}
            report.add(
                broken.rule.message.code, FoundAt(entry.address, form.names.of(entry.path)), slots=slots
            )
