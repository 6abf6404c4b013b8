"""What changed between two filled forms: fields, and items that keep what they are where they move."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from collection import CollectionError, changes_between, filled_form_in
from collection.printing.sources import FilledForm
from tests.collection.rounds import DEMO, form_map, nested_map, returned, trip_map

SEED = DEMO["departments"][0]["values"]
A, B, C, D = (
    {"name": name, "type": "特定目标类", "year_budget": budget} for budget, name in enumerate("甲乙丙丁")
)


def projects(*items: Mapping[str, Any]) -> FilledForm:
    return FilledForm(form_map(), {"projects": list(items)})


def said(old: FilledForm, new: FilledForm) -> list[tuple[str, str, str | None]]:
    return [(str(change.kind), change.field, change.was) for change in changes_between(old, new)]


def test_the_same_form_has_no_changes() -> None:
    assert said(FilledForm(form_map(), SEED), FilledForm(form_map(), SEED)) == []


@pytest.mark.parametrize(
    ("new", "changes"),
    [
        ((A, B, C, D), [("added", "projects[3]", None)]),
        ((D, A, B, C), [("added", "projects[0]", None)]),
        ((A, C), [("removed", "projects[1]", "projects[1]")]),
        ((C, A, B), [("moved", "projects[0]", "projects[2]")]),
        ((B, C, A), [("moved", "projects[2]", "projects[0]")]),
        (
            (A, {**B, "year_budget": 5}, C),
            [("changed", "projects[1].year_budget", "projects[1].year_budget")],
        ),
        (
            (A, C, {**B, "name": "乙（续）"}),
            [
                ("moved", "projects[1]", "projects[2]"),
                ("changed", "projects[2].name", "projects[1].name"),
            ],
        ),
        ((A, C, D), [("added", "projects[2]", None), ("removed", "projects[1]", "projects[1]")]),
    ],
)
def test_items_are_followed(
    new: Sequence[Mapping[str, Any]], changes: list[tuple[str, str, str | None]]
) -> None:
    assert said(projects(A, B, C), projects(*new)) == changes


def test_a_line_of_a_list_is_changed_and_not_replaced() -> None:
    (change,) = changes_between(
        FilledForm(form_map(), {"goals": {"long_term": ["一", "二"]}}),
        FilledForm(form_map(), {"goals": {"long_term": ["一", "三"]}}),
    )
    assert (change.field, change.old, change.new) == ("goals.long_term[1]", "二", "三")


def test_items_within_items(tmp_path: Path) -> None:
    cell_map = nested_map(tmp_path)
    old = {"outer": [{"name": "甲", "middle": [{"name": "a", "inner": [{"name": "x", "cost": 1}]}]}]}
    new = {"outer": [{"name": "甲", "middle": [{"name": "a", "inner": [{"name": "x", "cost": 2}]}]}]}
    assert said(FilledForm(cell_map, old), FilledForm(cell_map, new)) == [
        ("changed", "outer[0].middle[0].inner[0].cost", "outer[0].middle[0].inner[0].cost")
    ]


def test_two_forms_are_not_compared() -> None:
    with pytest.raises(CollectionError, match="travel-plan"):
        changes_between(FilledForm(form_map(), {}), FilledForm(trip_map(), {}))


def test_one_form_at_a_time(tmp_path: Path) -> None:
    returned(tmp_path / "a.xlsx")
    returned(tmp_path / "b.xlsx")
    assert filled_form_in(tmp_path / "a.xlsx").values["projects"]
    with pytest.raises(CollectionError, match="2"):
        filled_form_in(tmp_path)
