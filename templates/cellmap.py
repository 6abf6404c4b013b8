"""The cell map: the concrete, immutable list of cells of one form with its parameters.

Builder and reader both work from a `CellMap` and from nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from templates.findings import Message, Severity
from templates.kinds.base import Kind, Limits, Value
from templates.path import Indices, Names
from templates.text import NO_WORDS, Text

if TYPE_CHECKING:  # the language resolves names against the shapes of this module
    from templates.language.tree import Expression

__all__ = [
    "Cell",
    "CellMap",
    "Field",
    "FormIdentity",
    "Group",
    "Item",
    "Leaf",
    "Node",
    "Repeat",
    "Role",
    "Roll",
    "RollFields",
    "Rule",
    "Section",
    "Sheet",
    "Summary",
    "Table",
]


class Role(StrEnum):
    """What a cell is for."""

    LABEL = "label"
    INPUT = "input"
    COMPUTED = "computed"


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the form: what the definition says of it, the same for every item of a repeat.

    `names` is its path without the numbers of items; `formula` makes it computed; `default` is what a
    blank form is prefilled with.
    """

    names: Names
    kind: Kind
    limits: Limits
    required: bool = False
    formula: Expression | None = None
    default: Value = None
    constant: bool = False
    """A constant of the form and yet part of the record: its cell is a label."""

    @property
    def is_input(self) -> bool:
        """Whether a person fills it in."""
        return self.formula is None and not self.constant


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell, or one merged block of cells, in the coordinates of the sheet we build (from 1).

    `fields` holds one path for an input or a computed cell, none for a plain label, and one for each row
    that a constant such as level 1 is merged over. `text` are a label's words; `label` is what a person
    calls a field. `says` names the parameters whose values stand in a label's words.
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

    @property
    def path(self) -> str:
        """The path of the field that stands here; empty for a plain label."""
        return ", ".join(self.fields)

    @property
    def bounds(self) -> Limits:
        """The limits that hold here: the cell's own, or those of its field; of a plain label, none."""
        return self.limits or (self.of.limits if self.of else Limits())


@dataclass(frozen=True, slots=True)
class Leaf:
    """A field in the shape of a record."""

    field: Field


@dataclass(frozen=True, slots=True)
class Group:
    """Named parts of a record."""

    parts: Mapping[str, Node]


@dataclass(frozen=True, slots=True)
class Repeat:
    """A list in a record: the shape of an item (a `Leaf` where items are plain values).

    `constants` has, for each row of the cell map, the values that the form itself gives an item there.
    """

    item: Node
    constants: tuple[Mapping[str, str], ...]
    required: bool = False

    @property
    def room(self) -> int:
        """How many items there is room for."""
        return len(self.constants)


Node = Leaf | Group | Repeat


@dataclass(frozen=True, slots=True)
class Item:
    """The rows of the sheet that one item of a repeat takes (`projects[4]`: rows 31 to 31).

    `beyond`: it is one of those that are out of sight until somebody needs them.
    """

    names: Names
    indices: Indices
    first_row: int
    last_row: int
    beyond: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """What must hold between cells, for each item of `scope` (once for the form where it is empty).

    `at` names the field whose cell carries the finding, or a repeat (then its first cell does). `where`
    keeps only the items of `scope` whose constant has that value. `guards` are what must be filled before
    the rule is judged (numbers must be numbers). `in_sheet` is false for what only the reader can judge,
    `in_reader` for what the reader finds while it reads the cell.
    """

    message: Message
    severity: Severity
    scope: Names
    at: Names
    ensure: Expression
    where: tuple[str, str] | None = None
    guards: tuple[Expression, ...] = ()
    found: Expression | None = None
    expected: Expression | None = None
    slots: Mapping[str, Expression | Text] = field(default_factory=dict)
    in_sheet: bool = True
    in_reader: bool = True


RollFields = Mapping[str, "str | RollFields"]
"""The fields of an item that roll, new name to old; of a repeat within, the fields of its items."""


@dataclass(frozen=True, slots=True)
class Roll:
    """What last year's record prefills: `source` of last year goes to `target`, both by their names.

    `when` is judged on last year's form (on each item, where a repeat rolls); of what does not go on,
    `otherwise` is reported, of what does, `note`. `fields` maps the fields of an item, new to old; empty
    means all of them. An `option` rolls only when asked for.
    """

    target: Names
    source: Names
    when: Expression | None = None
    fields: RollFields = field(default_factory=dict)
    locked: bool = False
    note: Message | None = None
    otherwise: Message | None = None
    option: str | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page that should stay together, by its rows."""

    title: Text
    first_row: int
    last_row: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """A further sheet of plain paragraphs, such as the filling instructions."""

    name: Text
    paragraphs: tuple[tuple[str, Text], ...]
    """Style (`title`, `head`, `text`) and words of each."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the summary: the items of one repeat, or of several alike, under one another.

    Where `of` names fields or groups instead, it has a line for each department.
    """

    key: str
    title: Text
    of: tuple[Names, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """What the summary shows: the fields (or whole groups) of the overview, and the tables of items."""

    overview: tuple[Names, ...]
    tables: tuple[Table, ...]


@dataclass(frozen=True, slots=True)
class FormIdentity:
    """Which form and which edition of it."""

    name: str
    version: str
    title: Text
    sheet: Text


@dataclass(frozen=True, slots=True, eq=False)
class CellMap:
    """The cells of one form at given parameters, and everything that follows from them.

    Row 1 and column 1 are the hidden coordinates, row 2 says how far the form is filled in; the cells
    begin at B3. `digest` tells two cell maps apart in which a cell means something else: another field, kind,
    constant or formula. As keys, cell maps count one by one.
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

    def __iter__(self) -> Iterator[Cell]:
        return iter(self.cells)

    @property
    def last_row(self) -> int:
        """The last row that a cell of the form reaches."""
        return max(cell.row + cell.rows - 1 for cell in self.cells)

    @property
    def last_column(self) -> int:
        """The last column of the form (the check column stands right of it)."""
        return len(self.column_widths) + 1
