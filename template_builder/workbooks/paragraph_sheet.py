"""A sheet of plain paragraphs, such as the filling instructions."""

from __future__ import annotations

from template_builder.print_layout.heights import Block, row_heights
from template_builder.xlsx.sheet_writer import PageSetup, SheetWriter
from template_builder.xlsx.styles import FOOTER, PARAGRAPHS
from templates.model.page import Sheet
from templates.text import Language

__all__ = ["write_paragraph_sheet"]

_COLUMNS, _COLUMN_WIDTH = 4, 22.0
"""A sheet of paragraphs is several columns wide: a single one LibreOffice does not fit to the page."""


def write_paragraph_sheet(sheet: SheetWriter, content: Sheet, language: Language) -> None:
    """Write the paragraphs, each across the sheet and as high as its words need."""
    blocks = []
    for row, (kind, text) in enumerate(content.paragraphs, 1):
        style = PARAGRAPHS.get(kind, PARAGRAPHS["text"])
        words = text.say(language)
        sheet.merge((row, 1, 1, _COLUMNS), style)
        sheet.put(row, 1, words, style)
        blocks.append(Block(row, 1, _COLUMNS * _COLUMN_WIDTH, style.size, words))
    for column in range(1, _COLUMNS + 1):
        sheet.width(column, _COLUMN_WIDTH)
    for row, height in row_heights(range(1, len(blocks) + 1), blocks).items():
        sheet.height(row, height)
    sheet.set_page(PageSetup((1, 1, max(1, len(blocks)), _COLUMNS), footer=FOOTER.say(language)))
