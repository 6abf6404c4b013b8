"""Writing the workbook of a comparison: the departments go by, and each leaves its rows in every table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path

from collection.comparison.comparison import Comparison
from collection.comparison.notes import remarks
from collection.comparison.sides import Side
from collection.comparison.tally import Tally
from collection.comparison.words import heading
from collection.comparison.workbook.first_page import TITLE, WIDTHS, FirstPage
from collection.comparison.workbook.sheets import (
    ComparisonSheet,
    DepartmentSheet,
    FieldSheet,
    MoveSheet,
    item_sheets,
)
from collection.summary.naming import title_words
from collection.summary.workbook.columns import cell_of, short_text
from collection.summary.workbook.sheet_names import sheet_names
from template_builder.streaming.page import PageWriter
from template_builder.streaming.stream_columns import StreamColumn
from template_builder.streaming.streamed_workbook import StreamedWorkbook
from template_builder.streaming.table_stream import TableStream
from templates import Language, Text

__all__ = ["write_comparison"]

_FROZEN = 2
_SIDE = Text("{name}：{folder}（{count} 个单位）", "{name}: {folder} ({count} departments)")
_REMARKS = Text("说明", "Notes")
_ABOUT, _WHAT = Text("事项", "About"), Text("内容", "What")


def write_comparison(
    comparison: Comparison,
    destination: Path,
    language: Language = "zh",
    *,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Tally:
    """Write the workbook of a comparison, and return what was counted on the way.

    Raises `BuildError` where it cannot be written.
    """
    with StreamedWorkbook(destination, {"title": heading(comparison.sides).say(language)}) as book:
        return _Writing(book, comparison, language).write(progress)


class _Writing:
    """One comparison being written."""

    def __init__(self, book: StreamedWorkbook, comparison: Comparison, language: Language) -> None:
        self._book, self._comparison, self._language = book, comparison, language
        self._heading = heading(comparison.sides).say(language)
        self._departments = DepartmentSheet(comparison, language)
        self._items = item_sheets(comparison, language)
        self._fields, self._moves = FieldSheet(comparison, language), MoveSheet(comparison, language)
        self._sheets: Sequence[ComparisonSheet] = (
            self._departments,
            *self._items,
            self._fields,
            self._moves,
        )
        titles = (TITLE, *(sheet.title for sheet in self._sheets), _REMARKS)
        self._titles = [title.say(language) for title in titles]
        self._writers = [book.add_sheet(name) for name in sheet_names(self._titles)]
        self._streams = {
            id(sheet): self._table(number, sheet.columns) for number, sheet in enumerate(self._sheets, 1)
        }
        self._remarks = self._table(len(self._titles) - 1, self._remark_columns())

    def write(self, progress: Callable[[int, int], None]) -> Tally:
        """Write all of it."""
        comparison, tally = self._comparison, Tally()
        rows: list[int] = []
        for number, department in enumerate(comparison.departments(), 1):
            rows.append(self._stream(self._departments).next_row)
            for sheet in self._sheets:
                stream = self._stream(sheet)
                for line in sheet.lines(department):
                    stream.row(line.contents, line.mark)
            tally.add(department)
            progress(number, len(comparison.pairs))
        least = comparison.least(tally.earlier)
        for remark in remarks(comparison, least):
            told = (remark.about, remark.what, remark.before, remark.after)
            self._remarks.row([None if one is None else cell_of(one, self._language) for one in told])
        note = self._note()
        for stream in (*self._streams.values(), self._remarks):
            stream.notes = (note,)
        self._first_page(tally, rows, least, note)
        return tally

    def _first_page(self, tally: Tally, rows: Sequence[int], least: Decimal, note: str) -> None:
        title = f"{self._heading} · {self._titles[0]}"
        page = PageWriter(self._book, self._writers[0], title, WIDTHS, self._language)
        page.note(note)
        FirstPage(
            page,
            self._comparison,
            tally,
            (self._departments, self._stream(self._departments)),
            [(sheet, self._stream(sheet)) for sheet in self._items],
            (self._fields, self._stream(self._fields)),
            (self._moves, self._stream(self._moves)),
            rows,
            least,
            self._language,
        ).write()

    def _table(self, number: int, columns: Sequence[StreamColumn]) -> TableStream:
        frozen = _FROZEN if number < len(self._titles) - 1 else 0
        title = f"{self._heading} · {self._titles[number]}"
        return self._book.table(
            self._writers[number], title, columns, frozen_columns=frozen, language=self._language
        )

    def _stream(self, sheet: ComparisonSheet) -> TableStream:
        return self._streams[id(sheet)]

    def _remark_columns(self) -> Sequence[StreamColumn]:
        sides = self._comparison.sides
        heads = (
            (_ABOUT, 16.0),
            (_WHAT, 62.0),
            (sides.before.name, 26.0),
            (sides.after.name, 26.0),
        )
        return [StreamColumn((head.say(self._language),), wide, "@", wrap=True) for head, wide in heads]

    def _note(self) -> str:
        """Return the line under every title: the unit, and both rounds."""
        sides = self._comparison.sides
        _, words = title_words(sides.after.cell_map)
        units = [text.say(self._language) for text in words]
        return "　".join([*units, *(self._side(side) for side in (sides.before, sides.after))])

    def _side(self, side: Side) -> str:
        words = {
            "name": side.name,
            "folder": Text(short_text(side.folder)),
            "count": Text(str(len(side.body.counted))),
        }
        return _SIDE.filled(words).say(self._language)
