"""Formulas as they stand in the sheet."""

from __future__ import annotations

import pytest

from templates.language import FUNCTIONS, ExpressionError, address, quoted, render
from templates.language.formulas import Piece, areas, call, pieces
from templates.language.functions.cells import LONG
from templates.language.values import MARKS
from templates.model.expression import Call, may_hold_text
from templates.model.page import CellAddress
from tests.templates.language.desk import addresses, parsed

ENDS = '{"","。"," ","\u3000"}'


def _blank(formula: str) -> str:
    return f'TRIM(CLEAN(SUBSTITUTE(SUBSTITUTE({formula},"\u3000"," "),"\u00a0"," ")))'


def _nothing(cell: str) -> str:
    """A cell that is blank or holds a mark alone."""
    marks = f"||{'|'.join(MARKS)}|"
    return f'LEN(SUBSTITUTE("{marks}","|"&{_blank(cell)}&"|",""))<{len(marks)}'


def _text(formula: str) -> str:
    """A text as it is compared: without spaces and a final stop."""
    compact = f"CLEAN({formula})"
    for space in " \u3000\u00a0":
        compact = f'SUBSTITUTE({compact},"{space}","")'
    return f'SUBSTITUTE(SUBSTITUTE({compact}&CHAR(10),"。"&CHAR(10),""),CHAR(10),"")'


def _same(area: str, formula: str) -> str:
    return f'SUMPRODUCT(--({area}&""={_text(formula)}&{ENDS}))'


def _counted_same(areas: list[str], formula: str) -> str:
    """How many cells of some areas hold a text."""
    as_typed = "+".join(f'SUMPRODUCT(--({area}&""={formula}&""))' for area in areas)
    counts = "+".join(_same(area, formula) for area in areas)
    return f'IF({_blank(formula)}="",0,{counts}+IF({_same(formula, formula)}>0,0,{as_typed}))'


@pytest.mark.parametrize(
    ("source", "formula"),
    [
        ("a + b * c", "N(B1)+N(C1)*N(D1)"),
        ("(a + b) * c", "(N(B1)+N(C1))*N(D1)"),
        ("a - (b - c)", "N(B1)-(N(C1)-N(D1))"),
        ("a - b - c", "N(B1)-N(C1)-N(D1)"),
        ("-a ^ 2", "(-N(B1))^2"),
        ("a ^ 2 / 4", "N(B1)^2/4"),
        ("2 ^ 3 ^ 2", "(2^3)^2"),
        ("a * -b", "N(B1)*(-N(C1))"),
        ("-a + b", "-N(B1)+N(C1)"),
        ("-(a + b)", "-(N(B1)+N(C1))"),
        ("+a", "+N(B1)"),
        ("- -a", "-(-N(B1))"),
        ("loss * a", "-3*N(B1)"),
        ("a * loss", "N(B1)*(-3)"),
        ("a & b = s", f"{_text('B1&C1')}={_text('E1')}"),
        ("s <> t", f"{_text('E1')}<>{_text('F1')}"),
        ("a = s", "B1=E1"),
        ("a + b & s", "N(B1)+N(C1)&E1"),
        ("a = b", "B1=C1"),
        ("a > b * 2", "B1>N(C1)*2"),
        ('s = ""', _nothing("E1")),
        ('s <> ""', f"NOT({_nothing('E1')})"),
        ('"" <> s & t', _blank("E1&F1") + '<>""'),
        ('s = "a"" b。"', f'{_text("E1")}="a""b"'),
        ("SUM(items.amount)", "SUM(C2:C6)"),
        ("SUM(blocks.rows.size, a)", "SUM(D13:D15,D18:D20,B1)"),
        ('COUNT(blocks.rows[level="产出"].size)', "COUNT(D13:D14,D18:D19)"),
        ("COUNTA(s)", f"((1-({_nothing('E1')}))+0)"),
        ("COUNTA(a)", f"((1-({_nothing('B1')}))+0)"),
        ("COUNTA(blocks.goal)", f"((1-({_nothing('B12')}))+(1-({_nothing('B17')}))+0)"),
        ("COUNTSAME(blocks.goal, s)", _counted_same(["B12", "B17"], "E1")),
        ("COUNTSAME(items.name, s & t)", _counted_same(["B2:B6"], "E1&F1")),
        ("COUNTSAME(items.amount, a)", f'IF({_blank("B1")}="",0,SUMPRODUCT(--(C2:C6=B1)))'),
        ("ROWS(items.name)", "(ROWS(B2:B6))"),
        ("2 * ROWS(blocks.rows.size)", "2*(ROWS(D13:D15)+ROWS(D18:D20))"),
        ("INDEX(items.name, 2)", "B3"),
        ("INDEX(items.name, 6)", "NA()"),
        ("INDEX(items.amount, 2) - 1", "N(C3)-1"),
        ("SUM(a - INDEX(items.amount, 2), b)", "SUM(N(B1)-N(C3),C1)"),
        ("MIN(a, b)", "MIN(B1,C1)"),
        ("SUM(a, b) / COUNT(a, b)", "SUM(B1,C1)/COUNT(B1,C1)"),
        ("1 + IF(a > 1, b, -c)", "1+N(IF(B1>1,C1,-N(D1)))"),
        ("ROUND(INDEX(items.amount, 1), 0) * 2", "ROUND(N(C2),0)*2"),
        ("ABS(a - b)", "ABS(N(B1)-N(C1))"),
        ("ROUND(IF(a > 1, b, c), 2)", "ROUND(N(IF(B1>1,C1,D1)),2)"),
        ('ONEOF(s, "x", "y")', f'OR({_text("E1")}="x",{_text("E1")}="y")'),
        ('ONEOF(s, "x", "y。", "z", "v w")', f'(SUMPRODUCT(--({_text("E1")}={{"x","y","z","vw"}}))>0)'),
        ('ONEOF(a, "x", "y。", "z")', '(SUMPRODUCT(--(B1={"x","y。","z"}))>0)'),
        ("MISSING(s)", f'MID(IF({_nothing("E1")},"、<s>",""),2,9999)'),
        ("IF(a > 1, ROUND(b, 2), ABS(c))", "IF(B1>1,ROUND(N(C1),2),ABS(N(D1)))"),
        ("0.0000001", "0.0000001"),
        ('COUNTIF(items.amount, "<>5")', '(SUMPRODUCT(--(1-(C2:C6<"")*(C2:C6=5))))'),
        ('COUNTIF(items.amount, ">" & a)', 'IF(ISNUMBER(B1),SUMPRODUCT(--((C2:C6<"")*(C2:C6>B1))),0*N(B1))'),
        ('COUNTIF(items.name, "甲")', '(SUMPRODUCT(--(B2:B6&""={"甲","甲。","甲 ","甲\u3000"})))'),
        ('COUNTIF(blocks.rows.level, "产出")', "(2+0+2+0)"),
        ('SUMIF(blocks.rows.level, "效益", blocks.rows.size)', "(0+SUM(D15)+SUM(D20))"),
        ('SUMIF(items.amount, ">0")', '(SUMPRODUCT(((C2:C6<"")*(C2:C6>0))*(C2:C6<""),C2:C6))'),
        ("ROUNDUP(a, 2)", "(ROUNDUP(ROUND(N(B1)*100,6),0)/100)"),
        ("ROUNDDOWN(a - b, -3)", "(ROUNDDOWN(ROUND((N(B1)-N(C1))/1000,6),0)*1000)"),
        ("ROUNDUP(a, 0)", "ROUNDUP(ROUND(N(B1),6),0)"),
        ("AVERAGE(items.amount, a)", "AVERAGE(C2:C6,B1)"),
        ('IFERROR(a / b, "")', 'IFERROR(N(B1)/N(C1),"")'),
        ("IFERROR(s, t)", 'IFERROR(E1&"",F1&"")'),
        ("IFERROR(IF(a > 1, b, s), 0)", "IF(ISERROR(IF(B1>1,C1,E1)),0,IF(B1>1,C1,E1))"),
        (
            "INDEX(items.name, MATCH(5, items.amount, 0))",
            "IF(ISNUMBER(SUMPRODUCT(0+(C2:C6=0))+SUMPRODUCT(0+(B2:B6=0))),"
            'INDEX(B2:B6,SUMPRODUCT(MATCH(1,0+((C2:C6<"")*(C2:C6=5)),0))),NA())',
        ),
    ],
)
def test_formulas(source: str, formula: str) -> None:
    assert render(parsed(source), addresses(), ()) == formula


def test_whatever_may_give_a_cell_is_taken_through_n() -> None:
    """All other functions give a number or are refused where one is needed."""
    for name, function in FUNCTIONS.items():
        assert may_hold_text(Call(name, ())) is (function.gives is None)


def test_places_of_items() -> None:
    assert render(parsed("name & item_number", "items"), addresses(), (3,)) == "B5&4"
    assert render(parsed("word & goal", "blocks.rows"), addresses(), (1, 2)) == "C20&B17"
    assert render(parsed("SUM(rows.size)", "blocks"), addresses(), (1,)) == "SUM(D18:D20)"
    assert render(parsed("INDEX(goals.listed, item_number)", "blocks"), addresses(), (1,)) == "B9"
    assert render(parsed("self", "goals.listed", this=("goals", "listed")), addresses(), (2,)) == "B10"


def test_labels_in_english() -> None:
    formula = f'MID(IF({_nothing("E1")},", <S>",""),3,9999)'
    assert render(parsed("MISSING(s)"), addresses(), (), "en") == formula


def test_a_long_column_is_left_to_sumproduct() -> None:
    places = addresses()
    places["items"] = [
        {"name": CellAddress(0, row, 2), "amount": CellAddress(0, row, 3)} for row in range(5, 6 + LONG)
    ]
    formula = render(parsed("COUNTA(items.name)"), places, ())
    blanks = ",".join(f'"{blank}"' for blank in ("", " ", "  ", "\u3000", "\u00a0", *MARKS))
    assert formula == f"({LONG + 1}-SUMPRODUCT(--(B5:B{5 + LONG}={{{blanks}}}))+0)"


def test_columns_of_many_cells_together_are_left_to_sumproduct() -> None:
    places = addresses()
    places["items"] = [
        {"name": CellAddress(0, row, 2), "amount": CellAddress(0, row, 3)} for row in range(5, 5 + LONG)
    ]
    formula = render(parsed("COUNTA(items.name, items.amount, items.amount, s)"), places, ())
    assert formula.count("-SUMPRODUCT(--(") == 3
    assert "SUMPRODUCT" not in render(parsed("COUNTA(items.name, items.amount)"), places, ())


def test_addresses() -> None:
    assert [address(1, 1), address(20, 26), address(3, 27), address(3, 703)] == ["A1", "Z20", "AA3", "AAA3"]


def test_cells_become_ranges_only_under_one_another() -> None:
    cells = [(1, 1), (2, 1), (4, 1), (5, 2), (5, 3), (5, 3), (6, 3)]
    assert areas(CellAddress(0, *cell) for cell in cells) == [
        "A1:A2",
        "A4",
        "B5",
        "C5",
        "C5:C6",
    ]


def test_columns_are_cut_where_one_of_them_is() -> None:
    keys: list[CellAddress | str] = [
        "x",
        "x",
        CellAddress(0, 3, 1),
        CellAddress(0, 4, 1),
        CellAddress(0, 5, 1),
        CellAddress(1, 6, 1),
    ]
    beside: list[CellAddress | str] = [
        CellAddress(0, row, column) for row, column in ((1, 2), (2, 2), (3, 2), (4, 2), (5, 3), (6, 3))
    ]
    found = pieces([keys, beside], lambda sheet: "二!" if sheet else "")
    assert found == [
        Piece(2, ('"x"', "B1:B2"), ('"x"', "B1")),
        Piece(2, ("A3:A4", "B3:B4"), ("A3", "B3")),
        Piece(1, ("A5", "C5"), ("A5", "C5")),
        Piece(1, ("二!A6", "C6"), ("二!A6", "C6")),
    ]
    assert [piece.has_words(0) for piece in found] == [True, False, False, False]


def test_a_search_in_too_many_pieces() -> None:
    places = addresses()
    places["items"] = [
        {"name": CellAddress(0, 2 * row, 2), "amount": CellAddress(0, 2 * row, 3)} for row in range(1, 62)
    ]
    with pytest.raises(ExpressionError, match="in 61 pieces; 60 are the most"):
        render(parsed("INDEX(items.amount, MATCH(s, items.name, 0))"), places, ())


def test_a_reference_to_another_sheet_names_it() -> None:
    places = addresses()
    places["items"] = [{"name": None, "amount": CellAddress(row // 2, row, 3)} for row in range(1, 5)]

    def written(source: str, sheet: int = 0) -> str:
        return render(parsed(source), places, (), sheet=sheet, sheet_names=("表一", "Bob's", "三"))

    assert written("SUM(items.amount)") == "SUM(C1,'Bob''s'!C2:C3,'三'!C4)"
    assert written("SUM(items.amount, a)", 1) == "SUM('表一'!C1,C2:C3,'三'!C4,'表一'!B1)"
    assert written("INDEX(items.amount, 4) * a", 2) == "N(C4)*N('表一'!B1)"


def test_texts_over_255_characters_are_split() -> None:
    assert quoted('a"b') == '"a""b"'
    assert quoted("") == '""'
    assert quoted("x" * 256) == '("' + "x" * 255 + '"&"x")'


def test_more_arguments_than_excel_takes() -> None:
    places = addresses()
    places["items"] = [
        {"name": CellAddress(0, 2 * row, 2), "amount": CellAddress(0, 2 * row, 3)} for row in range(1, 257)
    ]
    with pytest.raises(ExpressionError, match="SUM would have 256 arguments"):
        render(parsed("SUM(items.amount)"), places, ())
    assert call("SUM", ["A1"] * 255).count("A1") == 255


def test_what_only_the_reader_works_out_is_not_rendered() -> None:
    with pytest.raises(ExpressionError, match="LISTED cannot be calculated"):
        render(parsed("LISTED(s, items.name)", reader_only=True), addresses(), ())
