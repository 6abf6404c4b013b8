"""The quick way to scan a worksheet: strict patterns over its bytes, one cell at a time.

Every byte must be covered by a pattern that lets nothing pass but what Excel, LibreOffice and this toolkit
write, so nothing is taken for a cell that an XML parser would see otherwise. Comments, CDATA, prefixes of
elements, unknown attributes, rich texts in the sheet, rare references to characters and so on are
`Irregular`. Cells are remembered by their bytes, as the forms of a round have most of theirs in common.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from reader.containers.grid import Position
from reader.containers.xlsx.cells import (
    MOST_CELLS,
    MOST_PLACES,
    WHITE_SPACE,
    StoredCell,
    StoredSheet,
    UnknownContent,
    stored_cell,
    unescaped,
)
from reader.containers.xlsx.sheet_frame import is_sound_head, is_sound_tail
from reader.containers.xml_patterns import Irregular, text_between_tags

__all__ = ["corner_by_pattern", "scan_by_pattern"]

_OPENING, _CLOSING, _ROW_CLOSING = b"<sheetData>", b"</sheetData>", b"</row>"

_LAST_ROW = 1_048_576
_COLUMNS = {
    (chr(first) + chr(second)).strip().encode(): (first - 64) % 32 * 26 + second - 64
    for first in (32, *range(65, 91))
    for second in range(65, 91)
}
"""The columns that the patterns know, of one or two letters, to ZZ."""

_ROWS_WITH_ALL_PLACES = MOST_PLACES // 702
"""So many rows may use all those columns without a look at how many they use."""

_ROW = re.compile(rb'r="([1-9][0-9]{0,6})"((?: [A-Za-z0-9]+(?::[A-Za-z]+)?="[A-Za-z0-9.:\- ]*")*)(/?)')
_ATTRIBUTE_NAME = re.compile(rb' ([A-Za-z0-9:]+)="')
_BLANK = rb'<c r="[A-Z]{1,2}[1-9][0-9]{0,6}"(?: s="[0-9]{1,6}")?/>'
_BLANKS = re.compile(rb"(?:%b)+" % _BLANK)
_CELL = re.compile(
    rb"""
    (?P<blanks>(?:%b)*)
    <c[ ]r="(?P<column>[A-Z]{1,2})(?P<row>[1-9][0-9]{0,6})"
    (?:[ ]s="(?P<style>[0-9]{1,6})")?(?:[ ]t="(?P<type>n|s|str|b|e|d|inlineStr)")?>
    (?:<f(?P<attributes>(?:[ ][a-z]+="[A-Za-z0-9:]*")*)(?:/>|>(?P<formula>[^<]*)</f>))?
    (?:<v>(?P<value>[^<]*)</v>|<is><t(?P<preserve>[ ]xml:space="preserve")?>(?P<inline>[^<]*)</t></is>)?
    """
    % _BLANK.replace(b" ", b"[ ]"),
    re.VERBOSE,
)
_ROW_OF_ADDRESS = re.compile(rb'r="[A-Z]+([0-9]+)"')
_SHARED = re.compile(rb' t="shared"(?: ref="[^"]*")? si="([0-9]{1,9})"')

_SHORT, _LONGEST = 2**10, 2**14
_MOST_ROWS_REMEMBERED = 2**10
_MOST_SHORT_REMEMBERED, _MOST_LONG_REMEMBERED = 2**13, 2**9
"""Short pieces, longer ones and rows are remembered up to these lengths: 32 MB of XML at the most."""

_Scanned = tuple[Position, StoredCell | None, bool]
"""Of a piece: where its cell is, the cell if it holds something, and whether it refers to what is shared."""


@dataclass(frozen=True, slots=True)
class _Row:
    """A row that other sheets have as well, byte for byte."""

    number: int
    cells: Mapping[Position, StoredCell]
    with_strings: tuple[StoredCell, ...]
    formulas: Mapping[str, str]
    """The shared formulas that are written in the row, by index."""
    used_formulas: frozenset[str]
    """The indices of those that must have been written in a row before."""


_rows: dict[bytes, _Row] = {}
"""The rows that were met more than once, by what stands between their tags."""


def scan_by_pattern(part: str, content: bytes, strings: Sequence[str]) -> StoredSheet:
    """Scan a whole worksheet. Raises `Irregular`."""
    start, end = content.find(_OPENING), content.rfind(_CLOSING)
    if start < 0 or end < start:
        raise Irregular
    tail = content[end + len(_CLOSING) :]
    if not (is_sound_head(part, content[:start]) and is_sound_tail(part, tail)):
        raise Irregular
    first, *rows = content[start + len(_OPENING) : end].split(b"<row ")
    if first:
        raise Irregular
    scan = _Scan()
    for written in rows:
        head, _, inside = written.partition(b">")
        number = _row_number(head)
        if head.endswith(b"/"):
            if inside:
                raise Irregular
        elif (known := _rows.get(inside)) is not None:
            scan.add_known(number, known)
        elif inside != _ROW_CLOSING:
            scan.add(number, inside)
    return scan.sheet(strings)


@dataclass(slots=True)
class _Scan:
    """The rows of a sheet, added one after the other."""

    cells: dict[Position, StoredCell] = field(default_factory=dict)
    formulas: dict[str, str] = field(default_factory=dict)
    with_strings: list[StoredCell] = field(default_factory=list)
    held: int = 0
    nothing: int = 0
    """How many cells are written out that hold nothing."""
    last_row: int = 0

    def add_known(self, number: int, row: _Row) -> None:
        """Add a row that was met before; `number` is that of its tag, with which its cells must agree."""
        if row.number != number or not self.formulas.keys() >= row.used_formulas:
            raise Irregular
        self.cells.update(row.cells)
        self.held += len(row.cells)
        self.with_strings += row.with_strings
        self.last_row = max(self.last_row, number)
        for index, formula in row.formulas.items():
            self.formulas.setdefault(index, formula)

    def add(self, number: int, inside: bytes) -> None:
        """Add a row by what stands between its tags, and its closing tag."""
        misses = _misses()
        *pieces, rest = inside.split(b"</c>")
        if rest != _ROW_CLOSING:
            blanks = rest.removesuffix(_ROW_CLOSING)
            if len(blanks) == len(rest) or _row_of_blanks(blanks) != number:
                raise Irregular
        scanned = [
            _scan_piece(piece) if len(piece) <= _SHORT else _scan_long_piece(piece) for piece in pieces
        ]
        cells, formulas = self.cells, self.formulas
        for position, cell, refers in scanned:
            if position[0] != number:
                raise Irregular
            if cell is None:
                self.nothing += 1
                continue
            cells[position] = cell
            if refers:
                index = cell.shared_formula
                if index is not None and index not in formulas:
                    if not cell.formula:  # used before it is written
                        raise Irregular
                    formulas[index] = cell.formula
                if cell.string is not None:
                    self.with_strings.append(cell)
        self.held += sum(cell is not None for _, cell, _ in scanned)
        self.last_row = max(self.last_row, number)
        if misses == _misses() and len(inside) <= _LONGEST:  # such a row is likely to come again
            _remember(number, inside, scanned)

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
        return StoredSheet(self.cells, self.formulas)

    def _has_places(self) -> bool:
        """Tell whether rows times columns of what is used stay within the limit."""
        if not self.cells:
            return True
        return max(row for row, _ in self.cells) * max(column for _, column in self.cells) <= MOST_PLACES


def _misses() -> int:
    """Return how many pieces were not known so far."""
    return _scan_piece.cache_info().misses + _scan_long_piece.cache_info().misses


def _remember(number: int, inside: bytes, scanned: Sequence[_Scanned]) -> None:
    """Remember a row of known pieces."""
    cells = {position: cell for position, cell, _ in scanned if cell is not None}
    if len(cells) < len(scanned) or not cells:  # leave what is rare to be looked at each time
        return
    formulas, used = _shared_formulas(list(cells.values()))
    with_strings = tuple(cell for cell in cells.values() if cell.string is not None)
    _rows[inside] = _Row(number, cells, with_strings, formulas, used)
    if len(_rows) > _MOST_ROWS_REMEMBERED:
        _rows.pop(next(iter(_rows)), None)


def corner_by_pattern(head: bytes) -> StoredCell | None:
    """Return the first cell of a worksheet that holds something, by its first bytes. Raises `Irregular`."""
    opening = _OPENING + b"<row "
    row_start = head.find(opening) + len(opening)
    cell_start = head.find(b">", row_start) + 1
    cell_end = head.find(b"</c>", cell_start)
    if row_start < len(opening) or not cell_start or cell_end < 0 or b"<!" in head[:row_start]:
        raise Irregular
    position, cell, _ = _scan_piece(head[cell_start:cell_end])
    if cell is None or position[0] != _row_number(head[row_start : cell_start - 1]):
        raise Irregular
    return cell


def _shared_formulas(cells: Sequence[StoredCell]) -> tuple[Mapping[str, str], frozenset[str]]:
    """Return the shared formulas that are written, and the indices of those used without or before that."""
    formulas: dict[str, str] = {}
    used: set[str] = set()
    for cell in cells:
        index = cell.shared_formula
        if index is not None and index not in formulas:
            if cell.formula and index not in used:
                formulas[index] = cell.formula
            else:
                used.add(index)
    return formulas, frozenset(used)


@lru_cache(maxsize=1024)
def _row_number(head: bytes) -> int:
    """Return the number of a row by the inside of its tag."""
    match = _ROW.fullmatch(head)
    if match is None or int(match[1]) > _LAST_ROW or len(head) > _LONGEST:
        raise Irregular
    names = _ATTRIBUTE_NAME.findall(match[2])
    if len(set(names)) < len(names) or b"r" in names:
        raise Irregular
    return int(match[1])


def _scan(piece: bytes) -> _Scanned:
    """Scan a piece of a row: blank cells, and one that holds something, without its closing tag."""
    match = _CELL.fullmatch(piece) if len(piece) <= _LONGEST else None
    if match is None:
        raise Irregular
    blanks, column, row, style, kind, attributes, formula, value, preserve, inline = match.groups()
    position = (int(row), _COLUMNS[column])
    if blanks and _row_of_blanks(blanks) != position[0]:
        raise Irregular
    if (kind == b"inlineStr") != (inline is not None):
        raise Irregular
    if value is inline is None and (kind or attributes is None):
        raise Irregular  # lawful, but rare
    text = text_between_tags(value or b"")
    if inline is not None:
        text = text_between_tags(inline)
        text = unescaped(text if preserve else text.strip(WHITE_SPACE))
    index = None if attributes is None else _shared_index(attributes)
    try:
        cell = stored_cell(
            position,
            kind.decode() if kind else None,
            None if style is None else int(style),
            text,
            None if attributes is None else text_between_tags(formula or b""),
            index,
        )
    except UnknownContent as error:
        raise Irregular from error
    return position, cell, cell is not None and (cell.string is not None or index is not None)


_scan_piece = lru_cache(maxsize=_MOST_SHORT_REMEMBERED)(_scan)
_scan_long_piece = lru_cache(maxsize=_MOST_LONG_REMEMBERED)(_scan)


def _shared_index(attributes: bytes) -> str | None:
    """Return the index of a shared formula by the attributes of its tag, None for any other formula."""
    names = _ATTRIBUTE_NAME.findall(attributes)
    if len(set(names)) < len(names):
        raise Irregular
    if b' t="shared"' not in attributes:
        return None
    match = _SHARED.search(attributes)
    if match is None:
        raise Irregular
    return match[1].decode()


@lru_cache(maxsize=1024)
def _row_of_blanks(written: bytes) -> int:
    """Return the row of blank cells, which must all be in one."""
    if len(written) > _LONGEST or not _BLANKS.fullmatch(written):
        raise Irregular
    rows = set(_ROW_OF_ADDRESS.findall(written))
    if len(rows) > 1:
        raise Irregular
    return int(rows.pop())
