"""The real declaration as other programs save it once they have opened it: every value is read as it was.

`tests.engines.test_senders` has the offices in which people fill it in.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import xlwt

from reader import Reading, UnreadableWorkbook, read
from reader.containers import Grid, open_file
from template_builder import build
from templates import Severity
from tests.line_process import child_environment
from tests.office import Office
from tests.test_seed import FORM, NOTICES, REAL, SHEET, WARNINGS, places

pytestmark = [pytest.mark.program, pytest.mark.no_cover]

HERE = Path(__file__).with_name("senders")
PACKAGES = Path(__file__).parents[1] / ".node" / "senders"
LIMIT = 120.0  # seconds for all files of one program

SHEETJS: Mapping[str, str] = {
    "xlsx": "saved.xlsx",
    "xlsb": "saved.xlsb",
    "biff8": "saved.xls",
    "ods": "saved.ods",
    "fods": "saved.fods",
    "xlml": "saved.xml",
}
NOT_TOLD = frozenset({"checks-not-run"})


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("form") / "form.xlsx"
    build(FORM, path, REAL)
    return path


def run(*command: object) -> None:
    done = subprocess.run(
        list(map(str, command)), capture_output=True, text=True, env=child_environment(), timeout=LIMIT
    )
    assert done.returncode == 0, done.stderr


def check(reading: Reading, also: frozenset[str] = frozenset()) -> None:
    """The record is the declaration, and what is found in it is what is in it, but for what `also` names."""
    assert reading.values == REAL
    found = {finding.code for finding in reading.findings}
    assert found - also == {
        "income-differs-from-expenditure",
        *(code for code, *_ in WARNINGS),
        *NOTICES,
    }
    assert places(reading, Severity.NOTICE).keys() - also == NOTICES.keys()


@pytest.fixture(scope="module")
def sheetjs(form: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of what SheetJS saves."""
    folder = tmp_path_factory.mktemp("sheetjs")
    targets = [f"{kind}={folder / name}" for kind, name in (*SHEETJS.items(), ("biff5", "old.xls"))]
    run("node", HERE / "sheetjs.js", PACKAGES, form, *targets)
    return folder


@pytest.mark.parametrize("kind", SHEETJS)
def test_sheetjs(sheetjs: Path, kind: str) -> None:
    check(read(sheetjs / SHEETJS[kind]), NOT_TOLD)


def test_sheetjs_loses_the_chinese_of_excel_95(sheetjs: Path) -> None:
    with pytest.raises(UnreadableWorkbook) as refused:
        read(sheetjs / "old.xls")
    assert refused.value.finding.code == "text-lost"


def test_exceljs(form: Path, tmp_path: Path) -> None:
    run("node", HERE / "exceljs.js", PACKAGES, form, tmp_path / "saved.xlsx")
    check(read(tmp_path / "saved.xlsx"))


def test_apache_poi(form: Path, office: Office, tmp_path: Path) -> None:
    """In .xls: Debian's package lacks the classes of the schemas that .xlsx needs."""
    office.convert(form, tmp_path / "form.xls")
    run(sys.executable, HERE / "poi.py", tmp_path / "form.xls", tmp_path / "saved.xls")
    check(read(tmp_path / "saved.xls"), NOT_TOLD)


def test_openpyxl(form: Path, tmp_path: Path) -> None:
    openpyxl.load_workbook(form).save(tmp_path / "saved.xlsx")
    check(read(tmp_path / "saved.xlsx"))


def test_xlwt(form: Path, tmp_path: Path) -> None:
    """What xlwt is given is every value of the sheet, and the merged cells."""
    grid = next(sheet.grid() for sheet in open_file(form).sheets if sheet.name == SHEET)
    written_by_xlwt(grid).save(str(tmp_path / "saved.xls"))
    check(read(tmp_path / "saved.xls"), NOT_TOLD)


def written_by_xlwt(grid: Grid) -> xlwt.Workbook:
    """Return a workbook of the values of a sheet."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet(grid.name)
    styles = {raw.number_format: xlwt.XFStyle() for raw in grid.cells.values()}
    for code, style in styles.items():
        style.num_format_str = code
    merged = {area[:2]: area for area in grid.details.merges}
    for (row, column), raw in grid.cells.items():
        value = float(raw.value) if isinstance(raw.value, Decimal) else raw.value
        if (row, column) in merged:
            first, left, last, right = merged[row, column]
            sheet.write_merge(first - 1, last - 1, left - 1, right - 1, value, styles[raw.number_format])
        else:
            sheet.write(row - 1, column - 1, value, styles[raw.number_format])
    return book
