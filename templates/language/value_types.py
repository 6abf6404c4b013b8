"""What an expression gives, told before it is evaluated, and whether it may stand as an argument."""

from __future__ import annotations

from collections.abc import Iterator

from templates.findings.errors import Sentence
from templates.language.functions.signatures import Takes, ValueType
from templates.language.functions.table import FUNCTIONS
from templates.model.expression import Binary, Call, Expression, ItemNumber, Number, Ref, String, Unary, walk

__all__ = ["COMPARISONS", "as_text", "is_column", "misfit", "results_of", "value_type_of"]

COMPARISONS = frozenset({"=", "<>", "<", "<=", ">", ">="})


def value_type_of(expression: Expression) -> ValueType:
    """Return what an expression gives; a field gives what its kind says, though a cell may hold else."""
    match expression:
        case Number() | ItemNumber() | Unary():
            return "number"
        case String():
            return "text"
        case Ref(numeric=numeric):
            return "number" if numeric else "text"
        case Binary(operator=operator):
            return "truth" if operator in COMPARISONS else "text" if operator == "&" else "number"
        case Call(function=name, arguments=given):
            gives = FUNCTIONS[name].gives
            if gives is not None:
                return gives
            if name == "INDEX":
                return value_type_of(given[0])
            first, second = map(value_type_of, given[-2:])
            return first if first == second else "any"


def as_text(expression: Expression) -> Expression:
    """Return an expression that gives a text, also where it comes to a number or to a blank cell."""
    sure = all(_makes_text(one) for one in results_of(expression))
    return expression if sure else Binary("&", expression, String(""))


def results_of(expression: Expression) -> Iterator[Expression]:
    """Yield what an expression may give: of an IF and an IFERROR, what their branches give."""
    match expression:
        case Call("IF", (_, *branches)) | Call("IFERROR", (*branches,)):
            for branch in branches:
                yield from results_of(branch)
        case _:
            yield expression


def _makes_text(expression: Expression) -> bool:
    match expression:
        case String() | Binary("&"):
            return True
        case Call(name):
            return FUNCTIONS[name].gives == "text"
        case _:
            return False


def is_column(expression: Expression) -> bool:
    """Tell whether an expression is a whole column of cells."""
    return isinstance(expression, Ref) and expression.column


def misfit(takes: Takes, expression: Expression) -> Sentence | None:
    """Return why an expression cannot stand where `takes` is asked for; None if it can."""
    if takes is not Takes.POSITION and _is_match(expression):
        return Sentence.of("match-alone")
    if takes in (Takes.CELL, Takes.CELLS, Takes.COLUMN, Takes.LITERAL):
        return _wrong_form(takes, expression)
    if is_column(expression) and takes is not Takes.NUMBERS:
        return Sentence.of("column-for-value")
    fixed = takes is Takes.FIXED or (takes is Takes.POSITION and not _is_match(expression))
    if fixed and any(isinstance(part, Ref) for part in walk(expression)):
        return Sentence.of("must-be-fixed", wanted=takes.value)
    if takes is Takes.NUMBERS and _gives_cell(expression):
        return Sentence.of("cell-from-if")
    return _wrong_sort(takes, value_type_of(expression))


def _is_match(expression: Expression) -> bool:
    return isinstance(expression, Call) and expression.function == "MATCH"


def _gives_cell(expression: Expression) -> bool:
    """Tell whether an expression is an IF or a search that may give a cell itself, not a value."""
    match expression:
        case Call("INDEX", (_, position)):
            return _is_match(position)
        case Call("IF", (_, *branches)):
            return any(
                isinstance(one, Ref)
                or (isinstance(one, Call) and one.function == "INDEX")
                or _gives_cell(one)
                for one in branches
            )
        case _:
            return False


def _wrong_form(takes: Takes, expression: Expression) -> Sentence | None:
    fits = {
        Takes.CELL: isinstance(expression, Ref) and not expression.column,
        Takes.CELLS: isinstance(expression, Ref),
        Takes.COLUMN: is_column(expression),
        Takes.LITERAL: isinstance(expression, String) and expression.value != "",
    }[takes]
    if fits:
        return None
    return Sentence.of("must-be-text" if takes is Takes.LITERAL else "must-be-field", wanted=takes.value)


def _wrong_sort(takes: Takes, sort: ValueType) -> Sentence | None:
    if takes is Takes.TRUTH and sort != "truth":
        return Sentence.of("condition-needed")
    numbers = (Takes.NUMBER, Takes.NUMBERS, Takes.FIXED, Takes.POSITION)
    if takes in numbers and (sort in ("text", "truth") or (sort == "any" and takes is Takes.NUMBERS)):
        return Sentence.of("condition-for-number" if sort == "truth" else "text-for-number")
    if takes is Takes.VALUE and sort == "truth":
        return Sentence.of("condition-for-value")
    return None
