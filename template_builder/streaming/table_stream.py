"""One sheet with a table whose rows go into the file as they come."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from template_builder.print_layout.heights import LEAST_HEIGHT, height_needed
from template_builder.streaming.packed_stream import PackedStream
from template_builder.streaming.row_formulas import Held
from template_builder.streaming.row_xml import TO_BODY, FileLink, RowXml, StreamContent
from template_builder.streaming.stream_columns import (
    StreamColumn,
    depth_of,
    first_row,
    head_cells,
    page_cuts,
)
from template_builder.xlsx.cell_xml import escaped
from template_builder.xlsx.errors import BuildError
from template_builder.xlsx.ranges import fixed_address
from template_builder.xlsx.sheet_writer import PageSetup, SheetWriter
from template_builder.xlsx.styles import (
    FOOTER,
    TABLE_ASIDE,
    TABLE_HEAD,
    TABLE_NOTE,
    TABLE_SUBTOTAL,
    TABLE_TITLE,
    TABLE_TOTAL,
)
from templates.language import address, sheet_prefix
from templates.text import Language, Text

__all__ = ["MOST_LINKS", "TableStream"]

MOST_LINKS = 65_530
"""Links that a sheet may have (Excel specifications and limits)."""

_TOTAL = Text("合计", "Total")
_NOTHING = Text("（无）", "(none)")
_LONGEST_TITLE = 80
"""Characters of a title or notes in the header, which Excel limits to 255 with all its codes."""

_LAST_ROW = 1_048_576
_NUMBERS = (Decimal, int)


class TableStream:
    """A table being written: first its rows, then, when they are all there, what stands above them.

    Rows may be `grouped`, each group with its subtotals below it and an outline at the edge. What is written
    after `aside` is in no total and no filter.
    """

    def __init__(
        self,
        writer: SheetWriter,
        title: str,
        columns: Sequence[StreamColumn],
        packing: Executor,
        *,
        frozen_columns: int = 0,
        grouped: bool = False,
        language: Language = "zh",
    ) -> None:
        self.name, self.title, self.columns = writer.name, title, tuple(columns)
        self._writer, self._language, self._frozen = writer, language, frozen_columns
        self.notes: tuple[str, ...] = ("",)
        self._depth = depth_of(columns)
        self._totals = 3 if any(column.total for column in columns) else 0
        self._head = 4 if self._totals else 3
        self.first = first_row(columns)
        self._next = self.first
        self._last: int | None = None
        self._formulas = [
            (place, column.formula) for place, column in enumerate(columns) if column.formula is not None
        ]
        self._added = [place for place, column in enumerate(columns) if column.total]
        self._sums = [Decimal(0) for _ in columns]
        self._group_sums = list(self._sums)
        self._group_first = self.first
        self._xml = RowXml(writer, columns, 1 if grouped else 0)
        self._grouped = grouped
        self.rows = PackedStream(packing)
        self.links: PackedStream | None = PackedStream(packing)
        self._linked = 0
        self.targets: dict[str, int] = {}
        self._comments: list[tuple[int, int, str]] = []

    @property
    def next_row(self) -> int:
        """The row that is written next, from 1."""
        return self._next

    @property
    def last(self) -> int:
        """The last row of the table itself, without what stands `aside`; at least its first."""
        return max(self.first, (self._next if self._last is None else self._last) - 1)

    def row(self, contents: Sequence[StreamContent], mark: str | None = None) -> int:
        """Write a row, in the colour of a severity where there is a `mark`; return its number."""
        if len(contents) != len(self.columns):
            raise BuildError("row-and-head-differ", sheet=self.name)
        if self._formulas:
            contents = self._worked_out(contents)
        if self._last is None:
            for place in self._added:
                content = contents[place]
                if isinstance(content, _NUMBERS):
                    self._group_sums[place] += content
        return self._write(contents, mark)

    def _worked_out(self, contents: Sequence[StreamContent]) -> Sequence[StreamContent]:
        """Return a row with the results of its formulas, each of which may follow from those before it."""
        worked = [None if content == "" else content for content in contents]
        held: list[Held] = [one.text if isinstance(one, FileLink) else one for one in worked]
        for place, formula in self._formulas:
            held[place] = worked[place] = formula.of_row(held)
        return worked

    def end_group(self, name: str) -> tuple[int, Sequence[Decimal]]:
        """Write the subtotals of the rows since the last group; return their row, and what they come to."""
        first, last = self._group_first, self._next - 1
        sums = self._group_sums
        number = self._next
        cells = []
        for place, column in enumerate(self.columns, 1):
            style = replace(TABLE_SUBTOTAL, shrink=True, number_format=column.number_format)
            if column.total:
                formula = f"SUBTOTAL(109,{address(first, place)}:{address(last, place)})"
                value = self._group_sums[place - 1]
                cells.append(
                    f'<c r="{address(number, place)}" s="{self._writer.style_number(style)}">'
                    f"<f>{formula}</f><v>{value}</v></c>"
                )
            else:
                text = replace(style, across="left", shrink=False, number_format="General")
                said = (
                    f' t="inlineStr"><is><t>{escaped(name)}</t></is></c>' if place == self._frozen else "/>"
                )
                cells.append(f'<c r="{address(number, place)}" s="{self._writer.style_number(text)}"{said}')
        row = f'<row r="{number}" ht="{LEAST_HEIGHT:g}" customHeight="1">{"".join(cells)}</row>'
        self.rows.write(row.encode())
        self._end_sums()
        self._next = self._group_first = number + 1
        return number, sums

    def aside(self, title: str) -> None:
        """End the table: what is written from here on stands below it, under a title of its own."""
        self._end_sums()
        self._last = self._next
        style = self._writer.style_number(TABLE_ASIDE)
        self._next += 2
        row = (
            f'<row r="{self._next - 1}"><c r="A{self._next - 1}" s="{style}" t="inlineStr">'
            f"<is><t>{escaped(title)}</t></is></c></row>"
        )
        self.rows.write(row.encode())

    def comment(self, row: int, column: int, text: str) -> None:
        """Put a comment on a cell."""
        self._comments.append((row, column, text))

    def total(self, column: int) -> tuple[str, Decimal]:
        """Return the reference to the total of a column, from 0, from another sheet, and its value."""
        self._end_sums()
        return f"{sheet_prefix(self.name)}{address(self._totals, column + 1)}", self._sums[column]

    def range_of(self, column: int) -> str:
        """Return the cells of a column, from 0, as a range for a formula on another sheet."""
        first, last = (fixed_address(row, column + 1) for row in (self.first, self.last))
        return f"{sheet_prefix(self.name)}{first}:{last}"

    def finish(self) -> None:
        """Write what stands above the rows, and how the sheet is shown and printed."""
        if self._next == self.first:
            nothing = [
                _NOTHING.say(self._language) if place == 1 else None for place in range(len(self.columns))
            ]
            self._write(nothing, None)
        self._end_sums()
        writer, width, end = self._writer, len(self.columns), self._next - 1
        if end > _LAST_ROW:
            raise BuildError("sheet-too-long", sheet=self.name, most=_LAST_ROW)
        self.rows.end()
        if self.links is not None:
            self.links.end()
        self._headings()
        writer.filter((self.first - 1, 1, self.last - self.first + 2, width))
        writer.freeze(self.first, self._frozen + 1)
        writer.tolerate_text_numbers((self.first, 1, end - self.first + 1, width))
        if self._grouped:
            writer.outline(1)
        for row, column, text in self._comments:
            writer.comment(row, column, text)
        breaks, scale = page_cuts(self.columns, self._frozen)
        writer.set_page(
            PageSetup(
                (self._totals or self._head, 1, end - (self._totals or self._head) + 1, width),
                repeat=(self._head, self.first - 1),
                header=self._header(),
                repeat_columns=self._frozen if breaks else 0,
                landscape=True,
                footer=FOOTER.say(self._language),
                column_breaks=breaks,
                scale=scale,
            )
        )

    def close(self) -> None:
        """Give the temporary files back."""
        self.rows.close()
        if self.links is not None:
            self.links.close()

    def _end_sums(self) -> None:
        if self._last is None:
            self._sums = [one + more for one, more in zip(self._sums, self._group_sums, strict=True)]
            self._group_sums = [Decimal(0) for _ in self.columns]

    def _write(self, contents: Sequence[StreamContent], mark: str | None) -> int:
        number = self._next
        xml, links = self._xml.row(number, contents, mark, self._last is not None)
        self.rows.write(xml)
        for cell, link in links:
            self._link(cell, link)
        self._next = number + 1
        return number

    def _link(self, cell: str, link: FileLink) -> None:
        if self.links is None or not link.target:
            return
        self._linked += 1
        if self._linked > MOST_LINKS:
            self.links.close()
            self.links = None
            self._xml.drop_links()
            return
        number = self.targets.setdefault(link.target, len(self.targets) + 1)
        location = ""
        if link.sheet and link.cell:
            location = f' location="{_before_cell(link.sheet)}{_in_attribute(link.cell)}"'
        self.links.write(f'<hyperlink ref="{cell}" r:id="rIdFile{number}"{location}/>'.encode())

    def _header(self) -> str:
        """Return title and notes for the head of each page: on further pages their cells would be cut off."""
        title = self.title[:_LONGEST_TITLE].replace("&", "&&")
        notes = "　".join(self.notes)[:_LONGEST_TITLE].replace("&", "&&")
        return f"&L{title}&R{notes}"

    def _headings(self) -> None:
        writer = self._writer
        writer.put(1, 1, self.title, TABLE_TITLE)
        writer.height(1, 28.0)
        writer.put(2, 1, "　".join(self.notes), TABLE_NOTE)
        for number, column in enumerate(self.columns, 1):
            writer.width(number, column.width)
            if self._totals:
                self._total(number, column)
        for top, left, rows, columns, words in head_cells([column.heads for column in self.columns]):
            extent = (self._head + top, left + 1, rows, columns)
            writer.merge(extent, TABLE_HEAD)
            writer.put(extent[0], extent[1], words, TABLE_HEAD)
        for level in range(self._depth):
            row = self._head + level
            needed = [
                height_needed(column.heads[-1], column.width * TO_BODY, TABLE_HEAD.size)
                for column in self.columns
                if len(column.heads) == level + 1 == self._depth
            ]
            writer.height(row, max([22.0, *needed]))

    def _total(self, number: int, column: StreamColumn) -> None:
        style = replace(TABLE_TOTAL, shrink=True, number_format=column.number_format)
        if column.formula is not None and not column.total:
            held: list[Held] = [
                self._sums[place] if one.total else None for place, one in enumerate(self.columns)
            ]
            worked = self._worked_out(held)[number - 1]
            assert not isinstance(worked, FileLink)
            self._writer.formula(self._totals, number, column.formula.in_row(self._totals), worked, style)
            return
        if not column.total:
            word = _TOTAL.say(self._language) if number == 1 else None
            self._writer.put(
                self._totals, number, word, replace(style, across="left", number_format="General")
            )
            return
        area = f"{address(self.first, number)}:{address(self.last, number)}"
        self._writer.formula(self._totals, number, f"SUBTOTAL(109,{area})", self._sums[number - 1], style)


@lru_cache(maxsize=64)
def _before_cell(sheet: str) -> str:
    """Return what stands before a cell of a sheet in the location of a link."""
    return _in_attribute(sheet_prefix(sheet))


def _in_attribute(text: str) -> str:
    return text if text.isalnum() else escaped(text).replace('"', "&quot;")
