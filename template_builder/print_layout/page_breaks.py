"""Where a page of print ends: between sections, not within one that fits on a page."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from templates.model.page import Section

__all__ = ["page_breaks", "room_on_page"]

_PRINTABLE = (537.0, 762.0)
"""Width and height of what an A4 page holds within our margins, in points."""
_DIGIT = 5.5
"""Width of a digit of the body font, in points; Excel, which counts whole pixels, takes some more."""
_EDGE = 0.71
"""Digits that Excel adds to the width of a column."""
_SAFETY = 0.98
_WORTH = 0.3
"""What part of a page must be left for a section to begin there that is longer than a page."""


def room_on_page(widths: Sequence[float]) -> float:
    """Return the height in points that fits on a page, where the columns are fitted to its width.

    The digits of other fonts than ours are wider, so that the page is made smaller, and more fits on it.
    """
    width, height = _PRINTABLE
    scale = min(1.0, width / (sum(one + _EDGE for one in widths) * _DIGIT))
    return height / scale * _SAFETY


def page_breaks(
    sections: Sequence[Section], heights: Mapping[int, float], room: float, bound: Collection[int] = ()
) -> list[int]:
    """Return the rows after which a new page begins; `room` is what a page holds besides repeated rows.

    A section that would run over the end of a page begins a new one. One that is longer than a page
    begins where a good part of a page is left, and is broken between rows, but not after one of those that
    are `bound` to the next.
    """
    breaks: list[int] = []
    used = 0.0
    for first, last in _units(sections, heights):
        needed = sum(heights.get(row, 0.0) for row in range(first, last + 1))
        left = room - used
        if needed <= left:
            used += needed
            continue
        if used and (needed <= room or left < _WORTH * room):
            breaks.append(first - 1)
            used = 0.0
        for run in _runs(first, last, heights, bound):
            if used and used + sum(map(heights.__getitem__, run)) > room:
                breaks.append(run[0] - 1)
                used = 0.0
            for row in run:
                if used and used + heights[row] > room:
                    breaks.append(row - 1)
                    used = 0.0
                used += heights[row]
    return breaks


def _runs(first: int, last: int, heights: Mapping[int, float], bound: Collection[int]) -> Iterator[list[int]]:
    """Yield the rows in sight in runs of those that are bound together."""
    run: list[int] = []
    for row in range(first, last + 1):
        if row not in heights:
            continue
        run.append(row)
        if row not in bound:
            yield run
            run = []
    if run:
        yield run


def _units(sections: Sequence[Section], heights: Mapping[int, float]) -> Iterator[tuple[int, int]]:
    """Yield the first and last row of what should stay together; rows between go with the section below."""
    last = min(heights, default=1) - 1
    for section in sections:
        if section.last_row > last:
            yield last + 1, section.last_row
            last = section.last_row
    if heights and max(heights) > last:
        yield last + 1, max(heights)
