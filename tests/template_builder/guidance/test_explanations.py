"""What is explained beside a form is counted in the sheet, and asked for where it must be."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from template_builder.guidance.cell_values import CHECK_SHEET, FORM_SHEET, contents_of
from template_builder.guidance.check_model import COUNTS, EXPLAINED, LINK, STATE, RuleLine
from template_builder.guidance.guide import STATUS, Guide
from template_builder.guidance.status import status
from templates import CellMap, DefinitionError, builtin, compile
from templates.kinds import Content
from templates.model.page import CellAddress
from tests.explaining import demanding, shown_with

FORM = builtin("department-goals")
USUAL = compile(FORM, {"year": 2020})
SEED: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "data" / "seed.json").read_text(encoding="utf-8"), parse_float=Decimal
)["values"]
REMARKED = {
    "expenditure.project.amount": "amount-changes-much",
    "annual_goals[0].indicators[15].level2": "level2-not-in-vocabulary",
    "annual_goals[1].indicators[15].level2": "level2-not-in-vocabulary",
}
"""Fields of the seed with a remark, and the code of each."""


class Sheet:
    """What the workbook shows over the seed, with explanations beside some fields."""

    def __init__(self, explanations: Mapping[str, Content], cell_map: CellMap = USUAL) -> None:
        self.guide = Guide(cell_map)
        self.rows = {path: cell.row for cell in cell_map for path in cell.fields}
        texts = {self.rows[field]: text for field, text in explanations.items()}
        self.shown = shown_with(self.guide, contents_of(cell_map, SEED), texts)

    @property
    def status(self) -> object:
        return self.shown[STATUS]

    def message(self, field: str) -> object:
        return self.shown[CellAddress(FORM_SHEET, self.rows[field], self.guide.columns.message)]

    def line(self, title: str) -> tuple[object, object, object, object]:
        """Return the light, the count, how many are explained, and the link of a section or a rule."""
        line = next(line for line in self.guide.lines if line.title.zh == title)
        counts = (COUNTS,) if isinstance(line, RuleLine) else (COUNTS + 2, COUNTS + 3)
        shown = {column: self.shown.get(CellAddress(CHECK_SHEET, line.row, column)) for column in range(1, 9)}
        return shown[STATE], [shown[column] for column in counts], shown[EXPLAINED], shown[LINK]


def test_the_status_says_how_many_remarks_are_explained() -> None:
    assert Sheet({}).status == "还有1处不一致（另有8处提醒，其中0处已说明）。"
    one = Sheet({"expenditure.project.amount": "项目增加，见附件。"})
    assert one.status == "还有1处不一致（另有8处提醒，其中1处已说明）。"
    assert one.line("部门总体资金情况") == ("有误", [0, 1], 1, "定位")
    assert one.line("当年金额与上年相差不大") == ("已说明", [1], 1, "定位")
    assert one.message("expenditure.project.amount") == "项目支出比上年增减35.4%。"
    assert status([0, 0, 3, 1], "zh", 2) == "已填完，可以交回（另有4处提醒，其中2处已说明）。"
    assert status([0, 0, 3, 1], "en", 2) == "Complete: ready to return (remarks: 4, explained: 2)."
    assert status([0, 0, 0, 0], "zh", 0) == "已填完，可以交回。"


def test_a_light_turns_only_where_all_is_explained() -> None:
    first, second = list(REMARKED)[1:]
    some = Sheet({first: "本单位特有"})
    assert some.line("二级指标用规范名称") == ("提醒", [3], 1, "定位")
    both = Sheet({first: "本单位特有", second: "同上"})
    assert both.line("二级指标用规范名称") == ("提醒", [3], 2, "定位")
    assert both.line("年度目标2") == ("已说明", [1, 0], 1, "定位")


@pytest.mark.parametrize("text", [None, "", " ", "　", "/", "——", " － "])
def test_what_says_nothing_explains_nothing(text: str | None) -> None:
    assert "其中0处已说明" in str(Sheet({"expenditure.project.amount": text}).status)


def test_what_must_be_explained_is_missing_until_it_is(tmp_path: Path) -> None:
    form = demanding(tmp_path, "amount-changes-much", "level2-not-in-vocabulary")
    cell_map = compile(form, {"year": 2020})
    amount = next(iter(REMARKED))
    none = Sheet({}, cell_map)
    assert none.status == "还有4处未填、1处不一致（另有8处提醒，其中0处已说明）。"
    said = "检查项“当年金额与上年相差不大”未通过，须说明原因。"
    assert none.message(amount) == f"项目支出比上年增减35.4%。{said}"
    assert none.line("须说明：当年金额与上年相差不大") == ("未填", [1], None, "定位")
    sheet = Sheet({amount: "项目增加，见附件。"}, cell_map)
    assert sheet.status == "还有3处未填、1处不一致（另有8处提醒，其中1处已说明）。"
    assert sheet.message(amount) == "项目支出比上年增减35.4%。"
    assert sheet.line("须说明：当年金额与上年相差不大") == ("通过", [0], None, "")


def test_one_explanation_is_enough_where_the_same_is_said(tmp_path: Path) -> None:
    form = demanding(tmp_path, "level2-not-in-vocabulary")
    cell_map = compile(form, {"year": 2020})
    second = list(REMARKED)[2]
    alone = Sheet({second: "本单位特有"}, cell_map)
    assert alone.line("须说明：二级指标用规范名称")[0] == "通过"
    assert alone.line("二级指标用规范名称") == ("提醒", [3], 1, "定位")


def test_the_link_leads_to_the_cell_of_the_explanation(tmp_path: Path) -> None:
    cell_map = compile(demanding(tmp_path, "amount-changes-much"), {"year": 2020})
    guide = Guide(cell_map)
    line = next(line for line in guide.rules if line.title.zh.startswith("须说明"))
    columns = {cell.column for cell in cell_map.explanations}
    assert {column for _, column in line.search} == columns == {cell_map.last_column + 1}
    assert {flag.reported_at for flag in line.flags} <= {cell.address for cell in cell_map.explanations}


def test_a_form_of_the_first_layout_counts_no_explanations(tmp_path: Path) -> None:
    guide = Guide(compile(builtin("department-goals.v1"), {"year": 2020}))
    assert guide.values(contents_of(guide.cell_map, SEED))[STATUS] == "还有1处不一致（另有8处提醒）。"
    assert guide.columns.message == guide.cell_map.last_column + 1


def test_a_form_without_cells_for_explanations_cannot_ask_for_any(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError) as caught:
        demanding(tmp_path, "amount-changes-much", form="department-goals.v1")
    assert [problem.what.code for problem in caught.value.problems] == ["explanation-without-cell"]
    line = caught.value.problems[0].line
    text = (tmp_path / "department-goals.v1.yaml").read_text(encoding="utf-8").splitlines()[line - 1]
    assert text.strip() == "explain: required"
