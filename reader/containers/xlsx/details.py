"""What a worksheet has beside the contents of its cells: merges, hidden rows and columns, comments."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from reader.containers.archive import Archive
from reader.containers.grid import Area, PlainDetails, Position, column_number
from reader.containers.xlsx.package import relations
from reader.containers.xml.parser import local_name, parse
from reader.errors import UnreadableWorkbook

__all__ = ["HIDDEN", "XlsxDetails", "details_of"]

_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})")
_STRUCK_CELL = re.compile(
    rb'<c r="([A-Z]+[0-9]+)"(?:[^>]*[^/>])?>(?:(?!</c>).)*?<strike(?: val="(?:1|true)")?\s*/>', re.DOTALL
)
HIDDEN = re.compile(rb' hidden="(?:1|true|on)"')
"""What a row or column says that people do not see."""

_CELLS = b"<sheetData"
"""How the cells begin, where names have no prefix."""

_COLUMN = re.compile(rb"<col( [^>]*)/>")
_COLUMN_FIRST, _COLUMN_LAST = (re.compile(b' %s="([0-9]{1,7})"' % name) for name in (b"min", b"max"))
_ROW_NUMBER = re.compile(rb' r="([0-9]{1,7})"')
_LAST_COLUMN = 16_384
_TRUE = frozenset({"1", "true", "on"})
_NO_PART = ""


@dataclass(frozen=True)
class XlsxDetails:
    """The details of a worksheet, worked out from its kept bytes when they are first asked for."""

    part: str
    content: bytes = field(repr=False)
    comments_part: str = _NO_PART
    comments_content: bytes = field(default=b"", repr=False)
    struck_cells: Callable[[], frozenset[Position]] = field(default=frozenset, repr=False, compare=False)
    refused: UnreadableWorkbook | None = field(default=None, compare=False)
    """Why the comments cannot be read: nobody may ever ask for them."""
    plain: frozenset[int] | None = field(default=None, repr=False, compare=False)
    """What a scan of the cells knows: `StoredSheet.hidden_rows`."""

    @property
    def merges(self) -> tuple[Area, ...]:
        """The merged ranges, in the order of the file."""
        return self._in_sheet.merges

    @property
    def hidden_rows(self) -> frozenset[int]:
        """The numbers of the rows that people do not see."""
        quickly = _hidden_rows(self.content) if self.plain is None else self.plain
        return self._in_sheet.hidden_rows if quickly is None else quickly

    @property
    def hidden_columns(self) -> frozenset[int]:
        """The numbers of the columns that people do not see."""
        quickly = _hidden_columns(self.content)
        return self._in_sheet.hidden_columns if quickly is None else quickly

    @cached_property
    def comments(self) -> Mapping[Position, str]:
        """The texts of the comments, by the cells they stand at."""
        if self.refused is not None:
            raise self.refused
        return _comments(self.comments_part, self.comments_content) if self.comments_part else {}

    @property
    def struck(self) -> frozenset[Position]:
        """The cells whose content, or part of it, is struck through."""
        struck = self.struck_cells()
        return struck if self.plain is not None else struck | _struck_in_place(self.content)

    @cached_property
    def _in_sheet(self) -> PlainDetails:
        return _details_in_sheet(self.part, self.content)


def details_of(
    archive: Archive,
    part: str,
    content: bytes,
    struck: Callable[[], frozenset[Position]] = frozenset,
    plain: frozenset[int] | None = None,
) -> XlsxDetails:
    """Return the details of the worksheet that is a part of an archive and has this content.

    `struck` gives the cells that are struck through, where anybody asks for them. `plain` is what a scan of
    the cells knows: `StoredSheet.hidden_rows`.
    """
    try:
        for relation in relations(archive, part).values():
            if relation.kind == "comments" and relation.target is not None and relation.target in archive:
                comments = archive.read(relation.target)
                return XlsxDetails(part, content, relation.target, comments, struck, plain=plain)
    except UnreadableWorkbook as refused:
        return XlsxDetails(part, content, struck_cells=struck, refused=refused, plain=plain)
    return XlsxDetails(part, content, struck_cells=struck, plain=plain)


def _struck_in_place(content: bytes) -> frozenset[Position]:
    """Return the cells with a text of their own of which a part is struck through."""
    if b"<strike" not in content:
        return frozenset()
    areas = (_area(found[1].decode()) for found in _STRUCK_CELL.finditer(content))
    return frozenset(area[:2] for area in areas if area is not None)


def _hidden_rows(content: bytes) -> frozenset[int] | None:
    """Return the hidden rows by a look at the tags of rows; None where a parser has to tell.

    Every form has some, of which this asks: a parse of the whole sheet would take as long as all else.
    """
    if _CELLS not in content:
        return None
    numbers = set()
    for piece in content.split(b"<row ")[1:]:
        tag = b" " + piece[: piece.find(b">")]
        if HIDDEN.search(tag):
            number = _ROW_NUMBER.search(tag)
            if number is None:
                return None
            numbers.add(int(number[1]))
    return frozenset(numbers)


def _hidden_columns(content: bytes) -> frozenset[int] | None:
    """Return the hidden columns by a look at the tags before the cells; None where a parser has to tell."""
    head, cells, _ = content.partition(_CELLS)
    if not cells:
        return None
    tags = _COLUMN.findall(head)
    if len(tags) != head.count(b"<col ") or b"<!--" in head:
        return None
    found: set[int] = set()
    for tag in tags:
        if HIDDEN.search(tag):
            first, last = _COLUMN_FIRST.search(tag), _COLUMN_LAST.search(tag)
            if first is None or last is None:
                return None
            found.update(range(int(first[1]), min(int(last[1]), _LAST_COLUMN) + 1))
    return frozenset(found)


def _details_in_sheet(part: str, content: bytes) -> PlainDetails:
    merges: list[Area] = []
    rows: list[int] = []
    columns: set[int] = set()
    row = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal row
        name = local_name(tag)
        if name == "row":
            row = _whole(attributes.get("r"), row + 1)  # a row that names no number follows the last
            if attributes.get("hidden") in _TRUE:
                rows.append(row)
        elif name == "col" and attributes.get("hidden") in _TRUE:
            first = _whole(attributes.get("min"), 1)
            last = min(_whole(attributes.get("max"), first), _LAST_COLUMN)
            columns.update(range(first, last + 1))
        elif name == "mergeCell" and (area := _area(attributes.get("ref", ""))) is not None:
            merges.append(area)

    parse(part, content, start)
    return PlainDetails(tuple(merges), frozenset(rows), frozenset(columns))


def _comments(part: str, content: bytes) -> dict[Position, str]:
    comments: dict[Position, str] = {}
    position: Position | None = None
    pieces: list[str] = []
    reading = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal position, reading
        name = local_name(tag)
        if name == "comment":
            area = _area(attributes.get("ref", ""))
            position = None if area is None else area[:2]
            pieces.clear()
        reading = name == "t" and position is not None

    def end(tag: str) -> None:
        nonlocal reading
        reading = False
        if local_name(tag) == "comment" and position is not None:
            comments[position] = "".join(pieces)

    def text(characters: str) -> None:
        if reading:
            pieces.append(characters)

    parse(part, content, start, end, text)
    return comments


def _area(written: str) -> Area | None:
    """Return the range of a reference such as `B3:I3` or `B3`, None for what is no reference."""
    first, _, last = written.partition(":")
    corners = [_REFERENCE.fullmatch(corner) for corner in (first, last or first)]
    rows = [int(corner[2]) for corner in corners if corner]
    columns = [column_number(corner[1]) for corner in corners if corner]
    if len(rows) < len(corners):
        return None
    return Area(min(rows), min(columns), max(rows), max(columns))


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else otherwise
