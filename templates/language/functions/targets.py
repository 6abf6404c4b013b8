"""Functions of indicator targets, which only a reader can take apart: their parts, and how two compare."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from templates.kinds.typed import comparing
from templates.kinds.typed.comparing import SINGLE, have_same_unit
from templates.language.functions.arguments import any_fails
from templates.language.functions.for_reader import argument_code, for_reader
from templates.language.functions.signatures import Arguments, Code, Coder, Takes, ValueType
from templates.language.operations import text
from templates.language.values import ExcelError, Result, is_blank
from templates.model.expression import Expression, Ref

__all__ = [
    "FALLSSHORT",
    "ISFACT",
    "OUTOFTREND",
    "QUANTIFIED",
    "SAMEUNIT",
    "TARGETKIND",
    "TARGETMONEY",
    "TARGETNUMBER",
    "TARGETOPERATOR",
    "TARGETTREND",
    "TARGETUNIT",
    "UNCHANGED",
]

_KEPT = 4096
"""So many targets are kept, taken apart: several rules ask for parts of the same one."""

_NOTHING = SimpleNamespace(kind=None, operator=None, number=None, unit=None, trend=None)
"""The parts of a blank."""


@lru_cache(maxsize=_KEPT)
def _taken_apart(words: str) -> Any:
    from templates.kinds.typed.targets import parse_target  # only a reader needs it

    return _NOTHING if is_blank(words) else parse_target(words)


def target_of(value: Result) -> Any:
    """Return a `Target`, taken apart; of a blank every part is None."""
    if value is None:  # as most cells are blank
        return _NOTHING
    return _taken_apart(text(value))


def falls_short(target: Any, other: Any, name: Result) -> bool:
    """Tell whether a target is certainly worse than another of the indicator with this name."""
    return comparing.falls_short(target, other, text(name))


def are_unchanged(target: Any, last: Any, before: Any) -> bool:
    """Tell whether three targets are the same number in the same unit."""
    return target.kind == SINGLE and all(
        past.kind == SINGLE and (past.number, past.unit) == (target.number, target.unit)
        for past in (last, before)
    )


def is_out_of_trend(target: Any, last: Any, before: Any) -> bool:
    """Tell whether a target leaps: by over half of last year's, and three times what that year brought."""
    if not target.kind == last.kind == before.kind == SINGLE or not target.unit == last.unit == before.unit:
        return False
    step = abs(target.number - last.number)
    return bool(last.number and 2 * step > abs(last.number) and step > 3 * abs(last.number - before.number))


def is_fact(target: Any) -> bool:
    """Tell whether a past value says what was: a number without a sign, a date, or that there was nothing."""
    match target.kind:
        case "number":
            return bool(target.operator == "=")
        case "deadline":
            return any(map(str.isdigit, target.text))
        case kind:
            return bool(kind == "none")


def money_of_target(target: Any, unit: Result) -> Decimal | None:
    """Return the amount that a target names, in a unit of money; None where it names none."""
    found = _places(target.unit) if target.kind == SINGLE else None
    wanted = _places(text(unit))
    return None if found is None or wanted is None else target.number.scaleb(found - wanted)


def _places(unit: str | None) -> int | None:
    """Return the power of ten that a unit of money has in 元; None for any other word."""
    from templates.kinds.typed.units import money_places

    try:
        return None if unit is None else money_places(unit)
    except KeyError:
        return None


def count_quantified(leaves: Sequence[Result]) -> int:
    """Return how many targets of a column have a number."""
    return sum(
        held is not None and not isinstance(held, ExcelError) and target_of(held).number is not None
        for held in leaves
    )


def _target_code(coder: Coder, given: Expression) -> Code:
    """Return the code of a target, taken apart once for all that look at its cell."""
    if isinstance(given, Ref) and coder.sound:
        return Code(coder.derived("parts of a target", given, "t", f"target_of({coder.leaf(given)})"), "any")
    value = coder.value(given)
    return Code(f"target_of({value.text})", "any", value.fails)


def _part(name: str) -> Callable[[Coder, Arguments], Code]:
    def code(coder: Coder, given: Arguments) -> Code:
        target = _target_code(coder, given[0])
        return Code(f"{target.text}.{name}", "any", target.fails)

    return code


def _of_targets(
    helper: Callable[..., object], gives: ValueType, count: int
) -> Callable[[Coder, Arguments], Code]:
    """Return what writes a call of `helper` with so many targets, and what else the function was given."""

    def code(coder: Coder, given: Arguments) -> Code:
        written = [
            _target_code(coder, one) if at < count else argument_code(coder, one)
            for at, one in enumerate(given)
        ]
        call = f"{helper.__name__}({', '.join(one.text for one in written)})"
        return Code(call, gives, any_fails(written))

    return code


def _quantified(coder: Coder, given: Arguments) -> Code:
    return Code(f"D(count_quantified({coder.leaves(given)}))", "number")


_ONE, _TWO, _THREE = ((Takes.VALUE,) * count for count in (1, 2, 3))

TARGETNUMBER = for_reader("TARGETNUMBER", _ONE, "number", _part("number"), target_of)
TARGETUNIT = for_reader("TARGETUNIT", _ONE, "text", _part("unit"), target_of)
TARGETOPERATOR = for_reader("TARGETOPERATOR", _ONE, "text", _part("operator"), target_of)
TARGETKIND = for_reader("TARGETKIND", _ONE, "text", _part("kind"), target_of)
TARGETTREND = for_reader("TARGETTREND", _ONE, "text", _part("trend"), target_of)
TARGETMONEY = for_reader(
    "TARGETMONEY", _TWO, "number", _of_targets(money_of_target, "any", 1), money_of_target, target_of
)
SAMEUNIT = for_reader(
    "SAMEUNIT", _TWO, "truth", _of_targets(have_same_unit, "truth", 2), have_same_unit, target_of
)
FALLSSHORT = for_reader(
    "FALLSSHORT", _THREE, "truth", _of_targets(falls_short, "truth", 2), falls_short, target_of
)
UNCHANGED = for_reader(
    "UNCHANGED", _THREE, "truth", _of_targets(are_unchanged, "truth", 3), are_unchanged, target_of
)
OUTOFTREND = for_reader(
    "OUTOFTREND", _THREE, "truth", _of_targets(is_out_of_trend, "truth", 3), is_out_of_trend, target_of
)
ISFACT = for_reader("ISFACT", _ONE, "truth", _of_targets(is_fact, "truth", 1), is_fact, target_of)
QUANTIFIED = for_reader("QUANTIFIED", (Takes.COLUMN,), "number", _quantified, count_quantified)
