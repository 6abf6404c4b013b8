"""Rosters as they come: workbooks and CSV in any coding, and every mistake named with its row."""

from __future__ import annotations

import codecs
from decimal import Decimal
from pathlib import Path

import pytest

from collection import CollectionError, Department, read_roster
from template_builder.xlsx.archive import packed
from template_builder.xlsx.styles import CellStyle
from template_builder.xlsx.workbook_writer import WorkbookWriter
from templates.kinds import Content, Raw
from tests.template_builder.parts import SHEET, parts

TEXT = "编码,单位名称,联系人\n219001,鄂州市财政局,李明\n219002,鄂州市“某”局,\n"
EXPECTED = (
    Department(2, "鄂州市财政局", "219001", "李明"),
    Department(3, "鄂州市“某”局", "219002", None),
)


def csv(folder: Path, text: str | bytes, name: str = "名单.csv") -> Path:
    file = folder / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def workbook(folder: Path, rows: list[list[Content]], number_format: str = "General") -> Path:
    file = folder / "名单.xlsx"
    with WorkbookWriter(file) as book:
        page = book.add_sheet("名单")
        for row, cells in enumerate(rows, 1):
            for column, content in enumerate(cells, 1):
                page.put(row, column, content, CellStyle(number_format=number_format))
    return file


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        TEXT.encode("gb18030"),
        TEXT.encode("utf-16"),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace(",", ";").encode(),
        TEXT.replace(",", "\t").encode("gb18030"),
        b"\n\n" + TEXT.rstrip().encode() + b"\n\n,,\n",
    ],
    ids=["utf-8", "bom", "gb18030", "utf-16", "crlf", "semicolon", "tab", "blank lines"],
)
def test_a_csv_is_read_in_any_usual_coding(tmp_path: Path, data: bytes) -> None:
    roster = read_roster(csv(tmp_path, data))
    found = tuple((one.name, one.code, one.contact) for one in roster.departments)
    assert found == tuple((one.name, one.code, one.contact) for one in EXPECTED)
    assert roster.fields == ()


def test_a_workbook_is_read(tmp_path: Path) -> None:
    rows: list[list[Content]] = [
        ["Name", "code", "income.fiscal.amount"],
        ["鄂州市财政局", Decimal(1001), Decimal("752.2")],
        [None, None, None],
        ["=1+1 局", "002", None],
    ]
    roster = read_roster(workbook(tmp_path, rows))
    assert roster.fields == ("income.fiscal.amount",)
    assert roster.departments == (
        Department(2, "鄂州市财政局", "1001", values={"income.fiscal.amount": Raw(Decimal("752.2"))}),
        Department(4, "=1+1 局", "002"),
    )


def test_a_code_typed_as_a_number_keeps_the_zeros_that_it_shows(tmp_path: Path) -> None:
    rows: list[list[Content]] = [["code", "name"], [Decimal(1001), "甲"], [Decimal("1.5"), "乙"]]
    roster = read_roster(workbook(tmp_path, rows, "000000"))
    assert [one.code for one in roster.departments] == ["001001", "1.5"]


def test_a_quoted_field_may_hold_anything(tmp_path: Path) -> None:
    roster = read_roster(csv(tmp_path, 'name,code\n"甲,""乙""\n丙 ",  7 \n'))
    assert roster.departments == (Department(2, '甲,"乙"\n丙', "7"),)


def test_columns_without_a_head_and_codes_that_are_blank_say_nothing(tmp_path: Path) -> None:
    roster = read_roster(csv(tmp_path, "name,,code\n甲,x,\n乙,y,\n"))
    assert roster.departments == (Department(2, "甲"), Department(3, "乙"))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "The roster is empty"),
        ("单位名称\n", "no departments below the heading row"),
        ("编码\n1\n", "Row 1: there is no column `name`"),
        ("name,地址\n甲,乙\n", "Row 1: the column “地址” is unknown"),
        ("name,单位名称\n甲,乙\n", "Row 1: the column “单位名称” appears twice"),
        ("name,a.b,a.b\n甲,,\n", "Row 1: the column “a.b” appears twice"),
        ("name,code\n甲,1\n,2\n", "Row 3: the name is blank"),
        ("name,code\n甲,1\n　 ,2\n", "Row 3: the name is blank"),
        ("name,code\n甲,1\n乙,2\n甲 ,3\n", "Row 4: the name “甲” is the same as in row 2"),
        ("name,code\nＡ局,1\na局,2\n", "Row 3: the name “a局” is the same as in row 2"),
        ("name,code\n甲,1\n乙,1\n", "Row 3: the code “1” is the same as in row 2"),
        ("name\n甲\x00乙\n", "U+0000"),
        ('name\n"甲\n', "This is not valid CSV"),
        (b"name\n\xff\xff\xff\n", "neither UTF-8 nor GB18030"),
    ],
)
def test_each_mistake_is_named_with_its_row(tmp_path: Path, text: str | bytes, told: str) -> None:
    file = csv(tmp_path, text)
    with pytest.raises(CollectionError) as caught:
        read_roster(file)
    assert told in str(caught.value)
    assert str(file) in str(caught.value)


def test_all_mistakes_are_told_at_once_but_not_thousands(tmp_path: Path) -> None:
    with pytest.raises(CollectionError) as caught:
        read_roster(csv(tmp_path, "name,code\n" + ",1\n" * 50))
    lines = str(caught.value).splitlines()
    assert len(lines) == 22
    assert "30 more" in lines[-1]


def test_what_is_no_text_is_no_name(tmp_path: Path) -> None:
    with pytest.raises(CollectionError, match="Row 2: True is not text"):
        read_roster(workbook(tmp_path, [["name"], [True]]))


def test_an_error_in_place_of_a_name_is_named(tmp_path: Path) -> None:
    file = tmp_path / "名单.xlsx"
    with WorkbookWriter(file) as book:
        page = book.add_sheet("名单")
        page.put(1, 1, "单位名称", CellStyle())
        page.formula(2, 1, "1/0", "#DIV/0!", CellStyle())
    data = parts(file)
    data[SHEET] = data[SHEET].replace(b't="str"', b't="e"')
    file.write_bytes(packed(data))
    with pytest.raises(CollectionError, match=r"Row 2: `name` is an error \(#DIV/0!\)"):
        read_roster(file)


def test_an_error_in_a_cell_is_named(tmp_path: Path) -> None:
    file = tmp_path / "名单.xlsx"
    with WorkbookWriter(file) as book:
        page = book.add_sheet("名单")
        page.put(1, 1, "name", CellStyle())
        page.put(1, 2, "income.fiscal.amount", CellStyle())
        page.put(2, 1, "甲", CellStyle())
        page.formula(2, 2, "1/0", "#DIV/0!", CellStyle())
    found = parts(file)
    file.write_bytes(packed({**found, SHEET: found[SHEET].replace(b't="str"', b't="e"')}))
    with pytest.raises(CollectionError, match=r"Row 2: `income\.fiscal\.amount` is an error"):
        read_roster(file)


@pytest.mark.parametrize("name", ["gone.csv", "gone.xlsx"])
def test_a_file_that_is_not_there(tmp_path: Path, name: str) -> None:
    with pytest.raises(CollectionError, match=name):
        read_roster(tmp_path / name)


def test_a_workbook_without_anything_in_it(tmp_path: Path) -> None:
    with pytest.raises(CollectionError, match="The roster is empty"):
        read_roster(workbook(tmp_path, []))


def test_a_damaged_workbook(tmp_path: Path) -> None:
    with pytest.raises(CollectionError, match=r"名单\.xlsx"):
        read_roster(csv(tmp_path, b"PK\x03\x04 no more", "名单.xlsx"))
