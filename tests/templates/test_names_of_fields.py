"""What a person calls a field: the words of its row, of the head over it, and of the side beside it."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from reader import read
from template_builder import build
from templates import compile
from templates.records.department import department_field
from templates.text import Text, common_words
from tests.small_forms import loaded


def labels(folder: Path, body: str) -> dict[str, str]:
    cell_map = compile(loaded(folder, body), {})
    return {cell.path: cell.label.zh for cell in cell_map if cell.path}


def test_a_head_names_its_own_boxes_until_the_next_head_or_section(tmp_path: Path) -> None:
    body = """body:
- row:
  - span: 2
    stack:
    - head: [{label: 甲头}, {label: 乙头}]
    - row: [{label: 一}, {field: inside, kind: money}]
  - {label: 旁, span: 1}
  - {field: beside, kind: money}
- row: [{label: 下}, {field: below, kind: money}, {label: 又, span: 2}]
- head: [{label: 项}, {label: 额}, {label: 注, span: 2}]
- row: [{label: 二}, {field: named, kind: money}, {field: note, kind: text, span: 2}]
- head: [{label: 丙头, span: 4}]
- row: [{label: 三}, {field: later, kind: money}, {label: x, span: 2}]
- section: 节
  body:
  - row: [{label: 四}, {field: within, kind: money}, {label: x, span: 2}]
- row: [{label: 五}, {field: behind, kind: money}, {label: x, span: 2}]
"""
    assert labels(tmp_path, body) == {
        "inside": "一·乙头", "beside": "旁", "below": "下", "named": "二·额", "note": "二·注",
        "later": "三·丙头", "within": "四", "behind": "五",
    }  # fmt: skip


def test_a_mark_is_no_name(tmp_path: Path) -> None:
    body = """body:
- head: [{label: 项}, {label: 额}, {label: —}, {label: /}]
- row: [{label: 甲}, {label: —}, {field: a, kind: money}, {field: b, kind: money}]
- row: [{label: —}, {field: c, kind: money}, {label: "", span: 2}]
"""
    assert labels(tmp_path, body) == {"a": "甲", "b": "甲", "c": "额"}


def test_the_side_tells_equal_names_apart(tmp_path: Path) -> None:
    body = """body:
- side: 收入
  body:
  - row: [{label: 财政}, {field: income, kind: money}, {label: 其他}]
- side: 支出
  body:
  - row: [{label: 财政}, {field: spent, kind: money}, {label: 其他}]
- row: [{label: 备注}, {field: note, kind: text, span: 3}]
"""
    assert labels(tmp_path, body) == {
        "income": "收入·财政",
        "spent": "支出·财政",
        "note": "备注",
    }


MONTHS = """body:
- head: [{label: 月份}, {label: 工资}, {label: 奖金}, {label: 合计}]
- repeat: months
  rows: 3
  row:
  - {label: "{item_number}月"}
  - {field: pay, kind: money, required: true}
  - {field: more, kind: money}
  - {field: sum, kind: money, formula: pay + more}
rules:
- {code: m, in: months, at: sum, ensure: sum <= 10, found: sum}
messages:
  m: {severity: error, zh: "“{label}”超过10：{found}。", en: "{label}: {found}", fix: {zh: 改。, en: Fix.}}
"""


def test_a_finding_names_its_own_row_in_sheet_and_reader(tmp_path: Path) -> None:
    form = loaded(tmp_path, MONTHS)
    cell_map = compile(form, {})
    values = {"months": [{"pay": 1}, {"pay": 8, "more": 5}, {"pay": -1}]}
    build(cell_map, tmp_path / "months.xlsx", values)
    said = {one.code: one.sentence("zh") for one in read(tmp_path / "months.xlsx", [form]).findings}
    assert said["m"] == "“2月·合计”超过10：13。"
    sheet = openpyxl.load_workbook(tmp_path / "months.xlsx", data_only=True).worksheets[0]
    assert "“2月·合计”超过10：13。" in [cell.value for row in sheet.iter_rows() for cell in row]
    assert "1月" not in str([rule.label for rule in cell_map.rules])


@pytest.mark.parametrize(
    ("texts", "common"),
    [
        (["1月·合计", "2月·合计"], "…月·合计"),
        (["目标1", "目标2"], "目标"),
        (["甲", "乙"], "甲"),
        (["第1次", "第2次"], "第…次"),
        (["同", "同"], "同"),
    ],
)
def test_what_names_have_in_common(texts: list[str], common: str) -> None:
    assert common_words(list(map(Text, texts))).zh == common


SHARES = """body:
- row: [{label: 比, span: 1}, {field: part, kind: share}, {label: 上限}, {field: most, kind: share}]
rules:
- {code: m, at: part, ensure: part <= most, found: part, expected: most, show: {twice: part}}
messages:
  m: {severity: error, zh: "{found}大于{expected}（{twice}）。", en: "{found}", fix: {zh: 改。, en: Fix.}}
"""


def test_a_share_is_said_as_a_percentage(tmp_path: Path) -> None:
    form = loaded(tmp_path, SHARES)
    build(compile(form, {}), tmp_path / "shares.xlsx", {"part": 0.7829181495, "most": 0.5})
    (found,) = (one for one in read(tmp_path / "shares.xlsx", [form]).findings if one.code == "m")
    assert found.sentence("zh") == "78.29%大于50%（78.29%）。"
    sheet = openpyxl.load_workbook(tmp_path / "shares.xlsx", data_only=True).worksheets[0]
    assert found.sentence("zh") in [cell.value for row in sheet.iter_rows() for cell in row]


def test_the_roster_says_whose_form_it_is(tmp_path: Path) -> None:
    body = """body:
- row: [{label: 题目}, {field: subject, kind: text}, {label: 单位}, {field: unit, kind: text}]
"""
    form = loaded(tmp_path, body + "roster: {name: unit}\n")
    cell_map = compile(form, {})
    assert department_field(cell_map) == ("unit",)
    build(cell_map, tmp_path / "form.xlsx", {"subject": "甲题", "unit": "乙局"})
    sheet = openpyxl.load_workbook(tmp_path / "form.xlsx").worksheets[0]
    footer = sheet.oddFooter
    assert footer is not None
    assert "乙局" in f"{footer.left.text}{footer.center.text}"
