"""Excel 2003 XML ("XML Spreadsheet 2003"), the one flat file of Excel 2002 and later and of many tools.

Specification: Microsoft, XML Spreadsheet Reference (2001). Formulas stand there in R1C1 notation.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from reader.containers.grid import Area, Aspect, Grid, PlainDetails, Position, address
from reader.containers.limits import MOST_CELLS, MOST_COLUMNS, MOST_ROWS, MOST_SHEETS
from reader.containers.values.dates import from_iso
from reader.containers.values.number_formats import GENERAL, code_of_number
from reader.containers.values.number_values import dated, numbered
from reader.containers.workbook import ReadSheet, Workbook
from reader.containers.xml.parser import local_name, parse
from reader.errors import refusal
from templates.kinds import Raw

__all__ = ["open_xml2003"]

_PART = "Workbook"
_NAMED = {
    "Percent": code_of_number(10), "Fixed": "0.00", "Standard": "#,##0.00", "Scientific": "0.00E+00",
    "Short Date": "yyyy/m/d", "Medium Date": "d-mmm-yy", "Long Date": 'yyyy"年"m"月"d"日"',
    "General Date": "yyyy/m/d h:mm", "Short Time": "h:mm", "Medium Time": "h:mm AM/PM",
    "Long Time": "h:mm:ss", "Currency": "#,##0.00", "General Number": GENERAL,
}  # fmt: skip
"""Formats that are named by a word."""

_PROPERTIES = re.compile(rb"<CustomDocumentProperties[ >].*?</CustomDocumentProperties>", re.DOTALL)
"""No cell is in there, and SheetJS writes bytes that are no XML."""

_FORMAT_OF_A_DATE = "yyyy-mm-dd"
_REFERENCE = re.compile(
    r"(?P<text>\"(?:[^\"]|\"\")*\"|'(?:[^']|'')*')"
    r"|(?<![A-Za-z0-9_.\]])R(?:(?P<row>\d{1,7})|\[(?P<down>-?\d{1,7})\])?"
    r"C(?:(?P<column>\d{1,5})|\[(?P<right>-?\d{1,5})\])?(?![A-Za-z0-9_(.\[])"
)


def open_xml2003(content: bytes) -> Workbook:
    """Read an Excel 2003 XML file. Raises `UnreadableWorkbook`: damaged, too-large."""
    scan = _Scan()
    parse(_PART, _PROPERTIES.sub(b"", content, count=1), scan.start, scan.end, scan.text)
    if not scan.sheets:
        raise refusal("damaged", _PART)
    return Workbook(tuple(ReadSheet(sheet.grid(index)) for index, sheet in enumerate(scan.sheets)))


@dataclass(slots=True)
class _Sheet:
    """A sheet while it is read."""

    name: str
    visible: bool = True
    cells: dict[Position, Raw] = field(default_factory=dict)
    merges: list[Area] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    comments: dict[Position, str] = field(default_factory=dict)
    row: int = 0
    column: int = 0
    columns: int = 0

    def grid(self, index: int) -> Grid:
        """Return the sheet as it was read."""
        details = PlainDetails(
            tuple(self.merges), frozenset(self.hidden_rows), frozenset(self.hidden_columns), self.comments
        )
        return Grid(self.name, self.cells, self.visible, index, details, frozenset({Aspect.STRIKE}))


class _Scan:
    """What a parser tells of the document, made into sheets."""

    def __init__(self) -> None:
        self.sheets: list[_Sheet] = []
        self._codes: dict[str, str] = {}
        self._style = ""
        self._cell: dict[str, str] | None = None
        self._type: str | None = None
        self._pieces: list[str] | None = None
        self._within: str | None = None
        self._count = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take the start of an element."""
        name = local_name(tag)
        own = {local_name(key): value for key, value in attributes.items()}
        if name == "Style":
            self._style = own.get("ID", "")
            self._codes[self._style] = self._codes.get(own.get("Parent", ""), GENERAL)
        elif name == "NumberFormat":
            code = own.get("Format", GENERAL)
            self._codes[self._style] = _NAMED.get(code, code)
        elif name == "Worksheet":
            self._begin_sheet(own)
        elif name in ("Row", "Column", "Cell") and self.sheets:
            {"Row": self._begin_row, "Column": self._begin_column, "Cell": self._begin_cell}[name](own)
        elif name == "Comment" and self._cell is not None:
            self._within, self._pieces = "Comment", None
        elif name == "Data" and self._cell is not None:
            self._type = own.get("Type", "String") if self._within is None else self._type
            self._pieces = []
        elif name == "Visible":
            self._within, self._pieces = "Visible", []

    def text(self, characters: str) -> None:
        """Take characters."""
        if self._pieces is not None:
            self._pieces.append(characters)

    def end(self, tag: str) -> None:
        """Take the end of an element."""
        name = local_name(tag)
        if name == "Data" and self._within == "Comment":
            self.sheets[-1].comments[self.sheets[-1].row, self.sheets[-1].column] = self._taken()
        elif name == "Data" and self._cell is not None:
            self._cell["Data"] = self._taken()
        elif name == "Comment":
            self._within = None
        elif name == "Visible" and self.sheets:
            self.sheets[-1].visible = self._taken() not in ("SheetHidden", "SheetVeryHidden")
            self._within = None
        elif name == "Cell" and self._cell is not None:
            self._end_cell(self._cell)

    def _taken(self) -> str:
        text, self._pieces = "".join(self._pieces or ()), None
        return text

    def _begin_sheet(self, own: Mapping[str, str]) -> None:
        if len(self.sheets) >= MOST_SHEETS:
            raise refusal("too-large", _PART)
        self.sheets.append(_Sheet(own.get("Name", "")))

    def _begin_row(self, own: Mapping[str, str]) -> None:
        sheet = self.sheets[-1]
        sheet.row, sheet.column = _whole(own.get("Index"), sheet.row + 1, MOST_ROWS), 0
        span = _whole(own.get("Span"), 0, MOST_ROWS)
        if own.get("Hidden") == "1":
            sheet.hidden_rows.update(range(sheet.row, sheet.row + span + 1))

    def _begin_column(self, own: Mapping[str, str]) -> None:
        sheet = self.sheets[-1]
        first = _whole(own.get("Index"), sheet.columns + 1, MOST_COLUMNS)
        sheet.columns = first + _whole(own.get("Span"), 0, MOST_COLUMNS)
        if own.get("Hidden") == "1":
            sheet.hidden_columns.update(range(first, sheet.columns + 1))

    def _begin_cell(self, own: dict[str, str]) -> None:
        sheet = self.sheets[-1]
        sheet.column = _whole(own.get("Index"), sheet.column + 1, MOST_COLUMNS)
        self._cell, self._type = own, None

    def _end_cell(self, own: Mapping[str, str]) -> None:
        sheet, self._cell = self.sheets[-1], None
        position = sheet.row, sheet.column
        if "MergeAcross" in own or "MergeDown" in own:
            wide = _whole(own.get("MergeAcross"), 0, MOST_COLUMNS)
            high = _whole(own.get("MergeDown"), 0, MOST_ROWS)
            sheet.merges.append(Area(*position, position[0] + high, position[1] + wide))
            sheet.column += wide
        code = self._codes.get(own.get("StyleID", "Default"), GENERAL)
        formula = own.get("Formula")
        stated = None if formula is None else _in_a1(formula.removeprefix("="), position)
        raw = _raw(self._type, own.get("Data", ""), code, stated)
        if raw is not None:
            self._count += 1
            if self._count > MOST_CELLS:
                raise refusal("too-large", sheet.name)
            sheet.cells[position] = raw


def _raw(kind: str | None, text: str, code: str, formula: str | None) -> Raw | None:
    """Return what a cell holds by its type, None for nothing."""
    if kind == "Number":
        try:
            return numbered(Decimal(repr(float(Decimal(text.strip())))), code, formula)
        except (InvalidOperation, ValueError, OverflowError):
            return Raw(text or None, code, None, formula)
    if kind == "DateTime":
        moment = from_iso(text.removesuffix("T00:00:00.000"))
        if moment is not None:
            return dated(moment, code if code != GENERAL else _FORMAT_OF_A_DATE, formula)
    if kind == "Boolean":
        return Raw(text.strip() == "1", code, None, formula)
    if kind == "Error":
        return Raw(None, code, text, formula)
    if not text and formula is None:
        return None
    return Raw(text if kind else None, code, None, formula)


def _in_a1(formula: str, at: Position) -> str:
    """Return a formula with addresses where it has R1C1 references, which count from the cell `at`."""

    def rewritten(match: re.Match[str]) -> str:
        if match["text"]:
            return match[0]
        row, fixed_row = _part(match["row"], match["down"], at[0])
        column, fixed_column = _part(match["column"], match["right"], at[1])
        if not (1 <= row <= MOST_ROWS and 1 <= column <= MOST_COLUMNS):
            return "#REF!"
        letters = address((1, column))[:-1]
        return f"{fixed_column}{letters}{fixed_row}{row}"

    return _REFERENCE.sub(rewritten, formula)


def _part(fixed: str | None, moved: str | None, here: int) -> tuple[int, str]:
    return (int(fixed), "$") if fixed else (here + int(moved or 0), "")


def _whole(text: str | None, otherwise: int, most: int) -> int:
    """Return a number of an attribute; one that is out of reach is refused."""
    number = int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else otherwise
    if number > most:
        raise refusal("damaged", _PART)
    return number
