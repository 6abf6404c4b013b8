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

from reader.containers.archive import Archive
from reader.containers.grid import Grid, Position
from reader.containers.workbook import Workbook
from reader.containers.xlsx.clean_package import clean_package
from reader.containers.xlsx.details import details_of
from reader.containers.xlsx.number_formats import GENERAL, number_formats
from reader.containers.xlsx.package import Relation, main_part, relations
from reader.containers.xlsx.scan import Fact, first_fact, scan_sheet
from reader.containers.xlsx.shared_strings import shared_strings
from reader.containers.xml_parser import local_name, parse
from reader.unreadable import refusal
from templates.kinds import Raw, RawValue

__all__ = ["XlsxSheet", "open_xlsx"]

_MOST_SHEETS = 1_000
_TEXTS = frozenset({"s", "str", "inlineStr"})

_Value = int | float | str | bool | time | date | datetime | timedelta
"""What python-calamine makes of a cell; a blank and an error are the text ""."""


@dataclass(frozen=True, slots=True)
class _Shared:
    """What all sheets of a workbook share: date system, texts and styles, as parts and as values."""

    since_1904: bool
    strings: bytes | None
    texts: Sequence[str]
    styles: bytes | None
    formats: Sequence[str]


@dataclass(frozen=True, slots=True)
class XlsxSheet:
    """A worksheet that the workbook part lists."""

    name: str
    index: int
    visible: bool
    part: str
    archive: Archive
    shared: _Shared

    def corner(self) -> str | None:
        """Return the text of cell A1, as `Sheet.corner` says."""
        fact = first_fact(self.part, self.archive.head(self.part))
        if fact is None:
            return None
        if fact.type != "s":
            return fact.text
        number = int(fact.text) if fact.text.isascii() and fact.text.isdigit() else -1
        return self.shared.texts[number] if 0 <= number < len(self.shared.texts) else None

    def grid(self) -> Grid:
        """Read the sheet, as `Sheet.grid` says."""
        content = self.archive.read(self.part)
        scan = scan_sheet(self.part, content)
        rows = _values(self, scan.content)
        cells: dict[Position, Raw] = {}
        held = 0
        for (row, column), fact in scan.facts.items():
            inside = row <= len(rows) and column <= len(rows[row - 1])
            value = rows[row - 1][column - 1] if inside else ""
            held += value != ""
            raw = _raw(fact, value, self)
            if raw is not None:
                cells[row, column] = raw
        if held != sum(value != "" for row in rows for value in row):
            raise refusal("damaged", self.part)
        details = details_of(self.archive, self.part, content)
        return Grid(self.name, cells, self.visible, self.index, details)


def open_xlsx(archive: Archive) -> Workbook:
    """Read what the workbook part says and what its sheets share. Raises `UnreadableWorkbook`."""
    main = main_part(archive)
    assert main is not None
    if main.name not in archive:
        raise refusal("damaged", main.name)
    listed: list[dict[str, str]] = []
    since_1904 = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal since_1904
        name = local_name(tag)
        if name == "workbookPr":
            since_1904 = attributes.get("date1904") in ("1", "true", "on")
        elif name == "sheet":
            listed.append(attributes)
            if len(listed) > _MOST_SHEETS:
                raise refusal("too-large", main.name)

    parse(main.name, archive.read(main.name), start)
    related = relations(archive, main.name)
    sheets = _worksheets(archive, main.name, listed, related)
    if not sheets:
        raise refusal("damaged", main.name)
    shared = _shared(archive, related, since_1904)
    return Workbook(tuple(XlsxSheet(*sheet, archive, shared) for sheet in sheets))


def _worksheets(
    archive: Archive, main: str, listed: Sequence[dict[str, str]], related: Mapping[str, Relation]
) -> list[tuple[str, int, bool, str]]:
    """Return name, index, visibility and part of the listed sheets that are worksheets."""
    sheets = []
    for index, attributes in enumerate(listed):
        key = next((value for of, value in attributes.items() if of.endswith(":id")), "")
        if not key:  # a module of macros is listed without a part
            continue
        relation = related.get(key)
        if relation is None:
            raise refusal("damaged", main)
        if relation.kind != "worksheet":  # a chart, a dialog
            continue
        if relation.target is None or relation.target not in archive:
            raise refusal("damaged", relation.target or main)
        visible = attributes.get("state", "visible") == "visible"
        sheets.append((attributes.get("name", ""), index, visible, relation.target))
    return sheets


def _shared(archive: Archive, related: Mapping[str, Relation], since_1904: bool) -> _Shared:
    parts = {relation.kind: relation.target for relation in related.values() if relation.target}
    strings: bytes | None = None
    texts: Sequence[str] = ()
    styles: bytes | None = None
    formats: Sequence[str] = ()
    if part := parts.get("sharedStrings"):
        strings, texts = shared_strings(part, archive.read(part))
    if part := parts.get("styles"):
        styles = archive.read(part)
        formats = number_formats(part, styles)
    return _Shared(since_1904, strings, texts, styles, formats)


def _raw(fact: Fact, value: _Value, sheet: XlsxSheet) -> Raw | None:
    formats = sheet.shared.formats
    code = formats[fact.style] if fact.style < len(formats) else GENERAL
    if fact.type == "e":
        return Raw(None, code, error=fact.text, formula=fact.formula)
    read = _value(fact, value, sheet)
    if read is None and fact.formula is None:
        return None
    if read is None and fact.type == "str":
        read = ""  # what the formula comes to, while another has no result at all
    return Raw(read, code, formula=fact.formula)


def _value(fact: Fact, value: _Value, sheet: XlsxSheet) -> RawValue:
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


def _values(sheet: XlsxSheet, content: bytes) -> list[list[_Value]]:
    try:
        shared = sheet.shared
        clean = clean_package(content, shared.strings, shared.styles, shared.since_1904)
        with load_workbook(io.BytesIO(clean)) as opened:
            return opened.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # a panic of the library is no Exception
        raise refusal("damaged", sheet.part) from error
