"""Functions that calculate: totals, extremes, rounding."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import ROUND_DOWN, ROUND_UP, Decimal

from templates.language import values
from templates.language.formulas import call
from templates.language.functions.arguments import any_fails, calculated, mixed_leaves, over_areas
from templates.language.functions.signatures import Arguments, Code, Coder, Function, Renderer, Takes
from templates.language.operations import ZERO, Failed, add, divide
from templates.language.values import MOST_PLACES, ExcelError, Result
from templates.model.expression import Binary, Call, Expression, Number, Ref, Unary

__all__ = ["ABS", "AVERAGE", "MAX", "MIN", "ROUND", "ROUNDDOWN", "ROUNDUP", "SUM"]


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


def average(leaves: Sequence[Result]) -> Decimal:
    """Return the mean of the numbers among what cells hold; `#DIV/0!` where there is none."""
    sum_of = total(leaves)
    return divide(sum_of, Decimal(len(_numbers(leaves))))


def round_to(number: Decimal, digits: Decimal) -> Decimal:
    """Return a number rounded to so many digits, half away from zero."""
    result = values.rounded(number, digits)
    if isinstance(result, ExcelError):
        raise Failed(result)
    return result


def round_up(number: Decimal, digits: Decimal) -> Decimal:
    """Return a number rounded to so many digits, away from zero."""
    return _rounded(number, digits, ROUND_UP)


def round_down(number: Decimal, digits: Decimal) -> Decimal:
    """Return a number cut off after so many digits."""
    return _rounded(number, digits, ROUND_DOWN)


def _rounded(number: Decimal, digits: Decimal, way: str) -> Decimal:
    result = values.rounded_whole(number, digits, way)
    if isinstance(result, ExcelError):
        raise Failed(result)
    return result


def _over_leaves(helper: str) -> Callable[[Coder, Arguments], Code]:
    return lambda coder, given: Code(f"{helper}({mixed_leaves(coder, given)})", "number", fails=True)


def _average(coder: Coder, given: Arguments) -> Code:
    if all(isinstance(one, Ref) for one in given):  # what others need of the same columns, they share
        return coder.value(Binary("/", Call("SUM", given), Call("COUNT", given)))
    return Code(f"average({mixed_leaves(coder, given)})", "number", fails=True)


def _rounding(helper: str) -> Callable[[Coder, Arguments], Code]:
    def code(coder: Coder, given: Arguments) -> Code:
        number, digits = map(coder.number, given)
        return Code(f"{helper}({number.text}, {digits.text})", "number", fails=True)

    return code


def _render_whole(name: str) -> Callable[[Renderer, Arguments], str]:
    """Render so that a whole number is rounded, of which ROUND has taken what binary numbers leave."""

    def render(sheet: Renderer, given: Arguments) -> str:
        places = sheet.fixed(given[1])
        if places is None or abs(places) > MOST_PLACES:
            return call("SQRT", ["-1"])  # no such number of places: #NUM!
        number = sheet.number(given[0])
        if places == 0:
            return f"{name}(ROUND({number},6),0)"
        unit = f"1{'0' * abs(places)}"
        larger, smaller = (f"*{unit}", f"/{unit}") if places > 0 else (f"/{unit}", f"*{unit}")
        return f"({name}(ROUND({_within(given[0], number)}{larger},6),0){smaller})"

    return render


def _within(expression: Expression, written: str) -> str:
    """Return a formula as an operand of another."""
    return f"({written})" if isinstance(expression, Binary | Unary | Number) else written


def _round_one_way(name: str, helper: Callable[[Decimal, Decimal], Decimal]) -> Function:
    takes = (Takes.NUMBER, Takes.FIXED)
    code = _rounding(helper.__name__)
    return Function(name, takes, "number", _render_whole(name), code, 2, 2, (helper,))


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
AVERAGE = Function(
    "AVERAGE", (Takes.NUMBERS,), "number", over_areas("AVERAGE"), _average, 1, None, (average,)
)
ROUND = Function(
    "ROUND",
    (Takes.NUMBER, Takes.FIXED),
    "number",
    calculated("ROUND"),
    _rounding("round_to"),
    2,
    2,
    (round_to,),
)
ROUNDUP = _round_one_way("ROUNDUP", round_up)
ROUNDDOWN = _round_one_way("ROUNDDOWN", round_down)
ABS = Function("ABS", (Takes.NUMBER,), "number", calculated("ABS"), _abs, 1, 1, (values.absolute,))
