"""The cells in a row of a document by pieces: the markup of most is the same from file to file.

A form that was filled in differs from another in some two hundred of its thousands of cells, yet most of its
megabytes are the formulas of the others. So a row is cut into the markup of single cells; each is parsed on
its own, once for all files that have it. Most others differ from one that is known in their text alone, or
in the number that it shows. What is in a cell beside paragraphs is left to the parser of the document.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from reader.containers.memo import Memo
from reader.containers.opendocument.document_parts import HIDING, IrregularDocument
from reader.containers.opendocument.number_styles import NumberStyles
from reader.containers.opendocument.tables import TableScan
from reader.containers.opendocument.values import TableCell, holds_something
from reader.containers.xml.parser import parse
from reader.containers.xml.patterns import Irregular, text_between_tags
from reader.errors import UnreadableWorkbook

__all__ = ["RowPieces", "pieces_of"]

_CELL = b"<table:table-cell"
_WHOLE = frozenset({"piece"})
_CELLS = frozenset({"table:table-cell", "table:covered-table-cell"})
_WITHIN = frozenset({"text:p", "text:s", "text:tab", "text:line-break", "text:span", "text:a"})

_PARAGRAPH, _PARAGRAPH_END = b"<text:p>", b"</text:p>"
_INSTRUCTION = b"<?"
_NUMBER, _NUMBER_TYPE = b"office:value", b"office:value-type"
_NUMBER_START = b' office:value="'
_DIGITS = re.compile(rb"[0-9.eE+-]*")
_TEXT_HERE, _NUMBER_HERE = b"x", b"2.71828"
"""What stands in a cell that is parsed for the sake of others like it."""

_MOST_BYTES = 2**25
_SIZE = 3
"""How many times the memory of its markup a cell takes, with what is made of it."""

_Cells = tuple[TableCell, ...]


class _Likeness(NamedTuple):
    """Cells of which one, at the place `at`, varies: in its text, and where `numbered` in its number."""

    cells: _Cells
    at: int
    numbered: bool


def _size(cells: _Cells) -> int:
    return _SIZE * sum(len(cell.text) + 300 for cell in cells)


_known = Memo[_Cells](_MOST_BYTES, _size)
_likenesses = Memo[_Likeness](_MOST_BYTES // 4, lambda known: _size(known.cells))


class RowPieces(NamedTuple):
    """The pieces of a row, of which all but the first are without their beginning; the cells of each."""

    pieces: Sequence[bytes]
    cells: Sequence[_Cells]


def pieces_of(body: bytes, before: RowPieces | None = None) -> RowPieces:
    """Return the pieces of a row by what stands in it, and their cells.

    Many are those of the row that was there `before`. Raises `IrregularDocument`.
    """
    lead, *others = pieces = body.split(_CELL)
    first = _known_cells(lead) if lead else ()
    if before is None or len(before.pieces) != len(pieces):
        return RowPieces(pieces, [first, *(_known_cells(_CELL + piece) for piece in others)])
    rows = zip(others, before.pieces[1:], before.cells[1:], strict=True)
    cells = (known if piece == other else _known_cells(_CELL + piece) for piece, other, known in rows)
    return RowPieces(pieces, [first, *cells])


def _known_cells(piece: bytes) -> _Cells:
    return _known.get(piece) or _cells_of(piece)


def _cells_of(piece: bytes) -> _Cells:
    """Return the cells of a piece of a row, which is remembered when it is met again."""
    cells = _cells_alike(piece) or _parsed(piece)
    return _known.keep(piece, cells) if _known.is_met_again(piece) else cells


def _cells_alike(piece: bytes) -> _Cells:
    """Return the cells of a piece by another that differs in a text and a number; none where none does."""
    start = piece.find(_PARAGRAPH) + len(_PARAGRAPH)
    end = piece.find(b"<", start)
    is_single = piece.startswith(_PARAGRAPH_END, end) and piece.count(_PARAGRAPH) == 1
    if not is_single or HIDING in piece or _INSTRUCTION in piece:
        return ()
    before, text, after = piece[:start], piece[start:end], piece[end:]
    number = None
    if _NUMBER_START in before:
        if before.count(_NUMBER) != before.count(_NUMBER_TYPE) + 1:
            return ()
        first, _, rest = before.partition(_NUMBER_START)
        number, _, rest = rest.partition(b'"')
        if _DIGITS.fullmatch(number) is None:
            return ()
        before = b"".join((first, _NUMBER_START, _NUMBER_HERE, b'"', rest))
    likeness = _likeness(before + _TEXT_HERE + after, numbered=number is not None)
    if likeness is None:
        return ()
    try:
        return _with(likeness, text_between_tags(text), number)
    except Irregular:
        return ()


def _likeness(piece: bytes, *, numbered: bool) -> _Likeness | None:
    """Return what all pieces come to that are this one but for its text and number, None where nothing."""
    known = _likenesses.get(piece)
    if known is not None:
        return known
    cells = _parsed(piece)
    text, number = _TEXT_HERE.decode(), _NUMBER_HERE.decode()
    places = [
        at
        for at, cell in enumerate(cells)
        if cell.text == text
        and cell.held is not None
        and "office:string-value" not in cell.held
        and (not numbered or cell.held.get("office:value") == number)
    ]
    if len(places) != 1:
        return None
    found = _Likeness(cells, places[0], numbered)
    return _likenesses.keep(piece, found) if _likenesses.is_met_again(piece) else found


def _with(likeness: _Likeness, text: str, number: bytes | None) -> _Cells:
    """Return cells of which one has this text, and this number if it has any."""
    cell = likeness.cells[likeness.at]
    held = dict(cell.held or {})
    if number is not None:
        held["office:value"] = number.decode()
    cell = replace(cell, held=held if holds_something(held, text) else None, text=text, last=None)
    return (*likeness.cells[: likeness.at], cell, *likeness.cells[likeness.at + 1 :])


def _parsed(piece: bytes) -> _Cells:
    """Return the cells of a piece of a row. Raises `IrregularDocument`."""
    if HIDING in piece:
        raise IrregularDocument
    scan = _PieceScan()
    try:
        parse("piece", b"".join((b"<piece>", piece, b"</piece>")), scan.start, scan.end, scan.text)
    except UnreadableWorkbook as refused:
        raise IrregularDocument from refused
    return tuple(scan.cells)


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
