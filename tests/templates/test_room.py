"""A cell map with room for each item of a record: where somebody inserted rows, it has more of them."""

from __future__ import annotations

import pytest

from templates import CellMap, ValuesError, builtin, compile
from templates.compiling.room import with_room
from templates.model.shape import Repeat, node_at
from templates.records.filling import filling_from
from templates.records.record import record_of

GOALS = compile(builtin("department-goals"), {"year": 2020, "projects": 2, "projects_shown": 2})


def rows_of(cell_map: CellMap, names: str) -> int:
    node = node_at(cell_map.shape, tuple(names.split(".")))
    assert isinstance(node, Repeat)
    return node.room


def test_one_that_has_room_stays_what_it_is() -> None:
    assert with_room(GOALS, {}) is GOALS
    assert with_room(GOALS, {"projects": [{"name": "甲"}, {"name": "乙"}]}) is GOALS


def test_a_list_gets_the_rows_that_its_items_need() -> None:
    values = {
        "projects": [{"name": f"项目{number}"} for number in range(7)],
        "goals": {"long_term": [f"目标{number}" for number in range(6)]},
    }
    larger = with_room(GOALS, values)
    assert rows_of(larger, "projects") == 7
    assert rows_of(larger, "goals.long_term") == 6
    assert rows_of(larger, "goals.annual") == rows_of(GOALS, "goals.annual")
    record = record_of(larger.shape, filling_from(larger, values))
    assert [project["name"] for project in record["projects"]] == [f"项目{number}" for number in range(7)]
    assert record["goals"]["long_term"] == values["goals"]["long_term"]  # type: ignore[index]


def test_a_list_in_items_gets_room_for_the_longest_of_each_constant() -> None:
    block = "annual_goals.indicators"
    room = {
        constants["level1"]: constants
        for constants in node_at(GOALS.shape, tuple(block.split("."))).constants  # type: ignore[union-attr]
    }
    many = {
        "annual_goals": [
            {"goal": "甲", "indicators": [{"level1": "产出指标", "level3": str(at)} for at in range(15)]},
            {"goal": "乙", "indicators": [{"level1": "满意度指标", "level3": str(at)} for at in range(8)]},
        ]
    }
    larger = with_room(GOALS, many)
    node = node_at(larger.shape, tuple(block.split(".")))
    assert isinstance(node, Repeat)
    counts = {level1: node.constants.count(constants) for level1, constants in room.items()}
    assert counts["产出指标"] == 15
    assert counts["满意度指标"] == 8
    assert filling_from(larger, many)


def test_a_larger_one_is_equal_to_no_other() -> None:
    values = {"projects": [{"name": "甲"}] * 3}
    larger = with_room(GOALS, values)
    assert larger != GOALS
    assert larger != with_room(GOALS, values)
    assert larger.parameters == GOALS.parameters


@pytest.mark.parametrize(
    "values",
    [
        {"annual_goals": [{"indicators": [{"level1": "过程指标"}]}]},
        {"projects": "甲"},
        {"projects": {"name": "甲"}},
        {"goals": 5},
        {"annual_goals": [{}] * 300 + [5]},
    ],
)
def test_what_no_row_can_hold_is_left_to_be_refused(values: dict[str, object]) -> None:
    with pytest.raises(ValuesError):
        filling_from(with_room(GOALS, values), values)
