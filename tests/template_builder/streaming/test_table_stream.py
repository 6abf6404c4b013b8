"""Tables that are written as a stream: what stands in them, whatever it is, and what is put above them."""

from __future__ import annotations

import errno
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from template_builder import BuildError
from template_builder.streaming import packed_stream, table_stream
from template_builder.streaming.packed_stream import PackedStream
from template_builder.streaming.row_formulas import change, gap, growth, growth_between
from template_builder.streaming.row_xml import FileLink, StreamContent
from template_builder.streaming.stream_columns import StreamColumn, first_row, head_cells, page_cuts
from template_builder.streaming.streamed_workbook import StreamedWorkbook
from template_builder.streaming.table_stream import TableStream
from template_builder.xlsx.contents import NOT_XML
from templates.findings.errors import ValuesError
from templates.seal import is_as_sealed
from tests.ooxml import lint

COLUMNS = (
    StreamColumn(("编码",), 8, "@"),
    StreamColumn(("收入", "财政拨款", "本年"), 12, "#,##0.00", total=True),
    StreamColumn(("收入", "财政拨款", "上年"), 12, "#,##0.00", total=True),
    StreamColumn(("收入", "其他"), 12, "#,##0.00", total=True),
    StreamColumn(("说明",), 20, "@", wrap=True),
)
ROWS: tuple[tuple[StreamContent, ...], ...] = (
    ("101", Decimal("752.2"), 3, None, "=1+1"),
    ("102", Decimal("0.1"), "未填", Decimal("-2"), "a<b & c_x0041_\r\n长" * 40),
)


def written(
    path: Path,
    write: Callable[[TableStream], Any],
    columns: Sequence[StreamColumn] = COLUMNS,
    *,
    grouped: bool = False,
) -> Path:
    with StreamedWorkbook(path) as book:
        sheet = book.add_sheet("表")
        table = book.table(sheet, "标题", columns, frozen_columns=1, grouped=grouped)
        table.notes = ("单位：万元",)
        write(table)
    return path


def opened(path: Path) -> Worksheet:
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert isinstance(sheet, Worksheet)
    return sheet


def cells(sheet: Worksheet) -> list[list[object]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def put(table: TableStream) -> None:
    for row in ROWS:
        table.row(row)


def test_rows_read_back_under_heads_in_levels_and_totals(tmp_path: Path) -> None:
    path = written(tmp_path / "t.xlsx", put)
    sheet = opened(path)
    assert lint(path) == []
    assert cells(sheet)[:6] == [
        ["标题", None, None, None, None],
        ["单位：万元", None, None, None, None],
        ["合计", "=SUBTOTAL(109,B7:B8)", "=SUBTOTAL(109,C7:C8)", "=SUBTOTAL(109,D7:D8)", None],
        ["编码", "收入", None, None, "说明"],
        [None, "财政拨款", None, "其他", None],
        [None, "本年", "上年", None, None],
    ]
    assert {str(area) for area in sheet.merged_cells.ranges} == {
        "A4:A6", "B4:D4", "B5:C5", "D5:D6", "E4:E6",
    }  # fmt: skip
    assert cells(sheet)[6] == ["101", 752.2, 3, None, "=1+1"]
    assert sheet["E7"].data_type == "s"
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("B7", "A6:E8")
    stored = openpyxl.load_workbook(path, data_only=True).worksheets[0]
    assert [stored[cell].value for cell in ("B3", "C3", "D3")] == [752.3, 3, -2]


@given(text=st.text(max_size=200))
def test_a_text_is_read_back_as_it_is(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.mktemp("t") / "t.xlsx"
    written(path, lambda table: table.row(["1", None, None, None, text]))
    with zipfile.ZipFile(path) as archive:
        found = archive.read("xl/worksheets/sheet1.xml").decode()
    (shown,) = re.findall(
        '<c r="E7" [^>]*?(?:/>|><is><t xml:space="preserve">(.*)</t></is></c>)', found, re.S
    )
    plain = NOT_XML.sub("\ufffd", text)
    codes = {"_x000D_": "\r", "_x005F_": "_", "&lt;": "<", "&gt;": ">", "&amp;": "&"}
    shown = re.sub("|".join(codes), lambda code: codes[code[0]], shown)
    assert shown == plain


def test_a_text_that_no_cell_can_hold_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValuesError):
        written(tmp_path / "t.xlsx", lambda table: table.row(["1", None, None, None, "长" * 40_000]))
    assert not (tmp_path / "t.xlsx").exists()


def test_a_row_of_another_length_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="more or fewer cells"):
        written(tmp_path / "t.xlsx", lambda table: table.row(["1"]))


def groups(table: TableStream) -> None:
    table.row(["101", 1, 2, 3, None])
    table.row(["102", 10, 20, 30, None])
    row, sums = table.end_group("甲组")
    assert (row, list(map(int, sums))) == (9, [0, 11, 22, 33, 0])
    table.row(["201", 100, None, None, None])
    table.end_group("乙组")
    table.aside("未计入")
    table.row(["301", 1000, None, None, "已退回"])


def test_groups_have_subtotals_and_what_stands_aside_is_in_no_sum(tmp_path: Path) -> None:
    path = written(tmp_path / "t.xlsx", groups, grouped=True)
    sheet = opened(path)
    levels = [sheet.row_dimensions[row].outlineLevel for row in range(6, 15)]
    assert levels == [0, 1, 1, 0, 1, 0, 0, 0, 0]
    assert sheet.sheet_format.outlineLevelRow == 1
    assert lint(path) == []
    column = [row[1] for row in cells(sheet)]
    assert column[2] == "=SUBTOTAL(109,B7:B11)"
    assert column[6:] == [1, 10, "=SUBTOTAL(109,B7:B8)", 100, "=SUBTOTAL(109,B10:B10)", None, None, 1000]
    assert sheet["A9"].value == "甲组"
    assert sheet["A13"].value == "未计入"
    assert sheet.auto_filter.ref == "A6:E11"
    assert openpyxl.load_workbook(path, data_only=True).worksheets[0]["B3"].value == 111


def test_a_table_without_rows_says_so(tmp_path: Path) -> None:
    sheet = opened(written(tmp_path / "t.xlsx", lambda table: None))
    assert cells(sheet)[6] == [None, "（无）", None, None, None]
    assert sheet["B3"].value == "=SUBTOTAL(109,B7:B7)"


def linked(table: TableStream) -> None:
    for number in range(4):
        link = FileLink("C31", "returned/甲 1.xlsx", "申报's", f"C{number}")
        table.row([FileLink(f"{number}", f"../{number}.xlsx"), None, None, None, link])


def test_links_lead_to_cells_of_files_beside(tmp_path: Path) -> None:
    path = written(tmp_path / "t.xlsx", linked)
    sheet = opened(path)
    assert lint(path) == []
    assert (sheet["A8"].value, sheet["A8"].hyperlink.target) == ("1", "../1.xlsx")
    there = sheet["E8"].hyperlink
    assert (there.target, there.location) == ("returned/%E7%94%B2%201.xlsx", "'申报''s'!C1")


def test_more_links_than_excel_takes_are_references(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_stream, "MOST_LINKS", 7)
    path = written(tmp_path / "t.xlsx", linked)
    sheet = opened(path)
    assert lint(path) == []
    assert [sheet[cell].value for cell in ("A7", "E10")] == ["0", "C31"]
    assert not any(cell.hyperlink for row in sheet.iter_rows() for cell in row)


def test_it_is_known_as_ours_until_somebody_saves_it(tmp_path: Path) -> None:
    path = written(tmp_path / "t.xlsx", put)
    assert is_as_sealed(path.read_bytes())
    again = written(tmp_path / "u.xlsx", put)
    assert path.read_bytes() == again.read_bytes()
    openpyxl.load_workbook(path).save(path)
    assert not is_as_sealed(path.read_bytes())


def test_a_full_disk_ends_the_writing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: PackedStream, packed: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(packed_stream, "_AT_ONCE", 1)
    monkeypatch.setattr(PackedStream, "_keep", full)
    with pytest.raises(OSError, match="No space"):
        written(tmp_path / "t.xlsx", put)
    assert not (tmp_path / "t.xlsx").exists()


@pytest.mark.parametrize("at_once", [1, 70_000, 1 << 20])
def test_many_rows_are_one_sound_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: int) -> None:
    monkeypatch.setattr(packed_stream, "_AT_ONCE", at_once)

    def many(table: TableStream) -> None:
        for number in range(3_000):
            table.row([str(number), number, None, Decimal("0.5"), "文字" * (number % 50)])

    path = written(tmp_path / "t.xlsx", many)
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
    sheet = openpyxl.load_workbook(path, data_only=True).worksheets[0]
    assert [sheet["B3"].value, sheet["D3"].value] == [2999 * 1500, 1500]
    assert sheet.max_row == first_row(COLUMNS) + 2_999


@given(
    st.lists(
        st.lists(st.sampled_from("甲乙丙"), min_size=1, max_size=3),
        min_size=1,
        max_size=8,
    )
)
def test_the_cells_of_a_head_cover_it_once(heads: list[list[str]]) -> None:
    depth = max(map(len, heads))
    covered: list[tuple[int, int]] = []
    for top, left, rows, columns, words in head_cells(heads):
        covered += [(row, column) for row in range(top, top + rows) for column in range(left, left + columns)]
        for column in range(left, left + columns):
            assert heads[column][top] == words
            assert heads[column][: top + 1] == heads[left][: top + 1]
    assert sorted(covered) == [(row, column) for row in range(depth) for column in range(len(heads))]


def wide(*groups: tuple[str, int]) -> Iterator[StreamColumn]:
    yield StreamColumn(("单位",), 20)
    for name, count in groups:
        yield from (StreamColumn((name, f"{number}"), 14) for number in range(count))


def test_a_page_is_cut_between_groups_of_columns() -> None:
    assert page_cuts(list(wide(("甲", 5), ("乙", 3))), 1) == ((), 100)
    assert page_cuts(list(wide(("甲", 8), ("乙", 8), ("丙", 4))), 1) == ((9, 17), 80)


WORKED_OUT = (
    StreamColumn(("单位",), 8, "@"),
    StreamColumn(("上年",), 12, "#,##0.00", total=True),
    StreamColumn(("本年",), 12, "#,##0.00", total=True),
    StreamColumn(("增减",), 12, "#,##0.00", total=True, formula=change(1, 2)),
    StreamColumn(("两年都有的增减",), 12, "#,##0.00", formula=gap(1, 2)),
    StreamColumn(("增减%",), 8, "0.0%", formula=growth(1, 4)),
)


def test_columns_are_worked_out_of_others(tmp_path: Path) -> None:
    rows: tuple[tuple[StreamContent, ...], ...] = (
        ("甲", Decimal("100"), Decimal("150")),
        ("乙", None, 5),
        ("丙", 0, 7),
        ("丁", "约3", 8),
        ("戊", -4, -6),
    )

    def write(table: TableStream) -> None:
        for row in rows:
            table.row((*row, None, None, None))

    path = written(tmp_path / "t.xlsx", write, WORKED_OUT)
    assert lint(path) == []
    formulas, stored = (openpyxl.load_workbook(path, data_only=only).worksheets[0] for only in (False, True))
    first = first_row(WORKED_OUT)
    assert [cell.value for cell in formulas[first]][3:] == [
        f"=N(C{first})-N(B{first})",
        f'=IF(COUNT(B{first},C{first})<2,"",N(C{first})-N(B{first}))',
        f'=IF(OR(N(B{first})=0,NOT(ISNUMBER(E{first}))),"",N(E{first})/ABS(N(B{first})))',
    ]
    shown = [[cell.value or "" for cell in row][3:] for row in stored.iter_rows(min_row=first)]
    assert shown == [[50, 50, 0.5], [5, "", ""], [7, 7, ""], [8, "", ""], [-2, -2, -0.5]]
    totals = [cell.value for cell in stored[3]]
    assert totals[1:] == [96, 164, 68, 68, pytest.approx(68 / 96)]
    assert formulas["F3"].value == '=IF(OR(N(B3)=0,NOT(ISNUMBER(E3))),"",N(E3)/ABS(N(B3)))'


def test_a_change_in_percent_of_what_is_percent_is_left_out() -> None:
    formula = growth_between(0, 1, 2, "%")
    assert formula.of_row([Decimal(2), Decimal(1), "万元"]) == Decimal("0.5")
    assert formula.of_row([Decimal(2), Decimal(1), "%"]) == ""
    assert formula.in_row(7).startswith('IF(OR(C7="%",')
