"""The value of an expression over a tree of values, as a sheet would work it out."""

from __future__ import annotations

from collections.abc import Callable

from templates.language.operations import Failed
from templates.language.python_code.compilation import value_function
from templates.language.values import Result
from templates.model.expression import Expression
from templates.path import Indices, Tree
from templates.text import Language

__all__ = ["evaluate", "evaluator"]


def evaluate(
    expression: Expression, values: Tree, indices: Indices, language: Language = "zh", *, folded: bool = False
) -> Result:
    """Return what an expression gives over `values`, a tree with all rows of the form.

    `indices` are the numbers of the items the expression stands in. A computed cell that is blank holds the
    text "" in a sheet; so it must here, where another formula calculates with it. Errors are values.
    With `folded`, texts are equal that differ in white space, width, quotes or a final stop alone.
    """
    return evaluator(expression, language, folded=folded)(values, indices)


def evaluator(
    expression: Expression, language: Language = "zh", *, folded: bool = False
) -> Callable[[Tree, Indices], Result]:
    """Return the function that gives what `evaluate` does, for callers that evaluate one often."""
    function = value_function(expression, language, folded=folded)

    def work(values: Tree, indices: Indices) -> Result:
        try:
            return function(values, indices)
        except Failed as failed:
            return failed.error

    return work
