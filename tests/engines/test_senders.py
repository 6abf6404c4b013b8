"""What departments send back from other programs: the real declaration, filled in and saved by each engine.

LibreOffice fills it in in `tests.test_seed`.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl.utils import get_column_letter

from reader import read
from template_builder import build
from template_builder.guidance.cell_values import contents_of
from template_builder.guidance.guide import Guide
from templates import Role
from templates.path import split, value_at
from templates.records.filling import filling_from
from tests.engines.cases import Workbook
from tests.engines.engine import Engine
from tests.engines.gnumeric import Gnumeric
from tests.engines.onlyoffice import OnlyOffice
from tests.engines.stored import stored_values
from tests.engines.test_agreement import differences
from tests.test_form_with_dates import COMPUTED, FILLED, SCHEDULE
from tests.test_form_with_dates import FORM as FORM_WITH_DATES
from tests.test_seed import FORM, REAL, SHEET, check, contents

pytestmark = pytest.mark.no_cover  # what they cover is covered by tests that take less


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("blank") / "申报表.xlsx"
    build(FORM, path)
    return path


def send(engine: Engine, blank: Path, returned: Path) -> None:
    """Fill the declaration in; it is read as it is, and the saved sheet shows what we work out."""
    engine.fill(blank, {SHEET: contents(REAL)}, returned)
    check(read(returned))
    guide = Guide(FORM)
    workbook = Workbook(returned, guide, guide.values(contents_of(FORM, REAL)))
    assert differences(workbook, stored_values(returned)) == {}


def test_filled_in_onlyoffice(onlyoffice: OnlyOffice, blank: Path, tmp_path: Path) -> None:
    send(onlyoffice, blank, tmp_path / "filled.xlsx")


def test_filled_in_gnumeric(gnumeric: Gnumeric, blank: Path, tmp_path: Path) -> None:
    send(gnumeric, blank, tmp_path / "filled.xlsx")


@pytest.mark.parametrize("engine", ["onlyoffice", "gnumeric"], indirect=True)
def test_dates_are_typed(engine: Engine, tmp_path: Path) -> None:
    build(SCHEDULE, tmp_path / "blank.xlsx")
    filling = filling_from(SCHEDULE, {**FILLED, "approved": "2026-02-01"})
    typed = {
        f"{get_column_letter(cell.column)}{cell.row}": value
        for cell in SCHEDULE
        if cell.role is Role.INPUT and (value := value_at(filling, split(cell.path))) is not None
    }
    engine.fill(tmp_path / "blank.xlsx", {None: typed}, tmp_path / "filled.xlsx", keyboard=True)
    reading = read(tmp_path / "filled.xlsx", [FORM_WITH_DATES])
    assert (reading.values, reading.computed, reading.findings) == (FILLED, COMPUTED, ())
