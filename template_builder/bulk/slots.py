"""The places in the XML of a sheet where one filling differs from another; all between them is constant.

A sheet that was written once with blank cells is cut at those places, and each is filled in anew: a cell
(an input, or the cached result of a formula), the height of a row, the footer, the breaks between pages.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from template_builder.xlsx.contents import Sized, checked_number, checked_text
from template_builder.xlsx.package import escaped
from template_builder.xlsx.styles import BODY_FONT
from template_builder.xlsx.writer import Extent, area_name, cell_name
from templates.kinds.base import Content

__all__ = ["BREAKS", "FOOTER", "SIDES", "Key", "RowLayout", "SheetLayout", "Slot", "cut", "row_key"]

Key = tuple[int, int]
"""What stands in a hole: row and column of a cell; `row_key` of a row; `FOOTER`; `BREAKS`; `SIDES`."""

FOOTER: Key = (0, 0)
BREAKS: Key = (0, -1)
SIDES: Key = (0, -2)

_LAST_COLUMN = 16_383
_TAG = re.compile(
    r'<c r="(?P<cell>[A-Z]+[0-9]+)"(?P<style> s="[0-9]+")?(?: t="[a-z]+")?'
    r"(?:/>|>(?P<formula><f(?: [^>]*)?(?:/>|>[^<]*</f>))?<v>[^<]*</v></c>)"
    r'|<row r="(?P<row>[0-9]+)"(?P<attributes>[^/>]*)(?P<closing>/?>)'
    r"|(?P<merged></mergeCells>)"
    r"|<oddFooter>(?P<footer>[^<]*)</oddFooter>"
    r"|(?P<end></headerFooter>)(?:<rowBreaks.*?</rowBreaks>)?"
)
_OF_PAPER = ("merged", "footer", "end")
_TRIMMED = re.compile(r' (?:ht|customHeight|hidden|outlineLevel|collapsed)="[^"]*"')


def row_key(row: int) -> Key:
    """Return the key of what a row says of itself."""
    return (row, 0)


@dataclass(frozen=True, slots=True)
class RowLayout:
    """How a row is shown: its height in points, and whether it is hidden, in an outline group of a level."""

    height: float
    hidden: bool = False
    level: int = 0
    collapsed: bool = False


@dataclass(frozen=True, slots=True)
class SheetLayout:
    """What a sheet has that follows from its texts: rows, the rows after which a page ends, the footer."""

    rows: Mapping[int, RowLayout] = field(default_factory=dict)
    breaks: tuple[int, ...] = ()
    footer: str = ""
    sides: tuple[Extent, ...] = ()
    """What is merged besides what always is."""

    def by_key(self) -> dict[Key, Any]:
        """Return the same by the keys of the holes it goes into."""
        found: dict[Key, Any] = {row_key(row): trim for row, trim in self.rows.items()}
        return found | {BREAKS: self.breaks, FOOTER: self.footer, SIDES: self.sides}


@dataclass(frozen=True, slots=True)
class Slot:
    """A place to be filled in; `fixed` is what stands there in any case, `where` names it to people.

    `formula` is the element of a cell's formula, `closing` the end of a row's tag.
    """

    key: Key
    where: str
    fixed: str = ""
    formula: str | None = None
    closing: str = ">"

    def filled(self, content: Any) -> bytes:
        """Return the XML for a content. Raises `ValuesError` for what no cell can hold."""
        return self._written(content).encode()

    def _written(self, content: Any) -> str:
        if self.key == BREAKS:
            return self.fixed + _breaks(content)
        if self.key == SIDES:
            return "".join(f'<mergeCell ref="{area_name(extent)}"/>' for extent in content) + self.fixed
        if self.key == FOOTER:
            return f"<oddFooter>{escaped(content)}</oddFooter>" if content else ""
        if isinstance(content, RowLayout):
            return f"{self.fixed}{_row(content)}{self.closing}"
        return self._cell(content) if self.formula is None else self._formula(self.formula, content)

    def _cell(self, content: Content) -> str:
        if content is None or content == "":
            return f"{self.fixed}/>"
        if isinstance(content, str):
            text = f'<t xml:space="preserve">{escaped(checked_text(content, self.where))}</t>'
            if isinstance(content, Sized):
                text = f'<r><rPr><sz val="{content.size:g}"/><rFont val="{BODY_FONT}"/></rPr>{text}</r>'
            return f'{self.fixed} t="inlineStr"><is>{text}</is></c>'
        if isinstance(content, bool):
            return f'{self.fixed} t="b"><v>{content:d}</v></c>'
        return f"{self.fixed}><v>{checked_number(content, self.where):.16G}</v></c>"

    def _formula(self, formula: str, cached: Content) -> str:
        if cached is None or isinstance(cached, str):
            text = escaped(checked_text(cached or "", self.where))
            return f'{self.fixed} t="str">{formula}<v>{text}</v></c>'
        if isinstance(cached, bool):
            return f'{self.fixed} t="b">{formula}<v>{cached:d}</v></c>'
        number = cached if type(cached) is int else checked_number(cached, self.where)
        return f"{self.fixed}>{formula}<v>{number!r}</v></c>"


def _row(trim: RowLayout) -> str:
    hidden = ' hidden="1"' if trim.hidden else ""
    level = f' outlineLevel="{trim.level}"' if trim.level else ""
    collapsed = ' collapsed="1"' if trim.collapsed else ""
    return f' ht="{trim.height:g}" customHeight="1"{hidden}{level}{collapsed}'


def _breaks(rows: tuple[int, ...]) -> str:
    if not rows:
        return ""
    written = "".join(f'<brk id="{row}" max="{_LAST_COLUMN}" man="1"/>' for row in rows)
    return f'<rowBreaks count="{len(rows)}" manualBreakCount="{len(rows)}">{written}</rowBreaks>'


def cut(
    name: str, xml: str, cells: Collection[Key], rows: Collection[int], *, paper: bool, sides: int = 0
) -> tuple[list[str], list[Slot]]:
    """Cut the XML of the sheet `name` at its `cells` and `rows` and, where `paper` is set, at what prints.
    Of the merged cells, the last `sides` are taken out.

    Returns the constant pieces, one more than there are holes, and the holes between them, in order.
    """
    wanted = {cell_name(*key): key for key in cells}
    xml = _without(xml, sides) if sides else xml
    pieces: list[str] = []
    holes: list[Slot] = []
    last = 0
    for tag in _TAG.finditer(xml):
        hole = _hole(name, tag, wanted, rows) if tag.lastgroup not in _OF_PAPER or paper else None
        if hole is not None:
            pieces.append(xml[last : tag.start()])
            holes.append(hole)
            last = tag.end()
    missing = set(cells) - {hole.key for hole in holes}
    assert not missing, f"the sheet has no cells {sorted(missing)}"
    return [*pieces, xml[last:]], holes


def _hole(name: str, tag: re.Match[str], cells: Mapping[str, Key], rows: Collection[int]) -> Slot | None:
    if tag["cell"]:
        key = cells.get(tag["cell"])
        fixed = f'<c r="{tag["cell"]}"{tag["style"] or ""}'
        return None if key is None else Slot(key, f"{name}!{tag['cell']}", fixed, tag["formula"])
    if tag["row"]:
        row = int(tag["row"])
        if row not in rows:
            return None
        attributes = _TRIMMED.sub("", tag["attributes"])
        fixed = f'<row r="{row}"{attributes}'
        return Slot(row_key(row), f"{name}!{row}", fixed, closing=tag["closing"])
    if tag["merged"]:
        return Slot(SIDES, name, tag["merged"])
    return Slot(BREAKS, name, tag["end"]) if tag["end"] else Slot(FOOTER, name)


def _without(xml: str, sides: int) -> str:
    """Take the last merged cells out, and the number of them all, which need not be told."""
    end = first = xml.index("</mergeCells>")
    for _ in range(sides):
        first = xml.rindex("<mergeCell ", 0, first)
    head = xml.rindex("<mergeCells ", 0, first)
    return f"{xml[:head]}<mergeCells>{xml[xml.index('>', head) + 1 : first]}{xml[end:]}"
