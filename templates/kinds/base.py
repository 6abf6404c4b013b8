"""What a kind is: one frozen object with both directions of a cell and the limits they share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, NamedTuple, Protocol, Self, TypeVar

from templates.findings.errors import Sentence
from templates.findings.finding import Severity
from templates.kinds.presentation import (
    Appearance,
    ColumnFormat,
    Description,
    Movement,
    Part,
    Validation,
    Wording,
)
from templates.text import NO_WORDS, Language, Text

__all__ = [
    "Check",
    "Choices",
    "Content",
    "Kind",
    "KindOf",
    "Limits",
    "Note",
    "Options",
    "Outcome",
    "Raw",
    "RawValue",
    "Term",
    "Value",
]

Value = Decimal | int | str | None
"""A value of a record: money and shares are `Decimal`, years `int`, all else text; a blank is `None`."""

Content = Decimal | int | str | bool | None
"""What a cell is given to hold: a number, a text, a truth value or nothing."""

RawValue = Decimal | str | bool | date | datetime | time | timedelta | None
"""What a cell of a returned workbook holds, before any kind has read it."""


class Raw(NamedTuple):
    """A cell as it stands in a returned workbook; like an `Outcome`, hundreds are made of each form.

    `number_format` is Excel's format code (`0%`), `error` the error it holds (`#DIV/0!`), `formula`
    the formula behind the value where somebody typed one into an input, `serial` the number that is shown as
    a date or time, which not every file tells: two are equal whatever their `serial` is.
    """

    value: RawValue
    number_format: str = "General"
    error: str | None = None
    formula: str | None = None
    serial: Decimal | None = None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Raw) and self[:-1] == other[:-1]

    def __ne__(self, other: object) -> bool:  # a tuple has its own
        return not self == other

    def __hash__(self) -> int:
        return hash(self[:-1])


@dataclass(frozen=True, slots=True)
class Term:
    """A term of a list: the preferred spelling, the spellings folded into it, those kept as typed."""

    value: str
    fold: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Choices:
    """A list of terms. Where `by` names a sibling field, each of its values has a group of its own.

    `groups` maps the value of `by` to its terms; a plain list has the one group `""`. `refuse` maps a
    spelling that must not be guessed at to the code of its finding; `kept` and `elsewhere` are the codes
    of a kept spelling and of a term of another group.

    Two lists are equal if they have the same entries in the same order: where two terms share a spelling, the
    first is meant.
    """

    name: str
    groups: Mapping[str, tuple[Term, ...]]
    by: str | None = None
    refuse: Mapping[str, str] = field(default_factory=dict)
    kept: str = "choice-not-preferred"
    elsewhere: str = "choice-of-another-group"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Choices):
            return NotImplemented
        return self is other or self._entries() == other._entries()

    def __hash__(self) -> int:
        return hash((self.name, self.by, self.kept, self.elsewhere))

    def _entries(self) -> tuple[object, ...]:
        entries = tuple(self.groups.items()), tuple(self.refuse.items())
        return (self.name, self.by, self.kept, self.elsewhere, *entries)

    def terms(self, group: str | None = None) -> tuple[Term, ...]:
        """Return the terms of one group, or of all where no group is named or the group is unknown."""
        if group is not None and group in self.groups:
            return self.groups[group]
        return tuple(choice for choices in self.groups.values() for choice in choices)


@dataclass(frozen=True, slots=True)
class Limits:
    """What the form says about a field, whatever its kind; a kind with options of its own extends this.

    `label` is what a person calls the field; `heads` are the words that it is made of, those of the side, of
    the row and of the column, where it is made of any. `hint` is what the author says belongs there, `unit`
    the unit of the form's money (`万元` or `元`). `choices` is the list that the author names with `of`,
    `group` the value of the sibling on which that list depends, where the sibling is a constant of the form.
    """

    label: Text = NO_WORDS
    hint: Text | None = None
    required: bool = False
    unit: str = "万元"
    choices: Choices | None = None
    group: str | None = None
    heads: tuple[Text, ...] = ()

    @classmethod
    def extending(cls, common: Limits, **options: Any) -> Self:
        """Return limits with all that `common` says, and the options of one kind: the fields of the subclass.

        >>> TextLimits.extending(Limits(required=True), max_length=120)
        """
        return cls(**{part.name: getattr(common, part.name) for part in fields(Limits)}, **options)


Options = Mapping[str, Any]
"""The options of a field as its author wrote them, checked against the JSON Schema: `{"decimals": 0}`."""


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


class Outcome(NamedTuple):
    """A cell read: the value of the record and the notes; `readable` is false where `value` is raw text.

    A named tuple, as hundreds are made of each form, in a third of the time that a frozen dataclass takes.
    """

    value: Value
    notes: tuple[Note, ...] = ()
    readable: bool = True
    counted: bool = True
    """False where a number was read from what a sheet cannot count (a text), so that formulas miss it."""


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
    slots: Mapping[str, Text] = field(default_factory=dict, hash=False)
    """Further words of the sentence."""


L = TypeVar("L", bound=Limits)


class KindOf(Protocol[L]):
    """What may stand in a cell. A kind has no state: all that varies comes in the limits `L` of the field.

    All that is decided by a field's kind is a member here, so a new kind is one module and one line in the
    registry. `UsualKind` answers for kinds that need nothing special.
    """

    @property
    def name(self) -> str:
        """The word for it in a definition: `money`."""

    @property
    def numeric(self) -> bool:
        """Whether a cell of this kind holds a number when all is well."""

    def describe(self) -> Description:
        """Return what the documentation of the form language says about it."""

    # what an author may say

    def options(self) -> Mapping[str, Any]:
        """Return the part of the JSON Schema for the options of its own: `properties`, `required`."""

    def limits(self, options: Options = ..., common: Limits = ...) -> L:
        """Return the limits of a field from the author's options and from what the form says about it."""

    def mistakes(self, options: Options) -> Iterator[tuple[str, Sentence]]:
        """Yield the options that are wrong in a way that the JSON Schema cannot tell, and what is wrong."""

    def with_parameters(self) -> tuple[str, ...]:
        """Return the options in which braces hold expressions on the form's parameters."""

    def is_literal(self, written: str) -> bool:
        """Return whether a default is a value as it is written; any other text is an expression."""

    def longest(self, limits: L) -> int | None:
        """Return how many characters the author allows, None where he does not say."""

    # both directions of a cell

    def write(self, value: object, limits: L) -> Content:
        """Return what the cell is to hold for a value of a record, or for whatever was given for one.

        Raises ValuesError for what no cell can hold.
        """

    def read(self, raw: Raw, limits: L) -> Outcome:
        """Return the value a cell stands for, and what there is to say of it. Never raises."""

    # the cell in the workbook

    def appearance(self, limits: L) -> Appearance:
        """Return how the cell looks."""

    def number_format(self, limits: L, language: Language = ...) -> str:
        """Return Excel's format code, with the words it shows in one language."""

    def validation(self, limits: L) -> Validation:
        """Return what Excel is to refuse."""

    def prompt(self, limits: L) -> Text:
        """Return what the clerk is told belongs here, with an example; at most 255 characters."""

    # formulas and rules

    def checks(self, limits: L) -> tuple[Check, ...]:
        """Return the rules that hold for every cell of this kind."""

    def judged_on_return(self, limits: L | None = ...) -> tuple[str, ...]:
        """Return the codes of errors that the reader finds and no formula of the sheet can.

        Without limits these are all that there may be.
        """

    def marks_blank(self, limits: L) -> bool:
        """Return whether a mark such as `/` is a blank here, for the formulas of the sheet too."""

    def operand(self, value: Value) -> Value:
        """Return what formulas take a value of a record for; most kinds give the value itself.

        A filling holds operands, a record holds values: see `recorded`.
        """

    def recorded(self, operand: Value, limits: L) -> Value:
        """Return the value of a record for what a formula takes it for, or gives."""

    def wording(self, limits: L) -> Wording | None:
        """Return how a sentence says a number of this kind; None where it says the number itself."""

    def difference(self, found: Decimal, expected: Decimal) -> str | None:
        """Return the code of the finding where a computed cell differs from the right number.

        None where the two differ by no more than programs and people round.
        """

    def moved(self, value: Value, before: Value, name: str) -> Movement | None:
        """Return what became of a value since it was `before`; None where nobody can tell.

        `name` is what the item is called that has the value, such as an indicator.
        """

    # the value elsewhere

    def schema(self, limits: L) -> dict[str, Any]:
        """Return the JSON Schema of a value in a record."""

    def shown(self, number: Decimal, limits: L) -> str:
        """Return the text of a number as a finding shows it, near to what the cell shows."""

    def exported(self, value: Value) -> Value:
        """Return the value for JSON and tables: a text as it is, a quotient with the 15 digits of a cell."""

    def column(self, limits: L) -> ColumnFormat:
        """Return how a summary shows the values."""

    def parts(self) -> tuple[Part, ...]:
        """Return the parts of a value that a summary shows in further columns; most kinds have none."""

    def derive(self, value: Value) -> dict[str, Value | Text]:
        """Return the parts of one value by their keys."""


Kind = KindOf[Any]
"""Any kind; its limits are those that its own `limits` made."""
