"""One layout, many workbooks: each is, part by part, what building it alone gives."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from template_builder import WorkbookTemplate, build
from template_builder.bulk import incremental_layout
from templates import CellMap, Role, ValuesError, builtin, compile, load, parse_stamp, stamp_text
from templates.path import set_value, split, value_at
from templates.records.filling import filling_from
from templates.text import Language
from tests.extent import extent, some
from tests.fillings import disturbed
from tests.template_builder.parts import SHEET, cell_texts, formulas, part, parts, saved

pytestmark = pytest.mark.no_cover  # what they cover is covered by tests that take less

SMALL = compile(load(Path(__file__).parents[1] / "small.yaml"), {"year": 2020})
GOALS = compile(builtin("department-goals"), {"year": 2020})
_SEED = Path(__file__).parents[2] / "data" / "seed.json"
SEED: dict[str, Any] = json.loads(_SEED.read_text(encoding="utf-8"), parse_float=Decimal)["values"]
NAME, FILLED_BY = "department.name", "department.filled_by"
NAMES = (
    "鄂州市财政局",
    "A",
    "鄂州市" + "某某" * 58,
    "长" * 2_000,
    "=1+1&<b>\"'",
    "_x0041_",
    " 前后 ",
    "a\r\nb\rc\nd",
    None,
)


def merged(values: Mapping[str, Any], changes: Mapping[str, Any], cell_map: CellMap) -> dict[str, Any]:
    """Return a record with some of its fields, by their rows in the form, holding something else."""
    filling = filling_from(cell_map, values)
    for path, value in changes.items():
        set_value(filling, split(path), value)
    computed = [cell.path for cell in cell_map if cell.role is Role.COMPUTED]
    for path in computed:
        *around, last = split(path)
        value_at(filling, tuple(around)).pop(last)
    return filling


def alone(
    cell_map: CellMap, values: Mapping[str, Any], changes: Mapping[str, Any], **options: Any
) -> dict[str, bytes]:
    whole = merged(values, changes, cell_map)
    return parts(saved(lambda stream: build(cell_map, stream, whole, **options)))


def form_sheet(content: bytes) -> Worksheet:
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    assert isinstance(sheet, Worksheet)
    return sheet


def assert_same(made: bytes, expected: Mapping[str, bytes]) -> None:
    found = parts(made)
    assert list(found) == list(expected)
    for name, content in expected.items():
        assert found[name] == content, name


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("values", [{}, SEED], ids=["blank", "filled"])
def test_each_is_what_building_it_alone_gives(language: Language, values: dict[str, Any]) -> None:
    template = WorkbookTemplate(GOALS, values, varying=[NAME, FILLED_BY], language=language, password="ab")
    for name in some(NAMES, 3):
        changes = {NAME: name, FILLED_BY: "李明"}
        stamp = stamp_text(GOALS, department="219001")
        made = template.fill(changes, stamp=stamp)
        assert_same(made, alone(GOALS, values, changes, language=language, password="ab", stamp=stamp))
        assert_same(template.fill(), alone(GOALS, values, {}, language=language, password="ab"))


def test_every_field_may_vary() -> None:
    """Whatever is disturbed, what follows from it (sums, checks, heights, breaks) is as if built alone."""
    inputs = [cell.path for cell in GOALS if cell.role is Role.INPUT]
    random = Random(6)
    for _ in range(extent(12, quick=4)):
        varying = random.sample(inputs, random.choice((1, 3, 20)))
        template = WorkbookTemplate(GOALS, SEED, varying=varying)
        for _ in range(3):
            other = filling_from(GOALS, disturbed(GOALS, SEED, random))
            changes = {path: value_at(other, split(path)) for path in varying}
            assert_same(template.fill(changes), alone(GOALS, SEED, changes))


def test_true_is_not_one() -> None:
    amount = "income.fiscal.amount"
    for before in (1, 0, True, False):
        values = {"income": {"fiscal": {"amount": before}}}
        template = WorkbookTemplate(GOALS, values, varying=[amount])
        for after in (True, False, 1, 0):
            assert parts(template.fill({amount: after})) == alone(GOALS, values, {amount: after})


def test_one_filling_leaves_no_trace_in_the_next() -> None:
    template = WorkbookTemplate(GOALS, SEED, varying=[NAME, "income.fiscal.amount"])
    before = template.fill()
    template.fill({NAME: "长" * 3_000, "income.fiscal.amount": Decimal(1)})
    with pytest.raises(ValuesError):
        template.fill({NAME: "\x00", "income.fiscal.amount": Decimal(1)})
    assert template.fill() == before


def test_what_is_kept_of_heights_does_not_grow_with_the_departments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(incremental_layout, "_MOST_KEPT", 2)
    template = WorkbookTemplate(GOALS, varying=[NAME])
    made = [template.fill({NAME: "长" * length}) for length in (1, 100, 300, 900, 1)]
    assert made[0] == made[4]
    assert len(template._layouts[0]._known) <= 2


def test_the_order_of_the_departments_does_not_matter() -> None:
    one, other = (WorkbookTemplate(GOALS, varying=[NAME]) for _ in range(2))
    forwards = [one.fill({NAME: name}) for name in NAMES]
    backwards = [other.fill({NAME: name}) for name in reversed(NAMES)]
    assert forwards == backwards[::-1]


def test_a_long_name_makes_its_row_higher_and_moves_what_follows() -> None:
    template = WorkbookTemplate(GOALS, varying=[NAME])
    short, long = (form_sheet(template.fill({NAME: text})) for text in ("某局", "长" * 300))
    row = next(cell.row for cell in GOALS if cell.path == NAME)
    assert long.row_dimensions[row].height > short.row_dimensions[row].height + 20


@pytest.mark.parametrize("text", ["长" * 1_000, "长" * 2_000, "长" * 3_000, "行\n" * 50, "行\n" * 300])
def test_a_text_that_fills_a_page_stands_in_smaller_letters(text: str) -> None:
    """Its letters, its rows and the ends of pages are as if it had been built alone."""
    template = WorkbookTemplate(GOALS, varying=["functions"])
    changes = {"functions": text}
    assert_same(template.fill(changes), alone(GOALS, {}, changes))
    assert_same(template.fill(), alone(GOALS, {}, {}))


def test_a_locked_field_cannot_be_changed_and_the_others_can() -> None:
    content = saved(
        lambda stream: build(GOALS, stream, {"department": {"name": "某局"}}, locked={"department.name"})
    )
    sheet = form_sheet(content)
    cells = {cell.path: sheet.cell(cell.row, cell.column) for cell in GOALS if cell.role is Role.INPUT}
    assert [path for path, cell in cells.items() if cell.protection.locked] == [NAME]
    assert cells[NAME].value == "某局"
    assert cells[NAME].fill.fgColor.rgb != cells[FILLED_BY].fill.fgColor.rgb
    refused = {str(area) for rule in sheet.data_validations.dataValidation for area in rule.sqref.ranges}
    assert not any(area.startswith(f"{cells[NAME].coordinate}:") for area in refused)
    assert any(area.startswith(f"{cells[FILLED_BY].coordinate}:") for area in refused)


def test_a_locked_field_has_a_value() -> None:
    with pytest.raises(ValuesError, match=r"department\.name .*locked but blank"):
        saved(lambda stream: build(GOALS, stream, locked=[NAME]))
    template = WorkbookTemplate(GOALS, varying=[NAME], locked=[NAME])
    assert template.fill({NAME: "某局"})
    with pytest.raises(ValuesError, match="locked but blank"):
        template.fill({NAME: ""})


@pytest.mark.parametrize(
    "path", ["department.nobody", "income.total.amount", "projects[99].name", "department"]
)
def test_only_what_can_be_filled_in_can_vary_or_be_locked(path: str) -> None:
    with pytest.raises(ValuesError, match=r"not an? .*field of the form"):
        WorkbookTemplate(GOALS, varying=[path])
    with pytest.raises(ValuesError, match=r"not an? .*field of the form"):
        WorkbookTemplate(GOALS, locked=[path])


@pytest.mark.parametrize("changes", [{FILLED_BY: "李明"}, {NAME: ["某局"]}, {NAME: {"zh": "某局"}}])
def test_only_what_was_said_to_vary_varies(changes: dict[str, Any]) -> None:
    with pytest.raises(ValuesError, match="single field"):
        WorkbookTemplate(GOALS, varying=[NAME]).fill(changes)


def test_the_corner_carries_the_stamp() -> None:
    template = WorkbookTemplate(SMALL)
    plain, own = (
        parse_stamp(form_sheet(made)["A1"].value)
        for made in (template.fill(), template.fill(stamp=stamp_text(SMALL, department="219001")))
    )
    assert plain is not None
    assert own is not None
    assert (plain.department, own.department) == ("", "219001")
    assert plain.digest == own.digest == SMALL.digest


def test_what_a_cell_cannot_hold_is_refused_with_its_place() -> None:
    with pytest.raises(ValuesError, match=r"department\.name: .*U\+0000"):
        WorkbookTemplate(GOALS, varying=[NAME]).fill({NAME: "a\x00"})


def test_texts_that_were_filled_in_are_no_shared_strings() -> None:
    content = WorkbookTemplate(SMALL, varying=["name"]).fill({"name": "某局"})
    assert "某局".encode() not in parts(content)["xl/sharedStrings.xml"]
    assert "某局" in cell_texts(content).values()
    assert part(content, SHEET) is not None
    assert formulas(content)


ROOMY = """
form: roomy
version: "1"
title: 名册
columns: [20, 12]
parameters:
  rows: {default: 6, minimum: 1, maximum: 50}
body:
- row: [{field: department, kind: text, span: 2}]
- repeat: people
  rows: rows
  shown: 2
  row: [{field: name, kind: text}, {field: amount, kind: money}]
summary: {overview: [department]}
"""


@pytest.mark.parametrize("filled", [0, 1, 3, 5])
def test_rows_come_into_sight_where_they_are_needed(tmp_path: Path, filled: int) -> None:
    definition = tmp_path / "roomy.yaml"
    definition.write_text(ROOMY, encoding="utf-8")
    cell_map = compile(load(definition), {})
    values = {"people": [{"name": "甲"}] * filled}
    varying = [f"people[{filled}].amount", f"people[{filled}].name", "department"]
    template = WorkbookTemplate(cell_map, values, varying=varying)
    for changes in (
        {varying[0]: Decimal(1)},
        {varying[1]: "乙"},
        {varying[1]: None},
        {"department": "A&Lab&&"},
    ):
        assert_same(template.fill(changes), alone(cell_map, values, changes))
    sheet = part(template.fill({varying[0]: Decimal(1)}), SHEET)
    rows = {row.get("r"): row for row in sheet.findall("{*}sheetData/{*}row")}
    first = next(cell.row for cell in cell_map if cell.path == "people[0].name")
    hidden = [row for row in range(6) if rows[str(first + row)].get("hidden")]
    assert hidden == list(range(max(2, filled + 1), 6))


def test_a_footer_shows_a_department_as_it_is_called(tmp_path: Path) -> None:
    definition = tmp_path / "roomy.yaml"
    definition.write_text(ROOMY, encoding="utf-8")
    template = WorkbookTemplate(compile(load(definition), {}), varying=["department"])
    footer = (
        part(template.fill({"department": "9 A&Lab&"}), SHEET).findtext("{*}headerFooter/{*}oddFooter") or ""
    )
    font = '&9&"宋体,Regular"'
    assert footer.startswith(f"&L{font}填报单位：9 A&&Lab&&&R{font}")
