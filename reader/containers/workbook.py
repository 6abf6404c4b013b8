"""From a checked package to plain grids: the sheets of our forms, value by value.

Values come from python-calamine, which is given a package written anew from parts that were checked; all it
cannot say (formats, formulas, errors) comes from a pass of our own, and the two must agree.
"""

from __future__ import annotations

import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from python_calamine import load_workbook

from reader.containers.clean_package import clean_package
from reader.containers.grid import Grid, Position
from reader.containers.markup import local_name, parse
from reader.containers.number_formats import GENERAL, number_formats
from reader.containers.package import Package, Relation
from reader.containers.scan import Fact, first_fact, scan_sheet
from reader.containers.shared_strings import shared_strings
from reader.unreadable import refusal
from templates import parse_stamp
from templates.kinds import Raw, RawValue

__all__ = ["SheetPart", "Workbook", "grid", "open_workbook", "stamped"]

_MOST_SHEETS = 1_000
_TEXTS = frozenset({"s", "str", "inlineStr"})

_Value = int | float | str | bool | time | date | datetime | timedelta
"""What python-calamine makes of a cell; a blank and an error are the text ""."""


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A sheet that the workbook lists: its name, its part, and whether people see it."""

    name: str
    part: str
    visible: bool


@dataclass(frozen=True, slots=True)
class Workbook:
    """What all sheets of a workbook share: date system, shared strings and styles, as bytes."""

    package: Package
    sheets: tuple[SheetPart, ...]
    since_1904: bool
    strings: bytes | None
    stamps: Mapping[int, str]
    """Those of the shared strings that are stamps, by their number."""
    styles: bytes | None
    formats: Sequence[str]


def open_workbook(package: Package) -> Workbook:
    """Read what the workbook part says and what its sheets share. Raises `UnreadableWorkbook`."""
    relations = package.relations(package.workbook)
    sheets: list[SheetPart | None] = []
    since_1904 = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal since_1904
        name = local_name(tag)
        if name == "workbookPr":
            since_1904 = attributes.get("date1904") in ("1", "true", "on")
        elif name == "sheet":
            key = next((value for of, value in attributes.items() if of.endswith(":id")), "")
            if key:  # a module of macros is listed without a part
                sheets.append(_sheet_part(package, attributes, relations.get(key)))
            if len(sheets) > _MOST_SHEETS:
                raise refusal("too-large", package.workbook)

    parse(package.workbook, package.archive.read(package.workbook), start)
    worksheets = tuple(sheet for sheet in sheets if sheet is not None)
    if not worksheets:
        raise refusal("damaged", package.workbook)
    parts = {relation.kind: relation.target for relation in relations.values() if relation.target}
    strings: bytes | None = None
    stamps: Mapping[int, str] = {}
    styles: bytes | None = None
    formats: Sequence[str] = ()
    if part := parts.get("sharedStrings"):
        strings, stamps = shared_strings(part, package.archive.read(part))
    if part := parts.get("styles"):
        styles = package.archive.read(part)
        formats = number_formats(part, styles)
    return Workbook(package, worksheets, since_1904, strings, stamps, styles, formats)


def _sheet_part(package: Package, attributes: dict[str, str], relation: Relation | None) -> SheetPart | None:
    """Return where a listed sheet is, None for one of another kind, such as a chart."""
    if relation is None:
        raise refusal("damaged", package.workbook)
    if relation.kind != "worksheet":
        return None
    if relation.target is None or relation.target not in package.archive:
        raise refusal("damaged", relation.target or package.workbook)
    visible = attributes.get("state", "visible") == "visible"
    return SheetPart(attributes.get("name", ""), relation.target, visible)


def stamped(workbook: Workbook) -> tuple[SheetPart, ...]:
    """Return the sheets with a stamp in their corner cell."""
    found = []
    for sheet in workbook.sheets:
        fact = first_fact(sheet.part, workbook.package.archive.head(sheet.part))
        if fact is None:
            continue
        number = int(fact.text) if fact.type == "s" and fact.text.isascii() and fact.text.isdigit() else -1
        if parse_stamp(workbook.stamps.get(number, fact.text)) is not None:
            found.append(sheet)
    return tuple(found)


def grid(workbook: Workbook, sheet: SheetPart) -> Grid:
    """Read a sheet into a grid. Raises `UnreadableWorkbook` where it cannot be read for certain."""
    scan = scan_sheet(sheet.part, workbook.package.archive.read(sheet.part))
    rows = _values(workbook, sheet, scan.content)
    cells: dict[Position, Raw] = {}
    held = 0
    for (row, column), fact in scan.facts.items():
        inside = row <= len(rows) and column <= len(rows[row - 1])
        value = rows[row - 1][column - 1] if inside else ""
        held += value != ""
        raw = _raw(fact, value, sheet, workbook.formats)
        if raw is not None:
            cells[row, column] = raw
    if held != sum(value != "" for row in rows for value in row):
        raise refusal("damaged", sheet.part)
    return Grid(sheet.name, cells, sheet.visible)


def _raw(fact: Fact, value: _Value, sheet: SheetPart, formats: Sequence[str]) -> Raw | None:
    code = formats[fact.style] if fact.style < len(formats) else GENERAL
    if fact.type == "e":
        return Raw(None, code, error=fact.text, formula=fact.formula)
    read = _value(fact, value, sheet)
    if read is None and fact.formula is None:
        return None
    if read is None and fact.type == "str":
        read = ""  # what the formula comes to, while another has no result at all
    return Raw(read, code, formula=fact.formula)


def _value(fact: Fact, value: _Value, sheet: SheetPart) -> RawValue:
    """Return what a cell holds, if both readers see the same there."""
    if fact.spared:
        return fact.text
    if isinstance(value, str):
        if value or fact.type == "s" or not fact.text.strip():
            return value or None
        if fact.type in _TEXTS:
            return fact.text
        raise refusal("damaged", sheet.part)
    if fact.type in _TEXTS:
        raise refusal("damaged", sheet.part)
    if isinstance(value, bool | datetime | date | time | timedelta):
        return value
    if not math.isfinite(value):
        return fact.text
    if fact.type != "n" or float(fact.text) != value:
        raise refusal("damaged", sheet.part)
    return Decimal(repr(value))


def _values(workbook: Workbook, sheet: SheetPart, content: bytes) -> list[list[_Value]]:
    try:
        clean = clean_package(content, workbook.strings, workbook.styles, workbook.since_1904)
        with load_workbook(io.BytesIO(clean)) as opened:
            return opened.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # a panic of the library is no Exception
        raise refusal("damaged", sheet.part) from error
