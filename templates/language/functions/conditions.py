"""Functions that decide: conditions, their combinations, and what follows from them."""

from __future__ import annotations

from collections.abc import Callable

from templates.language.formulas import call, quoted
from templates.language.functions.arguments import any_fails, plain
from templates.language.functions.signatures import (
    Arguments,
    Code,
    Coder,
    Function,
    Renderer,
    Takes,
    ValueType,
)
from templates.language.operations import Failed, attempt, sheet_fold
from templates.language.values import ExcelError, Result
from templates.model.expression import Binary, Expression, Ref, String

__all__ = ["AND", "IF", "IFERROR", "ISERROR", "ISNUMBER", "NOT", "ONEOF", "OR"]

_FEW = 3
"""Up to so many arguments, ONEOF is written out."""


def _if(coder: Coder, given: Arguments) -> Code:
    condition, first, second = codes = [coder.value(one) for one in given]
    gives: ValueType = first.gives if first.gives == second.gives else "any"
    return Code(f"({first.text} if {condition.text} else {second.text})", gives, any_fails(codes))


def recovered(work: Callable[[], Result], otherwise: Callable[[], Result]) -> Result:
    """Return what `work` gives, or where that is an error what `otherwise` gives."""
    try:
        return work()
    except Failed:
        return otherwise()


def _render_iferror(sheet: Renderer, given: Arguments) -> str:
    tried, otherwise = (_value_of(sheet, one) for one in given)
    if sheet.type_of(given[0]) == "any":  # it may give a blank cell, of which programs make different things
        return call("IF", [call("ISERROR", [tried]), otherwise, tried])
    return call("IFERROR", [tried, otherwise])


def _value_of(sheet: Renderer, one: Expression) -> str:
    """Return the formula of a number or of a text, never of a cell that may be blank."""
    match sheet.type_of(one):
        case "number":
            return sheet.number(one)
        case "text" if not isinstance(one, String):
            return f'{sheet.formula(one)}&""'
        case _:
            return sheet.formula(one)


def _iferror(coder: Coder, given: Arguments) -> Code:
    tried, otherwise = (_value_code(coder, one) for one in given)
    if not tried.fails:
        return tried
    gives: ValueType = tried.gives if tried.gives == otherwise.gives else "any"
    return Code(f"recovered(lambda: {tried.text}, lambda: {otherwise.text})", gives, otherwise.fails)


def _value_code(coder: Coder, one: Expression) -> Code:
    match coder.type_of(one):
        case "number":
            return coder.number(one)
        case "text":
            return coder.text(one)
        case _:
            return coder.value(one)


def _junction(word: str, sign: str) -> Callable[[Coder, Arguments], Code]:
    def code(coder: Coder, given: Arguments) -> Code:
        codes = [coder.value(one) for one in given]
        # Each condition is looked at, as any may be an error; what cannot be one may be left out.
        between = f" {sign} " if any_fails(codes[1:]) else f" {word} "
        return Code(f"({between.join(one.text for one in codes)})", "truth", any_fails(codes))

    return code


def _not(coder: Coder, given: Arguments) -> Code:
    condition = coder.value(given[0])
    return Code(f"(not {condition.text})", "truth", condition.fails)


def _isnumber(coder: Coder, given: Arguments) -> Code:
    if isinstance(given[0], Ref):
        return Code(f"({coder.leaf(given[0])}.__class__ is D)", "truth")
    held = coder.value(given[0])
    if held.gives == "number" and not held.fails:
        return Code("True", "truth")
    value = f"attempt(lambda: {held.text})" if held.fails else held.text
    return Code(f"({value}.__class__ is D)", "truth")


def _iserror(coder: Coder, given: Arguments) -> Code:
    value = coder.value(given[0])
    if not value.fails:
        return Code("False", "truth")
    return Code(f"isinstance(attempt(lambda: {value.text}), ExcelError)", "truth")


def _alternatives(given: Arguments) -> list[Expression]:
    return [Binary("=", given[0], one) for one in given[1:]]


def _render_oneof(sheet: Renderer, given: Arguments) -> str:
    quotes = any(isinstance(one, String) and '"' in one.value for one in given[1:])
    if len(given) <= _FEW or quotes:  # IronCalc reads no quotes within braces
        return call("OR", [sheet.formula(one) for one in _alternatives(given)])
    # Shorter by far; SUMPRODUCT alone makes every engine compare with each of the texts.
    tested = sheet.compared(given[0])
    literals = [one.value for one in given[1:] if isinstance(one, String)]
    texts = ",".join(quoted(literal if tested is None else sheet_fold(literal)) for literal in literals)
    return f"(SUMPRODUCT(--({tested or sheet.formula(given[0])}={{{texts}}}))>0)"


def _oneof(coder: Coder, given: Arguments) -> Code:
    texts = frozenset(coder.key_of(one.value, given[0]) for one in given[1:] if isinstance(one, String))
    key = coder.key(given[0])
    return Code(f"({key.text} in {coder.constant(texts)})", "truth", key.fails)


IF = Function("IF", (Takes.TRUTH, Takes.ANY, Takes.ANY), None, plain("IF"), _if, 3, 3)
IFERROR = Function("IFERROR", (Takes.ANY, Takes.ANY), None, _render_iferror, _iferror, 2, 2, (recovered,))
AND = Function("AND", (Takes.TRUTH,), "truth", plain("AND"), _junction("and", "&"), 1, None)
OR = Function("OR", (Takes.TRUTH,), "truth", plain("OR"), _junction("or", "|"), 1, None)
NOT = Function("NOT", (Takes.TRUTH,), "truth", plain("NOT"), _not, 1, 1)
ISNUMBER = Function(
    "ISNUMBER", (Takes.VALUE,), "truth", plain("ISNUMBER"), _isnumber, 1, 1, (attempt,), tests_blank=True
)
ISERROR = Function(
    "ISERROR",
    (Takes.VALUE,),
    "truth",
    plain("ISERROR"),
    _iserror,
    1,
    1,
    (attempt, ExcelError),
    tests_blank=True,
)
ONEOF = Function("ONEOF", (Takes.VALUE, Takes.LITERAL), "truth", _render_oneof, _oneof, 2, None)
