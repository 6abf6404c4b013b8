"""A form that computes texts goes through the whole job: sheet, reader, copy, summary, tables, JSON."""

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

import cli
from collection.summary.export import summarize
from reader import Reading, read
from template_builder import build, build_copy
from template_builder.guidance.check_model import SHEET
from template_builder.guidance.guide import Guide
from templates import compile, load, record_schema
from tests.fillings import disturbed
from tests.forms import SCHOOL_REVIEW
from tests.law import assert_round_trip, records
from tests.office import Office
from tests.small_forms import loaded, problems_of, through_the_whole_job
from tests.test_referees import differences, recalculated

FORM = load(SCHOOL_REVIEW)
REVIEW = compile(FORM, {"year": 2026})
FILLED: dict[str, Any] = {
    "school": "一中",
    "visited": "2027-03-31",
    "code": "GB1234-56",
    "post": "436000",
    "district": "东湖区",
    "teachers": None,
    "deadline": "2026-12-31",
    "matters": [
        {"area": "教学", "name": "备课", "score": Decimal(95), "reason": None},
        {"area": "后勤", "name": "食堂", "score": Decimal(50), "reason": "设备旧"},
    ],
}
COMPUTED = {
    "grade": "中",
    "matters": [{"verdict": "合格"}, {"verdict": "不合格"}],
    "total": Decimal("72.5"),
    "conclusion": "一中：中（已检查）",
}


def built(folder: Path, values: dict[str, Any], name: str = "review.xlsx") -> Path:
    build(REVIEW, folder / name, values)
    return folder / name


def test_built_and_read(tmp_path: Path) -> None:
    reading = read(built(tmp_path, FILLED), [FORM])
    assert (reading.values, reading.computed, reading.findings) == (FILLED, COMPUTED, ())
    assert Reading.from_dict(json.loads(json.dumps(reading.to_dict())), [FORM]).computed == COMPUTED


@given(records(REVIEW))
@settings(max_examples=30)
def test_what_is_built_is_read_as_it_was(values: dict[str, Any]) -> None:
    assert_round_trip(REVIEW, values, [FORM])


def test_a_blank_form_shows_no_text(tmp_path: Path) -> None:
    reading = read(built(tmp_path, {}), [FORM])
    assert reading.computed == {"grade": None, "matters": [], "total": None, "conclusion": None}
    sheet = openpyxl.load_workbook(built(tmp_path, {}), data_only=True)[FORM.identity.sheet.zh]
    assert "差" not in {cell.value for row in sheet for cell in row}


def test_rules_read_what_is_computed(tmp_path: Path) -> None:
    values = {"school": "一中", "matters": [{"area": "教学", "name": "甲", "score": Decimal(9)}]}
    path = built(tmp_path, values)
    found = {finding.code: finding for finding in read(path, [FORM]).findings}
    assert set(found) == {"required-here", "grade-low"}
    assert found["grade-low"].sentence("zh").startswith("等级是“差”。")
    check = openpyxl.load_workbook(path, data_only=True)[SHEET.zh]
    lines = {
        row[1]: [str(cell) for cell in row if cell] for row in check.iter_rows(values_only=True) if row[1]
    }
    assert any("等级不为差" in cell for line in lines.values() for cell in line)


def light_of(path: Path, title: str) -> str:
    """Return what the sheet 自检 says of a line."""
    rows = openpyxl.load_workbook(path, data_only=True)[SHEET.zh].iter_rows(values_only=True)
    return next(" ".join(str(cell) for cell in row if cell) for row in rows if title in row)


def test_a_rule_at_a_computed_text_is_not_judged_before_anything_is_filled_in(tmp_path: Path) -> None:
    good = {"matters": [{"area": "教学", "score": Decimal(90)}]}
    blank, passed, broken = (
        light_of(built(tmp_path, values), "等级不为差")
        for values in ({}, good, {"matters": [{"area": "教学", "score": Decimal(9)}]})
    )
    assert "未判断" in blank
    assert "通过" in passed
    assert len({blank, passed, broken}) == 3


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("优", ["computed-value-differs"]),
        ("", ["computed-value-differs"]),
        (" 中 ", []),
        (3, ["computed-value-differs"]),
    ],
)
def test_a_text_that_was_put_over_the_formula_is_found(
    typed: object, codes: list[str], tmp_path: Path
) -> None:
    path = built(tmp_path, FILLED)
    book = openpyxl.load_workbook(path)
    cell = next(cell for cell in REVIEW if cell.path == "grade")
    book[FORM.identity.sheet.zh].cell(cell.row, cell.column).value = typed  # type: ignore[assignment]
    book.save(path)
    found = [one.code for one in read(path, [FORM]).findings if one.cell == "G4"]
    assert [code for code in found if code != "formula-overwritten"] == codes


def test_a_text_made_of_another_spelling_is_left_alone(tmp_path: Path) -> None:
    path = built(tmp_path, FILLED)
    book = openpyxl.load_workbook(path)
    sheet = book[FORM.identity.sheet.zh]
    cells = {cell.path: sheet.cell(cell.row, cell.column) for cell in REVIEW if cell.path}
    cells["school"].value = "　一中(东) "
    book.save(path)
    assert [one.code for one in read(path, [FORM]).findings if one.code == "computed-value-differs"] == []


def test_official_copy_summary_and_tables_show_the_texts(tmp_path: Path) -> None:
    reading = read(built(tmp_path, FILLED), [FORM])
    build_copy(REVIEW, tmp_path / "copy.xlsx", reading.values)
    summarize([reading], tmp_path / "summary.xlsx")
    for name in ("copy.xlsx", "summary.xlsx"):
        shown = {
            cell.value
            for sheet in openpyxl.load_workbook(tmp_path / name)
            for row in sheet.iter_rows()
            for cell in row
        }
        assert {"中", "一中：中（已检查）", "不合格"} <= shown


def test_the_commands_give_the_texts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = built(tmp_path, FILLED)
    form = ["--form", str(SCHOOL_REVIEW)]
    assert cli.main(["read", str(path), *form, "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["computed"]["grade"] == "中"
    assert cli.main(["summarize", str(path), *form, "-o", str(tmp_path / "csv"), "--format", "csv"]) == 0
    texts = "".join(file.read_text(encoding="utf-8-sig") for file in (tmp_path / "csv").rglob("*.csv"))
    assert "一中：中（已检查）" in texts
    assert any("不合格" in row for row in csv.reader(texts.splitlines()))


def test_the_schema_of_a_record_leaves_out_what_is_computed() -> None:
    assert set(record_schema(REVIEW)["properties"]) == set(FILLED)


SMALL = """body:
- row: [{label: 甲}, {field: a, kind: text}, {label: 数}, {field: n, kind: number}]
- row:
  - {field: b, kind: text, formula: a, span: 2, called: 乙}
  - {field: c, kind: text, formula: 'IF(n > 3, a, n)', span: 2, called: 丙}
- row: [{label: 丁}, {field: d, kind: text, formula: 'b & "-" & c', span: 3}]
- row: [{label: 戊}, {field: e, kind: text, formula: 'IF(n = "", "未填", IF(n > 3, "/", "是"))', span: 3}]
"""


def test_texts_that_are_cells_and_marks(tmp_path: Path) -> None:
    form = loaded(tmp_path, SMALL)
    shown = {}
    fillings: tuple[dict[str, Any], ...] = ({}, {"n": Decimal("2.5")}, {"a": "某 某", "n": Decimal(4)})
    for number, values in enumerate(fillings):
        build(compile(form, {}), tmp_path / f"{number}.xlsx", values)
        reading = read(tmp_path / f"{number}.xlsx", [form])
        assert reading.findings == ()
        shown[number] = reading.computed
    assert shown[0] == {"b": None, "c": None, "d": "-", "e": "未填"}
    assert shown[1] == {"b": None, "c": "2.5", "d": "-2.5", "e": "是"}
    assert shown[2] == {"b": "某 某", "c": "某 某", "d": "某 某-某 某", "e": "/"}
    through_the_whole_job(form, tmp_path, fillings=4)


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("b, kind: text, formula: a", "b, kind: number, formula: a", [(8, "text-for-number")]),
        ("b, kind: text, formula: a", "b, kind: text, formula: n > 3", [(8, "condition-for-value")]),
        ("b, kind: text, formula: a", "b, kind: text, formula: d", [(10, "formulas-circular")]),
        ("b, kind: text, formula: a", "b, kind: text, formula: n + a", [(8, "operand-wrong")]),
    ],
)
def test_mistakes(before: str, after: str, found: list[tuple[int, str]], tmp_path: Path) -> None:
    assert problems_of(tmp_path, SMALL.replace(before, after)) == found


def test_a_formula_of_a_choice_gives_terms(tmp_path: Path) -> None:
    text = SMALL + "choices:\n  g: {items: [优, 差]}\n"
    text = text.replace(
        "b, kind: text, formula: a", 'b, kind: choice, of: g, formula: \'IF(n > 3, "优", "良")\''
    )
    assert problems_of(tmp_path, text) == [(8, "term-unknown")]


def test_libreoffice_shows_the_same(office: Office, tmp_path: Path) -> None:
    guide, path = Guide(REVIEW), tmp_path / "review.xlsx"
    for number in range(6):
        values = disturbed(REVIEW, FILLED if number % 2 else {}, Random(number))
        build(REVIEW, path, values)
        assert differences(guide, values, recalculated(office, guide, path)) == []
