"""The form and the records that the measurements work on: the real form, filled like the real one."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from templates import CellMap, builtin, compile

__all__ = ["department", "form_map"]

_SEED = Path(__file__).parents[1] / "tests" / "data" / "seed.json"


@cache
def form_map() -> CellMap:
    """Return the cell map of the form at its defaults."""
    return compile(builtin("department-goals"), {"year": 2020})


def department(number: int) -> dict[str, Any]:
    """Return the record of one of many departments: the real one, under another name and with other sums."""
    values: dict[str, Any] = json.loads(_SEED.read_text(encoding="utf-8"), parse_float=Decimal)["values"]
    values["department"]["name"] = f"示例市第{number + 1}局"
    values["income"]["fiscal"]["amount"] += number
    return values
