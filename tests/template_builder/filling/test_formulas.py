"""Formulas keep what they mean: taken apart nothing is lost, and each reference follows its rows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from template_builder import BuildError
from template_builder.filling.formulas.moving import Mode, Mover, Place, shifted
from template_builder.filling.formulas.row_map import RowMap
from template_builder.filling.formulas.tokens import LAST_ROW, tokens

MOVER = Mover({"汇总": RowMap({5: 3}), "It's": RowMap({2: 4, 6: 2})}, ["汇总", "其他", "It's"])

FORMULAS = (
    'SUM(C5:C5)+"C5 ""x"""&汇总!$C$6',
    "'It''s'!A2:B6*1.5E+3",
    "SUM(Table1[[#This Row],[金额]],T2[#All])",
    "[1]汇总!C5+'[2]汇 总'!C5",
    "IF(C5>=D5,LOG10(C5),#N/A)",
    "SUM(5:5)+SUM($C:$D)+名称A1+A1B!x",
    "{1,2;3,4}*C5%^2",
    "SUM(汇总:其他!C5) C5",
    "XFE1+A1048577+ABCD5",
)


@pytest.mark.parametrize("formula", FORMULAS)
def test_pieces_put_together_are_the_formula(formula: str) -> None:
    assert "".join(token.text for token in tokens(formula)) == formula
    written = [
        token.text if token.reference is None else token.reference.written for token in tokens(formula)
    ]
    assert "".join(written) == formula


@given(st.text(alphabet="ABC$15:!'\"[]()#,+ 汇总.{}@", max_size=24))
def test_any_text_is_taken_apart_without_loss(text: str) -> None:
    assert "".join(token.text for token in tokens(text)) == text


@pytest.mark.parametrize(
    ("formula", "moved"),
    [
        ("SUM(C5)", "SUM(C5:C7)"),
        ("SUM(C5:C5)", "SUM(C5:C7)"),
        ("SUM( $C$5 , D5 )", "SUM( $C$5:$C$7 , D5:D7 )"),
        ("SUM(C4:C6)", "SUM(C4:C8)"),
        ("SUBTOTAL(9,C5)", "SUBTOTAL(9,C5:C7)"),
        ("SUMIF(A5,A9,C5)", "SUMIF(A5:A7,A11,C5:C7)"),
        ("SUM(汇总!C5)", "SUM(汇总!C5:C7)"),
        ("C6*2+C4", "C8*2+C4"),
        ("SUM(5:5)", "SUM(5:7)"),
        ("SUM(C:C)", "SUM(C:C)"),
        ('"C6"&C6', '"C6"&C8'),
        ("SUM(表1[金额])", "SUM(表1[金额])"),
        ("[1]汇总!C6", "[1]汇总!C6"),
        ("SUM('It''s'!A2:A6)", "SUM('It''s'!A2:A10)"),
        ("其他!C6", "其他!C6"),
    ],
)
def test_a_formula_elsewhere_takes_all_copies(formula: str, moved: str) -> None:
    assert MOVER.moved(formula, Place("汇总", 8)) == moved
    assert MOVER.unclear == []


@pytest.mark.parametrize(
    ("formula", "moved"),
    [
        ("C5/D5", "C7/D7"),
        ("C5/C$6", "C7/C$8"),
        ("C5/C6", "C7/C8"),
        ("SUM(C5:F5)", "SUM(C7:F7)"),
        ("SUM(C$5:C5)", "SUM(C$5:C7)"),
        ("RANK(C5,C$5:C$5)", "RANK(C7,C$5:C$7)"),
        ("C5/SUM($C$5)", "C7/SUM($C$5:$C$7)"),
        ("汇总!C5*其他!C5", "汇总!C7*其他!C5"),
        ("C5*C$4+C$2", "C7*C$4+C$2"),
    ],
)
def test_a_formula_of_the_row_goes_with_its_copy(formula: str, moved: str) -> None:
    assert MOVER.moved(formula, Place("汇总", 5, 2)) == moved
    assert MOVER.unclear == []


def test_a_formula_of_absurd_length_is_refused() -> None:
    with pytest.raises(BuildError, match="damaged"):
        list(tokens("'" * 100_000))


@pytest.mark.parametrize(
    ("formula", "row", "code"),
    [
        ("C5*2", 8, "template-one-of-many"),
        ("IF(SUM(C5)>0,C5,0)", 8, "template-one-of-many"),
        ("SUMIF(A2,C5,C2)", 8, "template-one-of-many"),
        ("C$5", 5, "template-one-of-many"),
        ("SUM(C5:INDEX(C5:C9,2))", 8, "template-one-of-many"),
        ("F4+C5", 5, "template-row-above"),
        ("SUM(汇总:其他!C6)", 8, "template-through-sheets"),
    ],
)
def test_what_is_unclear_is_told(formula: str, row: int, code: str) -> None:
    MOVER.moved(formula, Place("汇总", row))
    assert code in [one.code for one in MOVER.unclear]


@pytest.mark.parametrize(
    ("formula", "moved"),
    [
        ("汇总!C5*2", "汇总!C7*2"),
        ("C2/SUM(汇总!C$5)", "C4/SUM(汇总!C$5:C$7)"),
        ("SUM(汇总!C5:D5)", "SUM(汇总!C7:D7)"),
        ("SUM(It's!A2)", "SUM(It's!A2:A5)"),
    ],
)
def test_rows_for_the_same_lines_go_together(formula: str, moved: str) -> None:
    maps = {"汇总": RowMap({5: 3}), "其他": RowMap({2: 3}), "It's": RowMap({2: 4})}
    mover = Mover(maps, [], {("汇总", 5): "a", ("其他", 2): "a", ("It's", 2): "b"})
    assert mover.moved(formula.replace("It's!", "'It''s'!"), Place("其他", 2, 2)) == moved.replace(
        "It's!", "'It''s'!"
    )
    assert mover.unclear == []


def test_rules_and_areas_are_never_unclear() -> None:
    assert MOVER.moved("$C5>$D$6", Place("汇总", 5), Mode.RULE) == "$C5>$D$8"
    assert MOVER.moved("C5>$C$5", Place("汇总", 4), Mode.RULE) == "C5>$C$5"
    assert MOVER.moved("汇总!$C$5", Place(""), Mode.AREA) == "汇总!$C$5:$C$7"
    assert MOVER.moved("汇总!C5,汇总!C6", Place(""), Mode.NAME) == "汇总!C5,汇总!C6"
    assert MOVER.unclear == []


def test_shared_formulas_are_moved_as_copies_are() -> None:
    assert shifted("A1+$A1+A$1+$A$1+SUM(B:B)", 2, 1) == "B3+$A3+B$1+$A$1+SUM(C:C)"
    assert shifted("A1", -1, 0) == "#REF!"


@given(
    st.dictionaries(st.integers(1, 50), st.integers(0, 9), max_size=5),
    st.integers(1, 60),
    st.integers(1, 60),
)
def test_rows_stay_in_order_and_nothing_overlaps(counts: dict[int, int], one: int, other: int) -> None:
    rows = RowMap(counts)
    assert rows.last(one) - rows.first(one) + 1 == max(1, counts.get(one, 1))
    if one < other:
        assert rows.last(one) < rows.first(other)
    if other == one + 1:
        assert rows.last(one) + 1 == rows.first(other)
    assert rows.first(60) == 60 + rows.added - (max(1, counts.get(60, 1)) - 1)


def test_rows_end_with_the_sheet() -> None:
    assert RowMap({5: LAST_ROW}).last(5) == LAST_ROW
    assert RowMap({5: 3}).area("C5:D9", stretched=True) == "C5:D11"
    assert RowMap({5: 3}).areas("C5 A:A E9") == "C5:C7 A:A E11"
