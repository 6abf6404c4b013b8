"""All of a sheet beside its rows that says where something is: merged cells, rules, links, breaks, filters.

The elements are known by their names wherever they stand, so that those of extensions (`x14:`) are moved by
the same lines. ECMA-376 part 1, 18.3.
"""

from __future__ import annotations

from collections.abc import Iterator

from template_builder.filling.formulas.moving import Mode, Mover, Place, shifted
from template_builder.filling.formulas.row_map import RowMap, area_of
from template_builder.filling.formulas.tokens import LAST_ROW
from template_builder.filling.parts.xml_tree import Element
from template_builder.xlsx.ranges import area_name
from templates.findings.errors import Sentence

__all__ = ["move_areas", "move_formulas"]

_VIEWED = ("activeCell", "topLeftCell")
_FORMULAS = frozenset({"formula", "formula1", "formula2", "f"})
_OF_AREA = frozenset({"conditionalFormatting", "dataValidation"})


def move_areas(sheet: str, root: Element, mover: Mover) -> list[Sentence]:
    """Move what the part of a sheet says of its rows, but for the rows; return what cannot be moved."""
    rows = mover.rows_of(sheet)
    problems: list[Sentence] = []
    for part in root.elements:
        if part.local == "sheetData":
            continue
        if rows is not None and part.local == "mergeCells":
            problems += _move_merged(sheet, part, rows)
        else:
            _move(sheet, part, mover, rows)
    return problems


def _move(sheet: str, root: Element, mover: Mover, rows: RowMap | None) -> None:
    elements = list(_without_sparklines(root))
    for element in elements:
        if element.local in _OF_AREA:
            move_formulas(element, mover, Place(sheet, _base_row(element)))
        elif element.local == "hyperlink" and "location" in element.attributes:
            where = element.attributes["location"]
            element.attributes["location"] = mover.moved(where, Place(sheet), Mode.RULE)
        elif element.local == "sparklines":
            _move_sparklines(sheet, element, mover)
    if rows is not None:
        for element in elements:
            _move_attributes(element, rows)


def _without_sparklines(root: Element) -> Iterator[Element]:
    """Yield an element and all below it, but for what is in small charts."""
    yield root
    if root.local != "sparklines":
        for child in root.elements:
            yield from _without_sparklines(child)


def _move_attributes(element: Element, rows: RowMap) -> None:
    attributes = element.attributes
    is_view = element.local == "selection"
    if "sqref" in attributes:
        attributes["sqref"] = rows.areas(attributes["sqref"], stretched=not is_view)
    if element.local == "sqref":
        element.text = rows.areas(element.text)
    if "ref" in attributes:
        attributes["ref"] = rows.area(attributes["ref"])
    for name in _VIEWED:
        if name in attributes:
            attributes[name] = rows.area(attributes[name], stretched=False)
    if element.local in ("from", "to"):  # of a control or an object, row counted from 0
        for row in element.elements:
            if row.local == "row" and row.text.isdecimal():
                row.text = str(rows.first(int(row.text) + 1) - 1)
    if element.local in ("inputCells", "cellWatch") and "r" in attributes:
        attributes["r"] = rows.area(attributes["r"], stretched=False)
    if element.local == "rowBreaks":
        _move_breaks(element, rows)


def move_formulas(root: Element, mover: Mover, place: Place) -> None:
    """Move the formulas of a rule that holds for an area, and the values it compares with."""
    for element in root.walk():
        if element.local in _FORMULAS and element.text:
            element.text = mover.moved(element.text, place, Mode.RULE)
        elif element.local == "cfvo" and "val" in element.attributes:
            element.attributes["val"] = mover.moved(element.attributes["val"], place, Mode.RULE)


def _base_row(element: Element) -> int:
    """Return the first row of the area that a rule holds for: its relative references start from there."""
    written = element.attributes.get("sqref", "")
    for inner in element.walk():
        if inner.local == "sqref" and not written:
            written = inner.text
    first = area_of(written.split()[0]) if written.split() else None
    return first[0] if first else 0


def _move_breaks(breaks: Element, rows: RowMap) -> None:
    for one in breaks.elements:
        number = one.attributes.get("id", "")
        if number.isdecimal() and 0 < int(number) <= LAST_ROW:
            one.attributes["id"] = str(rows.last(int(number)))


def _move_merged(sheet: str, merged: Element, rows: RowMap) -> list[Sentence]:
    """Move merged cells; those within a row that is repeated are merged in each copy."""
    problems: list[Sentence] = []
    found: list[Element | str] = []
    for one in merged.elements:
        ref = one.attributes.get("ref", "")
        area = area_of(ref)
        if area is None:
            found.append(one)
            continue
        top, left, bottom, right = area
        if top != bottom and rows.repeats(top):
            place = f"{sheet}!{ref}"
            problems.append(Sentence.of("template-at", place=place, what=Sentence.of("template-merged-rows")))
        if top == bottom and rows.repeats(top):
            for row in range(rows.first(top), rows.last(top) + 1):
                copy = one.copy()
                copy.attributes["ref"] = area_name((row, left, 1, right - left + 1))
                found.append(copy)
        else:
            one.attributes["ref"] = rows.area(ref)
            found.append(one)
    merged.children = found
    if "count" in merged.attributes:
        merged.attributes["count"] = str(len(found))
    return problems


def _move_sparklines(sheet: str, group: Element, mover: Mover) -> None:
    """Move small charts in cells; each copy of a row has those of the row."""
    rows = mover.rows_of(sheet) or RowMap({})
    found: list[Element | str] = []
    for one in group.elements:
        where = one.child("sqref")
        area = area_of(where.text) if where is not None else None
        row = 0 if area is None else area[0]
        count = rows.last(row) - rows.first(row) + 1 if rows.repeats(row) else 1
        for number in range(count):
            copy = one.copy()
            for part in copy.elements:
                if part.local == "f":
                    part.text = mover.moved(part.text, Place(sheet, row, number), Mode.RULE)
                elif part.local == "sqref":
                    part.text = shifted(rows.area(part.text, stretched=False), number, 0)
            found.append(copy)
    group.children = found
