"""One pass over a sheet's XML: what the value reader does not give, and what it must be spared.

The value reader sets aside a cell for each place between the first and the last one used, and refuses
a sheet for one cell it does not know. So places are bounded here, and such cells are blanked for it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from xml.parsers import expat

from reader.containers.grid import Position, address, column_number
from reader.containers.xml_parser import local_name, parse_all, parser_of
from reader.unreadable import refusal

__all__ = ["Fact", "Scan", "first_fact", "scan_sheet"]

_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_MOST_CELLS = 100_000
_MOST_PLACES = 1_000_000
_DEEPEST = 32
_STEP = 2**11
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_TYPES = frozenset({"n", "s", "str", "inlineStr", "b", "e", "d"})
_BOOLEANS = frozenset({"0", "1", "true", "false"})
_KNOWN_ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})


@dataclass(frozen=True, slots=True)
class Fact:
    """What the XML says of a cell: type, index of its style, the text of its value, its formula."""

    type: str
    style: int
    text: str
    formula: str | None
    spared: bool = False
    """The value reader would refuse the whole sheet for this cell; `text` is all there is."""


@dataclass(frozen=True, slots=True)
class Scan:
    """The cells of a sheet that hold something, and the XML as the value reader may see it."""

    facts: Mapping[Position, Fact]
    content: bytes


def scan_sheet(part: str, content: bytes) -> Scan:
    """Scan a whole sheet. Raises `UnreadableWorkbook`: damaged, too-large."""
    scanner = _Scanner(part)
    parse_all(part, content, scanner.parser)
    kept, last = [], 0
    for position, first, closing in scanner.spared:
        kept += [content[last:first], f'<c r="{address(position)}"/>'.encode()]
        last = content.index(b">", closing) + 1
    return Scan(scanner.facts, b"".join([*kept, content[last:]]))


def first_fact(part: str, head: bytes) -> Fact | None:
    """Return what stands in A1, from the first bytes of a sheet; None where nothing can be made out."""
    scanner = _Scanner(part)
    try:
        for start in range(0, len(head), _STEP):
            scanner.parser.Parse(head[start : start + _STEP], False)
            if scanner.facts:
                break
    except expat.ExpatError:
        return None
    return scanner.facts.get((1, 1))


class _Scanner:
    """The handlers of the pass, and the place it is at."""

    def __init__(self, part: str) -> None:
        self.part = part
        self.parser = parser_of(part, self._start, self._end, self._characters)
        self.facts: dict[Position, Fact] = {}
        self.spared: list[tuple[Position, int, int]] = []
        """Cells to be blanked, and where their element and its closing tag begin in the bytes."""
        self._depth = 0
        self._row = self._column = 0
        self._last_row = self._last_column = 0
        self._cell: dict[str, str] | None = None
        self._first_byte = 0
        self._pieces: dict[str, list[str]] = {}
        self._inside: str | None = None
        self._phonetic = 0
        self._shared: dict[str, str] = {}
        self._shared_by: str | None = None

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise refusal("damaged", self.part)
        name = local_name(tag)
        if self._depth == 1 and name != "worksheet":
            raise refusal("damaged", self.part)
        if self._cell is not None:
            self._start_in_cell(name, attributes)
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
        self._first_byte = self.parser.CurrentByteIndex
        self._pieces = {}
        self._shared_by = None
        if "t" in attributes:
            self._use_place()

    def _start_in_cell(self, name: str, attributes: dict[str, str]) -> None:
        if name == "rPh":
            self._phonetic += 1
        elif name in ("v", "f", "t"):
            self._inside = "f" if name == "f" else "v"
            self._pieces.setdefault(self._inside, [])
            self._use_place()
            if name == "f" and attributes.get("t") == "shared":
                self._shared_by = attributes.get("si", "")

    def _characters(self, text: str) -> None:
        if self._inside is not None and not self._phonetic:
            self._pieces[self._inside].append(text)

    def _end(self, tag: str) -> None:
        self._depth -= 1
        if self._cell is None:
            return
        name = local_name(tag)
        if name == "c":
            self._end_cell(self._cell)
        elif name == "rPh":
            self._phonetic -= 1
        elif name in ("v", "f", "t"):
            self._inside = None

    def _end_cell(self, attributes: dict[str, str]) -> None:
        self._cell = None
        if not self._pieces:
            return
        position = (self._row, self._column)
        text = "".join(self._pieces.get("v", ()))
        formula = self._formula()
        if not text and formula is None:
            return
        if position in self.facts:
            raise refusal("damaged", f"{self.part} {address(position)}")
        if len(self.facts) >= _MOST_CELLS:
            raise refusal("too-large", self.part)
        kind = attributes.get("t", "n")
        if kind == "s":
            self._whole(text)
        spared = (kind == "b" and text not in _BOOLEANS) or (kind == "e" and text not in _KNOWN_ERRORS)
        if spared:
            self.spared.append((position, self._first_byte, self.parser.CurrentByteIndex))
        style = attributes.get("s") or "0"
        self.facts[position] = Fact(kind, self._whole(style), text, formula, spared)

    def _formula(self) -> str | None:
        """Return the formula of the cell; a shared one is written at the first of its cells alone."""
        if "f" not in self._pieces:
            return None
        formula = "".join(self._pieces["f"])
        if self._shared_by is None:
            return formula
        return self._shared.setdefault(self._shared_by, formula)

    def _use_place(self) -> None:
        """Count the current cell among those the value reader lays out in rows and columns."""
        self._last_row = max(self._last_row, self._row)
        self._last_column = max(self._last_column, self._column)
        if self._last_row * self._last_column > _MOST_PLACES:
            raise refusal("too-large", f"{self.part} {address((self._row, self._column))}")

    def _whole(self, text: str) -> int:
        if not (text.isascii() and text.isdigit() and len(text) < 10):
            raise refusal("damaged", self.part)
        return int(text)
