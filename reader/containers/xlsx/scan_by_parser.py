"""The general way to scan a worksheet: an XML parser, and every form of cell that the format allows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.parsers import expat

from reader.containers.grid import Position, address, column_number
from reader.containers.limits import MOST_CELLS, MOST_PLACES
from reader.containers.xlsx.cells import (
    WHITE_SPACE,
    StoredCell,
    StoredSheet,
    UnknownContent,
    stored_cell,
    unescaped,
)
from reader.containers.xml.parser import DEEPEST, local_name, parse_all, parser_of
from reader.errors import refusal

__all__ = ["corner_by_parser", "scan_by_parser"]

_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_STEP = 2**11
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_TYPES = frozenset({"n", "s", "str", "inlineStr", "b", "e", "d"})
_TYPES_WITH_A_TEXT_INSIDE = frozenset({"n", "str", "inlineStr", "b", "d"})


def scan_by_parser(part: str, content: bytes, strings: Sequence[str]) -> StoredSheet:
    """Scan a whole worksheet. Raises `UnreadableWorkbook`: damaged, too-large."""
    scanner = _Scanner(part)
    parse_all(part, content, scanner.parser)
    for position, cell in list(scanner.cells.items()):
        if cell.string is not None:
            if cell.string >= len(strings):
                raise refusal("damaged", f"{part} {address(position)}")
            if not strings[cell.string] and cell.formula is None:
                del scanner.cells[position]
    return StoredSheet(scanner.cells, scanner.formulas)


def corner_by_parser(part: str, head: bytes) -> StoredCell | None:
    """Return the first cell that holds something, by a sheet's first bytes; None where none is made out.

    Raises `UnreadableWorkbook` for what no sheet may have, such as a document type.
    """
    scanner = _Scanner(part)
    try:
        for start in range(0, len(head), _STEP):
            scanner.parser.Parse(head[start : start + _STEP], False)
            if scanner.cells:
                break
    except expat.ExpatError:  # an end in the middle, or damage: nobody may ever ask for this sheet
        return None
    return next(iter(scanner.cells.values()), None)


class _Scanner:
    """The handlers of the parser, and the place it is at."""

    def __init__(self, part: str) -> None:
        self.part = part
        self.parser = parser_of(part, self._start, self._end, self._characters)
        self.cells: dict[Position, StoredCell] = {}
        self.formulas: dict[str, str] = {}
        self._depth = 0
        self._data = 0
        self._in_data = False
        self._row = self._column = 0
        self._last_row = self._last_column = 0
        self._cell: dict[str, str] | None = None
        self._pieces: dict[str, list[str]] = {}
        self._inside: str | None = None
        self._strips = False
        self._phonetic = 0
        self._shared: str | None = None

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise refusal("damaged", self.part)
        name = local_name(tag)
        if self._depth == 1 and name != "worksheet":
            raise refusal("damaged", self.part)
        if self._cell is not None:
            self._start_in_cell(name, attributes)
        elif name == "sheetData":
            self._data += 1
            self._in_data = self._data == 1
        elif name == "c":
            self._start_cell(attributes)
        elif name == "row":
            self._start_row(attributes)

    def _start_row(self, attributes: dict[str, str]) -> None:
        written = attributes.get("r")
        self._row = self._row + 1 if written is None else self._whole(written)
        self._column = 0
        if not 1 <= self._row <= _LAST_ROW:
            raise refusal("damaged", self.part)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        written = attributes.get("r")
        if written is None:
            self._column += 1
        else:
            match = _REFERENCE.fullmatch(written)
            if match is None or int(match[2]) != self._row:
                raise refusal("damaged", f"{self.part} {written}")
            self._column = column_number(match[1])
        if self._column > _LAST_COLUMN or attributes.get("t", "n") not in _TYPES:
            raise refusal("damaged", f"{self.part} {written}")
        self._cell = attributes
        self._pieces = {}
        self._shared = None
        if "t" in attributes:
            self._use_place()

    def _start_in_cell(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            raise refusal("damaged", self.part)
        if name == "rPh":
            self._phonetic += 1
        elif name in ("v", "f", "t"):
            self._inside = name
            self._pieces.setdefault(name, []).append("")
            self._strips = attributes.get("xml:space") != "preserve"
            self._use_place()
            if name == "f" and attributes.get("t") == "shared":
                self._shared = attributes.get("si", "")

    def _characters(self, text: str) -> None:
        if self._inside is not None and not self._phonetic:
            self._pieces[self._inside][-1] += text

    def _end(self, tag: str) -> None:
        self._depth -= 1
        name = local_name(tag)
        if self._cell is None:
            self._in_data = self._in_data and name != "sheetData"
        elif name == "c":
            self._end_cell(self._cell)
        elif name == "rPh":
            self._phonetic -= 1
        elif name == self._inside:
            self._inside = None
            if name == "t":
                text = self._pieces["t"][-1]
                self._pieces["t"][-1] = unescaped(text.strip(WHITE_SPACE) if self._strips else text)

    def _end_cell(self, attributes: dict[str, str]) -> None:
        self._cell = None
        position = (self._row, self._column)
        formula = "".join(self._pieces["f"]) if "f" in self._pieces else None
        if formula is not None and self._shared is not None:
            self.formulas.setdefault(self._shared, formula)
        kind, text = self._kind_and_text(attributes.get("t"))
        style = attributes.get("s") if text or formula is not None else None
        try:
            number = None if style is None else self._whole(style or "0")
            cell = stored_cell(position, kind, number, text, formula, self._shared)
        except UnknownContent as error:
            raise refusal("damaged", f"{self.part} {address(position)}") from error
        if cell is None:
            return
        if position in self.cells or not self._in_data:
            raise refusal("damaged", f"{self.part} {address(position)}")
        if len(self.cells) >= MOST_CELLS:
            raise refusal("too-large", self.part)
        self.cells[position] = cell

    def _kind_and_text(self, kind: str | None) -> tuple[str | None, str]:
        """Return type and text of the current cell; a text that stands in the cell makes it one."""
        value, inline = "".join(self._pieces.get("v", ())), "".join(self._pieces.get("t", ()))
        if inline and (kind is None or kind in _TYPES_WITH_A_TEXT_INSIDE):
            return "inlineStr", inline
        if kind == "inlineStr":
            return kind, value if value.strip() else ""
        return kind, value + inline

    def _use_place(self) -> None:
        """Count the current cell among those that take a place in a table of rows and columns."""
        self._last_row = max(self._last_row, self._row)
        self._last_column = max(self._last_column, self._column)
        if self._last_row * self._last_column > MOST_PLACES:
            raise refusal("too-large", f"{self.part} {address((self._row, self._column))}")

    def _whole(self, text: str) -> int:
        if not (text.isascii() and text.isdigit() and len(text) < 10):
            raise refusal("damaged", self.part)
        return int(text)
