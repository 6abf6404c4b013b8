"""The guide names every cell by the address, the words and the field that it has."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from template_builder import build
from templates.model.page import FIRST_ROW
from templates.text import width
from tests.collection.rounds import form_map, nested_map, trip_map
from tianbao.output.field_guide import GuideEntry, field_guide, guide_text


def by_field(entries: list[GuideEntry]) -> dict[str | None, GuideEntry]:
    return {entry.field: entry for entry in entries}


def test_every_cell_is_where_the_workbook_has_it(tmp_path: Path) -> None:
    cell_map = form_map(projects=2, annual_goals=1)
    build(cell_map, tmp_path / "blank.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "blank.xlsx")["申报表"]
    entries = field_guide(cell_map)
    merged = {str(area) for area in sheet.merged_cells.ranges if area.min_row >= FIRST_ROW}
    assert {entry.extent for entry in entries if ":" in entry.extent} == merged
    for entry in entries:
        assert entry.sheet == "申报表"
        cell = sheet[entry.cell]
        if entry.role == "label":
            assert (cell.value or "") == entry.label
        elif entry.role == "computed":
            assert cell.value == entry.formula
        assert cell.protection.locked is (entry.role not in ("input", "explanation"))


def test_the_columns_of_an_entry() -> None:
    guide = by_field(field_guide(form_map()))
    assert guide["income.fiscal.amount"] == GuideEntry(
        "income.fiscal.amount",
        "申报表",
        "E9",
        "E9",
        "input",
        "money",
        None,
        True,
        "收入构成·财政拨款·当年金额",
    )
    name = guide["department.name"]
    assert (name.cell, name.extent, name.required) == ("D5", "D5:I5", True)
    total = guide["income.total.amount"]
    assert (total.role, total.required) == ("computed", False)
    assert total.formula == '=IFERROR(IF(COUNT(E9,E10)=0,"",SUM(E9,E10)),"")'


def test_a_constant_is_a_label_with_its_fields() -> None:
    constants = [entry for entry in field_guide(form_map(output_rows=2)) if entry.label == "产出指标"]
    assert {entry.role for entry in constants} == {"label"}
    first = "long_term_goals[0].indicators[0].level1, long_term_goals[0].indicators[1].level1"
    assert constants[0].field == first


def test_a_computed_cell_in_a_repeat_has_its_own_formula() -> None:
    entries = field_guide(trip_map())
    formulas = [entry.formula for entry in entries if entry.formula]
    assert len(formulas) == len(set(formulas)) == 2


def test_a_field_without_a_name_is_called_by_its_path(tmp_path: Path) -> None:
    assert by_field(field_guide(nested_map(tmp_path)))["outer[0].middle[0].inner[0].double"].label == (
        "outer[0].middle[0].inner[0].double"
    )


def test_the_table_is_aligned() -> None:
    text = guide_text(field_guide(form_map(), "en"), "en")
    head, first, *_ = text.splitlines()
    assert head.startswith("Cell")
    assert first.startswith("B3:I3")
    assert "declaration 2020" in first
    lines = [line for line in text.splitlines() if "income.fiscal." in line]
    assert len({width(line[: line.index("income.fiscal.")]) for line in lines}) == 1
    assert text != guide_text(field_guide(form_map()))
