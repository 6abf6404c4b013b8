"""The quick way to scan a sheet and the general one: the quick one gives the same cells or none."""

from __future__ import annotations

import io
import pickle
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader import UnreadableWorkbook
from reader.containers import Position, open_bytes
from reader.containers.archive import Archive
from reader.containers.xlsx.cells import CellTable, StoredSheet
from reader.containers.xlsx.scan import corner_text
from reader.containers.xlsx.scan_by_parser import scan_by_parser
from reader.containers.xlsx.scan_by_pattern import scan_by_pattern
from reader.containers.xlsx.shared_strings import _read_by_parser, _read_by_pattern
from reader.containers.xlsx.styles import Styles
from reader.containers.xml.patterns import Irregular
from template_builder import build
from templates.kinds import Raw
from tests.cases import cases
from tests.reader.odd_sheets import CELLS, PAIRS
from tests.reader.spoil import SHEET, parts, sheet
from tests.test_seed import FORM, SEED

STRINGS = ("项目", "支出", "")
Outcome = Mapping[Position, tuple[str, Raw]] | str
"""The cells, each also as it is written, or the code of a refusal."""


def outcome(scan: Callable[[], StoredSheet], strings: Sequence[str] = STRINGS) -> Outcome:
    try:
        cells = CellTable(scan(), strings, Styles())
    except UnreadableWorkbook as refused:
        return refused.finding.code
    return {at: (repr(raw), raw) for at, raw in cells.items()}


def is_quick(content: bytes, strings: Sequence[str] = STRINGS) -> bool:
    """Hold the quick way against the general one, and tell whether the quick one knew the sheet."""
    general = outcome(lambda: scan_by_parser(SHEET, content, strings), strings)
    try:
        quick = scan_by_pattern(SHEET, content, strings)
    except Irregular:
        return False
    again = scan_by_pattern(SHEET, content, strings)  # from memory
    assert outcome(lambda: quick, strings) == outcome(lambda: again, strings) == general
    return True


def around(cells: str, before: str = '<row r="1">', after: str = "</row>") -> bytes:
    return sheet(f"{before}{cells}{after}").encode("utf-8", "surrogatepass")


@pytest.mark.parametrize("cells", CELLS)
def test_a_cell_is_the_same_both_ways(cells: str) -> None:
    is_quick(around(cells))
    is_quick(around('<c r="F1" s="2"/>' + cells + '<c r="G1"><v>1</v></c><c r="H1"/>'))


@pytest.mark.parametrize(("before", "after"), PAIRS)
def test_a_row_is_the_same_both_ways(before: str, after: str) -> None:
    for cells in ("", '<c r="A1"/>', '<c r="A1"><v>1</v></c>', '<c r="A2"><v>1</v></c>'):
        is_quick(around(cells, before, after))


def test_what_programs_write_goes_the_quick_way() -> None:
    quick = (
        '<c r="A1" s="1"/><c r="B1" t="s"><v>0</v></c><c r="C1" s="2" t="n"><v>1.5</v></c><c r="D1"/>',
        '<c r="A1" t="inlineStr"><is><t xml:space="preserve"> 字&amp;&lt;&#10;</t></is></c>',
        '<c r="A1" t="str"><f aca="false">B1&amp;"x"</f><v></v></c>',
        '<c r="A1"><f t="shared" ref="A1:B1" si="3">1+1</f><v>2</v></c>'
        '<c r="B1"><f t="shared" si="3"/><v>2</v></c>',
        '<c r="A1" t="b"><v>1</v></c><c r="B1" t="e"><v>#N/A</v></c><c r="C1" t="d"><v>2024-02-29</v></c>',
        '<c r="ZZ1" t="inlineStr"><is><t>_x000D_' + "长" * 1_000 + "</t></is></c>",
    )
    assert all(is_quick(around(cells)) for cells in quick)
    assert is_quick(around("", "", ""))
    assert is_quick(around("", '<row r="1"/><row r="3" ht="20"></row>', ""))


@pytest.mark.parametrize(
    "cells",
    [
        '<c r="AAA1"><v>1</v></c>',
        '<c r="A1" t="s"><v>3</v></c>',
        '<c r="A1"><v>1</v></c><c r="A1"><v>1</v></c>',
        '<c r="A1"><f t="shared" si="0"/><v>1</v></c>',
        '<c r="B1"/><c r="C2"/>',
        '<c r="A1"><v>\x01</v></c>',
        '<c r="A1"><v>&#65;</v></c>',
        '<c r="A1"><v>&;</v></c>',
        '<c r="A1"><v>1</v><!-- --></c>',
        "<c><v>1</v></c>",
        '<c r="A1"><v>]]></v></c>',
        '<c r="A1"><v>a\rb</v></c>',
        '<c r="A1"><v>\ud800</v></c>',
        '<c r="A1"><f t="shared" si="0"/></c><c r="B1"><f t="shared" ref="A1:B1" si="0">1</f></c>',
        '<c r="A1" t="inlineStr"><is><t>' + "长" * 6_000 + "</t></is></c>",
    ],
)
def test_what_is_rare_goes_the_general_way(cells: str) -> None:
    assert not is_quick(around(cells))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<!-- x -->", ""),
        ("<sheetPr><x></sheetPr>", ""),
        ("<x>" * 31 + "</x>" * 31, ""),
        ("", "<y>" * 31 + "</y>" * 31),
        ("", "<y>&nbsp;</y>"),
        ("", "<y"),
        ("", "<![CDATA[</sheetData>]]>"),
        ("<x>", "</x>"),
        ("", "<oddFooter>&amp;L\x01</oddFooter>"),
        ("", "<oddFooter>]]></oddFooter>"),
        ("", "<!--<oddFooter>--</oddFooter>-->"),
        ("", "<?x <oddFooter>?></oddFooter>?>"),
        ("", '<!-<rowBreaks count="0" manualBreakCount="0"></rowBreaks>- x -->'),
        ("", '<row r="9"><c r="A9"><v>1</v></c></row>'),
        ("", "<x><c><v>1</v></c></x>"),
        ('<row r="9"><c r="A9"><v>1</v></c></row>', ""),
        ("", '<rowBreaks count="1" manualBreakCount="1"><brk id="1" id="1" man="1"/></rowBreaks>'),
    ],
)
def test_what_stands_around_the_cells_must_be_sound(before: str, after: str) -> None:
    is_quick(sheet(before=before, after=after).encode())
    assert is_quick(sheet(before="<x><y/></x>", after="<z>&amp;</z>").encode())


def test_page_breaks_and_the_footer_are_looked_at_by_themselves() -> None:
    for breaks in ('<brk id="3" max="16383" man="1"/>', '<brk id="3" man="true" max="16383" min="0"/>', ""):
        after = (
            f'<rowBreaks count="1" manualBreakCount="1">{breaks}</rowBreaks><oddFooter>&amp;P 页</oddFooter>'
        )
        assert is_quick(sheet(after=after).encode())


@pytest.mark.parametrize(
    "declared",
    [
        '<?xml version="1.0" encoding="us-ascii"?>',
        '<?xml version="1.0" encoding="GBK"?>',
        "<?xml version='1.0'?>",
    ],
)
def test_an_encoding_is_the_business_of_the_parser(declared: str) -> None:
    content = declared.encode() + sheet().partition("?>")[2].encode()
    assert not is_quick(content)
    assert not is_quick(content.replace(b'r="A2" t="s"><v>1', 'r="A2" t="str"><v>字'.encode()))


def test_grids_travel() -> None:
    grid = open_bytes(written()[0]).sheets[0].grid()
    there_and_back = pickle.loads(pickle.dumps(grid))
    assert there_and_back == grid
    assert len(there_and_back.cells) == len(grid.cells) > 1_000


def test_sheets_without_cells() -> None:
    for content in (b"<worksheet/>", b"<worksheet><sheetData/><sheetData/></worksheet>", sheet("").encode()):
        is_quick(content)
        assert not scan_by_parser(SHEET, content, STRINGS).cells


def test_places_are_bounded_both_ways() -> None:
    for cells, row in (("<v>1</v>", 1424), ("<v>1</v>", 1425), ("<v></v>", 1425), ("<v>1</v>", 1_000_000)):
        is_quick(around(f'<c r="ZZ{row}">{cells}</c>', f'<row r="{row}">'))
    assert is_quick(around('<c r="A500000"><v>1</v></c>', '<row r="500000">'))
    assert is_quick(around('<c r="ZZ500000"/>', '<row r="500000">'))


@cache
def written() -> tuple[bytes, ...]:
    """Return workbooks of this toolkit, of its cases, and of openpyxl, whose XML is not so regular."""
    stream = io.BytesIO()
    build(FORM, stream, SEED["values"])
    contents = [stream.getvalue()]
    for case in [*cases("should_pass"), *cases("should_fail")][::60]:
        stream = io.BytesIO()
        build(case.cell_map, stream, case.values)
        contents.append(stream.getvalue())
    book = openpyxl.load_workbook(io.BytesIO(contents[0]))
    stream = io.BytesIO()
    book.save(stream)
    return (*contents, stream.getvalue())


def test_whole_workbooks_are_the_same_both_ways() -> None:
    for content in written():
        archive = Archive(content)
        strings: list[str] = []
        if "xl/sharedStrings.xml" in archive:
            strings = _read_by_parser("", archive.read("xl/sharedStrings.xml"))
            assert _read_by_pattern("", archive.read("xl/sharedStrings.xml")) == strings
        assert is_quick(archive.read(SHEET), strings) or content is written()[-1]


@cache
def form_sheet() -> tuple[bytes, tuple[str, ...]]:
    archive = Archive(written()[0])
    return archive.read(SHEET), tuple(_read_by_parser("", archive.read("xl/sharedStrings.xml")))


PIECES = (
    b"<",
    b">",
    b"/",
    b'"',
    b"&",
    b"&amp;",
    b"]]>",
    b"\x00",
    b"\xff",
    b"\r",
    b"<v>",
    b"</v>",
    b"</c>",
    b"</row>",
    b"<row ",
    b'<c r="A1">',
    b"<!--",
    b"-->",
    b"<![CDATA[",
    b"</sheetData>",
    b"<sheetData>",
    b' t="s"',
    b' t="str"',
    b' s="1"',
    b"_x0041_",
    b"<x/>",
    b"1",
    b"A",
    b" ",
    b"\xed\xa0\x80",
    b"\xef\xbf\xbe",
    b"<f>",
    b"</f>",
    b'<f t="shared" si="15"/>',
    b"&#10;",
)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_spoiled_sheet_is_the_same_both_ways(data: st.DataObject) -> None:
    """Wherever bytes are put in, left out or changed: the same cells, or the quick way gives none."""
    content, strings = form_sheet()
    rows = content.split(b"<row ")
    few = b"<row ".join([rows[0], *rows[2:6]]) + content[content.index(b"</sheetData>") :]
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(few)))
        end = start + data.draw(st.sampled_from((0, 0, 1, 1, 2, 5, 40)))
        few = few[:start] + data.draw(st.sampled_from((b"", *PIECES))) + few[end:]
    is_quick(few, strings)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(CELLS), min_size=1, max_size=5), st.sampled_from(PAIRS))
def test_odd_cells_beside_each_other_are_the_same_both_ways(cells: list[str], pair: tuple[str, str]) -> None:
    moved = (cell.replace('r="A1"', f'r="{letter}1"') for cell, letter in zip(cells, "ABCDE", strict=False))
    is_quick(around("".join(moved), *pair))


@pytest.mark.parametrize(
    "items",
    [
        "<si><t>甲</t></si>",
        "<si><t> 甲 </t></si>",
        '<si><t xml:space="preserve"> 甲 </t></si>',
        "<si/>",
        "<si></si>",
        "<si><t/></si>",
        "<si><r><t>富 </t></r><r><t> 文</t></r></si>",
        "<si><t>a</t><rPh><t>x</t></rPh></si>",
        "<si><t>_x000D_&amp;</t></si>",
        "<si><t>a</t></si><!-- x --><si><t>b</t></si>",
        "<si><t>&#65;</t></si>",
        "<x><si><t>a</t></si></x>",
        "<si><t>a</t><si><t>b</t></si></si>",
        "<si><t>a</t></si>\n<si><t>b</t></si>\n",
        "<si><t>\x01</t></si>",
        "<si><t>a</si>",
        "<si><t>a</t></si></sst><si>",
        '<si x="1"><t>a</t></si>',
        "<t>a</t>",
        "<x:si><t>a</t></x:si>",
        "<si><t><![CDATA[<si>]]></t></si>",
        "<si><t>" + "长" * 500 + "</t></si>",
        "<si><x:si><t>a</t></x:si></si>",
        '<si><si x="1"><t>a</t></si></si>',
        "",
    ],
)
def test_shared_strings_are_the_same_both_ways(items: str) -> None:
    content = re.sub("<si>.*</si>", lambda _: items, parts()["xl/sharedStrings.xml"]).encode()
    try:
        general: list[str] | str = _read_by_parser("", content)
    except UnreadableWorkbook as refused:
        general = refused.finding.code
    try:
        quick: list[str] | str = _read_by_pattern("", content)
    except Irregular:
        return
    assert quick == general


@pytest.mark.parametrize(
    ("cells", "text"),
    [
        ('<c r="A1" t="inlineStr"><is><t>甲</t></is></c>', "甲"),
        ('<c r="A1" t="inlineStr"><is><r><t>甲</t></r></is></c>', "甲"),
        ('<c r="A1" t="s"><v>1</v></c>', "支出"),
        ('<c r="A1" t="s"><v>9</v></c>', None),
        ('<c r="A1"><v>1</v></c>', None),
        ('<c r="A1"/><c r="B1" t="s"><v>1</v></c>', None),
        ('<c r="B1" t="s"><v>1</v></c>', None),
        ("", None),
    ],
)
def test_the_corner_is_looked_at_alone(cells: str, text: str | None) -> None:
    content = around(cells)
    assert corner_text(SHEET, content, STRINGS) == text
    assert corner_text(SHEET, content[: content.index(b"</sheetData>")], STRINGS) == text
    assert corner_text(SHEET, content.replace(b"<sheetData>", b"<sheetData >"), STRINGS) == text


def test_a_document_type_is_refused_even_for_the_corner() -> None:
    content = around('<c r="A1" t="s"><v>1</v></c>').replace(b"<worksheet", b"<!DOCTYPE x []><worksheet")
    with pytest.raises(UnreadableWorkbook):
        corner_text(SHEET, content, STRINGS)


def test_what_is_remembered_of_a_row_is_found_by_all_of_its_bytes() -> None:
    for _ in range(4):  # the first time as it is, the second time as one met before, then from memory
        assert is_quick(around('<c r="A1"><v>1</v></c><c r="B1"/>'))
        assert is_quick(around('<c r="A2"><v>1</v></c>', '<row r="2">'))
        assert not is_quick(around('<c r="A1"><v>1</v></c><c r="B1"/>', '<row r="2">'))
        assert is_quick(around('<c r="A1"><v>2</v></c><c r="B1"/>'))
        assert is_quick(around('<c r="A1" t="s"><v>0</v></c>'))
        assert not is_quick(around('<c r="A1" t="s"><v>0</v></c>'), ())
        assert is_quick(around('<c r="A1" t="s"><v>0</v></c>'), ("别的",))
        assert is_quick(around('<c r="A1"><f t="shared" ref="A1" si="0">1</f></c>'))
        assert not is_quick(around('<c r="A1"><f t="shared" si="0"/></c>'))
