"""In another unit the parts still add up to their totals, in every line and in every column."""

from __future__ import annotations

from decimal import ROUND_FLOOR, Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collection import CollectionError, sum_up, summarize
from collection.summary.workbook.rounding import (
    STEP,
    Balanced,
    Column,
    balanced,
    parts_of,
    rounded_table,
    usual,
)
from tests.collection.rounds import DEMO, form_map, reading_of, trip_map
from tests.office import Office
from tests.ooxml import lint

AMOUNTS = st.decimals(min_value=-1000, max_value=100_000, places=6)
PARTS = {"total": ("fiscal", "other")}


@given(st.lists(AMOUNTS, min_size=1, max_size=30))
def test_parts_add_up_and_none_is_off_by_more_than_a_step(amounts: list[Decimal]) -> None:
    total = usual(sum(amounts, Decimal(0)))
    shown = balanced(amounts, total)
    assert sum(shown) == total
    for one, exact in zip(shown, amounts, strict=True):
        assert exact.quantize(STEP, ROUND_FLOOR) <= one <= exact.quantize(STEP, ROUND_FLOOR) + STEP


@given(st.lists(st.tuples(AMOUNTS, AMOUNTS, st.sampled_from(["", "甲", "乙"])), min_size=1, max_size=12))
def test_lines_columns_and_groups_add_up(lines: list[tuple[Decimal, Decimal, str]]) -> None:
    columns = {
        "fiscal": Column([fiscal for fiscal, _, _ in lines]),
        "other": Column([other for _, other, _ in lines]),
        "total": Column([fiscal + other for fiscal, other, _ in lines]),
    }
    rounded = rounded_table(columns, PARTS, [group for _, _, group in lines])
    shown = {name: [one.shown for one in column if one is not None] for name, column in rounded.items()}
    for fiscal, other, total in zip(shown["fiscal"], shown["other"], shown["total"], strict=True):
        assert fiscal + other == total
    assert sum(shown["total"]) == usual(columns["total"].total)
    for name in ("fiscal", "other"):
        assert abs(sum(shown[name]) - columns[name].total) <= STEP
        for one, exact in zip(shown[name], columns[name].amounts, strict=True):
            assert exact is not None
            assert abs(one - exact) <= 2 * STEP


def test_what_is_blank_stays_blank() -> None:
    columns = {"fiscal": Column([Decimal(1), None]), "other": Column([None, None])}
    columns["total"] = Column([Decimal(1), None])
    rounded = rounded_table(columns, PARTS, ["", ""])
    one = Balanced(Decimal("1.00"), Decimal("1.00"))
    assert rounded == {"fiscal": [one, None], "other": [None, None], "total": [one, None]}
    assert one.carries == 0


def test_the_form_says_what_adds_up() -> None:
    names = ["income.fiscal.amount", "income.other.amount", "income.total.amount", "income.total.share"]
    assert parts_of(form_map(), names) == {"income.total.amount": names[:2]}
    assert parts_of(form_map(), names[1:]) == {}


@pytest.mark.program
def test_a_summary_in_another_unit_adds_up_in_an_office_program(office: Office, tmp_path: Path) -> None:
    readings = []
    for number in range(9):
        values = DEMO["departments"][number % 2]["values"]
        named = {**values, "department": {**values["department"], "name": f"第{number}局"}}
        readings.append(reading_of(form_map(), named, file=f"{number}.xlsx"))
    path = tmp_path / "s.xlsx"
    summarize(readings, path, unit="亿元")
    assert lint(path) == []
    shown = office.recalculate(path)["总表"]
    book = openpyxl.load_workbook(path, data_only=True)
    assert "单位：亿元（由万元换算，舍位平衡）" in f"{book['总表']['A2'].value}"
    rows = [[shown.get(f"{letter}{row}") for letter in "DEFG"] for row in range(7, 16)]
    for fiscal, other, total, _ in rows:
        assert isinstance(fiscal, float)
        assert isinstance(other, float)
        assert total == pytest.approx(fiscal + other, abs=1e-9)
    exact = sum((one.computed["income"]["total"]["amount"] for one in readings), Decimal(0)) / 10_000
    assert shown["F3"] == pytest.approx(float(usual(exact)), abs=1e-9)
    assert shown["F3"] == pytest.approx(sum(row[2] for row in rows if isinstance(row[2], float)), abs=1e-9)
    comments = [cell.comment.text for row in book["总表"].iter_rows() for cell in row if cell.comment]
    assert comments
    assert all(text.startswith("舍位平衡：单独四舍五入应为") for text in comments)


def test_a_unit_that_is_none_is_told(tmp_path: Path) -> None:
    summary = [reading_of(form_map(), DEMO["departments"][0]["values"])]
    with pytest.raises(CollectionError) as told:
        summarize(summary, tmp_path / "s.xlsx", unit="斤")
    assert told.value.code == "unit-unknown"
    with pytest.raises(CollectionError):
        summarize([reading_of(trip_map(), {"department": "甲"})], tmp_path / "s.xlsx", unit="亿元")
    assert sum_up(summary).included
    assert not (tmp_path / "s.xlsx").exists()
