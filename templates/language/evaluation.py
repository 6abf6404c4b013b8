"""The value of an expression over a tree of values, as a sheet would work it out."""

from __future__ import annotations

from decimal import Decimal

from templates.language.functions import FUNCTIONS
from templates.language.references import resolve
from templates.language.target_functions import folded
from templates.language.value_types import COMPARISONS
from templates.language.values import (
    ExcelError,
    Result,
    arithmetic,
    compare,
    is_blank,
    is_mark,
    joined,
    negated,
    number_of,
    result_of,
)
from templates.model.expression import (
    ARITHMETIC,
    Binary,
    Call,
    Expression,
    ItemNumber,
    Number,
    Ref,
    String,
    Unary,
    marks,
)
from templates.path import Indices, Tree
from templates.text import Language

__all__ = ["evaluate"]


def evaluate(
    expression: Expression, values: Tree, indices: Indices, language: Language = "zh", *, folded: bool = False
) -> Result:
    """Return what an expression gives over `values`, a tree with all rows of the form.

    `indices` are the numbers of the items the expression stands in. A computed cell that is blank holds the
    text "" in a sheet; so it must here, where another formula calculates with it. Errors are values.
    With `folded`, texts are equal that differ in white space, width, quotes or a final stop alone.
    """
    return _Evaluation(values, indices, language, folded).value(expression)


class _Evaluation:
    def __init__(self, values: Tree, indices: Indices, language: Language, folded: bool) -> None:
        self.tree = values
        self.indices = indices
        self.language: Language = language
        self._folded = folded

    def value(self, expression: Expression) -> Result:
        match expression:
            case Number(value):
                return value
            case String(value):
                return value
            case ItemNumber():
                return Decimal(self.indices[-1] + 1)
            case Ref():
                return result_of(resolve(self.tree, expression, self.indices))
            case Unary(operator, operand):
                signed = self.number(operand)
                return negated(signed) if operator == "-" else signed
            case Binary(operator, left, right):
                return self._binary(operator, left, right)
            case Call(name, given):
                return FUNCTIONS[name].evaluate(self, given)

    def number(self, expression: Expression) -> Decimal | ExcelError:
        return number_of(self.value(expression))

    def values(self, expression: Expression) -> list[Result]:
        if isinstance(expression, Ref) and expression.column:
            return [result_of(leaf) for leaf in resolve(self.tree, expression, self.indices)]
        return [self.value(expression)]

    def compared(self, operator: str, left: Result, right: Result) -> bool | ExcelError:
        if self._folded and isinstance(left, str) and isinstance(right, str):
            return compare(operator, folded(left), folded(right))
        return compare(operator, left, right)

    def _binary(self, operator: str, left: Expression, right: Expression) -> Result:
        if operator in ARITHMETIC:
            return arithmetic(operator, self.number(left), self.number(right))
        a, b = self.value(left), self.value(right)
        if operator in ("=", "<>") and String("") in (left, right):
            tested, part = (b, right) if left == String("") else (a, left)
            if isinstance(tested, ExcelError):
                return tested
            return (is_blank(tested) or (marks(part) and is_mark(tested))) is (operator == "=")
        if operator in COMPARISONS:
            return self.compared(operator, a, b)
        return joined(a, b)
