"""A sheet as plain values, and the addresses of its cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple, Protocol

from templates.kinds import Raw
from templates.language import address as written

__all__ = ["Area", "Aspect", "Details", "Grid", "PlainDetails", "Position", "address", "column_number"]

Position = tuple[int, int]
"""Row and column, counted from 1."""


class Aspect(StrEnum):
    """What a file type may not tell of a sheet, or its parser does not know: unknown is not empty."""

    FORMULAS = "formulas"
    """Which cells hold formulas, and what these say."""
    FORMATS = "formats"
    """The number formats of the cells."""
    COMMENTS = "comments"
    HIDDEN = "hidden"
    """Which rows and columns people do not see."""
    MERGES = "merges"
    STRIKE = "strike-through"
    """Which cells are struck through."""


class Area(NamedTuple):
    """A rectangle of cells, its first and last rows and columns counted from 1."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


class Details(Protocol):
    """What a sheet has beside the contents of its cells.

    A file's details are worked out when they are first asked for, so reading one of them may raise
    `UnreadableWorkbook`.
    """

    @property
    def merges(self) -> tuple[Area, ...]:
        """The merged ranges, in the order of the file."""

    @property
    def hidden_rows(self) -> frozenset[int]:
        """The numbers of the rows that people do not see."""

    @property
    def hidden_columns(self) -> frozenset[int]:
        """The numbers of the columns that people do not see."""

    @property
    def comments(self) -> Mapping[Position, str]:
        """The texts of the comments, by the cells they stand at."""

    @property
    def struck(self) -> frozenset[Position]:
        """The cells whose content, or part of it, is struck through."""


@dataclass(frozen=True, slots=True)
class PlainDetails:
    """Details that are given, such as those of a grid that no file holds."""

    merges: tuple[Area, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    comments: Mapping[Position, str] = field(default_factory=dict)
    struck: frozenset[Position] = frozenset()


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet as it came: its name, and each cell that holds a value, an error or a formula.

    `index` is the sheet's place in its workbook, from 0. `unknown` is what its file cannot tell: there,
    nothing found means nothing. A test writes a grid in one line:

    >>> Grid("表", {(1, 1): Raw("项目")}).cells[1, 1].value
    '项目'
    """

    name: str
    cells: Mapping[Position, Raw]
    visible: bool = True
    index: int = 0
    details: Details = PlainDetails()
    unknown: frozenset[Aspect] = frozenset()
    active: frozenset[str] = frozenset()
    """What its workbook holds that runs or reaches out, which is neither run nor followed: `macros`."""

    def ends_by(self, row: int) -> bool:
        """Tell whether no cell stands below a row."""
        last = getattr(self.cells, "last_row", None)  # what a scan of the sheet may know
        if last is not None and last <= row:
            return True
        return max(self.cells, default=(0, 0))[0] <= row


def address(position: Position) -> str:
    """Return a cell's address as a person writes it: `(5, 3)` is `C5`."""
    return written(*position)


def column_number(letters: str) -> int:
    """Return the number of a column by its letters; 2 for `B`."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
