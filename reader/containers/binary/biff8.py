"""The quick way to read .xls: the cells of BIFF8 as programs write them, all the rest by xlrd.

A form has thousands of cells, most of them styled blanks, or formulas that come to a blank text. Here each is
a step of one loop, and what nobody asks for is passed over. What stands before the sheets is the same in all
files that a program saves of a form, but for texts and places, and what it comes to is remembered. Whatever
is out of its order, out of bounds or rare, and every file of before Excel 97, is `Unusual` and left to xlrd
alone: nothing is read here that it would refuse or see otherwise. Specification: [MS-XLS].
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from struct import Struct
from typing import Any

from xlrd.biffh import (
    BIFF_FIRST_UNICODE,
    XL_BLANK,
    XL_BOOLERR,
    XL_BOUNDSHEET,
    XL_BOUNDSHEET_WORKSHEET,
    XL_CELL_BOOLEAN,
    XL_CELL_ERROR,
    XL_CELL_NUMBER,
    XL_CELL_TEXT,
    XL_CONTINUE,
    XL_DIMENSION,
    XL_DIMENSION2,
    XL_EOF,
    XL_FORMULA,
    XL_LABEL,
    XL_LABELSST,
    XL_MULBLANK,
    XL_MULRK,
    XL_NUMBER,
    XL_RK,
    XL_ROW,
    XL_RSTRING,
    XL_SHRFMLA,
    XL_SST,
    XL_STRING,
    XL_TXO,
    XL_WORKBOOK_GLOBALS,
    XL_WORKSHEET,
    bofcodes,
)
from xlrd.book import Book
from xlrd.sheet import Sheet, unpack_RK

from reader.containers.binary.xls_styles import Styles, styles_of
from reader.containers.grid import Position
from reader.containers.limits import MOST_CELLS
from reader.containers.memo import MOST_BYTES_OF_PART, Memo

__all__ = ["ScannedBook", "ScannedSheet", "StoredCell", "Unusual", "scan_biff8"]

_HEAD = Struct("<5H").unpack_from
"""The code and the length of a record; of a cell also its row, its column and its style."""

_SHORT_HEAD = Struct("<2H").unpack_from
_DOUBLE, _WHOLE, _WORD = (Struct(shape).unpack_from for shape in ("<d", "<i", "<H"))
_LENGTH_OF_HEAD = 4
_LAST_COLUMN, _LAST_STYLE = 255, 2**15 - 1
_HIGH_BYTE_OF_LAST_STYLE = 127

_EXTENDED_STRINGS, _VALIDATION = 0xFF, 0x1BE
_UNREAD = {_VALIDATION: 0, XL_SHRFMLA: 10}
"""What xlrd passes over in a sheet, and how long it must be for that: forms have hundreds of them."""

_LENGTHS = {XL_FORMULA: 16, XL_LABELSST: 10, XL_RK: 10, XL_NUMBER: 14, XL_BOOLERR: 8, XL_BLANK: 6}
"""How long the records of single cells must be; xlrd passes over what stands behind that."""

_CELLS = frozenset({*_LENGTHS, XL_MULBLANK, XL_MULRK})
_READ_HERE = frozenset({*_CELLS, XL_ROW, *_UNREAD})
_RARE = frozenset({XL_LABEL, XL_RSTRING, 0x206, 0x406, *bofcodes})
"""Cells as old programs write them, and the beginning of a chart, which has cells of its own."""

_DIMENSIONS = frozenset({XL_DIMENSION, XL_DIMENSION2})
_WITH_MORE_BEHIND = frozenset({XL_TXO, XL_CONTINUE})
_NO_NUMBER = b"\xff\xff"
_TEXT_BEHIND, _TRUTH, _ERROR, _BLANK_TEXT = range(4)
"""What a formula comes to that is no number."""

_BLANK_RESULT = bytes((_BLANK_TEXT, 0, 0, 0, 0, 0)) + _NO_NUMBER
_KINDS = {0: XL_CELL_BOOLEAN, 1: XL_CELL_ERROR}
_LENGTH_OF_ROW, _HIDDEN = 16, 0x20

_OF_GLOBALS = (
    *("_sheet_names", "_sheet_visibility", "_xf_index_to_xl_type_map", "biff_version", "codepage"),
    *("countries", "datemode", "encoding"),
)
"""What xlrd keeps of a workbook to read its sheets by, but for their places and their texts."""

StoredCell = tuple[int, Any, int]
"""The type of a cell as xlrd has it, its value, and the number of its style."""


class Unusual(Exception):
    """The file is not as the quick way knows them; xlrd may read it."""


@dataclass(frozen=True, slots=True)
class ScannedSheet:
    """A sheet with what xlrd read of it; its cells that hold something, row by row, and its hidden rows."""

    sheet: Sheet
    cells: dict[Position, StoredCell]
    hidden_rows: frozenset[int]


@dataclass(frozen=True, slots=True)
class ScannedBook:
    """The sheets of a workbook in their order, and what they have in common."""

    sheets: tuple[ScannedSheet, ...]
    styles: Styles
    since_1904: bool


@dataclass(frozen=True, slots=True)
class _Globals:
    """What the records before the sheets come to."""

    state: Mapping[str, Any]
    styles: Styles


_known_globals = Memo[_Globals](2**22, lambda known: 300 * len(known.styles.codes))


def scan_biff8(content: bytes) -> ScannedBook:
    """Scan a workbook. Raises `Unusual`, and what xlrd raises of a damaged file."""
    book = _Book()
    book.biff2_8_load(
        file_contents=content, formatting_info=True, on_demand=True, ragged_rows=True, logfile=io.StringIO()
    )
    book.biff_version = book.getbof(XL_WORKBOOK_GLOBALS) or 0
    if book.biff_version != BIFF_FIRST_UNICODE:
        raise Unusual
    known = book.read_globals()
    sheets = tuple(map(book.scan, range(len(known.state["_sheet_names"]))))
    return ScannedBook(sheets, known.styles, bool(known.state["datemode"]))


class _Book(Book):
    """A workbook of which xlrd is given those records of a sheet alone that are not read here."""

    def __init__(self) -> None:
        super().__init__()
        self._inner = vars(self)  # there is no other way to where xlrd is in the file
        self._records: _Records | None = None

    def read_globals(self) -> _Globals:
        """Return what the records before the sheets come to: texts and places are those of each file."""
        inner = self._inner
        key, places, texts = _outline(self.mem or b"", inner["_position"], self.base)
        known = _known_globals.get(key)
        if known is None:
            self.parse_globals()
            known = _Globals({name: getattr(self, name) for name in _OF_GLOBALS}, styles_of(self))
            if len(key) <= MOST_BYTES_OF_PART and _known_globals.is_met_again(key):
                _known_globals.keep(key, known)
        else:
            inner.update(known.state, _sh_abs_posn=places)
            if texts is not None:
                inner["_position"] = texts
                _, _, data = self.get_record_parts()
                self.handle_sst(data)
        inner["_sheet_list"] = [None] * len(inner["_sheet_names"])
        return known

    def scan(self, number: int) -> ScannedSheet:
        """Scan a sheet. Raises `Unusual`, and what xlrd raises of a damaged one."""
        inner = self._inner
        self._records = records = _Records(
            self.mem or b"", inner["_sharedstrings"], inner["_xf_index_to_xl_type_map"]
        )
        inner["_position"] = inner["_sh_abs_posn"][number]
        self.getbof(XL_WORKSHEET)
        sheet = Sheet(self, inner["_position"], inner["_sheet_names"][number], number)
        vars(sheet)["put_cell"] = _make_no_room  # for the last row of a merged range
        sheet.read(self)
        return ScannedSheet(sheet, records.cells, frozenset(records.hidden_rows))

    def get_record_parts(self) -> tuple[int, int, bytes]:
        """Return the next record for xlrd: its code, its length and its data."""
        if self._records is not None:
            self._inner["_position"] = self._records.read(self._inner["_position"])
        return super().get_record_parts()


def _make_no_room(row: int, column: int, kind: int, value: object, style: int) -> None:
    """Take a blank cell, by which xlrd would lay out all rows before it."""


def _outline(content: bytes, start: int, base: int) -> tuple[bytes, list[int], int | None]:
    """Return the records before the sheets without texts and places; the places of the sheets and texts."""
    pieces: list[bytes] = []
    places: list[int] = []
    texts: int | None = None
    at, is_of_texts = start, False
    code = 0
    while code != XL_EOF:
        code, length = _SHORT_HEAD(content, at)
        begin, at = at, at + _LENGTH_OF_HEAD + length
        is_of_texts = code == XL_SST or (is_of_texts and code == XL_CONTINUE)
        if code == XL_SST:
            if texts is not None:
                raise Unusual
            texts = begin
            pieces.append(content[begin : begin + 2])
        elif code == XL_BOUNDSHEET:
            (offset,) = _WHOLE(content, begin + 4)
            pieces += (content[begin : begin + 4], content[begin + 8 : at])
            if content[begin + 9] == XL_BOUNDSHEET_WORKSHEET:
                places.append(offset + base)
        elif not is_of_texts:
            pieces.append(content[begin : begin + 2 if code == _EXTENDED_STRINGS else at])
    return b"".join(pieces), places, texts


class _Records:
    """The records of a sheet, of which those of cells and rows are read here."""

    def __init__(self, content: bytes, texts: Sequence[str], types: Mapping[int, int]) -> None:
        self.cells: dict[Position, StoredCell] = {}
        self.hidden_rows: set[int] = set()
        self._content = content
        self._texts = texts
        self._types = types
        self._last = -1
        """The last cell so far, be it a blank one: the next must stand behind it."""

    def read(self, at: int) -> int:
        """Read the records from a place on, and return where the first one is that xlrd has to read.

        Raises `Unusual`.
        """
        content, end = self._content, len(self._content)
        while True:
            begin = at
            try:
                code, length, row, column, style = _HEAD(content, begin)
            except struct.error:  # less bytes than any cell has
                return begin
            at += _LENGTH_OF_HEAD + length
            if code not in _READ_HERE:
                self._check_other(code, at)
                return begin
            if at > end:
                raise Unusual
            if code == XL_FORMULA or code in _CELLS:
                place = row << 8 | column
                if place <= self._last or column > _LAST_COLUMN or style > _LAST_STYLE:
                    raise Unusual
                self._last = place
                if code == XL_FORMULA and length >= _LENGTHS[code]:  # most of all
                    result = content[begin + 10 : begin + 18]
                    if not result.endswith(_NO_NUMBER):
                        self._keep_number(row, column, _DOUBLE(result, 0)[0], style)
                    elif result != _BLANK_RESULT:
                        at = self._read_special(row, column, style, result, at)
                else:
                    at = self._read_cell(code, begin, at)
            elif code == XL_ROW:
                self._read_row(row, begin, length)
            elif length < _UNREAD[code]:
                raise Unusual

    def _check_other(self, code: int, behind: int) -> None:
        """Look at a record that xlrd reads. Raises `Unusual` where it would see cells otherwise then."""
        is_late = code in _DIMENSIONS and self._last >= 0  # which makes it forget the cells before
        if is_late or code in _RARE:
            raise Unusual
        if code in _WITH_MORE_BEHIND and _SHORT_HEAD(self._content, behind)[0] in _READ_HERE:
            raise Unusual

    def _read_row(self, row: int, begin: int, length: int) -> None:
        if length < _LENGTH_OF_ROW:
            raise Unusual
        if self._content[begin + 16] & _HIDDEN:
            self.hidden_rows.add(row + 1)
        else:
            self.hidden_rows.discard(row + 1)

    def _read_cell(self, code: int, begin: int, behind: int) -> int:
        """Read a cell, or several in a record, and return where the next record begins."""
        content = self._content
        _, length, row, column, style = _HEAD(content, begin)
        if code == XL_LABELSST:
            (number,) = _WHOLE(content, begin + 10)
            if length != _LENGTHS[code] or not 0 <= number < len(self._texts):
                raise Unusual
            self._keep(row, column, (XL_CELL_TEXT, self._texts[number], style))
        elif code == XL_MULBLANK:
            self._read_many(row, column, begin, behind, 2)
        elif code == XL_MULRK:
            for each, at in self._read_many(row, column, begin, behind, 6):
                self._keep_number(row, each, unpack_RK(content[at + 2 : at + 6]), _WORD(content, at)[0])
        elif length < _LENGTHS[code]:
            raise Unusual
        elif code == XL_RK:
            self._keep_number(row, column, unpack_RK(content[begin + 10 : begin + 14]), style)
        elif code == XL_NUMBER:
            self._keep_number(row, column, _DOUBLE(content, begin + 10)[0], style)
        elif code == XL_BOOLERR:
            kind = _KINDS.get(content[begin + 11])
            if kind is None:
                raise Unusual
            self._keep(row, column, (kind, content[begin + 10], style))
        return behind

    def _read_many(
        self, row: int, first: int, begin: int, behind: int, size: int
    ) -> Iterator[tuple[int, int]]:
        """Return the columns of the cells in one record, and where of each its `size` bytes are."""
        start, end = begin + 8, behind - 2
        (last,) = _WORD(self._content, end)
        high_bytes = self._content[start + 1 : end : size]
        count = last - first + 1
        if not 0 < count <= _LAST_COLUMN + 1 - first or end - start != size * count:
            raise Unusual
        if max(high_bytes) > _HIGH_BYTE_OF_LAST_STYLE:
            raise Unusual
        self._last = row << 8 | last
        return zip(range(first, last + 1), range(start, end, size), strict=True)

    def _read_special(self, row: int, column: int, style: int, result: bytes, behind: int) -> int:
        """Read what a formula comes to that is no number; a text stands in a record of its own."""
        kind, value = result[0], result[2]
        if kind == _TEXT_BEHIND:
            text, behind = self._text_behind(behind)
            self._keep(row, column, (XL_CELL_TEXT, text, style))
        elif kind == _TRUTH:
            self._keep(row, column, (XL_CELL_BOOLEAN, value, style))
        elif kind == _ERROR:
            self._keep(row, column, (XL_CELL_ERROR, value, style))
        elif kind != _BLANK_TEXT:
            raise Unusual
        return behind

    def _text_behind(self, begin: int) -> tuple[str, int]:
        """Return the text in the record behind a formula, and where that record ends."""
        content = self._content
        code, length = _SHORT_HEAD(content, begin)
        if code == XL_SHRFMLA and length >= _UNREAD[code]:
            begin += _LENGTH_OF_HEAD + length
            code, length = _SHORT_HEAD(content, begin)
        end = begin + _LENGTH_OF_HEAD + length
        if code != XL_STRING or length < 3 or end > len(content):
            raise Unusual
        coding = "utf-16-le" if content[begin + 6] & 1 else "latin-1"
        text = content[begin + 7 : end].decode(coding)
        if len(text) != _WORD(content, begin + 4)[0]:
            raise Unusual
        return text, end

    def _keep_number(self, row: int, column: int, number: float, style: int) -> None:
        cells = self.cells
        cells[row + 1, column + 1] = (self._types.get(style, XL_CELL_NUMBER), number, style)
        if len(cells) > MOST_CELLS:
            raise Unusual

    def _keep(self, row: int, column: int, cell: StoredCell) -> None:
        if cell[1] != "":
            self.cells[row + 1, column + 1] = cell
            if len(self.cells) > MOST_CELLS:
                raise Unusual
