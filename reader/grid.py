"""A sheet as plain values, and the addresses of its cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from templates.kinds import Raw

__all__ = ["Grid", "Position", "address", "column_letters", "column_number"]

Position = tuple[int, int]
"""Row and column, counted from 1."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet as it came: its name, and each cell that holds a value, an error or a formula."""

    name: str
    cells: Mapping[Position, Raw]
    visible: bool = True


def column_letters(column: int) -> str:
    """Return the letters of a column: 28 is `AB`."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def address(position: Position) -> str:
    """Return a cell's address as a person writes it: `(5, 3)` is `C5`."""
    row, column = position
    return f"{column_letters(column)}{row}"


def column_number(letters: str) -> int:
    """Return the number of a column by its letters; the reverse of `column_letters`."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
