"""The engines agree on every formula of every form: all that the sheet shows, they recalculate alike.

What a file has stored for its formulas is what we work out ourselves; LibreOffice, ONLYOFFICE, Gnumeric and
IronCalc recalculate it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from importlib import metadata
from pathlib import Path

import pytest
import xlsxwriter
from openpyxl.utils import get_column_letter

from templates.model.page import CellAddress
from tests.engines.cases import CASES, Case, Workbook
from tests.engines.engine import Engine, Sheets
from tests.engines.known_errors import CELLS, KNOWN_ERRORS, recalculated
from tests.engines.stored import stored_values
from tests.extent import some
from tests.test_referees import names, same

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "engines.md").read_text(encoding="utf-8")

pytestmark = pytest.mark.no_cover  # thousands of evaluations: tracing them would take minutes


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Case], Workbook]:
    """Give the workbook of a case, which is built once for all engines."""
    folder = tmp_path_factory.mktemp("built")
    return cache(lambda case: case.built(folder))


def differences(workbook: Workbook, sheets: Sheets) -> dict[CellAddress, tuple[object, object]]:
    """Return the formulas that show something else than we work out: ours, theirs."""
    sheet_names = names(workbook.guide)
    found: dict[CellAddress, tuple[object, object]] = {}
    for place in workbook.guide.formulas:
        shown = sheets[sheet_names[place.sheet]].get(f"{get_column_letter(place.column)}{place.row}", "")
        if not same(workbook.shown[place], shown):
            found[place] = (workbook.shown[place], shown)
    return found


@pytest.mark.parametrize("case", some(CASES, 6), ids=str)
def test_what_is_stored_is_what_we_work_out(built: Callable[[Case], Workbook], case: Case) -> None:
    workbook = built(case)
    assert len(workbook.guide.formulas) > 50
    assert differences(workbook, stored_values(workbook.path)) == {}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_an_engine_shows_what_we_work_out(
    built: Callable[[Case], Workbook], case: Case, engine: Engine, tmp_path: Path
) -> None:
    workbook = built(case)
    assert differences(workbook, recalculated(engine, workbook.path, tmp_path / "copy.xlsx")) == {}


def test_an_engine_makes_the_errors_that_are_known_and_no_others(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "errors.xlsx"
    with xlsxwriter.Workbook(str(path)) as made:
        sheet = made.add_worksheet("s")
        for row, error in enumerate(KNOWN_ERRORS):
            sheet.write_formula(row, 0, error.formula, None, 42)
        for where, value in CELLS.items():
            sheet.write(where, value)
    shown = engine.recalculate(path)["s"]
    for row, error in enumerate(KNOWN_ERRORS, 1):
        expected = error.shown if error.engine == engine.name else error.right
        assert (error.formula, shown[f"A{row}"]) == (error.formula, expected)


def test_known_errors_are_documented() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("|")]
    for error in KNOWN_ERRORS:
        assert any(row.startswith(f"| {error.engine} | `{error.formula}`") for row in rows), error


def test_the_versions_tried_are_those_that_are_installed() -> None:
    script = (ROOT / "scripts" / "install-onlyoffice.sh").read_text(encoding="utf-8")
    (onlyoffice,) = re.findall(r'^version="(.*)"$', script, re.MULTILINE)
    assert f"| ONLYOFFICE Document Builder | {onlyoffice} |" in PAGE
    assert f"| IronCalc | {metadata.version('ironcalc')} |" in PAGE
