"""The sum of what the cells of a workbook hold, by which it is known later whether anybody typed into it."""

from __future__ import annotations

from collections.abc import Iterator

from template_builder.filling.contents import Contents, SheetContents
from template_builder.filling.formulas.row_map import area_of
from template_builder.filling.parts.xml_tree import Element
from template_builder.filling.placeholders import run_texts
from template_builder.filling.sheet_rows import cell_text
from templates.seal import cell_mark, cells_sum, comment_mark, formula_mark

__all__ = ["cells_sum_of"]


def cells_sum_of(contents: Contents) -> int:
    """Return the sum of what all cells hold, and their comments."""
    return cells_sum(mark for sheet in contents.sheets for mark in _marks(contents, sheet))


def _marks(contents: Contents, sheet: SheetContents) -> Iterator[int]:
    name = sheet.sheet.name
    for row, column, cell in sheet.rows.cells():
        if cell.child("f") is not None:
            yield formula_mark(name, row, column)
        else:
            yield cell_mark(name, row, column, _content(cell, contents))
    for part in sheet.comments:
        for one in contents.package.tree(part).walk():
            area = area_of(one.attributes.get("ref", ""))
            if one.local == "comment" and area is not None:
                text = "".join(piece.text for piece in run_texts(one))
                yield comment_mark(name, area[0], area[1], text)


def _content(cell: Element, contents: Contents) -> object:
    kind = cell.attributes.get("t", "n")
    if kind in ("s", "inlineStr"):
        return cell_text(cell, contents.strings)
    value = cell.child("v")
    if value is None or not value.text:
        return None
    if kind == "b":
        return value.text == "1"
    try:
        return float(value.text) if kind == "n" else value.text
    except ValueError:
        return value.text
