"""Placing a record into the rows of a cell map, and taking it out again."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from templates import CellMap, ValuesError, builtin, compile, record_schema
from templates.path import Tree, split, value_at
from templates.records.addresses import address_tree
from templates.records.calculation import fill_computed
from templates.records.filling import blank_filling, filling_from
from templates.records.item_paths import indexed_path, item_indices
from templates.records.record import computed_of, is_unfilled, record_of

SEED = Path(__file__).parents[2] / "data" / "seed.json"


@pytest.fixture(scope="module")
def cell_map() -> CellMap:
    rows = {"projects": 10, "output_rows": 6, "benefit_rows": 4, "satisfaction_rows": 2}
    return compile(builtin("department-goals"), {"year": 2020, **rows})


@pytest.fixture(scope="module")
def seed() -> dict[str, Any]:
    return dict(json.loads(SEED.read_text(encoding="utf-8"), parse_float=Decimal)["values"])


def test_a_record_placed_is_the_record_taken_out(cell_map: CellMap, seed: dict[str, Any]) -> None:
    assert record_of(cell_map.shape, filling_from(cell_map, seed)) == seed


def test_items_go_to_the_rows_of_their_constant(cell_map: CellMap) -> None:
    items = [
        {"level1": level1, "level3": level1} for level1 in ("满意度指标", "产出指标", "效益指标", "产出指标")
    ]
    filling = filling_from(cell_map, {"annual_goals": [{"goal": "甲", "indicators": items}]})
    rows = filling["annual_goals"][0]["indicators"]
    assert {n for n, row in enumerate(rows) if row["level3"]} == {0, 1, 6, 10}
    assert len(rows) == 12


def test_what_is_computed(cell_map: CellMap, seed: dict[str, Any]) -> None:
    filling = filling_from(cell_map, seed)
    fill_computed(cell_map, filling)
    result = computed_of(cell_map.shape, filling)
    assert set(result) == {"income", "expenditure"}
    assert result["expenditure"]["total"]["last_year"] == Decimal("953.33")
    assert round(result["expenditure"]["basic"]["share"], 4) == Decimal("0.5306")
    assert result["income"]["other"]["share"] == 0


def test_a_blank_form_computes_nothing_but_keeps_its_defaults(cell_map: CellMap) -> None:
    filling = filling_from(cell_map, None)
    fill_computed(cell_map, filling)
    assert computed_of(cell_map.shape, filling)["income"]["total"] == {
        "amount": None,
        "share": None,
        "year_before_last": None,
        "last_year": None,
    }
    values = record_of(cell_map.shape, filling)
    assert values["goals"] == {"long_term_end_year": 2023, "long_term": [], "annual": []}
    assert values["projects"] == []
    assert (
        record_of(cell_map.shape, filling_from(cell_map, {"goals": {"long_term_end_year": None}}))["goals"][
            "long_term_end_year"
        ]
        is None
    )


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"departmnt": {}}, "no field departmnt; the known fields here are department"),
        (
            {"department": {"fax": "1"}},
            r"no field department\.fax; the known fields here are name, filled_by, phone",
        ),
        ({"projects": [{"name": "a"}] * 11}, "projects has 11 items but room for only 10"),
        ({"projects": {"name": "a"}}, "projects must be a list"),
        ({"projects": ["a"]}, r"projects\[0\] must be a group"),
        ({"department": "a"}, "department must be a group"),
        ({"functions": ["a"]}, "functions is one value"),
        ({"goals": {"annual": ["a"] * 4}}, r"goals\.annual has 4 items but room for only 3"),
        ({"goals": {"annual": [{"x": 1}]}}, r"goals\.annual\[0\] is one value"),
        ({"income": {"total": {"amount": 1}}}, r"income\.total\.amount is calculated"),
        (
            {"annual_goals": [{"indicators": [{"level3": "a"}]}]},
            "level1 is None; it must be one of 产出指标, 效益指标, 满意度指标",
        ),
        (
            {"annual_goals": [{"indicators": [{"level1": "满意度指标"}] * 3}]},
            r"annual_goals\[0\]\.indicators has room for 2 items with level1 满意度指标",
        ),
        (
            {"annual_goals": [{"indicators": [{"level1": " 满意度 指标"}] * 3}]},
            r"annual_goals\[0\]\.indicators has room for 2 items with level1  满意度 指标",
        ),
        ({"annual_goals": [{"indicators": ["a"]}]}, "level1 is None"),
        (["a"], "The values must be a group"),
    ],
)
def test_values_that_do_not_fit(values: Tree, message: str, cell_map: CellMap) -> None:
    with pytest.raises(ValuesError, match=message):
        filling_from(cell_map, values)


def test_null_stands_for_nothing(cell_map: CellMap) -> None:
    filling = filling_from(cell_map, {"projects": None, "department": None, "functions": None})
    assert is_unfilled(cell_map.shape.parts["projects"], filling["projects"])
    assert filling["department"] == {"name": None, "filled_by": None, "phone": None}


def test_places_and_paths(cell_map: CellMap) -> None:
    filling = filling_from(cell_map, None)
    shape = cell_map.shape
    assert list(item_indices(filling, (), shape)) == [()]
    assert list(item_indices(filling, ("goals", "annual"), shape)) == [(0,), (1,), (2,)]
    chosen = list(item_indices(filling, ("annual_goals", "indicators"), shape, ("level1", "满意度指标")))
    assert chosen == [(goal, row) for goal in range(3) for row in (10, 11)]
    assert indexed_path(shape, ("annual_goals", "indicators", "target"), (1, 2)) == (
        "annual_goals",
        1,
        "indicators",
        2,
        "target",
    )
    assert indexed_path(shape, ("goals", "annual"), (2,)) == ("goals", "annual", 2)
    assert indexed_path(shape, ("annual_goals",), ()) == ("annual_goals",)


def test_addresses_are_those_of_the_cells(cell_map: CellMap) -> None:
    tree = address_tree(cell_map)
    for cell in cell_map:
        if cell.role in {"input", "computed"}:
            assert value_at(tree, split(cell.path)) == cell.address
    assert tree["annual_goals"][0]["indicators"][0]["level1"] == "产出指标"


def test_blank_items_have_their_constants(cell_map: CellMap) -> None:
    rows = blank_filling(cell_map.shape.parts["long_term_goals"])[0]["indicators"]
    assert [row["level1"] for row in rows] == ["产出指标"] * 6 + ["效益指标"] * 4 + ["满意度指标"] * 2


def test_records_fit_their_schema(cell_map: CellMap) -> None:
    from jsonschema import Draft202012Validator

    schema = record_schema(cell_map)
    Draft202012Validator.check_schema(schema)
    seed = json.loads(SEED.read_text(encoding="utf-8"))["values"]
    validator = Draft202012Validator(schema)
    assert list(validator.iter_errors(seed)) == []
    seed["annual_goals"][0]["indicators"][0]["level1"] = "其他"
    seed["income"]["total"] = {"amount": 1}
    assert {error.validator for error in validator.iter_errors(seed)} == {"enum", "additionalProperties"}
