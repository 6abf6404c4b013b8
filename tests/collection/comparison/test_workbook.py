"""The workbook of a comparison: what it shows, sound and alike each time, its figures live."""

from __future__ import annotations

import re
import zipfile
from copy import deepcopy
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
import pytest

from collection import Comparison, open_sides, write_comparison
from templates import Language, compile, load
from tests.collection.comparison.bodies import sides_of
from tests.collection.comparison.years import changed, two_years
from tests.collection.rounds import DEMO, form_map
from tests.collection.summary.workbook.test_hostile_summary import HOSTILE, hostile_values
from tests.extent import extent
from tests.office import Office
from tests.ooxml import lint
from tests.validator import OLDEST_AND_NEWEST, complaints
from tianbao.commands.demo.departments import plan, values_of

SHEETS = ["概况", "部门", "项目", "指标", "字段", "变动", "说明"]


@pytest.fixture(scope="module")
def rounds(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return two_years(tmp_path_factory.mktemp("years"), count=20)


def compared(rounds: tuple[Path, Path], path: Path, language: Language = "zh") -> Path:
    with open_sides(rounds) as sides:
        write_comparison(Comparison(sides), path, language)
    return path


def made_up(path: Path, seed: int) -> Path:
    """Compare two rounds of departments drawn by chance, in different units."""
    chance = Random(seed)
    offices = chance.sample(list(plan().offices), chance.randrange(1, 8))
    before = {one.code: values_of(one) for one in offices if chance.random() < 0.8}
    after = {one.code: changed(values_of(one), chance) for one in offices if chance.random() < 0.8}
    first = offices[0]
    before, after = before or {first.code: values_of(first)}, after or {first.code: values_of(first)}
    if chance.random() < 0.3:
        next(iter(after.values()))["income"]["fiscal"]["amount"] = "约100"
    units = chance.choice([("万元", "万元"), ("元", "万元"), ("万元", "元")])
    maps = [form_map(year=year, unit=unit) for year, unit in zip((2025, 2026), units, strict=True)]
    sides = sides_of((maps[0], before), (maps[1], after))
    write_comparison(Comparison(sides), path)
    return path


def test_it_has_these_sheets_and_names_both_rounds_on_each(rounds: tuple[Path, Path], tmp_path: Path) -> None:
    path = compared(rounds, tmp_path / "c.xlsx")
    assert lint(path) == []
    book = openpyxl.load_workbook(path, data_only=True)
    assert book.sheetnames == SHEETS
    for sheet in book:
        note = f"{sheet['A2'].value}"
        assert "单位：万元" in note
        assert "2025年：2025" in note
        assert "2026年：2026" in note
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.paperSize == 9
    with zipfile.ZipFile(path) as archive:
        assert len([name for name in archive.namelist() if name.startswith("xl/charts/chart")]) == 3
    fitted = book["概况"].sheet_properties.pageSetUpPr
    assert fitted is not None
    assert fitted.fitToPage
    assert book["概况"].page_setup.fitToHeight in (None, 1), "one page, which a file need not say"
    for name in SHEETS[1:]:
        assert book[name].auto_filter.ref
        assert book[name].freeze_panes
        assert book[name].print_title_rows


def rows_of(path: Path, name: str) -> list[list[Any]]:
    sheet = openpyxl.load_workbook(path, data_only=True)[name]
    first = int(re.findall(r"\d+", f"{sheet.auto_filter.ref}")[0]) + 1
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=first)]


def test_what_became_of_departments_is_listed(rounds: tuple[Path, Path], tmp_path: Path) -> None:
    path = compared(rounds, tmp_path / "c.xlsx")
    moves = {(row[2], row[4], row[7]) for row in rows_of(path, "变动")}
    kinds = {kind for kind, _, _ in moves}
    assert kinds == {"新增", "减少", "更名", "编码改变", "后一次未报"}
    (renamed,) = (move for move in moves if move[0] == "更名")
    assert renamed[1] != renamed[2]
    statuses = [row[2] for row in rows_of(path, "部门")]
    assert statuses.count("两年都有") == 17
    assert {"新增", "减少", "后一次未报"} <= set(statuses)


def test_targets_that_fell_are_listed_and_those_that_stayed_are_not(
    rounds: tuple[Path, Path], tmp_path: Path
) -> None:
    rows = rows_of(compared(rounds, tmp_path / "c.xlsx"), "指标")
    words = {row[4] for row in rows}
    assert "目标降低" in words
    assert "不变" not in words
    assert all(row[5] != row[6] for row in rows)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_same_rounds_give_the_same_bytes(
    rounds: tuple[Path, Path], tmp_path: Path, language: Language
) -> None:
    one, other = (compared(rounds, tmp_path / name, language) for name in ("a.xlsx", "b.xlsx"))
    assert one.read_bytes() == other.read_bytes()


def test_in_english_no_word_of_ours_is_chinese(rounds: tuple[Path, Path], tmp_path: Path) -> None:
    book = openpyxl.load_workbook(compared(rounds, tmp_path / "c.xlsx", "en"))
    assert book.sheetnames == [
        *("Summary", "Departments", "Projects", "Indicators", "Fields", "Departments changed", "Notes")
    ]
    for sheet in book:
        for row in sheet.iter_rows(max_row=5):
            for cell in row:
                is_ours = isinstance(cell.value, str) and sheet.title != "Notes" and cell.row in (1, 2, 3)
                assert not is_ours or not re.search("[\u4e00-\u9fff]", f"{cell.value}"), cell.value


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_text_stays_a_text_and_the_workbook_sound(tmp_path: Path, text: str) -> None:
    usual = deepcopy(DEMO["departments"][0]["values"])
    path = tmp_path / "c.xlsx"
    for values in ((hostile_values(text), usual), (usual, hostile_values(text))):
        then, now = ({"1": one} for one in values)
        sides = sides_of((form_map(year=2025), then), (form_map(year=2026), now))
        write_comparison(Comparison(sides), path)
        assert lint(path) == []
        for sheet in openpyxl.load_workbook(path):
            for row in sheet.iter_rows():
                for cell in row:
                    assert cell.data_type != "f" or str(cell.value).startswith(
                        ("=SUBTOTAL(", "=COUNTIF(", "=SUMIF(", "=IF(", "=N(", "='", "=D", "=SUM(")
                    ), cell.value


@pytest.mark.program
def test_what_is_stored_is_what_an_office_program_works_out(
    office: Office, rounds: tuple[Path, Path], tmp_path: Path
) -> None:
    paths = [compared(rounds, tmp_path / "c.xlsx"), compared(rounds, tmp_path / "e.xlsx", "en")]
    paths += [made_up(tmp_path / f"{seed}.xlsx", seed) for seed in range(extent(6, 3, soak=200))]
    for path in paths:
        stored = openpyxl.load_workbook(path, data_only=True)
        formulas = openpyxl.load_workbook(path)
        found = office.recalculate(path)
        count = 0
        for sheet in formulas:
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.data_type == "f":
                        count += 1
                        told = stored[sheet.title][cell.coordinate].value
                        shown = found[sheet.title].get(cell.coordinate)
                        is_equal(told, shown, f"{path.name}: {sheet.title}!{cell.coordinate}")
        assert count > 20


def is_equal(told: object, found: object, where: str) -> None:
    if isinstance(told, int | float) and isinstance(found, int | float | Decimal):
        assert abs(float(found) - told) <= 1e-7 * max(1, abs(told)), where
    else:
        assert (told or "") == (found or ""), where


@pytest.mark.program
def test_the_validator_finds_nothing(rounds: tuple[Path, Path], tmp_path: Path) -> None:
    path = compared(rounds, tmp_path / "c.xlsx")
    assert complaints([(path, version) for version in OLDEST_AND_NEWEST]) == []


BARE = """
form: bare
version: 1
title: 表
columns: [10, 10, 10]
body:
- row: [{label: 单位}, {field: name, kind: text, span: 2}]
- row: [{label: 评分}, {field: score, kind: number, span: 2}]
- row: [{label: 说明}, {field: words, kind: text, span: 2}]
- repeat: counts
  rows: 3
  row: [{field: one, kind: number}, {field: other, kind: number, span: 2}]
- repeat: people
  rows: 3
  row: [{field: person, kind: text, called: 姓名, span: 2}, {field: age, kind: number}]
"""


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_form_without_years_amounts_and_names_can_be_compared(tmp_path: Path, language: Language) -> None:
    path = tmp_path / "bare.yaml"
    path.write_text(BARE, encoding="utf-8")
    cell_map = compile(load(path), {})
    before = {
        "name": "甲局",
        "score": Decimal(3),
        "words": "一",
        "people": [{"person": "李"}, {"person": "王"}],
    }
    after = {
        "name": "甲局",
        "score": Decimal(4),
        "words": "二",
        "people": [{"person": "王"}, {"person": "陈"}],
    }
    comparison = Comparison(sides_of((cell_map, {"1": before}), (cell_map, {"1": after})))
    out = tmp_path / "c.xlsx"
    write_comparison(comparison, out, language)
    assert lint(out) == []
    assert [plan.table.key for plan in comparison.tables] == ["people"]
    assert [plan.table.key for plan in comparison.not_compared] == ["counts"]
    (one,) = comparison.departments()
    assert [(change.path, change.before, change.after) for change in one.fields] == [
        ("score", Decimal(3), Decimal(4)),
        ("words", "一", "二"),
    ]
    assert [(item.names[0], item.fate.value) for item in one.items["people"]] == [
        ("王", "stays"),
        ("陈", "begins"),
        ("李", "ends"),
    ]
