"""The LibreOffice harness itself: a referee that is wrong would make every other test worthless."""

from __future__ import annotations

import os
import signal
import subprocess
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from tests.line_process import ProgramError
from tests.office import Formula, Office, Step


def running(group: int) -> list[str]:
    """Return the processes of a group that have not ended (those that ended may be left as state Z)."""
    command = ["ps", "-eo", "pgid=,stat=,comm="]
    table = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    rows = [line.split(None, 2) for line in table.splitlines()]
    return [name for number, state, name in rows if int(number) == group and not state.startswith("Z")]


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """A protected workbook: B1 to B3 and C5:D5 (merged) are open; column A holds formulas, wrongly cached."""
    path = tmp_path / "样本 1.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        hidden = workbook.add_worksheet("_hidden")
        sheet = workbook.add_worksheet("填报")
        hidden.hide()
        sheet.activate()
        sheet.set_first_sheet()
        opened = workbook.add_format({"locked": False})
        text = workbook.add_format({"locked": False, "num_format": "@"})
        formulas = ("=SUM(B1:B2)", '=IF(B1="","",B1)', "=1/0", "=1=1", '=B3&"。"', "=NA()")
        for row, formula in enumerate(formulas):
            sheet.write_formula(row, 0, formula, None, 42)
        sheet.write_blank("B1", None, opened)
        sheet.write_blank("B2", None, opened)
        sheet.write_blank("B3", None, text)
        sheet.merge_range("C5:D5", "", opened)
        sheet.protect()
    return path


def test_recalculation_ignores_cached_values(office: Office, sample: Path) -> None:
    assert office.recalculate(sample) == {
        "_hidden": {},
        "填报": {"A1": 0.0, "A2": "", "A3": "#DIV/0!", "A4": True, "A5": "。", "A6": "#N/A"},
    }


def test_filled_values_keep_their_type(office: Office, sample: Path, tmp_path: Path) -> None:
    out = tmp_path / "已填.xlsx"
    office.fill(sample, {None: {"B1": Decimal("243.8"), "B2": "12", "B3": "010", "C5": "=1+1"}}, out)
    shown = office.recalculate(out)["填报"]
    assert [shown[cell] for cell in ("A1", "A2", "A5", "B2", "C5")] == [243.8, 243.8, "010。", "12", "=1+1"]
    sheet = openpyxl.load_workbook(out)["填报"]
    assert (sheet["B1"].value, sheet["B2"].data_type, sheet.protection.sheet) == (243.8, "s", True)


def test_typed_values_become_numbers(office: Office, sample: Path, tmp_path: Path) -> None:
    out = tmp_path / "typed.xlsx"
    office.fill(sample, {"填报": {"B1": "12.5%", "B2": "1,121.34", "B3": "010"}}, out, keyboard=True)
    sheet = openpyxl.load_workbook(out)["填报"]
    assert (sheet["B1"].value, sheet["B2"].value, sheet["B3"].value) == (0.125, 1121.34, "010")
    assert sheet["B1"].number_format.endswith("%")


@pytest.mark.parametrize("suffix", [".ods", ".xls"])
def test_other_formats_are_written(office: Office, sample: Path, tmp_path: Path, suffix: str) -> None:
    out = tmp_path / f"saved{suffix}"
    office.fill(sample, {None: {"B1": 1}}, out)
    assert office.recalculate(out)["填报"]["A1"] == 1.0
    assert office.protected(out) == {"_hidden": False, "填报": True}


@pytest.mark.parametrize(("where", "why"), [("A1", "locked"), ("D5", "covered by C5")])
def test_closed_cells_are_refused_and_nothing_is_saved(
    office: Office, sample: Path, tmp_path: Path, where: str, why: str
) -> None:
    out = tmp_path / "never.xlsx"
    with pytest.raises(ProgramError, match=why):
        office.fill(sample, {None: {"B1": 5, where: 1}}, out)
    assert not out.exists()


def test_steps_in_an_open_workbook_are_followed_by_its_formulas(office: Office, sample: Path) -> None:
    office.open(sample)
    looks = [(None, "A1:A2"), ("填报", "A5:B5")]
    steps = [
        Step({(None, 1, 2): Decimal("243.8"), (None, 3, 2): "=1+1"}, looks),
        Step({("填报", 1, 2): None, (None, 3, 2): Formula("=1+1")}, looks),
    ]
    assert office.enter(steps) == [
        [((243.8,), (243.8,)), (("=1+1。", ""),)],
        [((0.0,), ("",)), (("2。", ""),)],
    ]
    with pytest.raises(ProgramError, match="A1 is locked"):
        office.enter([Step({(None, 1, 1): 5})])
    office.hide()


def test_errors_are_one_sentence(office: Office, sample: Path, tmp_path: Path) -> None:
    with pytest.raises(ProgramError, match=r"no sheet 别的; there are _hidden, 填报"):
        office.fill(sample, {"别的": {"B1": 1}}, tmp_path / "never.xlsx")
    with pytest.raises(ProgramError, match="suffix"):
        office.convert(sample, tmp_path / "never.doc")
    with pytest.raises(ProgramError, match=r"nowhere\.xlsx"):
        office.recalculate(tmp_path / "nowhere.xlsx")


def test_a_lock_file_left_behind_does_no_harm(office: Office, sample: Path) -> None:
    (sample.parent / f".~lock.{sample.name}#").write_text(
        ",someone,elsewhere,01.01.2020 00:00,file:///nowhere;"
    )
    assert office.recalculate(sample)["填报"]["A1"] == 0.0


def test_pages_are_pictures(office: Office, sample: Path, tmp_path: Path) -> None:
    pdf = tmp_path / "out.pdf"
    office.to_pdf(sample, pdf)
    pages = office.pages(pdf, tmp_path)
    assert [page.read_bytes()[:4] for page in pages] == [b"\x89PNG"]


@pytest.mark.program
def test_a_program_that_died_is_started_again(tmp_path: Path, sample: Path) -> None:
    with Office(tmp_path / "own") as office:
        assert office.recalculate(sample)["填报"]["A1"] == 0.0
        first = office.process_id
        assert first is not None
        os.killpg(first, signal.SIGKILL)
        assert office.recalculate(sample)["填报"]["A1"] == 0.0
        second = office.process_id
        assert second is not None
        assert second != first
        assert running(second)
    assert running(second) == []
