"""Each language by itself: no English tokens in a Chinese sheet, no sentence of one language alone."""

from __future__ import annotations

import re

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
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        heads: list[object] = next(row for row in rows if _CODES & set(map(str, row)))
        for row in rows:
            for head, value in zip(heads, row, strict=True):
                if head not in _CODES and isinstance(value, str) and not value.startswith("="):
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
