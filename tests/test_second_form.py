"""The tiny form of the tests goes through the whole job; all that is known of it stands in its YAML."""

from __future__ import annotations

import csv
import json
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
import pandas as pd
import pytest

import cli
from reader import Reading, read
from template_builder import build
from template_builder.guidance.guide import Guide
from templates import compile, load
from tests.fillings import disturbed
from tests.forms import TRAVEL_PLAN
from tests.keyboard import Keyboard
from tests.office import Office
from tests.test_referees import differences, recalculated, stored

FORM = load(TRAVEL_PLAN)
TRIPS = compile(FORM, {"year": 2024})
PLAN: dict[str, Any] = {
    "department": "财政局",
    "trips": [
        {"purpose": "培训", "region": "华中", "city": "鄂城", "days": Decimal(3), "cost": Decimal("1200.5")},
        {"purpose": "会议", "region": "华南", "city": "武汉", "days": Decimal(2), "cost": None},
        {"purpose": "调研", "region": "华南", "city": "广州", "days": Decimal(5), "cost": Decimal("800.07")},
    ],
}
TOTAL = {"total": {"days": Decimal(10), "cost": Decimal("2000.57")}}
FINDINGS = {
    ("choice-not-preferred", "warning", "trips[0].city", "D6"),  # a spelling that the form keeps
    ("choice-of-another-group", "error", "trips[1].city", "D7"),  # 武汉 is not in 华南
    ("trip-without-cost", "warning", "trips[1].cost", "F7"),
    ("explanation-missing", "error", "trips[1].cost", "F7"),  # as the form says of that
}


def check(reading: Reading) -> None:
    assert reading.values == PLAN
    assert reading.computed == TOTAL
    found = {
        (finding.code, str(finding.severity), finding.field, finding.cell) for finding in reading.findings
    }
    assert found == FINDINGS


def test_built_and_read(tmp_path: Path) -> None:
    build(TRIPS, tmp_path / "plan.xlsx", PLAN)
    check(read(tmp_path / "plan.xlsx", [FORM]))


def test_filled_in_libreoffice(office: Office, tmp_path: Path) -> None:
    build(TRIPS, tmp_path / "blank.xlsx")
    typed: dict[str, object] = {"C4": "财政局"}
    for row, trip in enumerate(PLAN["trips"], 6):
        typed |= {f"{column}{row}": value for column, value in zip("BCDEF", trip.values(), strict=True)}
    office.fill(tmp_path / "blank.xlsx", {None: typed}, tmp_path / "plan.xlsx")
    check(read(tmp_path / "plan.xlsx", [FORM]))


def test_engines_agree(office: Office, tmp_path: Path) -> None:
    random, guide, path = Random(7), Guide(TRIPS), tmp_path / "plan.xlsx"
    for number in range(8):
        values = disturbed(TRIPS, PLAN, random)
        build(TRIPS, path, values)
        assert (number, differences(guide, values, stored(guide, path))) == (number, [])
        assert (number, differences(guide, values, recalculated(office, guide, path))) == (number, [])


def test_a_choice_that_depends_on_another_cell(keyboard: Keyboard, tmp_path: Path) -> None:
    """The list follows what stands in the other cell: it takes that region's cities and no others."""
    path = tmp_path / "plan.xlsx"
    build(TRIPS, path)
    keyboard.open(path)
    for region, city, other in (("华中", "鄂州", "广州"), ("华南", "广州", "武汉")):
        assert keyboard.enter(None, "C6", region).dialog is None
        assert keyboard.enter(None, "D6", city).dialog is None
        refused = keyboard.enter(None, "D6", other)
        assert (refused.dialog, refused.shown) == ("城市", city)
    keyboard.save()
    (trip,) = read(path, [FORM]).values["trips"]
    assert (trip["region"], trip["city"]) == ("华南", "广州")


def test_through_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    plans = [{**PLAN, "department": name} for name in ("乙局", "甲局")]
    Path("returned").mkdir()
    form = str(TRAVEL_PLAN)
    assert cli.main(["check", form]) == 0
    for plan in plans:
        Path("plan.json").write_text(json.dumps({"values": plan}, default=float), encoding="utf-8")
        path = f"returned/{plan['department']}.xlsx"
        assert cli.main(["build", form, "--year", "2024", "--values", "plan.json", "-o", path]) == 0
    capsys.readouterr()
    assert cli.main(["read", "returned", "--form", form, "--format", "json"]) == 1
    objects = json.loads(capsys.readouterr().out, parse_float=Decimal)
    assert [found["values"] for found in objects] == plans
    assert [found["parameters"] for found in objects] == [{"year": 2024, "trips": 4}] * 2
    for kind, output in (("xlsx", "sum.xlsx"), ("csv", "csv"), ("parquet", "parquet")):
        assert cli.main(["summarize", "returned", "--form", form, "--format", kind, "-o", output]) == 1
    names = ["概况", "总表", "trips", "意见", "未报", "说明", "图表"]
    assert openpyxl.load_workbook("sum.xlsx").sheetnames == names
    with Path("csv/trips.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["城市"] for row in csv.DictReader(file)] == ["鄂城", "武汉", "广州"] * 2
    overview = pd.read_parquet("parquet/overview.parquet")
    assert list(overview["total.cost"]) == [Decimal("2000.57")] * 2


def test_the_summary_adds_up(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("甲", "乙"):
        build(TRIPS, tmp_path / f"{name}.xlsx", {**PLAN, "department": name})
    command = ["summarize", "甲.xlsx", "乙.xlsx", "--form", str(TRAVEL_PLAN), "-o", "汇总.xlsx"]
    assert cli.main(command) == 1
    shown = office.recalculate(tmp_path / "汇总.xlsx")["总表"]
    assert [value for value in shown.values() if value == pytest.approx(4001.14)] != []
