"""English is asked for where any of a form's words has it, unless the form says that it has none."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

import cli
from reader import read
from template_builder import build
from templates import builtin, compile, load
from tests.small_forms import loaded, problems_of, written

pytestmark = pytest.mark.no_cover  # what it covers is covered by tests that take less

FORM = """languages: [zh]
body:
- row: [{label: 名}, {field: name, kind: text, span: 3}]
rules:
- {code: m, at: name, ensure: LEN(name) > 2, found: name}
messages:
  m: {severity: error, zh: "“{found}”太短", fix: 改}
"""
ENGLISH = ("label: 名", "label: {zh: 名, en: Name}")


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ([], []),
        ([("languages: [zh]\n", "")], []),
        ([ENGLISH], []),
        ([("languages: [zh]\n", ""), ENGLISH], [(10, "key-missing")]),
        ([("[zh]", "[zh, en]")], [(11, "key-missing")]),
        (
            [("languages: [zh]\n", ""), ENGLISH, ("fix: 改", "en: short, fix: {zh: 改}")],
            [(10, "key-missing")],
        ),
        ([("[zh]", "[de]")], [(5, "word-unknown")]),
    ],
)
def test_what_is_asked_for(
    changes: list[tuple[str, str]], found: list[tuple[int, str]], tmp_path: Path
) -> None:
    text = FORM
    for before, after in changes:
        text = text.replace(before, after)
    assert problems_of(tmp_path, text) == found


def test_a_workbook_in_english_falls_back_to_chinese(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, file = written(tmp_path, FORM), tmp_path / "form.xlsx"
    assert loaded(tmp_path, FORM).speaks_english is False
    assert cli.main(["build", str(path), "-o", str(file), "--lang", "en"]) == 0
    assert "no words in English" in capsys.readouterr().err
    values = {cell.value for row in openpyxl.load_workbook(file).worksheets[0] for cell in row}
    assert "名" in values


def test_a_file_goes_before_a_built_in_form_of_its_name(tmp_path: Path) -> None:
    goals = builtin("department-goals")
    text = goals.source.text.replace("version:", "# mine\nversion:", 1)
    path = tmp_path / "department-goals.yaml"
    path.write_text(text, encoding="utf-8")
    mine = load(path)
    build(compile(mine, {"year": 2020}), tmp_path / "form.xlsx", {})
    book = openpyxl.load_workbook(tmp_path / "form.xlsx")
    assert read(tmp_path / "form.xlsx", [mine]).cell_map == compile(mine, {"year": 2020})
    sheet = book.worksheets[0]
    sheet.delete_rows(1)  # with the stamp
    sheet.delete_cols(1)
    book.save(tmp_path / "form.xlsx")
    found = read(tmp_path / "form.xlsx", [mine]).cell_map
    assert found is not None
    assert found.origin is not None
    assert found.origin.definition is mine
