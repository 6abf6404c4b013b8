"""The cell map: the concrete, immutable list of cells of one form with its parameters.

Builder and reader both work from a `CellMap` and from nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, TypeVar

from templates.findings.finding import Message
from templates.model.carryover import Roll
from templates.model.page import FIRST_COLUMN, Cell, FieldSheet, Item, Role, Section, Sheet
from templates.model.paper import PLAIN_PAPER, Paper
from templates.model.rule import Rule
from templates.model.shape import Group
from templates.model.summary import Summary
from templates.path import Names
from templates.text import Language, Text

__all__ = ["CellMap", "FormIdentity", "Origin"]

Derived = TypeVar("Derived")


@dataclass(frozen=True, slots=True)
class FormIdentity:
    """Which form and which version of it.

    `layout` is the number of the toolkit's own rules for what a form's sheet holds beside the form's cells.
    """

    name: str
    version: str
    title: Text
    sheet: Text
    layout: int


class Origin(NamedTuple):
    """What a cell map was made from: the form's definition, and the value of each parameter."""

    definition: Hashable
    parameters: tuple[tuple[str, int | str], ...]


@dataclass(frozen=True, slots=True, eq=False)
class CellMap:
    """The cells of one form at given parameters, and everything that follows from them.

    Row 1 and column 1 are the hidden coordinates, row 2 says how far the form is filled in; the cells
    begin at B3, on each of the form's sheets. `column_widths` and `row_heights` are those of the first sheet,
    and `further` are the sheets of fields behind it. `digest` tells two cell maps apart in which a cell means
    something else: another field, kind, constant or formula.

    Two cell maps are equal if they were made from the same definition with the same parameters. One that was
    changed by hand (`dataclasses.replace`) has no `origin` and is equal to itself alone.
    """

    form: FormIdentity
    parameters: Mapping[str, int | str]
    cells: tuple[Cell, ...]
    shape: Group
    computed: tuple[Names, ...]
    """The computed fields, each after those it is computed from."""
    rules: tuple[Rule, ...]
    rolls: tuple[Roll, ...]
    items: tuple[Item, ...]
    sections: tuple[Section, ...]
    sheets: tuple[Sheet, ...]
    column_widths: tuple[float, ...]
    row_heights: Mapping[int, float]
    messages: Mapping[str, Message]
    """The catalogue: the toolkit's own messages and the form's."""
    summary: Summary
    digest: str
    roster: Mapping[str, Names] = field(default_factory=dict)
    """Which field holds what a roster says of a department: its `name`, `contact` and `code`."""
    paper: Paper = PLAIN_PAPER
    """What the form is printed on, its first sheet at least."""
    further: tuple[FieldSheet, ...] = ()

    origin: Origin | None = field(default=None, init=False, repr=False)
    """What it was made from."""
    _derived: dict[Callable[[CellMap], Any], Any] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def derived(self, work: Callable[[CellMap], Derived]) -> Derived:
        """Return what a function of a module makes of this cell map, made when it is first asked for."""
        if work not in self._derived:
            self._derived[work] = work(self)
        made: Derived = self._derived[work]
        return made

    def made_from(self, origin: Origin) -> CellMap:
        """Return the same cell map, which from now on knows what it was made from: for `compile` alone."""
        object.__setattr__(self, "origin", origin)
        return self

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, CellMap):
            return NotImplemented
        return self is other or (self.origin is not None and self.origin == other.origin)

    def __hash__(self) -> int:
        return hash((self.form.name, self.digest))

    def __iter__(self) -> Iterator[Cell]:
        return iter(self.cells)

    @property
    def field_sheets(self) -> tuple[FieldSheet, ...]:
        """The sheets of fields, in the order of their numbers."""
        return FieldSheet(self.form.sheet, self.column_widths, self.row_heights, self.paper), *self.further

    def sheet_names(self, language: Language) -> tuple[str, ...]:
        """Return the names of the sheets of fields, in the order of their numbers."""
        return tuple(sheet.name.say(language) for sheet in self.field_sheets)

    @property
    def by_sheet(self) -> tuple[CellMap, ...]:
        """What stands on each sheet of fields, as a cell map: cells, items, sections, widths and heights.

        The record and the rules are the whole form's. Where there is one sheet, it is the cell map itself.
        """
        return self.derived(_by_sheet) if self.further else (self,)

    @property
    def last_row(self) -> int:
        """The last row that a cell of the form reaches."""
        return max(cell.row + cell.rows - 1 for cell in self.cells)

    @property
    def last_column(self) -> int:
        """The last column of the form (explanations stand right of it, then messages)."""
        return len(self.column_widths) + 1

    @property
    def explanations(self) -> tuple[Cell, ...]:
        """The cells for explanations, from the top; none where the form has no such cells."""
        return self.derived(_explanations)

    @property
    def numbered_columns(self) -> tuple[int, ...]:
        """The columns whose numbers the hidden first row holds: the form's, and that of the explanations."""
        beside = {cell.column for cell in self.explanations}
        return (*range(FIRST_COLUMN, self.last_column + 1), *beside)


def _by_sheet(cell_map: CellMap) -> tuple[CellMap, ...]:
    return tuple(
        replace(
            cell_map,
            form=replace(cell_map.form, sheet=sheet.name),
            cells=tuple(cell for cell in cell_map.cells if cell.sheet == number),
            items=tuple(item for item in cell_map.items if item.sheet == number),
            sections=tuple(section for section in cell_map.sections if section.sheet == number),
            column_widths=sheet.column_widths,
            row_heights=sheet.row_heights,
            paper=sheet.paper,
            further=(),
        )
        for number, sheet in enumerate(cell_map.field_sheets)
    )


def _explanations(cell_map: CellMap) -> tuple[Cell, ...]:
    return tuple(cell for cell in cell_map.cells if cell.role is Role.EXPLANATION)
