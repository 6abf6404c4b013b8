"""A rule of a form: what must hold between its cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from templates.findings.finding import Message, Severity
from templates.model.expression import Expression
from templates.path import Names
from templates.text import NO_WORDS, Text

__all__ = ["Purpose", "Rule"]


class Purpose(StrEnum):
    """Why a form has a rule."""

    REQUIRED = "required"
    """A field or a list must be filled in."""
    AUTHOR = "author"
    """The author of the form wants it."""
    KIND = "kind"
    """The kind of a field brings it along."""
    ERROR_VALUE = "error-value"
    """An input must not hold an error such as `#N/A`, which somebody pasted."""
    EXPLANATION = "explanation"
    """What another rule finds must be explained."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What must hold between cells, for each item of `scope` (once for the form where it is empty).

    `at` names the field whose cell carries the finding, or a repeat (then its first cell does); `label` is
    what a person calls it. `where` keeps only the items of `scope` whose constant has that value. `guards`
    are what must be filled before the rule is judged (numbers must be numbers). `in_sheet` is false for what
    only the reader can judge, `in_reader` for what the reader finds while it reads the cell.
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
    purpose: Purpose = Purpose.AUTHOR
    label: Text = NO_WORDS
    place: tuple[str | int, ...] = field(default=(), compare=False)
    """Where the definition has it, or the field that brings it along."""
