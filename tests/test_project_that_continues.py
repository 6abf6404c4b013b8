"""The declaration of a project for the next year: what goes on is carried, what is asked anew is blank."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from templates import builtin, compile, roll_forward

FORM = builtin("project-goals")
BASE = Path(__file__).parent / "cases" / "bases" / "project-goals.json"


def rolled(year: int, end: str, *options: str) -> dict[str, Any]:
    """Return what a declaration of a year, of a project that ends then, prefills of the next year's."""
    values = json.loads(BASE.read_text(encoding="utf-8"), parse_float=Decimal)["values"]
    values["project"] |= {"end": end}
    this, last = (compile(FORM, {"year": number}) for number in (year + 1, year))
    return dict(roll_forward(last, values, this, options).values)


@pytest.mark.parametrize("year", [2000, 2003, 2027, 2028, 2099])
def test_a_project_goes_on_that_ends_after_its_year(year: int) -> None:
    ended, continued = rolled(year, f"{year}-12"), rolled(year, f"{year + 1}-01")
    assert ended["project"]["department"] == continued["project"]["department"] == "某市档案局"
    assert (ended["project"].get("name"), continued["project"]["name"]) == (None, "馆藏档案数字化")
    assert not ended.get("long_term_indicators")
    assert len(continued["long_term_indicators"]) == 4


def test_the_year_itself_is_asked_anew() -> None:
    values = rolled(2026, "2027-12")
    assert values["project"]["attribute"] == "延续"
    assert values["goals"].get("annual") is None
    assert not any(values.get(name) for name in ("funds", "costs", "schedule", "annual_indicators"))
    carried = rolled(2026, "2027-12", "annual-goals")
    assert carried["goals"]["annual"] == "完成5万卷档案的扫描和著录，查档当天办结。"
    assert {one.get("target") for one in carried["annual_indicators"]} == {None}
    assert carried["annual_indicators"][0]["level3"] == "数字化档案数量"
