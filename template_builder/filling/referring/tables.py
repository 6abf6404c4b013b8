"""The tables of a sheet (列表对象) and what else has a part of its own: names, sources of pivot tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from template_builder.filling.formulas.moving import Mode, Mover, Place
from template_builder.filling.formulas.row_map import RowMap, area_of
from template_builder.filling.parts.xml_tree import Element
from template_builder.filling.placeholders import names_in
from templates.findings.errors import Sentence

__all__ = ["move_names", "move_pivot_source", "move_table", "table_problems"]

_FORMULAS = ("calculatedColumnFormula", "totalsRowFormula")


def table_problems(
    sheet: str, root: Element, rows: RowMap | None, texts: Mapping[tuple[int, int], str]
) -> Iterator[Sentence]:
    """Yield why a table cannot be filled in: `texts` are those of the cells of its sheet, by their places."""
    area = area_of(root.attributes.get("ref", ""))
    if area is None:
        return
    top, left, bottom, right = area
    heads = int(root.attributes.get("headerRowCount", "1"))
    totals = int(root.attributes.get("totalsRowCount", "0"))
    place = f"{sheet}!{root.attributes['ref']}"
    name = root.attributes.get("displayName", root.attributes.get("name", ""))
    head_cells = [(row, column) for row in range(top, top + heads) for column in range(left, right + 1)]
    if any(True for cell in head_cells for _ in names_in(texts.get(cell, ""))):
        yield Sentence.of("template-at", place=place, what=Sentence.of("template-table-head", name=name))
    edges = [*range(top, top + heads), *range(bottom - totals + 1, bottom + 1)]
    if rows is not None and any(rows.repeats(row) for row in edges):
        yield Sentence.of("template-at", place=place, what=Sentence.of("template-table-edge", name=name))


def move_table(sheet: str, root: Element, mover: Mover) -> None:
    """Move a table, stretched over all copies of its rows."""
    rows = mover.rows_of(sheet)
    area = area_of(root.attributes.get("ref", ""))
    first = 0 if area is None else area[0] + int(root.attributes.get("headerRowCount", "1"))
    for element in root.walk():
        if element.local in _FORMULAS:
            element.text = mover.moved(element.text, Place(sheet, first), Mode.RULE)
        if rows is not None and "ref" in element.attributes:
            element.attributes["ref"] = rows.area(element.attributes["ref"])


def move_names(book: Element, mover: Mover) -> None:
    """Move what the names of a workbook stand for, areas for printing among them."""
    names = book.child("definedNames")
    for one in [] if names is None else names.elements:
        one.text = mover.moved(one.text, Place(""), Mode.NAME)


def move_pivot_source(root: Element, mover: Mover) -> bool:
    """Stretch the source of pivot tables, which are worked out anew when the workbook is opened."""
    for element in root.walk():
        rows = mover.rows_of(element.attributes.get("sheet", ""))
        if element.local == "worksheetSource" and rows is not None and "ref" in element.attributes:
            element.attributes["ref"] = rows.area(element.attributes["ref"])
            root.attributes["refreshOnLoad"] = "1"
            return True
    return False
