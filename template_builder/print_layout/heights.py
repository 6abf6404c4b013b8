"""How high a row must be: no program fits the height of a row to the text of merged cells."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

__all__ = [
    "ATOM",
    "INDENT",
    "LEADING",
    "LEAST_HEIGHT",
    "MARGIN",
    "MAXIMUM",
    "SPACE",
    "Block",
    "grown",
    "height_needed",
    "height_of",
    "lines",
    "needed",
    "rounded_heights",
    "row_heights",
    "unrounded_heights",
]

MAXIMUM = 409.0
"""Excel's highest row, in points."""

LEAST_HEIGHT = 20.0
SPACE = 4.5
LEADING = 1.46
"""Height of a line in sizes of its font, for the tallest of the fonts that stand in for ours."""
_LINE, _TALLER_LINE = 12.0, 14.48
"""Height of a line of ten points, in Excel and in LibreOffice with the fonts that stand in for ours there."""
_TOP = 1.0
"""Points between the top of a cell and its text."""
_BETWEEN = 1.5
"""How many points from between two lines a page may end without cutting either."""
_DIGIT = 11 / 2
"""Width of a digit of the body font (11 points), in which widths of columns are counted."""
MARGIN = 1.2
"""Digits that the edges of a cell take."""

INDENT = 3.0
"""Digits that one step of an indent takes: as wide as three spaces (ECMA-376, 18.8.1)."""

_MOST_KEPT, _LONGEST_KEPT = 20_000, 8
"""How many widths of signs and words are kept, and how many letters such a word has at the most."""

_NARROW = "\x00-\u200f\u2070-\u20ff\u2c00-\u2e7f\ufff0-\uffff"
_OPENING = "“‘（《〈「『【〔"
_CLOSING = "”’）》〉」』】〕，。、；：？！…—％‰"
ATOM = re.compile(
    rf"\s+|[{_OPENING}]*(?:(?:(?!\s)[{_NARROW}])+|[^{_NARROW}])[{_CLOSING}]*"  # a word, or one wide sign
)
"""What a program keeps on one line: a word is not broken, and a mark stays beside what it belongs to."""


@dataclass(frozen=True, slots=True)
class Block:
    """A text with the cells it is shown in: rows from 1, width in digits, size in points."""

    row: int
    rows: int
    width: float
    size: float
    text: str
    runs_on: bool = False
    """Whether pages end within it; then each of its rows but the last ends between two lines."""


def lines(text: str, width: float, size: float) -> int:
    """Return how many lines `text` takes, wrapped in `width` digits of the body font."""
    room = max(2, int((width - MARGIN) * _DIGIT / (size / 2)))
    room -= room % 2
    if 2 * len(text) <= room and "\n" not in text:
        return 1
    return sum(_wrapped(line, room) for line in text.split("\n"))


def _wrapped(line: str, room: int) -> int:
    """Return how many lines a line takes that is wrapped in `room` half-width characters."""
    if 2 * len(line) <= room or _HALVES.of(line) <= room:
        return 1
    count, used = 1, 0
    for atom in ATOM.findall(line):
        width = _HALVES[atom]
        if used + width <= room:
            used += width
        elif atom.isspace():
            used = room
        else:
            count += (used > 0) + (width - 1) // room
            used = (width - 1) % room + 1
    return count


class _Halves(dict[str, int]):
    """The widths of signs and words in half-width characters, once they were asked for.

    What Unicode calls ambiguous is of full width in Chinese fonts.
    """

    def __missing__(self, word: str) -> int:
        if len(self) >= _MOST_KEPT:
            self.clear()
        found = self.of(word) if len(word) > 1 else 1 + (unicodedata.east_asian_width(word) in "WFA")
        if len(word) <= _LONGEST_KEPT:
            self[word] = found
        return found

    def of(self, line: str) -> int:
        """Return the width of a line."""
        return len(line) if line.isascii() else sum(map(self.__getitem__, line))


_HALVES = _Halves()


def needed(block: Block) -> float:
    """Return the height in points that a text takes."""
    return height_needed(block.text, block.width, block.size)


def height_needed(text: str, width: float, size: float) -> float:
    """Return the height in points that a text takes in `width` digits, in letters of a size in points."""
    return lines(text, width, size) * size * LEADING + SPACE


def height_of(block: Block, least: Mapping[int, float]) -> float:
    """Return the height in points that the rows of a block take alone, as if Excel had no highest row."""
    return sum(
        grown(
            block,
            needed(block),
            [least.get(block.row + number, LEAST_HEIGHT) for number in range(block.rows)],
        )
    )


def grown(block: Block, height: float, heights: Sequence[float]) -> list[float]:
    """Return the heights of the rows of a block that needs a `height`, each grown by what is missing.

    A block on which pages end has rows each of which but the last ends between two lines.
    """
    missing = height - sum(heights)
    if not heights or (missing <= 0 and not block.runs_on):
        return list(heights)
    share = max(0.0, missing) / len(heights)
    if not block.runs_on:
        return [one + share for one in heights]
    ends: list[float] = []
    wanted = 0.0
    for one in heights[:-1]:
        wanted += one + share
        ends.append(max(one, _between_lines(wanted) - sum(ends)))
    return [*ends, max(heights[-1], height - sum(ends))]


def _between_lines(height: float) -> float:
    """Return the least height from `height` on at which a line ends in every program."""
    count = math.ceil((height - _TOP) / _LINE)
    while abs(count * _LINE - round(count * _LINE / _TALLER_LINE) * _TALLER_LINE) > _BETWEEN:
        count += 1
    return count * _LINE + _TOP


def row_heights(
    rows: Iterable[int], blocks: Sequence[Block], least: Mapping[int, float] | None = None
) -> dict[int, float]:
    """Return a height for each of `rows` such that every block shows its text whole.

    `least` are heights set by the form; what is missing for a text over several rows is shared among them.
    """
    return rounded_heights(unrounded_heights(rows, blocks, least or {}))


def unrounded_heights(
    rows: Iterable[int], blocks: Sequence[Block], least: Mapping[int, float]
) -> dict[int, float]:
    """Return the heights of `row_heights` before they are rounded, to which other blocks may still add."""
    heights = {row: least.get(row, LEAST_HEIGHT) for row in rows}
    for block in sorted(blocks, key=lambda block: block.rows):
        span = [row for row in range(block.row, block.row + block.rows) if row in heights]
        heights |= zip(span, grown(block, needed(block), [heights[row] for row in span]), strict=True)
    return heights


def rounded_heights(heights: Mapping[int, float]) -> dict[int, float]:
    """Return heights that Excel can hold, each rounded up to a quarter of a point."""
    return {row: min(MAXIMUM, math.ceil(height * 4) / 4) for row, height in heights.items()}
