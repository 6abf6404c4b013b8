"""What a sheet has beside its cells: merges, hidden rows and columns, comments, place and visibility."""

from __future__ import annotations

import io
import pickle

import pytest
import xlwt

from reader import UnreadableWorkbook
from reader.containers import open_bytes
from reader.containers.grid import Area, Grid, PlainDetails
from reader.containers.xlsx.cells import CellTable, StoredCell, StoredSheet
from reader.containers.xlsx.shared_strings import struck_strings
from reader.containers.xlsx.styles import Styles
from templates.kinds import Raw
from tests.reader.spoil import SHEET, parts, sheet, workbook

RELATIONS = "xl/worksheets/_rels/sheet1.xml.rels"
COMMENTS = (
    '<comments xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><commentList>'
    '<comment ref="B2" authorId="0"><text><r><t>请</t></r><r><t>说明</t></r></text></comment>'
    '<comment ref="错"><text><t>无处</t></text></comment></commentList></comments>'
)


def related(kind: str, target: str) -> str:
    return f'<Relationships><Relationship Id="r" Type="x/{kind}" Target="{target}"/></Relationships>'


def test_merges_and_what_is_hidden() -> None:
    rows = '<row r="3" hidden="1"/><row hidden="true"/><row r="9" hidden="0"><c r="A9"><v>1</v></c></row>'
    columns = '<cols><col min="2" max="3" hidden="1"/><col min="5" max="5"/><col min="7" hidden="on"/></cols>'
    merges = '<mergeCells><mergeCell ref="B3:C4"/></mergeCells>'
    details = open_bytes(workbook({SHEET: sheet(rows, columns, merges)})).sheets[0].grid().details
    assert details.merges == (Area(3, 2, 4, 3),)
    assert details.hidden_rows == {3, 4}
    assert details.hidden_columns == {2, 3, 7}
    assert details.comments == {}


def test_comments_stand_at_their_cells() -> None:
    changes = {RELATIONS: related("comments", "../comments1.xml"), "xl/comments1.xml": COMMENTS}
    grid = open_bytes(workbook(changes)).sheets[0].grid()
    assert grid.details.comments == {(2, 2): "请说明"}
    assert pickle.loads(pickle.dumps(grid)).details.comments == {(2, 2): "请说明"}


def test_damaged_comments_refuse_only_who_asks_for_them() -> None:
    named = related("comments", "../comments1.xml")
    too_large = "<comments>" + " " * 2**24
    for relations, comments in ((named, "<comments>"), (named, too_large), ("<Relationships", COMMENTS)):
        changes = {RELATIONS: relations, "xl/comments1.xml": comments}
        grid = open_bytes(workbook(changes)).sheets[0].grid()
        assert grid.cells[1, 1] == Raw("项目")
        assert grid.details.merges == ()
        with pytest.raises(UnreadableWorkbook):
            _ = pickle.loads(pickle.dumps(grid)).details.comments


def test_comments_that_are_named_and_not_there_are_none() -> None:
    for kind, target in (("comments", "none.xml"), ("drawing", "../workbook.xml")):
        grid = open_bytes(workbook({RELATIONS: related(kind, target)})).sheets[0].grid()
        assert grid.details.comments == {}


def test_a_sheet_knows_its_place_among_all_sheets() -> None:
    base = parts({"一": sheet(), "图": sheet(), "三": sheet()})
    relations = base["xl/_rels/workbook.xml.rels"].replace(
        'worksheet" Target="worksheets/sheet2.xml', 'chartsheet" Target="worksheets/sheet2.xml'
    )
    opened = open_bytes(workbook({"xl/_rels/workbook.xml.rels": relations}, base))
    assert [(found.name, found.index, found.visible) for found in opened.sheets] == [
        ("一", 0, True),
        ("三", 2, True),
    ]
    assert opened.sheets[1].grid().index == 2


def test_a_grid_that_no_file_holds_has_no_details() -> None:
    assert Grid("表", {}).details == PlainDetails()


def test_what_is_struck_through_in_part_stands_among_the_texts() -> None:
    table = (
        b'<?xml version="1.0"?><sst><si><t>a</t></si><si><r><rPr><strike/></rPr><t>b</t></r></si>'
        b'<si><r><rPr><strike val="0"/></rPr><t>c</t></r></si></sst>'
    )
    assert struck_strings(table) == {1}
    assert struck_strings(b"<sst><si><t>strike</t></si></sst>") == frozenset()
    stored = StoredSheet({(1, 2): StoredCell((1, 2), 0, string=1), (2, 2): StoredCell((2, 2), 3)}, {})
    assert CellTable(stored, ["a", "b"], Styles(), frozenset({1})).struck() == {(1, 2)}
    assert CellTable(stored, ["a", "b"], Styles(struck=frozenset({3}))).struck() == {(2, 2)}
    assert CellTable(stored, ["a", "b"], Styles()).struck() == frozenset()


def test_old_and_open_workbooks_tell_what_is_struck_through() -> None:
    book = xlwt.Workbook()
    page = book.add_sheet("s")
    page.write(0, 0, "a")
    page.write(1, 1, "b", xlwt.easyxf("font: struck_out on"))
    stream = io.BytesIO()
    book.save(stream)
    (old,) = open_bytes(stream.getvalue()).sheets
    assert old.grid().details.struck == {(2, 2)}
    cells = (
        '<table:table-cell table:style-name="line"><text:p>a</text:p></table:table-cell>'
        '<table:table-cell table:style-name="child"><text:p>b</text:p></table:table-cell>'
        '<table:table-cell table:style-name="none"><text:p>c</text:p></table:table-cell>'
    )
    (sheet,) = open_bytes(flat(cells)).sheets
    assert sheet.grid().details.struck == {(1, 1), (1, 2)}


def flat(cells: str) -> bytes:
    """Return an .fods file of one row."""
    names = ("office", "style", "table", "text")
    spaces = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in names)
    styles = "".join(
        f'<style:style style:name="{name}" style:family="table-cell"{parent}>{inside}</style:style>'
        for name, parent, inside in (
            ("line", "", '<style:text-properties style:text-line-through-style="solid"/>'),
            ("child", ' style:parent-style-name="line"', ""),
            ("none", "", '<style:text-properties style:text-line-through-style="none"/>'),
        )
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {spaces} '
        'office:mimetype="application/vnd.oasis.opendocument.spreadsheet">'
        f"<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>"
        f'<table:table table:name="s"><table:table-row>{cells}</table:table-row></table:table>'
        "</office:spreadsheet></office:body></office:document>"
    ).encode()
