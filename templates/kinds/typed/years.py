"""Years as people type them."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from templates.findings.finding import Severity
from templates.kinds.base import Note, Outcome
from templates.kinds.shared.cell_readers import unreadable
from templates.kinds.shared.clean import compact, folded
from templates.kinds.shared.content import plain_text
from templates.kinds.shared.moments import Moment, shown_moment
from templates.kinds.typed.marks import is_mark

__all__ = ["read_year", "read_year_date", "read_year_text"]

_YEAR = re.compile(r"([12]\d{3})(年?(?:年?[底末初]|度|\d{1,2}月(?:[份底末]|\d{1,2}[日号])?)?)")
_DIGITS = "零一二三四五六七八九"


def read_year(number: Decimal) -> Outcome:
    """Read a year from a number."""
    if number == int(number) and 1000 <= number <= 9999:
        return Outcome(int(number))
    return unreadable(plain_text(number), "year-unclear")


def read_year_text(text: str) -> Outcome:
    """Read a year from a cleaned text: `２０２３`, `2023年底`, `二〇二三`."""
    if is_mark(text):
        return Outcome(None, (Note("placeholder-for-amount", text),))
    typed = compact(text)
    notes: list[Note] = []
    spelled = re.sub("[〇○零一二三四五六七八九]", lambda digit: _digit(digit[0]), typed)
    if spelled != typed:
        notes.append(Note("chinese-numeral", text, severity=Severity.NOTICE))
    match = _YEAR.fullmatch(folded(spelled))
    if not match:
        return unreadable(text, "year-unclear")
    if re.search("[０-９]", typed):
        notes.append(Note("full-width-digits"))
    if match[2] and not notes:
        notes.append(Note("year-with-words", text))
    return Outcome(int(match[1]), tuple(notes) or (Note("number-as-text"),))


def read_year_date(moment: Moment, number_format: str) -> Outcome:
    """Read the year of a date; a time has none."""
    text = shown_moment(moment, number_format)
    if isinstance(moment, date):
        return Outcome(moment.year, (Note("date-for-year", text),), counted=False)
    return unreadable(text, "year-unclear")


def _digit(character: str) -> str:
    return "0" if character in "〇○" else str(_DIGITS.index(character))
