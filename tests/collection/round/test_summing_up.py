"""The summary of any round adds up in an office program, and each of its lines leads back to a cell."""

from __future__ import annotations

from copy import deepcopy
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
import pytest

from collection import (
    CollectionError,
    EventKind,
    Round,
    Trace,
    amend,
    collect,
    decide,
    open_round,
    summarize_round,
    trace_cell,
)
from collection.round.results.summarizing import body_of_round
from reader import Reading
from template_builder import build
from templates import Language, compile, stamp_text
from templates.path import split, value_at
from tests.collection.round.rosters import COMPLETE, begun, sent_back
from tests.collection.round.test_collecting import AFTER, BEFORE, put
from tests.extent import extent
from tests.office import Office
from tests.ooxml import lint

AMOUNTS = ("income.fiscal.amount", "expenditure.total.amount", "expenditure.project.last_year")


def test_a_summary_says_how_the_round_stands(tmp_path: Path) -> None:
    round = begun(tmp_path)
    (tmp_path / "back").mkdir()
    put(tmp_path / "back", "a.xlsx", sent_back(round, "101001", "甲局", wrong=1), BEFORE)
    put(tmp_path / "back", "a2.xlsx", sent_back(round, "101001", "甲局"), AFTER)
    put(tmp_path / "back", "b.xlsx", sent_back(round, "101002", "乙局", wrong=1), BEFORE)
    put(tmp_path / "back", "who.pdf", b"%PDF-1.7\n")
    collect(round, [tmp_path / "back"])
    decide(round, EventKind.REFUSED, "101002", "重报")
    summarize_round(open_round(round.folder.path), round.folder.summary)
    assert lint(round.folder.summary) == []
    book = openpyxl.load_workbook(round.folder.summary, data_only=True)
    assert book.sheetnames == ["概况", "总表", "收支", "项目", "指标", "意见", "未报", "说明", "图表"]
    for sheet in book:
        assert "截止 2026-03-31" in f"{sheet['A2'].value}"
        assert "应报 3 个单位，计入合计 1 个单位，未计入 3 份，未报 2 个" in f"{sheet['A2'].value}"
    shown = {cell.value for row in book["总表"].iter_rows() for cell in row}
    assert {"可接收（迟）", "同一单位另有较新的一份", "已退回", "不知是哪个单位的"} <= shown
    missing = [[cell.value for cell in row][:6] for row in book["未报"].iter_rows(min_row=4)]
    assert missing == [
        ["101002", "乙局", "行政", "已退回", "王芳", "b@example.cn"],
        ["102001", "丙中心", "教育", "未报", None, None],
    ]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_links_lead_to_the_files_in_the_folder(tmp_path: Path, language: Language) -> None:
    round = begun(tmp_path)
    (tmp_path / "back").mkdir()
    put(tmp_path / "back", "a.xlsx", sent_back(round, "101001", "甲局"))
    collect(round, [tmp_path / "back"])
    for path, start in ((round.folder.summary, "returned/"), (tmp_path / "s.xlsx", "2026/returned/")):
        summarize_round(open_round(round.folder.path), path, language)
        sheets = openpyxl.load_workbook(path).worksheets
        cells = [cell for sheet in sheets for row in sheet for cell in row]
        (target,) = {f"{cell.hyperlink.target}" for cell in cells if cell.hyperlink and cell.hyperlink.target}
        assert target.startswith(start)
        assert (path.parent / target).is_file()


def test_a_form_of_another_year_is_in_no_sum(tmp_path: Path) -> None:
    round = begun(tmp_path)
    (tmp_path / "back").mkdir()
    stream = BytesIO()
    form = compile(round.form, {**COMPLETE["parameters"], "year": 2021})
    stamp = stamp_text(form, department="101001", round=round.id, key=round.key)
    build(form, stream, COMPLETE["values"], stamp=stamp)
    put(tmp_path / "back", "a.xlsx", stream.getvalue())
    put(tmp_path / "back", "b.xlsx", sent_back(round, "101002", "乙局"))
    collect(round, [tmp_path / "back"])
    body = summarize_round(open_round(round.folder.path), round.folder.summary)
    assert [one.subject.code for one in body.counted] == ["101002"]
    assert [one.what.zh for one in body.uncounted] == ["不是本次的表，见意见"]
    assert [one.code for one in body.missing] == ["101001", "102001"]


def test_a_summary_of_another_moment_leads_nowhere(tmp_path: Path) -> None:
    round = begun(tmp_path)
    (tmp_path / "back").mkdir()
    put(tmp_path / "back", "a.xlsx", sent_back(round, "101001", "甲局"))
    collect(round, [tmp_path / "back"])
    with pytest.raises(CollectionError) as told:
        trace_cell(round, "总表!D7")
    assert told.value.code == "round-summary-older"
    summarize_round(round, round.folder.summary)
    for cell in ("总表!D7", "'总表'!$D$7", "总表!d7"):
        assert trace_cell(round, cell).field == "income.fiscal.amount"
    for cell in ("总表!A7", "总表!D3", "总表!ZZ7", "总表!D99", "概况!A1", "没有!A1"):
        with pytest.raises(CollectionError) as told:
            trace_cell(round, cell)
        assert told.value.code == "round-cell-of-nobody"
    with pytest.raises(CollectionError) as told:
        trace_cell(round, "总表!七")
    assert told.value.code == "round-trace-unclear"
    decide(round, EventKind.ACCEPTED, "101001", "核对")
    with pytest.raises(CollectionError) as told:
        trace_cell(round, "总表!D7")
    assert told.value.code == "round-summary-older"


def random_round(folder: Path, chance: Random) -> Round:
    """Return a round in which departments of some groups sent some forms, and the officer decided on some."""
    groups = ["", "甲组", "乙组", "丙组"]
    count = chance.randrange(2, 8)
    codes = {f"{101001 + number}": f"第{number}局" for number in range(count)}
    rows = [f"{code},{name},,,{chance.choice(groups)}," for code, name in codes.items()]
    round = begun(folder, rows)
    back = folder / "back"
    back.mkdir()
    for code, name in codes.items():
        for number in range(chance.choice([0, 1, 1, 1, 2])):
            put(back, f"{code}-{number}.xlsx", random_form(round, code, name, number + 1, chance))
    put(back, "first.xlsx", random_form(round, "101001", "第0局", 9, chance))
    collect(round, [back])
    for code in codes:
        decision = chance.choice([None, None, EventKind.ACCEPTED, EventKind.REFUSED, EventKind.SET_ASIDE])
        if decision is not None and code != "101001" and any(back.glob(f"{code}-*")):
            decide(round, decision, code, "核对")
    amend(round, "101001", "income.fiscal.last_year", "123.45", "电话核对")
    return open_round(round.folder.path)


def random_form(round: Round, code: str, name: str, revision: int, chance: Random) -> bytes:
    values: dict[str, Any] = deepcopy(COMPLETE["values"])
    values["department"]["name"] = name
    for half in ("income", "expenditure"):
        for part in values[half].values():
            for field in part:
                part[field] = Decimal(chance.randrange(-10_000, 10_000_000)) / 100
    values["projects"] = values["projects"][: chance.randrange(len(values["projects"]) + 1)]
    stream = BytesIO()
    stamp = stamp_text(round.cell_map, department=code, round=round.id, key=round.key, revision=revision)
    build(round.cell_map, stream, values, stamp=stamp)
    return stream.getvalue()


def said(reading: Reading, field: str) -> Any:
    for tree in (reading.values, reading.computed):
        try:
            return value_at(tree, split(field))
        except (KeyError, IndexError, TypeError):
            continue
    return None


def traced_or_none(round: Round, cell: str) -> Trace | None:
    """Return what a cell leads back to; None for one that shows nothing of a department."""
    try:
        return trace_cell(round, cell)
    except CollectionError as error:
        if error.code == "round-cell-of-nobody":
            return None
        raise


EACH = extent(5, 5, soak=1)
"""Of a row, one cell in so many is traced, from row to row others: it takes longer than all else here."""


@pytest.mark.program
def test_totals_are_the_sums_of_the_records_and_lines_lead_back(office: Office, tmp_path: Path) -> None:
    for seed in range(extent(3, 1, soak=60)):
        folder = tmp_path / str(seed)
        folder.mkdir()
        round = random_round(folder, Random(seed))
        path = round.folder.summary
        summarize_round(round, path)
        assert lint(path) == []
        shown = office.recalculate(path)
        stored = openpyxl.load_workbook(path, data_only=True)
        with round.ledger() as ledger:
            counted = [(one.subject, one.read()) for one in body_of_round(round, ledger, path).counted]
        for sheet, cells in shown.items():
            differing = {
                cell: (value, stored[sheet][cell].value)
                for cell, value in cells.items()
                if isinstance(value, float) and value != pytest.approx(stored[sheet][cell].value, abs=1e-6)
            }
            assert differing == {}
        columns = {sheet.title: list(sheet.iter_cols(values_only=True)) for sheet in stored}
        for field in AMOUNTS:
            total = sum((said(reading, field) or 0 for _, reading in counted), Decimal(0))
            assert any(
                isinstance(column[2], int | float) and column[2] == pytest.approx(float(total))
                for name in ("总表", "收支")
                for column in columns[name]
            ), field
        traced = 0
        for name in ("总表", "收支", "项目", "指标"):
            for number, row in enumerate(stored[name].iter_rows(min_row=5, min_col=3)):
                for cell in row[number % EACH :: EACH]:
                    found = traced_or_none(round, f"{name}!{cell.coordinate}")
                    if found is None:
                        continue
                    traced += 1
                    value, wanted = cell.value, found.value
                    if isinstance(wanted, Decimal):
                        assert value == pytest.approx(float(wanted)), (name, cell.coordinate)
                    else:
                        assert (value or None) == (wanted or None), (name, cell.coordinate)
        assert traced * EACH > 20 * len(counted)
