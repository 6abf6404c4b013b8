"""Dates and times of cells: number formats that show them, serial numbers, texts after ISO 8601.

ISO/IEC 29500-1, 18.17.4. A serial number counts days; in the date system of 1900 the day 60 is a 29 February
that never was, so the days before it lie one day further from the epoch.
"""

from __future__ import annotations

import math
import re
from datetime import date, datetime, time, timedelta
from enum import Enum

__all__ = ["Temporal", "from_iso", "from_serial", "temporal_of_code", "temporal_of_number"]

_EPOCH = datetime(1899, 12, 30)
_DAYS_FROM_1900_TO_1904 = 1462
_FIRST_DAY_COUNTED_RIGHT = 60
_MILLISECONDS_OF_DAY = 86_400_000

_ISO_DATE = re.compile(r"\s*\+?([0-9]{1,4})\s*-\s*([0-9]{1,2})\s*-\s*([0-9]{1,2})\s*")
_ISO_TIME = re.compile(r"\s*([0-9]{1,2})\s*:\s*([0-9]{1,2})(?:\s*:\s*([0-9]{1,2})(\.[0-9]+)?)?\s*")


class Temporal(Enum):
    """What a number format shows a number as, where it does not show a number."""

    MOMENT = "date or time"
    DURATION = "time that runs past 24 hours"


_BUILT_IN = dict.fromkeys((*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)), Temporal.MOMENT) | {
    46: Temporal.DURATION
}
"""ISO/IEC 29500-1, 18.8.30, with those of the East Asian locales."""


def temporal_of_number(number: int) -> Temporal | None:
    """Return what a built-in format shows, by its number; None for a number."""
    return _BUILT_IN.get(number)


def temporal_of_code(code: str) -> Temporal | None:
    """Return what the first section of a format code shows; None for a number.

    >>> temporal_of_code("[h]:mm")
    <Temporal.DURATION: 'time that runs past 24 hours'>
    """
    literal = quoted = elapsed = half_day = False
    depth = 0
    before = " "
    for sign in code:
        if literal:
            literal = False
        elif sign in "_\\*" and not quoted:  # the next sign is shown, skipped or repeated
            literal = True
        elif quoted or sign == '"':
            quoted = sign != '"' if quoted else True
        elif sign == ";":
            return None
        elif sign == "[":
            depth += 1
        elif sign == "]":
            if elapsed and depth == 1:
                return Temporal.DURATION
            depth = max(depth - 1, 0)
        elif sign in "aA" and not half_day and not depth:
            half_day = True
        elif (sign in "pmPM/" if half_day else sign in "dmhysDMHYS") and not depth:
            return Temporal.MOMENT
        elif not (elapsed and sign.lower() == before.lower()):
            elapsed = before == "[" and sign in "mhsMHS"
        before = sign
    return None


def from_serial(
    serial: float, temporal: Temporal, since_1904: bool
) -> date | time | datetime | timedelta | None:
    """Return the date or time that a number stands for, to the millisecond; None outside of the calendar.

    A whole number is a date, one below 1 a time of day.
    """
    days = serial
    if temporal is Temporal.MOMENT:
        days += _DAYS_FROM_1900_TO_1904 if since_1904 else 0
        days += 1 if days < _FIRST_DAY_COUNTED_RIGHT else 0
    try:
        milliseconds = math.copysign(math.floor(abs(days) * _MILLISECONDS_OF_DAY + 0.5), days)
        span = timedelta(milliseconds=int(milliseconds))
        if temporal is Temporal.DURATION:
            return span
        moment = _EPOCH + span
    except OverflowError:
        return None
    if serial < 1:
        return moment.time()
    return moment.date() if serial == math.floor(serial) else moment


def from_iso(text: str) -> date | time | datetime | None:
    """Return the date, the time, or both that a text has after ISO 8601; None for anything else."""
    day, between, hour = text.partition("T")
    try:
        if between:
            found, clock = _date(day), _time(hour, whole=True)
            return datetime.combine(found, clock) if found and clock else None
        return _time(text) if ":" in text else _date(text)
    except ValueError:  # the 30 of February, 25 o'clock
        return None


def _date(text: str) -> date | None:
    match = _ISO_DATE.fullmatch(text)
    return date(int(match[1]), int(match[2]), int(match[3])) if match else None


def _time(text: str, whole: bool = False) -> time | None:
    """Return a time of day; a `whole` one must have seconds."""
    match = _ISO_TIME.fullmatch(text)
    if match is None or (whole and match[3] is None):
        return None
    second = 59 if match[3] == "60" else int(match[3] or 0)  # a leap second
    return time(int(match[1]), int(match[2]), second, int((match[4] or ".0")[1:7].ljust(6, "0")))
