"""Where a page of print should end: between sections, not within one that fits on a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from templates.cellmap import Section

__all__ = ["page_breaks", "room_on_page"]

_PRINTABLE = (523.0, 751.0)
"""Width and height of what an A4 page holds within our margins, in points."""
_DIGIT = 6.0
"""Width of a digit of the body font on the screen, in points."""
_EDGE = 0.71
"""Digits that Excel adds to the width of a column."""
_SAFETY = 0.97


def room_on_page(widths: Sequence[float]) -> float:
    """Return the height in points that fits on a page, where the columns are fitted to its width."""
    width, height = _PRINTABLE
    scale = min(1.0, width / (sum(one + _EDGE for one in widths) * _DIGIT))
    return height / scale * _SAFETY


def page_breaks(sections: Sequence[Section], heights: Mapping[int, float], room: float) -> list[int]:
    """Return the rows after which a new page begins.

    A section that would run over the end of a page begins a new one, unless it is longer than a page
    or the first; `room` is what a page holds besides its repeated rows.
    """
    breaks: list[int] = []
    used, last = 0.0, sections[0].first_row - 1 if sections else 0
    for section in sections:
        needed = sum(heights.get(row, 0.0) for row in range(last + 1, section.last_row + 1))
        if used and used + needed > room >= needed:
            breaks.append(last)
            used = 0.0
        used = (used + needed) % room if needed > room else used + needed
        last = section.last_row
    return breaks
