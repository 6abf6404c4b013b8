"""A sheet as plain values, and the addresses of its cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from templates.kinds import Raw
from templates.language import address as written

__all__ = ["Grid", "Position", "address", "column_number"]

Position = tuple[int, int]
"""Row and column, counted from 1."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet as it came: its name, and each cell that holds a value, an error or a formula."""

    name: str
    cells: Mapping[Position, Raw]
    visible: bool = True


def address(position: Position) -> str:
    """Return a cell's address as a person writes it: `(5, 3)` is `C5`."""
    return written(*position)


def column_number(letters: str) -> int:
    """Return the number of a column by its letters; 2 for `B`."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
