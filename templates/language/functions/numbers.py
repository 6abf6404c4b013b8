"""Functions that calculate: totals, extremes, rounding."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from templates.language import values
from templates.language.functions.arguments import any_fails, calculated, mixed_leaves, over_areas
from templates.language.functions.signatures import Arguments, Code, Coder, Function, Takes
from templates.language.operations import ZERO, Failed, add
from templates.language.values import ExcelError, Result

__all__ = ["ABS", "MAX", "MIN", "ROUND", "SUM"]


def _numbers(leaves: Sequence[Result]) -> list[Decimal]:
    """Return the numbers among what cells hold; the first error is raised."""
    found = [held for held in leaves if isinstance(held, Decimal)]
    if len(found) < len(leaves):
        for held in leaves:
            if isinstance(held, ExcelError):
                raise Failed(held)
    return found


def total(leaves: Sequence[Result]) -> Decimal:
    """Return the sum of the numbers among what cells hold."""
    result = ZERO
    for number in _numbers(leaves):
        result = add(result, number)
    return result


def smallest(leaves: Sequence[Result]) -> Decimal:
    """Return the least of the numbers among what cells hold; 0 where there is none."""
    return min(_numbers(leaves) or [ZERO])


def largest(leaves: Sequence[Result]) -> Decimal:
    """Return the greatest of the numbers among what cells hold; 0 where there is none."""
    return max(_numbers(leaves) or [ZERO])


def round_to(number: Decimal, digits: Decimal) -> Decimal:
    """Return a number rounded to so many digits, half away from zero."""
    result = values.rounded(number, digits)
    if isinstance(result, ExcelError):
        raise Failed(result)
    return result


def _over_leaves(helper: str) -> Callable[[Coder, Arguments], Code]:
    return lambda coder, given: Code(f"{helper}({mixed_leaves(coder, given)})", "number", fails=True)


def _round(coder: Coder, given: Arguments) -> Code:
    number, digits = map(coder.number, given)
    return Code(f"round_to({number.text}, {digits.text})", "number", fails=True)


def _abs(coder: Coder, given: Arguments) -> Code:
    number = coder.number(given[0])
    return Code(f"absolute({number.text})", "number", any_fails([number]))


def _summing_up(name: str, helper: Callable[[Sequence[Result]], Decimal]) -> Function:
    code = _over_leaves(helper.__name__)
    return Function(
        name, (Takes.NUMBERS,), "number", over_areas(name), code, 1, None, (helper,), sums_up=True
    )


SUM = _summing_up("SUM", total)
MIN = _summing_up("MIN", smallest)
MAX = _summing_up("MAX", largest)
ROUND = Function(
    "ROUND", (Takes.NUMBER, Takes.FIXED), "number", calculated("ROUND"), _round, 2, 2, (round_to,)
)
ABS = Function("ABS", (Takes.NUMBER,), "number", calculated("ABS"), _abs, 1, 1, (values.absolute,))
