"""A department's real declaration for 2020, with its real errors: built, or typed by people, and read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from reader import Reading, read
from template_builder import build
from templates import Cell, CellMap, Finding, Role, Severity, builtin, compile
from templates.path import split, value_at
from templates.records.calculation import fill_computed
from templates.records.filling import filling_from
from tests.keyboard import Keyboard
from tests.office import Office

DATA = Path(__file__).with_name("data") / "seed.json"
SEED: dict[str, Any] = json.loads(DATA.read_text(encoding="utf-8"), parse_float=Decimal)
REAL: dict[str, Any] = SEED["values"]
FORM = compile(builtin("department-goals"), {"year": SEED["year"], "unit": SEED["unit"]})
SHEET = FORM.form.sheet.zh

ERRORS = [("income-differs-from-expenditure", "expenditure.total.last_year", "953.33", "935.33")]
WARNINGS = [
    ("goal-count-differs", "long_term_goals", "1", "3"),
    ("goal-heading-not-listed", "long_term_goals[0].goal", "促改革、惠民生、强基础", None),
    (
        "target-not-quantified",
        "long_term_goals[0].indicators[3].target, long_term_goals[0].indicators[5].target",
        "递增",
        None,
    ),
    ("target-without-basis", "long_term_goals[0].indicators[3].basis", "无依据", None),
    ("target-without-basis", "long_term_goals[0].indicators[5].basis", "无依据", None),
    (
        "long-term-below-annual",
        "long_term_goals[0].indicators[6].target",
        "≥95%",
        "≥98%",
    ),
    (
        "goal-heading-differs",
        "annual_goals[0].goal",
        "推进“数据共享”,深化“放管服”改革",
        "推进“数据共享”工作",
    ),
    (
        "target-not-quantified",
        "annual_goals[0].indicators[3].target, annual_goals[0].indicators[4].target, "
        "annual_goals[1].indicators[2].target, annual_goals[2].indicators[2].target",
        "提高",
        None,
    ),
    (
        "level2-not-in-vocabulary",
        "annual_goals[0].indicators[5].level2, annual_goals[1].indicators[4].level2, "
        "annual_goals[2].indicators[3].level2",
        "满意度指标",
        "服务对象满意度指标",
    ),
    ("indicator-classified-differently", "annual_goals[1].indicators[1].level2", "质量指标", None),
]
NOTICES = {
    "amount-changes-much": ["expenditure.project.amount"],
    "task-without-goal": ["tasks"],
    "task-figure-not-measured": ["tasks"],
    "project-type-doubtful": [f"projects[{project}].type" for project in range(3)],
    "no-cost-indicator": ["long_term_goals[0].goal", *(f"annual_goals[{goal}].goal" for goal in range(3))],
    "no-timeliness-indicator": ["annual_goals[1].goal", "annual_goals[2].goal"],
    "percent-under-quantity": ["long_term_goals[0].indicators[0].target"],
    "target-not-raised": [
        f"annual_goals[{goal}].indicators[{row}].target"
        for goal, row in ((0, 1), (1, 1), (1, 3), (1, 4), (2, 0), (2, 1))
    ],
    "past-value-with-operator": [
        f"annual_goals[{goal}].indicators[{row}].year_before_last"
        for goal, rows in ((0, range(1, 6)), (1, range(1, 5)), (2, range(1, 4)))
        for row in rows
    ],
    "indicator-repeated-across-goals": [
        "annual_goals[0].indicators[5].level3",
        "annual_goals[2].indicators[3].level3",
    ],
    "basis-is-a-method": [
        "long_term_goals[0].indicators[6].basis",
        *(f"annual_goals[0].indicators[{row}].basis" for row in (1, 3, 4, 5)),
        *(f"annual_goals[1].indicators[{row}].basis" for row in (2, 3, 4)),
        *(f"annual_goals[2].indicators[{row}].basis" for row in (2, 3)),
    ],
    "basis-names-no-document": [
        "long_term_goals[0].indicators[1].basis",
        "annual_goals[0].indicators[0].basis",
        "annual_goals[2].indicators[1].basis",
    ],
}
"""What is worth knowing of it, and all the places where it stands."""


def address(cell: Cell) -> str:
    return f"{'ABCDEFGHIJ'[cell.column - 1]}{cell.row}"


def where(path: str) -> str:
    """Return the address of the cell of a field."""
    return next(address(cell) for cell in FORM if path in cell.fields)


CELLS = {
    "income-differs-from-expenditure": where("expenditure.total.last_year"),
    "level2-not-in-vocabulary": ", ".join(
        where(f"annual_goals[{goal}].indicators[15].level2") for goal in range(3)
    ),
}
"""Where two of them stand, as one finds it in the sheet itself."""


def told(finding: Finding) -> tuple[str, str | None, str | None, str | None]:
    return finding.code, finding.field, finding.found, finding.expected


def places(reading: Reading, severity: Severity) -> dict[str, set[str | None]]:
    """Return the codes of that severity, each with the fields it was found at."""
    found: dict[str, set[str | None]] = {}
    for finding in reading.findings:
        if finding.severity is severity:
            found.setdefault(finding.code, set()).update(place.field for place in finding.locations)
    return found


def check(reading: Reading) -> None:
    """The record is the declaration as it is; its real errors are found, at their cells, and no others."""
    assert reading.values == REAL
    findings = {
        severity: [told(finding) for finding in reading.findings if finding.severity is severity]
        for severity in Severity
    }
    assert findings[Severity.ERROR] == ERRORS
    assert findings[Severity.WARNING] == WARNINGS
    assert places(reading, Severity.NOTICE) == {code: set(fields) for code, fields in NOTICES.items()}
    cells = {finding.code: finding.cell for finding in reading.findings}
    assert cells | CELLS == cells
    for finding in reading.findings:
        for location in finding.locations:
            at = f"{location.sheet}!{location.cell}"
            assert location.sheet == SHEET
            assert location.cell
            assert reading.addresses.get(location.field or "", at) == at
    check_totals(reading)


def check_totals(reading: Reading) -> None:
    """The totals are those that the form prints, but for the one that it prints wrong."""
    printed = SEED["printed_on_the_form_where_tianbao_computes"] | {"expenditure.total.last_year": "953.33"}
    for field, text in printed.items():
        value = value_at(reading.computed, split(field))
        if str(text).endswith("%"):
            assert round(100 * value, 2) == Decimal(text.removesuffix("%"))
        else:
            assert value == Decimal(text)


def inputs(cell_map: CellMap) -> Iterator[tuple[str, Cell]]:
    """Yield the inputs of a form with their addresses: the first row and column are the coordinates."""
    for cell in cell_map:
        if cell.role is Role.INPUT:
            yield address(cell), cell


def contents(values: dict[str, Any]) -> dict[str, object]:
    """Return what is to be typed into each input for a record."""
    filling = filling_from(FORM, values)
    typed = {where: value_at(filling, split(cell.path)) for where, cell in inputs(FORM)}
    return {where: value for where, value in typed.items() if value is not None}


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("blank") / "申报表.xlsx"
    build(FORM, path)
    return path


def test_built_with_the_values(tmp_path: Path) -> None:
    build(FORM, tmp_path / "built.xlsx", REAL)
    check(read(tmp_path / "built.xlsx"))


def test_built_with_the_values_and_saved_by_libreoffice(office: Office, tmp_path: Path) -> None:
    build(FORM, tmp_path / "built.xlsx", REAL)
    office.convert(tmp_path / "built.xlsx", tmp_path / "saved.xlsx")
    check(read(tmp_path / "saved.xlsx"))


def test_filled_in_libreoffice(office: Office, blank: Path, tmp_path: Path) -> None:
    office.fill(blank, {SHEET: contents(REAL)}, tmp_path / "filled.xlsx")
    check(read(tmp_path / "filled.xlsx"))


def test_typed_in_libreoffice(office: Office, blank: Path, tmp_path: Path) -> None:
    """Everything is typed, so it is the formats of the cells that tell `100%` the text from a number."""
    typed = {where: str(value) for where, value in contents(REAL).items()}
    office.fill(blank, {SHEET: typed}, tmp_path / "typed.xlsx", keyboard=True)
    check(read(tmp_path / "typed.xlsx"))
    sheet = openpyxl.load_workbook(tmp_path / "typed.xlsx")[SHEET]
    target = sheet[where("long_term_goals[0].indicators[0].target")]
    assert (target.value, target.number_format) == ("100%", "@")


def test_every_input_is_open_and_counted(office: Office, blank: Path, tmp_path: Path) -> None:
    """A form filled to the last cell, by script, recalculates to what the reader computes."""
    written = {where: some_value(number, cell) for number, (where, cell) in enumerate(inputs(FORM))}
    office.fill(blank, {SHEET: written}, tmp_path / "full.xlsx")
    reading = read(tmp_path / "full.xlsx")
    filling = filling_from(FORM, reading.values)
    assert {where: value_at(filling, split(cell.path)) for where, cell in inputs(FORM)} == written
    assert len(reading.values["projects"]) == FORM.parameters["projects"]
    fill_computed(FORM, filling)
    shown = office.recalculate(tmp_path / "full.xlsx")[SHEET]
    computed = [cell for cell in FORM if cell.role is Role.COMPUTED]
    assert len(computed) == 12
    for cell in computed:
        value = value_at(filling, split(cell.path))
        assert value == value_at(reading.computed, split(cell.path))
        assert shown[address(cell)] == pytest.approx(float(value), rel=1e-12)
    assert "computed-value-differs" not in {finding.code for finding in reading.findings}


def some_value(number: int, cell: Cell) -> Decimal | int | str:
    """Return a value that belongs into a cell, another one for each cell where that is possible."""
    assert cell.of is not None
    assert cell.limits is not None
    match cell.of.kind.name:
        case "money":
            return Decimal(number) + Decimal("0.07")
        case "year":
            return 2024
        case "phone":
            return "0711-1234567"
        case "target":
            return f"≥{number}%"
        case "choice":
            assert cell.limits.choices is not None
            terms = cell.limits.choices.terms(cell.limits.group)
            return terms[number % len(terms)].value
        case _:
            return f"第{number}格"


@pytest.mark.parametrize("text", ["100%", "1-2", "007", "2020-1-2", "1E3", "TRUE", "≥95%"])
def test_a_text_typed_by_a_person_stays_a_text(
    keyboard: Keyboard, blank: Path, tmp_path: Path, text: str
) -> None:
    path = tmp_path / "typed.xlsx"
    path.write_bytes(blank.read_bytes())
    keyboard.open(path)
    for name in ("target", "level3"):
        entry = keyboard.enter(SHEET, where(f"long_term_goals[0].indicators[0].{name}"), text)
        assert (entry.dialog, entry.shown) == (None, text)
    keyboard.save()
    (indicator,) = read(path).values["long_term_goals"][0]["indicators"]
    assert (indicator["target"], indicator["level3"]) == (text, text)
