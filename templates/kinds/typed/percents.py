"""Percentages as people type them."""

from __future__ import annotations

import re
from decimal import Decimal

from templates.findings.finding import Severity
from templates.kinds.base import Note, Outcome
from templates.kinds.shared.cell_readers import unreadable
from templates.kinds.shared.clean import folded
from templates.kinds.shared.content import shifted
from templates.kinds.typed.marks import is_mark
from templates.kinds.typed.numerals import read_numeral

__all__ = ["read_share", "read_share_text"]

_LONGEST = 100
_SPELLED = re.compile(r"百分之(.+)")


def read_share(number: Decimal, *, percent: bool) -> Outcome:
    """Read the fraction from a number; `percent` says whether the cell shows it as a percentage."""
    if percent or number == 0:
        return Outcome(number)
    size = number.copy_abs()
    if size > 1:
        return Outcome(shifted(number, -2), (Note("percent-without-sign"),))
    return Outcome(number, (Note("percent-ambiguous" if size == 1 else "percent-as-fraction"),))


def read_share_text(text: str) -> Outcome:
    """Read the fraction from a cleaned text: `53.06%`, `百分之五十三`, `53.06`."""
    if len(text) > _LONGEST:
        return unreadable(text, "not-a-number")
    if is_mark(text):
        return Outcome(None, (Note("placeholder-for-amount", text),))
    spelled = _SPELLED.fullmatch(text)
    signed = folded(text).endswith("%")
    body = spelled[1] if spelled else text[:-1] if signed else text
    numeral = read_numeral("一百" if spelled and body == "百" else body)
    if numeral.value is None:
        return unreadable(text, *numeral.codes, severity=Severity.ERROR)
    codes = dict.fromkeys((*numeral.codes, *(("chinese-numeral",) if spelled else ())))
    if spelled or signed:
        outcome = Outcome(shifted(numeral.value, -2))
    else:
        outcome = read_share(numeral.value, percent=False)
    notes = (*(Note(code, text) for code in codes), *outcome.notes)
    return Outcome(outcome.value, notes or (Note("number-as-text"),))
