"""The guide: status line, flags, messages, and the lines of the sheet 自检, blank, right and wrong."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest

from reader import read
from template_builder import build
from template_builder.guidance.cell_values import CHECK_SHEET, FORM_SHEET, contents_of
from template_builder.guidance.check_model import COUNTS, FIRST_RANK, LINK, STATE, RuleLine, SectionLine
from template_builder.guidance.guide import STATUS, Guide
from template_builder.guidance.status import status
from template_builder.print_layout.heights import INDENT, Block, needed
from template_builder.print_layout.layout_plan import LayoutPlan
from template_builder.workbooks.form_sheet import CHECK_WIDTH
from template_builder.xlsx.styles import CHECK
from templates import CellMap, builtin, compile, load
from templates.findings.agreement import agreement
from templates.model.page import CellAddress
from templates.path import set_value
from tests.extent import extent
from tests.fillings import disturbed
from tests.forms import TRAVEL_PLAN

pytestmark = pytest.mark.no_cover  # what they cover is covered by tests that take less

FORM = builtin("department-goals")
USUAL = compile(FORM, {"year": 2020})
SEED: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "data" / "seed.json").read_text(encoding="utf-8"), parse_float=Decimal
)["values"]


def changed(**edits: object) -> dict[str, Any]:
    """Return the seed with some fields changed: `projects__0__type="甲"`."""
    values: dict[str, Any] = json.loads(json.dumps(SEED, default=str), parse_float=Decimal)
    _amounts(values, SEED)
    for path, value in edits.items():
        set_value(values, tuple(int(part) if part.isdigit() else part for part in path.split("__")), value)
    return values


def _amounts(node: Any, like: Any) -> None:
    for key, part in like.items() if isinstance(like, dict) else enumerate(like):
        if isinstance(part, dict | list):
            _amounts(node[key], part)
        else:
            node[key] = part


class Sheet:
    """What the workbook shows over some values."""

    def __init__(self, values: Mapping[str, Any], cell_map: CellMap = USUAL) -> None:
        self.guide = Guide(cell_map)
        self.shown = self.guide.values(contents_of(cell_map, values))

    @property
    def status(self) -> object:
        return self.shown[STATUS]

    def message(self, field: str) -> object:
        row = next(cell.row for cell in self.guide.cell_map if field in cell.fields)
        return self.shown.get(CellAddress(FORM_SHEET, row, self.guide.columns.message), "")

    def section(self, title: str) -> tuple[object, list[object], object]:
        line = next(line for line in self.guide.sections if line.title.zh == title)
        return self._line(line)

    def rule(self, title: str) -> tuple[object, object, object]:
        line = next(line for line in self.guide.rules if line.title.zh == title)
        state, (count, *_), link = self._line(line)
        return state, count, link

    def _line(self, line: SectionLine | RuleLine) -> tuple[object, list[object], object]:
        row = line.row
        counts: list[object] = [self.shown.get(_check(row, FIRST_RANK + rank)) for rank in range(4)]
        return self.shown[_check(row, STATE)], counts, self.shown[_check(row, LINK)]


def test_a_blank_form_says_what_is_to_be_filled() -> None:
    sheet = Sheet({})
    assert sheet.status == "还有16处未填。"
    assert sheet.section("基本信息") == ("未填", [3, 0, 0, 0], "定位")
    assert sheet.section("项目支出情况") == ("未判断", [0, 0, 0, 0], "")
    assert sheet.rule("必填：填报人") == ("未填", 1, "定位")
    assert sheet.rule("必填：长期目标截止年") == ("通过", 0, "")
    assert sheet.rule("项目名称不重复") == ("未判断", 0, "")
    assert sheet.message("department.filled_by") == "“填报人”未填。“联系电话”未填。"


def test_a_mark_for_nothing_is_nothing() -> None:
    """What the reader takes for a blank the sheet does too, or a form would be returned in vain."""
    right = changed(expenditure__basic__last_year=Decimal("388.53"))
    assert Sheet(right).status == "已填完，可以交回（另有8处提醒，其中0处已说明）。"
    for field, value in (("functions", "/"), ("tasks", " —— "), ("department__name", "－")):
        sheet = Sheet(right | {field: value} if "__" not in field else changed(**{field: value}))
        assert "还有1处未填" in str(sheet.status)
    at = {"annual_goals__0__indicators__0__target": "-"}
    sheet = Sheet(changed(expenditure__basic__last_year=Decimal("388.53"), **at))
    assert sheet.status == "还有1处不一致（另有8处提醒，其中0处已说明）。"
    said = sheet.message("annual_goals[0].indicators[0].target")
    assert said == "指标“业务办理渠道数量”缺：预期当年实现值。"


def test_the_messages_of_a_blank_form_show_whole() -> None:
    guide, plan = Guide(USUAL), LayoutPlan(USUAL, "zh")
    contents = contents_of(USUAL, {})
    rows, shown = plan.layout(contents).rows, guide.values(contents)
    said = {
        row: text
        for (sheet, row, column), text in shown.items()
        if sheet == FORM_SHEET and column == guide.columns.message and text
    }
    assert len(said) > 5
    for row, text in said.items():
        block = Block(row, 1, CHECK_WIDTH - CHECK.indent * INDENT, CHECK.size, str(text))
        assert needed(block) <= rows[row].height, text


def test_the_real_form_has_one_error_and_remarks() -> None:
    sheet = Sheet(SEED)
    assert sheet.status == "还有1处不一致（另有8处提醒，其中0处已说明）。"
    assert sheet.section("部门总体资金情况") == ("有误", [0, 1, 0, 1], "定位")
    assert sheet.rule("收入合计等于支出合计") == ("有误", 1, "定位")
    assert sheet.rule("二级指标用规范名称") == ("提醒", 3, "定位")
    assert sheet.rule("当年金额与上年相差不大") == ("提醒", 1, "定位")
    assert sheet.rule("项目名称不重复") == ("通过", 0, "")


def test_a_right_form_can_be_returned() -> None:
    values = changed(expenditure__basic__last_year=Decimal("388.53"))
    assert Sheet(values).status == "已填完，可以交回（另有8处提醒，其中0处已说明）。"
    assert status([0, 0, 0, 0], "zh") == "已填完，可以交回。"
    assert status([0, 0, 0, 0], "en") == "Complete: ready to return."
    assert status([2, 3, 0, 1], "zh") == "还有2处未填、3处不一致（另有1处提醒）。"
    assert status([2, 3, 1, 1], "en") == "Still 2 to fill in, 3 to correct (remarks: 2)."


@pytest.mark.parametrize(
    ("field", "value", "said", "line"),
    [
        ("income__fiscal__amount", "752.2万元", "“752.2万元”不是数字。", "数字栏只填数字"),
        ("income__fiscal__amount", Decimal(-1), "金额不能为负数：-1。", "金额不为负数"),
        ("department__phone", "1380013800", "手机号码“1380013800”不是11位。", "手机号码为11位"),
        ("department__phone", "12", "“12”不像手机号码或带区号的座机号码。", "电话号码的写法"),
        ("department__name", "长" * 121, "“部门（单位）名称”的文字太长。", "文字不超过规定字数"),
        ("goals__long_term_end_year", "明年", "“明年”不是四位数字的年份。", "年份为四位数字"),
        ("goals__long_term_end_year", Decimal("2023.5"), "“2023.5”不是四位数字的年份。", "年份为四位数字"),
        ("projects__0__type", "延续项目", "“延续项目”是旧分类。", "项目类型不用旧分类"),
        ("projects__0__type", "运转类", "“运转类”不能确定是哪一项。", "选项没有歧义"),
        ("projects__0__type", "甲类", "列表中没有“甲类”。", "选项在下拉列表中"),
        ("projects__0__year_budget", "十万", "“十万”不是数字。", "数字栏只填数字"),
        (
            "annual_goals__0__indicators__0__target",
            "长" * 61,
            "“预期当年实现值”的文字太长。",
            "文字不超过规定字数",
        ),
        ("annual_goals__0__indicators__0__level2", "数目", "列表中没有“数目”。", "选项在下拉列表中"),
        (
            "annual_goals__0__indicators__0__level2",
            "社会效益指标",
            "“社会效益指标”不属于此处的一级指标。",
            "二级指标属于所在的一级指标",
        ),
        (
            "annual_goals__0__indicators__0__level2",
            "社会成本指标",
            "二级指标“社会成本指标”，规范名称是“成本指标”。",
            "二级指标用规范名称",
        ),
    ],
)
def test_what_was_pasted_is_caught_in_row_status_and_list(
    field: str, value: object, said: str, line: str
) -> None:
    right = changed(expenditure__basic__last_year=Decimal("388.53"))
    sheet, before = (
        Sheet(changed(expenditure__basic__last_year=Decimal("388.53"), **{field: value})),
        Sheet(right),
    )
    path = field.replace("__", ".")
    for number in range(12):
        path = path.replace(f".{number}", f"[{number}]")
    assert said in str(sheet.message(path))
    state, count, link = sheet.rule(line)
    _, usual, _ = before.rule(line)
    assert state in ("有误", "提醒")
    assert isinstance(count, int)
    assert isinstance(usual, int)
    assert (count, link) == (usual + 1, "定位")
    assert sheet.status != before.status


@pytest.mark.parametrize(
    "phone", ["13800138000", "0711-1234567", "0711-1234567转801", Decimal(13800138000), "1234567"]
)
def test_right_telephone_numbers_are_left_alone(phone: object) -> None:
    sheet = Sheet(changed(department__phone=phone))
    assert (sheet.rule("手机号码为11位")[0], sheet.rule("电话号码的写法")[0]) == ("通过", "通过")


def test_every_rule_and_every_required_field_has_one_line() -> None:
    guide = Guide(USUAL)
    required = [line for line in guide.rules if line.rank == 0]
    codes = {(rule.message.code, rule.severity) for rule in USUAL.rules if rule.in_sheet}
    assert len(required) == 17
    assert len(guide.rules) == 17 + len(codes) - 1
    later = {rule.message.title.zh for rule in USUAL.rules if not rule.in_sheet and rule.message.name}
    assert later == {"满意度不超过100%", "指标表的目标在总目标之中"}
    on_return = {code: USUAL.messages[code].title.zh for code in agreement().only_on_return}
    del on_return["text-not-of-pattern"]  # the form has no texts with a pattern
    assert {line.title.zh for line in guide.later} == {*later, *on_return.values()}
    first = guide.rules[-1].row + 1
    assert [line.row for line in guide.later] == list(range(first, first + len(later) + len(on_return)))
    assert [line.title.zh for line in guide.sections] == [section.title.zh for section in USUAL.sections]
    assert len({line.title.zh for line in guide.rules}) == len(guide.rules)
    assert not any("{" in line.title.zh + line.fix.zh for line in guide.rules)


def test_links_lead_to_the_first_place() -> None:
    guide = Guide(USUAL)
    line = next(line for line in guide.rules if line.title.zh == "必填：填报人")
    assert guide.formulas[_check(line.row, LINK)] == (
        f'IF(C{line.row}=0,"",HYPERLINK("#\'申报表\'!D6","定位"))'
    )
    line = next(line for line in guide.rules if line.title.zh == "项目名称不重复")
    column = chr(64 + line.flags[0].address.column)
    first, last = line.flags[0].address.row, line.flags[-1].address.row
    assert guide.formulas[_check(line.row, LINK)] == (
        f"IF(C{line.row}=0,\"\",HYPERLINK(\"#'申报表'!C\"&MATCH(1,'申报表'!{column}{first}:{column}{last},0)"
        f'+{first - 1},"定位"))'
    )
    sheet = Sheet(changed(projects__1__name=SEED["projects"][2]["name"]))
    assert sheet.rule("项目名称不重复") == ("有误", 2, "定位")


def test_flags_of_a_rule_over_a_repeat_are_one_range_and_ranks_do_not_mix() -> None:
    guide = Guide(USUAL)
    flags = {flag.address for flag in guide.flags}
    for line in guide.rules:
        for (sheet, first, last, column), _ in line.search:
            within = {CellAddress(sheet, row, column) for row in range(first, last + 1)} & flags
            if line.rank:
                assert within <= {flag.address for flag in line.flags}, line.title.zh
    columns: dict[int, set[int]] = {}
    for line in guide.rules:
        columns.setdefault(line.rank, set()).update(flag.address.column for flag in line.flags)
    assert not any(columns[one] & columns[other] for one in columns for other in columns if one < other)
    assert max(map(len, guide.formulas.values())) <= 8192


def test_sections_count_what_the_lines_count() -> None:
    random = Random(7)
    for _ in range(extent(20, quick=6)):
        sheet = Sheet(disturbed(USUAL, SEED, random))
        shown, guide = sheet.shown, sheet.guide
        for rank in range(4):
            by_section = sum(_number(shown[_check(line.row, FIRST_RANK + rank)]) for line in guide.sections)
            by_rule = sum(
                _number(shown[_check(line.row, COUNTS)]) for line in guide.rules if line.rank == rank
            )
            assert by_section == by_rule


def _check(row: int, column: int) -> CellAddress:
    return CellAddress(CHECK_SHEET, row, column)


def _number(content: object) -> int:
    assert isinstance(content, int)
    return content


def test_a_form_without_sections_has_one_line_for_the_whole() -> None:
    guide = Guide(compile(load(TRAVEL_PLAN), {"year": 2020}))
    assert [line.title.zh for line in guide.sections] == ["全表"]
    assert "HYPERLINK" in guide.formulas[_check(guide.sections[0].row, LINK)]


CONSTANTS = """
form: constants
version: "1"
title: 表
columns: [10, 10, 10]
body:
- repeat: goals
  rows: 2
  side: {field: level1, value: 产出}
  row: [{field: name, kind: text, span: 2}]
rules:
- code: nameless
  in: goals
  at: name
  ensure: OR(level1 <> "产出", name <> "")
  show: {level: level1}
messages:
  nameless:
    severity: error
    zh: "{level}没有名称。"
    en: "No name of {level}."
    fix: {zh: 请填写。, en: Fill it in.}
"""


def test_a_rule_may_speak_of_a_constant(tmp_path: Path) -> None:
    (tmp_path / "form.yaml").write_text(CONSTANTS, encoding="utf-8")
    cell_map = compile(load(tmp_path / "form.yaml"), {})
    sheet = Sheet({"goals": [{"level1": "产出", "name": "甲"}]}, cell_map)
    assert sheet.message("goals[0].name") == ""
    assert sheet.message("goals[1].name") == "产出没有名称。"
    build(cell_map, tmp_path / "form.xlsx")
    assert [finding.code for finding in read(tmp_path / "form.xlsx", [load(tmp_path / "form.yaml")]).findings]
