"""A document is read by the pieces of its rows as a parser of the whole reads it, or not at all."""

from __future__ import annotations

from decimal import Decimal
from random import Random

import pytest

from reader.containers.grid import Grid
from reader.containers.opendocument.known_cells import IrregularDocument, scan_by_pieces
from reader.containers.opendocument.number_styles import NumberStyles
from reader.containers.opendocument.tables import TableScan
from reader.containers.xml.parser import parse
from reader.unreadable import UnreadableWorkbook
from tests.extent import extent

DOCUMENT = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<office:document-content><office:automatic-styles>'
    '<number:percentage-style style:name="p"><number:number number:decimal-places="1"/>'
    "<number:text>%</number:text></number:percentage-style>"
    '<style:style style:name="share" style:family="table-cell" style:data-style-name="p"/>'
    '<style:style style:name="gone" style:family="table-cell"><style:text-properties '
    'style:text-line-through-style="solid"/></style:style></office:automatic-styles><office:body>'
    '<office:spreadsheet><table:table table:name="表 一"><table:table-column table:visibility="collapse"/>'
    '<table:table-column table:default-cell-style-name="share" table:number-columns-repeated="9"/>'
    '<table:table-header-rows><table:table-row><table:table-cell office:value-type="percentage" '
    'office:value="0.5"><text:p>50%</text:p></table:table-cell><table:table-cell table:style-name="gone" '
    'office:value-type="string"><text:p>划掉</text:p></table:table-cell></table:table-row>'
    "</table:table-header-rows>"
    '<table:table-row-group><table:table-row table:number-rows-repeated="3"/>'
    '<table:table-row table:visibility="collapse">'
    '<table:covered-table-cell table:number-columns-repeated="2"/><table:table-cell '
    'table:style-name="share" office:value-type="string" table:number-columns-spanned="2">'
    '<text:p>一<text:s text:c="2"/><text:span>二&amp;&lt;</text:span></text:p><text:p/></table:table-cell>'
    '<table:covered-table-cell/><table:table-cell office:value-type="float" office:value="7"'
    ' table:number-columns-repeated="3"><text:p>7</text:p></table:table-cell></table:table-row>'
    '</table:table-row-group><table:table-row table:number-rows-repeated="2"><table:table-cell '
    'table:formula="of:=SUM([.A3:.B3])" office:value-type="float" office:value="1"/></table:table-row>'
    '<table:table-row table:number-rows-repeated="1048569"><table:table-cell '
    'table:number-columns-repeated="16384"/></table:table-row></table:table>'
    '<table:table table:name="空"><table:table-row/></table:table></office:spreadsheet></office:body>'
    "</office:document-content>"
)
_PIECES = (
    *(
        "<table:table-row>",
        "</table:table-row>",
        "<table:table-row/>",
        "<table:table-cell/>",
        "<text:p>",
        "</text:p>",
    ),
    *(
        "<table:table-cell>",
        "</table:table-cell>",
        "<!-- ",
        " -->",
        "<![CDATA[",
        "]]>",
        "<",
        ">",
        '"',
        "/",
        "&",
        "x",
    ),
    *("<table:table>", "</table:table>", "<draw:frame>", "</draw:frame>", "<?x ?>", "\0", "\n", " a='1'"),
    *(' table:number-columns-repeated="16385"', ' table:number-rows-repeated="2"', "<table:table-cells/>"),
    *("<office:annotation><text:p>a</text:p></office:annotation>", "<table:table-row-x>", ' b="a>b"'),
)


def scanned(content: bytes, *, by_pieces: bool) -> list[Grid]:
    scan = TableScan("content.xml", NumberStyles())
    if by_pieces:
        scan_by_pieces("content.xml", content, scan, scan.start)
    else:
        parse("content.xml", content, scan.start, scan.end, scan.text)
    return scan.grids()


def told(grids: list[Grid]) -> list[object]:
    return [(grid.name, grid.visible, dict(grid.cells), grid.details) for grid in grids]


def test_a_document_is_read_alike_both_ways() -> None:
    content = DOCUMENT.encode()
    for _ in range(3):  # also where the pieces are known
        assert told(scanned(content, by_pieces=True)) == told(scanned(content, by_pieces=False))
    (first, *_) = scanned(content, by_pieces=True)
    assert {raw.value for raw in first.cells.values()} >= {"一  二&<\n", Decimal("0.5"), Decimal("7.0")}
    assert first.details.struck == {(1, 2)}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('encoding="UTF-8"', 'encoding="us-ascii"'),
        ("<text:p>7</text:p>", "<!-- 7 --><text:p>7</text:p>"),
        ("<text:p>7</text:p>", "<text:p><![CDATA[</table:table-row>]]></text:p>"),
        ("<text:p>7</text:p>", "<office:annotation><text:p>7</text:p></office:annotation>"),
        ("<table:covered-table-cell/>", "<table:covered-table-cell/>\n"),
        ("<table:covered-table-cell/>", "<draw:frame/>"),
        ("<table:table-row>", '<table:table-row table:style-name="a>b">'),
        ("<office:body>", "<office:body><!-- -->"),
    ],
)
def test_what_is_laid_out_otherwise_is_left_to_the_parser(old: str, new: str) -> None:
    assert old in DOCUMENT
    with pytest.raises((IrregularDocument, UnreadableWorkbook)):
        scanned(DOCUMENT.replace(old, new, 1).encode(), by_pieces=True)


@pytest.mark.no_cover  # what it covers is covered by the tests above
def test_what_was_spoilt_is_never_read_otherwise_than_by_the_parser() -> None:
    random, alike = Random(4), 0
    for _ in range(extent(4_000, quick=1_000, soak=100_000)):
        content = DOCUMENT
        for _ in range(random.choice((1, 1, 2, 3))):
            at = random.randrange(len(content) // 4, len(content))
            end = at + random.choice((0, 0, 1, 5, 30))
            piece = random.choice(_PIECES)
            if random.random() < 0.7:  # at the end of a tag, where more can come out well
                at = content.find("><", at) + 1 or at
                end = max(at, content.find(">", end) + 1) if random.random() < 0.3 else at
            content = content[:at] + piece + content[end:]
        try:
            found = told(scanned(content.encode(), by_pieces=True))
        except (IrregularDocument, UnreadableWorkbook):
            continue
        assert found == told(scanned(content.encode(), by_pieces=False)), content
        alike += 1
    assert alike > 100
