"""Identifying: which form, which edition, and the labels that say year, unit and title."""

from __future__ import annotations

import json
from typing import Any

import pytest

from reader import Grid, UnreadableWorkbook, read_grids
from templates import stamp_text
from tests.reader.plans import Cells, cell_map, codes, filled, number, read_cells, text


def stamped(**changes: Any) -> Cells:
    cells = filled()
    cells[1, 1] = text(json.dumps(json.loads(stamp_text(cell_map())) | changes, separators=(",", ":")))
    return cells


def refused(cells: Cells) -> str:
    with pytest.raises(UnreadableWorkbook) as caught:
        read_cells(cells)
    return caught.value.finding.code


def test_a_form_that_nobody_knows() -> None:
    assert refused(stamped(form="leave-request")) == "unknown-form"
    with pytest.raises(UnreadableWorkbook, match="small-plan"):
        read_grids("x", [Grid("计划", filled())])


@pytest.mark.parametrize(
    "changes",
    [
        {"version": "1"},
        {"digest": "0"},
        {"parameters": {"year": 2020, "rows": 3}},
        {"parameters": {"year": 1, "unit": "万元"}},
        {"parameters": {}},
        {"parameters": {"year": 2021, "unit": "万元", "projects": 3, "blocks": 2}},
        {"form": "department-goals"},
    ],
)
def test_another_edition_or_impossible_parameters(changes: dict[str, Any]) -> None:
    assert refused(stamped(**changes)) == "unknown-version"


@pytest.mark.parametrize("changes", [{"parameters": {"year": [1]}}, {"parameters": 3}])
def test_a_spoilt_stamp_is_none(changes: dict[str, Any]) -> None:
    reading = read_cells(stamped(**changes))
    assert reading.stamp is None
    assert "recognised-by-words" in {finding.code for finding in reading.findings}


def test_parameters_come_from_the_stamp() -> None:
    of = cell_map(2025, "元", 5)
    reading = read_cells(filled({}, of))
    assert reading.cell_map is not None
    assert dict(reading.cell_map.parameters) == {"year": 2025, "unit": "元", "projects": 5, "blocks": 2}


def test_labels_of_another_year_are_one_finding() -> None:
    cells = filled() | {(3, 2): text("2019年度小计划表"), (6, 3): text("2019年"), (6, 4): number(2018)}
    finding = read_cells(cells).findings[0]
    assert codes(read_cells(cells)) == [("year-label-differs", "error", "B3, C6, D6")]
    assert finding.found == "2019年度小计划表, 2019年, 2018"
    assert finding.expected == "2020年度小计划表, 2020年, 2019年"


def test_another_unit_is_an_error() -> None:
    assert codes(read_cells(filled() | {(4, 2): text("单位：元")})) == [("unit-label-differs", "error", "B4")]


def test_another_title_is_a_warning() -> None:
    cells = filled() | {(3, 2): text("2020年度小计划自评表")}
    assert codes(read_cells(cells)) == [("title-of-other-form", "warning", "B3")]


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ((3, 2), "２０２０ 年度\n小计划表"),
        ((3, 2), "Small plan 2020"),
        ((4, 2), "金额单位: 萬元"),
        ((4, 2), "Unit:万元"),
        ((6, 4), "2019 年（决算）"),
        ((9, 2), "总计"),
        ((3, 2), ""),
    ],
)
def test_the_same_in_other_words_is_no_finding(at: tuple[int, int], words: str) -> None:
    assert codes(read_cells(filled() | {at: text(words)})) == []
