"""Dates, and months where the day does not matter: `2026-03-05`, `2026-03`."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, Literal

from templates.findings.errors import Sentence
from templates.kinds.base import (
    Check,
    Content,
    Limits,
    Options,
    Outcome,
    Raw,
    Value,
)
from templates.kinds.presentation import Appearance, ColumnFormat, Description, Validation, Wording
from templates.kinds.shared.cell_readers import BLANK, holds_nothing
from templates.kinds.shared.content import content, plain_text
from templates.kinds.shared.moments import day_of, has_serial, serial_of
from templates.kinds.shared.prompts import number_only, prompted, quoted
from templates.kinds.shared.usual_kind import NO_LIMITS, NO_OPTIONS, UsualKind
from templates.text import Language, Text

__all__ = ["Date", "DateLimits", "day_typed"]

_EARLIEST = date(1910, 1, 1)
"""Where the author says nothing: a year typed alone, such as 2026, is the serial number of a day in 1905."""

_LATEST = date(2199, 12, 31)
_ISO = re.compile(r"([12]\d{3})-(\d{2})(?:-(\d{2}))?", re.ASCII)
_BOUNDS = ("earliest", "latest")
_SHORT_MONTH = re.compile(r"-(\d)(?=-|$)", re.ASCII)
"""A month or a day of one digit, as a parameter may be."""

_LIKE_ISO = re.compile(r"\d{4}-\d{1,2}(?:-\d{1,2})?", re.ASCII)
_HAS_DAY = "AND({}>=61,{}<2958466)"
"""Whether all programs agree on the day of a number."""

_SHOWN = Appearance(across="center", wrap=False, shrink=True)


@dataclass(frozen=True, slots=True)
class DateLimits(Limits):
    """Limits of a date: the first and the last day allowed, and whether the day or only the month matters."""

    earliest: date = _EARLIEST
    latest: date = _LATEST
    precision: Literal["day", "month"] = "day"

    def iso(self, day: date) -> str:
        """Return a day as a record holds it."""
        return f"{day:%Y-%m-%d}" if self.precision == "day" else f"{day:%Y-%m}"

    @property
    def span(self) -> str:
        """The first and the last date allowed, as people read them in both languages."""
        return f"{self.iso(self.earliest)} ~ {self.iso(self.latest)}"


@dataclass(frozen=True, slots=True)
class Date(UsualKind[DateLimits]):
    """A day or a month: a serial number in cells and formulas, an ISO text in a record."""

    name: str = "date"
    numeric: bool = True

    def describe(self) -> Description:
        """Return the row of the documentation."""
        return Description(
            "a date from `earliest` to `latest`; with `precision: month` a year and a month",
            "text: `2026-03-05`, `2026-03`",
        )

    def options(self) -> Mapping[str, Any]:
        """Take the first and the last date, and the precision."""
        bound = {"type": "string"}
        return {
            "properties": {
                "earliest": {"description": "The first date allowed: 2026-01-01, {year}-01-01.", **bound},
                "latest": {"description": "The last date allowed: 2026-12-31, {year}-12.", **bound},
                "precision": {"description": "`month` for year and month alone.", "enum": ["day", "month"]},
            }
        }

    def limits(self, options: Options = NO_OPTIONS, common: Limits = NO_LIMITS) -> DateLimits:
        """Allow any day of our time where the author says nothing else."""
        return DateLimits.extending(
            common,
            earliest=_bound(options.get("earliest")) or _EARLIEST,
            latest=_bound(options.get("latest"), last=True) or _LATEST,
            precision=options.get("precision", "day"),
        )

    def mistakes(self, options: Options) -> Iterator[tuple[str, Sentence]]:
        """Tell bounds that are no dates, or stand in the wrong order."""
        wrong = [name for name in _BOUNDS if name in options and not _bound(options[name])]
        for name in wrong:
            yield name, Sentence.of("date-bound-unclear", found=options[name])
        limits = self.limits(options)
        if not wrong and limits.earliest > limits.latest:
            name = "latest" if "latest" in options else "earliest"
            yield name, Sentence.of("date-bounds-reversed", span=limits.span)

    def with_parameters(self) -> tuple[str, ...]:
        """Let the limits follow from the parameters: `{year}-01-01`."""
        return _BOUNDS

    def is_literal(self, written: str) -> bool:
        """Take what looks like a date for one: `2026-03-05` is no subtraction."""
        return _LIKE_ISO.fullmatch(written) is not None

    def write(self, value: object, limits: DateLimits) -> Content:
        """Return the serial number of the date."""
        return content(_operand(value))

    def read(self, raw: Raw, limits: DateLimits) -> Outcome:
        """Return the date, also from a text or a number such as 20260305."""
        return BLANK if holds_nothing(raw) else _reader()(raw, limits)

    def appearance(self, limits: DateLimits) -> Appearance:
        """Center a date on one line."""
        return _SHOWN

    def number_format(self, limits: DateLimits, language: Language = "zh") -> str:
        """Return the format of an ISO date, which is the same in every language of Excel."""
        return "yyyy-mm-dd" if limits.precision == "day" else "yyyy-mm"

    def validation(self, limits: DateLimits) -> Validation:
        """Refuse what is no date, and dates beyond the limits."""
        example = _example(limits)
        return Validation(
            "date",
            serial_of(limits.earliest),
            serial_of(limits.latest),
            refusal=Text(
                f"请填日期，例如：{example}。须在{limits.span}之间。",
                f"Enter a date such as {example}, within {limits.span}.",
            ),
        )

    def prompt(self, limits: DateLimits) -> Text:
        """Ask for a date, with the limits where the author set some."""
        example, open_ended = _example(limits), (limits.earliest, limits.latest) == (_EARLIEST, _LATEST)
        what = Text("年、月、日", "year, month and day")
        if limits.precision == "month":
            what = Text("年和月", "year and month")
        span = Text("") if open_ended else Text(f"须在{limits.span}之间。", f" Within {limits.span}.")
        return prompted(
            limits,
            Text(
                f"请填日期，要有{what.zh}。例如：{example}。{span.zh}",
                f"A date ({what.en}), for example {example}.{'' if open_ended else span.en}",
            ),
        )

    def checks(self, limits: DateLimits) -> tuple[Check, ...]:
        """Ask for a date within the limits; to the sheet a text is no date."""
        first, last = serial_of(limits.earliest), serial_of(limits.latest)
        return (
            number_only("date-unclear"),
            Check(
                "date-out-of-limits", f"AND(self >= {first}, self < {last + 1})", expected=quoted(limits.span)
            ),
        )

    def operand(self, value: Value) -> Value:
        """Return the serial number, with which formulas calculate."""
        operand: Value = _operand(value)
        return operand

    def recorded(self, operand: Value, limits: DateLimits) -> Value:
        """Return the day or the month as ISO text; what is no date stays what it is."""
        day = day_of(operand) if isinstance(operand, Decimal | int) else None
        return operand if day is None else limits.iso(day)

    def wording(self, limits: DateLimits) -> Wording:
        """Let sentences say the date, not its serial number."""
        return _BY_DAY if limits.precision == "day" else _BY_MONTH

    def schema(self, limits: DateLimits) -> dict[str, Any]:
        """Describe a text in ISO 8601."""
        shape = r"^\d{4}-\d{2}-\d{2}$" if limits.precision == "day" else r"^\d{4}-\d{2}$"
        return {"type": ["string", "null"], "pattern": shape}

    def shown(self, number: Decimal, limits: DateLimits) -> str:
        """Return the date of a serial number."""
        return str(self.recorded(number, limits))

    def column(self, limits: DateLimits) -> ColumnFormat:
        """Show ISO texts, which sort as dates do."""
        return ColumnFormat()


def _day_text(number: Decimal) -> str:
    day = day_of(number)
    return plain_text(number) if day is None else f"{day:%Y-%m-%d}"


def _month_text(number: Decimal) -> str:
    day = day_of(number)
    return plain_text(number) if day is None else f"{day:%Y-%m}"


# TEXT would do, but its codes for year and day differ from one language of Excel to the other.
_MONTH_FORMULA = 'YEAR({})&"-"&RIGHT("0"&MONTH({}),2)'
_BY_MONTH = Wording(f"IF({_HAS_DAY},{_MONTH_FORMULA},{{}})", _month_text)
_BY_DAY = Wording(f'IF({_HAS_DAY},{_MONTH_FORMULA}&"-"&RIGHT("0"&DAY({{}}),2),{{}})', _day_text)


def _example(limits: DateLimits) -> str:
    return "2026-3-5" if limits.precision == "day" else "2026-3"


def _iso_day(text: str, *, last: bool = False) -> date | None:
    """Return the day of an ISO text; of a month its first day, or its last."""
    match = _ISO.fullmatch(text)
    if match is None:
        return None
    year, month = int(match[1]), int(match[2])
    if not 1 <= month <= 12:
        return None
    length = calendar.monthrange(year, month)[1]
    day = int(match[3]) if match[3] else length if last else 1
    return date(year, month, day) if 1 <= day <= length else None


def _bound(written: object, *, last: bool = False) -> date | None:
    """Return a bound that an author wrote, None where it is no date that a sheet can hold."""
    day = _iso_day(_SHORT_MONTH.sub(r"-0\1", written), last=last) if isinstance(written, str) else None
    return day if day is not None and has_serial(day) else None


def _operand(value: Any) -> Any:
    """Return the serial number of a date; what is none stays what it is."""
    day = value.date() if isinstance(value, datetime) else value
    if isinstance(day, str):
        day = _iso_day(day)
    return serial_of(day) if isinstance(day, date) and has_serial(day) else value


def day_typed(text: str) -> date | None:
    """Return the day that a text stands for, as a cell for dates would have it; None where it is none.

    >>> day_typed("2026年3月31日")
    datetime.date(2026, 3, 31)
    """
    kind = Date()
    outcome = kind.read(Raw(text), kind.limits())
    return _iso_day(outcome.value) if outcome.readable and isinstance(outcome.value, str) else None


@cache
def _reader() -> Callable[[Raw, DateLimits], Outcome]:
    """Return the reader: its patterns take a while to compile, and only reading needs them."""
    from templates.kinds.typed.dates import read_date_cell

    def read(raw: Raw, limits: DateLimits) -> Outcome:
        return read_date_cell(raw, limits, by_month=limits.precision == "month", span=limits.span)

    return read
