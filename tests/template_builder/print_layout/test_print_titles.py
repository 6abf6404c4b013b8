"""The heads of a list that is longer than a page stand on each page of it."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

import cli
from template_builder import build, lists_without_heads
from templates import compile
from tests.small_forms import loaded, written

LIST = """body:
- row: [{label: 资产清单, span: 4, style: title}]
- head: [{label: 名称}, {label: 日期}, {label: 金额}, {label: 备注}]
- repeat: assets
  rows: 120
  row: [{field: n, kind: text}, {field: d, kind: date}, {field: w, kind: money}, {field: z, kind: text}]
- row: [{label: 合计}, {field: s, kind: money, formula: SUM(assets.w), span: 3}]
"""
ABOVE = LIST.replace("- head:", "- row: [{label: 单位}, {field: unit, kind: text, span: 3}]\n- head:")
OTHER_HEADS = LIST + "- head: [{label: 甲, span: 4}]\n- row: [{label: 乙}, {field: b, kind: text, span: 3}]\n"
SHORT = LIST.replace("rows: 120", "rows: 5")


@pytest.mark.parametrize(
    ("text", "rows"),
    [(LIST, "$3:$4"), (ABOVE, "$5:$5"), (OTHER_HEADS, "$3:$3"), (SHORT, "$3:$3")],
    ids=["below the title", "further down", "with other heads behind", "short"],
)
def test_the_rows_that_each_page_repeats(text: str, rows: str, tmp_path: Path) -> None:
    form = loaded(tmp_path, text)
    build(compile(form, {}), tmp_path / "list.xlsx")
    assert openpyxl.load_workbook(tmp_path / "list.xlsx").worksheets[0].print_title_rows == rows


def test_a_list_whose_heads_cannot_be_repeated_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert lists_without_heads(loaded(tmp_path, LIST)) == []
    (found,) = lists_without_heads(loaded(tmp_path, OTHER_HEADS))
    assert (found.line, found.what.code) == (8, "heads-not-repeated")
    assert cli.main(["check", str(written(tmp_path, OTHER_HEADS))]) == 0
    assert "assets" in capsys.readouterr().err
