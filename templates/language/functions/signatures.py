"""What a function of the language is: what it takes and gives, its formula, and its Python code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Literal, Protocol

from templates.findings.errors import Sentence
from templates.language.formulas import Piece
from templates.model.expression import Expression, Ref
from templates.path import Names
from templates.text import Language, Text

__all__ = [
    "Arguments",
    "Check",
    "Code",
    "Coder",
    "Facts",
    "Function",
    "Mistake",
    "Renderer",
    "Takes",
    "ValueType",
    "whole_number",
]

ValueType = Literal["number", "text", "truth", "any"]
"""What an expression gives; `any` is a number or a text."""


Arguments = tuple[Expression, ...]


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
    POSITION = Text("一个不含字段的固定的数，或 MATCH", "a fixed number, without a field, or MATCH")


Mistake = tuple[int, Sentence]
"""Which argument is wrong, counted from 0, and how."""


class Facts(Protocol):
    """What a function needs to look at its arguments together."""

    def type_of(self, expression: Expression) -> ValueType:
        """Return what an expression gives."""

    def list_of(self, column: Ref) -> Names:
        """Return the names of the list that has the cells of a column in its items."""


Check = Callable[[Arguments, Facts], Mistake | None]
"""Looks at arguments together, and says what is wrong with them."""


class Renderer(Protocol):
    """What a function needs to become a formula of the sheet."""

    @property
    def language(self) -> Language:
        """The language of labels."""

    def type_of(self, expression: Expression) -> ValueType:
        """Return what an expression gives."""

    def formula(self, expression: Expression) -> str:
        """Return the formula of one value."""

    def number(self, expression: Expression) -> str:
        """Return the formula of a number to calculate with."""

    def areas(self, expression: Expression) -> list[str]:
        """Return the ranges of a column, or the formula of one value."""

    def cells(self, expression: Expression) -> list[str]:
        """Return the address of each cell."""

    def pieces(self, columns: Arguments) -> list[Piece]:
        """Return the rows of several columns, in pieces that lie together in each of them."""

    def compared(self, expression: Expression) -> str | None:
        """Return the formula of a text as texts are compared; None where the value is no text."""

    def fixed(self, expression: Expression) -> int | None:
        """Return the whole number that an expression without fields comes to, None for an error."""


@dataclass(frozen=True, slots=True)
class Code:
    """A Python expression, and what is known of its value beforehand.

    Where `gives` is `any`, the value is a number, a text, a truth value or None. It is never an error: code
    that `fails` may raise one as `Failed`.
    """

    text: str
    gives: ValueType
    fails: bool = False
    whole: str = ""
    """The code of the same number as a plain `int`, where there is one: it is compared faster."""


def whole_number(code: str, *, fails: bool = False) -> Code:
    """Return code that gives a number, made of code that gives an `int`."""
    return Code(f"D({code})", "number", fails, code)


class Coder(Protocol):
    """What a function needs to become Python code."""

    @property
    def language(self) -> Language:
        """The language of labels."""

    @property
    def folded(self) -> bool:
        """Whether texts are equal that differ in white space, width or quotes alone."""

    @property
    def sound(self) -> bool:
        """Whether the leaves of the tree of values are known to hold no error."""

    def type_of(self, expression: Expression) -> ValueType:
        """Return what an expression gives."""

    def value(self, expression: Expression) -> Code:
        """Return the code of one value."""

    def number(self, expression: Expression) -> Code:
        """Return the code of a number; a text in its cell counts 0."""

    def text(self, expression: Expression) -> Code:
        """Return the code of a text."""

    def leaf(self, ref: Ref) -> str:
        """Return the code of what a cell holds; an error in it is the value, not raised."""

    def leaves(self, arguments: Arguments) -> str:
        """Return the code of a list of what cells and columns hold, errors as values."""

    def filled(self, expression: Expression, *, marks: bool) -> Code:
        """Return the code that is true where a value is not blank; with `marks`, nor a mark such as `/`."""

    def key(self, expression: Expression) -> Code:
        """Return the code of what equal texts have in common."""

    def key_of(self, text: str, tested: Expression) -> str:
        """Return the key of a text that is known beforehand, for a comparison with what is `tested`."""

    def is_text(self, expression: Expression) -> bool:
        """Return whether an expression gives a text, which is then compared as one."""

    def column_keys(self, column: Expression) -> str | None:
        """Return the code of the list of keys of a column; None where they are not at hand."""

    def derived(self, what: str, ref: Ref, letter: str, code: str) -> str:
        """Return the name of what `code` makes of a sound cell or column, once for all that need it."""

    def passing(self) -> str:
        """Return a new name, for a value within one expression."""

    def constant(self, value: object) -> str:
        """Return the name under which the code finds a value."""


@dataclass(frozen=True, slots=True)
class Function:
    """One function: what it takes, what it gives, and both directions.

    `takes` lists the arguments; the last is repeated where there are more, up to `most` (`None`: as many as
    Excel allows), and `least` are needed. `gives` is `None` where that follows from the arguments.
    `render` gives its formula and `code` its Python code, which may call the `helpers` by their names.
    `tests_blank` says that its arguments may be blank without the function losing its sense; `sums_up`, that
    its arguments may be whole columns, so that every item gets the same result; `names_fields`, that it gives
    words in the language of the reader. `check` looks at the arguments together.
    """

    name: str
    takes: tuple[Takes, ...]
    gives: ValueType | None
    render: Callable[[Renderer, Arguments], str]
    code: Callable[[Coder, Arguments], Code]
    least: int
    most: int | None
    helpers: tuple[Callable[..., object], ...] = ()
    tests_blank: bool = False
    reader_only: bool = False
    sums_up: bool = False
    names_fields: bool = False
    check: Check | None = None
