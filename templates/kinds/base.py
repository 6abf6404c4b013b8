"""What a kind is: one frozen object with both directions of a cell and the limits they share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Literal, Protocol

from templates.findings.finding import Severity
from templates.text import Text

__all__ = [
    "Check",
    "Choice",
    "Choices",
    "Content",
    "Kind",
    "Limits",
    "Note",
    "Outcome",
    "Raw",
    "RawValue",
    "Validation",
    "Value",
]

_NOTHING = Text("")

Value = Decimal | int | str | None
"""A value of a record: money and shares are `Decimal`, years `int`, all else text; a blank is `None`."""

Content = Decimal | int | str | bool | None
"""What a cell is given to hold: a number, a text, a truth value or nothing."""

RawValue = Decimal | str | bool | date | datetime | time | timedelta | None
"""What a cell of a returned workbook holds, before any kind has read it."""


@dataclass(frozen=True, slots=True)
class Raw:
    """A cell as it stands in a returned workbook.

    `number_format` is Excel's format code (`0%`), `error` the error it holds (`#DIV/0!`), `formula`
    the formula behind the value where somebody typed one into an input.
    """

    value: RawValue
    number_format: str = "General"
    error: str | None = None
    formula: str | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """A term of a list: the preferred spelling, the spellings folded into it, those kept as typed."""

    value: str
    fold: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choices:
    """A list of terms. Where `by` names a sibling field, each of its values has a group of its own.

    `groups` maps the value of `by` to its terms; a plain list has the one group `""`. `refuse` maps a
    spelling that must not be guessed at to the code of its finding; `kept` and `elsewhere` are the codes
    of a kept spelling and of a term of another group.
    """

    name: str
    groups: Mapping[str, tuple[Choice, ...]]
    by: str | None = None
    refuse: Mapping[str, str] = field(default_factory=dict)
    kept: str = "choice-not-preferred"
    elsewhere: str = "choice-of-another-group"

    def terms(self, group: str | None = None) -> tuple[Choice, ...]:
        """Return the terms of one group, or of all where no group is named or the group is unknown."""
        if group is not None and group in self.groups:
            return self.groups[group]
        return tuple(choice for choices in self.groups.values() for choice in choices)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a form's author may set of a field, and what the kind needs to know of the form.

    `unit` is the unit of the form's money (`万元` or `元`), `group` the value of the sibling on which a
    choice depends where that sibling is a constant of the form, `label` what a person calls the field.
    """

    max_length: int | None = None
    decimals: int = 2
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    unit: str = "万元"
    choices: Choices | None = None
    group: str | None = None
    required: bool = False
    label: Text = _NOTHING
    words: Text | None = None
    hint: Text | None = None
    past: bool = False
    list_item: bool = False
    """Whether the text is one of a numbered list, so that a leading `1.` or `目标1：` is no part of it."""


@dataclass(frozen=True, slots=True)
class Note:
    """What a kind has to say of a cell it read: a code of the catalogue, and the words of its slots.

    `severity` is set where the same thing matters more, or less, in this kind than the catalogue says.
    """

    code: str
    found: str | None = None
    expected: str | None = None
    slots: Mapping[str, Text] = field(default_factory=dict)
    severity: Severity | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """A cell read: the value of the record and the notes; `readable` is false where `value` is raw text."""

    value: Value
    notes: tuple[Note, ...] = ()
    readable: bool = True
    counted: bool = True
    """False where a number was read from what a sheet cannot count (a text), so that formulas miss it."""


@dataclass(frozen=True, slots=True)
class Validation:
    """What Excel is to refuse in a cell: its type, its bounds, and the words of the refusal.

    For `list`, `items` are the terms; a list that depends on another cell the builder writes from the field's
    `Choices`.
    """

    type: Literal["decimal", "whole", "list", "length", "any"]
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    items: tuple[str, ...] = ()
    refusal: Text = _NOTHING


@dataclass(frozen=True, slots=True)
class Check:
    """A rule that a kind brings along for each of its inputs; `self` in `ensure` is the cell's value.

    `ensure` is an expression of the form language that must hold; it runs in the sheet and in the reader.
    `expected` is one that gives what the sentence says should stand there. With `in_reader` false it runs in
    the sheet alone, as `read` finds the same. With `of_blank` it holds of a blank cell anyhow, so that this
    need not be tested.
    """

    code: str
    ensure: str
    expected: str | None = None
    in_reader: bool = True
    of_blank: bool = False


class Kind(Protocol):
    """What may stand in a cell. Kinds have no state: all that varies comes in `limits`."""

    @property
    def name(self) -> str:
        """The word for it in a definition: `money`."""

    @property
    def numeric(self) -> bool:
        """Whether a cell of this kind holds a number when all is well."""

    def write(self, value: object, limits: Limits) -> Content:
        """Return what the cell is to hold for a value of a record, or for whatever was given for one."""

    def read(self, raw: Raw, limits: Limits) -> Outcome:
        """Return the value a cell stands for, and what there is to say of it. Never raises."""

    def number_format(self, limits: Limits) -> str:
        """Return Excel's format code."""

    def validation(self, limits: Limits) -> Validation:
        """Return what Excel is to refuse."""

    def prompt(self, limits: Limits) -> Text:
        """Return what the clerk is told belongs here, with an example."""

    def checks(self, limits: Limits) -> tuple[Check, ...]:
        """Return the rules that hold for every cell of this kind."""

    def marks_blank(self, limits: Limits) -> bool:
        """Return whether a mark such as `/` is a blank here, for the formulas of the sheet too."""

    def schema(self, limits: Limits) -> dict[str, Any]:
        """Return the JSON Schema of a value in a record."""

    def columns(self) -> tuple[tuple[str, Text], ...]:
        """Return the further columns that a summary gives this kind: key and head; most have none."""

    def derive(self, value: Value) -> dict[str, Value]:
        """Return the values of those further columns for one value."""
