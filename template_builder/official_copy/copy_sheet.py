"""The sheet of an official copy, page by page, and the workbook that holds it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from template_builder.official_copy.paging import Band, Page, band_heights
from template_builder.official_copy.strips import CopyCell, Strips
from template_builder.print_layout.heights import MAXIMUM
from template_builder.xlsx.cell_xml import RowLayout
from template_builder.xlsx.ranges import Extent
from template_builder.xlsx.sheet_writer import SheetWriter, page_setup
from template_builder.xlsx.styles import CONTINUED, CellStyle
from templates.kinds.base import Content
from templates.model.paper import Paper

__all__ = ["CONTINUED_HEIGHT", "write_copy"]

CONTINUED_HEIGHT = 18.0
"""The height in points of the line on top of each page but the first."""
_BELOW = 2.0
"""The height in points of the row that ends a page: ONLYOFFICE prints a border there on the next page too."""


def write_copy(
    sheet: SheetWriter,
    strips: Strips,
    pages: Sequence[Page],
    widths: Sequence[float],
    continued: tuple[str, str],
    footer: str,
    paper: Paper,
) -> None:
    """Write the pages under one another. `continued` is what stands on top of each but the first."""
    _CopySheet(sheet, strips, widths, paper).write(pages, continued, footer)


class _CopySheet:
    def __init__(self, sheet: SheetWriter, strips: Strips, widths: Sequence[float], paper: Paper) -> None:
        self._sheet, self._strips, self._widths, self._paper = sheet, strips, widths, paper
        self._row = 1

    def write(self, pages: Sequence[Page], continued: tuple[str, str], footer: str) -> None:
        ends = []
        for number, page in enumerate(pages):
            if number and any(continued):
                self._continued(*continued)
            self._page(page)
            if number < len(pages) - 1:
                self._sheet.lay_out(self._row, RowLayout(_BELOW))
                self._row += 1
            ends.append(self._row - 1)
        for column, width in enumerate(self._widths, 1):
            self._sheet.width(column, width)
        area = (1, 1, ends[-1], len(self._widths))
        setup = page_setup(self._paper, area)
        self._sheet.set_page(replace(setup, footer=footer, breaks=tuple(ends[:-1])))
        self._sheet.tolerate_text_numbers(area)

    def _continued(self, title: str, unit: str) -> None:
        """Write on top of a page what it belongs to."""
        count = len(self._widths)
        right = min(count - 1, max(1, round(count * 0.3))) if unit and count > 1 else 0
        self._put((self._row, 1, 1, count - right), title, CONTINUED)
        if right:
            self._put((self._row, count - right + 1, 1, right), unit, replace(CONTINUED, across="right"))
        self._sheet.lay_out(self._row, RowLayout(CONTINUED_HEIGHT))
        self._row += 1

    def _page(self, bands: Page) -> None:
        """Write the bands of a page; one that is higher than Excel's rows takes several of these."""
        starts = [self._row]
        for height in band_heights(self._strips, bands):
            count = math.ceil(height / MAXIMUM)
            for row in range(starts[-1], starts[-1] + count):
                self._sheet.lay_out(row, RowLayout(math.ceil(height / count * 4) / 4))
            starts.append(starts[-1] + count)
        for number in self._strips.on([band.strip for band in bands]):
            cell = self._strips.cells[number]
            places = [at for at, band in enumerate(bands) if cell.first <= band.strip <= cell.last]
            first, end = starts[places[0]], starts[places[-1] + 1]
            content = _content(number, cell, bands[places[0]])
            self._put((first, cell.column + 1, end - first, cell.columns), content, cell.style)
            begins = bands[places[0]].strip == cell.first and not bands[places[0]].goes_on
            if cell.picture is not None and cell.frame is not None and begins:
                self._sheet.picture(first, cell.column + 1, cell.picture, cell.frame)
        self._row = starts[-1]

    def _put(self, extent: Extent, content: Content, style: CellStyle) -> None:
        self._sheet.merge(extent, style)
        self._sheet.put(extent[0], extent[1], content, style)


def _content(number: int, cell: CopyCell, first: Band) -> Content:
    """Return what a cell holds on a page where `first` is the first of its bands."""
    if cell.is_label:
        return cell.content
    if number in first.texts:
        return first.texts[number]
    return None if first.goes_on or first.strip > cell.first else cell.content
