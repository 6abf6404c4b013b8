"""A number and its format made into the content of a cell: it may turn out to be a date."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache

from reader.containers.values.dates import Temporal, from_serial, temporal_of_code
from templates.kinds import Raw

__all__ = ["dated", "numbered"]

_EPOCH = datetime(1899, 12, 30)
_SECONDS_OF_DAY = 86_400
_PLACES = 10


def numbered(number: Decimal, code: str, formula: str | None = None, *, since_1904: bool = False) -> Raw:
    """Return what a cell with a number holds, by its format code: the number, or the date it is shown as.

    >>> numbered(Decimal(43831), "yyyy-mm-dd").value
    datetime.date(2020, 1, 1)
    """
    temporal = _temporal_of(code)
    if temporal is not None:
        moment = from_serial(float(number), temporal, since_1904)
        if moment is not None:
            return Raw(moment, code, None, formula, number)
    return Raw(number, code, None, formula)


def dated(moment: date | time | datetime | timedelta, code: str, formula: str | None = None) -> Raw:
    """Return what a cell with a date or time holds, with the number by which Excel would store it."""
    return Raw(moment, code, None, formula, _serial(moment))


@lru_cache(maxsize=256)
def _temporal_of(code: str) -> Temporal | None:
    return temporal_of_code(code)


def _serial(moment: date | time | datetime | timedelta) -> Decimal:
    if isinstance(moment, timedelta):
        span = moment
    elif isinstance(moment, time):
        span = datetime.combine(_EPOCH.date(), moment) - _EPOCH
    elif isinstance(moment, datetime):
        span = moment.replace(tzinfo=None) - _EPOCH
    else:
        return Decimal((moment - _EPOCH.date()).days)
    return round(Decimal(span.total_seconds()) / _SECONDS_OF_DAY, _PLACES).normalize()
