"""From a cell map to the workbook that a department fills in: everything but what its cells hold.

What depends on the values (inputs, results, heights, breaks, the footer) is put in by the stencil.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from template_builder.check_sheet import write_check_sheet
from template_builder.form_sheet import FormSheet
from template_builder.guide import Figures, Guide, Place
from template_builder.heights import Block, row_heights
from template_builder.lists import LISTS, Lists
from template_builder.paging import Measures, Measuring
from template_builder.styles import PARAGRAPHS, Look
from template_builder.tally import SHEET, World
from template_builder.writer import Book, Page, Paper
from templates.cellmap import Sheet
from templates.kinds.base import Content
from templates.text import Language, Text

__all__ = ["Blank", "write_blank"]

_FOOTER = Text("第 &P 页，共 &N 页", "Page &P of &N")
_SHEET_WIDTH = 88.0


@dataclass(frozen=True, slots=True)
class Blank:
    """A form's workbook, blank: its parts, and the names of its sheets."""

    parts: Mapping[str, bytes]
    sheets: tuple[str, ...]


class _Nothing(dict[Place, Content]):
    """What the cells of a blank show: nothing, whichever is asked for."""

    def __missing__(self, place: Place) -> Content:
        return None


def write_blank(
    guide: Guide, measuring: Measuring, password: str | None, locked: Collection[str] = (), issuer: str = ""
) -> Blank:
    """Write the blank of a cell map; the inputs at the paths `locked` cannot be changed.

    `issuer` is the office that issues it, and stands in the properties of the document.

    Raises `BuildError` where Excel could not hold what the form asks for.
    """
    cell_map, language = guide.cell_map, guide.language
    properties = {
        "title": cell_map.form.title.say(language),
        "subject": f"{cell_map.form.name} {cell_map.form.version}",
        "keywords": ", ".join(f"{name} {value}" for name, value in cell_map.parameters.items()),
        "company": issuer,
    }
    nothing = Figures(World({}, {}), (), _Nothing())
    measures = Measures({}, measuring.spare_rows, measuring.spare_rows, (), "&C ")
    names = [cell_map.form.sheet.say(language), SHEET.say(language)]
    with Book(None, properties) as book:
        page, check_page = map(book.page, names)
        lists = Lists()
        FormSheet(page, guide, measuring, lists, frozenset(locked)).write(nothing, measures)
        page.protect(password)
        write_check_sheet(check_page, guide, nothing)
        check_page.protect(password)
        for sheet in cell_map.sheets:
            names.append(sheet.name.say(language))
            _write_sheet(book.page(names[-1]), sheet, language, password)
        if lists.columns:
            names.append(LISTS)
            hidden = book.page(LISTS)
            lists.write(hidden)
            hidden.protect(password)
            hidden.hide()
        book.lock(password)
    return Blank(book.parts, tuple(names))


def _write_sheet(page: Page, sheet: Sheet, language: Language, password: str | None) -> None:
    """Write a sheet of paragraphs, such as the filling instructions."""
    blocks = []
    for row, (style, text) in enumerate(sheet.paragraphs, 1):
        look: Look = PARAGRAPHS.get(style, PARAGRAPHS["text"])
        words = text.say(language)
        page.put(row, 1, words, look)
        blocks.append(Block(row, 1, _SHEET_WIDTH, look.size, words))
    page.width(1, _SHEET_WIDTH)
    for row, height in row_heights(range(1, len(blocks) + 1), blocks).items():
        page.height(row, height)
    page.paper(Paper((1, 1, max(1, len(blocks)), 1), footer=_FOOTER.say(language)))
    page.protect(password)
