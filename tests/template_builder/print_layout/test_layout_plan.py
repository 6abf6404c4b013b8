"""How a form lies on paper: rows out of sight, heights, the footer; and what LibreOffice prints of it."""

from __future__ import annotations

import json
import re
import subprocess
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from template_builder import build
from template_builder.guidance.cell_values import contents_of
from template_builder.print_layout.layout_plan import LayoutPlan
from templates import CellMap, builtin, compile, load
from templates.path import Tree
from tests.office import Office

pytestmark = pytest.mark.no_cover  # what they cover is covered by tests that take less

FORM = builtin("department-goals")
SEED: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "data" / "seed.json").read_text(encoding="utf-8"), parse_float=Decimal
)["values"]
ROOM = compile(
    FORM,
    {
        "year": 2020,
        "projects": 12,
        "projects_shown": 4,
        "output_rows": 6,
        "output_rows_shown": 2,
        "benefit_rows": 4,
        "satisfaction_rows": 2,
    },
)
LARGEST = {
    "year": 2020,
    "projects_shown": 200,
    "long_term_goals": 5,
    "annual_goals": 10,
    "output_rows_shown": 20,
    "benefit_rows_shown": 20,
    "satisfaction_rows_shown": 20,
}


def rows_of(cell_map: CellMap, names: str) -> list[int]:
    """The first rows of the items of a repeat."""
    return [item.first_row for item in cell_map.items if ".".join(item.names) == names]


def hidden(values: dict[str, Any]) -> frozenset[int]:
    return LayoutPlan(ROOM, "zh").layout(contents_of(ROOM, values)).hidden


def test_rows_beyond_those_shown_are_out_of_sight() -> None:
    projects = rows_of(ROOM, "projects")
    assert hidden({}) & set(projects) == set(projects[4:])
    blocks = rows_of(ROOM, "annual_goals.indicators")
    assert hidden({}) & set(blocks) == {row for at in (0, 12, 24) for row in blocks[at + 2 : at + 6]}
    assert LayoutPlan(ROOM, "zh").blank.hidden == hidden({})


def test_never_fewer_rows_are_shown_than_the_values_need() -> None:
    projects = rows_of(ROOM, "projects")
    found = hidden({"projects": [{"name": f"项目{number}"} for number in range(7)]})
    assert found & set(projects) == set(projects[7:])
    gap = {"projects": [*[{} for _ in range(8)], {"name": "第九"}]}
    assert hidden(gap) & set(projects) == set(projects[9:])


def sheet_of(tmp_path: Path, values: dict[str, Any]) -> Worksheet:
    build(ROOM, tmp_path / "form.xlsx", values)
    sheet = openpyxl.load_workbook(tmp_path / "form.xlsx").worksheets[0]
    assert isinstance(sheet, Worksheet)
    return sheet


def test_they_are_a_closed_group_that_can_be_opened(tmp_path: Path) -> None:
    sheet, projects = sheet_of(tmp_path, {}), rows_of(ROOM, "projects")
    dimensions = [sheet.row_dimensions[row] for row in projects]
    assert [one.hidden for one in dimensions] == [False] * 4 + [True] * 8
    assert [one.outlineLevel for one in dimensions] == [0] * 4 + [1] * 8
    assert sheet.row_dimensions[projects[-1] + 1].collapsed
    assert not sheet.protection.formatRows


def test_an_opened_group_keeps_its_level(tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path, {"projects": [{"name": f"项目{number}"} for number in range(12)]})
    dimensions = [sheet.row_dimensions[row] for row in rows_of(ROOM, "projects")]
    assert not any(one.hidden for one in dimensions)
    assert [one.outlineLevel for one in dimensions] == [0] * 4 + [1] * 8


def test_a_closed_group_holds_no_row_in_sight(tmp_path: Path) -> None:
    """LibreOffice closes a group as a whole, with the rows in sight that are in it."""
    sheet = sheet_of(tmp_path, {"projects": [{"name": f"项目{number}"} for number in range(7)]})
    dimensions = [sheet.row_dimensions[row] for row in rows_of(ROOM, "projects")]
    assert [(one.hidden, one.outlineLevel) for one in dimensions] == [(False, 0)] * 7 + [(True, 1)] * 5


def test_a_list_beside_another_keeps_its_rows_in_sight(tmp_path: Path) -> None:
    definition = tmp_path / "beside.yaml"
    definition.write_text(
        "form: beside\nversion: 1\ntitle: 表\ncolumns: [10, 10]\nbody:\n- row:\n"
        "  - stack: [{repeat: a, rows: 4, shown: 1, row: [{field: self, kind: text}]}]\n"
        "  - stack: [{repeat: b, rows: 2, row: [{field: self, kind: text}]}]\n",
        encoding="utf-8",
    )
    cell_map = compile(load(definition), {})
    rows = rows_of(cell_map, "a")
    found: Tree = contents_of(cell_map, {})
    assert LayoutPlan(cell_map, "zh").layout(found).hidden == set(rows[2:])


def footer(values: dict[str, Any]) -> str:
    return LayoutPlan(ROOM, "zh").layout(contents_of(ROOM, values)).footer


@pytest.mark.parametrize(
    ("text", "size", "pages"),
    [
        ("长" * 300, 10, 1),
        ("长" * 2_000, 10, 2),
        ("长" * 2_400, 10, 2),
        ("长" * 3_000, 10, 2),
        ("行\n" * 48, 10, 2),
        ("行\n" * 60, 10, 2),
        ("行\n" * 140, 10, 4),
        ("行\n" * 155, 9, 4),
        ("行\n" * 180, 8, 4),
        ("行\n" * 900, 8, 6),
    ],
)
def test_pages_end_within_a_long_text_before_it_has_smaller_letters(
    text: str, size: float, pages: int
) -> None:
    plan = LayoutPlan(ROOM, "zh")
    functions = next(one for one in plan.inputs if one.cell.path == "functions")
    block, _ = plan.fit(functions, text)
    assert block.size == size
    rows = range(block.row, block.row + block.rows - 1)
    breaks = plan.layout(contents_of(ROOM, {"functions": text})).breaks
    assert len([row for row in breaks if row in rows]) == pages - 1


def test_pages_end_between_the_lines_of_a_text_rather_than_stay_blank() -> None:
    """It would fit on a page, but half of the page before would stay blank for it."""
    plan = LayoutPlan(ROOM, "zh")
    functions = next(one for one in plan.inputs if one.cell.path == "functions")
    last = functions.block.row + functions.block.rows - 1
    whole, torn = (plan.layout(contents_of(ROOM, {"functions": "长" * length})) for length in (1_500, 2_000))
    assert [row for row in whole.breaks if functions.block.row <= row < last] == []
    (end,) = [row for row in torn.breaks if functions.block.row <= row < last]
    above = sum(torn.rows[row].height for row in range(functions.block.row, end + 1)) - 1
    for line in (12, 14.48):  # in Excel, and in LibreOffice
        assert abs(above - round(above / line) * line) <= 1.5


def test_the_footer_names_the_department() -> None:
    assert footer({}).startswith("&L填报单位：____")
    assert footer({"department": {"name": "甲&乙\n局"}}).startswith("&L填报单位：甲&&乙 局&R")
    assert footer({"department": {"name": "长" * 120}}).startswith(f"&L填报单位：{'长' * 32}…&R")


def printed(office: Office, cell_map: CellMap, values: dict[str, Any], folder: Path) -> tuple[int, str]:
    """Return the number of pages of a form, and the words on them without white space."""
    build(cell_map, folder / "form.xlsx", values)
    office.to_pdf(folder / "form.xlsx", folder / "form.pdf")
    told = subprocess.run(
        ["pdfinfo", str(folder / "form.pdf")], check=True, capture_output=True, text=True, timeout=60
    )
    words = subprocess.run(
        ["pdftotext", "-raw", str(folder / "form.pdf"), "-"],
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )
    found = re.search(r"Pages:\s+(\d+)", told.stdout)
    assert found is not None
    return int(found[1]), "".join(words.stdout.split())


@pytest.mark.parametrize(
    ("parameters", "most"), [({"year": 2020}, 12), (LARGEST, 60)], ids=["default", "largest"]
)
def test_how_many_pages_a_form_takes(
    office: Office, tmp_path: Path, parameters: dict[str, int], most: int
) -> None:
    pages, words = printed(office, compile(FORM, parameters), {}, tmp_path)
    assert pages <= most
    assert "###" not in words


def test_all_that_is_filled_in_is_on_paper(office: Office, tmp_path: Path) -> None:
    pages, words = printed(office, compile(FORM, {"year": 2020}), SEED, tmp_path)
    assert pages <= 12
    assert "###" not in words
    assert "填报单位：鄂州市住房公积金中心" in words
    for line in SEED["functions"].split("\n"):
        assert "".join(line.split()) in words
    for project in SEED["projects"]:
        assert project["name"][:12] in words
    assert "还有1处不一致" in words  # on the sheet 自检; the status line of the form does not print
    assert words.count("还有1处不一致") == words.count("自检：部门整体绩效目标申报表")


def test_rows_out_of_sight_do_not_print(office: Office, tmp_path: Path) -> None:
    wide = {"year": 2020, "projects": 200, "output_rows": 20}
    every = {**wide, "projects_shown": 200, "output_rows_shown": 20}
    all_pages, _ = printed(office, compile(FORM, every), SEED, tmp_path)
    shown = {**wide, "projects_shown": 5, "output_rows_shown": 4}
    pages, _ = printed(office, compile(FORM, shown), SEED, tmp_path)
    assert pages <= 10 < all_pages
