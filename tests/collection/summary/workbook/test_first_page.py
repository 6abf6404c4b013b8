"""The first page of a summary shows what the form has, and no column for what it has not."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from collection import sum_up
from collection.summary.export import export
from templates import builtin, compile
from tests.collection.rounds import reading_of

_BASES = Path(__file__).parents[3] / "cases" / "bases"


@pytest.mark.parametrize(
    ("base", "heads"),
    [
        ("complete", ["项目", "本年", "上年", "增减", "增减%"]),
        ("project-self-evaluation", ["项目", "本年"]),
    ],
)
def test_the_year_before_is_shown_where_the_form_has_it(base: str, heads: list[str], tmp_path: Path) -> None:
    data = json.loads((_BASES / f"{base}.json").read_text(encoding="utf-8"), parse_float=Decimal)
    cell_map = compile(builtin(data["form"]), data["parameters"])
    path = tmp_path / "s.xlsx"
    export(sum_up([reading_of(cell_map, data["values"], file="1.xlsx")]), path, "xlsx")
    page = openpyxl.load_workbook(path)["概况"]
    (row,) = (cells for cells in page.iter_rows(values_only=True) if "本年" in cells)
    assert [head for head in row if head is not None] == heads
