"""A document's sheets by pieces: the markup of most cells is the same from file to file.

A form that was filled in differs from another in some two hundred of its thousands of cells, yet most of
its megabytes are the formulas of the others. So the rows are cut out and into the markup of single cells;
each is parsed on its own, once for all files that have it, and the rest of the document as ever. What is
laid out in any other way than programs do is left to the parser of the whole document.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import chain

from reader.containers.memo import Memo
from reader.containers.opendocument.number_styles import NumberStyles
from reader.containers.opendocument.tables import TableScan
from reader.containers.opendocument.values import TableCell
from reader.containers.xml.parser import parse
from reader.unreadable import UnreadableWorkbook

__all__ = ["IrregularDocument", "Start", "scan_by_pieces"]

Start = Callable[[str, dict[str, str]], None]

_HEAD = b'<?xml version="1.0" encoding="UTF-8"?>'
_ROW_TAG = "table:table-row"
_ROW = b"<table:table-row"
_ROW_END = b"</table:table-row>"
_ROW_HEAD = re.compile(rb"<table:table-row(?: [^<>]*[^<>/])?>")
_ROW_OR_EMPTY = re.compile(rb"<table:table-row(?:[ /][^<>]*)?>")
_CELL = b"<table:table-cell"
_HIDING = b"<!"
"""What begins a comment or the like, in which there may be markup that is none."""

_WHOLE = frozenset({"piece"})
_CELLS = frozenset({"table:table-cell", "table:covered-table-cell"})
_WITHIN = frozenset({"text:p", "text:s", "text:tab", "text:line-break", "text:span", "text:a"})
_MOST_BYTES = 2**25
_SIZE = 3
"""How many times the memory of its markup a cell takes, with what is made of it."""

_Cells = tuple[TableCell, ...]
_known = Memo[_Cells](_MOST_BYTES, lambda cells: _SIZE * sum(len(cell.text) + 300 for cell in cells))


class IrregularDocument(Exception):
    """A document cannot be read by pieces; a parser may read it."""


def scan_by_pieces(part: str, content: bytes, scan: TableScan, start: Start) -> None:
    """Have a scan take a document, whose elements begin with `start`, its rows by their cells.

    Raises:
        IrregularDocument: another program laid it out, or it is damaged.
        UnreadableWorkbook: it is damaged or too large.
    """
    rest, rows = _parted(content)

    def begin(tag: str, attributes: dict[str, str]) -> None:
        start(tag, attributes)
        if tag == _ROW_TAG:
            pieces = next(rows, ())
            if not scan.is_passing_over:
                scan.take_all(chain.from_iterable(_known.get(piece) or _cells_of(piece) for piece in pieces))

    parse(part, rest, begin, scan.end, scan.text)


def _parted(content: bytes) -> tuple[bytes, Iterator[list[bytes]]]:
    """Return a document with empty rows, and the pieces of each of them in their order."""
    if not content.startswith(_HEAD):
        raise IrregularDocument
    *chunks, last = content.split(_ROW_END)
    rest: list[bytes] = []
    rows: list[list[bytes]] = []
    for chunk in chunks:
        at = chunk.rfind(_ROW)
        head = _ROW_HEAD.match(chunk, max(at, 0))
        if head is None:
            raise IrregularDocument
        rows += _empty_rows(chunk[:at])
        rest += (chunk[:at], head[0][:-1], b"/>")
        lead, *cells = chunk[head.end() :].split(_CELL)
        rows.append([lead, *map(_CELL.__add__, cells)] if lead else list(map(_CELL.__add__, cells)))
    rows += _empty_rows(last)
    whole = b"".join((*rest, last))
    if _HIDING in whole:
        raise IrregularDocument
    return whole, iter(rows)


def _empty_rows(markup: bytes) -> list[list[bytes]]:
    """Return no pieces for each of the rows that have none, between the others."""
    heads = [head[0] for head in _ROW_OR_EMPTY.finditer(markup)]
    if not all(head.endswith(b"/>") for head in heads):
        raise IrregularDocument
    return [[] for _ in heads]


def _cells_of(piece: bytes) -> _Cells:
    """Return the cells of a piece of a row, which is remembered when it is met again."""
    if _HIDING in piece:
        raise IrregularDocument
    scan = _PieceScan()
    try:
        parse("piece", b"".join((b"<piece>", piece, b"</piece>")), scan.start, scan.end, scan.text)
    except UnreadableWorkbook as refused:
        raise IrregularDocument from refused
    cells = tuple(scan.cells)
    return _known.keep(piece, cells) if _known.is_met_again(piece) else cells


class _PieceScan(TableScan):
    """The cells of a piece, which may have nothing else but paragraphs."""

    def __init__(self) -> None:
        super().__init__("piece", NumberStyles())
        self.cells: list[TableCell] = []
        self._open: list[str] = []
        super().start("table:table", {})

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take the start of an element."""
        within = self._open[-1] if self._open else None
        allowed = {None: _WHOLE, "piece": _CELLS}.get(within, _WITHIN)
        if tag not in allowed:
            raise IrregularDocument
        self._open.append(tag)
        super().start(tag, attributes)

    def end(self, tag: str) -> None:
        """Take the end of an element."""
        self._open.pop()
        super().end(tag)

    def text(self, characters: str) -> None:
        """Take characters."""
        if self._open[-1] == "piece":
            raise IrregularDocument
        super().text(characters)

    def take(self, cell: TableCell) -> None:
        """Take a cell."""
        self.cells.append(cell)
