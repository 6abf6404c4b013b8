"""The titles of prompts: Excel takes 32 characters, and in our own forms none is cut."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from template_builder import build
from templates import builtin, compile
from templates.text import Language


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_title_is_cut(language: Language, tmp_path: Path) -> None:
    cell_map = compile(builtin("department-goals"), {"year": 2026})
    build(cell_map, tmp_path / "form.xlsx", language=language)
    sheet = openpyxl.load_workbook(tmp_path / "form.xlsx").worksheets[0]
    titles = {validation.promptTitle for validation in sheet.data_validations.dataValidation}
    assert len(titles) > 10
    assert not [title for title in titles if title and (len(title) > 32 or title.endswith("…"))]
