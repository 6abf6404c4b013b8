"""Options that a kind takes do what they say: in the sheet, and when the form is read."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from reader import read
from template_builder import build
from templates import compile
from tests.small_forms import loaded, problems_of

BODY = """body:
- row:
  - {label: 占比}
  - {field: part, kind: share, minimum: -0.5, maximum: 1}
  - {label: 金额}
  - {field: sum, kind: money, minimum: 10, maximum: 100}
- row:
  - {label: 人数}
  - {field: staff, kind: number, decimals: 0, words: {zh: "约{}人", en: "about {}"}}
  - {label: 差额}
  - {field: less, kind: money, minimum: -5}
"""
RIGHT = {"part": Decimal(1), "sum": Decimal(10), "staff": Decimal(12), "less": Decimal(-5)}


@pytest.mark.parametrize(
    ("field", "value", "code", "said"),
    [
        ("part", "3.5", "number-out-of-limits", "350%"),
        ("part", "-0.51", "number-out-of-limits", "-51%"),
        ("sum", "9.99", "number-out-of-limits", "9.99"),
        ("sum", "100.01", "number-out-of-limits", "100.01"),
        ("less", "-5.01", "number-out-of-limits", "-5.01"),
        ("sum", "-1", "amount-negative", "-1"),
    ],
)
def test_bounds_hold_in_sheet_and_reader(
    field: str, value: str, code: str, said: str, tmp_path: Path
) -> None:
    form = loaded(tmp_path, BODY)
    build(compile(form, {}), tmp_path / "form.xlsx", RIGHT)
    assert read(tmp_path / "form.xlsx", [form]).findings == ()
    build(compile(form, {}), tmp_path / "form.xlsx", RIGHT | {field: Decimal(value)})
    found = {one.code: one for one in read(tmp_path / "form.xlsx", [form]).findings}
    assert said in found[code].sentence("zh")
    status = openpyxl.load_workbook(tmp_path / "form.xlsx", data_only=True).worksheets[0]["B2"].value
    assert "不一致" in str(status)


def test_words_stand_around_a_number(tmp_path: Path) -> None:
    form = loaded(tmp_path, BODY)
    for language, shown in (("zh", '"约"#,##0"人"'), ("en", '"about "#,##0')):
        build(compile(form, {}), tmp_path / "form.xlsx", RIGHT, language=language)  # type: ignore[arg-type]
        sheet = openpyxl.load_workbook(tmp_path / "form.xlsx").worksheets[0]
        assert sheet["C4"].number_format == shown
        assert read(tmp_path / "form.xlsx", [form]).values == RIGHT


@pytest.mark.parametrize("kind", ["share", "money", "number"])
def test_bounds_in_the_wrong_order_are_told(kind: str, tmp_path: Path) -> None:
    text = f"body:\n- row: [{{label: x, span: 3}}, {{field: f, kind: {kind}, minimum: 2, maximum: 1}}]\n"
    assert problems_of(tmp_path, text) == [(6, "number-bounds-reversed")]
