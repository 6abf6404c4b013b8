"""What rolls from form to form, and from several years into one."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from templates import DefinitionError, Form, RollSource, ValuesError, carry_over, compile, load
from templates.compiling.room import parameters_with_room
from templates.path import split, value_at
from templates.records.calculation import fill_computed
from templates.records.filling import filling_from
from templates.records.record import computed_of
from tests.forms import YEARLY_EVALUATION, YEARLY_PLAN
from tests.law import records

PLAN, EVALUATION = load(YEARLY_PLAN), load(YEARLY_EVALUATION)
DECLARED = compile(PLAN, {"year": 2025, "effects": 2})
Record = dict[str, Any]


def indicator(level1: str, name: str | None, **more: object) -> Record:
    return {"level1": level1, "name": name, **more}


@given(records(DECLARED))
def test_what_is_carried_equals_the_record_that_it_comes_from(values: Record) -> None:
    blank = compile(EVALUATION, {"year": 2025})
    carryover = carry_over(blank, [RollSource(DECLARED, values)])
    this = compile(EVALUATION, parameters_with_room(blank, carryover.values))
    rolled = carryover.into(this)
    filling = filling_from(DECLARED, values)
    fill_computed(DECLARED, filling)
    total = computed_of(DECLARED.shape, filling)["income"]["total"]
    assert rolled.values.get("department") == values["department"]
    assert rolled.values.get("execution", {}).get("budget") == total
    goals = rolled.values.get("annual_goals", [])
    assert [goal.get("goal") for goal in goals] == [goal["goal"] for goal in values["annual_goals"]]
    for goal, before in zip(goals, values["annual_goals"], strict=True):
        wanted = [
            {"level1": one["level1"], "name": one["name"], "target": one["target"]}
            for one in before["indicators"]
        ]
        assert goal.get("indicators", []) == wanted
    filled = filling_from(this, rolled.values)
    assert all(value_at(filled, split(path)) is not None for path in rolled.locked)


def evaluated(year: int, executed: int, *goals: Record) -> RollSource:
    values: Record = {"execution": {"executed": Decimal(executed)}, "annual_goals": list(goals)}
    return RollSource(compile(EVALUATION, {"year": year, "outputs": 3, "goals": 3}), values)


def planned(year: int, *goals: Record) -> RollSource:
    return RollSource(compile(PLAN, {"year": year, "goals": 3}), {"annual_goals": list(goals)})


THIS = compile(PLAN, {"year": 2026, "goals": 5, "outputs": 5})


def test_records_of_two_years_go_into_columns_of_one_form() -> None:
    rolled = carry_over(THIS, [evaluated(2025, 80), evaluated(2024, 70)]).into(THIS)
    assert rolled.values["executed"] == {"year_before_last": Decimal(70), "last_year": Decimal(80)}
    assert carry_over(THIS, [evaluated(2024, 70)]).values["executed"] == {"year_before_last": Decimal(70)}
    assert carry_over(THIS, [evaluated(2023, 60)]).values == {}


def test_an_item_is_known_again_where_another_record_has_put_it() -> None:
    """What was reached goes to the indicator of the plan; what the plan lacks comes after."""
    plan = planned(
        2025,
        {"goal": "办好甲事", "indicators": [indicator("产出指标", "数量", target="≥5个")]},
        {"goal": "办好乙事", "indicators": [
            indicator("产出指标", "数量", target="≥9个"),
            indicator("效益指标", "满意度", target="≥90%"),
        ]},
    )  # fmt: skip
    reached = evaluated(
        2025,
        1,
        {"goal": "办好乙事 ", "indicators": [
            indicator("效益指标", "满意度", actual="95%"),
            indicator("产出指标", "数量", actual="8个"),
            indicator("产出指标", "增加的", actual="1个"),
        ]},
        {"goal": "办好甲事", "indicators": [indicator("产出指标", "数量", actual=None, weight=Decimal(1))]},
    )  # fmt: skip
    first, second = carry_over(THIS, [plan, reached]).into(THIS).values["annual_goals"]
    assert first["indicators"] == [indicator("产出指标", "数量", last="≥5个")]
    assert second["goal"] == "办好乙事 "
    assert second["indicators"] == [
        indicator("产出指标", "数量", last="8个"),
        indicator("效益指标", "满意度", last="95%"),
        indicator("产出指标", "增加的", last="1个"),
    ]


LISTS = """
form: lists
version: "1"
title: 表
parameters:
  year: {minimum: 2000, maximum: 2100}
columns: [10, 10]
body:
- row: [{label: 名称}, {field: name, kind: text}]
- repeat: parts
  rows: 4
  row: [{field: title, kind: text}, {field: amount, kind: money}]
- repeat: groups
  rows: 2
  body:
  - row: [{label: 组}, {field: title, kind: text}]
  - repeat: parts
    rows: 4
    row: [{field: title, kind: text}, {field: amount, kind: money}]
"""
OTHER = LISTS.replace("form: lists", "form: other")


def lists(tmp_path: Path, rolls: str) -> Form:
    (tmp_path / "other.yaml").write_text(OTHER, encoding="utf-8")
    (tmp_path / "lists.yaml").write_text(f"{LISTS}rolls:\n{rolls}\n", encoding="utf-8")
    return load(tmp_path / "lists.yaml")


def carried(form: Form, values: Record) -> Record:
    this = compile(form, {"year": 2025})
    (other,) = (source for _, source in form.sources)
    carryover = carry_over(this, [RollSource(compile(other, {"year": 2025}), values)])
    return carryover.into(this).values


ONE_INTO_ANOTHER = [
    (("more", 3), ("much", 4), 7),
    (("more", 3), ("much", None), 3),
    (("more", None), ("much", 4), 4),
    (("more", 0), ("much", 0), 0),
    (("more", None), ("much", None), None),
]


@pytest.mark.parametrize("amounts", ONE_INTO_ANOTHER, ids=str)
def test_two_amounts_are_added_in_one(amounts: tuple[Any, ...], tmp_path: Path) -> None:
    sums = LISTS.replace("form: lists", "form: sums").replace(
        "{field: name, kind: text}", "{field: sum, kind: money}"
    )
    both = OTHER.replace("{label: 名称}, {field: name", "{field: more, kind: money}, {field: much").replace(
        "{field: much, kind: text}", "{field: much, kind: money}"
    )
    (tmp_path / "other.yaml").write_text(both, encoding="utf-8")
    rolls = "rolls:\n- {form: other.yaml, to: sum, from: more}\n"
    adding = "- {form: other.yaml, to: sum, from: much, add: true, locked: true}\n"
    (tmp_path / "sums.yaml").write_text(sums + rolls + adding, encoding="utf-8")
    *given, expected = amounts
    values = {name: None if amount is None else Decimal(amount) for name, amount in given}
    assert carried(load(tmp_path / "sums.yaml"), values).get("sum") == expected


def test_what_is_no_number_is_not_added(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match="`name` is no number, so nothing can be added to it"):
        lists(tmp_path, "- {form: other.yaml, to: name, add: true}")
    with pytest.raises(DefinitionError, match="`parts` is no number"):
        lists(tmp_path, "- {form: other.yaml, to: parts, add: true}")


def part(title: str, amount: int) -> Record:
    return {"title": title, "amount": Decimal(amount)}


GROUPS = [
    {"title": "一", "parts": [part("甲", 1), part("乙", 2)]},
    {"title": "二", "parts": [part("丙", 3)]},
]


def test_lists_within_lists_run_together_in_one_list(tmp_path: Path) -> None:
    form = lists(tmp_path, "- {form: other.yaml, to: parts, from: groups.parts}")
    assert carried(form, {"groups": GROUPS}) == {"parts": [part("甲", 1), part("乙", 2), part("丙", 3)]}


def test_a_list_goes_into_the_first_of_lists_within_lists(tmp_path: Path) -> None:
    form = lists(tmp_path, "- {form: other.yaml, to: groups.parts, from: parts}")
    assert carried(form, {"parts": [part("甲", 1)]}) == {"groups": [{"parts": [part("甲", 1)]}]}


def test_items_go_on_by_a_condition_on_each_and_inner_ones_follow(tmp_path: Path) -> None:
    """What an outer list left out stays out with all that is in it."""
    form = lists(
        tmp_path,
        "- {form: other.yaml, to: groups, fields: [title], when: 'title = \"二\"'}\n"
        "- {form: other.yaml, to: groups.parts, when: amount > 2}",
    )
    assert carried(form, {"groups": GROUPS}) == {"groups": [{"title": "二", "parts": [part("丙", 3)]}]}


def test_items_meet_by_their_numbers(tmp_path: Path) -> None:
    form = lists(
        tmp_path,
        "- {form: other.yaml, to: parts, fields: [title]}\n"
        "- {year: -1, to: parts, fields: [amount], match: item_number}",
    )
    this, other = compile(form, {"year": 2025}), form.sources[0][1]
    sources = [
        RollSource(compile(other, {"year": 2025}), {"parts": [part("甲", 1), part("乙", 2)]}),
        RollSource(compile(form, {"year": 2024}), {"parts": [part("a", 8), part("b", 9), part("c", 10)]}),
    ]
    assert carry_over(this, sources).values["parts"] == [
        part("甲", 8),
        part("乙", 9),
        {"amount": Decimal(10)},
    ]


def test_a_later_roll_counts_where_two_fill_the_same_field(tmp_path: Path) -> None:
    form = lists(tmp_path, "- {to: name}\n- {form: other.yaml, to: name}")
    this, other = compile(form, {"year": 2025}), form.sources[0][1]
    sources = [
        RollSource(compile(other, {"year": 2025}), {"name": "今年"}),
        RollSource(compile(form, {"year": 2024}), {"name": "去年"}),
    ]
    assert carry_over(this, sources).values == {"name": "今年"}
    assert carry_over(this, sources[1:]).values == {"name": "去年"}


@pytest.mark.parametrize(
    ("roll", "message"),
    [
        ("{form: others.yaml, to: name}", "no form called `others.yaml`"),
        ("{form: department-goal, to: name}", "Did you mean `department-goals`"),
        ("{form: other.yaml, to: name, from: nam}", "The form other has nothing called `nam`"),
        ("{form: other.yaml, to: nam}", "nothing called `nam`"),
        ("{year: 0, to: name}", "cannot roll from its own record of the same year"),
        ("{form: other.yaml, to: name, from: parts.title}", "only one `name`"),
        ("{form: other.yaml, to: parts.amount, from: parts.title}", "is of the kind text, but"),
        ("{form: other.yaml, to: parts, fields: {amount: title}}", "is of the kind text, but"),
        ("{form: other.yaml, to: parts, from: name}", "not the same sort of thing"),
        ("{form: other.yaml, to: parts, fields: {amount: sum}}", "has no `sum`"),
        ("{form: other.yaml, to: parts, fields: [title], match: amount}", "`amount` is no field that rolls"),
        ("{form: other.yaml, to: parts, when: amount + 1}", "condition"),
        ("{form: other.yaml, to: parts, when: costs > 1}", "no field or parameter 'costs'"),
        ("{form: other.yaml, to: name, year: 1}", "year"),
    ],
)  # fmt: skip
def test_mistakes_in_what_rolls_from_another_form(roll: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match=message) as told:
        lists(tmp_path, f"- {roll}")
    (problem,) = told.value.problems
    assert problem.line == LISTS.count("\n") + 2


def test_an_item_must_say_in_which_rows_it_stands(tmp_path: Path) -> None:
    text = YEARLY_EVALUATION.read_text(encoding="utf-8")
    plan = YEARLY_PLAN.read_text(encoding="utf-8").replace("field: level1", "field: level")
    plan = plan[: plan.index("rolls:")] + plan[plan.index("summary:") :]
    (tmp_path / "yearly-plan.yaml").write_text(plan, encoding="utf-8")
    (tmp_path / "evaluation.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError, match="have no `level1`, which says in which rows"):
        load(tmp_path / "evaluation.yaml")
    named = text.replace("fields: [name, target]", "fields: {level1: level, name: name, target: target}")
    (tmp_path / "evaluation.yaml").write_text(named, encoding="utf-8")
    assert load(tmp_path / "evaluation.yaml").takes == (("yearly-plan", 0),)


def test_mistakes_of_the_other_form_are_told_with_its_file(tmp_path: Path) -> None:
    (tmp_path / "yearly-plan.yaml").write_text("form: yearly-plan\n", encoding="utf-8")
    (tmp_path / "evaluation.yaml").write_text(YEARLY_EVALUATION.read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(DefinitionError) as told:
        load(tmp_path / "evaluation.yaml")
    assert {Path(problem.file).name for problem in told.value.problems} == {"yearly-plan.yaml"}


def test_forms_may_roll_into_each_other() -> None:
    assert PLAN.takes == (("yearly-plan", -1), ("yearly-evaluation", -2), ("yearly-evaluation", -1))
    assert EVALUATION.takes == (("yearly-plan", 0),)
    assert [name for name, _ in PLAN.sources] == ["yearly-evaluation.yaml"]


def test_a_term_that_the_other_list_lacks_is_told_and_not_carried(tmp_path: Path) -> None:
    terms = {"lists": "[甲类]", "other": "[甲类, 乙类]"}
    for name, text in (("lists", LISTS), ("other", OTHER)):
        text = text.replace("{field: name, kind: text}", "{field: name, kind: choice, of: sort}")
        rolls = "rolls:\n- {form: other.yaml, to: name}\n" if name == "lists" else ""
        text += f"choices:\n  sort: {{items: {terms[name]}}}\n{rolls}"
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    form = load(tmp_path / "lists.yaml")
    this, other = (compile(one, {"year": 2025}) for one in (form, form.sources[0][1]))
    assert carry_over(this, [RollSource(other, {"name": "甲类"})]).values == {"name": "甲类"}
    carryover = carry_over(this, [RollSource(other, {"name": "乙类"})])
    assert carryover.values == {}
    (told,) = carryover.findings
    assert (told.code, told.field, told.found) == ("carried-not-fitting", "name", "乙类")
    assert "“乙类”" in told.sentence("zh")


AMOUNTS = """
form: {form}
version: "1"
title: 表
parameters:
  unit: {{options: [元, 万元, 两], default: {unit}}}
columns: [10, 10]
body:
- row: [{{label: 金额}}, {{field: amount, kind: money}}]
- row: [{{label: 人数}}, {{field: staff, kind: number}}]
rolls:
- {{form: b.yaml, to: amount, year: 0}}
- {{form: b.yaml, to: staff}}
"""


@pytest.mark.parametrize(
    ("units", "before", "now"),
    [
        (("万元", "元"), "12345.6789", "123456789"),
        (("元", "万元"), "1.23", "0.000123"),
        (("元", "元"), "0.10", "0.10"),
    ],
)
def test_amounts_are_converted_exactly(units: tuple[str, str], before: str, now: str, tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_text(AMOUNTS.format(form="b", unit=units[0]).partition("rolls")[0], "utf-8")
    (tmp_path / "a.yaml").write_text(AMOUNTS.format(form="a", unit=units[1]), encoding="utf-8")
    form = load(tmp_path / "a.yaml")
    source = compile(form.sources[0][1], {})
    values = {"amount": Decimal(before), "staff": Decimal(7)}
    carried = carry_over(compile(form, {}), [RollSource(source, values)]).values
    assert carried == {"amount": Decimal(now), "staff": Decimal(7)}
    with pytest.raises(ValuesError, match="cannot be converted to 两"):
        carry_over(compile(form, {"unit": "两"}), [RollSource(source, values)])
