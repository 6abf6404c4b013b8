"""Dates as people type them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

from templates.findings.finding import Severity
from templates.kinds.base import (
    Limits,
    Note,
    Outcome,
    Raw,
)
from templates.kinds.shared.cell_readers import read_number_cell, unreadable
from templates.kinds.shared.clean import folded
from templates.kinds.shared.content import plain_text
from templates.kinds.shared.moments import Moment, day_of, has_serial, shown_moment
from templates.kinds.typed.marks import is_mark
from templates.kinds.typed.numerals import chinese_number

__all__ = ["read_date_cell"]

_LONGEST = 40
"""Characters: nobody writes a longer date."""

_TIME = r"(?:[T\s]\s*(?P<time>\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?))?"
_PATTERNS = tuple(
    re.compile(rf"{pattern}{_TIME}", re.ASCII)
    for pattern in (
        r"(?P<year>[12]\d{3})\s*年\s*(?P<month>\d{1,2})\s*月\s*(?:份|(?P<day>\d{1,2})\s*[日号]?)?",
        r"(?P<year>[12]\d{3})\s*(?P<mark>[-./])\s*(?P<month>\d{1,2})(?:\s*(?P=mark)\s*(?P<day>\d{1,2}))?",
        r"(?P<year>[12]\d{3})(?P<month>\d{2})(?P<day>\d{2})?",
    )
)
_YEAR_DIGITS = "〇○零一二三四五六七八九"
_CHINESE = re.compile(
    rf"([{_YEAR_DIGITS}]{{4}})年([一二三四五六七八九十]{{1,2}})月(?:([一二三四五六七八九十]{{1,3}})[日号]?)?"
)
_DASHES = str.maketrans("—–－．", "---.")

_FIRST_SERIAL, _LAST_SERIAL = 18_264, 109_574
"""1950-01-01 to 2199-12-31: a bare number among these is taken for the date that formulas see in it."""


def read_date_cell(raw: Raw, limits: Limits, *, by_month: bool, span: str) -> Outcome:
    """Read a date from a cell; `by_month` where the day does not matter, `span` says what is allowed."""
    return _Dates(limits, by_month, span).read(raw)


class _Dates:
    """The reading of one cell."""

    def __init__(self, limits: Limits, by_month: bool, span: str) -> None:
        self._limits, self._by_month, self._span = limits, by_month, span

    def read(self, raw: Raw) -> Outcome:
        """Return what the cell stands for."""
        return read_number_cell(
            raw,
            self._number,
            self._text,
            lambda moment: self._moment(moment, raw.number_format),
            "date-unclear",
        )

    def _moment(self, moment: Moment, number_format: str) -> Outcome:
        """Read a cell that is a date to the spreadsheet program."""
        if not isinstance(moment, date):
            return unreadable(shown_moment(moment, number_format), "date-unclear")
        day = moment.date() if isinstance(moment, datetime) else moment
        if not has_serial(day):
            return unreadable(day.isoformat(), "date-out-of-limits", expected=self._span)
        with_time = isinstance(moment, datetime) and moment.time() != datetime.min.time()
        if not with_time:
            return Outcome(self._iso(day))
        return Outcome(self._iso(day), (Note("date-with-time", str(moment)),), counted=False)

    def _number(self, number: Decimal) -> Outcome:
        """Read a number whose cell does not show it as a date: 20260305, 202603, or a bare serial number."""
        text = plain_text(number)
        if _FIRST_SERIAL <= number < _LAST_SERIAL + 1:
            day = day_of(number)
            assert day is not None, "all of these are days"
            note = Note("date-as-number", text, self._iso(day))
            return Outcome(self._iso(day), (note,), counted=number == int(number))
        match = _PATTERNS[-1].fullmatch(text)
        if match is None:
            return unreadable(text, "date-unclear")
        return self._parts(text, match, "date-as-number")._replace(counted=False)

    def _text(self, text: str) -> Outcome:
        """Read a cleaned text that is not blank."""
        if is_mark(text):
            severity = Severity.ERROR if self._limits.required else None
            return Outcome(None, (Note("placeholder", text, severity=severity),))
        if len(text) > _LONGEST:
            return unreadable(text, "date-unclear")
        typed = _in_digits(folded(text).translate(_DASHES).rstrip("。. "))
        match = next(_matches(typed), None)
        return unreadable(text, "date-unclear") if match is None else self._parts(text, match, "date-as-text")

    def _parts(self, text: str, match: re.Match[str], code: str) -> Outcome:
        """Return the date of year, month and day, as far as they are given."""
        year, month = int(match["year"]), int(match["month"])
        if match["day"] is None and not self._by_month:
            known = 1 <= month <= 12
            return unreadable(text, "date-without-day" if known else "date-not-in-calendar")
        try:
            day = date(year, month, int(match["day"] or 1))
        except ValueError:
            return unreadable(text, "date-not-in-calendar")
        if not has_serial(day):
            return unreadable(text, "date-out-of-limits", expected=self._span)
        notes = [Note(code, text, self._iso(day))]
        if match["time"] and re.search("[1-9]", match["time"]):
            notes.append(Note("date-with-time", text))
        return Outcome(self._iso(day), tuple(notes))

    def _iso(self, day: date) -> str:
        return f"{day:%Y-%m}" if self._by_month else f"{day:%Y-%m-%d}"


def _matches(typed: str) -> Iterator[re.Match[str]]:
    for pattern in _PATTERNS:
        match = pattern.fullmatch(typed)
        if match is not None:
            yield match


def _in_digits(typed: str) -> str:
    """Return a date in Chinese numerals with Arabic ones: `二〇二六年三月五日`."""
    match = _CHINESE.fullmatch(typed)
    if match is None:
        return typed
    year = "".join("0" if digit in "〇○零" else str(_YEAR_DIGITS.index(digit) - 2) for digit in match[1])
    month, day = (chinese_number(part) if part else None for part in (match[2], match[3]))
    if month is None or (match[3] and day is None):
        return typed
    return f"{year}年{month}月" + (f"{day}日" if day is not None else "")
