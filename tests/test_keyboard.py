"""The keyboard harness itself, on a small protected workbook."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from tests.keyboard import Keyboard


def write_sample(path: Path) -> Path:
    """Write a protected sheet: A1 a label, B1 and B4 amounts, B2 a formula, B3 a drop-down."""
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet("填报")
        opened = workbook.add_format({"locked": False, "bg_color": "#FFFFCC"})
        sheet.write_string("A1", "标签")
        sheet.write_formula("B2", "=SUM(B1)", None, 0)
        for cell in ("B1", "B3", "B4"):
            sheet.write_blank(cell, None, opened)
        stop = {"error_title": "项目类型", "error_message": "请从列表中选择", "input_message": "选一个"}
        sheet.data_validation("B3", {"validate": "list", "source": ["新增项目", "延续项目"], **stop})
        warning = {"error_type": "warning", "error_title": "金额", "error_message": "不能为负"}
        sheet.data_validation("B4", {"validate": "decimal", "criteria": ">=", "value": 0, **warning})
        sheet.protect()
    return path


@pytest.fixture(scope="module", autouse=True)
def shown(keyboard: Keyboard, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Show the sample to the person at the keyboard."""
    keyboard.open(write_sample(tmp_path_factory.mktemp("workbook") / "样本.xlsx"))


def test_inputs_take_what_is_typed(keyboard: Keyboard) -> None:
    entry = keyboard.enter(None, "B1", "243.8")
    assert (entry.dialog, entry.content) == (None, "243.8")
    assert keyboard.enter("填报", "B3", "延续项目").shown == "延续项目"


@pytest.mark.parametrize("cell", ["A1", "B2"])
def test_labels_and_formulas_are_refused(keyboard: Keyboard, cell: str) -> None:
    content = {"A1": "标签", "B2": "=SUM(B1)"}[cell]
    entry = keyboard.enter(None, cell, "5")
    assert (entry.dialog, entry.content) == ("Information", content)


def test_a_choice_that_is_not_in_the_list_is_refused(keyboard: Keyboard) -> None:
    assert keyboard.enter(None, "B3", "新增项目").dialog is None
    entry = keyboard.enter(None, "B3", "别的项目")
    assert (entry.dialog, entry.shown) == ("项目类型", "新增项目")


@pytest.mark.parametrize(("answer", "content"), [("Escape", "7"), ("alt+o", "-5")])
def test_a_warning_is_the_persons_choice(keyboard: Keyboard, answer: str, content: str) -> None:
    keyboard.enter(None, "B4", "7")
    entry = keyboard.enter(None, "B4", "-5", answer=answer)
    assert (entry.dialog, entry.content) == ("金额", content)


def test_what_was_typed_is_saved(keyboard: Keyboard, tmp_path: Path) -> None:
    path = write_sample(tmp_path / "saved.xlsx")
    keyboard.open(path)
    keyboard.enter(None, "B1", "12.5")
    keyboard.save()
    sheet = openpyxl.load_workbook(path, data_only=True)["填报"]
    assert (sheet["B1"].value, sheet["B2"].value) == (12.5, 12.5)
    picture = tmp_path / "screen.png"
    keyboard.screenshot(picture)
    assert picture.read_bytes().startswith(b"\x89PNG")
