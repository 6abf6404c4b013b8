"""What every kind does with a raw cell before it looks at the value itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from templates.findings.finding import Severity
from templates.kinds.base import Note, Outcome, Raw
from templates.kinds.shared.clean import cleaned, folded
from templates.kinds.shared.content import plain_text, rounded, shifted
from templates.kinds.shared.moments import Moment, as_moment, likely_texts, number_shown_as_date, shown_moment

__all__ = ["BLANK", "holds_nothing", "read_number_cell", "read_text_cell", "unreadable"]

BLANK = Outcome(None)
"""The outcome of a cell in which nothing stands."""

_ERROR = re.compile(r"#(?:DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!|SPILL!|CALC!)|#{2,}", re.IGNORECASE)


def holds_nothing(raw: Raw) -> bool:
    """Return whether a cell holds neither value nor error nor formula, as most inputs of a form do."""
    return raw.value is None and raw.error is None and raw.formula is None


def unreadable(
    text: str, *codes: str, expected: str | None = None, severity: Severity | None = None
) -> Outcome:
    """Return the outcome of a cell that cannot be read as its kind: its text, and why."""
    notes = tuple(Note(code, text, expected, severity=severity) for code in codes)
    return Outcome(text, notes, readable=False, counted=False)


def read_number_cell(
    raw: Raw,
    of_number: Callable[[Decimal], Outcome],
    of_text: Callable[[str], Outcome],
    of_moment: Callable[[Moment], Outcome] | None = None,
    no_number: str = "not-a-number",
    *,
    in_percent: bool = False,
) -> Outcome:
    """Read a cell that should hold a number; `of_text` is given cleaned texts that are not blank.

    Whatever stands there as a text is not counted: no formula of the sheet sees a number in it. `no_number`
    is the code of a truth value; a kind that is not `in_percent` says so where a cell shows a number as such.
    """
    if raw.error is not None:
        return _failed(raw.error)
    moment = as_moment(raw)
    if moment is not None:
        if of_moment is not None:
            outcome = of_moment(moment)
        elif (number := number_shown_as_date(raw)) is not None:
            outcome = _shown_as_date(of_number(rounded(number)), rounded(number), moment, raw)
        else:
            return _dated(moment, raw)
        return outcome if raw.formula is None else _with_formula(outcome, raw)
    match raw.value:
        case Decimal() as number:
            outcome = of_number(rounded(number))
            if "%" in raw.number_format and not in_percent:
                outcome = _shown_as_percent(outcome, rounded(number))
        case str() as text:
            text = cleaned(text)
            outcome = _failed_text(text) or (of_text(text) if text else BLANK)
            outcome = outcome._replace(counted=False)
        case bool() as truth:
            outcome = unreadable(_truth(truth), no_number)
        case _:
            outcome = BLANK
    return outcome if raw.formula is None else _with_formula(outcome, raw)


def _shown_as_percent(outcome: Outcome, number: Decimal) -> Outcome:
    """Say that people see 50% where 0.5 is read."""
    shown = f"{plain_text(shifted(number, 2))}%"
    note = Note("number-shown-as-percent", shown, plain_text(number))
    return outcome._replace(notes=(*outcome.notes, note))


def typed_text(raw: Raw) -> str | None:
    """Return the cleaned text of a cell that holds a text and nothing else, as most inputs of words do."""
    value = raw.value
    if type(value) is str and raw.error is None and raw.formula is None:
        return cleaned(value)
    return None


def read_text_cell(
    raw: Raw,
    of_text: Callable[[str], Outcome],
    of_number: Callable[[Decimal], Outcome],
    of_moment: Callable[[date | time | timedelta], Outcome] | None = None,
    errors: bool = True,
) -> Outcome:
    """Read a cell that should hold a text; `errors` is false where `#N/A` may be a text like any other."""
    if raw.error is not None:
        return _failed(raw.error)
    moment = as_moment(raw)
    if moment is not None:
        return of_moment(moment) if of_moment else _dated(moment, raw)
    match raw.value:
        case str() as text:
            text = cleaned(text)
            outcome = (errors and _failed_text(text)) or (of_text(text) if text else BLANK)
        case Decimal() as number:
            outcome = of_number(rounded(number))
        case bool() as truth:
            outcome = of_text(_truth(truth))
        case _:
            outcome = BLANK
    return outcome if raw.formula is None else _with_formula(outcome, raw)


def _failed(error: str) -> Outcome:
    return Outcome(None, (Note("error-value", error),), readable=False, counted=False)


def _failed_text(text: str) -> Outcome | None:
    if text[:1] not in ("#", "＃") or not _ERROR.fullmatch(folded(text)):
        return None
    return _failed(text)


def _dated(moment: date | datetime | time | timedelta, raw: Raw) -> Outcome:
    text = shown_moment(moment, raw.number_format)
    return unreadable(text, "date-from-text", expected=likely_texts(moment))


def _shown_as_date(outcome: Outcome, number: Decimal, moment: Moment, raw: Raw) -> Outcome:
    """Say of a number that its cell shows it as a date."""
    note = Note("number-shown-as-date", shown_moment(moment, raw.number_format), plain_text(number))
    return outcome._replace(notes=(note, *outcome.notes))


def _truth(value: bool) -> str:
    return "TRUE" if value else "FALSE"


def _with_formula(outcome: Outcome, raw: Raw) -> Outcome:
    """Say of a cell that it holds a formula, where it is an input: its result is read."""
    if raw.value is None:
        return unreadable(f"={raw.formula}", "formula-without-result")
    if outcome.value is None and not outcome.notes:
        return outcome
    found = outcome.value if isinstance(outcome.value, str) else plain_text(Decimal(outcome.value or 0))
    return outcome._replace(notes=(Note("formula-in-input", found), *outcome.notes))
