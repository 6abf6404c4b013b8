"""A template is filled in and nothing else of it changes; what cannot be kept is told beforehand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from decimal import Decimal
from random import Random
from typing import Any

import pytest
import xlsxwriter

from template_builder import BuildError, Filled, Template
from templates import TianbaoError
from templates.seal import is_as_sealed
from tests.extent import extent
from tests.template_builder.filling.workbooks import (
    filled,
    lines,
    parts_of,
    shown,
    template,
    workbook,
)

ROW = ("汇总", 5)
PLAIN = {
    "汇总": {
        "A1": "{{year}}年汇总",
        "B4": "单位",
        "B5": "{{department.name}}",
        "C5": "{{amount}}",
        "D5": "=C5/C$6",
        "C6": "=SUM(C5)",
    },
    "其他": {"A1": "=汇总!C6*2", "A2": "=1+1"},
}
THREE = lines(
    {"department.name": "甲局", "amount": Decimal("1.5")},
    {"department.name": "=1+1", "amount": 2},
    {"department.name": "丙<&>局 _x0041_", "amount": None},
)


def test_a_row_stands_once_for_each_line() -> None:
    content = filled(template(PLAIN), {ROW: THREE}, year=2026)
    assert shown(content, "汇总") == {
        "A1": "2026年汇总",
        "B4": "单位",
        "B5": "甲局",
        "C5": 1.5,
        "D5": "=C5/C$8",
        "B6": "=1+1",
        "C6": 2,
        "D6": "=C6/C$8",
        "B7": "丙<&>局 _x005F_x0041_",  # openpyxl keeps the escape
        "D7": "=C7/C$8",
        "C8": "=SUM(C5:C7)",
    }
    assert b't="inlineStr"><is><t xml:space="preserve">=1+1' in parts_of(content)["xl/worksheets/sheet1.xml"]
    assert shown(content, "其他") == {"A1": "=汇总!C8*2", "A2": "=1+1"}
    assert shown(content, "汇总", values=True)["C8"] == 3.5
    assert shown(content, "其他", values=True) == {"A1": 7, "A2": 0}  # the last is the template's own


def test_what_a_department_typed_is_a_text_and_nothing_else() -> None:
    names = ('=HYPERLINK("http://a.cn")', "{{year}}", "<r><t>甲</t></r>", "甲\x07局", "+1", "@甲")
    cells = {"B5": "{{department.name}}", "C5": "名称：{{department.name}}", "A1": "{{year}}"}
    rows = {("S", 5): lines(*({"department.name": name} for name in names))}
    found = shown(filled(template({"S": cells}), rows, year=2026), "S")
    for row, name in enumerate(names, 5):
        said = name.replace("\x07", "\ufffd")
        assert (found[f"B{row}"], found[f"C{row}"]) == (said, f"名称：{said}")
    sheet = parts_of(filled(template({"S": cells}), rows, year=2026))["xl/worksheets/sheet1.xml"]
    assert b"<f>" not in sheet


def test_the_same_gives_the_same_bytes_with_a_seal() -> None:
    given = template(PLAIN)
    first, second = (filled(given, {ROW: THREE}, year=2026) for _ in range(2))
    assert first == second
    assert is_as_sealed(first)


def test_a_workbook_without_placeholders_keeps_all_its_bytes() -> None:
    cells: dict[str, str | float] = {
        "A1": 1,
        "A2": "=SUBTOTAL(9,A1)+ROW()",
        "A3": "=INDIRECT(A1)",
        "A4": "=无名+1",
    }
    before = parts_of(workbook({"S": cells}, with_names))
    after = parts_of(Template(before).fill({}, {}))
    assert {name for name, content in after.items() if before.get(name) != content} == {
        *("docProps/custom.xml", "[Content_Types].xml", "_rels/.rels"),
    }


def with_names(book: xlsxwriter.Workbook) -> None:
    book.define_name("无名", "=S!$A$1")


def test_what_is_not_concerned_keeps_its_bytes() -> None:
    before = parts_of(workbook(PLAIN))
    after = parts_of(filled(Template(before), {ROW: THREE}, year=2026))
    same = {name for name, content in before.items() if after.get(name) == content}
    assert {"xl/styles.xml", "xl/theme/theme1.xml", "xl/sharedStrings.xml", "docProps/core.xml"} <= same
    assert {"xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"}.isdisjoint(same)
    assert "xl/calcChain.xml" not in after
    assert b'fullCalcOnLoad="1"' in after["xl/workbook.xml"]


def test_without_lines_the_row_stays_and_is_empty() -> None:
    content = filled(template(PLAIN), {ROW: []}, year=2026)
    assert shown(content, "汇总") == {"A1": "2026年汇总", "B4": "单位", "C6": "=SUM(C5)"}
    assert shown(content, "汇总", values=True)["C6"] == 0


def test_several_rows_of_a_sheet_repeat() -> None:
    cells = {"A2": "{{a}}", "A3": "=SUM(A2:A2)", "A5": "{{b}}", "A6": "=SUM(A5)+A3"}
    rows = {("S", 2): lines({"a": 1}, {"a": 2}), ("S", 5): lines({"b": 10}, {"b": 20}, {"b": 30})}
    content = filled(template({"S": cells}), rows)
    assert shown(content, "S", values=True) == {
        "A2": 1, "A3": 2, "A4": 3, "A6": 10, "A7": 20, "A8": 30, "A9": 63,
    }  # fmt: skip
    assert shown(content, "S")["A9"] == "=SUM(A6:A8)+A4"


def test_placeholders_are_found_however_they_are_typed() -> None:
    def more(book: xlsxwriter.Workbook) -> None:
        bold = book.add_format({"bold": True})
        book.worksheets()[0].write_rich_string("A3", "甲：{", bold, "{ye", "ar}", bold, "}年，{{unit}}")

    given = template({"S": {"A1": "{{ year }}", "A2": "｛｛ｄｅｐａｒｔｍｅｎｔ。ｎａｍｅ｝｝"}}, more)
    assert [(one.place, one.name) for one in given.placeholders] == [
        ("S!A1", "year"),
        ("S!A2", "department.name"),
        ("S!A3", "year"),
        ("S!A3", "unit"),
    ]
    content = filled(given, {}, year=2026, unit="万元")
    assert shown(content, "S") == {"A1": 2026, "A3": "甲：2026年，万元"}
    assert b"<b/>" in parts_of(content)["xl/worksheets/sheet1.xml"]


def test_a_date_is_a_number_where_the_cell_shows_dates() -> None:
    def more(book: xlsxwriter.Workbook) -> None:
        sheet = book.worksheets()[0]
        sheet.write_string("A2", "{{day}}", book.add_format({"num_format": "yyyy-mm-dd"}))
        sheet.write_string("A3", "{{day}}", book.add_format({"num_format": '0"d"'}))

    day = {"day": Filled(46022, "2026-01-05", is_date=True)}
    content = template({"S": {"A1": "{{day}}"}}, more).fill(day, {})
    sheet = parts_of(content)["xl/worksheets/sheet1.xml"].decode()
    assert re.findall(r"<v>(\d+)</v>", sheet) == ["46022"]
    assert sheet.count("2026-01-05") == 2
    parts = parts_of(workbook({"S": {"A1": "x"}}, more))
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b"<workbookPr", b'<workbookPr date1904="1"')
    assert b"<v>44560</v>" in parts_of(Template(parts).fill(day, {}))["xl/worksheets/sheet1.xml"]


def test_formulas_that_cells_share_are_written_out() -> None:
    parts = parts_of(workbook({"S": {"A2": "{{a}}", "B1": "=A1*2", "B2": "=A2*2", "B3": "=A3*2"}}))
    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    sheet = sheet.replace("<f>A1*2</f>", '<f t="shared" ref="B1:B3" si="0">A1*2</f>')
    for row in (2, 3):
        sheet = sheet.replace(f"<f>A{row}*2</f>", '<f t="shared" si="0"/>')
    parts["xl/worksheets/sheet1.xml"] = sheet.encode()
    found = shown(filled(Template(parts), {("S", 2): lines({"a": 5}, {"a": 6})}), "S")
    assert found == {"A2": 5, "A3": 6, "B1": "=A1*2", "B2": "=A2*2", "B3": "=A3*2", "B4": "=A4*2"}


def test_no_result_of_the_template_is_left() -> None:
    cells = {
        "A2": "{{a}}",
        "A4": "=SUM(A2)",
        "A5": '=TEXT(A4,"0.00")',
        "A6": "=A5&A4",
        "A7": "=A7+1",
        "A8": "=NOW()",
        "A9": '=IFERROR(A4/0,"错")',
        "A10": "=COUNT(A2)+ROUND(AVERAGE(A2),0)-MIN(A2)",
        "A11": "=VLOOKUP(1,B1:C2,2)",
    }
    found = shown(filled(template({"S": cells}), {("S", 2): lines({"a": 4}, {"a": 7})}), "S", values=True)
    assert found == {"A2": 4, "A3": 7, "A5": 11, "A8": 0, "A9": 0, "A10": "错", "A11": 2 + 6 - 4, "A12": 0}


def test_merged_cells_rules_links_and_breaks_follow() -> None:
    def more(book: xlsxwriter.Workbook) -> None:
        sheet = book.worksheets()[0]
        sheet.merge_range("A1:A6", "侧栏")
        sheet.merge_range("D5:E5", "{{department.name}}")
        sheet.merge_range("D7:E8", "下")
        sheet.conditional_format("C5:C6", {"type": "cell", "criteria": ">", "value": "=$C$6"})
        sheet.data_validation("C5", {"validate": "list", "source": "=$H$6:$H$8"})
        sheet.write_url("B5", "https://example.cn")
        sheet.set_h_pagebreaks([5, 8])
        sheet.print_area("A1:E8")

    content = filled(template(PLAIN, more), {ROW: THREE}, year=2026)
    parts = parts_of(content)
    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    assert re.findall(r'mergeCell ref="(.*?)"', sheet) == ["A1:A8", "D5:E5", "D6:E6", "D7:E7", "D9:E10"]
    assert re.findall(r'sqref="(C.*?)"', sheet) == ["C5:C8", "C5:C7"]
    assert re.findall(r"<formula1?>(.*?)</formula1?>", sheet) == ["$C$8", "$H$8:$H$10"]
    assert re.findall(r'hyperlink ref="(.*?)"', sheet) == ["B5:B7"]
    assert re.findall(r'brk id="(\d+)"', sheet) == ["7", "10"]
    assert b"$A$1:$E$10" in parts["xl/workbook.xml"]


def with_chart(values: str) -> Any:
    def more(book: xlsxwriter.Workbook) -> None:
        chart = book.add_chart({"type": "bar"})
        assert chart is not None
        chart.add_series({"values": values, "categories": "=汇总!$B$5:$B$5", "name": "=汇总!$B$4"})
        book.worksheets()[1].insert_chart("A4", chart)

    return more


def test_a_chart_takes_all_copies_and_remembers_them() -> None:
    content = filled(template(PLAIN, with_chart("=汇总!$C$5:$C$5")), {ROW: THREE}, year=2026)
    chart = parts_of(content)["xl/charts/chart1.xml"].decode()
    assert re.findall(r"<c:f>(.*?)</c:f>", chart) == ["汇总!$B$4", "汇总!$B$5:$B$7", "汇总!$C$5:$C$7"]
    assert re.findall(r'ptCount val="(\d)"', chart) == ["1", "3", "3"]
    assert "<c:v>甲局</c:v>" in chart
    assert "<c:v>1.5</c:v>" in chart


def table(options: Mapping[str, object], at: str = "B4:C5") -> Any:
    return lambda book: book.worksheets()[0].add_table(at, dict(options))


HEADS = {"columns": [{"header": "单位"}, {"header": "金额"}]}


def test_a_table_is_stretched() -> None:
    content = filled(template(PLAIN, table({**HEADS, "name": "表"})), {ROW: THREE}, year=2026)
    assert b'ref="B4:C7"' in parts_of(content)["xl/tables/table1.xml"]


@pytest.mark.parametrize(
    ("cells", "more", "code"),
    [
        ({}, lambda book: book.worksheets()[0].merge_range("F5:F6", "跨行"), "template-merged-rows"),
        ({"E4:E6": "{=C4:C6*2}"}, None, "template-array-formula"),
        ({"E8": "=C5*2"}, None, "template-one-of-many"),
        ({"E5": "=E4+C5"}, None, "template-row-above"),
        ({}, table(HEADS, "B5:C6"), "template-table-edge"),
        ({}, table({**HEADS, "total_row": True}, "B3:C5"), "template-table-edge"),
        ({}, with_chart("=汇总!$C$5:$D$5"), "template-chart-by-row"),
    ],
)
def test_what_cannot_be_repeated_is_told_with_its_place(cells: dict[str, str], more: Any, code: str) -> None:
    given = {"汇总": {**PLAIN["汇总"], **cells}, "其他": {}}
    problems = template(given, more or (lambda book: None)).problems_with([ROW])
    assert problems[0].say("zh").startswith(("汇总!", "其他: "))
    assert [one.slots["what"].code for one in problems] == [code]  # type: ignore[union-attr]  # sentences
    assert all(": " in one.say("zh") and ": " in one.say("en") for one in problems)


def test_what_is_no_placeholder_is_told() -> None:
    cells = {"A1": "{{year", "A2": '="{{year}}"', "A3": "year}}"}
    given = template({"S": cells, "{{year}}": {}})
    assert [one.say("zh").partition(": ")[0] for one in given.problems] == [
        "{{year}}",
        "S!A1",
        "S!A2",
        "S!A3",
    ]


def test_heads_titles_and_boxes_are_filled_in() -> None:
    def more(book: xlsxwriter.Workbook) -> None:
        sheet = book.worksheets()[0]
        sheet.set_header("&C{{unit}}")
        sheet.insert_textbox("D1", "截至{{year}}年")
        sheet.write_comment("A1", "{{year}}")

    given = template({"S": {"A1": "x"}}, more)
    assert sorted(one.name for one in given.elsewhere) == ["unit", "year", "year"]
    parts = parts_of(filled(given, {}, year=2026, unit="万元 & 元"))
    assert "&amp;C万元 &amp;&amp; 元</oddHeader>" in parts["xl/worksheets/sheet1.xml"].decode()
    assert "截至2026年" in parts["xl/drawings/drawing1.xml"].decode()
    assert "2026" in parts["xl/comments1.xml"].decode()


@pytest.mark.parametrize(
    ("part", "old", "new", "code"),
    [
        ("xl/workbook.xml", b"<sheets>", b"<!DOCTYPE a><sheets>", "template-damaged"),
        ("xl/workbook.xml", b"<workbook ", b'<!DOCTYPE a [<!ENTITY b "c">]><workbook ', "template-damaged"),
        ("xl/worksheets/sheet1.xml", b"<sheetData", b"<sheetDat", "template-damaged"),
        (
            "xl/workbook.xml",
            b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            b"http://purl.oclc.org/ooxml/spreadsheetml/main",
            "template-strict",
        ),
        (
            "[Content_Types].xml",
            b"spreadsheetml.sheet.main",
            b"spreadsheetml.foreign.main",
            "template-not-xlsx",
        ),
        (
            "[Content_Types].xml",
            b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
            b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
            "template-with-macros",
        ),
    ],
)
def test_what_can_be_no_template_is_refused(part: str, old: bytes, new: bytes, code: str) -> None:
    parts = parts_of(workbook(PLAIN))
    assert old in parts[part]
    parts[part] = parts[part].replace(old, new)
    with pytest.raises(BuildError) as caught:
        Template(parts)
    assert caught.value.code == code
    assert caught.value.sentence("zh")


def test_signed_and_deep_ones_are_refused_and_templates_by_type_are_not() -> None:
    parts = parts_of(workbook(PLAIN))
    with pytest.raises(BuildError, match="signed"):
        Template({**parts, "_xmlsignatures/sig1.xml": b"<a/>"})
    with pytest.raises(BuildError, match="damaged"):
        Template({**parts, "xl/worksheets/sheet1.xml": b"<a>" * 300 + b"</a>" * 300})
    types = parts["[Content_Types].xml"].replace(b"sheet.main+xml", b"template.main+xml")
    content = filled(Template({**parts, "[Content_Types].xml": types}), {ROW: THREE}, year=2026)
    assert parts_of(content)["[Content_Types].xml"].count(b"sheet.main+xml") == 1


def test_more_rows_than_a_sheet_has_are_refused() -> None:
    given = template({"S": {"A1": "{{a}}", "A1048576": "x"}})
    with pytest.raises(BuildError, match="1048576 rows"):
        given.fill({}, {("S", 1): lines({"a": 1}, {"a": 2})})


# Spoilt templates


@pytest.mark.parametrize("seed", range(extent(60, 20, 5_000)))
def test_a_spoilt_template_is_filled_in_or_refused_and_nothing_else(seed: int) -> None:
    random, parts = Random(seed), parts_of(workbook(PLAIN, with_chart("=汇总!$C$5:$C$5")))
    for _ in range(5):
        name = random.choice([name for name in parts if name.endswith((".xml", ".rels"))])
        spans = [found.span(1) for found in re.finditer(rb'[">]([^<>"]*)["<]', parts[name])]
        first, last = random.choice(spans)
        spoilt = random.choice(
            (b"", b"x", b"-1", b"A0", b"C5:A1", b"XFD1048576", b"SUM((", b"{{year", b"\xff")
        )
        content = parts[name][:first] + spoilt + parts[name][last:]
        with suppress(TianbaoError):
            given = Template({**parts, name: content})
            rows = {(one.sheet, one.row) for one in given.placeholders if one.name != "year"}
            given.problems_with(rows)
            assert given.fill({}, dict.fromkeys(rows, THREE))


def test_what_refers_to_no_sheet_part_or_table_that_is_there_is_refused() -> None:
    parts = parts_of(workbook(PLAIN))
    for part in ("[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml", "_rels/.rels"):
        with pytest.raises(BuildError):
            Template({name: content for name, content in parts.items() if name != part})
    with pytest.raises(BuildError):
        Template({**parts, "xl/图.png": b""})
    rows = parts["xl/worksheets/sheet1.xml"].replace(b'<row r="6"', b'<row r="5"')
    with pytest.raises(BuildError, match="damaged"):
        Template({**parts, "xl/worksheets/sheet1.xml": rows})


def test_the_chain_of_calculation_is_left_out_and_the_workbook_calculates_on_opening() -> None:
    parts = parts_of(workbook(PLAIN))
    types = parts["[Content_Types].xml"].replace(
        b"</Types>", b'<Override PartName="/xl/calcChain.xml" ContentType="a/b"/></Types>'
    )
    kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain"
    relations = parts["xl/_rels/workbook.xml.rels"].replace(
        b"</Relationships>",
        b'<Relationship Id="rId99" Type="' + kind + b'" Target="calcChain.xml"/></Relationships>',
    )
    book = re.sub(rb"<calcPr[^>]*>", b"<extLst/>", parts["xl/workbook.xml"])
    given = {**parts, "[Content_Types].xml": types, "xl/_rels/workbook.xml.rels": relations}
    given |= {"xl/calcChain.xml": b"<calcChain/>", "xl/workbook.xml": book}
    after = parts_of(filled(Template(given), {ROW: THREE}, year=2026))
    assert "xl/calcChain.xml" not in after
    assert b"calcChain" not in after["[Content_Types].xml"] + after["xl/_rels/workbook.xml.rels"]
    assert b'</sheets><calcPr fullCalcOnLoad="1"/><extLst/>' in after["xl/workbook.xml"]


def test_a_seal_joins_the_properties_that_there_are() -> None:
    def more(book: xlsxwriter.Workbook) -> None:
        book.set_custom_property("文号", "财〔2026〕1号")
        book.set_custom_property("tianbao", "seal of another time")

    content = filled(template(PLAIN, more), {ROW: THREE}, year=2026)
    part = parts_of(content)["docProps/custom.xml"].decode()
    assert re.findall(r'pid="(\d)" name="(.*?)"', part) == [("2", "文号"), ("3", "tianbao")]
    assert is_as_sealed(content)


def test_array_formulas_and_tables_of_values_move_with_their_rows() -> None:
    cells = {**PLAIN["汇总"], "E5": "{=SUM(C5:C5*2)}", "E8": "{=SUM(C5:C5*2)}", "F8:F9": "{=C5:C6}"}
    parts = parts_of(workbook({"汇总": cells}))
    sheet = parts["xl/worksheets/sheet1.xml"].replace(
        b'<f t="array" ref="E8">SUM(C5:C5*2)</f>', b'<f t="dataTable" ref="E8" r1="C6" r2="C4"/>'
    )
    given = Template({**parts, "xl/worksheets/sheet1.xml": sheet})
    after = parts_of(filled(given, {ROW: THREE}, year=2026))["xl/worksheets/sheet1.xml"].decode()
    assert re.findall(r'<f t="array" ref="(.*?)">(.*?)<', after) == [
        ("E5", "SUM(C5:C5*2)"),
        ("E6", "SUM(C6:C6*2)"),
        ("E7", "SUM(C7:C7*2)"),
        ("F10:F11", "C5:C8"),
    ]
    assert '<f t="dataTable" ref="E10" r1="C8" r2="C4"/>' in after
