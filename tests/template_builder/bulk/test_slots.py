"""Cutting the XML of a sheet where fillings differ, and filling the slots in."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from template_builder.bulk.slots import BREAKS, FOOTER, InputSlot, ResultSlot, cut, layout_contents, row_key
from template_builder.print_layout.sheet_layout import SheetLayout
from template_builder.xlsx.cell_xml import RowLayout
from templates import ValuesError

XML = (
    '<worksheet><sheetData><row r="1" spans="1:2" ht="20" customHeight="1" hidden="1"><c r="A1" s="3"/>'
    '<c r="B1" s="4" t="str"><f>IF(A1&gt;1,"&amp;","")</f><v></v></c></row><row r="12" spans="1:2">'
    '<c r="A12" t="s"><v>7</v></c></row></sheetData>'
    "<headerFooter><oddFooter>&amp;P</oddFooter></headerFooter>"
    '<rowBreaks count="1" manualBreakCount="1"><brk id="4" max="16383" man="1"/></rowBreaks></worksheet>'
)


def refilled(contents: Mapping[Any, Any]) -> str:
    cells = [key for key in contents if key[1] > 0]
    rows = [row for row, column in contents if row > 0 and column == 0]
    pieces, slots = cut("表", XML, cells, rows, paper=FOOTER in contents)
    filled = [slot.filled(contents[slot.key]) for slot in slots]
    return "".join(text for pair in zip(pieces, [*filled, ""], strict=True) for text in pair)


def test_a_sheet_is_cut_where_it_varies_and_nowhere_else() -> None:
    assert refilled({}) == XML
    rows = {1: RowLayout(33.5), 12: RowLayout(15, hidden=True, level=1, collapsed=True)}
    layout = {**layout_contents(SheetLayout(rows, (4, 9))), FOOTER: '&C"宋体"&9A&&B'}
    made = refilled({(1, 1): " a<b\n", (1, 2): Decimal("0.1"), (12, 1): True, **layout})
    assert made == (
        '<worksheet><sheetData><row r="1" spans="1:2" ht="33.5" customHeight="1">'
        '<c r="A1" s="3" t="inlineStr"><is><t xml:space="preserve"> a&lt;b\n</t></is></c>'
        '<c r="B1" s="4"><f>IF(A1&gt;1,"&amp;","")</f><v>0.1</v></c></row>'
        '<row r="12" spans="1:2" ht="15" customHeight="1" hidden="1" outlineLevel="1" collapsed="1">'
        '<c r="A12" t="b"><v>1</v></c></row></sheetData>'
        '<headerFooter><oddFooter>&amp;C"宋体"&amp;9A&amp;&amp;B</oddFooter></headerFooter>'
        '<rowBreaks count="2" manualBreakCount="2"><brk id="4" max="16383" man="1"/>'
        '<brk id="9" max="16383" man="1"/></rowBreaks></worksheet>'
    )


def test_a_shared_formula_and_an_empty_row_stay_what_they_are() -> None:
    xml = (
        '<row r="1"><c r="A1" s="1"><f t="shared" ref="A1:A2" si="0">B1</f><v>0</v></c></row>'
        '<row r="2"><c r="A2" s="1"><f t="shared" si="0"/><v>0</v></c></row><row r="3" ht="20"/>'
    )
    pieces, slots = cut("表", xml, [(1, 1), (2, 1)], [3], paper=False)
    contents = {(1, 1): 1, (2, 1): "a", (3, 0): RowLayout(15)}
    filled = [slot.filled(contents[slot.key]) for slot in slots]
    made = "".join(text for pair in zip(pieces, [*filled, ""], strict=True) for text in pair)
    assert made == (
        '<row r="1"><c r="A1" s="1"><f t="shared" ref="A1:A2" si="0">B1</f><v>1</v></c></row>'
        '<row r="2"><c r="A2" s="1" t="str"><f t="shared" si="0"/><v>a</v></c></row>'
        '<row r="3" ht="15" customHeight="1"/>'
    )


def test_what_is_blank_leaves_nothing_behind() -> None:
    made = refilled({(1, 1): None, (1, 2): None, (12, 1): "", BREAKS: (), FOOTER: ""})
    assert '<c r="A1" s="3"/>' in made
    assert 't="str"><f>IF(A1&gt;1,"&amp;","")</f><v></v></c>' in made
    assert '<c r="A12"/>' in made
    assert made.endswith("<headerFooter></headerFooter></worksheet>")


def test_a_formula_has_a_result_of_its_own_type() -> None:
    slot = ResultSlot((1, 1), "表!A1", '<c r="A1"', "<f>1</f>")
    assert slot.filled(Decimal(2)) == '<c r="A1"><f>1</f><v>2.0</v></c>'
    assert slot.filled("<") == '<c r="A1" t="str"><f>1</f><v>&lt;</v></c>'
    assert slot.filled(12) == '<c r="A1"><f>1</f><v>12</v></c>'
    assert slot.filled("") == slot.filled(None) == '<c r="A1" t="str"><f>1</f><v></v></c>'
    assert slot.filled(False) == '<c r="A1" t="b"><f>1</f><v>0</v></c>'


def test_what_cannot_be_filled_in_is_missed() -> None:
    with pytest.raises(ValuesError, match=r"表!A1: .*U\+0000"):
        InputSlot((1, 1), "表!A1", "<c").filled("\x00")
    with pytest.raises(AssertionError, match=r"\(2, 2\)"):
        cut("表", XML, [(2, 2)], [], paper=False)
    assert row_key(3) == (3, 0)
