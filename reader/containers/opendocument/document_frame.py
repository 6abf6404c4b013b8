"""A document without its rows, and the rows that stood at the same places in the document before.

The forms of a round have their styles, sheets and columns in common, and most of their rows to the byte. So a
document is taken apart into its frame, which is parsed once for all documents that have it, and the bodies of
its rows; one that is as it was in the document before is not looked at again. In a frame, what a row comes to
depends on its bytes alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from reader.containers.grid import Area, Grid, Position
from reader.containers.memo import Memo
from reader.containers.opendocument.document_parts import HIDING, IrregularDocument, Part, parted
from reader.containers.opendocument.known_cells import RowPieces, pieces_of
from reader.containers.opendocument.number_styles import NumberStyles
from reader.containers.opendocument.tables import Table, TableScan
from reader.containers.opendocument.values import TableCell
from reader.containers.xml.parser import parse, parse_all, parser_of
from reader.errors import refusal

__all__ = ["CONTENT", "STYLES", "check_namespaces", "grids_by_parts", "styles_of"]

CONTENT, STYLES = "content.xml", "styles.xml"
_NAMESPACES = {
    "xmlns:office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "xmlns:table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "xmlns:text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
}
"""The prefixes that every known program writes; by others the cells would seem to be none."""

_ROW, _COLUMN = "table:table-row", "table:table-column"
_OF_ROWS = frozenset({"table:table-cell", "table:covered-table-cell", "office:annotation"})
_OF_STYLES = frozenset({"office:automatic-styles", "office:styles", "office:master-styles"})

_MASTERS = b"<office:master-styles>"
_MASTERS_END = b"</office:master-styles>"
_END = re.compile(rb"</office:master-styles>\s*</office:document-styles>\s*")
_SAYS_A_STYLE = re.compile(
    rb"[<:](?:(?:number|percentage|currency|date|time|text)-style|style|(?:text|table)-properties)[\s/>]"
)
"""A tag by which `NumberStyles` would know another style of cells."""

_MOST_BYTES = 2**25
_SIZE = 4
"""How many times its bytes a document takes in memory, with all that is kept of its rows."""


class _Place(NamedTuple):
    """Where a row stands: in which sheet, its number there, for how many rows, the style of its cells."""

    table: int
    row: int
    alike: int
    style: str


class _Row(NamedTuple):
    """What a row comes to; `counted` are those of its cells that a limit counts one by one."""

    markup: bytes
    pieces: RowPieces
    cells: Mapping[Position, TableCell]
    merges: tuple[Area, ...]
    struck: frozenset[Position]
    counted: int


def check_namespaces(part: str, attributes: Mapping[str, str]) -> None:
    """Look at the outermost element of a document. Raises `UnreadableWorkbook` (damaged)."""
    if any(attributes.get(prefix) != name for prefix, name in _NAMESPACES.items()):
        raise refusal("damaged", part)


class _Frame:
    """The styles, sheets, columns and places of rows of a document, and the rows that came last."""

    def __init__(
        self,
        styles: NumberStyles,
        hidden_styles: frozenset[str],
        tables: Sequence[Table],
        places: Sequence[_Place],
        size: int,
    ) -> None:
        self.styles = styles
        self.hidden_styles = hidden_styles
        self.tables = tables
        self.size = size
        self._places = places
        self._rows: list[_Row | None] = [None] * len(places)

    def grids(self, parts: Sequence[Part], blanks: int) -> list[Grid]:
        """Return the sheets with the rows of a document's parts, behind which are blank rows.

        Raises `IrregularDocument`, and `UnreadableWorkbook` where there are too many cells.
        """
        if sum(part.blanks for part in parts) + len(parts) + blanks != len(self._places):
            raise IrregularDocument
        scan, rows = _RowScan(self), self._rows
        number = -1
        for part in parts:
            number += part.blanks + 1
            row, place = rows[number], self._places[number]
            if row is None or row.markup != part.markup:
                row = rows[number] = scan.scanned(place, part, None if row is None else row.pieces)
            scan.add(place, row)
        return scan.grids()


class _FrameScan(TableScan):
    """The scan of a document in which rows are blank; what would depend on their cells is irregular."""

    def __init__(self, styles: NumberStyles, hidden_styles: frozenset[str]) -> None:
        super().__init__(CONTENT, styles, hidden_styles)
        self.styles = styles
        self.places: list[_Place] = []
        self._begun = False

    @property
    def tables(self) -> Sequence[Table]:
        """The sheets in their order."""
        return self._tables

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take the start of an element."""
        if not self._begun:
            self._begun = True
            check_namespaces(CONTENT, attributes)
        table = self._table
        is_late = (tag == _COLUMN and table is not None and table.row) or (tag in _OF_STYLES and self._tables)
        if is_late or (tag in _OF_ROWS and not self._passing):
            raise IrregularDocument
        super().start(tag, attributes)
        if tag == _ROW:
            if table is None or self._passing or self._within_styles:
                raise IrregularDocument
            self.places.append(_Place(len(self._tables) - 1, table.row, table.rows_alike, table.row_style))


class _RowScan(TableScan):
    """The scan of the rows of a document, in the sheets of its frame."""

    def __init__(self, frame: _Frame) -> None:
        super().__init__(CONTENT, frame.styles, frame.hidden_styles)
        self._tables = [table.without_rows() for table in frame.tables]

    def scanned(self, place: _Place, part: Part, last: RowPieces | None) -> _Row:
        """Scan a row by itself; `last` are the pieces of the row that was there last, if any.

        Raises `IrregularDocument` and `UnreadableWorkbook`.
        """
        self._table = table = self._tables[place.table].without_rows()
        table.row, table.rows_alike, table.row_style = place.row, place.alike, place.style
        pieces, before = pieces_of(part.body, last), self._cells
        self.take_all(chain.from_iterable(pieces.cells))
        counted, self._cells = self._cells - before, before
        return _Row(part.markup, pieces, table.cells, tuple(table.merges), frozenset(table.struck), counted)

    def add(self, place: _Place, row: _Row) -> None:
        """Add a row to its sheet. Raises `UnreadableWorkbook` (too-large)."""
        table = self._tables[place.table]
        table.cells.update(row.cells)
        table.merges += row.merges
        if row.struck:
            table.struck |= row.struck
        self._cells += row.counted
        self.check_size(table)


_known_frames = Memo[_Frame](_MOST_BYTES, lambda frame: _SIZE * frame.size)


def grids_by_parts(content: bytes, named: bytes | None = None) -> list[Grid]:
    """Return the sheets of a document by its content, and by the part with its named styles, if any.

    Raises:
        IrregularDocument: another program laid it out, or it is damaged.
        UnreadableWorkbook: it is damaged or too large.
    """
    rest, parts, blanks = parted(content)
    return _frame_of(named, rest, len(content)).grids(parts, blanks)


def _frame_of(named: bytes | None, rest: bytes, size: int) -> _Frame:
    """Return the frame of a document, which is remembered when it is met again.

    `size` is that of the whole document.
    """
    key = b"\0".join((b"" if named is None else _named_styles(named), rest))
    frame = _known_frames.get(key)
    if frame is None:
        frame = _parsed(named, rest, size)
        if _known_frames.is_met_again(key):
            _known_frames.keep(key, frame)
    return frame


def _named_styles(named: bytes) -> bytes:
    """Return what of a sound part with named styles says anything of cells.

    Headers and footers, which name the department and the day, are behind it. Raises `UnreadableWorkbook`.
    """
    before, _, masters = named.partition(_MASTERS)
    end = _END.fullmatch(masters, max(masters.find(_MASTERS_END), 0))
    if end is None or HIDING in named or _SAYS_A_STYLE.search(masters):
        return named
    parse_all(STYLES, named, parser_of(STYLES, None))
    return before


def _parsed(named: bytes | None, rest: bytes, size: int) -> _Frame:
    frame = _FrameScan(*styles_of(named))
    parse(CONTENT, rest, frame.start, frame.end, frame.text)
    if not frame.tables:
        raise IrregularDocument
    return _Frame(frame.styles, frame.hidden_styles, frame.tables, frame.places, size)


def styles_of(named: bytes | None) -> tuple[NumberStyles, frozenset[str]]:
    """Return the named styles of a document by the part that has them, and those of sheets nobody sees.

    Raises `UnreadableWorkbook` (damaged).
    """
    styles = NumberStyles()
    if named is None:
        return styles, frozenset()
    scan = TableScan(STYLES, styles)
    parse(STYLES, named, scan.start, scan.end, scan.text)
    return styles, scan.hidden_styles
