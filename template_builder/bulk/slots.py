"""The places in the XML of a sheet where one filling differs from another; all between them is constant.

A sheet that was written once with blank cells is cut at those places, and each is filled in anew: a cell
(an input, or the cached result of a formula), the height of a row, the footer, the breaks between pages.
What stands in a slot is written by the very functions that the direct writer uses.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from template_builder.guidance.cell_values import FORM_SHEET
from template_builder.print_layout.sheet_layout import SheetLayout
from template_builder.workbooks.form_plan import FormContents
from template_builder.workbooks.form_sheet import text_as_shown
from template_builder.xlsx.cell_xml import content_end, escaped, result_end, row_attributes
from template_builder.xlsx.ranges import area_name, cell_name
from template_builder.xlsx.sheet_writer import footer_code

__all__ = [
    "BREAKS",
    "FOOTER",
    "SIDE_LABELS",
    "Slot",
    "SlotKey",
    "cut",
    "layout_contents",
    "row_key",
    "slot_contents",
]

SlotKey = tuple[int, int]
"""What stands in a slot: row and column of a cell; `row_key` of a row; `FOOTER`; `BREAKS`; `SIDE_LABELS`."""

FOOTER: SlotKey = (0, 0)
BREAKS: SlotKey = (0, -1)
SIDE_LABELS: SlotKey = (0, -2)

_LAST_COLUMN = 16_383
_TAG = re.compile(
    r'<c r="(?P<cell>[A-Z]+[0-9]+)"(?P<style> s="[0-9]+")?(?: t="[a-z]+")?'
    r"(?:/>|>(?P<formula><f(?: [^>]*)?(?:/>|>[^<]*</f>))?<v>[^<]*</v></c>)"
    r'|<row r="(?P<row>[0-9]+)"(?P<attributes>[^/>]*)(?P<closing>/?>)'
    r"|(?P<merged></mergeCells>)"
    r"|<oddFooter>(?P<footer>[^<]*)</oddFooter>"
    r"|(?P<end></headerFooter>)(?:<rowBreaks.*?</rowBreaks>)?"
)
"""The elements that a slot can take the place of, as xlsxwriter and `cell_xml` write them.

A pattern is enough where a parser would be slow: the XML is our own, its attributes have a fixed order, and a
cell that is not found is an error below.
"""

_OF_PAPER = ("merged", "footer", "end")
_LAID_OUT = re.compile(r' (?:ht|customHeight|hidden|outlineLevel|collapsed)="[^"]*"')


def row_key(row: int) -> SlotKey:
    """Return the key of how a row is shown."""
    return (row, 0)


@dataclass(frozen=True, slots=True)
class Slot:
    """A place to be filled in; `fixed` is what stands there in any case, `where` names it to people.

    `formula` is the element of a cell's formula, `closing` the end of a row's tag.
    """

    key: SlotKey
    where: str
    fixed: str = ""
    formula: str | None = None
    closing: str = ">"

    def filled(self, content: Any) -> str:
        """Return the XML for a content. Raises `ValuesError` for what no cell can hold."""
        row, column = self.key
        if column > 0:
            if self.formula is None:
                return self.fixed + content_end(content, self.where)
            return self.fixed + result_end(self.formula, content, self.where)
        if row > 0:
            return f"{self.fixed}{row_attributes(content)}{self.closing}"
        if self.key == BREAKS:
            return self.fixed + _breaks(content)
        if self.key == SIDE_LABELS:
            return "".join(f'<mergeCell ref="{area_name(extent)}"/>' for extent in content) + self.fixed
        return f"<oddFooter>{escaped(content)}</oddFooter>" if content else ""


def _breaks(rows: tuple[int, ...]) -> str:
    if not rows:
        return ""
    written = "".join(f'<brk id="{row}" max="{_LAST_COLUMN}" man="1"/>' for row in rows)
    return f'<rowBreaks count="{len(rows)}" manualBreakCount="{len(rows)}">{written}</rowBreaks>'


def slot_contents(contents: FormContents) -> dict[int, dict[SlotKey, Any]]:
    """Return what stands in the slots of each sheet, by its number."""
    sheets: dict[int, dict[SlotKey, Any]] = {}
    for (sheet, row, column), content in contents.values.items():
        if sheet not in sheets:
            sheets[sheet] = {}
        sheets[sheet][row, column] = content
    form = sheets.setdefault(FORM_SHEET, {})
    for key, size in contents.layout.sizes.items():
        form[key] = text_as_shown(form[key], size)
    form |= layout_contents(contents.layout)
    return sheets


def layout_contents(layout: SheetLayout) -> dict[SlotKey, Any]:
    """Return what stands in the slots of how a sheet is laid out."""
    found: dict[SlotKey, Any] = {row_key(row): shown for row, shown in layout.rows.items()}
    found[BREAKS], found[SIDE_LABELS] = layout.breaks, layout.side_labels
    found[FOOTER] = footer_code(layout.footer)
    return found


def cut(
    name: str, xml: str, cells: Collection[SlotKey], rows: Collection[int], *, paper: bool
) -> tuple[list[str], list[Slot]]:
    """Cut the XML of the sheet `name` at its `cells` and `rows` and, where `paper` is set, at what prints.

    Returns the constant pieces, one more than there are slots, and the slots between them, in order.
    """
    wanted = {cell_name(*key): key for key in cells}
    pieces: list[str] = []
    slots: list[Slot] = []
    last = 0
    for tag in _TAG.finditer(xml):
        slot = _slot(name, tag, wanted, rows) if tag.lastgroup not in _OF_PAPER or paper else None
        if slot is not None:
            pieces.append(xml[last : tag.start()])
            slots.append(slot)
            last = tag.end()
    missing = set(cells) - {slot.key for slot in slots}
    assert not missing, f"the sheet has no cells {sorted(missing)}"
    return [*pieces, xml[last:]], slots


def _slot(name: str, tag: re.Match[str], cells: Mapping[str, SlotKey], rows: Collection[int]) -> Slot | None:
    if tag["cell"]:
        key = cells.get(tag["cell"])
        fixed = f'<c r="{tag["cell"]}"{tag["style"] or ""}'
        return None if key is None else Slot(key, f"{name}!{tag['cell']}", fixed, tag["formula"])
    if tag["row"]:
        row = int(tag["row"])
        if row not in rows:
            return None
        # What the blank says of the row's height goes; its number and its span of columns stay.
        attributes = _LAID_OUT.sub("", tag["attributes"])
        fixed = f'<row r="{row}"{attributes}'
        return Slot(row_key(row), f"{name}!{row}", fixed, closing=tag["closing"])
    if tag["merged"]:
        return Slot(SIDE_LABELS, name, tag["merged"])
    # Page breaks are the element right behind the footer (ECMA-376 part 1, 18.3.1.99).
    return Slot(BREAKS, name, tag["end"]) if tag["end"] else Slot(FOOTER, name)
