"""What a cell of an OpenDocument file holds, by its attributes and its paragraphs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation

from reader.containers.opendocument.formulas import excel_formula
from reader.containers.opendocument.number_styles import NumberStyles
from reader.containers.values.number_formats import GENERAL
from reader.containers.values.number_values import dated, numbered
from templates.kinds import Raw, RawValue

__all__ = ["TableCell", "Written", "holds_something", "raw_of"]

_STRING = "string"
_NUMBERS = frozenset({"float", "percentage", "currency"})
_ERROR = re.compile(r"#(?:DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!)|Err:[0-9]{3}")
_DURATION = re.compile(r"-?PT(?:([0-9]{1,9})H)?(?:([0-9]{1,9})M)?(?:([0-9]{1,9}(?:[.,][0-9]+)?)S)?")
_DATE_CODES = {date: "yyyy-mm-dd", datetime: "yyyy-mm-dd hh:mm:ss", time: "hh:mm:ss", timedelta: "[h]:mm:ss"}


class Written:
    """The paragraphs of a cell: their pieces in order, each paragraph on a line of its own."""

    __slots__ = ("paragraphs", "pieces")

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.paragraphs = 0

    def begin_paragraph(self) -> None:
        """Begin a paragraph; one behind another begins on a new line."""
        if self.paragraphs:
            self.pieces.append("\n")
        self.paragraphs += 1

    def text(self) -> str:
        """Return the text of the cell."""
        return "".join(self.pieces)


@dataclass(slots=True)
class TableCell:
    """What the markup of a cell says, in whichever document it stands.

    It is never changed, but for what it remembers: many documents of a round have it, and their styles.
    """

    alike: int
    """For how many cells of its row it stands."""
    wide: int
    high: int
    held: Mapping[str, str] | None
    """Its attributes; None where it holds nothing."""
    text: str
    style: str
    """The name of its style, blank where it has that of its row or column."""
    last: tuple[NumberStyles, Raw] | None = field(default=None, compare=False, repr=False)
    """What it came to last, and among which styles."""


def holds_something(attributes: Mapping[str, str], text: str) -> bool:
    """Tell whether a cell holds anything, by its attributes and its text."""
    return bool(
        text or "table:formula" in attributes or attributes.get("office:value-type", _STRING) != _STRING
    )


def raw_of(styles: NumberStyles, cell: TableCell) -> Raw:
    """Return what a cell holds, shown as its style among some styles says."""
    last = cell.last
    if last is not None and last[0] is styles:
        return last[1]
    raw = _raw(styles, cell)
    cell.last = (styles, raw)
    return raw


def _raw(styles: NumberStyles, cell: TableCell) -> Raw:
    attributes, text = cell.held or {}, cell.text
    source, code = attributes.get("table:formula"), styles.code_of(cell.style)
    formula = None if source is None else excel_formula(source)
    error = _error(attributes, text, formula)
    if error is not None:
        return Raw(None, code, error, formula)
    kind = attributes.get("office:value-type")
    value = _value(kind, attributes, text)
    if isinstance(value, date | time | timedelta):
        code = code if code != GENERAL else _DATE_CODES[type(value)]
        return dated(value, code, formula)
    if isinstance(value, Decimal):
        return numbered(value, "0%" if kind == "percentage" and "%" not in code else code, formula)
    return Raw(value, code, None, formula)


def _error(attributes: Mapping[str, str], text: str, formula: str | None) -> str | None:
    marked = attributes.get("calcext:value-type") == "error"
    if marked or (formula is not None and _ERROR.fullmatch(text)):
        return text or "#VALUE!"
    return None


def _value(kind: str | None, attributes: Mapping[str, str], text: str) -> RawValue | timedelta:
    """Return a value by its type; the text that is shown where the attribute is missing or wrong."""
    found: RawValue | timedelta = None
    if kind in _NUMBERS:
        found = _decimal(attributes.get("office:value"))
    elif "office:boolean-value" in attributes:
        found = {"true": True, "false": False}.get(attributes["office:boolean-value"])
    elif "office:date-value" in attributes:
        found = _moment(attributes["office:date-value"])
    elif "office:time-value" in attributes:
        found = _time(attributes["office:time-value"])
    return text if found is None else found


def _decimal(text: str | None) -> Decimal | None:
    try:
        number = Decimal(text or "")
    except InvalidOperation:
        return None
    return Decimal(repr(float(number))) if number.is_finite() and abs(number.adjusted()) < 300 else None


def _moment(text: str) -> date | datetime | None:
    try:
        if "T" not in text:
            return date.fromisoformat(text)
        moment = datetime.fromisoformat(text[:26])
    except ValueError:
        return None
    return moment.date() if moment.time() == time() else moment


def _time(text: str) -> time | timedelta | None:
    match = _DURATION.fullmatch(text)
    if match is None:
        return None
    hours, minutes, seconds = (float((part or "0").replace(",", ".")) for part in match.groups())
    span = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return (datetime.min + span).time() if span < timedelta(days=1) and text[0] != "-" else span
