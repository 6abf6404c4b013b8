"""The pages of a form: its cells, the rows of its items, sections, its sheets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from templates.kinds.base import Limits
from templates.kinds.presentation import Align
from templates.model.field import Field
from templates.model.paper import PLAIN_PAPER, Paper
from templates.model.picture import Picture
from templates.path import Indices, Names
from templates.text import NO_WORDS, Text

__all__ = [
    "FIRST_COLUMN",
    "FIRST_ROW",
    "LAYOUT_WITH_EXPLANATIONS",
    "STATUS_ROW",
    "Cell",
    "CellAddress",
    "FieldSheet",
    "Item",
    "Role",
    "Section",
    "Sheet",
]


STATUS_ROW = 2
"""The row above the form that says how far it is filled in; the cell map has no cell there."""

FIRST_ROW = 3
"""The first row of the form: row 1 holds the hidden coordinates, row 2 the status."""

FIRST_COLUMN = 2
"""The first column of the form: column 1 holds the hidden coordinates."""

LAYOUT_WITH_EXPLANATIONS = 2
"""The first layout of forms whose sheets have cells for explanations."""


class CellAddress(NamedTuple):
    """Where a cell is: the number of its sheet among the form's own (from 0), its row and column (from 1)."""

    sheet: int
    row: int
    column: int


class Role(StrEnum):
    """What a cell is for."""

    LABEL = "label"
    INPUT = "input"
    COMPUTED = "computed"
    EXPLANATION = "explanation"
    """Beside the form: what the department says to what is found in the rows."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell, or one merged block of cells, in the coordinates of the sheet we build (from 1).

    `fields` holds one path for an input or a computed cell, none for a plain label, and one for each row
    that a constant such as level 1 is merged over. `text` are a label's words; `label` is what a person
    calls a field. `says` names the parameters whose values stand in a label's words. `style` is a label's;
    how an input or a computed cell looks, its kind says. A cell for explanations is in no record, and yet has
    a field's kind and limits.
    """

    row: int
    column: int
    rows: int
    columns: int
    role: Role
    style: str
    text: Text | None = None
    fields: tuple[str, ...] = ()
    of: Field | None = None
    limits: Limits | None = None
    """The field's limits at this very cell: with its label, and the group of a dependent choice."""
    label: Text = NO_WORDS
    says: frozenset[str] = frozenset()
    sheet: int = 0
    """The number of the sheet among those of the form's own, from 0."""
    align: Align | None = None
    """Where its content stands in it, if the form says so: `left`, `center` or `right`."""
    picture: Picture | None = None
    """The picture that stands in a label."""

    @property
    def address(self) -> CellAddress:
        """Where the cell is, by the first of the cells that it is merged over."""
        return CellAddress(self.sheet, self.row, self.column)

    @property
    def path(self) -> str:
        """The path of the field that stands here; empty for a plain label."""
        return ", ".join(self.fields)

    @property
    def bounds(self) -> Limits:
        """The limits that hold here: the cell's own, or those of its field; of a plain label, none."""
        return self.limits or (self.of.limits if self.of else Limits())


@dataclass(frozen=True, slots=True)
class Item:
    """The part of the sheet that one item of a repeat takes (`projects[4]`: rows 31 to 31, columns 3 to 9).

    `beyond`: it is one of those that are out of sight until somebody needs them.
    """

    names: Names
    indices: Indices
    first_row: int
    last_row: int
    first_column: int
    last_column: int
    beyond: bool = False
    sheet: int = 0
    """The number of the sheet among those of the form's own, from 0."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page that should stay together, by its rows."""

    title: Text
    first_row: int
    last_row: int
    sheet: int = 0
    """The number of the sheet among those of the form's own, from 0."""


@dataclass(frozen=True, slots=True)
class FieldSheet:
    """A sheet of fields: its name, the widths of its columns, the heights that the form gives to rows."""

    name: Text
    column_widths: tuple[float, ...]
    row_heights: Mapping[int, float]
    paper: Paper = PLAIN_PAPER


@dataclass(frozen=True, slots=True)
class Sheet:
    """A further sheet of plain paragraphs, such as the filling instructions."""

    name: Text
    paragraphs: tuple[tuple[str, Text], ...]
    """Style (`title`, `head`, `text`) and words of each."""
