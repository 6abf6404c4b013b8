"""The workbook: its sheets, what stands in them, that no text is a formula, and how it prints."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from collection import EventKind, Overview, write_status
from tests.collection.round.status.rounds import (
    HOSTILE,
    ROWS,
    hostile_round,
    overview,
    round_of,
    some_round,
)

Rows = list[tuple[Any, ...]]


def written(seen: Overview, folder: Path, language: Any = "zh") -> Path:
    path = folder / "status.xlsx"
    write_status(seen, path, language)
    return path


def rows_below(path: Path, sheet: str, head: str) -> Rows:
    """Return the rows of a sheet from its head on."""
    rows = list(openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True))
    start = next(number for number, row in enumerate(rows) if row[0] == head)
    return rows[start:]


def test_the_sheets_hold_the_round(tmp_path: Path) -> None:
    path = written(overview(some_round(tmp_path)), tmp_path)
    assert openpyxl.load_workbook(path).sheetnames == ["概况", "单位", "未报", "未归属"]
    head, *groups = rows_below(path, "概况", "分组")
    shown = [dict(zip(head, row, strict=True)) for row in groups]
    assert [(row["分组"], row["单位数"], row["已交回"], row["交回率"]) for row in shown] == [
        ("行政", 2, 2, 1),
        ("教育", 2, 0, 0),
        ("未分组", 1, 1, 1),
    ]
    assert (shown[0]["有错误"], shown[0]["更正未交回"], shown[1]["不能读取"]) == (1, 1, 1)
    head, *departments = rows_below(path, "单位", "编码")
    second = dict(zip(head, departments[1], strict=True))
    assert (second["单位"], second["状态"], second["错误"], second["发件人"]) == (
        "乙局",
        "有错误",
        3,
        "b@example.cn",
    )
    assert second["收到"] == "2026-03-12 09:00"
    assert "已发更正表" in second["备注"]
    assert [row[0] for row in departments] == [row.split(",")[0] for row in ROWS]
    assert [row[0] for row in rows_below(path, "未报", "编码")[1:]] == ["102001", "102002"]
    (nobodys,) = rows_below(path, "未归属", "收到时的名称")[1:]
    assert nobodys[:3] == ("无名.xlsx", "x@example.com", "看不出是哪个单位的")


def test_the_totals_are_those_of_the_overview(tmp_path: Path) -> None:
    seen = overview(some_round(tmp_path))
    book = openpyxl.load_workbook(written(seen, tmp_path), data_only=True)
    rows = list(book["概况"].iter_rows(values_only=True))
    total = next(row for row in rows if row[0] == "合计")
    head = next(row for row in rows if row[0] == "分组")
    sums = dict(zip(head, total, strict=True))
    assert (sums["单位数"], sums["已交回"], sums["未报"], sums["交回率"]) == (5, 3, 1, None)
    assert "已交回 3/5（60%）" in str(rows[1][0])


def test_what_strangers_write_is_a_text_and_no_link(tmp_path: Path) -> None:
    path = written(overview(hostile_round(tmp_path)), tmp_path)
    book = openpyxl.load_workbook(path)
    for sheet in book.worksheets:
        formulas = [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
        assert all(str(cell.value).startswith("=SUBTOTAL(109,") for cell in formulas)
        assert sheet.title == "概况" or formulas == []
        assert not [cell for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    with zipfile.ZipFile(path) as archive:
        parts = b"".join(archive.read(name) for name in archive.namelist())
    assert b"<hyperlink" not in parts
    assert b"relationships/hyperlink" not in parts
    names = [row[0] for row in rows_below(path, "未归属", "收到时的名称")[1:]]
    assert set(HOSTILE[:5]) <= set(names)
    assert "\ufffdgnp.exe &amp; \ufffd" in names
    assert {row[1] for row in rows_below(path, "单位", "编码")[1:-1]} == set(HOSTILE[:5])


def test_it_prints_on_a4_one_page_wide_with_its_head_on_every_page(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(written(overview(some_round(tmp_path)), tmp_path))
    for sheet in book.worksheets:
        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
        assert sheet.sheet_properties.pageSetUpPr is not None
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.print_title_rows is not None
        assert sheet.freeze_panes is not None
        assert sheet.auto_filter.ref is not None


def test_in_english_the_sheets_are_english(tmp_path: Path) -> None:
    path = written(overview(some_round(tmp_path)), tmp_path, "en")
    assert openpyxl.load_workbook(path).sheetnames == [
        "Overview",
        "Departments",
        "Not returned",
        "Unassigned",
    ]
    assert rows_below(path, "Departments", "Code")[2][3] == "errors"


def test_a_round_in_which_nothing_came_has_all_sheets(tmp_path: Path) -> None:
    path = written(overview(round_of(tmp_path, ROWS)), tmp_path)
    assert len(openpyxl.load_workbook(path).sheetnames) == 4
    assert len(rows_below(path, "未报", "编码")) == 6


@pytest.mark.parametrize("count", [1, 2_000])
def test_notes_that_no_cell_can_hold_are_cut(tmp_path: Path, count: int) -> None:
    round = round_of(tmp_path, ROWS)
    with round.ledger() as ledger, ledger.transaction():
        for number in range(count):
            digest = f"{number:064x}"
            ledger.add_file(digest, 1, f"mails/{number}.eml")
            told = {"path": f"mails/{number}.eml", "at": "2026-03-20T00:00:00+00:00", "why": "auto-reply"}
            ledger.add(
                EventKind.MESSAGE, "101001", digest=digest, details={**told, "sender": "", "subject": ""}
            )
    notes = rows_below(written(overview(round), tmp_path), "单位", "编码")[1][-1]
    assert notes.startswith("自动回复（mails/0.eml）")
    assert notes.endswith("…") == (count > 1)
