"""From the source of an expression to its tree, with every name resolved and every argument checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Literal

from templates.findings.errors import Sentence, words_in_a_row
from templates.language.errors import ExpressionError
from templates.language.formulas import MOST_ARGUMENTS
from templates.language.functions.signatures import Function, Takes, ValueType
from templates.language.functions.table import FUNCTIONS
from templates.language.parsing.left_out import instead_of
from templates.language.parsing.names import Lookup, nearest_name
from templates.language.parsing.tokens import Token, tokens
from templates.language.value_types import COMPARISONS, misfit, value_type_of
from templates.model.expression import LEVELS, Binary, Call, Expression, Filter, Number, Ref, String, Unary
from templates.model.shape import Group, enclosing
from templates.path import Names
from templates.text import Text

__all__ = ["parse"]

_DEEPEST = 50
_LONGEST = 250
"""Operators in a row: a longer one would nest deeper than Python calls functions."""

_LEFT, _RIGHT = Text("左边", "left side"), Text("右边", "right side")
_CONSTANT, _FIELD = Text("固定项的名称", "the name of a constant"), Text("字段的名称", "the name of a field")


def parse(
    source: str,
    shape: Group,
    scope: Names,
    constants: Mapping[str, int | str],
    *,
    this: Names | None = None,
    reader_only: bool = False,
    gives: Literal["number", "truth", "value"] | None = None,
    as_written: bool = False,
) -> Expression:
    """Return the tree of `source`, an expression that stands in an item of the repeat `scope`.

    `scope` is empty for an expression of the whole form. `constants` are the form's parameters, `this` is
    the field that `self` means. Functions that only a reader can evaluate are refused unless `reader_only`;
    with `gives` an expression that gives anything else is refused: a `value` is a number or a text. A term
    that a field is compared with stands for all spellings that are read as it, unless `as_written`.
    Raises `ExpressionError`.
    """
    parser = _Parser(tokens(source), Lookup(shape, scope, constants, this, not as_written), reader_only)
    expression = parser.whole()
    if misfit(Takes.ANY, expression) is not None:
        raise _misfit(Takes.ANY, expression)
    sort = value_type_of(expression)
    takes, sorts = _GIVES[gives]
    if sort not in sorts:
        raise _misfit(takes, expression)
    return expression


_GIVES: Mapping[str | None, tuple[Takes, tuple[ValueType, ...]]] = {
    None: (Takes.ANY, ("number", "text", "truth", "any")),
    "number": (Takes.NUMBER, ("number", "any")),
    "value": (Takes.VALUE, ("number", "text", "any")),
    "truth": (Takes.TRUTH, ("truth",)),
}
"""What a whole expression must be where it `gives` something, and the types that it may have."""


def _misfit(takes: Takes, expression: Expression) -> ExpressionError:
    what = misfit(takes, expression)
    assert what is not None
    return ExpressionError(what, 1)


class _Parser:
    """The words of one expression, read from left to right."""

    def __init__(self, words: tuple[Token, ...], lookup: Lookup, reader_only: bool) -> None:
        self._words = words
        self._lookup = lookup
        self._reader_only = reader_only
        self._position = 0
        self._depth = 0

    def whole(self) -> Expression:
        if self._next.kind == "sign" and self._next.text == "=":
            raise ExpressionError("formula-begins-with-equals", self._next.column)
        expression = self._expression(1)
        if self._next.kind != "end":
            raise ExpressionError("operator-expected", self._next.column, found=self._next.shown)
        return expression

    @property
    def _next(self) -> Token:
        return self._words[self._position]

    def _take(self) -> Token:
        token = self._next
        self._position = min(self._position + 1, len(self._words) - 1)
        return token

    def _has(self, sign: str) -> bool:
        """Take the sign if it comes next."""
        found = self._next.kind == "sign" and self._next.text == sign
        if found:
            self._take()
        return found

    def _need(self, sign: str) -> None:
        if not self._has(sign):
            token = self._next
            raise ExpressionError("sign-missing", token.column, sign=sign, found=token.shown)

    def _expression(self, least: int) -> Expression:
        column, length = self._next.column, 0
        left = self._operand()
        while self._next.kind == "sign" and LEVELS.get(self._next.text, 0) >= least:
            operator = self._take()
            level, behind = LEVELS[operator.text], self._next.column
            length += 1
            if length > _LONGEST:
                raise ExpressionError("nested-too-deeply", operator.column)
            right = self._expression(level + 1)
            left = _binary(operator, (left, column), (right, behind))
            if level == 1 and self._next.text in COMPARISONS and self._next.kind == "sign":
                raise ExpressionError("comparisons-in-a-row", self._next.column)
        return left

    def _operand(self) -> Expression:
        self._depth += 1
        token = self._take()
        if self._depth > _DEEPEST:
            raise ExpressionError("nested-too-deeply", token.column)
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
                _fit_operand(Takes.NUMBER, operand, column, operator, _RIGHT)
                return Unary(operator, operand)
            case "sign", "(":
                inner = self._expression(1)
                self._need(")")
                return inner
            case "name", name if self._next.kind == "sign" and self._next.text == "(":
                return self._call(name, token.column)
            case "name", name:
                return self._name(name, token.column)
        raise ExpressionError("value-expected", token.column, found=token.shown)

    def _name(self, name: str, column: int) -> Expression:
        names, filters = [name], list[Filter]()
        while (bracket := self._has("[")) or self._has("."):
            if bracket:
                filters += self._filters(tuple(names))
                self._need(".")
            names.append(self._of_kind("name", _FIELD).text)
        return self._lookup.find(tuple(names), tuple(filters), column)

    def _filters(self, repeat: Names) -> Iterator[Filter]:
        """Yield what stands between the brackets behind a list: `level1="产出指标", level2="数量指标"`."""
        while True:
            key = self._of_kind("name", _CONSTANT)
            self._need("=")
            yield Filter(repeat, key.text, self._of_kind("string", Takes.LITERAL.value).text)
            if self._has("]"):
                return
            self._need(",")

    def _of_kind(self, kind: str, wanted: Text) -> Token:
        token = self._take()
        if token.kind != kind:
            raise ExpressionError("word-expected", token.column, found=token.shown, wanted=wanted)
        return token

    def _call(self, name: str, column: int) -> Expression:
        function = self._function(name, column)
        self._need("(")
        given: list[Expression] = []
        columns: list[int] = []
        while not self._has(")"):
            if given:
                self._need(",")
            at = self._next.column
            argument = self._expression(1)
            takes = function.takes[min(len(given), len(function.takes) - 1)]
            _fit_argument(takes, argument, at, name, len(given) + 1)
            given.append(argument)
            columns.append(at)
        _count_arguments(function, len(given), column)
        mistake = function.check(tuple(given), self) if function.check else None
        if mistake is not None:
            raise ExpressionError(mistake[1], columns[mistake[0]])
        if name in ("IF", "IFERROR") and [value_type_of(one) for one in given[-2:]].count("truth") == 1:
            raise ExpressionError("if-of-two-sorts", column)
        return Call(name, _with_spellings(given) if name == "ONEOF" else tuple(given))

    def type_of(self, expression: Expression) -> ValueType:
        """Return what an expression gives, as functions ask that look at their arguments together."""
        return value_type_of(expression)

    def list_of(self, column: Ref) -> Names:
        """Return the names of the list that has the cells of a column in its items."""
        return enclosing(self._lookup.shape, column.names)

    def _function(self, name: str, column: int) -> Function:
        function = FUNCTIONS.get(name)
        if function is None:
            instead = instead_of(name.upper())
            if instead is not None:
                raise ExpressionError(instead, column)
            known = [one for one, what in FUNCTIONS.items() if self._reader_only or not what.reader_only]
            near, listed = nearest_name(name.upper(), known), words_in_a_row(known)
            raise ExpressionError("function-unknown", column, name=name, known=listed, near=near)
        if function.reader_only and not self._reader_only:
            raise ExpressionError("function-of-the-reader", column, name=name)
        return function


def _fit_argument(takes: Takes, expression: Expression, column: int, name: str, number: int) -> None:
    wrong = misfit(takes, expression)
    if wrong is not None:
        what, remedy = _told(wrong)
        raise ExpressionError("argument-wrong", column, name=name, number=number, what=what, remedy=remedy)


def _fit_operand(takes: Takes, expression: Expression, column: int, sign: str, side: Text) -> None:
    wrong = misfit(takes, expression)
    if wrong is not None:
        what, remedy = _told(wrong)
        raise ExpressionError("operand-wrong", column, sign=sign, side=side, what=what, remedy=remedy)


def _told(wrong: Sentence) -> tuple[Text, Text]:
    """Return what is wrong and how to mend it, each in both languages."""
    return (
        Text(wrong.message("zh"), wrong.message("en")),
        Text(wrong.remedy("zh"), wrong.remedy("en")),
    )


def _count_arguments(function: Function, count: int, column: int) -> None:
    most = MOST_ARGUMENTS if function.most is None else function.most
    if not function.least <= count <= most:
        least = function.least
        needed = Text(str(most)) if least == most else Text(f"{least} 到 {most}", f"{least} to {most}")
        raise ExpressionError("arguments-miscounted", column, name=function.name, count=count, needed=needed)


def _binary(operator: Token, left: tuple[Expression, int], right: tuple[Expression, int]) -> Expression:
    takes = Takes.VALUE if operator.text in COMPARISONS or operator.text == "&" else Takes.NUMBER
    for side, (operand, column) in ((_LEFT, left), (_RIGHT, right)):
        _fit_operand(takes, operand, column, operator.text, side)
        if operator.text in COMPARISONS - {"=", "<>"} and value_type_of(operand) == "text":
            raise ExpressionError("texts-without-order", column)
    if operator.text == "^":
        _fit_exponent(*right)
    return _compared(operator.text, left[0], right[0])


def _compared(operator: str, left: Expression, right: Expression) -> Expression:
    """Return an operation; a field that is compared with one of its terms equals all spellings of that."""
    field, word = (right, left) if isinstance(left, String) else (left, right)
    if operator in ("=", "<>") and isinstance(field, Ref) and isinstance(word, String):
        spellings = _spellings_of(field, word)
        if len(spellings) > 1:
            same = Call("ONEOF", (field, *spellings))
            return same if operator == "=" else Call("NOT", (same,))
    return Binary(operator, left, right)


def _with_spellings(given: list[Expression]) -> tuple[Expression, ...]:
    """Return the arguments of ONEOF with all spellings of each term of the field."""
    tested, *words = given
    if not isinstance(tested, Ref):
        return tuple(given)
    spellings = (one for word in words if isinstance(word, String) for one in _spellings_of(tested, word))
    return (*given, *(one for one in dict.fromkeys(spellings) if one not in words))


def _spellings_of(field: Ref, word: String) -> tuple[String, ...]:
    """Return a word with the other spellings of the same term, as far as the field's list has any."""
    alike = (one for spellings in field.spellings if word.value in spellings for one in spellings)
    return (word, *(String(one) for one in dict.fromkeys(alike) if one != word.value))


def _fit_exponent(exponent: Expression, column: int) -> None:
    """Let only whole numbers from 1 be exponents: on roots and 0^0 the engines do not agree."""
    if not isinstance(exponent, Number) or exponent.value < 1 or exponent.value % 1:
        raise ExpressionError("exponent-not-whole", column)
