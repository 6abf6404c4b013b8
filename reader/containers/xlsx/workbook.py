"""The workbook part: which sheets there are, and what they share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from reader.containers.archive import Archive
from reader.containers.grid import Grid
from reader.containers.limits import MOST_SHEETS
from reader.containers.memo import remembered
from reader.containers.workbook import Workbook
from reader.containers.xlsx.cells import CellTable
from reader.containers.xlsx.details import details_of
from reader.containers.xlsx.package import Relation, main_part, relations
from reader.containers.xlsx.scan import corner_text, scan_sheet
from reader.containers.xlsx.shared_strings import read_shared_strings, struck_strings
from reader.containers.xlsx.styles import Styles, read_styles
from reader.containers.xml.parser import local_name, parse
from reader.errors import refusal

__all__ = ["XlsxSheet", "open_xlsx"]


_ACTIVE = {
    "xl/vbaproject": "macros",
    "xl/activex/": "ActiveX",
    "xl/embeddings/": "embedded objects",
    "xl/externallinks/": "links to other workbooks",
    "xl/connections": "data connections",
}
"""How the names of parts begin that run or reach out, in small letters, and what they are."""


@dataclass(frozen=True, slots=True)
class XlsxSheet:
    """A worksheet that the workbook part lists."""

    name: str
    index: int
    visible: bool
    part: str
    archive: Archive = field(repr=False)
    strings: Sequence[str] = field(repr=False)
    styles: Styles = field(repr=False)
    struck: frozenset[int] = frozenset()
    """The numbers of the texts of which a part is struck through."""

    def corner(self) -> str | None:
        """Return the text of cell A1, as `Sheet.corner` says."""
        return corner_text(self.part, self.archive.head(self.part), self.strings)

    def grid(self) -> Grid:
        """Read the sheet, as `Sheet.grid` says."""
        content = self.archive.read(self.part)
        stored = scan_sheet(self.part, content, self.strings)
        cells = CellTable(stored, self.strings, self.styles, self.struck)
        details = details_of(self.archive, self.part, content, cells.struck, stored.hidden_rows)
        active = frozenset(name for mark, name in _ACTIVE.items() if self.archive.holds(mark))
        return Grid(self.name, cells, self.visible, self.index, details, active=active)


def open_xlsx(archive: Archive) -> Workbook:
    """Read what the workbook part says and what its sheets share. Raises `UnreadableWorkbook`."""
    main = main_part(archive)
    if main is None or main.name not in archive:
        raise refusal("damaged", main.name if main else None)
    listed = _workbook_part(main.name, archive.read(main.name))
    if len(listed.sheets) > MOST_SHEETS:
        raise refusal("too-large", main.name)
    related = relations(archive, main.name)
    worksheets = _worksheets(archive, main.name, listed.sheets, related)
    if not worksheets:
        raise refusal("damaged", main.name)
    parts = {relation.kind: relation.target for relation in related.values() if relation.target}
    strings: Sequence[str] = ()
    styles = Styles(since_1904=listed.since_1904)
    struck: frozenset[int] = frozenset()
    if part := parts.get("sharedStrings"):
        content = archive.read(part)
        strings, struck = read_shared_strings(part, content), struck_strings(content)
    if part := parts.get("styles"):
        styles = read_styles(part, archive.read(part), listed.since_1904)
    sheets = (
        XlsxSheet(entry.name, entry.index, entry.visible, part, archive, strings, styles, struck)
        for entry, part in worksheets
    )
    return Workbook(tuple(sheets), archive.content)


@dataclass(frozen=True, slots=True)
class _ListedSheet:
    """An entry of the list of sheets; `relation` is empty for a module of macros, which has no part."""

    name: str
    index: int
    visible: bool
    relation: str


@dataclass(frozen=True, slots=True)
class _WorkbookPart:
    sheets: tuple[_ListedSheet, ...]
    since_1904: bool


@remembered
def _workbook_part(part: str, content: bytes) -> _WorkbookPart:
    sheets: list[_ListedSheet] = []
    since_1904 = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal since_1904
        name = local_name(tag)
        if name == "workbookPr":
            since_1904 = attributes.get("date1904") in ("1", "true", "on")
        elif name == "sheet":
            relation = next((value for of, value in attributes.items() if of.endswith(":id")), "")
            visible = attributes.get("state", "visible") == "visible"
            sheets.append(_ListedSheet(attributes.get("name", ""), len(sheets), visible, relation))

    parse(part, content, start)
    return _WorkbookPart(tuple(sheets), since_1904)


def _worksheets(
    archive: Archive, main: str, listed: Sequence[_ListedSheet], related: Mapping[str, Relation]
) -> list[tuple[_ListedSheet, str]]:
    """Return the listed sheets that are worksheets, with their parts."""
    sheets = []
    for entry in listed:
        if not entry.relation:
            continue
        relation = related.get(entry.relation)
        if relation is None:
            raise refusal("damaged", main)
        if relation.kind != "worksheet":  # a chart, a dialog
            continue
        if relation.target is None or relation.target not in archive:
            raise refusal("damaged", relation.target or main)
        sheets.append((entry, relation.target))
    return sheets
