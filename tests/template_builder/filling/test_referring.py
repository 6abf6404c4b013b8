"""What Excel writes and no library of ours does: extensions, pivot tables, old drawings, newer charts."""

from __future__ import annotations

from template_builder.filling.formulas.moving import Mover
from template_builder.filling.formulas.row_map import RowMap
from template_builder.filling.formulas.tokens import Reference
from template_builder.filling.formulas.values import ErrorValue, Value
from template_builder.filling.parts.xml_tree import parsed
from template_builder.filling.referring.charts import move_chart, refresh_chart
from template_builder.filling.referring.drawings import move_anchors, move_comments, move_old_drawing
from template_builder.filling.referring.sheet_areas import move_areas
from template_builder.filling.referring.tables import move_names, move_pivot_source, move_table

ROWS = RowMap({5: 3})
MOVER = Mover({"S": ROWS}, ["S", "T"])


def moved(sheet: str, xml: str) -> str:
    """Return the part of a sheet with all that refers to rows moved."""
    root = parsed("sheet", f"<worksheet>{xml}</worksheet>".encode())
    assert move_areas(sheet, root, MOVER) == []
    return root.to_bytes().decode().partition("<worksheet>")[2].removesuffix("</worksheet>")


def test_extensions_of_later_versions_are_moved() -> None:
    given = (
        '<extLst><ext><x14:dataValidations xmlns:x14="u"><x14:dataValidation><x14:formula1><xm:f>S!$A$6:$A$9'
        "</xm:f></x14:formula1><xm:sqref>C5 D6</xm:sqref></x14:dataValidation></x14:dataValidations>"
        "<x14:conditionalFormatting><x14:cfRule><xm:f>$C5&gt;S!$C$6</xm:f></x14:cfRule>"
        "<xm:sqref>C5:C6</xm:sqref></x14:conditionalFormatting></ext></extLst>"
    )
    found = moved("S", given)
    assert "<xm:f>S!$A$8:$A$11</xm:f>" in found
    assert "<xm:sqref>C5:C7 D8</xm:sqref>" in found
    assert "<xm:f>$C5&gt;S!$C$8</xm:f>" in found
    assert "<xm:sqref>C5:C8</xm:sqref>" in found


def test_rules_of_another_sheet_follow_what_they_refer_to() -> None:
    given = '<dataValidations><dataValidation sqref="C6"><formula1>S!$A$5:$A$6</formula1></dataValidation>'
    found = moved("T", f"{given}</dataValidations>")
    assert 'sqref="C6"' in found
    assert "S!$A$5:$A$8" in found


def test_views_scales_controls_and_scenarios_are_moved() -> None:
    found = moved(
        "S",
        '<sheetViews><sheetView><pane topLeftCell="A6"/><selection activeCell="B5" sqref="B5"/></sheetView>'
        '</sheetViews><protectedRanges><protectedRange sqref="B5"/></protectedRanges>'
        '<scenarios><inputCells r="B6"/></scenarios><conditionalFormatting sqref="C5"><cfRule><dataBar>'
        '<cfvo type="num" val="$C$6"/></dataBar></cfRule></conditionalFormatting><controls><anchor><from>'
        "<xdr:row>5</xdr:row></from><to><xdr:row>7</xdr:row></to></anchor></controls>"
        '<colBreaks><brk id="6"/></colBreaks><rowBreaks><brk id="5"/></rowBreaks>',
    )
    for part in (
        'topLeftCell="A8"',
        'activeCell="B5" sqref="B5"',
        'protectedRange sqref="B5:B7"',
        'inputCells r="B8"',
        'val="$C$8"',
        "<xdr:row>7</xdr:row></from><to><xdr:row>9</xdr:row>",
        '<colBreaks><brk id="6"/>',
        '<rowBreaks><brk id="7"/>',
    ):
        assert part in found


def test_drawings_move_and_keep_their_size() -> None:
    anchor = (
        "<xdr:twoCellAnchor><xdr:from><xdr:row>{}</xdr:row></xdr:from><xdr:to><xdr:row>{}</xdr:row></xdr:to>"
    )
    root = parsed(
        "drawing",
        (
            f"<d>{anchor.format(0, 9)}</xdr:twoCellAnchor><mc:AlternateContent><mc:Choice>"
            f"{anchor.format(7, 9)}</xdr:twoCellAnchor></mc:Choice></mc:AlternateContent>"
            "<xdr:absoluteAnchor/></d>"
        ).encode(),
    )
    move_anchors(root, ROWS)
    text = root.to_bytes().decode()
    assert [row.partition("<")[0] for row in text.split("<xdr:row>")[1:]] == ["0", "9", "9", "11"]
    old = b"<x:Anchor>1, 2, 6, 3, 4, 5, 8, 7</x:Anchor><x:Row>5</x:Row><br><x:Anchor>odd</x:Anchor>"
    assert move_old_drawing(old, ROWS) == (
        b"<x:Anchor>1, 2, 8, 3, 4, 5, 10, 7</x:Anchor><x:Row>7</x:Row><br><x:Anchor>odd</x:Anchor>"
    )


def test_comments_tables_names_and_pivot_tables_are_moved() -> None:
    threads = parsed("t", b'<ThreadedComments><threadedComment ref="A6"/></ThreadedComments>')
    move_comments(threads, ROWS)
    assert threads.elements[0].attributes["ref"] == "A8"
    table = parsed(
        "table",
        b'<table ref="A4:C5"><autoFilter ref="A4:C5"/><tableColumn><calculatedColumnFormula>B5*$D$6'
        b"</calculatedColumnFormula></tableColumn></table>",
    )
    move_table("S", table, MOVER)
    assert b'<table ref="A4:C7"><autoFilter ref="A4:C7"/>' in table.to_bytes()
    assert b"B5*$D$8" in table.to_bytes()
    book = parsed(
        "book",
        b"<workbook><definedNames><definedName>S!$A$5,S!B6,T!$A$6</definedName></definedNames></workbook>",
    )
    move_names(book, MOVER)
    assert b">S!$A$5:$A$7,S!B6,T!$A$6<" in book.to_bytes()
    for sheet, changes in (("S", True), ("T", False)):
        source = f'<p><cacheSource><worksheetSource ref="A4:C5" sheet="{sheet}"/></cacheSource></p>'
        pivot = parsed("pivot", source.encode())
        assert move_pivot_source(pivot, MOVER) is changes
        assert (b'ref="A4:C7"' in pivot.to_bytes() and b'refreshOnLoad="1"' in pivot.to_bytes()) is changes


def values_of(values: dict[str, list[Value]]) -> tuple[object, object]:
    def area(reference: Reference) -> list[tuple[int, Value]] | None:
        found = values.get(reference.written)
        return None if found is None else list(enumerate(found))

    return area, lambda reference: True


CHART = (
    '<chart><c:ser><c:cat><c:strRef><c:f>S!$A$5</c:f><c:strCache><c:ptCount val="1"/></c:strCache>'
    "</c:strRef></c:cat><c:val><c:numRef><c:f>S!$B$5</c:f><c:numCache><c:formatCode>0.00</c:formatCode>"
    '<c:ptCount val="1"/><c:pt idx="0"><c:v>9</c:v></c:pt><c:extLst/></c:numCache></c:numRef></c:val></c:ser>'
    "<cx:strDim><cx:f>S!$A$5:$A$5</cx:f><cx:lvl/></cx:strDim></chart>"
)


def test_a_chart_remembers_what_there_is_and_forgets_what_is_not_known() -> None:
    root = parsed("chart", CHART.encode())
    assert move_chart("xl/charts/chart1.xml", root, MOVER) == []
    known: dict[str, list[Value]] = {
        "S!$A$5:$A$7": ["甲", None, ErrorValue("#N/A")],
        "S!$B$5:$B$7": [1.5, "x", 2.0],
    }
    area, changed = values_of(known)
    assert refresh_chart(root, area, changed)  # type: ignore[arg-type]  # as they are above
    text = root.to_bytes().decode()
    assert '<c:strCache><c:ptCount val="3"/><c:pt idx="0"><c:v>甲</c:v></c:pt><c:pt idx="2"><c:v>#N/A' in text
    assert (
        '<c:ptCount val="3"/><c:pt idx="0"><c:v>1.5</c:v></c:pt><c:pt idx="2"><c:v>2</c:v></c:pt><c:extLst/>'
        in text
    )
    assert "<cx:f>S!$A$5:$A$7</cx:f></cx:strDim>" in text
    area, changed = values_of({"S!$A$5:$A$7": [0.5]})
    refresh_chart(root, area, changed)  # type: ignore[arg-type]  # as above
    assert "Cache" not in root.to_bytes().decode()
