"""The rows that are known from sheets before: byte for byte, or but for some texts.

The forms of a round have the same rows, with the same labels and formulas. What a row has in common with
rows before it is its pattern: the bytes between the texts that vary, and the cells that stand in those
bytes. Here the text of B7 varies, and all else is known beforehand:

    <c r="A7" s="1"><v>7</v></c><c r="B7" s="2" t="inlineStr"><is><t>...</t></is></c></row>

A row has the pattern if it has these very bytes, and a text without `<` between them. So every byte is one
that the strict patterns of `cell_by_pattern` took for a part of such a row, or is in a text that is looked at
as they look at it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import NamedTuple

from reader.containers.grid import Position
from reader.containers.xlsx.cell_by_pattern import (
    BYTES_OF_CELL,
    CELL_CLOSING,
    Frame,
    ScannedCell,
    cell_in,
    frame_of,
    without_text,
)
from reader.containers.xlsx.cells import StoredCell

__all__ = ["KnownRow", "LastRow", "LastRows", "RowPattern", "RowPatterns", "ScannedRow", "known_row"]

_MOST_PATTERNS_OF_ROW = 4
_MOST_BYTES = 2**23


@dataclass(frozen=True, slots=True)
class ScannedRow:
    """A row that was scanned piece by piece: each piece is blank cells, and a cell that holds something.

    `rest` stands behind the last piece. At the places `unknown` are pieces that no sheet before had.
    """

    number: int
    pieces: Sequence[bytes]
    rest: bytes
    scanned: Sequence[ScannedCell]
    unknown: Sequence[int]


@dataclass(frozen=True, slots=True)
class KnownRow:
    """The cells of a row that other sheets have as well.

    `formulas` are the shared formulas that are written in the row, by index; `used_formulas` are the indices
    of those that must have been written before.
    """

    number: int
    cells: Mapping[Position, StoredCell]
    with_strings: tuple[StoredCell, ...]
    formulas: Mapping[str, str]
    used_formulas: frozenset[str]


def known_row(
    number: int, scanned: Sequence[ScannedCell], varying: frozenset[int] = frozenset()
) -> KnownRow | None:
    """Return a row by its scanned cells; None where one of them holds nothing, which is rare.

    Those at the places `varying` hold a place among the cells for others that come instead of them.
    """
    cells = {position: cell for _, position, cell, _, _ in scanned if cell is not None}
    if len(cells) < len(scanned):
        return None
    formulas, used = _shared_formulas(cells.values())
    fixed = [cell for at, cell in enumerate(cells.values()) if at not in varying]
    with_strings = tuple(cell for cell in fixed if cell.string is not None)
    return KnownRow(number, cells, with_strings, formulas, used)


def _shared_formulas(cells: Iterable[StoredCell]) -> tuple[Mapping[str, str], frozenset[str]]:
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


@dataclass(frozen=True, slots=True)
class RowPattern:
    """What rows have in common: the bytes before the first text that varies, then for each such text the
    frame of its cell, and the bytes that follow.

    `example` are the pieces of a row with the pattern, `varying` the places of those whose texts vary. The
    `shape` is what stands in the pieces but for their texts.
    """

    row: KnownRow
    before: bytes
    texts: tuple[tuple[Frame, bytes], ...]
    example: Sequence[bytes]
    varying: frozenset[int]
    shape: tuple[bytes, ...]

    def varying_cells(self, written: bytes) -> list[StoredCell] | None:
        """Return the cells whose texts vary, of a row that is written so and has the pattern.

        None where it has not, or where such a text is blank. Raises `Irregular`.
        """
        cells, end = _cells_at(self.before, self.texts, written, 0)
        return cells if end == len(written) else None

    def bytes_of_memory(self) -> int:
        """Return an estimate of the memory that a pattern takes."""
        return sum(3 * len(piece) + BYTES_OF_CELL for piece in self.example)


_Texts = tuple[tuple[Frame, bytes], ...]


def _cells_at(before: bytes, texts: _Texts, content: bytes, start: int) -> tuple[list[StoredCell], int]:
    """Return the cells whose texts vary of a row with a pattern, and where it ends; -1 where none is there.

    Raises `Irregular`.
    """
    cells: list[StoredCell] = []
    if not content.startswith(before, start):
        return cells, -1
    start += len(before)
    for frame, after in texts:
        end = content.find(b"<", start)
        if not content.startswith(after, end):
            return cells, -1
        cell = cell_in(frame, content[start:end])
        if cell is None:
            return cells, -1
        cells.append(cell)
        start = end + len(after)
    return cells, start


class LastRow(NamedTuple):
    """A row of a sheet before: all its bytes, or those before the first text that varies, and the rest."""

    row: KnownRow
    before: bytes
    texts: _Texts

    def cells_at(self, content: bytes, start: int) -> tuple[list[StoredCell], int]:
        """Return the cells whose texts vary of a row, and where it ends; -1 where it is another.

        Raises `Irregular`.
        """
        if not self.texts:  # as most rows are
            return [], start + len(self.before) if content.startswith(self.before, start) else -1
        return _cells_at(self.before, self.texts, content, start)


class LastRows(dict[int, LastRow]):
    """The rows of the sheets before by their numbers: nearly all are as they were, or differ in texts.

    They are forgotten all at once where they take more memory than `most_bytes`.
    """

    def __init__(self, most_bytes: int = _MOST_BYTES) -> None:
        super().__init__()
        self._most_bytes = self._room = most_bytes
        self._lock = Lock()

    def keep(self, row: LastRow) -> None:
        """Remember a row instead of what had its number."""
        with self._lock:
            last = self.pop(row.row.number, None)
            self._room -= _size(row) - (0 if last is None else _size(last))
            if self._room < 0:
                self.clear()
                self._room = self._most_bytes - _size(row)
            self[row.row.number] = row


def _size(row: LastRow) -> int:
    """Return an estimate of the memory that a row takes, with its cells."""
    return len(row.before) + BYTES_OF_CELL * len(row.row.cells)


class RowPatterns:
    """The patterns of rows by their numbers: few of each, the last one learnt before the others."""

    def __init__(self, most_bytes: int = _MOST_BYTES) -> None:
        self._most_bytes = self._room = most_bytes
        self._by_row: dict[int, tuple[RowPattern, ...]] = {}
        self._lock = Lock()

    def of(self, number: int) -> Sequence[RowPattern]:
        """Return the patterns of the rows with a number."""
        return self._by_row.get(number, ())

    def learn(self, row: ScannedRow) -> None:
        """Learn from a row that was found sound.

        The texts of its unknown pieces vary, and so do those in which it differs from one of its shape.
        """
        shape = tuple(map(without_text, row.pieces))
        with self._lock:
            known = self.of(row.number)
            alike = next((pattern for pattern in known if pattern.shape == shape), None)
            pattern = _pattern(row, shape, alike)
            if pattern is None:
                return
            others = tuple(other for other in known if other is not alike)
            self._keep(row.number, (pattern, *others[: _MOST_PATTERNS_OF_ROW - 1]))

    def _keep(self, number: int, patterns: tuple[RowPattern, ...]) -> None:
        """Keep the patterns of rows; those of other rows only as far as there is room."""
        size = sum(pattern.bytes_of_memory() for pattern in patterns)
        self._room -= size - sum(pattern.bytes_of_memory() for pattern in self.of(number))
        if self._room < 0:  # the next sheets teach them anew
            self._by_row.clear()
            self._room = self._most_bytes - size
        self._by_row[number] = patterns


def _pattern(row: ScannedRow, shape: tuple[bytes, ...], alike: RowPattern | None) -> RowPattern | None:
    """Return the pattern of a row, None where nothing varies, or something that is not merely a text."""
    varying = set(row.unknown)
    if alike is not None:
        varying |= alike.varying
        varying.update(at for at, piece in enumerate(row.pieces) if piece != alike.example[at])
    known = known_row(row.number, row.scanned, frozenset(varying))
    if known is None or not varying:
        return None
    between = [b""]
    frames: list[Frame] = []
    for at, piece in enumerate(row.pieces):
        if at not in varying:
            between[-1] += piece + CELL_CLOSING
            continue
        frame, start, _ = frame_of(piece)
        if not frame.after or frame.shared_formula is not None:
            return None
        frames.append(frame)
        between[-1] += piece[:start]
        between.append(frame.after + CELL_CLOSING)
    between[-1] += row.rest
    texts = tuple(zip(frames, between[1:], strict=True))
    return RowPattern(known, between[0], texts, row.pieces, frozenset(varying), shape)
