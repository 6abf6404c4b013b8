"""The quick way to scan a worksheet: strict patterns over its bytes, one cell at a time.

Every byte must be covered by a pattern that lets nothing pass but what Excel, LibreOffice and this toolkit
write, so nothing is taken for a cell that an XML parser would see otherwise. Comments, CDATA, prefixes of
elements, unknown attributes, rich texts in the sheet, rare references to characters and so on are
`Irregular`. Cells and rows are remembered, as the forms of a round have most of theirs in common.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import compress
from typing import cast

from reader.containers.grid import Position
from reader.containers.limits import MOST_CELLS, MOST_PLACES
from reader.containers.memo import Memo
from reader.containers.xlsx.cell_by_pattern import (
    ATTRIBUTE_NAME,
    BYTES_OF_CELL,
    CELL_CLOSING,
    LONGEST,
    ScannedCell,
    row_of_blanks,
    scan_cell,
)
from reader.containers.xlsx.cells import StoredCell, StoredSheet
from reader.containers.xlsx.details import HIDDEN
from reader.containers.xlsx.known_rows import KnownRow, LastRow, LastRows, RowPatterns, ScannedRow, known_row
from reader.containers.xlsx.sheet_frame import is_sound_head, is_sound_tail
from reader.containers.xml.patterns import Irregular
from reader.errors import refusal

__all__ = ["corner_by_pattern", "scan_by_pattern"]

_OPENING, _CLOSING = b"<sheetData>", b"</sheetData>"
_ROW_OPENING, _ROW_CLOSING = b"<row ", b"</row>"

_LONGEST_ROW = 2**15
"""Rows that are longer are not remembered; those of our forms have 28 KB."""

_LAST_ROW = 1_048_576
_ROWS_WITH_ALL_PLACES = MOST_PLACES // 702
"""So many rows may use all those columns without a look at how many they use."""

_ROW = re.compile(rb'r="([1-9][0-9]{0,6})"((?: [A-Za-z0-9]+(?::[A-Za-z]+)?="[A-Za-z0-9.:\- ]*")*)(/?)')
_MOST_BYTES_OF_PIECES, _MOST_BYTES_OF_ROWS = 2**24, 2**24


_known_pieces = Memo[ScannedCell](_MOST_BYTES_OF_PIECES, lambda _: BYTES_OF_CELL)
_known_rows = Memo[KnownRow](_MOST_BYTES_OF_ROWS, lambda row: BYTES_OF_CELL * len(row.cells))
"""The rows and the pieces of rows that were met more than once, by what stands there."""

_patterns = RowPatterns()
"""What rows have in common that are not the same."""

_last_rows = LastRows()
"""The rows of the sheet before, which are looked for first, in place."""


def scan_by_pattern(part: str, content: bytes, strings: Sequence[str]) -> StoredSheet:
    """Scan a whole worksheet. Raises `Irregular`."""
    start, end = content.find(_OPENING), content.rfind(_CLOSING)
    if start < 0 or end < start:
        raise Irregular
    tail = content[end + len(_CLOSING) :]
    if not (is_sound_head(part, content[:start]) and is_sound_tail(part, tail)):
        raise Irregular
    scan = _Scan()
    at = start + len(_OPENING)
    while at < end:
        if not content.startswith(_ROW_OPENING, at):
            raise Irregular
        close = content.find(b">", at)
        head = content[at + len(_ROW_OPENING) : close]
        number, is_hidden, is_blank = _row_head(head)
        if is_hidden:
            scan.hidden.add(number)
        at = close + 1
        if not is_blank:
            at = scan.add_row(number, content, at, end)
            if scan.held > MOST_CELLS:
                raise refusal("too-large", part)
    return scan.sheet(strings)


@dataclass(slots=True)
class _Scan:
    """The rows of a sheet, added one after the other."""

    cells: dict[Position, StoredCell] = field(default_factory=dict)
    formulas: dict[str, str] = field(default_factory=dict)
    indices: set[str | None] = field(default_factory=lambda: {None})
    """Those of the shared formulas that were written so far, and None for the cells that use none."""
    with_strings: list[StoredCell] = field(default_factory=list)
    held: int = 0
    nothing: int = 0
    """How many cells are written out that hold nothing."""
    last_row: int = 0
    hidden: set[int] = field(default_factory=set)

    def add_row(self, number: int, content: bytes, at: int, end: int) -> int:
        """Add a row by what stands from a place on in a sheet, and return where the next one begins.

        Its closing tag must stand before `end`. `number` is that of its tag; all its cells must have it too.
        """
        if number > self.last_row:
            self.last_row = number
        last = _last_rows.get(number)
        if last is not None:
            cells, behind = last.cells_at(content, at)
            if at < behind <= end and behind - at <= _LONGEST_ROW:
                self._add_known(number, last.row, cells)
                return behind
        following = content.find(_ROW_OPENING, at, end)
        behind = end if following < 0 else following
        self._add_inside(number, content[at:behind])
        return behind

    def _add_inside(self, number: int, inside: bytes) -> None:
        """Add a row by what stands between its tags, and its closing tag."""
        if len(inside) <= _LONGEST_ROW and self._add_by_pattern(number, inside):
            return
        known = _known_rows.get(inside)
        if known is not None:
            self._add_known(number, known)
            _last_rows.keep(LastRow(known, inside, ()))
            return
        *pieces, rest = inside.split(CELL_CLOSING)
        if rest != _ROW_CLOSING:
            blanks = rest.removesuffix(_ROW_CLOSING)
            if len(blanks) == len(rest) or row_of_blanks(blanks) != number:
                raise Irregular
        if pieces:
            row = _scan_pieces(number, pieces, rest)
            self._add_pieces(number, row.scanned)
            if len(inside) <= _LONGEST_ROW:
                _meet(inside, row)

    def _add_by_pattern(self, number: int, inside: bytes) -> bool:
        """Add a row if it has a pattern that is known, and tell whether it has."""
        for pattern in _patterns.of(number):
            cells = pattern.varying_cells(inside)
            if cells is not None:
                self._add_known(number, pattern.row, cells)
                _last_rows.keep(LastRow(pattern.row, pattern.before, pattern.texts))
                return True
        return False

    def _add_known(self, number: int, row: KnownRow, varying: Sequence[StoredCell] = ()) -> None:
        """Add a row with the cells that come instead of those whose texts vary."""
        if row.number != number or not self.indices >= row.used_formulas:
            raise Irregular
        self.cells.update(row.cells)
        self.held += len(row.cells)
        self.with_strings += row.with_strings
        if row.formulas:
            if self.formulas.keys().isdisjoint(row.formulas):  # as nearly always
                self.formulas.update(row.formulas)
                self.indices.update(row.formulas)
            else:
                for index, formula in row.formulas.items():
                    self._share(index, formula)
        for cell in varying:
            self.cells[cell.position] = cell
            if cell.string is not None:
                self.with_strings.append(cell)

    def _add_pieces(self, number: int, pieces: Sequence[ScannedCell]) -> None:
        """Add cells by functions that run in C: there are thousands."""
        rows, positions, cells, uses, others = zip(*pieces, strict=True)
        if rows.count(number) < len(rows):
            raise Irregular
        if None in cells:
            held = [piece for piece in pieces if piece[2] is not None]
            self.nothing += len(pieces) - len(held)
            if held:
                self._add_pieces(number, held)
            return
        if True in others:
            self._add_others(cells, uses, others)
        if not self.indices.issuperset(uses):  # used before it is written
            raise Irregular
        self.cells.update(zip(positions, cells, strict=True))
        self.held += len(cells)

    def _add_others(
        self, cells: Sequence[StoredCell], uses: Sequence[str | None], others: Sequence[bool]
    ) -> None:
        """Note shared strings, and the shared formulas that are written among the cells."""
        for cell in compress(cells, others):
            if cell.string is not None:
                self.with_strings.append(cell)
            if cell.formula and cell.shared_formula is not None:
                if (
                    cell.shared_formula not in self.indices
                    and cell.shared_formula in uses[: cells.index(cell)]
                ):
                    raise Irregular  # used before it is written
                self._share(cell.shared_formula, cell.formula)

    def _share(self, index: str, formula: str) -> None:
        self.formulas.setdefault(index, formula)
        self.indices.add(index)

    def sheet(self, strings: Sequence[str]) -> StoredSheet:
        """Return what was added, if no two cells have one address and all refer to what there is."""
        if self.held != len(self.cells) or self.held > MOST_CELLS:
            raise Irregular
        if self.last_row > _ROWS_WITH_ALL_PLACES and (self.nothing or not self._has_places()):
            raise Irregular
        for cell in self.with_strings:
            if cell.string is None or cell.string >= len(strings):
                raise Irregular
            if not strings[cell.string] and cell.formula is None:
                del self.cells[cell.position]
        return StoredSheet(self.cells, self.formulas, frozenset(self.hidden), self.last_row)

    def _has_places(self) -> bool:
        """Tell whether rows times columns of what is used stay within the limit."""
        if not self.cells:
            return True
        return max(row for row, _ in self.cells) * max(column for _, column in self.cells) <= MOST_PLACES


def _meet(written: bytes, row: ScannedRow) -> None:
    """Note a row that was not known; remember it if it is met again, and what of it was known."""
    if _known_rows.is_met_again(written):
        known = known_row(row.number, row.scanned)
        if known is not None:  # what is rare is looked at each time
            _known_rows.keep(written, known)
    elif len(row.unknown) < len(row.pieces):
        _patterns.learn(row)


def _scan_pieces(number: int, pieces: Sequence[bytes], rest: bytes) -> ScannedRow:
    """Scan pieces of a row: each is blank cells, and a cell with content but for its closing tag."""
    known = [*map(_known_pieces.get, pieces)]
    unknown = [at for at, scanned in enumerate(known) if scanned is None] if None in known else []
    for at in unknown:
        known[at] = _scan_new(pieces[at])
    return ScannedRow(number, pieces, rest, cast("list[ScannedCell]", known), unknown)


def _scan_new(piece: bytes) -> ScannedCell:
    """Scan a piece that is not known; remember it if it is met again."""
    scanned = scan_cell(piece)
    return _known_pieces.keep(piece, scanned) if _known_pieces.is_met_again(piece) else scanned


def corner_by_pattern(head: bytes) -> StoredCell | None:
    """Return the first cell of a worksheet that holds something, by its first bytes. Raises `Irregular`."""
    opening = _OPENING + _ROW_OPENING
    row_start = head.find(opening) + len(opening)
    cell_start = head.find(b">", row_start) + 1
    cell_end = head.find(b"</c>", cell_start)
    if row_start < len(opening) or not cell_start or cell_end < 0 or b"<!" in head[:row_start]:
        raise Irregular
    row, _, cell, _, _ = scan_cell(head[cell_start:cell_end])
    if cell is None or row != _row_head(head[row_start : cell_start - 1])[0]:
        raise Irregular
    return cell


@lru_cache(maxsize=4096)
def _row_head(head: bytes) -> tuple[int, bool, bool]:
    """Return the number of a row by the inside of its tag, whether it is hidden, whether it has no cells."""
    is_hidden = b"hidden" in head and HIDDEN.search(head) is not None
    return _row_number(head), is_hidden, head.endswith(b"/")


def _row_number(head: bytes) -> int:
    """Return the number of a row by the inside of its tag."""
    match = _ROW.fullmatch(head)
    if match is None or int(match[1]) > _LAST_ROW or len(head) > LONGEST:
        raise Irregular
    names = ATTRIBUTE_NAME.findall(match[2])
    if len(set(names)) < len(names) or b"r" in names:
        raise Irregular
    return int(match[1])
