"""The quick way to read .xls: the cells of BIFF8 as programs write them, all the rest by xlrd.

A form has thousands of cells, most of them styled blanks, or formulas that come to a blank text. Here each is
a step of one loop, and what nobody asks for is passed over. What stands before the sheets is the same in all
files that a program saves of a form, but for texts and places, and what it comes to is remembered. Whatever
is out of its order, out of bounds or rare, and every file of before Excel 97, is `Unusual` and left to xlrd
alone: nothing is read here that it would refuse or see otherwise. Specification: [MS-XLS].
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from struct import Struct
from typing import Any

from xlrd.biffh import (
    BIFF_FIRST_UNICODE,
    XL_BOUNDSHEET,
    XL_BOUNDSHEET_WORKSHEET,
    XL_CONTINUE,
    XL_EOF,
    XL_SST,
    XL_WORKBOOK_GLOBALS,
    XL_WORKSHEET,
)
from xlrd.book import Book
from xlrd.compdoc import SIGNATURE, CompDoc
from xlrd.sheet import Sheet

from reader.containers.binary.biff8_cells import SheetRecords, StoredCell, Unusual
from reader.containers.binary.xls_styles import Styles, styles_of
from reader.containers.grid import Position
from reader.containers.memo import MOST_BYTES_OF_PART, Memo
from reader.errors import refusal

__all__ = ["ScannedBook", "ScannedSheet", "scan_biff8"]

_HEAD = Struct("<2H").unpack_from
"""The code and the length of a record."""

_PLACE = Struct("<i").unpack_from
_LENGTH_OF_HEAD = 4
_EXTENDED_STRINGS = 0xFF

_OF_GLOBALS = (
    *("_sheet_names", "_sheet_visibility", "_xf_index_to_xl_type_map", "biff_version", "codepage"),
    *("countries", "datemode", "encoding"),
)
"""What xlrd keeps of a workbook to read its sheets by, but for their places and their texts."""


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
    """Scan a workbook.

    Raises `Unusual`, what xlrd raises of a damaged file, and `UnreadableWorkbook` (damaged) where it would
    read one without an end.
    """
    log = io.StringIO()
    stream = _stream(content, log) if content.startswith(SIGNATURE) else content
    book = _Book()
    book.biff2_8_load(
        file_contents=stream, formatting_info=True, on_demand=True, ragged_rows=True, logfile=log
    )
    book.biff_version = book.getbof(XL_WORKBOOK_GLOBALS) or 0
    if book.biff_version != BIFF_FIRST_UNICODE:
        raise Unusual
    known = book.read_globals()
    sheets = tuple(map(book.scan, range(len(known.state["_sheet_names"]))))
    return ScannedBook(sheets, known.styles, bool(known.state["datemode"]))


def _stream(content: bytes, log: io.StringIO) -> bytes:
    """Return the stream of a compound file that is the workbook."""
    streams = _Streams(content, logfile=log)
    for name in ("Workbook", "Book"):
        memory, base, length = streams.locate_named_stream(name)
        if memory:
            stream = bytes(memory[base : base + length])
            if stream.startswith(SIGNATURE):  # another such file
                raise Unusual
            return stream
    raise Unusual


class _Streams(CompDoc):
    """The streams of a compound file, of which none may come round to where it was."""

    def _get_stream(
        self,
        memory: bytes,
        base: int,
        following: Sequence[int],
        size: int,
        first: int,
        *other: Any,
        **by: Any,
    ) -> bytes:
        """Return a stream by its first sector; xlrd itself follows one of small sectors without an end."""
        seen: set[int] = set()
        sector = first
        while 0 <= sector < len(following):
            if sector in seen:
                raise refusal("damaged", ".xls")
            seen.add(sector)
            sector = following[sector]
        read: bytes = vars(CompDoc)["_get_stream"](self, memory, base, following, size, first, *other, **by)
        return read


class _Book(Book):
    """A workbook of which xlrd is given those records of a sheet alone that are not read here."""

    def __init__(self) -> None:
        super().__init__()
        self._inner = vars(self)  # there is no other way to where xlrd is in the file
        self._records: SheetRecords | None = None

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
        self._records = records = SheetRecords(
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
        code, length = _HEAD(content, at)
        begin, at = at, at + _LENGTH_OF_HEAD + length
        is_of_texts = code == XL_SST or (is_of_texts and code == XL_CONTINUE)
        if code == XL_SST:
            if texts is not None:
                raise Unusual
            texts = begin
            pieces.append(content[begin : begin + 2])
        elif code == XL_BOUNDSHEET:
            (offset,) = _PLACE(content, begin + 4)
            pieces += (content[begin : begin + 4], content[begin + 8 : at])
            if content[begin + 9] == XL_BOUNDSHEET_WORKSHEET:
                places.append(offset + base)
        elif not is_of_texts:
            pieces.append(content[begin : begin + 2 if code == _EXTENDED_STRINGS else at])
    return b"".join(pieces), places, texts
