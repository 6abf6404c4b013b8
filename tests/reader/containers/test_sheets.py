"""From parts to plain cells: values, formats, formulas, errors; and what is refused on the way."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from reader import UnreadableWorkbook
from reader.containers import Grid, address, column_number, open_bytes
from reader.containers.xlsx import scan_by_parser, scan_by_pattern
from reader.containers.xlsx import shared_strings as strings_module
from reader.containers.xlsx import workbook as workbook_module
from templates import stamp_text
from templates.kinds import Raw
from tests.reader.plans import cell_map
from tests.reader.spoil import SHEET, parts, sheet, workbook

NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
UNQUOTED = stamp_text(cell_map())
STAMP = UNQUOTED.replace('"', "&quot;")


def read(content: bytes) -> Grid:
    return open_bytes(content).sheets[0].grid()


def read_rows(rows: str) -> dict[str, Raw]:
    return {address(at): raw for at, raw in read(workbook({SHEET: sheet(rows)})).cells.items()}


def refusal_of(content: bytes) -> str:
    with pytest.raises(UnreadableWorkbook) as caught:
        read(content)
    return caught.value.finding.code


def refusal_of_rows(rows: str) -> str:
    return refusal_of(workbook({SHEET: sheet(rows)}))


def row(cells: str) -> str:
    return f'<row r="1">{cells}</row>'


def test_values_formats_and_formulas() -> None:
    made = read(workbook())
    assert made.name == "表"
    assert made.cells == {
        (1, 1): Raw("项目"),
        (1, 2): Raw(Decimal("752.2"), '0.0"元"'),
        (2, 1): Raw("支出"),
        (2, 2): Raw(Decimal("752.2"), formula="SUM(B1)"),
    }


def test_a_number_is_the_shortest_that_gives_the_double() -> None:
    cells = read_rows(
        row('<c r="A1"><v>0.1</v></c><c r="B1"><v>953.33000000000004</v></c><c r="C1"><v>1E+2</v></c>')
    )
    assert [raw.value for raw in cells.values()] == [Decimal("0.1"), Decimal("953.33"), Decimal(100)]


@pytest.mark.parametrize(
    ("style", "code"),
    [(0, "General"), (1, '0.0"元"'), (2, "0.00%"), (4, "General"), (5, "General"), (77, "General")],
)
def test_the_format_of_a_cell(style: int, code: str) -> None:
    cells = read_rows(row(f'<c r="A1" s="{style}"><v>5</v></c>'))
    assert cells["A1"].number_format == code


def test_dates_by_either_system() -> None:
    rows = row('<c r="A1" s="3"><v>44196</v></c><c r="B1" t="d"><v>2024-02-29</v></c>')
    cells = read_rows(rows)
    assert cells["A1"] == Raw(date(2020, 12, 31), "yyyy/m/d")
    assert cells["B1"].value == date(2024, 2, 29)
    book = parts()["xl/workbook.xml"].replace("<sheets>", '<workbookPr date1904="1"/><sheets>')
    assert read(workbook({"xl/workbook.xml": book, SHEET: sheet(rows)})).cells[1, 1].value == date(2025, 1, 1)


def test_texts_as_they_were_written() -> None:
    cells = read_rows(
        row(
            '<c r="A1" t="inlineStr"><is><r><t>富</t></r><r><t>文本</t></r></is></c>'
            '<c r="B1" t="str"><f>"甲"</f><v>甲</v></c>'
            '<c r="C1" t="inlineStr"><is><t xml:space="preserve"> 两边 </t></is></c>'
            '<c r="D1" t="inlineStr"><is><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh></is></c>'
            '<c r="E1" t="inlineStr"><is><t></t></is></c>'
        )
    )
    assert {at: raw.value for at, raw in cells.items()} == {
        "A1": "富文本",
        "B1": "甲",
        "C1": " 两边 ",
        "D1": "東京",
    }


def test_texts_that_one_reader_drops_are_kept() -> None:
    cells = read_rows(
        row('<c r="A1" t="inlineStr"><v>字</v></c><c r="B1" t="inlineStr"><is><t> </t></is></c>')
    )
    assert cells == {"A1": Raw("字")}


def test_an_empty_style_is_none() -> None:
    assert read_rows(row('<c r="A1" s=""><v>5</v></c>'))["A1"] == Raw(Decimal(5))


def test_a_module_of_macros_is_no_sheet() -> None:
    book = parts()["xl/workbook.xml"].replace("</sheets>", '<sheet name="M" sheetId="9" r:id=""/></sheets>')
    assert len(read(workbook({"xl/workbook.xml": book})).cells) == 4


def test_errors_old_new_and_unknown_do_not_hide_the_rest() -> None:
    cells = read_rows(
        row(
            '<c r="A1" t="e"><v>#DIV/0!</v></c><c r="B1" t="e"><f>X()</f><v>#SPILL!</v></c>'
            '<c t="e"><v>#没有!</v></c><c r="D1"><v>7</v></c>'
        )
    )
    assert cells == {
        "A1": Raw(None, error="#DIV/0!"),
        "B1": Raw(None, error="#SPILL!", formula="X()"),
        "C1": Raw(None, error="#没有!"),
        "D1": Raw(Decimal(7)),
    }


def test_truths_and_what_is_none() -> None:
    cells = read_rows(
        row('<c r="A1" t="b"><v>1</v></c><c r="B1" t="b"><v>2</v></c><c r="C1" t="b"><v>0</v></c>')
    )
    assert [raw.value for raw in cells.values()] == [True, "2", False]


@pytest.mark.parametrize(
    "written", ["1E400", "-1E400", "NaN", "INF", "1_000", "0x10", "١٢", "１２", "1,234", "1e"]
)
def test_an_unlawful_number_stays_the_text_that_stands_there(written: str) -> None:
    assert read_rows(row(f'<c r="A1"><v>{written}</v></c><c r="B1"><v>5</v></c>'))["A1"].value == written


def test_formulas_shared_and_without_a_value() -> None:
    cells = read_rows(
        '<row r="1"><c r="A1"><f t="shared" ref="A1:A2" si="0">1+1</f><v>2</v></c></row>'
        '<row r="2"><c r="A2"><f t="shared" si="0"/><v>2</v></c><c r="B2"><f>A1</f></c></row>'
    )
    assert cells["A2"] == Raw(Decimal(2), formula="1+1")
    assert cells["B2"] == Raw(None, formula="A1")


def test_places_follow_where_they_are_not_written() -> None:
    cells = read_rows('<row r="2"><c r="B2"><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>')
    assert {at: raw.value for at, raw in cells.items()} == {"B2": 1, "C2": 2, "A3": 3}


def test_prefixes_of_elements_do_not_matter() -> None:
    xml = (
        sheet()
        .replace("<c ", "<x:c ")
        .replace("</c>", "</x:c>")
        .replace("<worksheet ", '<worksheet xmlns:x="u" ')
    )
    assert len(read(workbook({SHEET: xml})).cells) == 4


@pytest.mark.parametrize(
    "cells",
    [
        '<c r="b1"><v>1</v></c>',
        '<c r="$B$1"><v>1</v></c>',
        '<c r="B0"><v>1</v></c>',
        '<c r="B2"><v>1</v></c>',
        '<c r="XFE1"><v>1</v></c>',
        '<c r="二"><v>1</v></c>',
        '<c r="B99999999999999999999"><v>1</v></c>',
        '<c r="B1"><v>1</v></c><c r="B1"><v>2</v></c>',
        '<c r="B1" t="zz"><v>1</v></c>',
        '<c r="B1" t="s"><v>99</v></c>',
        '<c r="B1" t="s"><v>-1</v></c>',
        '<c r="B1" s="x"><v>1</v></c>',
        '<c r="B1">' + "<x>" * 40 + "</x>" * 40 + "</c>",
        '<c r="B1"><v>1</v>',
    ],
)
def test_cells_that_cannot_be_told_for_certain(cells: str) -> None:
    assert refusal_of_rows(row(cells)) == "damaged"


@pytest.mark.parametrize("number", ["0", "1048577", "-1", "x", "99999999999"])
def test_rows_that_cannot_be(number: str) -> None:
    assert refusal_of_rows(f'<row r="{number}"><c><v>1</v></c></row>') == "damaged"


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        '<row r="1048576"><c r="B1048576" t="inlineStr"><is><t/></is></c></row>',
        '<row r="1048576"><c r="XFD1048576" t="str"/></row>',
    ],
)
def test_a_cell_far_away_is_refused_before_space_is_made_for_it(rows: str) -> None:
    assert refusal_of_rows(rows) == "too-large"


def test_claims_and_mere_formats_take_no_space() -> None:
    rows = row('<c r="A1"><v>1</v></c>') + '<row r="1048576" s="1"><c r="XFD1048576" s="1"/></row>'
    xml = sheet(
        rows,
        before='<dimension ref="A1:XFD1048576"/>',
        after='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>',
    )
    strings = parts()["xl/sharedStrings.xml"].replace('"2"', '"4294967295"')
    assert len(read(workbook({SHEET: xml, "xl/sharedStrings.xml": strings})).cells) == 1
    empty = f"<sst {NAMESPACE} count='4294967295' uniqueCount='4294967295'/>"
    assert len(read(workbook({SHEET: xml, "xl/sharedStrings.xml": empty})).cells) == 1


def test_numbers_of_cells_strings_and_sheets_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan_by_pattern, "MOST_CELLS", 3)
    monkeypatch.setattr(scan_by_parser, "MOST_CELLS", 3)
    assert refusal_of(workbook()) == "too-large"
    monkeypatch.setattr(strings_module, "_MOST_STRINGS", 1)
    assert refusal_of(workbook()) == "too-large"
    monkeypatch.setattr(workbook_module, "MOST_SHEETS", 0)
    assert refusal_of(workbook()) == "too-large"


DOCTYPE = '<!DOCTYPE x [<!ENTITY a "aaa">]>'


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml"])
def test_document_types_other_encodings_and_broken_parts_are_refused(part: str) -> None:
    sound = parts()[part]
    body = sound.partition("?>\n")[2]
    for content in (
        DOCTYPE + body,
        sound[:-20],
        sound.encode("utf-16"),
        body.encode("utf-16-be"),
        f'<?xml version="1.0" encoding="GB2312"?>{body}'.encode("gb2312"),
        sound.encode().replace(b"<", b"<\xff\xfe", 3),
    ):
        assert refusal_of(workbook({part: content})) == "damaged"


def test_a_byte_order_mark_is_lawful() -> None:
    marked = {name: b"\xef\xbb\xbf" + content.encode() for name, content in parts().items()}
    marked[SHEET] = (
        b"\xef\xbb\xbf" + sheet(row('<c r="A1" t="e"><v>#NEW!</v></c><c r="B1"><v>5</v></c>')).encode()
    )
    assert read(workbook(marked)).cells == {(1, 1): Raw(None, error="#NEW!"), (1, 2): Raw(Decimal(5))}


def test_parts_that_are_named_must_be_there() -> None:
    relations = parts()["xl/_rels/workbook.xml.rels"]
    for changes in (
        {SHEET: None},
        {"xl/styles.xml": None},
        {"xl/sharedStrings.xml": None},
        {"xl/_rels/workbook.xml.rels": None},
        {"xl/workbook.xml": parts()["xl/workbook.xml"].replace("<sheet ", "<other ")},
        {"xl/_rels/workbook.xml.rels": relations.replace("worksheets/sheet1.xml", "../../outside.xml")},
        {"xl/_rels/workbook.xml.rels": relations.replace("worksheets/sheet1.xml", "workbook.xml")},
        {
            "xl/_rels/workbook.xml.rels": relations.replace(
                'Target="w', 'TargetMode="External" Target="http://w'
            )
        },
    ):
        assert refusal_of(workbook(changes)) == "damaged"


def test_parts_that_are_not_named_are_not_missed() -> None:
    relations = (
        parts()["xl/_rels/workbook.xml.rels"].replace("sharedStrings", "other").replace("styles", "other2")
    )
    rows = row('<c r="A1"><v>1</v></c>')
    assert read(workbook({"xl/_rels/workbook.xml.rels": relations, SHEET: sheet(rows)})).cells == {
        (1, 1): Raw(Decimal(1))
    }


def test_absolute_targets_are_lawful() -> None:
    relations = parts()["xl/_rels/workbook.xml.rels"].replace('"worksheets/', '"/xl/worksheets/')
    assert len(read(workbook({"xl/_rels/workbook.xml.rels": relations})).cells) == 4


def test_a_chart_sheet_is_passed_over() -> None:
    relations = parts()["xl/_rels/workbook.xml.rels"].replace(
        "relationships/worksheet", "relationships/chartsheet"
    )
    assert refusal_of(workbook({"xl/_rels/workbook.xml.rels": relations})) == "damaged"


def sheets_with_stamps(content: bytes) -> list[str]:
    return [sheet.name for sheet in open_bytes(content).sheets if sheet.corner() == UNQUOTED]


def test_the_stamp_is_found_as_a_shared_or_an_inline_text() -> None:
    inline = f'<row r="1"><c r="A1" t="inlineStr"><is><t>{STAMP}</t></is></c></row>'
    shared = '<row r="1"><c r="A1" t="s"><v>2</v></c></row>'
    other = '<row r="1"><c r="B1" t="s"><v>2</v></c></row>'
    base = parts(
        {"一": sheet(inline), "二": sheet(), "三": sheet(shared), "四": sheet(other), "五": "<worksheet"}
    )
    half = STAMP.partition(",")[0]
    rich = f"<si><r><t>{half}</t></r><rPh><t>x</t></rPh><r><t>{STAMP[len(half) :]}</t></r></si></sst>"
    strings = base["xl/sharedStrings.xml"].replace("</sst>", rich)
    assert sheets_with_stamps(workbook({"xl/sharedStrings.xml": strings}, base)) == ["一", "三"]


def test_a_hidden_sheet_says_so() -> None:
    book = parts()["xl/workbook.xml"].replace("<sheet ", '<sheet state="veryHidden" ')
    assert not read(workbook({"xl/workbook.xml": book})).visible


def test_letters_and_numbers_of_columns() -> None:
    assert [address((5, number)) for number in (1, 26, 27, 702, 703, 16384)] == [
        "A5",
        "Z5",
        "AA5",
        "ZZ5",
        "AAA5",
        "XFD5",
    ]
    assert all(column_number(address((1, number))[:-1]) == number for number in range(1, 1000))
