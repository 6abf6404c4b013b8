"""What a comparison says of two rounds follows from their records, whatever these hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from copy import deepcopy
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collection import Comparison, DepartmentChanges
from collection.comparison.fields import Basis
from collection.comparison.notes import remarks
from collection.comparison.tally import tallied
from collection.comparison.words import excerpts
from templates import CellMap, builtin, compile, load
from templates.path import split, value_at
from tests.collection.comparison.bodies import sides_of
from tests.collection.rounds import DEMO, form_map
from tests.forms import TRAVEL_PLAN

LINES = ("income.fiscal", "income.other", "expenditure.basic", "expenditure.project")
AMOUNTS = st.one_of(st.none(), st.decimals(-1000, 1000, places=2), st.just(Decimal(0)))
TARGETS = st.sampled_from([None, "≥95%", "≥90%", "≤3天", "≤5天", "提高", "7个", "9个", "逾期"])


@st.composite
def records(draw: st.DrawFn) -> dict[str, Any]:
    """Return what a department may have filled in: amounts, some projects, some indicators."""
    values: dict[str, Any] = {"department": {"name": draw(st.sampled_from(["甲局", "乙局", "丙局"]))}}
    for line in LINES:
        half, part = line.split(".")
        values.setdefault(half, {})[part] = {
            name: draw(AMOUNTS) for name in ("amount", "last_year", "year_before_last")
        }
    names = st.lists(st.sampled_from(["一", "二", "三", "四 ", "四"]), max_size=4)
    values["projects"] = [{"name": name, "year_budget": draw(AMOUNTS)} for name in draw(names)]
    indicators = [{"level1": "产出指标", "level3": name, "target": draw(TARGETS)} for name in draw(names)]
    values["annual_goals"] = [{"goal": "目标", "indicators": indicators}]
    return values


ROUNDS = st.dictionaries(st.sampled_from(["101", "102", "103", "104"]), records(), min_size=1)


@given(ROUNDS, ROUNDS)
def test_changes_agree_with_the_figures_of_the_records(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> None:
    sides = sides_of((form_map(year=2025), before), (form_map(year=2026), after))
    comparison = Comparison(sides)
    departments = {
        (one.pair.before and one.pair.before.code, one.pair.after and one.pair.after.code): one
        for one in comparison.departments()
    }
    assert sorted(code for code, _ in departments if code) == sorted(before)
    assert sorted(code for _, code in departments if code) == sorted(after)
    for (then, now), one in departments.items():
        if then in after:
            assert then == now, "a code that both have is the same department"
        was, has = before.get(then or ""), after.get(now or "")
        agree_on_fields(one, was, has)
        agree_on_items(one, was, has)
    tally = tallied(comparison)
    for number, figure in enumerate(comparison.plan.main):
        for name, round in (("before", sides.before), ("after", sides.after)):
            sums = [
                value_at(tree, figure.names)
                for counted in round.body.counted
                for tree in (counted.read().computed, counted.read().values)
                if has_field(tree, figure.names)
            ]
            assert getattr(tally.sums[number], name) == sum(one for one in sums if one is not None)


def has_field(tree: Any, names: tuple[str, ...]) -> bool:
    for name in names:
        if name not in tree:
            return False
        tree = tree[name]
    return True


def agree_on_fields(one: DepartmentChanges, was: Any, has: Any) -> None:
    changes = {(change.path, change.basis): (change.before, change.after) for change in one.fields}
    if was is None or has is None:
        assert changes == {}
        return
    expected = {}
    for line in LINES:
        then, now = value_at(was, split(line)), value_at(has, split(line))
        if then["amount"] != now["amount"]:
            expected[f"{line}.amount", Basis.YEARLY] = then["amount"], now["amount"]
        for column, source in (("last_year", "amount"), ("year_before_last", "last_year")):
            if None not in (then[source], now[column]) and then[source] != now[column]:
                expected[f"{line}.{column}", Basis.PAST] = then[source], now[column]
    inputs = {key: values for key, values in changes.items() if ".".join(key[0].split(".")[:2]) in LINES}
    assert {key: values for key, values in inputs.items() if not key[0].endswith("share")} == expected


def agree_on_items(one: DepartmentChanges, was: Any, has: Any) -> None:
    """Each item of a record is told once; those that go on have the same name, and their own figures."""
    for key, path, name, followed in (
        ("projects", ("projects",), "name", "year_budget"),
        ("indicators", ("annual_goals", 0, "indicators"), "level3", "target"),
    ):
        items = one.items[key]
        for record, place, value in ((was, "was", "before"), (has, "field", "after")):
            told = [(item.names[0].strip(), getattr(item, value)) for item in items if getattr(item, place)]
            there = [] if record is None else [one for one in value_at(record, path) if any(one.values())]
            assert Counter(told) == Counter((item[name].strip(), item[followed]) for item in there)
        names = [
            {item.names[0].strip() for item in items if not getattr(item, gone)} for gone in ("was", "field")
        ]
        assert not names[0] & names[1], "what begins has no namesake that ends"
        for item in items:
            then, now = item.before, item.after
            if isinstance(then, Decimal) and isinstance(now, Decimal) and then != now:
                assert item.fate == ("grows" if now > then else "shrinks")
            assert (item.fate == "begins") == (item.was is None)
            assert (item.fate == "ends") == (item.field is None)


def test_amounts_in_another_unit_are_converted() -> None:
    values = deepcopy(DEMO["departments"][0]["values"])
    in_yuan = deepcopy(values)
    for half in ("income", "expenditure"):
        for line in in_yuan[half].values():
            for name in line:
                line[name] = line[name] * 10000
    for project in in_yuan["projects"]:
        project["year_budget"] *= 10000
    sides = sides_of(
        (form_map(year=2025, unit="元"), {"101": in_yuan}),
        (form_map(year=2026, unit="万元"), {"101": values}),
    )
    comparison = Comparison(sides)
    (one,) = comparison.departments()
    assert [change for change in one.fields if change.basis is Basis.YEARLY] == []
    assert all(before == after for before, after in one.figures)
    assert {item.fate.value for item in one.items["projects"]} == {"stays"}
    told = [remark.what.zh for remark in remarks(comparison, Decimal(0))]
    assert any("以元填报，已换算为万元" in words for words in told)


def test_a_goal_that_moved_keeps_its_indicators() -> None:
    values = deepcopy(DEMO["departments"][0]["values"])
    moved = deepcopy(values)
    moved["annual_goals"].reverse()
    sides = sides_of((form_map(year=2025), {"1": values}), (form_map(year=2026), {"1": moved}))
    (one,) = Comparison(sides).departments()
    fates = Counter(item.fate.value for item in one.items["indicators"])
    assert fates["begins"] == fates["ends"] == 0


def test_what_one_version_of_a_form_has_alone_is_told(tmp_path: Path) -> None:
    text = TRAVEL_PLAN.read_text(encoding="utf-8")
    path = tmp_path / "travel-plan.yaml"
    path.write_text(
        text.replace("version: 3", "version: 4")
        .replace("field: cost", "field: price")
        .replace("trips.cost", "trips.price")
        .replace("at: cost", "at: price")
        .replace("cost <>", "price <>"),
        "utf-8",
    )
    before, after = (compile(load(one), {"year": year}) for one, year in ((TRAVEL_PLAN, 2025), (path, 2026)))
    assert before.form.version != after.form.version
    comparison = Comparison(sides_of((before, {"1": {}}), (after, {"1": {}})))
    told = [(remark.what.zh, remark.before, remark.after) for remark in remarks(comparison, Decimal(0))]
    alone = {words.rpartition("（")[2]: (was and was.zh, now and now.zh) for words, was, now in told}
    assert any(path.startswith("trips.cost") and told == ("有", "无") for path, told in alone.items()), alone
    assert any(path.startswith("trips.price") and told == ("无", "有") for path, told in alone.items()), alone


def test_versions_of_the_form_can_be_compared() -> None:
    old: CellMap = compile(builtin("department-goals.v1"), {"year": 2025})
    values = DEMO["departments"][0]["values"]
    comparison = Comparison(sides_of((old, {"1": values}), (form_map(year=2026), {"1": values})))
    (one,) = comparison.departments()
    assert all(item.fate == "stays" for items in one.items.values() for item in items)
    about = {remark.about.zh for remark in remarks(comparison, Decimal(0))}
    assert "只在一次里有的填报项" not in about


def test_a_form_that_says_nothing_is_followed_by_its_first_words_and_amount(tmp_path: Path) -> None:
    cell_map = compile(load(TRAVEL_PLAN), {"year": 2025})
    assert all(not table.match and table.follow is None for table in cell_map.summary.tables)
    comparison = Comparison(sides_of((cell_map, {"1": {}}), (cell_map, {"1": {}})))
    assert [plan.match for plan in comparison.tables] != []


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("甲", "乙", ("甲", "乙")),
        ("一\n二", "一 三", ("一 二", "一 三")),
        ("一" * 50 + "二", "一" * 50 + "三", ("…" + "一" * 8 + "二", "…" + "一" * 8 + "三")),
        ("", "三" * 50, ("", "三" * 40 + "…")),
        ("三" * 50, "", ("三" * 40 + "…", "")),
    ],
)
def test_texts_are_shown_where_they_differ(before: str, after: str, shown: tuple[str, str]) -> None:
    assert excerpts(before, after) == shown
