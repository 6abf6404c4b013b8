"""The round-trip law on whole forms: what is built of a record is read as that record."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import Phase, given, settings

from templates import builtin, compile, load
from tests.extent import extent
from tests.forms import LEVEL_WEIGHTS, SCHOOL_YEAR, SUPPLY_PLAN, TRAVEL_PLAN
from tests.law import assert_round_trip, records

pytestmark = pytest.mark.no_cover  # thousands of evaluations: tracing them would take minutes

FORM = builtin("department-goals")
SIZES = {
    name: (parameter.minimum, parameter.maximum)
    for name, parameter in FORM.parameters.items()
    if isinstance(parameter.maximum, int) and name != "year"
}
"""The least and the most of what has limits of its own; how many rows are in sight follows."""
USUAL = compile(FORM, {"year": 2020})
LEAST = compile(FORM, {"year": 2000, "unit": "元"} | {name: least for name, (least, _) in SIZES.items()})
MOST = compile(FORM, {"year": 2100} | {name: most for name, (_, most) in SIZES.items()})
DEPARTMENT_EVALUATION = compile(builtin("department-self-evaluation"), {"year": 2020})
PROJECT_EVALUATION = compile(builtin("project-self-evaluation"), {"year": 2020})
TRAVEL = load(TRAVEL_PLAN)
TRIPS = compile(TRAVEL, {"year": 2024})
SCHOOL = load(SCHOOL_YEAR)
ASSETS = compile(SCHOOL, {"year": 2026, "assets": 20})
LEVELS = load(LEVEL_WEIGHTS)
WEIGHTS = compile(LEVELS, {})
SUPPLY = load(SUPPLY_PLAN)
SUPPLIES = compile(SUPPLY, {})
SMALL_PROJECT = {"steps": 4, "costs": 5, "output_rows": 4, "benefit_rows": 3, "satisfaction_rows": 2}
PROJECT = compile(builtin("project-goals"), {"year": 2026, **SMALL_PROJECT})


@given(records(USUAL))
@settings(max_examples=extent(50, quick=10, soak=500))
def test_the_form(values: dict[str, Any]) -> None:
    assert_round_trip(USUAL, values)


@given(records(LEAST))
@settings(max_examples=extent(30, quick=10, soak=300))
def test_the_smallest_form(values: dict[str, Any]) -> None:
    assert_round_trip(LEAST, values)


@pytest.mark.long
@given(records(MOST, fullness=(1.0, 0.5)))
@settings(max_examples=extent(2, quick=1, soak=20), phases=[Phase.generate])
def test_the_largest_form(values: dict[str, Any]) -> None:
    """Each try takes seconds, so that none is made smaller."""
    assert_round_trip(MOST, values)


@given(records(PROJECT))
@settings(max_examples=extent(20, quick=5, soak=200))
def test_the_form_of_a_project(values: dict[str, Any]) -> None:
    assert_round_trip(PROJECT, values)


@given(records(DEPARTMENT_EVALUATION))
@settings(max_examples=extent(20, quick=5, soak=200))
def test_the_self_evaluation_of_a_department(values: dict[str, Any]) -> None:
    assert_round_trip(DEPARTMENT_EVALUATION, values)


@given(records(PROJECT_EVALUATION))
@settings(max_examples=extent(20, quick=5, soak=200))
def test_the_self_evaluation_of_a_project(values: dict[str, Any]) -> None:
    assert_round_trip(PROJECT_EVALUATION, values)


@given(records(TRIPS))
@settings(max_examples=extent(60, quick=20))
def test_another_form(values: dict[str, Any]) -> None:
    assert_round_trip(TRIPS, values, [TRAVEL])


@given(records(WEIGHTS))
@settings(max_examples=extent(60, quick=20))
def test_lists_with_other_rows_in_one_item_than_in_another(values: dict[str, Any]) -> None:
    assert_round_trip(WEIGHTS, values, [LEVELS])


@given(records(SUPPLIES))
@settings(max_examples=extent(40, quick=15))
def test_a_form_that_looks_values_up(values: dict[str, Any]) -> None:
    assert_round_trip(SUPPLIES, values, [SUPPLY])


@given(records(ASSETS))
@settings(max_examples=extent(60, quick=20))
def test_a_form_of_two_sheets(values: dict[str, Any]) -> None:
    assert_round_trip(ASSETS, values, [SCHOOL])
