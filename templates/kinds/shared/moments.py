"""Dates that a spreadsheet program made of what was typed (`5-10`), and how they are shown."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache

from templates.kinds.base import Raw

__all__ = [
    "Moment",
    "as_moment",
    "day_of",
    "has_serial",
    "likely_texts",
    "number_shown_as_date",
    "serial_of",
    "shown_moment",
]

Moment = date | datetime | time | timedelta

_EPOCH = datetime(1899, 12, 30)
_LAST_SERIAL = 2_958_465
_NOT_TOKENS = re.compile(r'"[^"]*"|\\.|\[(?!h+\]|m+\]|s+\])[^\]]*\]|_.|\*.|G/通用格式|General', re.IGNORECASE)
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|\[[^\]]*\]|(?P<code>y+|m+|d+|h+|s+|AM/PM)|(?P<other>.)',
    re.IGNORECASE | re.DOTALL,
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SHORT_DATES = frozenset({"general", "mm-dd-yy", "m/d/yy", "m/d/yyyy", "yyyy/m/d", "@", ""})


_TYPED_YEARS = range(1930, 2200)
"""1930 is the first year that two digits can mean."""

_FIRST_DAY = date(1900, 3, 1)
"""The first day that all programs number alike: Excel has a 29 February 1900, which there never was."""


def has_serial(day: date) -> bool:
    """Return whether all programs agree on the serial number of a day."""
    return day >= _FIRST_DAY


def serial_of(day: date) -> Decimal:
    """Return Excel's serial number of a day: 46086 for 2026-03-05."""
    return Decimal((day - _EPOCH.date()).days)


def day_of(serial: Decimal | int) -> date | None:
    """Return the day of a serial number, None where all programs do not agree on one; a time is dropped."""
    if not Decimal(serial).is_finite() or not 0 <= serial < _LAST_SERIAL + 1:
        return None
    day = _EPOCH.date() + timedelta(days=int(serial))
    return day if has_serial(day) else None


def as_moment(raw: Raw) -> Moment | None:
    """Return the date or time that a cell holds, also where it is a number with the format of a date."""
    value = raw.value
    if type(value) is str or value is None:
        return None
    if isinstance(value, date | time | timedelta):
        return value
    if isinstance(value, Decimal) and _is_date_format(raw.number_format) and 0 <= value <= _LAST_SERIAL:
        if value < 1:
            return (_EPOCH + timedelta(days=float(value))).time()
        return _EPOCH + timedelta(days=float(value))
    return None


@lru_cache(maxsize=1024)
def _is_date_format(number_format: str) -> bool:
    return bool(re.search("[ymdhs]", _NOT_TOKENS.sub("", number_format.split(";")[0]), re.IGNORECASE))


def number_shown_as_date(raw: Raw) -> Decimal | None:
    """Return the number of a cell that shows it as a date which nobody can have typed; None for any other.

    486.5 shown as 1901/4/30 is a number, whose format came from elsewhere. What is typed as a time, or as a
    date of our time, is none.
    """
    moment, number = as_moment(raw), raw.value if isinstance(raw.value, Decimal) else raw.serial
    if moment is None or number is None:
        return None
    if isinstance(moment, date):
        return None if moment.year in _TYPED_YEARS else number
    shows_days = re.search("[yd]", _NOT_TOKENS.sub("", raw.number_format.split(";")[0]), re.IGNORECASE)
    return number if shows_days and not number else None


def shown_moment(moment: Moment, number_format: str) -> str:
    """Return a date or time as its cell shows it: `2020/5/10`, `5月10日`, `10-May`, `1:30`."""
    at = _on_a_day(moment)
    if isinstance(moment, time | timedelta):
        number_format = "h:mm:ss" if at.second else "h:mm"
    elif number_format.split(";")[0].lower() in _SHORT_DATES:
        number_format = "yyyy/m/d"
    shown, after_hour = "", False
    for token in _TOKEN.finditer(number_format.split(";")[0]):
        code = (token["code"] or "").lower()
        shown += token["quoted"] or token["escaped"] or token["other"] or _part(code, at, after_hour)
        if code:
            after_hour = code[0] == "h"
    return shown.strip()


def _part(code: str, at: datetime, after_hour: bool) -> str:
    match code[:1]:
        case "y":
            return f"{at.year:04}" if len(code) > 2 else f"{at.year % 100:02}"
        case "m" if after_hour:
            return f"{at.minute:02}"
        case "m" if len(code) > 2:
            return _MONTHS[at.month - 1]
        case "m":
            return f"{at.month:0{len(code)}}"
        case "d":
            return f"{at.day:0{min(len(code), 2)}}"
        case "h":
            return f"{at.hour:0{min(len(code), 2)}}"
        case "s":
            return f"{at.second:02}"
    return ""


def likely_texts(moment: Moment) -> str:
    """Return what a person may have typed for a cell that became a date: `5-10、5/10`."""
    at = _on_a_day(moment)
    if isinstance(moment, time | timedelta):
        return f"{at.hour}:{at.minute:02}"
    return f"{at.month}-{at.day}、{at.month}/{at.day}"


def _on_a_day(moment: Moment) -> datetime:
    match moment:
        case datetime():
            return moment
        case date():
            return datetime(moment.year, moment.month, moment.day)
        case time():
            return datetime.combine(_EPOCH, moment)
        case _:
            return _EPOCH + moment % timedelta(days=1)
