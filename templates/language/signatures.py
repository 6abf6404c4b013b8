"""What a function of the language is: what it takes and gives, and both directions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Literal, Protocol

from templates.language.values import ExcelError, Result
from templates.model.expression import Expression
from templates.text import Language, Text

__all__ = ["Arguments", "Evaluator", "Function", "Renderer", "Takes", "ValueType"]

ValueType = Literal["number", "text", "truth", "any"]
"""What an expression gives; `any` is a number or a text."""


class Takes(Enum):
    """What may stand as an argument, in the words of a message."""

    NUMBER = Text("一个数", "a number")
    FIXED = Text("一个不含字段的固定的数", "a fixed number, without a field")
    VALUE = Text("一个数或一段文字", "a number or a text")
    ANY = Text("一个值", "a value")
    TRUTH = Text("一个条件", "a condition")
    LITERAL = Text("双引号中的一段文字", "a text in double quotes")
    CELL = Text("一个字段", "a field")
    CELLS = Text("一个字段或一列", "a field or a column")
    COLUMN = Text("一列", "a column")
    NUMBERS = Text("若干个数或列", "numbers or columns")


class Renderer(Protocol):
    """What a function needs to become a formula of the sheet."""

    @property
    def language(self) -> Language:
        """The language of labels."""

    def formula(self, expression: Expression) -> str:
        """Return the formula of one value."""

    def number(self, expression: Expression) -> str:
        """Return the formula of a number to calculate with."""

    def areas(self, expression: Expression) -> list[str]:
        """Return the ranges of a column, or the formula of one value."""

    def cells(self, expression: Expression) -> list[str]:
        """Return the address of each cell."""

    def fixed(self, expression: Expression) -> int | None:
        """Return the whole number that an expression without fields comes to, None for an error."""


class Evaluator(Protocol):
    """What a function needs to give a value."""

    @property
    def language(self) -> Language:
        """The language of labels."""

    def value(self, expression: Expression) -> Result:
        """Return one value."""

    def number(self, expression: Expression) -> Decimal | ExcelError:
        """Return one number; a text in its cell counts 0."""

    def values(self, expression: Expression) -> list[Result]:
        """Return the values of a column, or the one value of a cell."""

    def compared(self, operator: str, left: Result, right: Result) -> bool | ExcelError:
        """Return what a comparison of two values gives."""


Arguments = tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Function:
    """One function: what it takes, what it gives, and both directions.

    `takes` lists the arguments; the last is repeated where there are more, up to `most` (`None`: as many as
    Excel allows), and `least` are needed. `gives` is `None` where that follows from the arguments.
    `tests_blank` says that its arguments may be blank without the function losing its sense.
    """

    name: str
    takes: tuple[Takes, ...]
    gives: ValueType | None
    render: Callable[[Renderer, Arguments], str]
    evaluate: Callable[[Evaluator, Arguments], Result]
    least: int
    most: int | None
    tests_blank: bool = False
    reader_only: bool = False
