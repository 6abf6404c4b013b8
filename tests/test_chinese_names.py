"""A matrix of months by categories whose fields have Chinese names goes through the whole job."""

from __future__ import annotations

import csv
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings

import cli
from reader import read
from template_builder import build
from templates import compile, load
from tests.forms import MONTHLY_BUDGET
from tests.law import assert_round_trip, records

FORM = load(MONTHLY_BUDGET)
MONTHS = compile(FORM, {"year": 2026})
FILLED: dict[str, Any] = {
    "学校": {"名称": "第一中学"},
    "分月": [
        {"人员经费": Decimal(30), "公用经费": Decimal("2.5"), "设备购置": Decimal(number)}
        for number in range(12)
    ],
    "批复数": Decimal(456),
}


@given(records(MONTHS))
@settings(max_examples=20)
def test_what_is_built_is_read_as_it_was(values: dict[str, Any]) -> None:
    assert_round_trip(MONTHS, values, [FORM])


def test_rows_and_columns_are_added_up(tmp_path: Path) -> None:
    build(MONTHS, tmp_path / "budget.xlsx", FILLED)
    reading = read(tmp_path / "budget.xlsx", [FORM])
    assert (reading.values, reading.findings) == (FILLED, ())
    year = {"人员经费": Decimal(360), "公用经费": Decimal(30), "设备购置": Decimal(66), "合计": Decimal(456)}
    assert reading.computed["全年"] == year
    assert [month["合计"] for month in reading.computed["分月"]] == [Decimal("32.5") + n for n in range(12)]


def test_all_commands_know_the_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    roster = "编码,单位名称,分月[0].人员经费,批复数\n1,第一中学,30,456\n2,第二中学,,\n"
    Path("名单.csv").write_text(roster, encoding="utf-8")
    form = str(MONTHLY_BUDGET)
    assert cli.main(["build", form, "--year", "2026", "--roster", "名单.csv", "-o", "blanks"]) == 0
    capsys.readouterr()
    assert cli.main(["read", "blanks", "--form", form, "--format", "json"]) == 1
    first, second = json.loads(capsys.readouterr().out)
    january = {"人员经费": 30, "公用经费": None, "设备购置": None}
    assert first["values"] == {"学校": {"名称": "第一中学"}, "分月": [january], "批复数": 456}
    assert [found["code"] for found in first["findings"]] == ["plan-differs-from-approval"]
    assert second["values"] == {"学校": {"名称": "第二中学"}, "分月": [], "批复数": None}
    assert cli.main(["summarize", "blanks", "--form", form, "-o", "sums", "--format", "csv"]) == 1
    rows = list(csv.DictReader(Path("sums", "overview.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert [(row["学校"], row["批复数"]) for row in rows] == [("第一中学", "456"), ("第二中学", "")]
    assert cli.main(["summarize", "blanks", "--form", form, "-o", "sums.xlsx"]) == 1
    heads = {cell.value for row in openpyxl.load_workbook("sums.xlsx")["总表"].iter_rows() for cell in row}
    assert "批复数" in heads
