"""Where a page of print ends: between sections, or within one rather than leave much of a page blank."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from templates.model.page import Section
from templates.model.paper import PLAIN_PAPER, Paper

__all__ = ["MOST_BLANK", "largest_scale", "page_breaks", "room_on_page", "widths_on_paper"]

_DIGIT = 5.5
"""Width of a digit of the body font, in points; Excel, which counts whole pixels, takes some more."""
_WIDEST_DIGIT = 6.2
"""The same in the fonts that stand in for ours where they are widest, and in Excel."""
_EDGE = 0.71
"""Digits that Excel adds to the width of a column."""
_SAFETY = 0.98
_NARROWEST = 0.9
"""What is left of the width of a column at least, so that letters need not become smaller."""
MOST_BLANK = 1 / 3
"""What part of a page may stay blank, so that what follows stays together on the next one."""
_BLANK_FOR_SECTION = 0.2
"""The same for a section that can be broken between rows: less, as more fits on a page of some programs."""
_LEAST_ROWS = 3
"""How many rows of a section a page should have at least, where it is cut."""


def room_on_page(widths: Sequence[float], paper: Paper = PLAIN_PAPER) -> float:
    """Return the height in points that fits on a page, where the columns are fitted to its width.

    The digits of other fonts than ours are wider, so that the page is made smaller, and more fits on it.
    Where the `paper` has a scale, it is that.
    """
    width, height = paper.room
    scale = min(1.0, width / (sum(one + _EDGE for one in widths) * _DIGIT))
    if paper.scale is not None:
        scale = paper.scale / 100
    return height / scale * _SAFETY


def largest_scale(widths: Sequence[float], paper: Paper) -> int:
    """Return the largest scale, in percent, at which columns fit the width of a page in every font."""
    return int(100 * paper.room[0] / (sum(one + _EDGE for one in widths) * _WIDEST_DIGIT))


def widths_on_paper(widths: Sequence[float], paper: Paper = PLAIN_PAPER) -> tuple[float, ...]:
    """Return widths of columns that fill the width of a page, if they need not be much narrower for it.

    Then letters are printed in their own size, or in the scale of the `paper`.
    """
    most = paper.room[0] * 100 / (paper.scale or 100) / _DIGIT - len(widths) * _EDGE
    share = max(_NARROWEST, min(1.0, most / sum(widths)))
    return tuple(width * share for width in widths)


def page_breaks(
    sections: Sequence[Section], heights: Mapping[int, float], room: float, bound: Collection[int] = ()
) -> list[int]:
    """Return the rows after which a new page begins; `room` is what a page holds besides repeated rows.

    A section that would run over the end of a page begins a new one where little of the page stays blank
    for it. Any other is broken between rows, but not after one of those that are `bound` to the next.
    No page begins with the last row or two of a section, if it has others to go before them.
    """
    breaks: list[int] = []
    used = 0.0
    for first, last in _units(sections, heights):
        runs = list(_runs(first, last, heights, bound))
        needed = sum(heights[row] for run in runs for row in run)
        left = room - used
        if needed <= left:
            used += needed
            continue
        if used and left <= _BLANK_FOR_SECTION * room:
            breaks.append(first - 1)
            used = 0.0
        ends, used = _broken(runs, heights, room, used)
        breaks += ends
    return breaks


def _broken(
    runs: Sequence[Sequence[int]], heights: Mapping[int, float], room: float, used: float
) -> tuple[list[int], float]:
    """Return the rows of a section after which a new page begins, and how much of the last page it uses.

    `used` is how much of the first one is. A run that no page can hold is broken as well.
    """
    parts: list[list[Sequence[int]]] = [[]]
    for run in runs:
        whole = sum(map(heights.__getitem__, run)) <= room
        for piece in [run] if whole else [[row] for row in run]:
            needed = sum(map(heights.__getitem__, piece))
            if used and used + needed > room:
                parts.append([])
                used = 0.0
            parts[-1].append(piece)
            used += needed
    while len(parts) > 1 and _count(parts[-1]) < _LEAST_ROWS <= _count(parts[-2][:-1]):
        moved = parts[-2].pop()
        parts[-1].insert(0, moved)
        used += sum(map(heights.__getitem__, moved))
    return [part[0][0] - 1 for part in parts[1:]], used


def _count(runs: Iterable[Sequence[int]]) -> int:
    return sum(map(len, runs))


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
