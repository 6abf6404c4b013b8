"""Last year's record rolls forward as the form's definition says."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from templates import CellMap, DefinitionError, ValuesError, builtin, compile, load, roll_forward
from tests.forms import TRAVEL_PLAN

SEED = Path(__file__).parents[2] / "data" / "seed.json"
FORM = builtin("department-goals")
LAST = compile(FORM, {"year": 2020})
THIS = compile(FORM, {"year": 2021})


@pytest.fixture
def seed() -> dict[str, Any]:
    return dict(json.loads(SEED.read_text(encoding="utf-8"), parse_float=Decimal)["values"])


def test_amounts_move_one_year_back(seed: dict[str, Any]) -> None:
    rolled = roll_forward(LAST, seed, THIS)
    assert rolled.values["expenditure"] == {
        "basic": {"year_before_last": Decimal("406.53"), "last_year": Decimal("399.1")},
        "project": {"year_before_last": Decimal("546.8"), "last_year": Decimal("353.1")},
    }
    assert rolled.values["income"]["fiscal"] == {
        "year_before_last": Decimal("935.33"),
        "last_year": Decimal("752.2"),
    }
    notes = [finding for finding in rolled.findings if finding.code == "carried-budget-not-actual"]
    assert [note.found for note in notes] == ["752.2", "0", "399.1", "353.1"]
    assert "支出构成·基本支出·2020 年" in notes[2].sentence("zh")
    assert "expenditure.basic.last_year" in rolled.carried


def test_what_is_new_each_year_stays_blank(seed: dict[str, Any]) -> None:
    rolled = roll_forward(LAST, seed, THIS)
    assert {"tasks", "annual_goals", "projects"} & set(rolled.values) == set()
    assert "annual" not in rolled.values["goals"]
    assert rolled.locked == {"department.name"}


def test_long_term_goals_stay_while_they_run(seed: dict[str, Any]) -> None:
    rolled = roll_forward(LAST, seed, THIS)
    assert rolled.values["long_term_goals"] == seed["long_term_goals"]
    assert rolled.values["goals"] == {"long_term_end_year": 2023, "long_term": seed["goals"]["long_term"]}
    seed["goals"]["long_term_end_year"] = 2020
    assert "goals" not in roll_forward(LAST, seed, THIS).values


def test_projects_that_continue_keep_name_type_and_total(seed: dict[str, Any]) -> None:
    seed["projects"][1]["total_budget"] = Decimal("200")
    rolled = roll_forward(LAST, seed, THIS)
    assert rolled.values["projects"] == [
        {"name": "扩面及便民服务设施费", "type": "特定目标类", "total_budget": Decimal("200")}
    ]
    left = [finding for finding in rolled.findings if finding.code == "project-not-carried"]
    assert [(finding.field, finding.found) for finding in left] == [
        ("projects[0]", "综合服务平台运行维护"),
        ("projects[2]", "住房公积金内部保障专项经费"),
    ]


def test_annual_goals_roll_when_asked_for(seed: dict[str, Any]) -> None:
    rolled = roll_forward(LAST, seed, THIS, ["annual-goals"])
    first = rolled.values["annual_goals"][0]["indicators"][0]
    assert first == {
        "level1": "产出指标",
        "level2": "数量指标",
        "level3": "业务办理渠道数量",
        "year_before_last": "6个",
        "last_year": "7个",
    }
    assert rolled.values["goals"]["annual"] == seed["goals"]["annual"]
    assert rolled.findings[-1].code == "carried-target-not-actual"
    with pytest.raises(ValuesError, match="the options are annual-goals"):
        roll_forward(LAST, seed, THIS, ["nothing"])


def other(**parameters: object) -> CellMap:
    return compile(FORM, {"year": 2021, **parameters})


@pytest.mark.parametrize(
    ("this", "message"),
    [
        (other(year=2022), "Last year's file is for 2020 and the blank is for 2022"),
        (other(year=2020), "Last year's file is for 2020 and the blank is for 2020"),
        (other(unit="元"), "The units of money differ"),
        (compile(load(TRAVEL_PLAN), {"year": 2021}), "for another form"),
        (replace(THIS, form=replace(THIS.form, version="0")), "department-goals 0"),
    ],
)
def test_what_cannot_roll(this: CellMap, message: str, seed: dict[str, Any]) -> None:
    with pytest.raises(ValuesError, match=message):
        roll_forward(LAST, seed, this)


@pytest.mark.parametrize(
    ("roll", "message"),
    [
        ("{to: departmant}", "nothing called `departmant`"),
        ("{to: trips.cost}", "`trips.cost` is inside a repeat"),
        ("{to: total}", "calculated"),
        ("{to: department, fields: [name]}", "have no fields"),
        ("{to: trips, fields: [prupose]}", "has no `prupose`"),
        ("{to: trips, fields: {purpose: prupose}}", "has no `prupose`"),
        ("{to: trips, fields: {purpose: {a: b}}}", "have no fields"),
        ("{to: trips, when: days + 1}", "condition"),
        ("{to: trips, note: nothing}", "no message for the code `nothing`"),
    ],
)
def test_mistakes_in_what_rolls(roll: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "form.yaml"
    path.write_text(TRAVEL_PLAN.read_text(encoding="utf-8") + f"\nrolls:\n- {roll}\n", encoding="utf-8")
    with pytest.raises(DefinitionError, match=message):
        load(path)


LOCKING = """
form: locking
version: "1"
title: 表
columns: [10, 10]
parameters:
  year: {minimum: 2000, maximum: 2100}
body:
- row: [{field: head.name, kind: text}, {field: head.phone, kind: text}]
- repeat: goals
  rows: 2
  side: {field: level, value: 产出}
  row: [{field: name, kind: text}]
- repeat: goals
  rows: 2
  side: {field: level, value: 效益}
  row: [{field: name, kind: text}]
rolls:
- {to: head, locked: true}
- {to: goals, locked: true}
"""


def test_what_rolls_locked_is_locked_where_it_stands(tmp_path: Path) -> None:
    """A blank is open, and an item is locked in the row that its constant gives it."""
    (tmp_path / "form.yaml").write_text(LOCKING, encoding="utf-8")
    form = load(tmp_path / "form.yaml")
    last, this = compile(form, {"year": 2020}), compile(form, {"year": 2021})
    values = {"head": {"name": "甲局", "phone": None}, "goals": [{"level": "效益", "name": "满意"}]}
    rolled = roll_forward(last, values, this)
    assert rolled.locked == {"head.name", "goals[2].name"}
    assert rolled.carried == ("head", "goals")
