"""How two indicator targets compare: in units that have something in common, and which asks for less."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from typing import Any

from templates.kinds.presentation import Movement

__all__ = ["SINGLE", "falls_short", "have_same_unit", "movement", "size_of"]

_KEPT = 4096

_LESS_IS_BETTER = re.compile(
    "(?:逾期|投诉|差错|发生|流失|下降|事故|延误|缺勤|死亡|空置|返工)率?$|成本$|用时$|时间$|时长$|时限$|能耗$|事故"
)
"""Names of indicators of which less is better where the target itself does not say so."""

SINGLE = "number"
"""The kind of a target that is one number, however it is bounded."""

_BETTER = {">=": 1, ">": 1, "<=": -1, "<": -1}
_TRENDS = {"up": 1, "down": -1}


@lru_cache(maxsize=_KEPT)
def _unit(word: str | None) -> Any:
    """Return a `TargetUnit`; None for an unknown word."""
    from templates.kinds.typed.units import target_unit

    return None if word is None else target_unit(word)


def have_same_unit(one: Any, other: Any) -> bool:
    """Tell whether two targets are counted in units that can be compared.

    Where one of them is 0, has no unit or is no number, nothing speaks against it.
    """
    if not (one.kind == other.kind == SINGLE and one.number and other.number and one.unit and other.unit):
        return True
    unit, another = _unit(one.unit), _unit(other.unit)
    known = unit is not None and another is not None
    return bool(unit.group == another.group if known else one.unit == other.unit)


def falls_short(target: Any, other: Any, name: str) -> bool:
    """Tell whether a target is certainly worse than another of the indicator with this name.

    More is better behind `≥`, `>` and a rising trend, less behind `≤`, `<` and a falling one; else the name
    says so, or nobody does. Targets of other units, or that are no single numbers, are not compared.
    """
    if target.kind != SINGLE or other.kind != SINGLE or not have_same_unit(target, other):
        return False
    better = _better(target, name)
    return bool(better and better * (size_of(target) - size_of(other)) < 0)


def _better(target: Any, name: str) -> int:
    """Return 1 where more is better, -1 where less is, 0 where nobody says so."""
    said = _TRENDS.get(target.trend or "", 0) or _BETTER.get(target.operator or "", 0)
    return said or (-1 if _LESS_IS_BETTER.search(name) else 0)


def movement(target: Any, before: Any, name: str) -> Movement | None:
    """Return whether a target asks for more or for less than it did before; None where nobody can tell.

    Of bare numbers (`7个`) more is taken to be better where neither sign nor name says so, but for 0.
    """
    if replace(target, text="") == replace(before, text="") and target.number is not None:
        return "same"
    if target.kind != SINGLE or before.kind != SINGLE or not have_same_unit(target, before):
        return None
    now, then = _better(target, name), _better(before, name)
    if now * then < 0:
        return None
    better = (
        now or then or int(target.operator == before.operator == "=" and target.number * before.number != 0)
    )
    step = better * (size_of(target) - size_of(before))
    if not better or not step:
        return "same" if size_of(target) == size_of(before) else None
    return "more" if step > 0 else "less"


def size_of(target: Any) -> Decimal:
    """Return the number of a target in the first unit of its group."""
    unit = _unit(target.unit)
    return Decimal(target.number if unit is None else target.number * unit.factor)
