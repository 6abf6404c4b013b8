"""A document is read by its parts and their pieces as a parser of the whole reads it, or not at all."""

from __future__ import annotations

from decimal import Decimal
from random import Random

import pytest

from reader.containers.grid import Grid
from reader.containers.opendocument import document_frame, known_cells
from reader.containers.opendocument.document import grids_by_parser
from reader.containers.opendocument.document_frame import grids_by_parts, styles_of
from reader.containers.opendocument.document_parts import IrregularDocument
from reader.containers.opendocument.tables import TableScan
from reader.errors import UnreadableWorkbook
from tests.extent import extent

_NAMESPACES = "".join(
    f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text")
)
DOCUMENT = (
    f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-content{_NAMESPACES}><office:automatic-styles>'
    '<number:percentage-style style:name="p"><number:number number:decimal-places="1"/>'
    "<number:text>%</number:text></number:percentage-style>"
    '<style:style style:name="share" style:family="table-cell" style:data-style-name="p"/>'
    '<style:style style:name="gone" style:family="table-cell"><style:text-properties '
    'style:text-line-through-style="solid"/></style:style><style:style style:name="ro1" '
    'style:family="table-row"><style:table-row-properties style:row-height="0.5cm" '
    'style:use-optimal-row-height="true"/></style:style><style:style style:name="ta" '
    'style:family="table"/></office:automatic-styles><office:body>'
    '<office:spreadsheet><table:table table:name="表 一"><table:table-column table:visibility="collapse"/>'
    '<table:table-column table:default-cell-style-name="share" table:number-columns-repeated="9"/>'
    '<table:table-header-rows><table:table-row table:style-name="ro1">'
    '<table:table-cell office:value-type="percentage" office:value="0.5"><text:p>50%</text:p>'
    '</table:table-cell><table:table-cell table:style-name="gone" '
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


NAMED = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<office:document-styles><office:styles><style:style '
    'style:name="named" style:family="table-cell"><style:text-properties '
    'style:text-line-through-style="solid"/></style:style></office:styles><office:master-styles>'
    '<style:master-page style:name="Default"><style:footer><text:p>示例市第一局<text:date '
    'style:data-style-name="N2" text:date-value="2026-11-27">27.11.</text:date></text:p></style:footer>'
    "</style:master-page></office:master-styles></office:document-styles>"
)
"""The part with the named styles of a document, with a footer."""


def scanned(content: bytes, named: bytes | None = None, *, by_parts: bool) -> list[Grid]:
    if by_parts:
        return grids_by_parts(content, named)
    return grids_by_parser("content.xml", content, TableScan("content.xml", *styles_of(named)))


def told(grids: list[Grid]) -> list[object]:
    return [(grid.name, grid.visible, dict(grid.cells), grid.details) for grid in grids]


def test_a_document_is_read_alike_both_ways() -> None:
    content = DOCUMENT.encode()
    for _ in range(3):  # also where the pieces are known
        assert told(scanned(content, by_parts=True)) == told(scanned(content, by_parts=False))
    (first, *_) = scanned(content, by_parts=True)
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
        ('<table:table-row table:number-rows-repeated="2">', '<table:table-row table:style-name="a>b">'),
        ("<office:body>", "<office:body><!-- -->"),
        ("<office:body>", "<?x?><office:body>"),
        ("<table:table-row-group>", "<office:annotation/><table:table-row-group>"),
        ("<table:table-row-group>", "<table:table-cell/><table:table-row-group>"),
        ("<table:table-row-group>", "<table:table-column/><table:table-row-group>"),
        ("<table:table-row-group>", "<office:styles/><table:table-row-group>"),
        ("<table:table-row-group>", "<draw:g><table:table-row/></draw:g><table:table-row-group>"),
    ],
)
def test_what_is_laid_out_otherwise_is_left_to_the_parser(old: str, new: str) -> None:
    assert old in DOCUMENT
    with pytest.raises((IrregularDocument, UnreadableWorkbook)):
        scanned(DOCUMENT.replace(old, new, 1).encode(), by_parts=True)


def test_a_cell_like_one_before_has_its_own_text_and_number() -> None:
    old = 'office:value="7" table:number-columns-repeated="3"><text:p>7</text:p>'
    assert old in DOCUMENT
    for number, text in (
        ("8", "8"),
        ("9.5", "九&amp;&lt;半"),
        ("1E+2", ""),
        ("", "100"),
        ("x", "甲"),
        ("1&amp;", "1"),
    ):
        new = f'office:value="{number}" table:number-columns-repeated="3"><text:p>{text}</text:p>'
        content = DOCUMENT.replace(old, new).encode()
        for _ in range(3):
            assert told(scanned(content, by_parts=True)) == told(scanned(content, by_parts=False))


@pytest.mark.parametrize(
    "attributes",
    [
        'office:value-type="string" office:string-value="x"',
        "office:value-type='float' a=' office:value=\"5\"'",
        "office:value-type='float' a=' office:value=\"5\"' office:value='2.71828'",
        'office:value-type="float" office:value="5" office:value="5"',
        'office:value-type="float" office:value="5" office:value=\'6\'',
        'office:value-type="float"  office:value="5"',
        'office:value-type="float"\noffice:value="5"',
        'table:formula="of:=&quot; office:value=&quot;" office:value-type="float" office:value="5"',
    ],
)
def test_the_number_of_a_cell_is_where_a_parser_sees_it(attributes: str) -> None:
    old = '<table:table-cell office:value-type="percentage" office:value="0.5"><text:p>50%'
    assert old in DOCUMENT
    for text in ("50%", "x", "60%"):
        content = DOCUMENT.replace(old, f"<table:table-cell {attributes}><text:p>{text}").encode()
        try:
            found = told(scanned(content, by_parts=True))
        except (IrregularDocument, UnreadableWorkbook):
            continue
        assert found == told(scanned(content, by_parts=False))


def test_documents_of_a_round_have_one_frame_whatever_their_footers_and_heights() -> None:
    known = document_frame._known_frames
    known.clear()
    for height, department in (
        ("0.5cm", "第一局"),
        ("0.5cm", "第一局"),
        ("1.25cm", "第二局"),
        ("2cm", "第&amp;局"),
    ):
        content = DOCUMENT.replace("0.5cm", height).encode()
        named = NAMED.replace("第一局", department).replace("2026-11-27", f"2026-11-{len(height)}").encode()
        for _ in range(2):
            found = scanned(content, named, by_parts=True)
            assert told(found) == told(scanned(content, named, by_parts=False))
    assert len(known) == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<text:p>示例市第一局", "<!-- --><text:p>示例市"),
        ("<text:p>示例市第一局", '<style:style style:name="gone" style:family="table-cell"/><text:p>'),
        ("<text:p>示例市第一局", '<style:table-properties table:display="false"/><text:p>'),
        ("</office:document-styles>", '<table:table table:name="x"/></office:document-styles>'),
        ("<office:master-styles>", "<office:master-styles><office:master-styles/>"),
        ("<office:master-styles>", "<office:master-styles-of-others>"),
    ],
)
def test_styles_behind_the_usual_ones_are_looked_at(old: str, new: str) -> None:
    assert old in NAMED
    for named in (NAMED, NAMED.replace(old, new)) * 2:
        try:
            by_parser = told(scanned(DOCUMENT.encode(), named.encode(), by_parts=False))
        except UnreadableWorkbook:
            with pytest.raises(UnreadableWorkbook):
                scanned(DOCUMENT.encode(), named.encode(), by_parts=True)
        else:
            assert told(scanned(DOCUMENT.encode(), named.encode(), by_parts=True)) == by_parser


def test_what_a_cell_came_to_is_remembered_for_its_styles_alone() -> None:
    other = DOCUMENT.replace('number:decimal-places="1"', 'number:decimal-places="3"')
    for content in (DOCUMENT, other, DOCUMENT) * 2:
        (first, *_) = scanned(content.encode(), by_parts=True)
        shown = {raw.number_format for raw in first.cells.values()}
        assert ("0.000%" in shown, "0.0%" in shown) == (content is other, content is DOCUMENT)
    assert known_cells._likenesses


@pytest.mark.no_cover  # what it covers is covered by the tests above
def test_what_was_spoilt_is_never_read_otherwise_than_by_the_parser() -> None:
    random, alike = Random(4), 0
    for _ in range(extent(12_000, quick=3_000, soak=300_000)):
        content, named = DOCUMENT, NAMED
        for _ in range(random.choice((1, 1, 2, 3))):
            content = spoilt(content, random)
        if random.random() < 0.2:
            named = spoilt(named, random)
        try:
            found = told(scanned(content.encode(), named.encode(), by_parts=True))
        except (IrregularDocument, UnreadableWorkbook):
            continue
        assert found == told(scanned(content.encode(), named.encode(), by_parts=False)), content
        alike += 1
    assert alike > 100


def spoilt(content: str, random: Random) -> str:
    """Return a document with a piece of markup or text put in or instead of another."""
    at = random.randrange(len(content) // 4, len(content))
    end = at + random.choice((0, 0, 1, 5, 30))
    piece = random.choice(_PIECES)
    if random.random() < 0.7:  # at the end of a tag, where more can come out well
        at = content.find("><", at) + 1 or at
        end = max(at, content.find(">", end) + 1) if random.random() < 0.3 else at
    return content[:at] + piece + content[end:]
