"""Workbooks of plain tables, such as the summary: they can be sorted, filtered, added up and printed."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO, Literal, TypeGuard

from template_builder.print_layout.heights import Block, row_heights
from template_builder.xlsx.errors import BuildError
from template_builder.xlsx.sheet_writer import Link, PageSetup, SheetWriter
from template_builder.xlsx.styles import (
    FOOTER,
    LIST_LINK,
    SEVERITIES,
    TABLE_CELL,
    TABLE_HEAD,
    TABLE_NOTE,
    TABLE_TITLE,
    TABLE_TOTAL,
    CellStyle,
)
from template_builder.xlsx.workbook_writer import WorkbookWriter
from templates.kinds.base import Content
from templates.language import address
from templates.text import Language, Text

__all__ = ["TableColumn", "TableContent", "TableSheet", "write_table", "write_tables"]

_TOTAL = Text("合计", "Total")
_LONGEST_TITLE = 80
"""Characters of a title or notes in the header, which Excel limits to 255 with all its codes."""

_ACROSS = 210.0
"""How many digits of width a page takes, lying, before its print becomes too small to read."""


TableContent = Content | Link
"""What a cell of a table can hold."""


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column: its head, width in digits, Excel's number format, and how its cells are shown.

    `total` adds up the visible rows; `wrap` lets long texts break; where `marked` is set, the cells of
    this column take the colour of their row's mark.
    """

    head: str
    width: float = 12
    number_format: str = "General"
    total: bool = False
    wrap: bool = False
    marked: bool = False


@dataclass(frozen=True, slots=True)
class TableSheet:
    """A sheet with one table: numbers as `Decimal` or `int`, texts as texts, links, None as an empty cell.

    `marks` has a severity (`error`, `warning`, `notice`) or None for each row; where no column is
    `marked`, it colours the whole row. `notes` are lines under the title.
    """

    name: str
    title: str
    columns: Sequence[TableColumn]
    rows: Sequence[Sequence[TableContent]]
    notes: Sequence[str] = ()
    marks: Sequence[str | None] = field(default=())
    frozen_columns: int = 0


def write_tables(
    destination: Path | BinaryIO,
    sheets: Sequence[TableSheet],
    *,
    properties: Mapping[str, str] | None = None,
    language: Language = "zh",
) -> None:
    """Write a workbook with a sheet for each table.

    The totals stand above the head, so that sorting and filtering never move them, and follow the
    filter. Raises `BuildError` where the file cannot be written, `ValuesError` for what no cell can hold.
    """
    if not sheets:
        raise BuildError("no-table")
    with WorkbookWriter(destination, properties) as book:
        # All are there before the first is written, so that a sheet can have links to any other.
        writers = [book.add_sheet(sheet.name) for sheet in sheets]
        for writer, sheet in zip(writers, sheets, strict=True):
            write_table(writer, sheet, language)


def write_table(sheet: SheetWriter, table: TableSheet, language: Language) -> None:
    """Write the sheet of one table. Raises as `write_tables` does."""
    _Table(sheet, table, language).write()


class _Table:
    """One table being written: title, notes, totals, head, rows."""

    def __init__(self, writer: SheetWriter, sheet: TableSheet, language: Language) -> None:
        self._writer, self._sheet, self._language = writer, sheet, language
        self._totals = 2 + len(sheet.notes) if any(column.total for column in sheet.columns) else 0
        self._head = 2 + len(sheet.notes) + bool(self._totals)
        self._top = self._totals or self._head
        self._marks_rows = not any(column.marked for column in sheet.columns)
        self._first = self._head + 1
        self._last = self._head + max(1, len(sheet.rows))

    def write(self) -> None:
        """Write the sheet."""
        sheet, writer, width = self._sheet, self._writer, len(self._sheet.columns)
        if any(len(row) != width for row in sheet.rows):
            raise BuildError("row-and-head-differ", sheet=sheet.name)
        self._headings()
        for number, row in enumerate(sheet.rows):
            self._row(number, row)
        self._measure()
        writer.filter((self._head, 1, self._last - self._head + 1, width))
        writer.freeze(self._first, sheet.frozen_columns + 1)
        writer.tolerate_text_numbers((self._first, 1, self._last - self._head, width))
        across = math.ceil(sum(column.width for column in sheet.columns) / _ACROSS)
        writer.set_page(
            PageSetup(
                (self._top, 1, self._last - self._top + 1, width),
                repeat=(self._head, self._head),
                header=self._header(),
                across=across,
                repeat_columns=sheet.frozen_columns if across > 1 else 0,
                landscape=True,
                footer=FOOTER.say(self._language),
            )
        )

    def _header(self) -> str:
        """Return title and notes for the head of each page: on further pages their cells would be cut off."""
        title = self._sheet.title[:_LONGEST_TITLE].replace("&", "&&")
        notes = "　".join(self._sheet.notes)[:_LONGEST_TITLE].replace("&", "&&")
        return f"&L{title}&R{notes}"

    def _headings(self) -> None:
        sheet, writer = self._sheet, self._writer
        writer.put(1, 1, sheet.title, TABLE_TITLE)
        for number, note in enumerate(sheet.notes):
            writer.put(2 + number, 1, note, TABLE_NOTE)
        for number, column in enumerate(sheet.columns, 1):
            writer.width(number, column.width)
            writer.put(self._head, number, column.head, TABLE_HEAD)
            if self._totals:
                self._total(number, column)

    def _total(self, number: int, column: TableColumn) -> None:
        style = replace(TABLE_TOTAL, number_format=column.number_format)
        if not column.total:
            word = _TOTAL.say(self._language) if number == 1 else None
            self._writer.put(self._totals, number, word, replace(TABLE_TOTAL, across="left"))
            return
        area = f"{address(self._first, number)}:{address(self._last, number)}"
        cells = [row[number - 1] for row in self._sheet.rows]
        added = sum((cell for cell in cells if _is_number(cell)), Decimal(0))
        self._writer.formula(self._totals, number, f"SUBTOTAL(109,{area})", added, style)

    def _row(self, number: int, row: Sequence[TableContent]) -> None:
        mark = self._sheet.marks[number] if number < len(self._sheet.marks) else None
        for place, (column, content) in enumerate(zip(self._sheet.columns, row, strict=True), 1):
            style = _cell_style(column, content)
            if mark and (column.marked or self._marks_rows):
                style = replace(style, fill=SEVERITIES.get(mark))
            if isinstance(content, Link):
                self._writer.link(self._first + number, place, content, replace(style, ink=LIST_LINK.ink))
            else:
                self._writer.put(self._first + number, place, content, style)

    def _measure(self) -> None:
        """Set the heights: programs fit those of single cells, but not before somebody edits them."""
        columns = self._sheet.columns
        blocks = [
            Block(self._first + number, 1, column.width, TABLE_CELL.size, content)
            for number, row in enumerate(self._sheet.rows)
            for column, content in zip(columns, row, strict=True)
            if column.wrap and isinstance(content, str)
        ]
        blocks += [Block(self._head, 1, column.width, TABLE_HEAD.size, column.head) for column in columns]
        tall = {1: 28.0, self._head: 30.0}
        for row, height in row_heights(range(1, self._last + 1), blocks, tall).items():
            self._writer.height(row, height)


def _is_number(content: TableContent) -> TypeGuard[Decimal | int]:
    return isinstance(content, Decimal | int) and not isinstance(content, bool)


def _cell_style(column: TableColumn, content: TableContent) -> CellStyle:
    across: Literal["left", "right"] = "right" if _is_number(content) else "left"
    form = column.number_format if _is_number(content) or column.number_format == "@" else "General"
    return replace(TABLE_CELL, across=across, wrap=column.wrap, number_format=form)
