"""The form's workbook, read back: locks, inputs and refusals, prefilled values, formulas and results."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import ironcalc
import openpyxl
import pytest
from openpyxl.utils.cell import column_index_from_string, coordinate_from_string, range_boundaries
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from template_builder import BuildError, build
from templates import CellMap, ValuesError, builtin, compile, load, parse_stamp
from templates.model.page import Role
from templates.text import Language
from tests.office import Office
from tests.template_builder.parts import SHEET, cell_texts, formulas, part, parts, saved

SMALL = load(Path(__file__).with_name("small.yaml"))
HASH_OF_AB = "CF03"
FORM_CELLS = {f"{column}{row}" for column in "BCDEF" for row in range(3, 15)}
VALUES: dict[str, Any] = {
    "name": "某局",
    "phone": "13800138000",
    "money": {"part": Decimal("5"), "rest": Decimal("3.1")},
    "about": "第一条\n第二条",
    "items": [
        {"use": "购置"},
        {"type": "甲类", "use": "修缮, 改造", "region": "乡镇", "place": "河口, 北岸"},
    ],
    "goals": [{"level": "产出", "goal": "=1+1", "target": "≥95%"}],
}

REAL: dict[str, Any] = {
    "department": {"name": "鄂州市住房公积金中心", "filled_by": "李明"},
    "income": {
        "fiscal": {
            "amount": Decimal("752.2"),
            "year_before_last": "1,121.34",
            "last_year": Decimal("935.33"),
        },
        "other": {"amount": Decimal(-1)},
    },
    "expenditure": {
        "basic": {"amount": Decimal("399.1"), "last_year": Decimal("406.53")},
        "project": {"amount": Decimal("353.123"), "last_year": Decimal("546.8")},
    },
    "projects": [
        {"name": "运行维护", "type": "人员类", "total_budget": Decimal(1), "year_budget": Decimal("243.8")},
        {"name": "运行维护", "year_budget": "文字"},
        {"purpose": "没有名称"},
    ],
    "goals": {"long_term_end_year": 2020, "annual": ["甲", "甲", "乙"]},
    "annual_goals": [
        {
            "goal": "丙",
            "indicators": [{"level1": "产出指标", "level2": "数量", "level3": "个数", "basis": "无依据"}],
        }
    ],
}


def small(**parameters: object) -> CellMap:
    return compile(SMALL, {"year": 2020, **parameters})


def built(
    cell_map: CellMap,
    values: Mapping[str, Any] | None = None,
    *,
    language: Language = "zh",
    password: str | None = None,
) -> bytes:
    return saved(lambda stream: build(cell_map, stream, values, language=language, password=password))


def opened(workbook: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(workbook))


def form_sheet(workbook: bytes) -> Worksheet:
    sheet = opened(workbook).worksheets[0]
    assert isinstance(sheet, Worksheet)
    return sheet


def _cells(left: int, top: int, right: int, bottom: int) -> set[tuple[int, int]]:
    return {(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)}


def _open(cell_map: CellMap) -> set[tuple[int, int]]:
    """Row and column of every cell that can be filled in or explained in, merged ones included."""
    return {
        place
        for cell in cell_map
        if cell.role in (Role.INPUT, Role.EXPLANATION)
        for place in _cells(cell.column, cell.row, cell.column + cell.columns - 1, cell.row + cell.rows - 1)
    }


def test_only_inputs_can_be_changed() -> None:
    cell_map = small()
    sheet = form_sheet(built(cell_map))
    unlocked = {
        (cell.row, cell.column) for row in sheet.iter_rows() for cell in row if not cell.protection.locked
    }
    assert unlocked == _open(cell_map)
    assert unlocked
    assert sheet.protection.sheet
    assert not sheet.protection.formatColumns
    assert not sheet.protection.formatRows


def test_every_sheet_and_the_structure_are_locked_with_the_password() -> None:
    written = built(small(), password="ab")
    book = opened(written)
    assert [sheet.title for sheet in book.worksheets] == ["小表", "自检", "填报说明", "_lists"]
    assert [sheet.sheet_state for sheet in book.worksheets] == ["visible", "visible", "visible", "hidden"]
    for number in (1, 2, 3, 4):
        protection = part(written, f"xl/worksheets/sheet{number}.xml").find("{*}sheetProtection")
        assert protection is not None
        assert (protection.get("sheet"), protection.get("password")) == ("1", HASH_OF_AB)
    structure = part(written, "xl/workbook.xml").find("{*}workbookProtection")
    assert structure is not None
    assert dict(structure.attrib) == {"workbookPassword": HASH_OF_AB, "lockStructure": "1"}


def test_the_sheet_carries_its_coordinates_and_its_stamp() -> None:
    cell_map = small()
    sheet = form_sheet(built(cell_map))
    stamp = parse_stamp(sheet["A1"].value)
    assert stamp is not None
    assert (stamp.form, stamp.parameters["year"], stamp.digest) == ("small-form", 2020, cell_map.digest)
    assert [sheet.cell(row, 1).value for row in range(2, sheet.max_row + 1)] == list(
        range(2, cell_map.last_row + 1)
    )
    assert [sheet.cell(1, column).value for column in range(2, 9)] == [2, 3, 4, 5, 6, 7, None]
    assert sheet.column_dimensions["A"].hidden
    assert sheet.row_dimensions[1].hidden


def test_every_input_refuses_and_prompts() -> None:
    cell_map = small()
    rules = form_sheet(built(cell_map)).data_validations.dataValidation
    areas = [str(area) for rule in rules for area in rule.sqref.ranges]
    covered = [place for area in areas for place in _cells(*range_boundaries(area))]
    assert len(covered) == len(set(covered))
    assert set(covered) == _open(cell_map)
    assert all(rule.promptTitle and rule.prompt and rule.showInputMessage for rule in rules)
    assert all(rule.error and rule.errorStyle in (None, "stop") for rule in rules if rule.type)
    by_area = {str(area): rule for rule in rules for area in rule.sqref.ranges}
    assert by_area["C6"].type == "decimal"
    assert by_area["F5"].type == "whole"
    assert by_area["F5"].promptTitle == "截止年"


def test_lists_are_inline_where_they_fit_and_else_on_a_sheet_of_their_own() -> None:
    written = built(small())
    rules = form_sheet(written).data_validations.dataValidation
    sources = {str(rule.sqref): rule.formula1 for rule in rules if rule.type == "list"}
    assert sources["C10:C12"] == '"甲类,乙类"'
    assert sources["D10:D12"] == "_lists!$A$1:$A$2"
    lists = opened(written)["_lists"]
    assert [[cell.value for cell in column] for column in lists.iter_cols()] == [
        ["修缮, 改造", "购置", None],
        ["城区", "城区", "乡镇"],
        ["东街", "西街", "河口, 北岸"],
    ]


def test_a_list_can_depend_on_another_cell() -> None:
    rules = form_sheet(built(small())).data_validations.dataValidation
    sources = {str(rule.sqref): rule.formula1 for rule in rules if rule.type == "list"}
    key, terms = "_lists!$B$1:$B$3", "_lists!$C$1:$C$3"
    first = f"MATCH($E$11,{key},0)"
    assert sources["F11"] == f"INDEX({terms},{first}):INDEX({terms},{first}+COUNTIF({key},$E$11)-1)"


def test_a_form_without_such_lists_has_no_hidden_sheet() -> None:
    assert "_lists" not in opened(built(compile(builtin("department-goals"), {"year": 2020}))).sheetnames


def test_a_blank_form_has_defaults_and_no_stray_results() -> None:
    written = built(small())
    sheet = form_sheet(written)
    assert sheet["F5"].value == 2023
    assert sheet["F5"].number_format == '"截止 "0" 年"'
    computed = {cell: result for cell, (_, _, result) in formulas(written).items() if cell in FORM_CELLS}
    assert computed == {"E6": "", "F6": ""}


def test_values_stand_where_they_belong_as_what_they_are() -> None:
    sheet = form_sheet(built(small(), VALUES))
    expected = {
        "C5": "某局",
        "E5": "13800138000",
        "C6": 5,
        "D6": 3.1,
        "C7": "第一条\n第二条",
        "D10": "购置",
        "C11": "甲类",
        "C13": "=1+1",
        "E13": "≥95%",
    }
    assert {address: sheet[address].value for address in expected} == expected
    assert sheet["C13"].data_type == "s"


def test_computed_cells_and_checks_have_right_results() -> None:
    got = formulas(built(small(), VALUES))
    assert {cell: result for cell, (_, _, result) in got.items() if result and cell[0] in "EFH"} == {
        "E6": "8.1",
        "F6": "0.6172839506172839",
        "H6": "5大于3.1，多1.9。",
        "H10": "用途“购置”没有类别。",
    }
    assert got["E6"][1] is None
    assert got["H10"][1] == "str"


def test_wrong_values_are_written_as_they_are() -> None:
    values = {"money": {"part": "abc", "rest": Decimal(2)}, "items": [{"type": "丙类"}]}
    written = built(small(), values)
    assert cell_texts(written)["C6"] == "abc"
    assert cell_texts(written)["C10"] == "丙类"
    assert formulas(written)["E6"][2] == "2.0"


@pytest.mark.parametrize(
    "values",
    [{"name": "x" * 32_768}, {"name": "\x00"}, {"phone": "\ud800"}, {"unknown": 1}, {"items": [{}] * 4}],
)
def test_what_no_cell_can_hold_is_refused(values: dict[str, Any]) -> None:
    wrong: list[dict[str, Any]] = [
        {"name": "x" * 32_768},
        {"name": "\x00"},
        {"unknown": 1},
        {"items": [{}] * 4},
    ]
    for values in wrong:
        with pytest.raises(ValuesError):
            built(small(), values)


def test_english() -> None:
    written = built(small(), VALUES, language="en")
    texts = cell_texts(written)
    assert texts["B3"] == "Small form 2020"
    assert (texts["G4"], texts["H4"]) == ("Explanation", "Checks")
    assert formulas(written)["H6"][2] == "5 exceeds 3.1 by 1.9. "
    assert opened(written).sheetnames == ["Small", "Self-check", "How to fill", "_lists"]
    sheet = form_sheet(written)
    assert sheet["F5"].number_format == '"until "0'
    assert sheet.data_validations.dataValidation[0].promptTitle == "Name"


def test_both_languages_have_the_same_cells() -> None:
    chinese, english = (form_sheet(built(small(), VALUES, language=one)) for one in ("zh", "en"))
    assert sorted(map(str, chinese.merged_cells.ranges)) == sorted(map(str, english.merged_cells.ranges))
    assert chinese["A1"].value == english["A1"].value


def test_print_set_up() -> None:
    sheet = form_sheet(built(small()))
    assert sheet.print_area == "'小表'!$B$3:$F$14"
    assert sheet.print_title_rows == "$3:$4"
    assert sheet.freeze_panes == "A5"
    assert sheet.page_setup.paperSize == 9
    assert sheet.page_setup.orientation == "portrait"
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (None, 0)
    fit = sheet.sheet_properties.pageSetUpPr
    assert fit is not None
    assert fit.fitToPage
    footer = part(built(small()), SHEET).findtext("{*}headerFooter/{*}oddFooter")
    assert footer is not None
    assert re.sub('&9&"[^"]*"', "", footer) == (f"&L填报单位：{'_' * 24}&R打印日期：&D　　第 &P 页，共 &N 页")
    assert sheet.print_options.horizontalCentered


def test_instructions_are_a_sheet_of_their_own() -> None:
    book = opened(built(small()))
    assert [cell.value for cell in book["填报说明"]["A"]] == ["小表填报说明", "一、范围", "本表适用于测试。"]


def test_a_row_grows_with_its_text() -> None:
    blank, filled = (form_sheet(built(small(), values)) for values in (None, {"about": "职责\n" * 30}))
    heights = [sum(sheet.row_dimensions[row].height for row in (7, 8)) for sheet in (blank, filled)]
    assert heights[1] > 10 * 30 > heights[0]


def test_the_same_inputs_give_the_same_bytes() -> None:
    assert built(small(), VALUES) == built(small(), VALUES)
    assert list(parts(built(small(), VALUES))) == list(parts(built(small())))


def test_a_message_too_long_for_one_formula_is_put_together_from_hidden_cells() -> None:
    cell_map = small()
    many = replace(cell_map, rules=cell_map.rules * 160)
    got = formulas(built(many, VALUES))
    assert got["H6"][2] == "5大于3.1，多1.9。" * 160
    pieces = got["H6"][0].split("&")
    assert len(pieces) > 1
    assert "".join(got[piece][2] for piece in pieces) == got["H6"][2]
    assert max(len(formula) for formula, _, _ in got.values()) <= 8192


def test_the_first_page_break_of_the_real_form_lies_between_sections() -> None:
    cell_map = compile(builtin("department-goals"), {"year": 2020})
    breaks = part(built(cell_map), SHEET).findall("{*}rowBreaks/{*}brk")
    ends = {section.last_row for section in cell_map.sections}
    assert min(int(found.attrib["id"]) for found in breaks) in ends


def test_a_form_without_a_title_or_an_input(tmp_path: Path) -> None:
    definition = tmp_path / "bare.yaml"
    definition.write_text(
        "form: bare\nversion: 1\ntitle: 空表\ncolumns: [10]\nbody:\n- row: [{label: 说明}]\n",
        encoding="utf-8",
    )
    sheet = form_sheet(built(compile(load(definition), {})))
    assert sheet["B3"].value == "说明"
    assert sheet.freeze_panes == "A3"
    assert sheet.print_title_rows is None


def test_a_folder_that_does_not_exist(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="no such folder"):
        build(small(), tmp_path / "gone" / "a.xlsx")


def assert_engines_agree(office: Office, path: Path) -> None:
    """Two engines that recalculate a file get what is cached in it."""
    cached = {
        cell: float(result) if kind is None else result for cell, (_, kind, result) in formulas(path).items()
    }
    shown = office.recalculate(path)[form_sheet(path.read_bytes()).title]
    assert {cell: shown[cell] for cell in cached} == pytest.approx(cached)
    model = ironcalc.load_from_xlsx(str(path), "en", "UTC", "en")
    model.evaluate()
    assert {cell: model.get_cell_value(0, *_place(cell)) for cell in cached} == pytest.approx(cached)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("values", [None, VALUES, {**VALUES, "money": {"part": "abc", "rest": "1"}}])
def test_two_engines_get_the_cached_results(
    office: Office, tmp_path: Path, values: Mapping[str, Any] | None, language: Language
) -> None:
    path = tmp_path / "小表.xlsx"
    build(small(), path, values, language=language)
    assert_engines_agree(office, path)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("values", [None, REAL])
def test_two_engines_get_the_cached_results_of_the_real_form(
    office: Office, tmp_path: Path, values: Mapping[str, Any] | None, language: Language
) -> None:
    path = tmp_path / "申报表.xlsx"
    build(compile(builtin("department-goals"), {"year": 2020}), path, values, language=language)
    assert_engines_agree(office, path)
    if values is not None:
        assert sum(1 for _, kind, result in formulas(path).values() if kind == "str" and result) >= 6


def _place(cell: str) -> tuple[int, int]:
    column, row = coordinate_from_string(cell)
    return row, column_index_from_string(column)
