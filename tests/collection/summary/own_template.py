"""The bureau's own workbook, as officers make them: charts, formats, a logo, several sheets, formulas."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path
from typing import Any

import xlsxwriter

__all__ = ["DEPARTMENT_ROW", "ITEM_ROW", "logo", "own_template"]

DEPARTMENT_ROW, ITEM_ROW = 5, 4


def logo() -> bytes:
    """A picture of 8 by 8 red dots."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + b"\xc0\x20\x20" * 8 for _ in range(8))
    head = struct.pack(">2I5B", 8, 8, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def own_template(path: Path) -> Path:
    """Write the workbook with its placeholders, and return the path."""
    book = xlsxwriter.Workbook(str(path))
    formats = {
        "title": book.add_format({"bold": True, "font_size": 18, "align": "center", "valign": "vcenter"}),
        "head": book.add_format(
            {"bold": True, "border": 1, "bg_color": "#DDEBF7", "align": "center", "valign": "vcenter"}
        ),
        "cell": book.add_format({"border": 1, "text_wrap": True, "valign": "vcenter"}),
        "money": book.add_format({"border": 1, "num_format": "#,##0.00", "valign": "vcenter"}),
        "share": book.add_format({"border": 1, "num_format": "0.0%", "valign": "vcenter"}),
        "total": book.add_format({"bold": True, "border": 1, "num_format": "#,##0.00", "top": 6}),
        "red": book.add_format({"font_color": "#C00000"}),
    }
    _departments(book, formats)
    _items(book, formats)
    _analysis(book, formats)
    book.close()
    return path


def _departments(book: xlsxwriter.Workbook, formats: dict[str, Any]) -> None:
    sheet = book.add_worksheet("汇总")
    sheet.set_column("A:A", 11)
    sheet.set_column("B:B", 30)
    sheet.set_column("C:D", 26)
    sheet.set_column("E:G", 12)
    sheet.set_row(0, 36)
    sheet.merge_range("A1:G1", "{{year}}年度部门收支汇总表", formats["title"])
    sheet.insert_image("A1", "logo.png", {"image_data": io.BytesIO(logo()), "x_scale": 3, "y_scale": 3})
    sheet.write_string("A2", "共 {{returned}} 个单位，单位：{{unit}}")
    sheet.merge_range("C3:D3", "收支", formats["head"])
    for column, head in enumerate(("序号", "单位", "收入", "支出", "占比", "累计", "走势")):
        sheet.write_string(3, column, head, formats["head"])
    row = DEPARTMENT_ROW - 1
    sheet.set_row(row, 30)
    sheet.write_string(row, 0, "{{number}}", formats["cell"])
    bold = book.add_format({"bold": True})
    sheet.write_rich_string(row, 1, bold, "{{depart", "ment.name}}（", bold, "盖章）", formats["cell"])
    sheet.write_string(row, 2, "{{income.total.amount}}", formats["money"])
    sheet.write_string(row, 3, "{{expenditure.total.amount}}", formats["money"])
    sheet.write_formula(row, 4, "=IF(C$6=0,0,C5/C$6)", formats["share"], 0)
    sheet.write_formula(row, 5, "=SUM(C$5:C5)", formats["money"], 0)
    sheet.add_sparkline(row, 6, {"range": "汇总!C5:D5", "type": "column"})
    sheet.write_comment("C5", "取自申报表的收入合计")
    sheet.write_string("B6", "合计", formats["head"])
    sheet.write_formula("C6", "=SUM(C5)", formats["total"], 0)
    sheet.write_formula("D6", "=SUM(D5:D5)", formats["total"], 0)
    sheet.write_formula("F6", "=AVERAGE(C5:D5)", formats["total"], 0)
    sheet.write_string("B8", "制表人")
    sheet.data_validation("C8", {"validate": "list", "source": ["李明", "王芳"]})
    sheet.data_validation("D5", {"validate": "decimal", "criteria": ">=", "value": 0})
    sheet.write_comment("B8", "请签字")
    sheet.conditional_format("C5:D5", {"type": "formula", "criteria": "=$C5<>$D5", "format": formats["red"]})
    sheet.conditional_format("E5", {"type": "data_bar", "data_bar_2010": True})
    sheet.write_url("B9", "internal:'汇总'!B6", string="到合计")
    sheet.autofilter("A4:F5")
    sheet.freeze_panes(4, 2)
    sheet.print_area("A1:G26")
    sheet.fit_to_pages(1, 0)
    sheet.set_landscape()
    sheet.repeat_rows(2, 3)
    sheet.set_h_pagebreaks([26])
    sheet.set_header("&C{{year}}年度")
    sheet.set_footer("&C第 &P 页")
    book.define_name("收入", "=汇总!$C$5:$C$5")
    chart = book.add_chart({"type": "column"})
    assert chart is not None
    for letter in "CD":
        chart.add_series(
            {
                "name": f"=汇总!${letter}$4",
                "categories": "=汇总!$B$5:$B$5",
                "values": f"=汇总!${letter}$5:${letter}$5",
                "gap": 80,
            }
        )
    chart.set_x_axis({"num_font": {"size": 8}})
    chart.set_title({"name": "{{year}}年度各单位收支"})
    sheet.insert_chart("A11", chart, {"x_scale": 1.9})


def _items(book: xlsxwriter.Workbook, formats: dict[str, Any]) -> None:
    sheet = book.add_worksheet("项目")
    sheet.set_column("A:D", 20)
    sheet.write_string("A1", "{{year}}年项目清单")
    sheet.add_table(
        "A3:D4",
        {
            "name": "项目表",
            "style": "Table Style Light 9",
            "columns": [{"header": "单位"}, {"header": "项目"}, {"header": "类型"}, {"header": "预算"}],
        },
    )
    row = ITEM_ROW - 1
    sheet.write_string(row, 0, "{{department.name}}", formats["cell"])
    sheet.write_string(row, 1, "{{projects.name}}", formats["cell"])
    sheet.write_string(row, 2, "{{projects.type}}", formats["cell"])
    sheet.write_string(row, 3, "{{ projects．year_budget }}", formats["money"])
    sheet.write_string("A6", "合计")
    sheet.write_formula("D6", "=SUM(项目表[预算])", formats["total"], 0)
    sheet.write_formula("D7", "=SUBTOTAL(9,D4:D4)", formats["total"], 0)


def _analysis(book: xlsxwriter.Workbook, formats: dict[str, Any]) -> None:
    sheet = book.add_worksheet("分析")
    sheet.set_column("A:B", 24)
    sheet.write_string("A1", "收入合计")
    sheet.write_formula("B1", "=汇总!C6", formats["money"], 0)
    sheet.write_string("A2", "最大的一个")
    sheet.write_formula("B2", "=MAX(汇总!C5:C5)", formats["money"], 0)
    sheet.write_string("A3", "单位数")
    sheet.write_formula("B3", "=COUNTA(汇总!B5:B5)", None, 0)
    sheet.write_string("A4", "项目预算")
    sheet.write_formula("B4", "=SUM(项目!D4:D4)", formats["money"], 0)
    sheet.write_string("A5", "与上年无关")
    sheet.write_formula("B5", "=1+2", None, 3)
    sheet.write_string("A6", "按名称")
    sheet.write_formula("B6", "=SUM(收入)", formats["money"], 0)
