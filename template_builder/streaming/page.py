"""A sheet of short tables and charts, such as the first page of a summary, on a grid of even columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from template_builder.print_layout.heights import height_needed
from template_builder.streaming.charts import Chart
from template_builder.streaming.streamed_workbook import StreamedWorkbook
from template_builder.xlsx.sheet_writer import Link, PageSetup, SheetWriter
from template_builder.xlsx.styles import (
    FOOTER,
    LIST_LINK,
    PARAGRAPHS,
    TABLE_ASIDE,
    TABLE_CELL,
    TABLE_HEAD,
    TABLE_NOTE,
    TABLE_TITLE,
)
from templates.language import address, sheet_prefix
from templates.text import Language

__all__ = ["Block", "BlockColumn", "BlockPlace", "Formula", "PageWriter"]

_HEIGHT = 20.0
_HEAD_ROWS = 2
"""Rows of title and note."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula (without `=`) and the result that it has."""

    text: str
    result: Decimal | int | str | None


BlockContent = Decimal | int | str | Formula | Link | None


@dataclass(frozen=True, slots=True)
class BlockColumn:
    """A column of a short table: its head, how many columns of the grid it takes, how its cells look."""

    head: str
    span: int = 1
    number_format: str = "General"
    across: Literal["left", "right", "center"] = "left"


@dataclass(frozen=True, slots=True)
class Block:
    """A short table under a title."""

    title: str
    columns: Sequence[BlockColumn]
    rows: Sequence[Sequence[BlockContent]]


@dataclass(frozen=True, slots=True)
class BlockPlace:
    """Where a table stands: the sheet, its first row under the head and its last, and its columns."""

    sheet: str
    first: int
    last: int
    columns: Sequence[int]

    def range_of(self, column: int) -> str:
        """Return the cells of a column, from 0, as a range for a formula or a chart."""
        letter = address(1, self.columns[column])[:-1]
        return f"{sheet_prefix(self.sheet)}${letter}${self.first}:${letter}${self.last}"


class PageWriter:
    """A sheet being written from the top: title, note, then blocks and charts where they are wanted."""

    def __init__(
        self,
        book: StreamedWorkbook,
        sheet: SheetWriter,
        title: str,
        widths: Sequence[float],
        language: Language,
    ) -> None:
        self._book, self._sheet, self._language = book, sheet, language
        self._columns, self._width = len(widths), sum(widths)
        for number, width in enumerate(widths, 1):
            sheet.width(number, width)
        sheet.put(1, 1, title, TABLE_TITLE)
        sheet.height(1, 28.0)
        self.row = 2
        """The row that is written next."""

    def note(self, text: str) -> None:
        """Write a line of small print."""
        self._sheet.put(self.row, 1, text, TABLE_NOTE)
        self.row += 1

    def paragraph(self, text: str) -> None:
        """Write a text across the grid, as high as its words need."""
        sheet, style = self._sheet, PARAGRAPHS["text"]
        sheet.merge((self.row, 1, 1, self._columns), style)
        sheet.put(self.row, 1, text, style)
        sheet.height(self.row, max(_HEIGHT, height_needed(text, self._width, style.size)))
        self.row += 1

    def block(self, block: Block, column: int = 1) -> BlockPlace:
        """Write a table at a column of the grid, from the next row on; return where it stands."""
        sheet = self._sheet
        sheet.put(self.row, column, block.title, TABLE_ASIDE)
        sheet.height(self.row, 24.0)
        head = self.row + 1
        places = [
            column + sum(one.span for one in block.columns[:number]) for number in range(len(block.columns))
        ]
        sheet.height(head, _HEIGHT)
        for place, one in zip(places, block.columns, strict=True):
            sheet.merge((head, place, 1, one.span), TABLE_HEAD)
            sheet.put(head, place, one.head, TABLE_HEAD)
        for number, cells in enumerate(block.rows, head + 1):
            sheet.height(number, _HEIGHT)
            for place, one, content in zip(places, block.columns, cells, strict=True):
                self._cell(number, place, one, content)
        self.row = head + len(block.rows) + 1
        return BlockPlace(sheet.name, head + 1, max(head + 1, self.row - 1), places)

    def advance(self, row: int) -> None:
        """Leave the rows blank up to one, as high as others."""
        for number in range(self.row, row):
            self._sheet.height(number, _HEIGHT)
        self.row = max(self.row, row)

    def chart(self, row: int, column: int, chart: Chart) -> None:
        """Let a chart stand with its corner at a cell."""
        self._book.chart(self._sheet, row, column, chart)

    def finish(
        self, last_row: int, *, down: int = 1, breaks: Sequence[int] = (), landscape: bool = False
    ) -> None:
        """Set up printing: one page wide, as many high as `down` says, or with `breaks` after rows.

        Title and note stand on each of several pages.
        """
        self._sheet.set_page(
            PageSetup(
                (1, 1, max(last_row, self.row), self._columns),
                down=down,
                repeat=(1, _HEAD_ROWS) if down != 1 else None,
                breaks=tuple(breaks),
                footer=FOOTER.say(self._language),
                landscape=landscape,
                in_colour=True,
            )
        )

    def _cell(self, row: int, place: int, column: BlockColumn, content: BlockContent) -> None:
        sheet = self._sheet
        style = replace(
            TABLE_CELL, wrap=False, shrink=True, across=column.across, number_format=column.number_format
        )
        sheet.merge((row, place, 1, column.span), style)
        if isinstance(content, Formula):
            sheet.formula(row, place, content.text, content.result, style)
        elif isinstance(content, Link):
            sheet.link(row, place, content, replace(style, ink=LIST_LINK.ink))
        else:
            sheet.put(row, place, content, style)
