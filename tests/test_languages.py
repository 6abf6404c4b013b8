"""Each language by itself: no English tokens in a Chinese sheet, no sentence of one language alone."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest

from collection import summarize
from reader import read
from template_builder import build
from templates import builtin, compile
from templates.kinds.target import IndicatorTarget
from templates.text import Text
from tests.test_seed import SEED

_CODES = {"代码", "字段", "文件", "单元格"}
"""Columns of the findings that name things of the toolkit and of the file, not of a language."""


@pytest.fixture(scope="module")
def summary(tmp_path_factory: pytest.TempPathFactory) -> openpyxl.Workbook:
    folder = tmp_path_factory.mktemp("summary")
    build(compile(builtin("department-goals"), {"year": 2020}), folder / "form.xlsx", SEED["values"])
    summarize([read(folder / "form.xlsx")], folder / "summary.xlsx")
    return openpyxl.load_workbook(folder / "summary.xlsx")


def test_a_chinese_summary_has_no_english_tokens(summary: openpyxl.Workbook) -> None:
    found = set()
    for sheet in summary:
        rows = [[str(cell.value or "") for cell in row] for row in sheet.iter_rows()]
        heads = next((row for row in rows if _CODES & set(row)), [""] * len(rows[0]))
        for row in rows:
            for head, value in zip(heads, row, strict=True):
                if head not in _CODES and not value.startswith("="):
                    found |= set(re.findall(r"[A-Za-z]{2,}|[<>]=|\+-", value))
    assert found <= {"form", "xlsx", "XX"}


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("≥95%", ["≥", "数值", None]),
        ("90%-95%", ["～", "区间", None]),
        ("约5个", ["约", "数值", None]),
        ("逐年递增", [None, "文字", "上升"]),
        ("年底前", [None, "时限", None]),
        ("良好", [None, "等级", None]),
        ("—", [None, "无数据", None]),
        ("胡写一气", [None, "不明确", None]),
    ],
)
def test_the_parts_of_a_target_are_words(target: str, words: list[str | None]) -> None:
    parts = IndicatorTarget().derive(target)
    said = [parts[key] for key in ("operator", "kind", "trend")]
    assert [part.zh if isinstance(part, Text) else part for part in said] == words
    assert not any(re.search("[一-鿿]", part.en) for part in said if isinstance(part, Text))


def test_an_english_form_has_english_units_and_levels(tmp_path: Path) -> None:
    build(compile(builtin("department-goals"), {"year": 2026}), tmp_path / "form.xlsx", language="en")
    sheet = openpyxl.load_workbook(tmp_path / "form.xlsx").worksheets[0]
    words = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    words += [str(rule.prompt) + str(rule.error) for rule in sheet.data_validations.dataValidation]
    assert "Unit: CNY 10,000" in words
    assert not [text for text in words if "万元" in text and not text.startswith("{")]
    assert not [text for text in words if re.search(" indicators? under [一-鿿]|[一-鿿] indicators", text)]
