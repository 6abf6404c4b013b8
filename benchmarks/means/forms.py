"""The form and the records that the measurements work on: the real form, filled like the real one."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from templates import CellMap, builtin, compile
from templates.model.shape import Group, Leaf, Node, Repeat

__all__ = ["department", "different", "form_map", "varied"]

_SEED = Path(__file__).parents[2] / "tests" / "data" / "seed.json"
_FACTORS = 5_000
"""Up to so many times the real amounts the sums are still believable."""

_FIRST_SIGN, _SIGNS = 0x4E00, 2_000
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


@cache
def form_map() -> CellMap:
    """Return the cell map of the form at its defaults."""
    return compile(builtin("department-goals"), {"year": 2020})


def _seed() -> dict[str, Any]:
    values: dict[str, Any] = json.loads(_SEED.read_text(encoding="utf-8"), parse_float=Decimal)["values"]
    return values


def department(number: int) -> dict[str, Any]:
    """Return the record of one of many departments: the real one, under another name and with other sums."""
    values = _seed()
    values["department"]["name"] = f"示例市第{number + 1}局"
    values["income"]["fiscal"]["amount"] += number
    return values


def different(number: int) -> dict[str, Any]:
    """Return the record of one of many departments, in which every text, target and amount is its own.

    All amounts are the same multiple of the real ones, all texts end in the same two signs, so that what
    agrees in the real form agrees here. No memo of whole texts can save any work on such forms.
    """
    record: dict[str, Any] = varied(form_map().shape, _seed(), number)
    return record


def varied(node: Node, value: Any, number: int) -> Any:
    """Return a value of a record of which every text, target and amount is that of a number."""
    match node:
        case Group(parts):
            return {name: varied(parts[name], inner, number) for name, inner in value.items()}
        case Repeat(item):
            return [varied(item, inner, number) for inner in value]
        case Leaf(field):
            return value if field.constant or value is None else _other(field.kind.name, value, number)


def _other(kind: str, value: Any, number: int) -> Any:
    match kind:
        case "money":
            return value * (1 + number % _FACTORS)
        case "target":
            return _NUMBER.sub(lambda found: _decimals(found[0], number), value, count=1)
        case "text":
            return value + chr(_FIRST_SIGN + number // _SIGNS) + chr(_FIRST_SIGN + 100 + number % _SIGNS)
        case _:
            return value


def _decimals(written: str, number: int) -> str:
    return f"{written}{'' if '.' in written else '.'}{number + 1:05d}"
