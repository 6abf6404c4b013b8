"""What people do to a form that changes no value in it, and yet what is seen of it: by openpyxl."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from copy import copy
from pathlib import Path

import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.workbook import Workbook

__all__ = ["HABITS"]

_FORM = "申报表"
_AMOUNT, _ROW = "E9", 9
"""The amount of fiscal funds, in the form at any size."""


def _commented(book: Workbook) -> None:
    """Somebody asks a question in a comment."""
    book[_FORM][_AMOUNT].comment = Comment("按上年\n口径", "某人")


def _struck(book: Workbook) -> None:
    """An amount is struck through, and not deleted."""
    cell = book[_FORM][_AMOUNT]
    font: Font = copy(cell.font)
    cell.font = Font(name=font.name, size=font.size, strike=True)


def _row_hidden(book: Workbook) -> None:
    """A row that is filled in is hidden."""
    book[_FORM].row_dimensions[_ROW].hidden = True


def _column_hidden(book: Workbook) -> None:
    """A column with amounts is hidden."""
    book[_FORM].column_dimensions["E"].hidden = True


def _sheet_hidden(book: Workbook) -> None:
    """The form is hidden, and another sheet in front."""
    book.active = book["填报说明"]
    book[_FORM].sheet_state = "hidden"


def _saved(change: Callable[[Workbook], None]) -> Callable[[Path, bytes], None]:
    def habit(path: Path, content: bytes) -> None:
        book = openpyxl.load_workbook(io.BytesIO(content))
        change(book)
        book.save(path)

    return habit


def _with_macros(path: Path, content: bytes) -> None:
    """Somebody keeps macros in the file."""
    path.write_bytes(content)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0")


def _rich(book: Workbook) -> None:
    """Part of a text is struck through, in the cell itself."""
    runs = TextBlock(InlineFont(strike=True), "某市"), "档案局"
    book[_FORM]["D5"] = CellRichText(*runs)


HABITS: Mapping[str, Callable[[Path, bytes], None]] = {
    "commented": _saved(_commented),
    "struck": _saved(_struck),
    "rich": _saved(_rich),
    "row-hidden": _saved(_row_hidden),
    "column-hidden": _saved(_column_hidden),
    "sheet-hidden": _saved(_sheet_hidden),
    "with-macros": _with_macros,
}
"""What may become of a form, by the word that a case file has for it."""
