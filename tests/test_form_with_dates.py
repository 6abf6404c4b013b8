"""A form with dates goes through the whole job: built, filled in by LibreOffice, read, summed up."""

from __future__ import annotations

import csv
import json
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

import cli
from reader import read
from template_builder import build
from template_builder.guidance.guide import Guide
from templates import DefinitionError, compile, load, record_schema
from tests.fillings import disturbed
from tests.forms import PROJECT_SCHEDULE
from tests.law import assert_round_trip, records
from tests.office import Office
from tests.test_referees import differences, recalculated

FORM = load(PROJECT_SCHEDULE)
SCHEDULE = compile(FORM, {"year": 2026})
FILLED: dict[str, Any] = {
    "department": "某市档案局",
    "filed": "2026-03-05",
    "approved": "2026-02",
    "projects": [
        {"name": "库房改造", "starts": "2026-03-05", "ends": "2026-09-30", "note": None},
        {"name": "档案数字化", "starts": "2026-01-01", "ends": "2026-12-31", "note": None},
    ],
}
COMPUTED = {
    "projects": [
        {"days": Decimal(210), "review": "2026-10-30"},
        {"days": Decimal(365), "review": "2027-01-30"},
    ],
    "first": "2026-01-01",
    "last": "2026-12-31",
}


def test_built_and_read(tmp_path: Path) -> None:
    build(SCHEDULE, tmp_path / "schedule.xlsx", FILLED)
    reading = read(tmp_path / "schedule.xlsx", [FORM])
    assert (reading.values, reading.computed, reading.findings) == (FILLED, COMPUTED, ())
    assert Draft202012Validator(record_schema(SCHEDULE)).is_valid(
        json.loads(json.dumps(reading.values, default=str))
    )


@given(records(SCHEDULE))
@settings(max_examples=30)
def test_what_is_built_is_read_as_it_was(values: dict[str, Any]) -> None:
    assert_round_trip(SCHEDULE, values, [FORM])


def test_the_sheet_holds_dates_and_refuses_others(tmp_path: Path) -> None:
    build(SCHEDULE, tmp_path / "schedule.xlsx", FILLED)
    sheet = openpyxl.load_workbook(tmp_path / "schedule.xlsx").worksheets[0]
    by_path = {cell.path: (cell.row, cell.column) for cell in SCHEDULE}
    filed, approved = (sheet.cell(*by_path[path]) for path in ("filed", "approved"))
    assert (filed.number_format, approved.number_format) == ("yyyy-mm-dd", "yyyy-mm")
    assert str(filed.value) == "2026-03-05 00:00:00"
    bounds = {
        str(rule.sqref): (rule.formula1, rule.formula2)
        for rule in sheet.data_validations.dataValidation
        if rule.type == "date"
    }
    assert bounds[filed.coordinate] == ("3654", "109574")
    starts = sheet.cell(*by_path["projects[0].starts"]).coordinate
    assert [limits for cells, limits in bounds.items() if starts in cells] == [("43831", "46387")]


def test_a_blank_is_prefilled_with_the_default(tmp_path: Path) -> None:
    build(SCHEDULE, tmp_path / "blank.xlsx")
    assert read(tmp_path / "blank.xlsx", [FORM]).values["filed"] == "2026-01-31"


def test_rules_compare_dates_and_findings_show_them(tmp_path: Path) -> None:
    late = {"name": "修缮", "starts": "2026-03-05", "ends": "2026-03-04"}
    build(SCHEDULE, tmp_path / "schedule.xlsx", {**FILLED, "projects": [late]})
    (finding,) = read(tmp_path / "schedule.xlsx", [FORM]).findings
    assert (finding.code, finding.field) == ("ends-before-start", "projects[0].ends")
    assert (finding.found, finding.expected) == ("2026-03-04", "2026-03-05")


def test_filled_in_libreoffice(office: Office, tmp_path: Path) -> None:
    """Dates as a person types them, and what the formulas of the sheet make of them."""
    build(SCHEDULE, tmp_path / "blank.xlsx")
    addresses = {cell.path: f"{'ABCDEFGH'[cell.column - 1]}{cell.row}" for cell in SCHEDULE if cell.of}
    typed = {
        "department": "某市档案局",
        "filed": "2026-03-05",
        "approved": "2026-02-01",
        "projects[0].name": "库房改造",
        "projects[0].starts": "2026-03-05",
        "projects[0].ends": "2026-09-30",
    }
    office.fill(
        tmp_path / "blank.xlsx",
        {None: {addresses[path]: value for path, value in typed.items()}},
        tmp_path / "filled.xlsx",
        keyboard=True,
    )
    shown = office.recalculate(tmp_path / "filled.xlsx")["进度表"]
    assert (shown[addresses["projects[0].days"]], shown[addresses["projects[0].review"]]) == (210.0, 46325.0)
    reading = read(tmp_path / "filled.xlsx", [FORM])
    assert reading.values == {**FILLED, "projects": FILLED["projects"][:1]}
    assert (reading.computed["projects"], reading.findings) == (COMPUTED["projects"][:1], ())


def test_sentences_say_dates(tmp_path: Path) -> None:
    late = {"name": "修缮", "starts": "2026-03-05", "ends": "2026-03-04"}
    build(SCHEDULE, tmp_path / "schedule.xlsx", {**FILLED, "projects": [late]})
    says = "结束日期2026-03-04早于开始日期2026-03-05。"
    (finding,) = read(tmp_path / "schedule.xlsx", [FORM]).findings
    assert finding.sentence("zh") == says
    sheet = openpyxl.load_workbook(tmp_path / "schedule.xlsx", data_only=True).worksheets[0]
    assert any(says in str(cell.value) for row in sheet.iter_rows() for cell in row)


def test_engines_agree(office: Office, tmp_path: Path) -> None:
    """What stands in the cells of dates may be anything; the sheet and we say the same of it."""
    random, guide, path = Random(7), Guide(SCHEDULE), tmp_path / "schedule.xlsx"
    for number in range(8):
        values = disturbed(SCHEDULE, FILLED, random)
        build(SCHEDULE, path, values)
        assert (number, differences(guide, values, recalculated(office, guide, path))) == (number, [])


def test_summed_up(tmp_path: Path) -> None:
    build(SCHEDULE, tmp_path / "schedule.xlsx", FILLED)
    form, output = str(PROJECT_SCHEDULE), str(tmp_path / "sums")
    command = ["summarize", str(tmp_path / "schedule.xlsx"), "--form", form, "--format"]
    assert cli.main([*command, "csv", "-o", output]) == 0
    with Path(output, "projects.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["开始日期"], row["验收期限"]) for row in rows] == [
        ("2026-03-05", "2026-10-30"),
        ("2026-01-01", "2027-01-30"),
    ]
    assert cli.main([*command, "xlsx", "-o", str(tmp_path / "sums.xlsx")]) == 0
    sheet = openpyxl.load_workbook(tmp_path / "sums.xlsx")["projects"]
    texts = {cell.value for row in sheet.iter_rows() for cell in row}
    assert {"2026-03-05", "2026-10-30"} <= texts


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ("earliest: 2020-01-01", "earliest: 2020-02-30", "date-bound-unclear"),
        ("earliest: 2020-01-01", "earliest: 2027-01-01", "date-bounds-reversed"),
        ("earliest: 2020-01-01", "decimals: 0", "key-unknown"),
        ("precision: month", "precision: week", "word-unknown"),
        ("default: 'year & \"-01-31\"'", "default: 2026-02-30", "default-unreadable"),
    ],
)
def test_mistakes_are_told_with_their_line(before: str, after: str, code: str, tmp_path: Path) -> None:
    written = PROJECT_SCHEDULE.read_text(encoding="utf-8")
    assert before in written
    path = tmp_path / "wrong.yaml"
    path.write_text(written.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        load(path)
    (problem,) = caught.value.problems
    assert problem.what.code == code
    assert after.split(":")[0] in path.read_text(encoding="utf-8").splitlines()[problem.line - 1]


def test_a_default_may_be_written_as_a_date(tmp_path: Path) -> None:
    written = PROJECT_SCHEDULE.read_text(encoding="utf-8")
    path = tmp_path / "form.yaml"
    path.write_text(written.replace("default: 'year & \"-01-31\"'", "default: 2026-04-01"), encoding="utf-8")
    form = load(path)
    build(compile(form, {"year": 2026}), tmp_path / "blank.xlsx")
    assert read(tmp_path / "blank.xlsx", [form]).values["filed"] == "2026-04-01"
