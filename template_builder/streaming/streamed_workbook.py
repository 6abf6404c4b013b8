"""A workbook some of whose sheets are tables that are written as a stream."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import quote

from template_builder.streaming.charts import Chart, chart_options
from template_builder.streaming.packed_stream import PackedStream
from template_builder.streaming.stream_columns import StreamColumn
from template_builder.streaming.table_stream import TableStream
from template_builder.xlsx.archive import FAST, Entry, Piece, chunks_of, deflated, entry, whole
from template_builder.xlsx.files import replace_file
from template_builder.xlsx.formats import STEADY
from template_builder.xlsx.ranges import area_name
from template_builder.xlsx.sealing import sealed_entries
from template_builder.xlsx.sheet_writer import SheetWriter
from template_builder.xlsx.workbook_writer import WorkbookWriter
from templates.seal import SEAL_PART, cells_sum
from templates.text import Language

__all__ = ["StreamedWorkbook"]

_SHEET = "xl/worksheets/sheet{}.xml"
_RELATIONS = "xl/worksheets/_rels/sheet{}.xml.rels"
_AFTER_ROWS = b"</sheetData>"
_NO_ROWS = b"<sheetData/>"
_ROW = re.compile(rb'<row r="([0-9]+)"')
_DIMENSION = re.compile(rb'<dimension ref="[^"]*"/>')
_BEHIND_LINKS = re.compile(rb"<printOptions|<pageMargins")
_NO_RELATIONS = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
)
_RELATION = (
    '<Relationship Id="rIdFile{number}"'
    ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"'
    ' Target="{target}" TargetMode="External"/>'
)


class StreamedWorkbook(WorkbookWriter):
    """A workbook whose tables may be longer than the memory; used as a `WorkbookWriter` is.

    Its seal knows the file as we wrote it, but not its cells: one that was saved since is another's.
    """

    def __init__(self, destination: Path, properties: Mapping[str, str] | None = None) -> None:
        super().__init__(destination, properties, STEADY)
        self._tables: dict[int, TableStream] = {}
        self._packing = ThreadPoolExecutor(1)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            super().__exit__(kind, error, trace)
        finally:
            for table in self._tables.values():
                table.close()
            self._packing.shutdown()

    def table(
        self,
        sheet: SheetWriter,
        title: str,
        columns: Sequence[StreamColumn],
        *,
        frozen_columns: int = 0,
        grouped: bool = False,
        language: Language = "zh",
    ) -> TableStream:
        """Let the rows of a sheet be written as a stream."""
        table = TableStream(
            sheet,
            title,
            columns,
            self._packing,
            frozen_columns=frozen_columns,
            grouped=grouped,
            language=language,
        )
        self._tables[self._sheets.index(sheet) + 1] = table
        return table

    def chart(self, sheet: SheetWriter, row: int, column: int, chart: Chart) -> None:
        """Let a chart stand on a sheet, its corner at a cell."""
        made = self._book.add_chart({"type": chart.kind, **({"subtype": "stacked"} if chart.stacked else {})})
        assert made is not None, "xlsxwriter knows all of our kinds"
        chart_options(made, chart)
        sheet.chart(row, column, made)

    def _save(self) -> None:
        for table in self._tables.values():
            table.finish()
        self._book.close()
        entries = list(self._entries())
        seal = cells_sum(sheet.seal for sheet in self._sheets)
        data = chunks_of(sealed_entries(entries, seal))
        assert isinstance(self._destination, os.PathLike)
        replace_file(Path(self._destination), data)

    def _entries(self) -> Iterator[Entry]:
        parts: dict[str, Any] = {name: part for name, part in self._book.parts.items() if name != SEAL_PART}
        for number, table in self._tables.items():
            if table.links is not None and table.targets:
                name = _RELATIONS.format(number)
                parts[name] = _with_links(parts.get(name, _NO_RELATIONS), table.targets)
        streamed = {_SHEET.format(number): table for number, table in self._tables.items()}
        for name, content in parts.items():
            if name in streamed:
                yield entry(name, _pieces(content, streamed[name]))
            else:
                yield whole(name, content)


def _pieces(part: bytes, table: TableStream) -> Iterator[Piece | PackedStream]:
    """Yield the part of a sheet with the rows of its table, and the links in them, at their places."""
    before, _, after = part.partition(_AFTER_ROWS)
    rows = (row for row in _ROW.finditer(before) if int(row[1]) >= table.first)
    commented = next(rows, None)  # xlsxwriter writes a row for each comment
    before = before if commented is None else before[: commented.start()]
    extent = area_name((1, 1, table.next_row - 1, len(table.columns)))
    yield _piece(_DIMENSION.sub(f'<dimension ref="{extent}"/>'.encode(), before, count=1))
    yield table.rows
    found = _BEHIND_LINKS.search(after)
    assert found is not None, "a sheet that is set up for print says so"
    if table.links is None or not table.targets:
        yield _piece(_AFTER_ROWS + after, last=True)
        return
    yield _piece(_AFTER_ROWS + after[: found.start()] + b"<hyperlinks>")
    yield table.links
    yield _piece(b"</hyperlinks>" + after[found.start() :], last=True)


def _piece(content: bytes, *, last: bool = False) -> Piece:
    return Piece(content, deflated(content, FAST, last=last))


def _with_links(relations: bytes, targets: Mapping[str, int]) -> bytes:
    written = "".join(
        _RELATION.format(number=number, target=quote(target)) for target, number in targets.items()
    )
    return relations.replace(b"</Relationships>", written.encode() + b"</Relationships>")
