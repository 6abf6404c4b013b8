"""What a worksheet has beside the contents of its cells: merges, hidden rows and columns, comments."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from reader.containers.archive import Archive
from reader.containers.grid import Area, PlainDetails, Position, column_number
from reader.containers.xlsx.package import relations
from reader.containers.xml_parser import local_name, parse
from reader.unreadable import UnreadableWorkbook

__all__ = ["XlsxDetails", "details_of"]

_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})")
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
    refused: UnreadableWorkbook | None = field(default=None, compare=False)
    """Why the comments cannot be read: nobody may ever ask for them."""

    @property
    def merges(self) -> tuple[Area, ...]:
        """The merged ranges, in the order of the file."""
        return self._in_sheet.merges

    @property
    def hidden_rows(self) -> frozenset[int]:
        """The numbers of the rows that people do not see."""
        return self._in_sheet.hidden_rows

    @property
    def hidden_columns(self) -> frozenset[int]:
        """The numbers of the columns that people do not see."""
        return self._in_sheet.hidden_columns

    @cached_property
    def comments(self) -> Mapping[Position, str]:
        """The texts of the comments, by the cells they stand at."""
        if self.refused is not None:
            raise self.refused
        return _comments(self.comments_part, self.comments_content) if self.comments_part else {}

    @cached_property
    def _in_sheet(self) -> PlainDetails:
        return _details_in_sheet(self.part, self.content)


def details_of(archive: Archive, part: str, content: bytes) -> XlsxDetails:
    """Return the details of the worksheet that is a part of an archive and has this content."""
    try:
        for relation in relations(archive, part).values():
            if relation.kind == "comments" and relation.target is not None and relation.target in archive:
                return XlsxDetails(part, content, relation.target, archive.read(relation.target))
    except UnreadableWorkbook as refused:
        return XlsxDetails(part, content, refused=refused)
    return XlsxDetails(part, content)


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
