"""Workbooks of tables: totals, filters and text, read back."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from template_builder import BuildError, TableColumn, TableSheet, write_tables
from template_builder.xlsx.styles import SEVERITIES
from templates.findings.errors import ValuesError
from tests.template_builder.parts import cell_texts, formulas, parts, saved

COLUMNS = (
    TableColumn("编码", 8),
    TableColumn("金额", 14, "#,##0.00", total=True),
    TableColumn("级别", 8, marked=True),
    TableColumn("说明", 30, wrap=True),
)
ROWS = (
    ("219001", Decimal("752.20"), "错误", "=1+1"),
    ("219002", Decimal("0.1"), None, "说明" * 40),
    ("219003", "未填", "警告", None),
)
MARKS = ("error", None, "warning")


def opened(*sheets: TableSheet) -> Worksheet:
    written = saved(lambda stream: write_tables(stream, sheets))
    sheet = openpyxl.load_workbook(io.BytesIO(written)).worksheets[0]
    assert isinstance(sheet, Worksheet)
    return sheet


def test_a_table_reads_back_with_totals_above_its_head() -> None:
    table = TableSheet("总览", "汇总表", COLUMNS, ROWS, notes=("单位：万元",), marks=MARKS, frozen_columns=1)
    sheet = opened(table)
    values = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert values[:4] == [
        ["汇总表", None, None, None],
        ["单位：万元", None, None, None],
        ["合计", "=SUBTOTAL(109,B5:B7)", None, None],
        ["编码", "金额", "级别", "说明"],
    ]
    assert values[4:] == [
        ["219001", 752.2, "错误", "=1+1"],
        ["219002", 0.1, None, "说明" * 40],
        ["219003", "未填", "警告", None],
    ]
    assert sheet.auto_filter.ref == "A4:D7"
    assert sheet.freeze_panes == "B5"
    assert sheet.print_title_rows == "$4:$4"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.paperSize == 9
    assert sheet["B5"].number_format == "#,##0.00"
    assert sheet["D5"].data_type == "s"


def test_the_total_is_cached_exactly_and_counts_numbers_alone() -> None:
    written = saved(lambda stream: write_tables(stream, [TableSheet("t", "t", COLUMNS, ROWS)]))
    assert formulas(written) == {"B2": ("SUBTOTAL(109,B4:B6)", None, "752.3")}


def test_marks_colour_the_marked_column_or_else_the_row() -> None:
    def fills(columns: tuple[TableColumn, ...]) -> list[list[str | None]]:
        sheet = opened(TableSheet("t", "t", columns, [row[: len(columns)] for row in ROWS], marks=MARKS))
        rows = list(sheet.iter_rows(min_row=sheet.max_row - 2))
        return [[cell.fill.fgColor.rgb[2:] if cell.fill.fill_type else None for cell in row] for row in rows]

    error, warning = SEVERITIES["error"][1:], SEVERITIES["warning"][1:]
    assert fills(COLUMNS) == [[None, None, error, None], [None] * 4, [None, None, warning, None]]
    assert fills(COLUMNS[:2]) == [[error, error], [None, None], [warning, warning]]


def test_a_table_without_totals_or_rows() -> None:
    sheet = opened(TableSheet("t", "空表", COLUMNS[2:], []))
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [["空表", None], ["级别", "说明"]]
    assert sheet.auto_filter.ref == "A2:B3"
    assert sheet.page_setup.orientation == "landscape"


def test_english_words() -> None:
    written = saved(lambda stream: write_tables(stream, [TableSheet("t", "t", COLUMNS, ROWS)], language="en"))
    assert cell_texts(written)["A2"] == "Total"
    assert b"Page &amp;P of &amp;N" in parts(written)["xl/worksheets/sheet1.xml"]


def test_properties_and_bytes() -> None:
    def write() -> bytes:
        table = TableSheet("t", "t", COLUMNS, ROWS)
        return saved(lambda stream: write_tables(stream, [table], properties={"title": "汇总"}))

    assert "汇总" in parts(write())["docProps/core.xml"].decode()
    assert write() == write()


def test_what_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="no table"):
        write_tables(tmp_path / "a.xlsx", [])
    with pytest.raises(BuildError, match="more or fewer"):
        write_tables(tmp_path / "a.xlsx", [TableSheet("t", "t", COLUMNS, [("1",)])])
    with pytest.raises(ValuesError, match="t!A3"):
        write_tables(tmp_path / "a.xlsx", [TableSheet("t", "t", COLUMNS[2:], [("\x00", None)])])
    assert list(tmp_path.iterdir()) == []
