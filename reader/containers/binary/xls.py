"""Excel's workbooks of before 2007, .xls, as Excel, WPS, LibreOffice and many tools write them still.

xlrd reads them: python-calamine, which is faster, knows no number formats, so that a target typed as 100%
would be read as 1, and ends the process on some damaged files. What xlrd does not tell is which cells hold
formulas. Specification: [MS-XLS].
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import Any

from xlrd import open_workbook
from xlrd.biffh import XL_CELL_NUMBER, XLRDError, error_text_from_code
from xlrd.book import Book
from xlrd.formatting import std_format_strings
from xlrd.sheet import Sheet

from reader.containers.grid import Area, Aspect, Grid, PlainDetails, Position
from reader.containers.limits import MOST_BYTES_OF_OLD_FILE, MOST_CELLS
from reader.containers.values.lazy_cells import LazyCells
from reader.containers.values.number_formats import GENERAL, code_of_number
from reader.containers.values.number_values import numbered
from reader.containers.workbook import ReadSheet, Workbook
from reader.unreadable import UnreadableWorkbook, refusal
from templates.kinds import Raw

__all__ = ["open_xls"]

_TEXT, _NUMBER, _DATE, _TRUTH, _ERROR = _FILLED = range(1, 6)
_NEVER_KNOWN = frozenset({Aspect.FORMULAS})
_UNKNOWN_WITHOUT_FORMATS = frozenset(Aspect)
_FIRST_WITH_UNICODE = 80
"""The version of the format, times ten, since which texts are Unicode: BIFF8."""

_LOST = re.compile(r"\?\?|__")
_HAN = re.compile("[\u3400-\u9fff]")
_FEW = 5
_FORMAT_OF_A_DATE = "yyyy-mm-dd"


def open_xls(content: bytes) -> Workbook:
    """Read an .xls file. Raises `UnreadableWorkbook`: damaged, encrypted, too-large, text-lost."""
    if len(content) > MOST_BYTES_OF_OLD_FILE:
        raise refusal("too-large", f"{len(content) // 2**20} MiB")
    try:
        book = _opened(content)
        grids = [_grid(book, sheet, index) for index, sheet in enumerate(book.sheets())]
    except UnreadableWorkbook:
        raise
    except Exception as error:  # a damaged file raises errors of struct, codecs, indexing and others
        raise refusal("damaged", ".xls") from error
    if not grids:
        raise refusal("damaged", ".xls")
    if book.biff_version < _FIRST_WITH_UNICODE:
        _refuse_lost_texts(grids)
    return Workbook(tuple(map(ReadSheet, grids)))


def _opened(content: bytes) -> Book:
    try:
        return _read(content, with_formats=True)
    except XLRDError as error:
        code = "encrypted" if "encrypted" in str(error).lower() else "damaged"
        raise refusal(code, None if code == "encrypted" else ".xls") from error
    except Exception:  # xlrd knows the formats of BIFF8 best: what Gnumeric writes in BIFF7 it does not take
        return _read(content, with_formats=False)


def _read(content: bytes, *, with_formats: bool) -> Book:
    book = open_workbook(
        file_contents=content,
        formatting_info=with_formats,
        ragged_rows=True,
        on_demand=True,
        logfile=io.StringIO(),
    )
    inner = vars(book)  # there is no other way to a file that lists no styles
    inner["_xf_index_to_xl_type_map"] = _Types(inner["_xf_index_to_xl_type_map"])
    book.sheets()  # which reads them
    book.release_resources()
    return book


class _Types(dict[int, int]):
    """What a number is in each cell style; a style that the file does not have shows a plain number."""

    def __missing__(self, style: int) -> int:
        return XL_CELL_NUMBER


def _refuse_lost_texts(grids: Sequence[Grid]) -> None:
    """Refuse a file whose code page has no Chinese: each character is a question mark or a line there."""
    texts = [raw.value for grid in grids for raw in grid.cells.values() if isinstance(raw.value, str)]
    lost = [text for text in texts if _LOST.search(text)]
    if len(lost) >= _FEW and not any(map(_HAN.search, texts)):
        raise refusal("text-lost", min(lost, key=len)[:30])


_Stored = tuple[int, Any, int]
"""The type of a cell as xlrd has it, its value, and the number of its style."""


def _grid(book: Book, sheet: Sheet, index: int) -> Grid:
    cells: dict[Position, _Stored] = {}
    formatted = bool(book.formatting_info)
    stored_styles = vars(sheet)["_cell_xf_indexes"]  # its method for one cell takes longer than all the rest
    for row in range(sheet.nrows):
        types, values = sheet.row_types(row), sheet.row_values(row)
        styles = stored_styles[row] if formatted else types
        for column, kind in enumerate(types):
            if kind in _FILLED and values[column] != "":
                style = styles[column]
                if style < 0:  # the row or the column says it
                    style = sheet.cell_xf_index(row, column)
                cells[row + 1, column + 1] = (kind, values[column], style)
        if len(cells) > MOST_CELLS:
            raise refusal("too-large", sheet.name)
    unknown = _NEVER_KNOWN if formatted else _UNKNOWN_WITHOUT_FORMATS
    made = LazyCells(cells, partial(_raw, _codes(book), bool(book.datemode)))
    struck_styles = _struck_styles(book)
    struck = frozenset(at for at, (_, _, style) in cells.items() if style in struck_styles)
    details = replace(_details(sheet), struck=struck)
    return Grid(sheet.name, made, sheet.visibility == 0, index, details, unknown)


def _struck_styles(book: Book) -> frozenset[int]:
    """Return the cell styles whose font is struck through."""
    if not book.formatting_info:
        return frozenset()
    fonts = {number for number, font in enumerate(book.font_list) if font.struck_out}
    return frozenset(number for number, style in enumerate(book.xf_list) if style.font_index in fonts)


def _raw(codes: Mapping[int, str], since_1904: bool, stored: _Stored) -> Raw:
    kind, value, style = stored
    code = codes.get(style, GENERAL)
    if kind == _TEXT:
        return Raw(value, code)
    if kind == _TRUTH:
        return Raw(bool(value), code)
    if kind == _ERROR:
        return Raw(None, code, error_text_from_code.get(value, "#VALUE!"))
    return numbered(Decimal(repr(value)), code, since_1904=since_1904)


def _codes(book: Book) -> dict[int, str]:
    """Return the format code of each cell style; of each type of cell where the styles are not known."""
    if not book.formatting_info:
        return {_DATE: _FORMAT_OF_A_DATE}
    return {style: _code_of(book, style) for style in range(len(book.xf_list))}


def _code_of(book: Book, style: int) -> str:
    """Return the format code of a cell style."""
    number = book.xf_list[style].format_key
    known = book.format_map.get(number)
    if known is None or known.format_str == std_format_strings.get(number):
        return code_of_number(number)
    return str(known.format_str)  # also under a number below 164: Gnumeric numbers its own from 50


def _details(sheet: Sheet) -> PlainDetails:
    rows = frozenset(row + 1 for row, info in sheet.rowinfo_map.items() if info.hidden)
    columns = frozenset(column + 1 for column, info in sheet.colinfo_map.items() if info.hidden)
    merges = tuple(
        Area(first + 1, left + 1, below, beyond) for first, below, left, beyond in sheet.merged_cells
    )
    comments = {(row + 1, column + 1): note.text for (row, column), note in sheet.cell_note_map.items()}
    return PlainDetails(merges, rows, columns, comments)
