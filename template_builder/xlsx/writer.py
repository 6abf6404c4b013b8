"""The one writer of cells: text stays text, every failure is an error, same inputs give same bytes.

Rows and columns count from 1, widths are in digits of the body font, heights in points.
"""

from __future__ import annotations

import os
import re
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

from xlsxwriter.exceptions import XlsxWriterException
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from template_builder.xlsx.archive import packed
from template_builder.xlsx.contents import checked_formula, checked_number, checked_text
from template_builder.xlsx.data_validation import DataValidation, options_of
from template_builder.xlsx.errors import BuildError
from template_builder.xlsx.files import replace_file
from template_builder.xlsx.package import LockedWorkbook
from template_builder.xlsx.styles import BODY_FONT, CellStyle
from templates.kinds.base import Content

__all__ = ["Extent", "PageSetup", "SheetWriter", "WorkbookWriter", "area_name", "cell_name", "footer_code"]

_CREATED = datetime(2020, 1, 1)
# Written as it stands, in no time zone.
_A4 = 9
_FOOTER_PARTS = re.compile("&&|&[LCR]")
_PASSWORD_LIMIT = 15
_BODY = {"font_name": BODY_FONT, "font_size": 11, "font_family": 3, "font_charset": 134, "font_scheme": False}

Extent = tuple[int, int, int, int]
"""First row, first column, number of rows, number of columns."""


@dataclass(frozen=True, slots=True)
class PageSetup:
    """How a sheet prints: on A4, fitted to the width of one page (or of as many as `across` says).

    The rows from first to last of `repeat` stand on top of every page, the first `repeat_columns` at its
    left. `footer` may have parts, `&L` for the left, `&C` for the middle, `&R` for the right;
    so may `header`.
    """

    area: Extent
    repeat: tuple[int, int] | None = None
    across: int = 1
    repeat_columns: int = 0
    landscape: bool = False
    header: str = ""
    footer: str = "&P / &N"
    breaks: tuple[int, ...] = ()
    """Rows after which a new page begins."""
    colours: bool = False
    """Whether fills print; a form prints without, as the paper one has none."""


def cell_name(row: int, column: int, *, fixed: bool = False) -> str:
    """Return the address of a cell, `C5`, or `$C$5` where it is `fixed`."""
    return str(xl_rowcol_to_cell(row - 1, column - 1, row_abs=fixed, col_abs=fixed))


def area_name(extent: Extent) -> str:
    """Return the range of `extent`: `C5:D9`."""
    row, column, rows, columns = extent
    return f"{cell_name(row, column)}:{cell_name(row + rows - 1, column + columns - 1)}"


def _must(code: int | None, where: str) -> None:
    """Make an error of xlsxwriter's return code."""
    if code:
        raise BuildError(f"{where}: Excel 不能保存 Excel cannot hold this (code {code}).")


def _call(where: str, method: Callable[..., int | None], *arguments: object) -> None:
    """Call xlsxwriter, and make an error of its warnings too: some failures have no code."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        try:
            _must(method(*arguments), where)
        except UserWarning as warning:
            raise BuildError(f"{where}: Excel 不能保存 Excel cannot hold this ({warning}).") from warning


class SheetWriter:
    """One sheet of a workbook being written."""

    def __init__(self, book: WorkbookWriter, sheet: Worksheet, name: str) -> None:
        self._book = book
        self._sheet = sheet
        self.name = name

    def put(self, row: int, column: int, content: Content, style: CellStyle) -> None:
        """Write a text, a number, a truth value or, for None, an empty cell of that style."""
        where = self._where(row, column)
        form = self._book.format(style)
        at = (row - 1, column - 1)
        if content is None or content == "":
            _must(self._sheet.write_blank(*at, None, form), where)
        elif isinstance(content, str):
            _must(self._sheet.write_string(*at, checked_text(content, where), form), where)
        elif isinstance(content, bool):
            _must(self._sheet.write_boolean(*at, content, form), where)
        else:
            _must(self._sheet.write_number(*at, checked_number(content, where), form), where)

    def formula(self, row: int, column: int, formula: str, cached: Content, style: CellStyle) -> None:
        """Write a formula (without `=`) and the result that it has; None is an empty text.

        A shared formula stands as its kind of text.
        """
        where = self._where(row, column)
        result: object = cached
        if cached is None or isinstance(cached, str):
            result = checked_text(cached or "", where)
        elif not isinstance(cached, bool):
            result = cached if type(cached) is int else checked_number(cached, where)
        written = checked_formula(formula, where)
        _must(
            self._sheet.write_formula(row - 1, column - 1, written, self._book.format(style), result), where
        )

    def merge(self, extent: Extent, style: CellStyle) -> None:
        """Merge the cells of `extent`; its content is written to the first of them afterwards."""
        row, column, rows, columns = extent
        if rows * columns == 1:
            return
        last = (row + rows - 2, column + columns - 2)
        form = self._book.format(style)
        _must(self._sheet.merge_range(row - 1, column - 1, *last, "", form), self._where(row, column))

    def validate(self, extents: Sequence[Extent], rule: DataValidation) -> None:
        """Let Excel refuse what `rule` does not allow, in all of `extents`."""
        areas = [
            [row - 1, column - 1, row + rows - 2, column + columns - 2]
            for row, column, rows, columns in extents
        ]
        options = options_of(rule) | {"other_cells": areas[1:]}
        _call(self._where(*extents[0][:2]), self._sheet.data_validation, *areas[0], options)

    def width(self, column: int, width: float, *, hidden: bool = False) -> None:
        """Set the width of a column."""
        at = column - 1
        _must(self._sheet.set_column(at, at, width, None, {"hidden": hidden}), self._where(1, column))

    def height(
        self, row: int, height: float, *, hidden: bool = False, grouped: bool = False, ends: bool = False
    ) -> None:
        """Set the height of a row; it may be in an outline group, or be the row that `ends` a closed one."""
        options = {"hidden": hidden, "level": int(grouped), "collapsed": ends}
        _must(self._sheet.set_row(row - 1, height, None, options), self._where(row, 1))

    def mark(self, extent: Extent, formula: str, style: CellStyle) -> None:
        """Colour the cells of `extent` where a formula of the first of them (without `=`) holds."""
        row, column, rows, columns = extent
        options = {"type": "formula", "criteria": f"={formula}", "format": self._book.mark(style)}
        last = (row + rows - 2, column + columns - 2)
        _call(self._where(row, column), self._sheet.conditional_format, row - 1, column - 1, *last, options)

    def freeze(self, row: int, column: int = 1) -> None:
        """Keep in sight what lies above `row` and left of `column`."""
        _must(self._sheet.freeze_panes(row - 1, column - 1), self.name)

    def filter(self, extent: Extent) -> None:
        """Put filter arrows on the first row of `extent`."""
        row, column, rows, columns = extent
        _must(self._sheet.autofilter(row - 1, column - 1, row + rows - 2, column + columns - 2), self.name)

    def select(self, row: int, column: int) -> None:
        """Let the cursor stand here when the sheet is opened."""
        _must(self._sheet.set_selection(row - 1, column - 1, row - 1, column - 1), self.name)

    def tolerate_text_numbers(self, extent: Extent) -> None:
        """Show no green corner at digits that are a text on purpose, such as a phone number."""
        _call(self.name, self._sheet.ignore_errors, {"number_stored_as_text": area_name(extent)})

    def hide(self) -> None:
        """Keep the sheet out of sight."""
        self._sheet.hide()

    def protect(self, password: str | None = None) -> None:
        """Lock all cells whose style is locked; widths and heights may be changed, all be selected."""
        self._sheet.protect(
            _checked_password(password), {"format_columns": True, "format_rows": True, "autofilter": True}
        )

    def set_page(self, setup: PageSetup) -> None:
        """Set up printing."""
        sheet = self._sheet
        row, column, rows, columns = setup.area
        sheet.set_paper(_A4)
        sheet.set_landscape() if setup.landscape else sheet.set_portrait()
        sheet.set_margins(left=0.4, right=0.4, top=0.75 if setup.header else 0.5, bottom=0.6)
        sheet.center_horizontally()
        sheet.fit_to_pages(setup.across, 0)
        sheet.hide_gridlines(2)
        _call(self.name, sheet.set_footer, footer_code(setup.footer))
        if setup.header:
            _call(self.name, sheet.set_header, footer_code(setup.header))
        _must(sheet.print_area(row - 1, column - 1, row + rows - 2, column + columns - 2), self.name)
        if setup.repeat:
            sheet.repeat_rows(setup.repeat[0] - 1, setup.repeat[1] - 1)
        if setup.repeat_columns:
            sheet.repeat_columns(0, setup.repeat_columns - 1)
        if setup.breaks:
            sheet.set_h_pagebreaks(list(setup.breaks))
        if not setup.colours:
            sheet.print_black_and_white()

    def _where(self, row: int, column: int) -> str:
        return f"{self.name}!{cell_name(row, column)}"


def footer_code(text: str) -> str:
    """Return the code of a footer or header: its parts in our font; a text without any is in the middle."""
    font = f'&9&"{BODY_FONT},Regular"'  # a size right before the text would take its first digits along
    written = _FOOTER_PARTS.sub(lambda found: found[0] if found[0] == "&&" else found[0] + font, text)
    return written if re.match("&[LCR]", text) else f"&C{font}{written}"


def _checked_password(password: str | None) -> str:
    """A sheet's password is hashed by its bytes, which only ASCII has alike in every language."""
    if password and not (password.isascii() and password.isprintable() and len(password) <= _PASSWORD_LIMIT):
        raise BuildError(
            f"密码只能用 1 到 {_PASSWORD_LIMIT} 个英文字母、数字和符号 a password has 1 to {_PASSWORD_LIMIT} "
            "ASCII characters."
        )
    return password or ""


class WorkbookWriter:
    """A workbook being written; used in a `with`, it is saved at the end and dropped on an error.

    `destination` is a file (written beside, then renamed), an open binary stream, or None for who takes the
    `parts` alone. Raises `BuildError` where it cannot be written.
    """

    def __init__(
        self, destination: Path | BinaryIO | None, properties: Mapping[str, str] | None = None
    ) -> None:
        self._destination = destination
        self._formats: dict[CellStyle, Format] = {}
        self._marks: dict[CellStyle, Format] = {}
        options = {"in_memory": True, "default_format_properties": _BODY}
        self._book = LockedWorkbook(BytesIO(), options)
        self._book.set_properties({"author": "", "created": _CREATED, **(properties or {})})

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self._save()
        elif isinstance(error, XlsxWriterException):
            raise BuildError(f"{error} 请改正表格定义 Mend the definition.") from error

    def add_sheet(self, name: str) -> SheetWriter:
        """Add a sheet."""
        return SheetWriter(self, self._book.add_worksheet(name), name)

    def lock(self, password: str | None = None) -> None:
        """Lock the structure of the workbook: its sheets stay as they are."""
        self._book.lock_structure(_checked_password(password))

    def format(self, style: CellStyle) -> Format:
        """Return the workbook's format for a style; each exists once."""
        if style not in self._formats:
            self._formats[style] = self._book.add_format(_properties(style))
        return self._formats[style]

    @property
    def parts(self) -> Mapping[str, bytes]:
        """The parts of the workbook by name, in their order, once it is saved."""
        return self._book.parts

    def mark(self, style: CellStyle) -> Format:
        """Return the workbook's conditional format with the ink, the fill and the weight of a style."""
        if style not in self._marks:
            properties = {"font_color": style.ink, "bold": style.bold, "bg_color": style.fill}
            self._marks[style] = self._book.add_format(properties)
        return self._marks[style]

    def _save(self) -> None:
        self._book.close()
        if self._destination is None:
            return
        data = packed(self.parts)
        if isinstance(self._destination, os.PathLike):
            replace_file(Path(self._destination), data)
        else:
            self._destination.write(data)


def _properties(style: CellStyle) -> dict[str, Any]:
    properties = {
        **_BODY,
        "font_name": style.font,
        "font_size": style.size,
        "bold": style.bold,
        "font_color": style.ink,
        "align": style.across,
        "valign": style.down,
        "text_wrap": style.wrap,
        "num_format": style.number_format,
        "locked": style.locked,
        "indent": style.indent,
        "shrink": style.shrink,
        "rotation": 90 if style.turned else 0,
    }
    if style.fill:
        properties |= {"bg_color": style.fill, "pattern": 1}
    if style.border:
        properties |= {"border": 1, "border_color": "#404040"}
    return properties
