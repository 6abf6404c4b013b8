"""Which rules of a form are broken, and what it computes: as a plain walk over each expression has it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest

from templates import CellMap, builtin, compile, load
from templates.language import ExcelError
from templates.model.page import Role
from templates.model.shape import Leaf, enclosing, node_at
from templates.path import Path as FieldPath
from templates.path import Tree, set_value, split, value_at
from templates.records.calculation import Breach, broken_for_reader, broken_in_sheet, fill_computed
from templates.records.filling import filling_from
from templates.records.item_paths import indexed_path, item_indices
from tests.extent import extent
from tests.fillings import disturbed
from tests.forms import NESTED_SUMS, SUPPLY_PLAN, TRAVEL_PLAN
from tests.templates.language.walker import walked_computed, walked_rule

pytestmark = pytest.mark.no_cover  # what they cover is covered by tests that take less

SEED: dict[str, Any] = json.loads(
    Path(__file__).parents[2].joinpath("data", "seed.json").read_text(encoding="utf-8"), parse_float=Decimal
)["values"]
FORM = builtin("department-goals")
USUAL = compile(FORM, {"year": 2020})
TRAVEL = compile(load(TRAVEL_PLAN), {"year": 2026})
NESTED = compile(load(NESTED_SUMS), {})
SUPPLIES = compile(load(SUPPLY_PLAN), {})
FILLINGS = extent(30, quick=8, soak=100)

_ODD: tuple[object, ...] = (
    0,
    2023,
    -5,
    True,
    False,
    "",
    " ",
    "　",
    "/",
    " — ",
    "x",
    "Ａ１",
    "a1",
    "。",
    "1,121.34",
    "无",
    "≥95%",
    "105%",
    "a_x000D_b",
    "人员类",
    Decimal("0.005"),
    Decimal("-0.00"),
    Decimal("1E+300"),
    Decimal("99999999999999999999.5"),
    Decimal("1E-30"),
    Decimal(2020),
)
_ERRORS = (ExcelError("#N/A"), ExcelError("#DIV/0!"), ExcelError("#REF!"))


def walked(cell_map: CellMap, filling: Tree, *, reader: bool) -> list[Breach]:
    """Return which rules are broken where, each expression walked for itself."""
    return [
        (number, indices)
        for number, rule in enumerate(cell_map.rules)
        if (rule.in_reader if reader else rule.in_sheet)
        for indices in item_indices(filling, rule.scope, cell_map.shape, rule.where)
        if walked_rule(rule, filling, indices, folded=reader)
    ]


def compute_by_walking(cell_map: CellMap, filling: Tree) -> None:
    """Compute every computed field, each expression walked for itself."""
    for names in cell_map.computed:
        node = node_at(cell_map.shape, names)
        assert isinstance(node, Leaf)
        assert node.field.formula is not None
        for indices in item_indices(filling, enclosing(cell_map.shape, names), cell_map.shape):
            value = walked_computed(node.field.formula, filling, indices)
            set_value(filling, indexed_path(cell_map.shape, names, indices), "" if value is None else value)


def inputs(cell_map: CellMap) -> list[FieldPath]:
    """Return the paths of the inputs."""
    return [split(cell.path) for cell in cell_map if cell.role is Role.INPUT]


def fillings(cell_map: CellMap, values: dict[str, Any], random: Random) -> Iterator[Tree]:
    """Yield fillings that are more and more odd; the last third holds errors."""
    paths = inputs(cell_map)
    for number in range(FILLINGS):
        filling = filling_from(cell_map, disturbed(cell_map, values if number % 3 else {}, random))
        pool = _ODD if number < FILLINGS * 2 / 3 else (*_ODD, *_ERRORS)
        for path in random.sample(paths, random.choice((0, 2, 10, len(paths) // 3))):
            set_value(filling, path, random.choice(pool))
        if number % 5 == 0:
            paths_of_one = [path for path in paths if path[0] == random.choice(paths)[0]]
            for path in paths_of_one:
                set_value(filling, path, value_at(filling, random.choice(paths_of_one)))
        yield filling


@pytest.mark.parametrize(
    ("cell_map", "values"),
    [(USUAL, SEED), (TRAVEL, {}), (NESTED, {}), (SUPPLIES, {})],
    ids=["goals", "travel", "nested", "supplies"],
)
def test_a_form_is_worked_out_as_each_of_its_expressions_is(
    cell_map: CellMap, values: dict[str, Any]
) -> None:
    broken = 0
    for number, filling in enumerate(fillings(cell_map, values, Random(10))):
        expected = deepcopy(filling)
        compute_by_walking(cell_map, expected)
        fill_computed(cell_map, filling)
        assert (number, filling) == (number, expected)
        assert (number, broken_for_reader(cell_map, filling)) == (
            number,
            walked(cell_map, filling, reader=True),
        )
        in_sheet = broken_in_sheet(cell_map, filling)
        assert (number, in_sheet) == (number, walked(cell_map, filling, reader=False))
        broken += len(in_sheet)
    assert broken > FILLINGS
