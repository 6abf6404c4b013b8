"""What follows from a few fields is what a whole run gives."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest

from template_builder.bulk.incremental_values import IncrementalValues
from template_builder.guidance.cell_values import contents_of
from template_builder.guidance.guide import STATUS, Guide
from templates import Role, ValuesError, builtin, compile
from templates.path import Path as FieldPath
from templates.path import split, value_at, with_value
from templates.records.filling import filling_from
from tests.fillings import disturbed

USUAL = compile(builtin("department-goals"), {"year": 2020})
SEED: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "data" / "seed.json").read_text(encoding="utf-8"), parse_float=Decimal
)["values"]
NAME = split("department.name")


def test_what_follows_from_a_few_fields_is_what_a_whole_run_gives() -> None:
    guide = Guide(USUAL)
    names = ("department.name", "department.phone", "expenditure.basic.amount", "projects[1].name")
    paths = [split(name) for name in names]
    varying = IncrementalValues(guide, SEED, paths)
    base = dict(varying.values)
    random = Random(11)
    pools: tuple[tuple[object, ...], ...] = (
        ("某局", None, "长" * 121),
        ("13800138000", None, "12", "1380013800"),
        (Decimal(0), Decimal("399.1"), None, "abc", Decimal(-3)),
        ("甲", SEED["projects"][0]["name"], None),
    )
    for _ in range(40):
        values = {path: random.choice(pool) for path, pool in zip(paths, pools, strict=True)}
        expected = IncrementalValues(guide, _with(SEED, values), ()).values
        change = varying.changed(values)
        assert base | dict(change.values) == expected
        assert set(change.values) == varying.touched
        assert change.filling == contents_of(USUAL, _with(SEED, values))
    assert varying.changed({}).values == {cell: base[cell] for cell in varying.touched}
    assert value_at(varying.filling, NAME) == SEED["department"]["name"]


def _with(record: Mapping[str, Any], values: Mapping[FieldPath, object]) -> Any:
    for path, value in values.items():
        record = with_value(record, path, value)
    return record


@pytest.mark.parametrize("seed", range(6))
def test_any_fields_may_vary(seed: int) -> None:
    random, guide = Random(seed), Guide(USUAL)
    inputs = [split(cell.path) for cell in USUAL if cell.role is Role.INPUT]
    paths = random.sample(inputs, random.choice((1, 4, 30)))
    varying = IncrementalValues(guide, SEED, paths)
    for _ in range(3):
        other = filling_from(USUAL, disturbed(USUAL, SEED, random))
        change = varying.changed({path: value_at(other, path) for path in paths})
        assert {**varying.values, **change.values} == guide.values(change.filling)


def test_nothing_follows_where_nothing_varies() -> None:
    varying = IncrementalValues(Guide(USUAL), None, ())
    assert varying.touched == frozenset()
    assert varying.changed({}).values == {}
    assert varying.values[STATUS] == "还有16处未填。"


def test_one_change_leaves_no_trace_in_the_next() -> None:
    varying = IncrementalValues(Guide(USUAL), SEED, [NAME])
    before = varying.changed({})
    varying.changed({NAME: "长" * 121})
    with pytest.raises(ValuesError, match=r"department\.name"):
        varying.changed({NAME: "a\x00"})
    assert varying.changed({}) == before
    assert varying.filling == contents_of(USUAL, SEED)
