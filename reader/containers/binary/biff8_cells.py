"""The cells of a sheet of BIFF8, taken out of its records in one loop. Specification: [MS-XLS] 2.4.

What xlrd reads instead, and what it passes over, is as it has it in `Sheet.read`.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence
from struct import Struct
from typing import Any

from xlrd.biffh import (
    XL_BLANK,
    XL_BOOLERR,
    XL_CELL_BOOLEAN,
    XL_CELL_ERROR,
    XL_CELL_NUMBER,
    XL_CELL_TEXT,
    XL_CONTINUE,
    XL_DIMENSION,
    XL_DIMENSION2,
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
    XL_STRING,
    XL_TXO,
    bofcodes,
)
from xlrd.sheet import unpack_RK

from reader.containers.grid import Position
from reader.containers.limits import MOST_CELLS

__all__ = ["SheetRecords", "StoredCell", "Unusual"]

_HEAD = Struct("<5H").unpack_from
"""The code and the length of a record; of a cell also its row, its column and its style."""

_SHORT_HEAD = Struct("<2H").unpack_from
_DOUBLE, _WHOLE, _WORD = (Struct(shape).unpack_from for shape in ("<d", "<i", "<H"))
_LENGTH_OF_HEAD = 4
_LAST_COLUMN, _LAST_STYLE = 255, 2**15 - 1
_HIGH_BYTE_OF_LAST_STYLE = 127

_VALIDATION = 0x1BE
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

StoredCell = tuple[int, Any, int]
"""The type of a cell as xlrd has it, its value, and the number of its style."""


class Unusual(Exception):
    """The file is not as the quick way knows them; xlrd may read it."""


class SheetRecords:
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
