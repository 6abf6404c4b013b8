"""Excel's workbooks of before 2007, .xls, as Excel, WPS, LibreOffice and many tools write them still.

xlrd reads them: python-calamine, which is faster, knows no number formats, so that a target typed as 100%
would be read as 1, and ends the process on some damaged files. What xlrd does not tell is which cells hold
formulas. Specification: [MS-XLS].
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import partial

from xlrd import open_workbook
from xlrd.biffh import BIFF_FIRST_UNICODE, XL_CELL_NUMBER, XLRDError, error_text_from_code
from xlrd.book import Book
from xlrd.sheet import Sheet

from reader.containers.binary.biff8 import scan_biff8
from reader.containers.binary.biff8_cells import StoredCell
from reader.containers.binary.xls_styles import Styles, styles_of
from reader.containers.grid import Area, Aspect, Grid, PlainDetails, Position
from reader.containers.limits import MOST_BYTES_OF_OLD_FILE, MOST_CELLS
from reader.containers.values.lazy_cells import LazyCells
from reader.containers.values.number_formats import GENERAL
from reader.containers.values.number_values import numbered
from reader.containers.workbook import ReadSheet, Workbook
from reader.errors import UnreadableWorkbook, refusal
from templates.kinds import Raw

__all__ = ["open_xls"]

_TEXT, _NUMBER, _DATE, _TRUTH, _ERROR = _FILLED = range(1, 6)
_NEVER_KNOWN = frozenset({Aspect.FORMULAS})
_UNKNOWN_WITHOUT_FORMATS = frozenset(Aspect)
_LOST = re.compile(r"\?\?|__")
_HAN = re.compile("[\u3400-\u9fff]")
_FEW = 5


def open_xls(content: bytes) -> Workbook:
    """Read an .xls file. Raises `UnreadableWorkbook`: damaged, encrypted, too-large, text-lost."""
    if len(content) > MOST_BYTES_OF_OLD_FILE:
        raise refusal("too-large", f"{len(content) // 2**20} MiB")
    grids = _quick_grids(content) or _grids(content)
    return Workbook(tuple(map(ReadSheet, grids)))


def _quick_grids(content: bytes) -> list[Grid]:
    """Return the sheets of a file as programs write them today, none where it is any other.

    Raises `UnreadableWorkbook` (damaged) where xlrd would read without an end.
    """
    try:
        book = scan_biff8(content)
    except UnreadableWorkbook:
        raise
    except Exception:  # what is wrong with it, if anything, is xlrd's to say
        return []
    return [
        _grid(found.sheet, index, found.cells, found.hidden_rows, book.styles, since_1904=book.since_1904)
        for index, found in enumerate(book.sheets)
    ]


def _grids(content: bytes) -> list[Grid]:
    """Return the sheets of a file as xlrd reads them."""
    try:
        book = _opened(content)
        styles, since_1904 = styles_of(book), bool(book.datemode)
        grids = [
            _grid(sheet, index, _cells(book, sheet), _hidden_rows(sheet), styles, since_1904=since_1904)
            for index, sheet in enumerate(book.sheets())
        ]
    except UnreadableWorkbook:
        raise
    except Exception as error:  # a damaged file raises errors of struct, codecs, indexing and others
        raise refusal("damaged", ".xls") from error
    if not grids:
        raise refusal("damaged", ".xls")
    if book.biff_version < BIFF_FIRST_UNICODE:
        _refuse_lost_texts(grids)
    return grids


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


def _cells(book: Book, sheet: Sheet) -> dict[Position, StoredCell]:
    """Return the cells of a sheet that hold something, row by row."""
    cells: dict[Position, StoredCell] = {}
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
    return cells


def _hidden_rows(sheet: Sheet) -> frozenset[int]:
    return frozenset(row + 1 for row, info in sheet.rowinfo_map.items() if info.hidden)


def _grid(
    sheet: Sheet,
    index: int,
    cells: dict[Position, StoredCell],
    hidden_rows: frozenset[int],
    styles: Styles,
    *,
    since_1904: bool,
) -> Grid:
    struck = (at for at, (_, _, style) in cells.items() if style in styles.struck) if styles.struck else ()
    columns = frozenset(column + 1 for column, info in sheet.colinfo_map.items() if info.hidden)
    merges = tuple(
        Area(first + 1, left + 1, below, beyond) for first, below, left, beyond in sheet.merged_cells
    )
    comments = {(row + 1, column + 1): note.text for (row, column), note in sheet.cell_note_map.items()}
    details = PlainDetails(merges, hidden_rows, columns, comments, frozenset(struck))
    unknown = _NEVER_KNOWN if sheet.formatting_info else _UNKNOWN_WITHOUT_FORMATS
    made = LazyCells(cells, partial(_raw, styles.codes, since_1904))
    return Grid(sheet.name, made, sheet.visibility == 0, index, details, unknown)


def _raw(codes: Mapping[int, str], since_1904: bool, stored: StoredCell) -> Raw:
    kind, value, style = stored
    code = codes.get(style, GENERAL)
    if kind == _TEXT:
        return Raw(value, code)
    if kind == _TRUTH:
        return Raw(bool(value), code)
    if kind == _ERROR:
        return Raw(None, code, error_text_from_code.get(value, "#VALUE!"))
    return numbered(Decimal(repr(value)), code, since_1904=since_1904)
