"""How a form flows over pages: full ones, with labels and heads written anew where a page has cut them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile

from template_builder.official_copy.flowing_text import LEAST_LINES, parted_text
from template_builder.official_copy.strips import CopyCell, Strips
from template_builder.print_layout.heights import LEAST_HEIGHT, Block, grown, height_needed, lines

__all__ = ["Band", "band_heights", "pages_of"]

_LEAST_ROWS = 3
"""How many rows of a section stand on a page at least, if it has others on another one."""
_TALL = 0.25
"""What part of a page a row of a list takes at least that goes on, on another page."""


@dataclass(frozen=True, slots=True)
class Band:
    """A strip on a page. `texts` are what stands of the texts that are parted, by the numbers of their cells.

    `goes_on`: what it holds besides labels began on the page before.
    """

    strip: int
    texts: Mapping[int, str] = field(default_factory=dict)
    goes_on: bool = False


Page = tuple[Band, ...]


def pages_of(strips: Strips, room: float, top: float = 0.0, *, heads: bool = True) -> list[Page]:
    """Return the bands of each page, which holds `room` points, and `top` less from the second on.

    The `heads` of a list stand anew on each page that it runs over, unless they are not to.

    A section begins a new page only where the rest of it, here or there, would be less than three rows. A
    strip that is higher than a page has one to itself.
    """
    flow = _Flow(strips, room, top, heads=heads)
    for unit in strips.units:
        flow.add(unit)
    return [page for page in flow.pages if page]


def band_heights(strips: Strips, bands: Sequence[Band]) -> list[float]:
    """Return the height in points of each band of a page, where every label shows its words whole."""
    heights = [_height(strips, band) for band in bands]
    for number in strips.beside(band.strip for band in bands):
        cell = strips.cells[number]
        places = [at for at, band in enumerate(bands) if cell.first <= band.strip <= cell.last]
        words = _words(cell, bands[places[0]])
        least = cell.least if bands[places[0]].strip == cell.first else 0.0
        if words or least:
            block = Block(0, len(places), cell.width, cell.style.size, words)
            needed = max(least, height_needed(words, cell.width, cell.style.size))
            for at, height in zip(places, grown(block, needed, [heights[at] for at in places]), strict=True):
                heights[at] = height
    return heights


def _words(cell: CopyCell, first: Band) -> str:
    """Return what a cell shows on a page where `first` is the first of its bands."""
    began_before = first.strip > cell.first or first.goes_on
    return "" if began_before and not cell.is_label else cell.words


def _height(strips: Strips, band: Band) -> float:
    """Return the height of a band by what lies within it."""
    if not band.texts:
        return strips.heights[band.strip]
    height = LEAST_HEIGHT
    for number in strips.within[band.strip]:
        cell = strips.cells[number]
        words = band.texts.get(number, _words(cell, band))
        needed = height_needed(words, cell.width, cell.style.size) if words else 0.0
        height = max(height, needed, cell.least)
    return height


class _Flow:
    """The pages so far."""

    def __init__(self, strips: Strips, room: float, top: float, *, heads: bool) -> None:
        self._strips, self._full, self._top, self._heads = strips, room, top, heads
        self.pages: list[Page] = [()]

    def add(self, unit: range) -> None:
        """Add a section, on as many pages as it needs."""
        rest: Page = tuple(map(Band, unit))
        counted = self._strips.counted(unit)
        begun = False
        while rest:
            page, fresh = self.pages[-1], begun or not self.pages[-1]
            if self._fits(rest):
                self.pages[-1] = page + rest
                return
            cut = self._cut(rest, counted, fresh=fresh)
            if cut is None:
                self.pages.append(())
                continue
            here, rest = cut
            self.pages[-1] = page + here
            if rest:
                above = self._strips.heads_above(rest[0].strip) if self._heads else ()
                self.pages.append(tuple(map(Band, above)))
            begun = True

    def _fits(self, bands: Page) -> bool:
        return self._left(bands) >= 0

    def _left(self, bands: Page) -> float:
        """Return the height that is left on the page where bands are added."""
        room = self._full if len(self.pages) == 1 else self._full - self._top
        return room - sum(band_heights(self._strips, self.pages[-1] + bands))

    def _cut(self, rest: Page, counted: frozenset[int], *, fresh: bool) -> tuple[Page, Page] | None:
        """Return what of a section stands on this page and what on the next; None where all of it does.

        On a `fresh` page, something stands.
        """
        places = (at for at in range(1, len(rest)) if rest[at - 1].strip not in self._strips.bound)
        fitting = list(takewhile(lambda at: self._fits(rest[:at]), places))
        last = fitting[-1] if fitting else 0
        choices = [(rest[:at], rest[at:]) for at in reversed(fitting)]
        if (parted := self._parted(rest[last], rest[:last])) is not None:
            choices.insert(0, ((*rest[:last], parted[0]), (parted[1], *rest[last + 1 :])))
        for here, there in choices:
            if min(self._rows(here, counted), self._rows(there, counted)) >= _LEAST_ROWS:
                return here, there
        if not fresh:
            return None
        if choices:
            return choices[0]
        tight = next((at for at in range(len(rest) - 1, 0, -1) if self._fits(rest[:at])), 1)
        return rest[:tight], rest[tight:]

    def _rows(self, bands: Page, counted: frozenset[int]) -> int:
        """Return how many rows of a section bands hold; each line of a text that can be parted is one."""
        return sum(self._lines(band) for band in bands if band.strip in counted)

    def _lines(self, band: Band) -> int:
        most = max((self._count(number, band) for number in self._flowing(band)), default=1)
        return most if band.texts or most >= 2 * LEAST_LINES else 1

    def _flowing(self, band: Band) -> list[int]:
        cells = self._strips.cells
        return [number for number in self._strips.within[band.strip] if cells[number].flows]

    def _count(self, number: int, band: Band) -> int:
        cell = self._strips.cells[number]
        return lines(band.texts.get(number, _words(cell, band)), cell.width, cell.style.size)

    def _parted(self, band: Band, above: Page) -> tuple[Band, Band] | None:
        """Return what of a band stands below those `above` on this page, and what on the next one."""
        left = self._left(above)
        if band.strip in self._strips.of_items and _height(self._strips, band) < _TALL * self._full:
            return None
        first: dict[int, str] = {}
        second: dict[int, str] = {}
        for number in self._flowing(band):
            cell = self._strips.cells[number]
            text = band.texts.get(number, _words(cell, band))
            most = _lines_in(left, cell)
            if lines(text, cell.width, cell.style.size) <= most:
                first[number], second[number] = text, ""
                continue
            parts = parted_text(text, cell.width, cell.style.size, most)
            if parts is None:
                return None
            first[number], second[number] = parts
        if not any(second.values()):
            return None
        here, there = replace(band, texts=first), Band(band.strip, second, goes_on=True)
        return (here, there) if self._fits((*above, here)) else None


def _lines_in(height: float, cell: CopyCell) -> int:
    """Return how many lines of a cell's text a height holds."""
    line = height_needed("一\n一", cell.width, cell.style.size) - height_needed(
        "一", cell.width, cell.style.size
    )
    return int((height - height_needed("", cell.width, cell.style.size)) / line) + 1
