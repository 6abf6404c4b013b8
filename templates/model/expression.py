"""The tree of an expression, with every name resolved to a field of one form."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from templates.kinds.presentation import Wording
from templates.path import Names
from templates.text import Text

__all__ = [
    "ARITHMETIC",
    "LEVELS",
    "Binary",
    "Call",
    "Expression",
    "Filter",
    "ItemNumber",
    "Number",
    "Ref",
    "String",
    "Unary",
    "changed",
    "is_lookup",
    "marks",
    "may_hold_text",
    "walk",
    "without_lookups",
    "wording_of",
]


@dataclass(frozen=True, slots=True, eq=False)
class Number:
    """A number as written; parameters of the form become numbers too.

    1.50 and 1.5 are two: what is calculated with them shows it.
    """

    value: Decimal

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Number) and self.value.as_tuple() == other.value.as_tuple()

    def __hash__(self) -> int:
        return hash(self.value)


@dataclass(frozen=True, slots=True)
class String:
    """A text in double quotes."""

    value: str


@dataclass(frozen=True, slots=True)
class ItemNumber:
    """`item_number`: which item of the innermost repeat this is, counted from 1."""


class Filter(NamedTuple):
    """Keeps of the items of a repeat, by its full names, those whose constant `key` has a value."""

    repeat: Names
    key: str
    value: str


@dataclass(frozen=True, slots=True)
class Ref:
    """A field by its full names.

    The first `bound` repeats on the way are those of the place where the expression stands, and take
    their numbers from it; where a further repeat lies on the way, the reference is the whole `column`.
    `where` keeps only those items of the further repeats that all its filters keep
    (`levels[level1="产出指标"].rows[level2="数量指标"].weight`).
    `label` is what a person calls the field. Where `marks` is set, a mark such as `/` in it is a blank.
    """

    names: Names
    bound: int
    column: bool
    numeric: bool
    label: Text = field(default=Text(""))
    where: tuple[Filter, ...] = ()
    marks: bool = False
    wording: Wording | None = None
    """How a sentence says a number of the field, where it is not the number itself."""
    spellings: tuple[tuple[str, ...], ...] = ()
    """Of a field with a list of terms, each term with the other spellings that are read as it."""
    fixed: bool = False
    """Whether the form computes the field from no input, so that a number is always there."""


@dataclass(frozen=True, slots=True)
class Unary:
    """`-x` or `+x`."""

    operator: str
    operand: Expression


@dataclass(frozen=True, slots=True)
class Binary:
    """Two operands and one of `+ - * / ^ & = <> < <= > >=`."""

    operator: str
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Call:
    """A function of the closed set, by its name in capitals."""

    function: str
    arguments: tuple[Expression, ...]


Expression = Number | String | ItemNumber | Ref | Unary | Binary | Call


ARITHMETIC = frozenset("+-*/^")
"""The operators that calculate."""


LEVELS = {"=": 1, "<>": 1, "<": 1, "<=": 1, ">": 1, ">=": 1, "&": 2, "+": 3, "-": 3, "*": 4, "/": 4, "^": 5}
"""How tightly an operator binds, as in Excel; a sign before an operand binds tighter: -2^2 is 4."""


def marks(expression: Expression) -> bool:
    """Tell whether a mark such as `/` in what an expression names is a blank."""
    return isinstance(expression, Ref) and expression.marks


def wording_of(expression: Expression) -> Wording | None:
    """Return how a sentence says a number of the field that an expression is, or picks a cell of."""
    match expression:
        case Ref(wording=wording) | Call("INDEX", (Ref(wording=wording), _)):
            return wording
        case _:
            return None


def is_lookup(expression: Expression) -> bool:
    """Tell whether an expression is `INDEX(a, MATCH(x, b, 0))`."""
    match expression:
        case Call("INDEX", (_, Call("MATCH"))):
            return True
        case _:
            return False


def without_lookups(expression: Expression) -> Expression:
    """Return what IFERROR tries, with what is looked for in the place of what is found.

    Where nothing is found is no matter of its cells then.
    """
    match expression:
        case Call("INDEX", (_, Call("MATCH", (wanted, *_)))):
            return wanted
        case Unary(operator, operand):
            return Unary(operator, without_lookups(operand))
        case Binary(operator, left, right):
            return Binary(operator, without_lookups(left), without_lookups(right))
        case Call(function, arguments):
            return Call(function, tuple(map(without_lookups, arguments)))
        case _:
            return expression


def may_hold_text(expression: Expression) -> bool:
    """Tell whether what should be a number may be a text that somebody typed into a cell."""
    return isinstance(expression, Ref) or (
        isinstance(expression, Call) and expression.function in ("IF", "IFERROR", "INDEX")
    )


def changed(expression: Expression, change: Callable[[Ref], Ref]) -> Expression:
    """Return an expression with each of its references changed."""
    match expression:
        case Ref():
            return change(expression)
        case Unary(operator, operand):
            return Unary(operator, changed(operand, change))
        case Binary(operator, left, right):
            return Binary(operator, changed(left, change), changed(right, change))
        case Call(function, arguments):
            return Call(function, tuple(changed(one, change) for one in arguments))
        case _:
            return expression


def walk(expression: Expression) -> Iterator[Expression]:
    """Yield the expression and everything in it."""
    yield expression
    match expression:
        case Unary(_, operand):
            yield from walk(operand)
        case Binary(_, left, right):
            yield from walk(left)
            yield from walk(right)
        case Call(_, arguments):
            for argument in arguments:
                yield from walk(argument)
        case _:
            pass
