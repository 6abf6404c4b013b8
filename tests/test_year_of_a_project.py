"""A project's year: what was approved goes into its self-evaluation, where it cannot be changed."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from collection.distribution.last_year import renewed
from reader import Reading, read
from template_builder import build
from templates import builtin, compile, stamp_text
from templates.records.locking import locked_marks

EVALUATION = builtin("project-self-evaluation")
BASES = Path(__file__).parent / "cases" / "bases"
PLAN = json.loads((BASES / "project-goals.json").read_text(encoding="utf-8"), parse_float=Decimal)
DECLARED: dict[str, Any] = PLAN["values"]


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.xlsx"
    build(compile(builtin("project-goals"), PLAN["parameters"]), path, DECLARED)
    return path


def blank_of(path: Path, *sources: Path, **parameters: object) -> Reading:
    """Build the blank that rolls from some files, and read it."""
    renewal = renewed(EVALUATION, sources, parameters)
    marks = locked_marks(renewal.cell_map, renewal.rolled.values, renewal.rolled.locked)
    stamp = stamp_text(renewal.cell_map, locked=marks)
    build(renewal.cell_map, path, renewal.rolled.values, stamp=stamp, locked=renewal.rolled.locked)
    return read(path)


def test_what_was_approved_stands_in_the_evaluation(plan: Path, tmp_path: Path) -> None:
    blank = blank_of(tmp_path / "blank.xlsx", plan)
    assert blank.cell_map is not None
    assert blank.cell_map.parameters["year"] == PLAN["parameters"]["year"]
    names = ("name", "department", "unit", "leader", "phone")
    assert blank.values["project"] == {name: DECLARED["project"][name] for name in names}
    assert blank.values["goal"] == {"planned": DECLARED["goals"]["annual"], "actual": None}
    nothing = {"actual": None, "weight": None, "score": None, "deviation": None}
    assert blank.values["indicators"] == [
        {name: one[name] for name in ("level1", "level2", "level3", "target")} | nothing
        for one in DECLARED["annual_indicators"]
    ]
    funds, planned = blank.values["funds"], DECLARED["funds"]
    assert funds["fiscal"]["initial"] == planned["fiscal"]
    assert funds["other"]["initial"] == planned["own"] + planned["other"]
    assert blank.computed["funds"]["total"]["initial"] == sum(planned.values())


def test_a_plan_in_another_unit_is_converted(plan: Path, tmp_path: Path) -> None:
    funds = blank_of(tmp_path / "blank.xlsx", plan, unit="元").values["funds"]
    assert funds["other"]["initial"] == 10_000 * (DECLARED["funds"]["own"] + DECLARED["funds"]["other"])


def test_what_was_approved_is_locked_and_what_was_reached_is_open(plan: Path, tmp_path: Path) -> None:
    path = tmp_path / "blank.xlsx"
    addresses = blank_of(path, plan).addresses
    book = openpyxl.load_workbook(path)

    def cell(field: str) -> Any:
        sheet, _, address = addresses[field].partition("!")
        return book[sheet][address]

    approved = ("project.name", "funds.other.initial", "goal.planned", "indicators[0].target")
    reached = ("project.leader", "funds.other.executed", "goal.actual", "indicators[0].actual")
    assert [cell(field).protection.locked for field in (*approved, *reached)] == [True] * 4 + [False] * 4
    cell("indicators[0].target").value = "≥1万卷"
    cell("funds.other.initial").value = 1
    book.save(path)
    assert [
        location.field
        for finding in read(path).findings
        if finding.code == "locked-value-differs"
        for location in finding.locations
    ] == ["funds.other.initial", "indicators[0].target"]
