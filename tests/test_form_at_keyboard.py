"""The form as a person meets it: what the sheet refuses, what it takes, and what the reader makes of it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

import templates
from reader import read
from template_builder import build
from template_builder.guidance.guide import Guide
from templates import Cell, CellMap, Role, Text
from templates.kinds import Kind
from templates.language import address
from tests.keyboard import Keyboard

# LibreOffice's own dialog, "Protected cells can not be modified."
PROTECTED = "Information"


@pytest.fixture(scope="module")
def cell_map() -> CellMap:
    return templates.compile(templates.builtin("department-goals"), {"year": 2020})


@pytest.fixture(scope="module", autouse=True)
def blank(keyboard: Keyboard, cell_map: CellMap, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A blank form, shown to the person at the keyboard."""
    path = tmp_path_factory.mktemp("form") / "申报表.xlsx"
    build(cell_map, path)
    keyboard.open(path)
    return path


def place(cell: Cell) -> str:
    """Return the address of a cell's top left corner."""
    return address(cell.row, cell.column)


def place_of(cell_map: CellMap, field: str) -> str:
    """Return the address of a field."""
    return place(cell_of(cell_map, field))


def cell_of(cell_map: CellMap, field: str) -> Cell:
    """Return the cell of a field."""
    return next(cell for cell in cell_map if field in cell.fields)


def kind_of(cell: Cell) -> Kind:
    """Return what may stand in an input."""
    assert cell.of is not None
    return cell.of.kind


def test_labels_and_formulas_are_refused(keyboard: Keyboard, cell_map: CellMap) -> None:
    labels = {(cell.style, cell.column): cell for cell in cell_map if cell.role is Role.LABEL}
    formulas = [cell for cell in cell_map if cell.role is Role.COMPUTED]
    assert min(len(labels), len(formulas)) > 10
    for cell in (*labels.values(), *formulas):
        entry = keyboard.enter(None, place(cell), "5")
        assert entry.dialog == PROTECTED, place(cell)
        assert entry.content != "5"


@pytest.mark.parametrize("cell", ["A1", "A8", "E1", "J8"])
def test_coordinates_and_the_margin_are_refused(keyboard: Keyboard, cell: str) -> None:
    assert keyboard.enter(None, cell, "5").dialog == PROTECTED


@pytest.mark.parametrize("cell", ["A1", "A3"])
def test_the_instructions_are_refused(keyboard: Keyboard, cell: str) -> None:
    assert keyboard.enter("填报说明", cell, "5").dialog == PROTECTED


def test_every_kind_of_input_takes_what_belongs_there(
    keyboard: Keyboard, cell_map: CellMap, blank: Path
) -> None:
    typed = {
        "department.name": "市住房公积金中心",
        "department.phone": "13800138000",
        "income.fiscal.amount": "243.8",
        "income.other.amount": "1,121.34",
        "projects[0].name": "综合服务平台运行维护",
        "projects[0].type": "特定目标类",
        "projects[0].year_budget": "10",
        "goals.long_term_end_year": "2024",
        "annual_goals[0].indicators[0].level2": "质量指标",
        "annual_goals[0].indicators[0].target": "≥95%",
    }
    inputs = [cell for cell in cell_map if cell.role is Role.INPUT]
    assert {kind_of(cell_of(cell_map, field)) for field in typed} == {kind_of(cell) for cell in inputs}
    for field, text in typed.items():
        assert keyboard.enter(None, place_of(cell_map, field), text).dialog is None, field
    total = keyboard.look(None, place_of(cell_map, "income.total.amount"))
    assert Decimal(total.shown.replace(",", "")) == Decimal("1365.14")
    keyboard.save()
    reading = read(blank)
    assert reading.values["department"]["name"] == "市住房公积金中心"
    assert reading.values["department"]["phone"] == "13800138000"
    assert reading.values["income"]["fiscal"]["amount"] == Decimal("243.8")
    assert reading.values["income"]["other"]["amount"] == Decimal("1121.34")
    (project,) = reading.values["projects"]
    assert (project["type"], project["year_budget"]) == ("特定目标类", Decimal(10))
    assert reading.values["goals"]["long_term_end_year"] == 2024
    (indicator,) = reading.values["annual_goals"][0]["indicators"]
    assert (indicator["level2"], indicator["target"]) == ("质量指标", "≥95%")
    assert reading.computed["income"]["total"]["amount"] == Decimal("1365.14")


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("projects[1].type", "延续项目"),
        ("projects[1].type", "特定目标"),
        ("projects[1].year_budget", "十万"),
        ("projects[1].year_budget", "-1"),
        ("income.fiscal.last_year", "752.2万元"),
        ("department.phone", "12"),
        ("department.filled_by", "长" * 61),
        ("goals.long_term_end_year", "1900"),
        ("goals.long_term_end_year", "明年"),
        ("annual_goals[0].indicators[0].level2", "社会效益指标"),
        ("annual_goals[0].indicators[0].target", "长" * 61),
    ],
)
def test_what_does_not_belong_there_is_refused_in_the_fields_own_words(
    keyboard: Keyboard, cell_map: CellMap, field: str, text: str
) -> None:
    where = place_of(cell_map, field)
    before = keyboard.look(None, where)
    entry = keyboard.enter(None, where, text)
    cell = cell_of(cell_map, field)
    assert entry.dialog == cell.label.zh
    assert cell.limits is not None
    assert entry.refusal == kind_of(cell).validation(cell.limits).refusal.zh
    assert entry.content == before.content


@pytest.mark.parametrize(
    ("field", "text", "code", "right"),
    [
        ("department.phone", "1380013800", "phone-wrong-length", "13800138000"),
        ("expenditure.basic.last_year", "388.531", "amount-too-precise", "388.53"),
        ("goals.long_term_end_year", "2019", "end-year-not-after", "2023"),
    ],
)
def test_what_is_taken_and_yet_wrong_is_flagged_as_one_types(
    keyboard: Keyboard, cell_map: CellMap, field: str, text: str, code: str, right: str
) -> None:
    cell = cell_of(cell_map, field)
    beside = address(cell.row, Guide(cell_map).columns.message)
    assert keyboard.enter(None, place(cell), text).dialog is None
    words = {"found": Text(text), "year": Text("2020")}
    sentence = cell_map.messages[code].sentence.filled(words).zh
    assert sentence in keyboard.look(None, beside).shown
    assert keyboard.look(None, "B2").shown.startswith("还有")
    assert keyboard.enter(None, place(cell), right).dialog is None
    assert sentence not in keyboard.look(None, beside).shown


def test_what_is_remarked_is_explained_beside_it(keyboard: Keyboard, cell_map: CellMap, blank: Path) -> None:
    """Typed where the Tab key leads from the row, refused where it is too long, counted and read back."""
    amount, last_year = "expenditure.project.amount", "expenditure.project.last_year"
    for field, text in ((amount, "353.1"), (last_year, "546.8")):
        assert keyboard.enter(None, place_of(cell_map, field), text).dialog is None
    row = cell_of(cell_map, amount).row
    beside = next(cell for cell in cell_map.explanations if cell.row == row)
    assert "其中0处已说明" in keyboard.look(None, "B2").shown
    entry = keyboard.enter(None, place(beside), "长" * 501)
    assert (entry.dialog, entry.content) == (beside.label.zh, "")
    assert entry.refusal == kind_of(beside).validation(beside.bounds).refusal.zh
    assert keyboard.enter(None, place(beside), "新增专项，见附件。").dialog is None
    assert "其中1处已说明" in keyboard.look(None, "B2").shown
    keyboard.save()
    reading = read(blank)
    assert [(found.cell, found.text) for found in reading.explanations] == [
        (place(beside), "新增专项，见附件。")
    ]
    (finding,) = (found for found in reading.findings if found.code == "amount-changes-much")
    assert finding.explanation == "新增专项，见附件。"


def test_a_clerk_opens_one_more_row_as_the_prompt_says(
    keyboard: Keyboard, cell_map: CellMap, blank: Path
) -> None:
    """LibreOffice opens the group by its sign; that Excel and WPS unhide rows, its protection must allow."""
    last, more = place_of(cell_map, "projects[9].name"), place_of(cell_map, "projects[10].name")
    rules = openpyxl.load_workbook(blank).worksheets[0].data_validations.dataValidation
    assert any("LibreOffice 点行号左边的“＋”" in str(rule.prompt) for rule in rules if last in rule.sqref)
    keyboard.open_group_below(last)
    assert keyboard.enter(None, more, "第十一个项目").dialog is None
    keyboard.save()
    sheet = openpyxl.load_workbook(blank).worksheets[0]
    rows = [cell_of(cell_map, f"projects[{number}].name").row for number in range(20)]
    assert not any(sheet.row_dimensions[row].hidden for row in rows)
    assert not sheet.protection.formatRows, "locked is what is true here"
    assert "第十一个项目" in [project["name"] for project in read(blank).values["projects"]]
