"""The official copy: what is filled in and nothing else, as the form shows it."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.cell import MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from reader import UnreadableWorkbook, read
from template_builder import build, build_copy
from templates import CellMap, ValuesError, builtin, compile, load
from templates.text import Language
from tests.forms import SIGNED_PLAN, TRAVEL_PLAN
from tests.template_builder.parts import part, parts, saved

GOALS = compile(builtin("department-goals"), {"year": 2020})
SEED: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "data" / "seed.json").read_text(encoding="utf-8"), parse_float=Decimal
)["values"]
SIGNED = compile(load(SIGNED_PLAN), {})
STEP = {"what": "调研", "by": "2024-03-05", "cost": Decimal("2.5"), "note": "到各县"}


def copied(cell_map: CellMap, values: dict[str, Any], language: Language = "zh") -> bytes:
    return saved(lambda stream: build_copy(cell_map, stream, values, language=language))


def sheet_of(cell_map: CellMap, values: dict[str, Any], language: Language = "zh") -> Worksheet:
    book = openpyxl.load_workbook(io.BytesIO(copied(cell_map, values, language)))
    (sheet,) = book.worksheets
    assert isinstance(sheet, Worksheet)
    return sheet


def contents(sheet: Worksheet) -> list[Any]:
    """All that stands on the sheet, row by row."""
    return [cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None]


def texts_of(node: Any) -> Iterator[str]:
    if isinstance(node, dict | list):
        for inner in node.values() if isinstance(node, dict) else node:
            yield from texts_of(inner)
    elif isinstance(node, str):
        yield node


@pytest.fixture(scope="module")
def seed() -> Worksheet:
    return sheet_of(GOALS, SEED)


def test_all_that_is_filled_in_is_there(seed: Worksheet) -> None:
    found = contents(seed)
    assert set(texts_of(SEED)) <= set(map(str, found))
    for project in SEED["projects"]:
        at = found.index(project["name"])
        assert [Decimal(str(number)) for number in found[at + 2 : at + 4]] == [
            project["total_budget"],
            project["year_budget"],
        ]


def test_what_the_form_works_out_is_there_as_numbers(tmp_path: Path, seed: Worksheet) -> None:
    build(GOALS, tmp_path / "form.xlsx", SEED)
    computed = read(tmp_path / "form.xlsx").computed
    found = contents(seed)
    assert found[found.index("合计") + 1 :][:4] == pytest.approx(
        [
            float(computed["income"]["total"][name])
            for name in ("amount", "share", "year_before_last", "last_year")
        ]
    )
    assert "f" not in {cell.data_type for row in seed.iter_rows() for cell in row}


def test_rows_without_content_are_left_out(seed: Worksheet) -> None:
    """Of the rows of each block as many are left as there are indicators."""
    named = [text for text in contents(seed) if text == "特定目标类"]
    assert len(named) == len(SEED["projects"])
    indicators = [
        one for goal in (*SEED["long_term_goals"], *SEED["annual_goals"]) for one in goal["indicators"]
    ]
    in_column = [row[3].value for row in seed.iter_rows() if row[3].value]
    assert [text for text in in_column if text in {one["level3"] for one in indicators}] == [
        one["level3"] for one in indicators
    ]
    ends = {one.id for one in seed.row_breaks.brk}
    for number, row in enumerate(seed.iter_rows(), 1):
        assert (
            number in ends
            or any(cell.value is not None for cell in row)
            or any(isinstance(cell, MergedCell) for cell in row)
        )


def test_at_least_one_row_of_each_list_is_left() -> None:
    found = contents(sheet_of(GOALS, {}))
    for label in ("项目名称", "长期目标1：", "年度目标1：", "年度目标"):
        assert found.count(label) == 1
    assert "年度目标2：" not in found
    for level in ("产出指标", "效益指标", "满意度指标"):
        assert found.count(level) == 2


def test_rows_that_somebody_inserted_are_there() -> None:
    projects = [{**SEED["projects"][0], "name": f"项目{number}"} for number in range(30)]
    goals = {**SEED["goals"], "long_term": [f"目标{number}" for number in range(8)]}
    found = contents(sheet_of(GOALS, {**SEED, "projects": projects, "goals": goals}))
    assert [text for text in found if text in {one["name"] for one in projects}] == [
        one["name"] for one in projects
    ]
    assert set(goals["long_term"]) <= set(found)


def test_it_is_for_paper_alone(seed: Worksheet) -> None:
    assert {cell.fill.fill_type for row in seed.iter_rows() for cell in row} == {None}
    assert not seed.data_validations.dataValidation
    assert not seed.conditional_formatting
    assert seed.freeze_panes is None
    assert seed.protection.sheet
    assert not any(dimension.hidden for dimension in seed.row_dimensions.values())
    assert not any(dimension.hidden for dimension in seed.column_dimensions.values())
    words = "".join(map(str, contents(seed)))
    assert not any(sign in words for sign in ("自检", "检查", "还有", "浅黄色"))
    data = copied(GOALS, SEED)
    assert [name for name in parts(data) if "sheets/" in name] == ["xl/worksheets/sheet1.xml"]
    setup = part(data, "xl/worksheets/sheet1.xml").find("{*}pageSetup")
    assert setup is not None
    assert (setup.get("blackAndWhite"), setup.get("paperSize"), setup.get("fitToHeight")) == ("1", "9", "0")


def test_it_is_not_taken_for_a_form_that_came_back(tmp_path: Path) -> None:
    build_copy(GOALS, tmp_path / "copy.xlsx", SEED)
    with pytest.raises(UnreadableWorkbook) as refused:
        read(tmp_path / "copy.xlsx")
    assert refused.value.finding.code == "not-our-form"


def test_the_same_record_gives_the_same_bytes(tmp_path: Path) -> None:
    build_copy(GOALS, tmp_path / "copy.xlsx", SEED)
    assert (tmp_path / "copy.xlsx").read_bytes() == copied(GOALS, SEED)


def test_a_line_for_signature_and_seal_is_there_where_the_form_has_one(seed: Worksheet) -> None:
    found = contents(sheet_of(SIGNED, {"unit": "某局", "steps": [STEP]}))
    assert found[-2:] == ["单位负责人（签字）：", "单位（公章）："]
    assert not any("签" in str(text) or "章" in str(text) for text in contents(seed))


def test_the_rows_of_an_item_stay_together() -> None:
    sheet = sheet_of(SIGNED, {"unit": "某局", "steps": [{**STEP, "what": f"第{at}步"} for at in range(60)]})
    ends = [one.id for one in sheet.row_breaks.brk]
    assert len(ends) > 1
    for end in ends:
        assert sheet.cell(end - 1, 1).value == "说明", "the second row of an item ends the page"
        assert [sheet.cell(end, column).border.top.style for column in (1, 2, 3, 4)] == [None] * 4
        assert sheet.cell(end + 1, 1).value == "工作计划表（续）"
        assert [sheet.cell(end + 2, column).value for column in (1, 3, 4)] == ["步骤", "期限", "费用"]
    assert sheet.cell(sheet.max_row - 1, 4).value == 150


def test_labels_beside_the_rows_are_written_anew() -> None:
    projects = [{**SEED["projects"][0], "name": f"项目{number}"} for number in range(60)]
    sheet = sheet_of(GOALS, {**SEED, "projects": projects})
    ends = [one.id for one in sheet.row_breaks.brk]
    merged = {(one.min_row, one.min_col): one for one in sheet.merged_cells.ranges}
    labels = [row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 1).value == "项目支出情况"]
    assert len(labels) > 2
    for label in labels:
        area = merged[label, 1]
        assert not any(area.min_row <= end < area.max_row for end in ends)
        assert sheet.cell(label, 2).value == "项目名称"
    assert not any(area.min_row <= end < area.max_row for area in merged.values() for end in ends)


def test_a_long_text_goes_on_in_a_cell_of_its_own_on_the_next_page() -> None:
    paragraphs = [f"{number}. 负责住房公积金的归集和管理。" for number in range(1, 101)]
    sheet = sheet_of(GOALS, {**SEED, "functions": "\n".join(paragraphs)})
    found = [str(text) for text in contents(sheet) if "归集和管理" in str(text)]
    assert len(found) == 3
    assert "\n".join(found).split("\n") == paragraphs
    assert contents(sheet).count("部门职能概述") == 3
    assert max(sheet.row_dimensions[row].height or 0 for row in range(1, sheet.max_row + 1)) <= 409


def test_a_text_where_a_number_belongs_is_whole() -> None:
    income = {"fiscal": {"amount": "约七百五十二万元（待批复后核定）"}}
    sheet = sheet_of(GOALS, {**SEED, "income": income})
    (cell,) = (cell for row in sheet.iter_rows() for cell in row if cell.value == income["fiscal"]["amount"])
    assert cell.alignment.wrap_text
    assert not cell.alignment.shrink_to_fit
    height = sheet.row_dimensions[cell.row].height
    assert height is not None
    assert height > 40


def test_two_lists_beside_each_other_take_the_rows_of_the_longer() -> None:
    goals = {"long_term": ["一", "二", "三", "四"], "annual": ["甲", "乙"]}
    sheet = sheet_of(GOALS, {"goals": goals})
    rows = [[cell.value for cell in row] for row in sheet.iter_rows() if row[1].value in goals["long_term"]]
    assert [(row[1], row[4]) for row in rows] == [("一", "甲"), ("二", "乙"), ("三", None), ("四", None)]


def test_it_speaks_english() -> None:
    sheet = sheet_of(GOALS, SEED, "en")
    assert sheet.title == "Declaration"
    assert "Departmental performance goals declaration 2020 (continued)" in contents(sheet)
    assert "Department" in contents(sheet)


def test_any_other_form_has_its_copy_too() -> None:
    trips = [{"purpose": f"出差{at}", "days": 2, "cost": Decimal(3)} for at in range(2)]
    found = contents(
        sheet_of(compile(load(TRAVEL_PLAN), {"year": 2024}), {"department": "某局", "trips": trips})
    )
    assert found[-3:] == ["合计", 4, 6]
    assert found.count("出差1") == 1


def test_values_that_do_not_fit_the_form_are_refused() -> None:
    with pytest.raises(ValuesError):
        copied(GOALS, {"unknown": 1})
