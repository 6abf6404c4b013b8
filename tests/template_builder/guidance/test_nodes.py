"""Trees of formulas: what a node is written as, what it gives, and what it reads."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest
from openpyxl.formula.tokenizer import Token, Tokenizer
from openpyxl.utils.cell import coordinate_to_tuple, rows_from_range

from template_builder.guidance import check_formulas, messages
from template_builder.guidance.areas import Aggregate, Area, FirstPlace, FirstRow, Hyperlink, PlaceAddress
from template_builder.guidance.cell_values import CHECK_SHEET, FORM_SHEET, contents_of
from template_builder.guidance.check_model import LINK, SHEET
from template_builder.guidance.form_nodes import Sentences
from template_builder.guidance.guide import STATUS, Guide
from template_builder.guidance.nodes import (
    All,
    CellReference,
    Compared,
    If,
    Joined,
    Node,
    Number,
    SheetState,
    Sum,
    Words,
)
from templates import CellMap, builtin, compile, load
from templates.language import address
from templates.model.page import CellAddress
from tests.fillings import disturbed
from tests.forms import TRAVEL_PLAN

FORM = builtin("department-goals")
USUAL = compile(FORM, {"year": 2020})
TRAVEL = compile(load(TRAVEL_PLAN), {"year": 2020})
SEED: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "data" / "seed.json").read_text(encoding="utf-8"), parse_float=Decimal
)["values"]

A1, A2, A3, B1 = (CellAddress(0, row, column) for row, column in ((1, 1), (2, 1), (3, 1), (1, 2)))
STATE = SheetState({}, {A1: 0, A2: 1, A3: 1, B1: "某局"})
COLUMN = Area("A1:A3", (A1, A2, A3))


@pytest.mark.parametrize(
    ("node", "formula", "value"),
    [
        (Words('"甲"'), '"""甲"""', '"甲"'),
        (CellReference(B1), "B1", "某局"),
        (CellReference(B1, "'表'!"), "'表'!B1", "某局"),
        (Sum((CellReference(A2), Number(2))), "A2+2", 3),
        (
            All((Compared(CellReference(A2), ">", 0), Compared(CellReference(A1), "=", 0))),
            "AND(A2>0,A1=0)",
            True,
        ),
        (If(Compared(CellReference(A1), ">", 0), Words("是"), Words("否")), 'IF(A1>0,"是","否")', "否"),
        (Joined((Words("共"), CellReference(A2), CellReference(B1))), '"共"&A2&B1', "共1某局"),
        (Aggregate("SUM", (COLUMN, Area("A3", (A3,)))), "SUM(A1:A3,A3)", 3),
        (Aggregate("COUNTA", (Area("B1:B2", (B1,)),)), "COUNTA(B1:B2)", 1),
        (Aggregate("COUNT", (Area("A1:B1", (A1, B1)),)), "COUNT(A1:B1)", 1),
        (FirstRow(COLUMN, 1), "MATCH(1,A1:A3,0)+0", 2),
        (FirstPlace(FirstRow(COLUMN, 1), 3, 4), "IFERROR((MATCH(1,A1:A3,0)+0)*1000+4,1000000000)", (2004,)),
        (FirstPlace(FirstRow(Area("A1", (A1,)), 1), 1, 4), "IF(A1=1,1004,1000000000)", (1_000_000_000,)),
        (PlaceAddress(Number(12_027)), "ADDRESS(INT(12027/1000),MOD(12027,1000),4)", "AA12"),
        (Hyperlink(Words("#A2"), Words("定位")), 'HYPERLINK("#A2","定位")', "定位"),
    ],
)
def test_a_node_is_written_and_worked_out(node: Node[object], formula: str, value: object) -> None:
    assert (node.formula, node.value(STATE)) == (formula, value)


def test_a_total_of_very_many_ranges_is_a_sum_of_totals() -> None:
    total = Aggregate("SUM", (COLUMN,) * 201)
    assert total.formula == f"SUM({','.join(['A1:A3'] * 200)})+SUM(A1:A3)"
    assert total.value(STATE) == 402
    assert Aggregate("SUM", ()).formula == "0"


@pytest.mark.parametrize("cell_map", [USUAL, TRAVEL], ids=["goals", "travel"])
def test_a_node_depends_on_the_cells_that_its_formula_names(cell_map: CellMap) -> None:
    guide = Guide(cell_map)
    showing = {*guide.fields, *guide.nodes, *(cell.address for cell in cell_map.explanations)}
    for cell, node in guide.nodes.items():
        named = set(_named(guide, cell)) & showing
        assert named <= node.depends_on, (cell, node.formula)
        if named != node.depends_on:  # a formula names only the cell that INDEX picks out of a column
            assert "INDEX" in str(node), cell


def _named(guide: Guide, at: CellAddress) -> Iterator[CellAddress]:
    """Yield the cells that a formula names."""
    sheets = {
        guide.cell_map.form.sheet.say(guide.language): FORM_SHEET,
        SHEET.say(guide.language): CHECK_SHEET,
    }
    for token in Tokenizer(f"={guide.formulas[at]}").items:
        if token.type == Token.OPERAND and token.subtype == Token.RANGE:
            name, _, area = token.value.rpartition("!")
            sheet = sheets[name.strip("'")] if name else at.sheet
            for row in rows_from_range(area):
                yield from (CellAddress(sheet, *coordinate_to_tuple(cell)) for cell in row)


@pytest.mark.parametrize("cell_map", [USUAL, TRAVEL], ids=["goals", "travel"])
def test_a_cell_stands_behind_those_that_it_depends_on(cell_map: CellMap) -> None:
    guide = Guide(cell_map)
    known = {cell.address for cell in cell_map} - guide.nodes.keys()
    for cell, node in guide.nodes.items():
        assert node.depends_on <= known, cell
        known.add(cell)
    assert list(guide.nodes)[-1] == STATUS


def test_what_is_too_long_for_one_formula_stands_in_hidden_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    usual = Guide(USUAL)
    monkeypatch.setattr(check_formulas, "_LONGEST", 100)
    monkeypatch.setattr(messages, "FORMULA_LIMIT", 1_000)
    guide = Guide(USUAL)
    hidden = [cell for cell in guide.nodes if cell.sheet == CHECK_SHEET and cell.column > LINK + 1]
    pieces = [cell for cell in guide.nodes if cell.sheet == FORM_SHEET and cell.column >= guide.columns.rest]
    assert {type(guide.nodes[cell]) for cell in hidden} == {Aggregate}
    assert {type(guide.nodes[cell]) for cell in pieces} == {Sentences}
    random = Random(4)
    for _ in range(10):
        filling = contents_of(USUAL, disturbed(USUAL, SEED, random))
        shown, expected = guide.values(filling), usual.values(filling)
        assert {cell: shown[cell] for cell in expected} == expected
        assert shown.keys() == {*expected, *hidden, *pieces}


def test_links_lead_to_the_first_flag() -> None:
    guide, random = Guide(USUAL), Random(8)
    prefix = f"#'{USUAL.form.sheet.zh}'!"
    for _ in range(20):
        filling = contents_of(USUAL, disturbed(USUAL, SEED, random))
        state = SheetState(filling, guide.values(filling))
        for line in guide.rules:
            node = guide.nodes[CellAddress(CHECK_SHEET, line.row, LINK)]
            assert isinstance(node, If)
            assert isinstance(node.otherwise, Hyperlink)
            raised = [flag.reported_at for flag in line.flags if state.shown[flag.address]]
            if raised:
                first = min((cell.row, cell.column) for cell in raised)
                assert node.otherwise.target.value(state) == prefix + address(*first)
