"""The places in the XML of a sheet where one filling differs from another; all between them is constant.

A sheet that was written once with blank cells is cut at those places, and each is filled in anew: a cell
(an input, or the cached result of a formula), the height of a row, the footer, the breaks between pages.
What stands in a slot is written by the very functions that the direct writer uses.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Protocol

from template_builder.print_layout.sheet_layout import SheetLayout
from template_builder.workbooks.form_plan import FormContents
from template_builder.workbooks.form_sheet import text_as_shown
from template_builder.xlsx.cell_xml import (
    CellContent,
    RowLayout,
    content_end,
    escaped,
    result_end,
    row_attributes,
)
from template_builder.xlsx.ranges import Extent, area_name
from template_builder.xlsx.sheet_writer import footer_code
from templates.kinds.base import Content
from templates.language import address

__all__ = [
    "BREAKS",
    "FOOTER",
    "SIDE_LABELS",
    "InputSlot",
    "ResultSlot",
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

_MERGED_END, _FOOTER_END = "</mergeCells>", "</headerFooter>"
_OF_PAPER = ("merged", "footer", "end")
_LAID_OUT = re.compile(r' (?:ht|customHeight|hidden|outlineLevel|collapsed)="[^"]*"')


def row_key(row: int) -> SlotKey:
    """Return the key of how a row is shown."""
    return (row, 0)


class Slot(Protocol):
    """A place to be filled in."""

    key: SlotKey

    def filled(self, content: Any) -> str:
        """Return the XML for a content. Raises `ValuesError` for what no cell can hold."""
        ...


class InputSlot:
    """An input; `start` is the beginning of its cell's element, `where` names it to people."""

    def __init__(self, key: SlotKey, where: str, start: str) -> None:
        self.key, self._where, self._start = key, where, start
        self._blank = start + content_end(None, where)

    def filled(self, content: CellContent) -> str:
        """Return the element of the cell with what is filled in."""
        return self._blank if content is None else self._start + content_end(content, self._where)


class ResultSlot:
    """The result of a formula, whose element stands in `formula`.

    Most results are the numbers of flags, or texts that say nothing: these are ready but for the number.
    """

    def __init__(self, key: SlotKey, where: str, start: str, formula: str) -> None:
        self.key, self._where, self._start, self._formula = key, where, start, formula
        self._blank = start + result_end(formula, "", where)
        zero = start + result_end(formula, 0, where)
        self._before, _, self._behind = zero.rpartition("0")

    def filled(self, content: Content) -> str:
        """Return the element of the cell with the result that its formula has."""
        if type(content) is int:
            return f"{self._before}{content}{self._behind}"
        if content == "":
            return self._blank
        return self._start + result_end(self._formula, content, self._where)


class RowSlot:
    """How a row is shown; `start` and `end` are those of the tag of its element."""

    def __init__(self, key: SlotKey, start: str, end: str) -> None:
        self.key, self._start, self._end = key, start, end

    def filled(self, content: RowLayout) -> str:
        """Return the tag of the row."""
        return f"{self._start}{row_attributes(content)}{self._end}"


class SideLabelSlot:
    """The merged cells of the labels at the side, before the end of all merged cells."""

    key = SIDE_LABELS

    def filled(self, content: Iterable[Extent]) -> str:
        """Return the elements of these merged cells."""
        return "".join(f'<mergeCell ref="{area_name(extent)}"/>' for extent in content) + _MERGED_END


class FooterSlot:
    """The footer."""

    key = FOOTER

    def filled(self, content: str) -> str:
        """Return the element of the footer with its code."""
        return f"<oddFooter>{escaped(content)}</oddFooter>" if content else ""


class BreakSlot:
    """The rows after which a page ends, behind the end of header and footer."""

    key = BREAKS

    def filled(self, content: tuple[int, ...]) -> str:
        """Return the element of these breaks."""
        return _FOOTER_END + _breaks(content)


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
    for number, layout in enumerate(contents.layouts):
        form = sheets.setdefault(number, {})
        for key, size in layout.sizes.items():
            form[key] = text_as_shown(form[key], size)
        form |= layout_contents(layout)
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
    wanted = {address(*key): key for key in cells}
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
        if key is None:
            return None
        where, start = f"{name}!{tag['cell']}", f'<c r="{tag["cell"]}"{tag["style"] or ""}'
        return (
            ResultSlot(key, where, start, tag["formula"]) if tag["formula"] else InputSlot(key, where, start)
        )
    if tag["row"]:
        row = int(tag["row"])
        # What the blank says of the row's height goes; its number and its span of columns stay.
        start = f'<row r="{row}"{_LAID_OUT.sub("", tag["attributes"])}'
        return RowSlot(row_key(row), start, tag["closing"]) if row in rows else None
    if tag["merged"]:
        return SideLabelSlot()
    # Page breaks are the element right behind header and footer (ECMA-376 part 1, 18.3.1.99).
    return BreakSlot() if tag["end"] else FooterSlot()
