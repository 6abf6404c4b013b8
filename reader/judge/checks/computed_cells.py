"""What stands in computed cells, beside what the inputs come to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from reader.display import shown_as, shown_raw
from reader.judge.checks.moved_formulas import moved_formulas
from reader.judge.dependencies import dependencies_of
from reader.judge.filled_form import FilledForm
from reader.judge.finding_report import FindingReport, FoundAt
from reader.judge.plan import FieldCell
from templates import Severity, Text
from templates.kinds import Raw, Value
from templates.kinds.shared.clean import key

__all__ = ["check_computed"]

_BLANK = Text("空白", "blank")


def check_computed(form: FilledForm, sheets: Sequence[str], report: FindingReport) -> None:
    """Compare what stands in computed cells with what the inputs come to; `sheets` are called so in the file.

    A cell is left alone where no value is stored under its formula, where the sheet cannot have counted what
    the reader could read, or where its formula, or one that it follows from, reads the wrong cells. So is a
    text that is made of others which the reader takes for other spellings.
    """
    unsound, formulas = _unsound(form), moved_formulas(form, sheets)
    unsound_for_texts = unsound | form.read_otherwise()
    if formulas.moved:
        places = (form.plan.fields[number] for number in sorted(formulas.moved))
        report.add("formula-moved", *(FoundAt(at.address, form.names.of(at.path)) for at in places))
    for number in form.plan.computed:
        entry, raw, expected = form.plan.fields[number], form.raws[number], form.operands[number]
        if entry.address is None or _has_no_value(raw) or number in formulas:
            continue
        if raw is None and entry.address.sheet in form.plan.located.labelled:
            continue  # a form typed anew has no formulas, and nobody works out what the sheet should
        compared = _compare(entry, raw or Raw(None), expected)
        without = unsound if entry.field.kind.numeric else unsound_for_texts
        if compared is None or (without and without & dependencies_of(form.plan).of_field(entry.path)):
            continue
        report.add(
            compared.code,
            FoundAt(entry.address, form.names.of(entry.path), compared.found),
            expected=shown_as(entry.field, expected),
            slots={"label": entry.cell.label, **compared.blanks(expected)},
        )


@dataclass(frozen=True, slots=True)
class _Difference:
    code: str
    found: str

    def blanks(self, expected: Value) -> dict[str, Text]:
        """Return the words for a blank on either side."""
        sides = {"found": not self.found, "expected": expected is None}
        return {side: _BLANK for side, blank in sides.items() if blank}


def _has_no_value(raw: Raw | None) -> bool:
    return raw is not None and raw.formula is not None and raw.value is None and raw.error is None


def _unsound(form: FilledForm) -> frozenset[int]:
    """Return the inputs in which the sheet does not see what the reader does."""
    return frozenset(number for number in form.odd if not _is_sound(form, number))


def _is_sound(form: FilledForm, number: int) -> bool:
    outcome = form.outcomes[number]
    if not (outcome.readable and outcome.counted):
        return False
    messages = form.cell_map.messages
    return all(
        (note.severity or messages[note.code].severity) is not Severity.ERROR for note in outcome.notes
    )


def _compare(entry: FieldCell, raw: Raw, expected: Value) -> _Difference | None:
    kind = entry.field.kind
    if not kind.numeric and not isinstance(expected, Decimal | int):
        same = raw.error is None and key(shown_raw(raw)) == key(shown_as(entry.field, expected))
        return None if same else _Difference("computed-value-differs", shown_raw(raw))
    outcome = kind.read(raw, entry.cell.bounds)
    found = kind.operand(outcome.value)
    if outcome.readable and found == expected:
        return None
    if not (outcome.readable and isinstance(found, Decimal) and isinstance(expected, Decimal)):
        return _Difference("computed-value-differs", shown_raw(raw))
    code = kind.difference(found, expected)
    return _Difference(code, shown_as(entry.field, found)) if code else None
