"""Addresses and areas of a sheet, and which areas share a cell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple, TypeVar

__all__ = ["LAST_COLUMN", "LAST_ROW", "Area", "area_of", "column_number", "overlaps"]

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384

_AREA = re.compile(r"\$?([A-Z]{1,3})\$?([1-9]\d{0,6})(?::\$?([A-Z]{1,3})\$?([1-9]\d{0,6}))?")

Owner = TypeVar("Owner")


class Area(NamedTuple):
    """A rectangle of cells, both ends inclusive, counted from 1."""

    top: int
    left: int
    bottom: int
    right: int

    def __str__(self) -> str:
        """Say it as `area_of` reads it."""
        first, last = f"{_letters(self.left)}{self.top}", f"{_letters(self.right)}{self.bottom}"
        return first if first == last else f"{first}:{last}"


@cache
def column_number(letters: str) -> int:
    """Return the number of a column, 1 for A."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _letters(column: int) -> str:
    rest, last = divmod(column - 1, 26)
    return (_letters(rest) if rest else "") + chr(ord("A") + last)


def area_of(text: str) -> Area | None:
    """Return the area of `B2` or `B2:F9`; None where it is no address, or one outside a sheet."""
    found = _AREA.fullmatch(text)
    if found is None:
        return None
    left, top = column_number(found[1]), int(found[2])
    right, bottom = (column_number(found[3]), int(found[4])) if found[3] else (left, top)
    if not (top <= bottom <= LAST_ROW and left <= right <= LAST_COLUMN):
        return None
    return Area(top, left, bottom, right)


def overlaps(areas: Iterable[tuple[Area, Owner]]) -> Iterator[tuple[Area, Area]]:
    """Yield each two areas of different owners that share a cell, by one sweep from top to bottom."""
    open_areas: list[tuple[Area, Owner]] = []
    for area, owner in sorted(areas, key=lambda entry: entry[0]):
        open_areas = [entry for entry in open_areas if entry[0].bottom >= area.top]
        for other, its_owner in open_areas:
            if other.left <= area.right and area.left <= other.right and its_owner != owner:
                yield other, area
        open_areas.append((area, owner))
