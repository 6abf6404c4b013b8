"""A workbook written whole: equal to what its template gives; marks, comments, and a sheet with links."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from reader import read
from template_builder import BuildError, Link, Mark, TableColumn, TableSheet, WorkbookTemplate, build
from template_builder.bulk.slotted_workbook import slotted_workbook
from template_builder.workbooks.form_plan import form_plan
from template_builder.workbooks.form_workbook import workbook_parts
from template_builder.workbooks.tables import write_tables
from templates import CellMap, Role, ValuesError, builtin, compile, load, stamp_text
from templates.findings.finding import Severity
from templates.language import address
from templates.model.page import CellAddress
from templates.text import Language
from tests.extent import some
from tests.fillings import disturbed
from tests.forms import TRAVEL_PLAN
from tests.ooxml.linting import lint
from tests.template_builder.parts import part, parts, plain, saved

FORM = builtin("department-goals")
GOALS = compile(FORM, {"year": 2020})
ROOM = compile(FORM, {"year": 2020, "projects": 12, "projects_shown": 4, "output_rows_shown": 2})
SMALL = compile(load(Path(__file__).parents[1] / "small.yaml"), {"year": 2020})
TRAVEL = compile(load(TRAVEL_PLAN), {"year": 2024})
SEED: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "data" / "seed.json").read_text(encoding="utf-8"), parse_float=Decimal
)["values"]
NAME = "department.name"


def named(**fields: Any) -> dict[str, Any]:
    """The record of the real form with other values of some fields."""
    return {**SEED, **fields}


def cases() -> Iterator[Any]:
    for cell_map, form in ((GOALS, "goals"), (ROOM, "room"), (SMALL, "small"), (TRAVEL, "travel")):
        for language in ("zh", "en"):
            yield pytest.param(cell_map, {}, {"language": language}, id=f"{form}-blank-{language}")
    yield pytest.param(GOALS, SEED, {"language": "zh", "password": "ab", "issuer": "某财政局"}, id="filled")
    locked = {NAME, "functions"}
    yield pytest.param(GOALS, SEED, {"language": "en", "locked": locked}, id="locked")
    # Smaller letters, labels at the side that a page's end parts, rows that come into sight, odd signs.
    for number, text in enumerate(("长" * 2_400, "行\n" * 155, "word " * 900, "a\r\nb_x0041_ <&>")):
        for cell_map in (GOALS, ROOM):
            values = named(functions=text, tasks=text, department={"name": "甲&乙_x0041_"})
            rows = cell_map.parameters.get("projects_shown")
            yield pytest.param(cell_map, values, {"language": "zh"}, id=f"text-{number}-{rows}")
    random = Random(10)
    for number in range(4):
        for cell_map, values in ((GOALS, SEED), (ROOM, {}), (SMALL, {}), (TRAVEL, {})):
            yield pytest.param(
                cell_map, disturbed(cell_map, values, random), {"language": "zh"}, id=f"chance-{number}"
            )


@pytest.mark.no_cover  # what it covers is covered by tests that take less
@pytest.mark.parametrize(("cell_map", "values", "options"), some(list(cases()), 3))
def test_the_template_gives_part_by_part_what_is_written_directly(
    cell_map: CellMap, values: Mapping[str, Any], options: dict[str, Any]
) -> None:
    locked: frozenset[str] = frozenset(options.pop("locked", ()))
    language: Language = options.pop("language")
    contents = form_plan(cell_map, language, locked).contents(values).stamped("A1 <&>")
    direct = workbook_parts(form_plan(cell_map, language, locked), contents, **options)
    frame = slotted_workbook(cell_map, language, locked, options.get("password"), options.get("issuer", ""))
    found = parts(frame.filled(contents))
    assert list(found) == list(direct)
    for name, content in direct.items():
        assert found[name] == content, name


def test_what_varies_in_a_template_is_what_is_written_directly() -> None:
    """A text that comes to fill a page: heights, ends of pages, parted labels, the size of its letters."""
    template = WorkbookTemplate(ROOM, SEED, varying=["functions", "projects[9].name"])
    for text in ("短", "长" * 2_400, "行\n" * 155):
        for name in (None, "第十个项目"):
            values = named(functions=text)
            values["projects"] = [*SEED["projects"], *[{}] * (9 - len(SEED["projects"])), {"name": name}]
            plan = form_plan(ROOM, "zh", frozenset())
            direct = workbook_parts(plan, plan.contents(values).stamped("x"))
            made = parts(template.fill({"functions": text, "projects[9].name": name}, stamp="x"))
            assert made == dict(direct)


def address_of(path: str) -> CellAddress:
    return next(cell.address for cell in GOALS if cell.path == path)


def corrected() -> bytes:
    """A workbook with marks, comments, and a sheet that leads to the marked cells."""
    marks = {
        address_of(NAME): Mark(Severity.ERROR, "请填写单位全称。\nGive the full name <&>."),
        address_of("functions"): Mark(Severity.WARNING),
        address_of("tasks"): Mark(comment="仅供参考 _x0041_ _x005F_x0041_"),
        address_of("income.total.amount"): Mark(Severity.NOTICE, "合计"),
    }
    sheet = GOALS.form.sheet.zh
    rows = [
        [Link(f"{sheet} {at.row}", at), mark.severity, Decimal(number), mark.comment]
        for number, (at, mark) in enumerate(marks.items(), 1)
    ]
    columns = [
        TableColumn("位置", 20),
        TableColumn("程度"),
        TableColumn("序号"),
        TableColumn("说明", 60, wrap=True),
    ]
    listed = TableSheet("问题", "问题清单", columns, rows, marks=[mark.severity for mark in marks.values()])
    stamp = stamp_text(GOALS, revision=2)  # what carries comments of ours is never the first to go out
    return saved(
        lambda stream: build(GOALS, stream, SEED, password="ab", stamp=stamp, marks=marks, further=[listed])
    )


@pytest.fixture(scope="module")
def workbook() -> bytes:
    return corrected()


def test_a_workbook_with_marks_comments_and_links_is_sound(workbook: bytes) -> None:
    assert lint(workbook) == []
    assert corrected() == workbook


def first_sheet(workbook: bytes) -> Worksheet:
    sheet = openpyxl.load_workbook(io.BytesIO(workbook)).worksheets[0]
    assert isinstance(sheet, Worksheet)
    return sheet


def test_no_sheet_prints_its_tints(workbook: bytes) -> None:
    table = TableSheet("问题", "问题清单", [TableColumn("位置")], [["B3"]])
    summary = saved(lambda stream: write_tables(stream, [table]))
    for data in (workbook, summary):
        sheets = [name for name in parts(data) if name.startswith("xl/worksheets/sheet")]
        assert sheets
        for name in sheets:
            setup = part(data, name).find("{*}pageSetup")
            assert setup is not None
            assert setup.get("blackAndWhite") == "1", name


def test_marks_colour_cells_and_change_nothing_else(workbook: bytes) -> None:
    plain = saved(lambda stream: build(GOALS, stream, SEED, password="ab"))
    marked, before = (
        openpyxl.load_workbook(io.BytesIO(content)).worksheets[0] for content in (workbook, plain)
    )
    colours = {"error": "FFFBE3E4", "warning": "FFFFF3D6", "notice": "FFEAF0F6"}
    expected = {
        address_of(NAME): "error",
        address_of("functions"): "warning",
        address_of("income.total.amount"): "notice",
    }
    for cell in GOALS:
        one, other = marked.cell(cell.row, cell.column), before.cell(cell.row, cell.column)
        assert one.value == other.value
        assert one.protection.locked == other.protection.locked
        assert one.number_format == other.number_format
        colour = colours[expected[cell.address]] if cell.address in expected else other.fill.fgColor.rgb
        assert one.fill.fgColor.rgb == colour, cell.path
    assert marked.protection.sheet


def test_comments_say_what_they_were_told(workbook: bytes) -> None:
    main = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    comments = part(workbook, "xl/comments1.xml").iter(f"{main}comment")
    texts = {comment.get("ref"): plain("".join(comment.itertext())) for comment in comments}
    expected = {
        address_of(NAME): "请填写单位全称。\nGive the full name <&>.",
        address_of("tasks"): "仅供参考 _x0041_ _x005F_x0041_",
        address_of("income.total.amount"): "合计",
    }
    assert texts == {address(at.row, at.column): text for at, text in expected.items()}
    seen = {cell.coordinate for row in first_sheet(workbook).iter_rows() for cell in row if cell.comment}
    assert seen == texts.keys()


def test_links_lead_to_the_cells_of_the_form(workbook: bytes) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook))
    names = [GOALS.form.sheet.zh, "自检", *(sheet.name.zh for sheet in GOALS.sheets), "问题"]
    assert [name for name in book.sheetnames if name != "_lists"] == names
    listed, form = book["问题"], book.worksheets[0]
    found = [cell.hyperlink for row in listed.iter_rows() for cell in row if cell.hyperlink]
    at = address_of(NAME)
    assert found[0].location == f"'{form.title}'!{form.cell(at.row, at.column).coordinate}"
    assert len(found) == 4
    assert not any(link.target for link in found)
    relations = [name for name in parts(workbook) if "worksheets/_rels" in name]
    for name in relations:
        for relation in ElementTree.fromstring(parts(workbook)[name]):
            assert relation.get("TargetMode") != "External"


def test_a_marked_workbook_is_read_like_any_other(tmp_path: Path, workbook: bytes) -> None:
    (tmp_path / "marked.xlsx").write_bytes(workbook)
    build(GOALS, tmp_path / "plain.xlsx", SEED, password="ab")
    marked, plain = (read(tmp_path / f"{name}.xlsx") for name in ("marked", "plain"))
    assert marked.values == plain.values
    assert marked.findings == plain.findings


def test_only_cells_of_the_form_can_be_marked() -> None:
    with pytest.raises(ValuesError, match="no cell of the form here to mark"):
        build(SMALL, io.BytesIO(), marks={CellAddress(0, 1, 1): Mark(Severity.ERROR)})


def test_every_input_can_be_marked() -> None:
    marks = {cell.address: Mark(Severity.ERROR, "x") for cell in SMALL if cell.role is Role.INPUT}
    sheet = first_sheet(saved(lambda stream: build(SMALL, stream, marks=marks)))
    assert {(cell.row, cell.column) for row in sheet.iter_rows() for cell in row if cell.comment} == {
        (at.row, at.column) for at in marks
    }


def test_a_further_sheet_is_in_sight_whatever_its_name() -> None:
    further = [TableSheet("_lists", "清单", [TableColumn("位置")], [])]
    stream = io.BytesIO()
    build(GOALS, stream, further=further)
    assert {sheet.sheet_state for sheet in openpyxl.load_workbook(stream).worksheets} == {"visible"}


def test_a_table_can_lead_to_a_sheet_behind_it() -> None:
    stream = io.BytesIO()
    rows = [[Link("去", CellAddress(1, 3, 2))]]
    sheets = [
        TableSheet("一", "甲", [TableColumn("位置")], rows),
        TableSheet("二'乙", "乙", [TableColumn("x")], []),
    ]
    write_tables(stream, sheets)
    assert lint(stream.getvalue()) == []
    (link,) = (
        cell.hyperlink
        for row in openpyxl.load_workbook(stream).worksheets[0].iter_rows()
        for cell in row
        if cell.hyperlink
    )
    assert link.location == "'二''乙'!B3"


def test_a_link_leads_to_a_sheet_that_is_there() -> None:
    rows = [[Link("去", CellAddress(1, 3, 2))]]
    with pytest.raises(BuildError, match="leads to sheet 1, which does not exist"):
        write_tables(io.BytesIO(), [TableSheet("一", "甲", [TableColumn("位置")], rows)])
