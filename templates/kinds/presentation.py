"""How the cells of a kind look, what they refuse, and how summaries and sentences show their values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from templates.text import NO_WORDS, Text

__all__ = [
    "Align",
    "Appearance",
    "ColumnFormat",
    "Description",
    "Movement",
    "Part",
    "Sort",
    "Validation",
    "ValidationType",
    "Wording",
]

ValidationType = Literal["decimal", "whole", "date", "list", "length", "any"]
"""What Excel's data validation compares: a number, a date's serial number, a list, the length of a text."""


Align = Literal["left", "center", "right"]
"""Where the content of a cell stands in it."""


@dataclass(frozen=True, slots=True)
class Validation:
    """What Excel is to refuse in a cell: its type, its bounds, and the words of the refusal.

    For `list`, `items` are the terms; where the list depends on another cell, the builder takes them from the
    field's `Choices` instead. The bounds of `date` are serial numbers.
    """

    type: ValidationType
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    items: tuple[str, ...] = ()
    refusal: Text = NO_WORDS


@dataclass(frozen=True, slots=True)
class Appearance:
    """How a cell of a kind looks in a form: `across` and `top` say where the content stands in the cell.

    `indent` is the distance from that edge in characters. A number that is too wide for its cell is shown
    smaller with `shrink`, where it would show as `###`.
    """

    across: Align = "left"
    indent: int = 0
    wrap: bool = True
    shrink: bool = False
    top: bool = False


Sort = Literal["text", "decimal", "whole"]
"""What a column of a summary holds when all is well: texts, exact numbers or whole numbers."""


Movement = Literal["more", "less", "same"]
"""What became of a value: of an amount, whether it grew; of a target, whether it asks for more."""


@dataclass(frozen=True, slots=True)
class ColumnFormat:
    """How a summary shows the values of a kind: `total` where they can be added up, `wrap` for long texts."""

    sort: Sort = "text"
    number_format: str = "General"
    total: bool = False
    wrap: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A part that a kind takes its values apart into; a summary has a column for each."""

    key: str
    head: Text
    sort: Sort = "text"


@dataclass(frozen=True, slots=True)
class Wording:
    """How a sentence says a number of a kind: in the sheet and in the reader.

    `formula` has `{}` where the cell's address belongs, `text` is a function of a module that gives the same.
    """

    formula: str
    text: Callable[[Decimal], str]


@dataclass(frozen=True, slots=True)
class Description:
    """A kind in the documentation of the form language: what may stand in a cell, and what a record holds."""

    content: str
    value: str
