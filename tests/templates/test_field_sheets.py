"""A form with several sheets of fields: one record, one cell map, a part of it for each sheet."""

from __future__ import annotations

from pathlib import Path

import pytest

from templates import CellMap, DefinitionError, compile, load
from templates.language import render_computed
from templates.model.page import CellAddress
from templates.records.addresses import address_tree

PLAN = """
form: plan
version: 1
title: {zh: 计划, en: Plan}
sheet: {zh: 甲, en: One}
parameters:
  rows: {minimum: 1, maximum: 9, default: 2}
columns: [10, 12]
body:
- row: [{label: 名, style: title, span: 2}]
- repeat: lines
  rows: rows
  row: [{field: name, kind: text}, {field: cost, kind: money}]
- section: 合计
  body:
  - row: [{label: 合计}, {field: total, kind: money, formula: SUM(lines.cost)}]
sheets:
- name: {zh: 说明, en: Words}
  paragraphs: [{text: 请填。}]
- name: {zh: 乙's, en: Two}
  columns: [10, 12, 14]
  body:
  - row: [{label: 名, span: 2}, {field: other, kind: number}]
    height: 44
  - repeat: lines
    rows: 1
    row: [{field: name, kind: text, span: 2}, {field: cost, kind: money}]
- name: 丙
  body:
  - row: [{label: 全部}, {field: all, kind: money, formula: total + 1}]
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "plan.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def plan(tmp_path: Path) -> CellMap:
    return compile(load(written(tmp_path, PLAN)), {})


def test_each_sheet_is_laid_out_by_itself(plan: CellMap) -> None:
    where = {cell.path: cell.address for cell in plan if cell.fields}
    assert where["total"] == CellAddress(0, 6, 3)
    assert where["other"] == CellAddress(1, 3, 4)
    assert where["all"] == CellAddress(2, 3, 3)
    assert plan.sheet_names("zh") == ("甲", "乙's", "丙")
    assert plan.sheet_names("en") == ("One", "Two", "丙")
    assert [sheet.name.zh for sheet in plan.sheets] == ["说明"]
    assert list(plan.cells) == sorted(plan.cells, key=lambda cell: cell.address)


def test_the_part_of_a_sheet_has_what_stands_there_and_the_whole_record(plan: CellMap) -> None:
    one, two, three = plan.by_sheet
    assert [part.column_widths for part in (one, two, three)] == [(10, 12), (10, 12, 14), (10, 12)]
    assert [part.last_row for part in (one, two, three)] == [6, 4, 3]
    assert [dict(part.row_heights) for part in (one, two, three)] == [{}, {3: 44}, {}]
    assert [len(part.items) for part in (one, two, three)] == [2, 1, 0]
    assert [len(part.sections) for part in (one, two, three)] == [1, 0, 0]
    assert {cell.column for cell in two.explanations} == {5}
    assert all(part.shape == plan.shape for part in (one, two, three))
    assert sum((part.cells for part in plan.by_sheet), ()) == plan.cells
    assert one.by_sheet == (one,)


def test_a_repeat_on_two_sheets_is_one_list_and_formulas_go_across(plan: CellMap) -> None:
    addresses = address_tree(plan)
    assert [line["cost"].sheet for line in addresses["lines"]] == [0, 0, 1]
    cells = {cell.path: cell for cell in plan if cell.of is not None and cell.of.formula is not None}

    def formula(path: str) -> str:
        cell = cells[path]
        assert cell.of is not None
        assert cell.of.formula is not None
        names = plan.sheet_names("zh")
        return render_computed(cell.of.formula, addresses, (), sheet=cell.sheet, sheet_names=names)

    assert "SUM(C4:C5,'乙''s'!D4)" in formula("total")
    assert "'甲'!C6" in formula("all")


def test_what_stands_on_which_sheet_is_part_of_the_digest(tmp_path: Path, plan: CellMap) -> None:
    moved = PLAN.replace(
        "- name: 丙\n  body:\n  - row: [{label: 全部}, {field: all, kind: money, formula: total + 1}]\n", ""
    )
    moved += "  - row: [{label: 全部, span: 2}, {field: all, kind: money, formula: total + 1}]\n"
    assert compile(load(written(tmp_path, moved)), {}).digest != plan.digest


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("formula: total + 1", "formula: totl + 1", 30, "totl"),
        ("{label: 名, span: 2}, {field: other", "{label: 名}, {field: other", 23, "2"),
        ("- name: 丙", "- name: 甲", 28, "甲"),
        ("  body:\n  - row: [{label: 全部}", "  bodi:\n  - row: [{label: 全部}", 29, "body"),
        ("version: 1", "version: 1\nlayout: 1", 23, "layout: 2"),
        ("columns: [10, 12, 14]", "columns: [10, 12, 0]", 21, "0"),
        ("{field: other, kind: number}", "{field: total, kind: number}", 23, "total"),
    ],
)
def test_mistakes_on_further_sheets_are_named_with_their_lines(
    tmp_path: Path, old: str, new: str, line: int, words: str
) -> None:
    assert old in PLAN
    with pytest.raises(DefinitionError) as raised:
        load(written(tmp_path, PLAN.replace(old, new)))
    told = [(problem.line, str(problem)) for problem in raised.value.problems]
    assert any(at == line and words in text for at, text in told), told
    assert len(told) <= 2, told


def test_paragraphs_say_the_parameters_and_keep_other_braces(tmp_path: Path) -> None:
    text = PLAN.replace("{text: 请填。}", '{text: "最多{rows * 2}行，如{甲}、{ }。"}')
    (sheet,) = compile(load(written(tmp_path, text)), {"rows": 3}).sheets
    assert [words.zh for _, words in sheet.paragraphs] == ["最多6行，如{甲}、{ }。"]
    with pytest.raises(DefinitionError, match=r"yaml:19: sheets\[0\]\.paragraphs\[0\]\.text"):
        compile(load(written(tmp_path, text.replace("rows * 2", "rows +"))), {"rows": 3})
