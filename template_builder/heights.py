"""How high a row must be: no program fits the height of a row to the text of merged cells."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

__all__ = ["INDENT", "MAXIMUM", "Block", "lines", "row_heights"]

MAXIMUM = 409.0
"""Excel's highest row, in points."""

_LEAST = 20.0
_SPACE = 5.0
_LEADING = 1.35
_DIGIT = 11 / 2 * 1.03
"""Width of a digit of the body font (11 points), in which widths of columns are counted."""
_MARGIN = 1.2
"""Digits that the edges of a cell take."""

INDENT = 1.4
"""Digits that one step of an indent takes."""


@dataclass(frozen=True, slots=True)
class Block:
    """A text with the cells it is shown in: rows from 1, width in digits, size in points."""

    row: int
    rows: int
    width: float
    size: float
    text: str


def lines(text: str, width: float, size: float) -> int:
    """Return how many lines `text` takes, wrapped in `width` digits of the body font."""
    room = max(1, int((width - _MARGIN) * _DIGIT / (size / 2)))
    return sum(max(1, math.ceil(_halves(line) / (room - room % 2 or 1))) for line in text.split("\n"))


def _halves(line: str) -> int:
    """The width of a line in half-width characters; ambiguous ones are full width in Chinese fonts."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in line)


def row_heights(
    rows: Iterable[int], blocks: Sequence[Block], least: Mapping[int, float] | None = None
) -> dict[int, float]:
    """Return a height for each of `rows` such that every block shows its text whole.

    `least` are heights set by the form; what is missing for a text over several rows is shared equally.
    """
    least = least or {}
    heights = {row: least.get(row, _LEAST) for row in rows}
    for block in sorted(blocks, key=lambda block: block.rows):
        span = [row for row in range(block.row, block.row + block.rows) if row in heights]
        needed = lines(block.text, block.width, block.size) * block.size * _LEADING + _SPACE
        missing = needed - sum(heights[row] for row in span)
        if missing > 0:
            for row in span:
                heights[row] += missing / len(span)
    return {row: min(MAXIMUM, math.ceil(height * 4) / 4) for row, height in heights.items()}
