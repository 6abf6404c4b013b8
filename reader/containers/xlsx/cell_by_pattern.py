"""One cell of a worksheet by a strict pattern: its bytes, without its closing tag, with the blanks before it.

Cells at one place of the forms of a round differ in their texts alone. What stands before the text, the
frame, is remembered, so that of most cells only the text is looked at.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from reader.containers.grid import Position
from reader.containers.memo import Memo
from reader.containers.xlsx.cells import WHITE_SPACE, StoredCell, UnknownContent, stored_cell, unescaped
from reader.containers.xml.patterns import Irregular, text_between_tags

__all__ = [
    "ATTRIBUTE_NAME",
    "BYTES_OF_CELL",
    "CELL_CLOSING",
    "LONGEST",
    "Frame",
    "ScannedCell",
    "cell_in",
    "frame_of",
    "row_of_blanks",
    "scan_cell",
    "without_text",
]

CELL_CLOSING = b"</c>"
"""What stands behind a piece of a row."""

LONGEST = 2**14
"""Pieces that are longer go the general way."""

BYTES_OF_CELL = 640
"""The memory that a cell takes beside the bytes of its XML, as measured: its objects and what it came to."""

ATTRIBUTE_NAME = re.compile(rb' ([A-Za-z0-9:]+)="')

_COLUMNS = {
    (chr(first) + chr(second)).strip().encode(): (first - 64) % 32 * 26 + second - 64
    for first in (32, *range(65, 91))
    for second in range(65, 91)
}
"""The columns that the patterns know, of one or two letters, to ZZ."""

_BLANK = rb'<c r="[A-Z]{1,2}[1-9][0-9]{0,6}"(?: s="[0-9]{1,6}")?/>'
_BLANKS = re.compile(rb"(?:%b)+" % _BLANK)
_CELL = re.compile(
    rb"""
    (?P<frame>
        (?P<blanks>(?:%b)*)
        <c[ ]r="(?P<column>[A-Z]{1,2})(?P<row>[1-9][0-9]{0,6})"
        (?:[ ]s="(?P<style>[0-9]{1,6})")?(?:[ ]t="(?P<type>n|s|str|b|e|d|inlineStr)")?>
        (?:<f(?P<attributes>(?:[ ][a-z]+="[A-Za-z0-9:]*")*)(?:/>|>(?P<formula>[^<]*)</f>))?
        (?P<text>(?P<value><v>)|<is><t(?P<preserve>[ ]xml:space="preserve")?>)?
    )
    (?(text)[^<]*(?(value)</v>|</t></is>))
    """
    % _BLANK.replace(b" ", b"[ ]"),
    re.VERBOSE,
)
_AFTER_VALUE, _AFTER_INLINE = b"</v>", b"</t></is>"
_ROW_OF_ADDRESS = re.compile(rb'r="[A-Z]+([0-9]+)"')
_SHARED = re.compile(rb' t="shared"(?: ref="[^"]*")? si="([0-9]{1,9})"')


ScannedCell = tuple[int, Position, StoredCell | None, str | None, bool]
"""Of a piece: its row, where its cell is, the cell if it holds something, the index of a shared formula that
it uses, and whether it holds a shared string, or a shared formula where that is written."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands before the text of a cell, which ends with `after`."""

    after: bytes
    position: Position
    style: int | None
    type: str | None
    formula: str | None
    shared_formula: str | None
    preserved: bool


_known_frames = Memo[Frame](2**22, lambda _: BYTES_OF_CELL)


def scan_cell(piece: bytes) -> ScannedCell:
    """Scan a piece of a row: blank cells, and one that holds something, without its closing tag.

    Raises `Irregular`.
    """
    start, end = _place_of_text(piece)
    frame = _known_frames.get(piece[:start])
    if frame is None or piece[end:] != frame.after:
        frame, start, end = frame_of(piece)
    elif len(piece) > LONGEST or piece.find(b"<", start, end) >= 0:
        raise Irregular
    cell = cell_in(frame, piece[start:end])
    position, index, formula = frame.position, frame.shared_formula, bool(frame.formula)
    other = cell is not None and (cell.string is not None or (index is not None and formula))
    return position[0], position, cell, None if cell is None or formula else index, other


def cell_in(frame: Frame, written: bytes) -> StoredCell | None:
    """Return the cell with a text, which has no `<`, in its frame; None if it holds nothing.

    Raises `Irregular`.
    """
    text = text_between_tags(written)
    if frame.after is _AFTER_INLINE:
        text = unescaped(text if frame.preserved else text.strip(WHITE_SPACE))
    try:
        return stored_cell(frame.position, frame.type, frame.style, text, frame.formula, frame.shared_formula)
    except UnknownContent as error:
        raise Irregular from error


def without_text(piece: bytes) -> bytes:
    """Return a piece that holds a cell without the cell's text."""
    start, end = _place_of_text(piece)
    return piece[:start] + piece[end:]


def _place_of_text(piece: bytes) -> tuple[int, int]:
    """Return where the text of a cell begins and ends, if the piece is one that holds a cell with a text."""
    end = max(len(piece) - len(_AFTER_INLINE if piece.endswith(_AFTER_INLINE) else _AFTER_VALUE), 0)
    return piece.rfind(b">", 0, end) + 1, end


def frame_of(piece: bytes) -> tuple[Frame, int, int]:
    """Return the frame of the cell in a piece, and where its text begins and ends. Raises `Irregular`."""
    match = _CELL.fullmatch(piece) if len(piece) <= LONGEST else None
    if match is None:
        raise Irregular
    written, blanks, column, row, style, kind, attributes, formula, text, value, preserve = match.groups()
    position = (int(row), _COLUMNS[column])
    if blanks and row_of_blanks(blanks) != position[0]:
        raise Irregular
    if (kind == b"inlineStr") != (text is not None and value is None):
        raise Irregular
    if text is None and (kind or attributes is None):
        raise Irregular  # lawful, but rare
    frame = Frame(
        b"" if text is None else _AFTER_INLINE if value is None else _AFTER_VALUE,
        position,
        None if style is None else int(style),
        kind.decode() if kind else None,
        None if attributes is None else text_between_tags(formula or b""),
        None if attributes is None else _shared_index(attributes),
        preserve is not None,
    )
    if text is not None and _known_frames.is_met_again(written):
        _known_frames.keep(written, frame)
    return frame, len(written), len(piece) - len(frame.after)


def _shared_index(attributes: bytes) -> str | None:
    """Return the index of a shared formula by the attributes of its tag, None for any other formula."""
    if not attributes:
        return None
    names = ATTRIBUTE_NAME.findall(attributes)
    if len(set(names)) < len(names):
        raise Irregular
    if b' t="shared"' not in attributes:
        return None
    match = _SHARED.search(attributes)
    if match is None:
        raise Irregular
    return match[1].decode()


@lru_cache(maxsize=1024)
def row_of_blanks(written: bytes) -> int:
    """Return the row of blank cells, which must all be in one."""
    if len(written) > LONGEST or not _BLANKS.fullmatch(written):
        raise Irregular
    rows = set(_ROW_OF_ADDRESS.findall(written))
    if len(rows) > 1:
        raise Irregular
    return int(rows.pop())
