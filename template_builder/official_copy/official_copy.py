"""The official copy of a record: a workbook that holds the filled form, ready to be signed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import Any, BinaryIO

from template_builder.guidance.cell_values import CellValues, contents_of
from template_builder.official_copy.copy_sheet import CONTINUED_HEIGHT, write_copy
from template_builder.official_copy.paging import pages_of
from template_builder.official_copy.strips import strips_of
from template_builder.print_layout.footer import footer_text
from template_builder.print_layout.page_breaks import room_on_page, widths_on_paper
from template_builder.xlsx.formats import STEADY
from template_builder.xlsx.sheet_writer import SheetWriter
from template_builder.xlsx.workbook_writer import WorkbookWriter
from templates.compiling.room import with_room
from templates.model.cell_map import CellMap
from templates.model.page import Role
from templates.path import Tree, split, value_at
from templates.records.department import department_field
from templates.text import NO_WORDS, Language, Text

__all__ = ["build_copy"]

_STEADY_DIGITS = 5.5 / 5.25
"""How many digits of the normal font of a copy are as wide as one of the body font."""
_CONTINUED = Text("{title}（续）", "{title} (continued)")
_FOOTER = Text("&L填报单位：{name}&R第 &P 页，共 &N 页", "&LDepartment: {name}&RPage &P of &N")


def build_copy(
    cell_map: CellMap,
    destination: str | PathLike[str] | BinaryIO,
    values: Mapping[str, Any],
    *,
    language: Language = "zh",
) -> None:
    """Write the official copy of a record to a file or a stream: a workbook to be printed, signed and filed.

    It has the form's sheets of fields alone, with the rows that are filled in, also those that somebody
    inserted, as high as their texts, on as few pages as they need. It holds no formula, and cannot be read
    back.

    >>> build_copy(reading.cell_map, "成表.xlsx", reading.values)

    Raises:
        ValuesError: the values do not fit the form, or a cell cannot hold one.
        BuildError: the file cannot be written, or Excel could not hold what the form asks for.
    """
    cell_map = with_room(cell_map, values)
    filling = contents_of(cell_map, values)
    department = department_field(cell_map)
    name = value_at(filling, department) if department else None
    form = cell_map.form
    properties = {"title": form.title.say(language), "subject": f"{form.name} {form.version}"}
    target = Path(destination) if isinstance(destination, str | PathLike) else destination
    with WorkbookWriter(target, properties, STEADY) as book:
        for on_sheet in cell_map.by_sheet:
            sheet = book.add_sheet(on_sheet.form.sheet.say(language))
            _write_sheet(sheet, on_sheet, filling, footer_text(_FOOTER.say(language), name), language)
            sheet.protect()
        book.lock()


def _write_sheet(
    sheet: SheetWriter, on_sheet: CellMap, filling: Tree, footer: str, language: Language
) -> None:
    """Write the copy of one sheet of a form."""
    widths = on_sheet.column_widths
    if language == "zh":  # an English word has no other place to be broken
        widths = widths_on_paper(widths, on_sheet.paper)
    strips = strips_of(replace(on_sheet, column_widths=widths), filling, _shown(on_sheet, filling), language)
    continued = _continued(on_sheet, language)
    top = CONTINUED_HEIGHT if any(continued) else 0.0
    paper = on_sheet.paper
    pages = pages_of(strips, room_on_page(widths, paper), top, heads=paper.repeat_heads)
    steady = [width * _STEADY_DIGITS for width in widths]
    write_copy(sheet, strips, pages, steady, continued, footer, paper)


def _shown(on_sheet: CellMap, filling: Tree) -> CellValues:
    """Return what the fields of a sheet hold, by the addresses of their cells."""
    return {
        cell.address: value_at(filling, split(cell.path))
        for cell in on_sheet
        if cell.role in (Role.INPUT, Role.COMPUTED)
    }


def _continued(cell_map: CellMap, language: Language) -> tuple[str, str]:
    """Return what stands on top of further pages: the form's title, and the unit of its money."""
    title, unit = (
        next((cell.text or NO_WORDS for cell in cell_map if cell.style == style), NO_WORDS)
        for style in ("title", "unit")
    )
    words = _CONTINUED.filled({"title": title}).say(language) if title.say(language) else ""
    return words, unit.say(language)
