"""From the source of an expression to its tree, with every name resolved and every argument checked."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal

from templates.language.errors import ExpressionError
from templates.language.formulas import MOST_ARGUMENTS
from templates.language.functions import FUNCTIONS
from templates.language.parsing.names import Lookup, nearest
from templates.language.parsing.tokens import Token, tokens
from templates.language.signatures import Function, Takes
from templates.language.value_types import COMPARISONS, is_column, misfit, value_type_of
from templates.model.expression import LEVELS, Binary, Call, Expression, Number, String, Unary
from templates.model.shape import Group
from templates.path import Names

__all__ = ["parse"]

_DEEPEST = 50


def parse(
    source: str,
    shape: Group,
    scope: Names,
    constants: Mapping[str, int | str],
    *,
    this: Names | None = None,
    reader_only: bool = False,
    gives: Literal["number", "truth"] | None = None,
) -> Expression:
    """Return the tree of `source`, an expression that stands in an item of the repeat `scope`.

    `scope` is empty for an expression of the whole form. `constants` are the form's parameters, `this` is
    the field that `self` means. Functions that only a reader can evaluate are refused unless `reader_only`;
    with `gives` an expression that gives anything else is refused. Raises `ExpressionError`.
    """
    words = _Words(tokens(source), Lookup(shape, scope, constants, this), reader_only)
    expression = words.whole()
    if is_column(expression):
        raise ExpressionError(*_misfit(Takes.ANY, expression), 1)
    sort = value_type_of(expression)
    if gives is not None and sort not in (gives, "any" if gives == "number" else gives):
        needed = Takes.NUMBER if gives == "number" else Takes.TRUTH
        raise ExpressionError(*_misfit(needed, expression), 1)
    return expression


def _misfit(takes: Takes, expression: Expression) -> tuple[str, str]:
    return misfit(takes, expression) or (f"This must be {takes.value}.", "")


class _Words:
    """The words of one expression, read from left to right."""

    def __init__(self, words: tuple[Token, ...], lookup: Lookup, reader_only: bool) -> None:
        self._words = words
        self._lookup = lookup
        self._reader_only = reader_only
        self._place = 0
        self._depth = 0

    def whole(self) -> Expression:
        if self._next.kind == "sign" and self._next.text == "=":
            raise ExpressionError("A formula begins with '='.", "Leave it out.", self._next.column)
        expression = self._expression(1)
        if self._next.kind != "end":
            raise ExpressionError(
                f"{self._next.shown} is out of place.",
                "An operator or the end is expected.",
                self._next.column,
            )
        return expression

    @property
    def _next(self) -> Token:
        return self._words[self._place]

    def _take(self) -> Token:
        token = self._next
        self._place = min(self._place + 1, len(self._words) - 1)
        return token

    def _has(self, sign: str) -> bool:
        """Take the sign if it comes next."""
        found = self._next.kind == "sign" and self._next.text == sign
        if found:
            self._take()
        return found

    def _need(self, sign: str) -> None:
        if not self._has(sign):
            raise ExpressionError(
                f"'{sign}' is missing before {self._next.shown}.", f"Write '{sign}'.", self._next.column
            )

    def _expression(self, least: int) -> Expression:
        column = self._next.column
        left = self._operand()
        while self._next.kind == "sign" and LEVELS.get(self._next.text, 0) >= least:
            operator = self._take()
            level, behind = LEVELS[operator.text], self._next.column
            right = self._expression(level + 1)
            left = _binary(operator, (left, column), (right, behind))
            if level == 1 and self._next.text in COMPARISONS and self._next.kind == "sign":
                raise ExpressionError(
                    "Two comparisons follow one another.", "Write AND(a < b, b < c).", self._next.column
                )
        return left

    def _operand(self) -> Expression:
        self._depth += 1
        token = self._take()
        if self._depth > _DEEPEST:
            raise ExpressionError(
                "The expression is nested too deeply.", "Split it into fields.", token.column
            )
        expression = self._operand_from(token)
        self._depth -= 1
        return expression

    def _operand_from(self, token: Token) -> Expression:
        match token.kind, token.text:
            case "number", text:
                return Number(Decimal(text))
            case "string", text:
                return String(text)
            case "sign", "-" | "+" as operator:
                column = self._next.column
                operand = self._operand()
                _fit(Takes.NUMBER, operand, column)
                return Unary(operator, operand)
            case "sign", "(":
                inner = self._expression(1)
                self._need(")")
                return inner
            case "name", name if self._next.kind == "sign" and self._next.text == "(":
                return self._call(name, token.column)
            case "name", name:
                return self._name(name, token.column)
        raise ExpressionError(f"{token.shown} is out of place.", "A value is expected here.", token.column)

    def _name(self, name: str, column: int) -> Expression:
        name = self._dotted(name)
        if not self._has("["):
            return self._lookup.find(name, None, "", column)
        key = self._of_kind("name", "the name of a constant")
        self._need("=")
        value = self._of_kind("string", "a text in double quotes")
        self._need("]")
        self._need(".")
        rest = self._dotted(self._of_kind("name", "the name of a field").text)
        return self._lookup.find(name, (key.text, value.text), rest, column)

    def _dotted(self, name: str) -> str:
        while self._has("."):
            name += "." + self._of_kind("name", "the name of a field").text
        return name

    def _of_kind(self, kind: str, words: str) -> Token:
        token = self._take()
        if token.kind != kind:
            raise ExpressionError(f"{token.shown} is out of place.", f"Write {words} here.", token.column)
        return token

    def _call(self, name: str, column: int) -> Expression:
        function = self._function(name, column)
        self._need("(")
        given: list[Expression] = []
        while not self._has(")"):
            if given:
                self._need(",")
            at = self._next.column
            argument = self._expression(1)
            _fit(function.takes[min(len(given), len(function.takes) - 1)], argument, at)
            given.append(argument)
        _count_arguments(function, len(given), column)
        if name == "IF" and [value_type_of(branch) for branch in given[1:]].count("truth") == 1:
            raise ExpressionError(
                "IF gives a condition in one case and a value in the other.", "Give the same in both.", column
            )
        return Call(name, tuple(given))

    def _function(self, name: str, column: int) -> Function:
        function = FUNCTIONS.get(name)
        if function is None:
            known = tuple(one for one, what in FUNCTIONS.items() if self._reader_only or not what.reader_only)
            remedy = nearest(name.upper(), known, "The functions are: " + ", ".join(known) + ".")
            raise ExpressionError(f"There is no function '{name}'.", remedy, column)
        if function.reader_only and not self._reader_only:
            raise ExpressionError(f"A sheet cannot work out {name}.", "Leave the rule to the reader.", column)
        return function


def _fit(takes: Takes, expression: Expression, column: int) -> None:
    wrong = misfit(takes, expression)
    if wrong is not None:
        raise ExpressionError(*wrong, column)


def _count_arguments(function: Function, count: int, column: int) -> None:
    most = MOST_ARGUMENTS if function.most is None else function.most
    if not function.least <= count <= most:
        needed = str(most) if function.least == most else f"{function.least} to {most}"
        raise ExpressionError(
            f"{function.name} has {count} arguments.", f"It takes {needed} of them.", column
        )


def _binary(operator: Token, left: tuple[Expression, int], right: tuple[Expression, int]) -> Expression:
    takes = Takes.VALUE if operator.text in COMPARISONS or operator.text == "&" else Takes.NUMBER
    for operand, column in (left, right):
        _fit(takes, operand, column)
        if operator.text in COMPARISONS - {"=", "<>"} and value_type_of(operand) == "text":
            raise ExpressionError(
                "Texts have no order that every spreadsheet program shares.", "Compare by = or <>.", column
            )
    if operator.text == "^":
        _fit_exponent(*right)
    return Binary(operator.text, left[0], right[0])


def _fit_exponent(exponent: Expression, column: int) -> None:
    """Let only whole numbers from 1 be exponents: on roots and 0^0 the engines do not agree."""
    if not isinstance(exponent, Number) or exponent.value < 1 or exponent.value % 1:
        raise ExpressionError(
            "An exponent must be a whole number from 1.", "Write a number such as 2.", column
        )
