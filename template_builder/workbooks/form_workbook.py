"""From a cell map to the workbook that a department fills in: everything but what its cells hold.

What depends on the values (inputs, results, heights, breaks, the footer) is put in by the workbook template.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from template_builder.bulk.slots import Key, Slot, cut
from template_builder.guidance.cell_values import CHECK_SHEET, FORM_SHEET
from template_builder.guidance.check_model import SHEET
from template_builder.guidance.guide import Guide
from template_builder.print_layout.heights import Block, row_heights
from template_builder.print_layout.measures import Measures, Measuring
from template_builder.workbooks.check_sheet import write_check_sheet
from template_builder.workbooks.form_sheet import FormSheet
from template_builder.workbooks.lists import LISTS, Lists
from template_builder.xlsx.archive import Entry, whole
from template_builder.xlsx.styles import FOOTER, PARAGRAPHS
from template_builder.xlsx.writer import PageSetup, SheetWriter, WorkbookWriter
from templates.kinds.base import Content
from templates.model.cell_map import CellMap
from templates.model.page import CellAddress, Sheet
from templates.text import Language

__all__ = ["STAMP", "Blank", "CutSheet", "blank_of"]

STAMP: Key = (1, 1)
"""The corner cell of the form's sheet, which carries the stamp."""

_SHEET_COLUMNS, _COLUMN_WIDTH = 4, 22.0
"""A sheet of paragraphs is several columns wide: a single one LibreOffice does not fit to the page."""
_KEPT = 2
_PART = re.compile(r"xl/worksheets/sheet([0-9]+)\.xml")


@dataclass(frozen=True, slots=True)
class CutSheet:
    """A sheet that differs from workbook to workbook, cut at its holes: one more piece than there are."""

    part: str
    number: int
    pieces: Sequence[bytes]
    holes: Sequence[Slot]


@dataclass(frozen=True, slots=True)
class Blank:
    """A form's workbook, blank: its parts in their order, those that are always the same deflated."""

    guide: Guide
    measuring: Measuring
    parts: tuple[Entry | CutSheet, ...]


class _Nothing(dict[CellAddress, Content]):
    """What the cells of a blank show: nothing, whichever is asked for."""

    def __missing__(self, place: CellAddress) -> Content:
        return None


@lru_cache(maxsize=_KEPT)
def blank_of(
    cell_map: CellMap, language: Language, password: str | None, locked: frozenset[str], issuer: str
) -> Blank:
    """Return the blank of a cell map; the inputs at the paths `locked` cannot be changed.

    `issuer` is the office that issues it, and stands in the properties of the document. The last ones are
    kept: a form is laid out once, whoever builds one workbook of it after the other.

    Raises `BuildError` where Excel could not hold what the form asks for.
    """
    guide, measuring = Guide(cell_map, language), Measuring(cell_map, language)
    names, parts = _written(guide, measuring, password, locked, issuer)
    cells: dict[int, set[Key]] = {FORM_SHEET: {STAMP}, CHECK_SHEET: set()}
    for sheet, row, column in (*guide.fields, *guide.nodes):
        cells[sheet].add((row, column))
    made: list[Entry | CutSheet] = []
    for name, content in parts.items():
        found = _PART.fullmatch(name)
        number = int(found[1]) - 1 if found else len(cells)
        if number not in cells:
            made.append(whole(name, content))
            continue
        form = number == FORM_SHEET
        rows, sides = (measuring.rows, len(measuring.side_cells)) if form else ((), 0)
        pieces, holes = cut(names[number], content.decode(), cells[number], rows, paper=form, sides=sides)
        made.append(CutSheet(name, number, tuple(piece.encode() for piece in pieces), holes))
    return Blank(guide, measuring, tuple(made))


def _written(
    guide: Guide, measuring: Measuring, password: str | None, locked: frozenset[str], issuer: str
) -> tuple[list[str], Mapping[str, bytes]]:
    """Write the blank; return the names of its sheets, and its parts."""
    cell_map, language = guide.cell_map, guide.language
    properties = {
        "title": cell_map.form.title.say(language),
        "subject": f"{cell_map.form.name} {cell_map.form.version}",
        "keywords": ", ".join(f"{name} {value}" for name, value in cell_map.parameters.items()),
        "company": issuer,
    }
    nothing = _Nothing()
    measures = Measures({}, measuring.spare_rows, measuring.spare_rows, (), "&C ")
    names = [cell_map.form.sheet.say(language), SHEET.say(language)]
    with WorkbookWriter(None, properties) as book:
        page, check_page = map(book.add_sheet, names)
        lists = Lists()
        FormSheet(page, guide, measuring, lists, locked).write(nothing, measures)
        page.protect(password)
        write_check_sheet(check_page, guide, nothing)
        check_page.protect(password)
        for sheet in cell_map.sheets:
            names.append(sheet.name.say(language))
            _write_sheet(book.add_sheet(names[-1]), sheet, language, password)
        if lists.columns:
            names.append(LISTS)
            hidden = book.add_sheet(LISTS)
            lists.write(hidden)
            hidden.protect(password)
            hidden.hide()
        book.lock(password)
    return names, book.parts


def _write_sheet(page: SheetWriter, sheet: Sheet, language: Language, password: str | None) -> None:
    """Write a sheet of paragraphs, such as the filling instructions."""
    blocks = []
    for row, (kind, text) in enumerate(sheet.paragraphs, 1):
        style = PARAGRAPHS.get(kind, PARAGRAPHS["text"])
        words = text.say(language)
        page.merge((row, 1, 1, _SHEET_COLUMNS), style)
        page.put(row, 1, words, style)
        blocks.append(Block(row, 1, _SHEET_COLUMNS * _COLUMN_WIDTH, style.size, words))
    for column in range(1, _SHEET_COLUMNS + 1):
        page.width(column, _COLUMN_WIDTH)
    for row, height in row_heights(range(1, len(blocks) + 1), blocks).items():
        page.height(row, height)
    page.set_page(PageSetup((1, 1, max(1, len(blocks)), _SHEET_COLUMNS), footer=FOOTER.say(language)))
    page.protect(password)
