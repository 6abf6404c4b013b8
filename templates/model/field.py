"""A field of a form: what the definition says of it."""

from __future__ import annotations

from dataclasses import dataclass

from templates.kinds.base import Kind, Limits, Value
from templates.model.expression import Expression
from templates.path import Names

__all__ = ["Field"]


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
    locked: bool = False
    """Whether the value that a blank form is prefilled with cannot be changed."""
    constant: bool = False
    """A constant of the form and yet part of the record: its cell is a label."""

    @property
    def is_input(self) -> bool:
        """Whether a person fills it in."""
        return self.formula is None and not self.constant
