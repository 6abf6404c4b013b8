"""A department's year in two forms: planned, evaluated against the plan, and planned anew from both."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping
from copy import deepcopy
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from collection import (
    CollectionError,
    RoundSettings,
    collect,
    correct,
    issue_round,
    new_round,
    open_round,
    renewal_text,
)
from collection.distribution.last_year import renewed
from collection.round.results.archive.contents import contents_of
from reader import Reading, read
from template_builder import build
from templates import CellMap, Form, ParameterError, ValuesError, builtin, compile, load, stamp_text
from templates.path import set_value, split
from templates.records.locking import locked_marks
from tests.forms import TRAVEL_PLAN, YEARLY_EVALUATION, YEARLY_PLAN
from tests.test_cli import Run, refused, run

__all__ = ["run"]

PLAN, EVALUATION = load(YEARLY_PLAN), load(YEARLY_EVALUATION)
FORMS = [PLAN, EVALUATION]
SEED = Path(__file__).parent / "data" / "seed.json"
NAMES = [f"办理事项{number}" for number in range(1, 7)]
DECLARED: dict[str, Any] = {
    "department": "甲局",
    "income": {"fiscal": Decimal("100.5"), "other": Decimal(2)},
    "executed": {"year_before_last": None, "last_year": None},
    "annual_goals": [
        {"goal": "办好甲事", "indicators": [
            *({"level1": "产出指标", "name": name, "last": None, "target": "≥5个"} for name in NAMES),
            {"level1": "效益指标", "name": "满意度", "last": None, "target": "≥95%"},
        ]},
        {"goal": "办好乙事", "indicators": [
            {"level1": "产出指标", "name": "培训次数", "last": None, "target": "12次"},
        ]},
    ],
}  # fmt: skip


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """The plan for 2025 as it came back."""
    return built(tmp_path / "plan.xlsx", compile(PLAN, {"year": 2025, "outputs": 6}), DECLARED)


def built(path: Path, cell_map: CellMap, values: dict[str, Any], **more: Any) -> Path:
    build(cell_map, path, values, **more)
    return path


def blank_of(path: Path, form: Form, *sources: Path, **parameters: object) -> Reading:
    """Build the blank that rolls from some files, and read it."""
    renewal = renewed(form, sources, parameters)
    stamp = stamp_text(
        renewal.cell_map,
        locked=locked_marks(renewal.cell_map, renewal.rolled.values, renewal.rolled.locked),
    )
    build(renewal.cell_map, path, renewal.rolled.values, stamp=stamp, locked=renewal.rolled.locked)
    return read(path, FORMS)


def filled(source: Path, path: Path, changes: Mapping[str, Any]) -> Path:
    """Fill cells in as a clerk does, who may take the protection off first."""
    addresses = read(source, FORMS).addresses
    book = openpyxl.load_workbook(source)
    for field, value in changes.items():
        sheet, _, cell = addresses[field].partition("!")
        book[sheet][cell] = value
    book.save(path)
    return path


def reached(reading: Reading) -> dict[str, object]:
    """Return what a clerk fills into an evaluation: everything was reached."""
    found: dict[str, object] = {"execution.executed": 90}
    for number, goal in enumerate(reading.values["annual_goals"]):
        for at, one in enumerate(goal["indicators"]):
            item = f"annual_goals[{number}].indicators[{at}]"
            found[f"{item}.actual"] = one["target"].lstrip("≥")
            found |= {f"{item}.weight": 10, f"{item}.score": 10}
    return found


def test_a_year_of_a_department(plan: Path, tmp_path: Path) -> None:
    evaluation = blank_of(tmp_path / "blank.xlsx", EVALUATION, plan)
    assert evaluation.findings == ()
    assert evaluation.cell_map is not None
    assert evaluation.cell_map.parameters == {
        "year": 2025, "unit": "万元", "goals": 2, "outputs": 6, "effects": 1,
    }  # fmt: skip
    assert evaluation.values["execution"] == {"budget": Decimal("102.5"), "executed": None}
    assert evaluation.values["department"] == "甲局"
    for goal, before in zip(evaluation.values["annual_goals"], DECLARED["annual_goals"], strict=True):
        assert goal["goal"] == before["goal"]
        assert [(one["name"], one["target"]) for one in goal["indicators"]] == [
            (one["name"], one["target"]) for one in before["indicators"]
        ]
    returned = filled(tmp_path / "blank.xlsx", tmp_path / "evaluation.xlsx", reached(evaluation))
    back = read(returned, FORMS)
    assert [finding.code for finding in back.findings] == []
    assert back.computed["annual_goals"][0]["points"] == 70

    following = blank_of(tmp_path / "next.xlsx", PLAN, plan, returned)
    assert following.cell_map is not None
    assert following.cell_map.parameters["year"] == 2026
    assert following.values["executed"] == {"year_before_last": None, "last_year": Decimal(90)}
    for goal, before in zip(following.values["annual_goals"], DECLARED["annual_goals"], strict=True):
        assert goal["goal"] == before["goal"]
        assert [(one["level1"], one["name"], one["last"]) for one in goal["indicators"]] == [
            (one["level1"], one["name"], one["target"].lstrip("≥")) for one in before["indicators"]
        ]
        assert {one["target"] for one in goal["indicators"]} == {None}


def test_the_cells_that_roll_locked_are_locked(plan: Path, tmp_path: Path) -> None:
    reading = blank_of(tmp_path / "blank.xlsx", EVALUATION, plan)
    book = openpyxl.load_workbook(tmp_path / "blank.xlsx")

    def is_locked(field: str) -> bool:
        sheet, _, cell = reading.addresses[field].partition("!")
        return bool(book[sheet][cell].protection.locked)

    item = "annual_goals[0].indicators[0]"
    assert all(map(is_locked, ("department", "execution.budget", f"{item}.name", f"{item}.target")))
    assert not any(map(is_locked, ("execution.executed", f"{item}.actual", f"{item}.score")))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("execution.budget", 102.51),
        ("annual_goals[0].indicators[6].target", "≥9%"),
        ("annual_goals[1].goal", None),
        ("department", "乙局"),
    ],
)
def test_what_was_locked_and_came_back_otherwise_is_found(
    field: str, value: object, plan: Path, tmp_path: Path
) -> None:
    blank_of(tmp_path / "blank.xlsx", EVALUATION, plan)
    reading = read(filled(tmp_path / "blank.xlsx", tmp_path / "back.xlsx", {field: value}), FORMS)
    found = [finding for finding in reading.findings if finding.code == "locked-value-differs"]
    assert [(finding.field, finding.severity) for finding in found] == [(field, "error")]
    assert "锁定" in found[0].sentence("zh")
    correction = BytesIO(correct(reading, FORMS).content)
    again = read(correction, FORMS)
    assert field in {one.field for one in again.findings if one.code == "locked-value-differs"}
    original = {"execution.budget": 102.5, "department": "甲局", "annual_goals[1].goal": "办好乙事"}
    (tmp_path / "correction.xlsx").write_bytes(correction.getvalue())
    if field in original:
        mended = filled(tmp_path / "correction.xlsx", tmp_path / "mended.xlsx", {field: original[field]})
        assert "locked-value-differs" not in {one.code for one in read(mended, FORMS).findings}


def test_what_differs_in_spaces_or_digits_alone_is_the_same(plan: Path, tmp_path: Path) -> None:
    blank_of(tmp_path / "blank.xlsx", EVALUATION, plan)
    changes = {"execution.budget": "102.50", "annual_goals[1].goal": " 办好乙事"}
    reading = read(filled(tmp_path / "blank.xlsx", tmp_path / "back.xlsx", changes), FORMS)
    assert "locked-value-differs" not in {finding.code for finding in reading.findings}


def test_it_is_said_what_came_from_where(plan: Path) -> None:
    renewal = renewed(EVALUATION, [plan], {})
    head, file, *raised = renewal_text(renewal, "zh").splitlines()
    assert head.startswith("从2025年度“年度计划表”带入 4 处：部门、预算数、")
    assert file == f"  {plan}、甲局、一级指标 8 项"
    assert raised == ["  行数增加：goals 由 1 改为 2。", "  行数增加：outputs 由 1 改为 6。"]
    assert renewal_text(renewal, "en").startswith("4 carried from Yearly plan 2025: ")


def test_rows_rise_within_their_maximum(tmp_path: Path) -> None:
    values = deepcopy(DECLARED)
    values["annual_goals"][0]["indicators"] = [
        {"level1": "产出指标", "name": f"指标{number}", "target": "1个"} for number in range(11)
    ]
    many = built(tmp_path / "many.xlsx", compile(PLAN, {"year": 2025, "outputs": 11}), values)
    with pytest.raises(ValuesError, match=r"no room for what is carried: .*outputs.* 1 to 10"):
        renewed(EVALUATION, [many], {})
    values["annual_goals"][0]["indicators"].pop()
    ten = built(tmp_path / "ten.xlsx", compile(PLAN, {"year": 2025, "outputs": 11}), values)
    assert renewed(EVALUATION, [ten], {}).cell_map.parameters["outputs"] == 10
    assert renewed(EVALUATION, [ten], {"effects": 3}).cell_map.parameters["effects"] == 3
    with pytest.raises(ValuesError, match="has room for 9 items with level1 产出指标"):
        renewed(EVALUATION, [ten], {"outputs": 9})


def test_amounts_go_into_the_unit_that_is_asked_for(plan: Path) -> None:
    assert renewed(EVALUATION, [plan], {}).rolled.values["execution"]["budget"] == Decimal("102.5")
    converted = renewed(EVALUATION, [plan], {"unit": "元"}).rolled.values
    assert converted["execution"]["budget"] == Decimal(1025000)


def test_a_record_in_json_is_a_source_too(run: Run, plan: Path, tmp_path: Path) -> None:
    printed = run("read", plan, "--form", YEARLY_PLAN, "--format", "json")[1]
    (tmp_path / "plan.json").write_text(printed, encoding="utf-8")
    by_name = renewed(EVALUATION, [tmp_path / "plan.json"], {})
    assert by_name.rolled == renewed(EVALUATION, [plan], {}).rolled
    values = json.loads(printed)[0]["values"]
    (tmp_path / "values.json").write_text(json.dumps(values), encoding="utf-8")
    bare = renewed(EVALUATION, [tmp_path / "values.json"], {"year": 2025})
    assert bare.rolled.values == by_name.rolled.values
    with pytest.raises(ParameterError, match="year is missing"):
        renewed(EVALUATION, [tmp_path / "values.json"], {})
    other = {"parameters": {"year": 2025, "projects": 3}, "values": {}}
    (tmp_path / "other.json").write_text(json.dumps(other), encoding="utf-8")
    with pytest.raises(ValuesError, match="cannot be told of which form"):
        renewed(EVALUATION, [tmp_path / "other.json"], {})


def test_what_does_not_fit_is_said_in_a_sentence(run: Run, plan: Path, tmp_path: Path) -> None:
    build = ("build", YEARLY_EVALUATION, "-o", tmp_path / "out.xlsx", "--lang", "en")
    for option in ("--from", "--last-year"):
        refused(run(*build, option, SEED), "This is “Departmental", "“Yearly plan” for the same year")
    refused(run("build", "department-goals", "-o", "a.xlsx", "--last-year", plan), "yearly-plan", "上年度")
    refused(run(*build, "--from", plan, "--year", 2026), "This is “Yearly plan” for 2025", "for 2026 takes")
    copy = shutil.copy(plan, tmp_path / "copy.xlsx")
    refused(run(*build, "--from", plan, "--from", copy), "are both “Yearly plan” for 2025")
    refused(run(*build, "--from", tmp_path), "only works with --roster")
    travel = ("build", TRAVEL_PLAN, "-o", tmp_path / "out.xlsx", "--lang", "en")
    refused(run(*travel, "--from", plan), "Nothing rolls into travel-plan")
    values = {**DECLARED, "department": "乙局"}
    last = built(tmp_path / "last.xlsx", compile(PLAN, {"year": 2025, "outputs": 6}), values)
    other = built(tmp_path / "e.xlsx", compile(EVALUATION, {"year": 2025}), {"department": "甲局"})
    both = run(
        "build", YEARLY_PLAN, "-o", tmp_path / "out.xlsx", "--lang", "en", "--from", last, "--from", other
    )
    refused(both, "is of “甲局”", "of “乙局”")
    assert not (tmp_path / "out.xlsx").exists()


def test_each_department_of_a_roster_gets_its_own(run: Run, plan: Path, tmp_path: Path) -> None:
    folder = tmp_path / "returned"
    folder.mkdir()
    shutil.copy(plan, folder / "a.xlsx")
    by_code = compile(PLAN, {"year": 2025, "goals": 3})
    values = {"department": "丙中心（原名）", "annual_goals": [{"goal": g} for g in "一二三"]}
    built(folder / "b.xlsx", by_code, values, stamp=stamp_text(by_code, department="103"))
    (tmp_path / "roster.csv").write_text("编码,单位名称\n101,甲局\n102,乙局\n103,丙中心\n", encoding="utf-8")
    command = ("build", YEARLY_EVALUATION, "--roster", tmp_path / "roster.csv", "--from", folder)
    status, _, said = run(*command, "-o", tmp_path / "out")
    assert (status, said.splitlines()[:2]) == (0, ["从 2 个部门的表带入。", "  没有可带入的表：乙局"])
    first, second, third = (read(path, FORMS) for path in sorted((tmp_path / "out").iterdir()))
    assert first.cell_map == second.cell_map == third.cell_map
    assert first.cell_map is not None
    assert (first.cell_map.parameters["goals"], first.cell_map.parameters["outputs"]) == (3, 6)
    assert first.values["execution"]["budget"] == Decimal("102.5")
    assert (second.values["department"], second.values["annual_goals"]) == ("乙局", [])
    assert [goal["goal"] for goal in third.values["annual_goals"]] == ["一", "二", "三"]
    assert third.values["department"] == "丙中心", "the roster says what it is called now"
    assert third.findings == ()
    changed = filled(sorted((tmp_path / "out").iterdir())[0], tmp_path / "x.xlsx", {"execution.budget": 1})
    assert [one.code for one in read(changed, FORMS).findings] == ["locked-value-differs"]
    (tmp_path / "empty").mkdir()
    with_nothing = ("build", YEARLY_EVALUATION, "--roster", tmp_path / "roster.csv", "--year", 2025)
    refused(run(*with_nothing, "--from", tmp_path / "empty", "-o", tmp_path / "no"), "没有能够读取")


def test_a_round_of_another_form_is_a_source(tmp_path: Path) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text("编码,单位名称\n101,甲局\n102,乙局\n", encoding="utf-8")
    settings = RoundSettings(
        "", date(2025, 3, 31), dict(compile(PLAN, {"year": 2025, "outputs": 6}).parameters)
    )
    new_round(tmp_path / "plans", settings, roster, YEARLY_PLAN)
    plans = open_round(tmp_path / "plans")
    stamp = stamp_text(plans.cell_map, department="101", round=plans.id, key=plans.key)
    (tmp_path / "back").mkdir()
    built(tmp_path / "back" / "a.xlsx", plans.cell_map, DECLARED, stamp=stamp)
    collect(plans, [tmp_path / "back"])

    parameters = dict(compile(EVALUATION, {"year": 2025, "goals": 2, "outputs": 6}).parameters)
    new_round(
        tmp_path / "evaluations", RoundSettings("", date(2026, 3, 31), parameters), roster, YEARLY_EVALUATION
    )
    evaluations = open_round(tmp_path / "evaluations")
    assert evaluations.form.takes == (("yearly-plan", 0),), "the plan's definition went along"
    assert {"form.yaml", "yearly-plan.yaml"} <= contents_of(evaluations, {}).files.keys()
    issue_round(evaluations, last_year=plans.folder.path)
    first, second = (read(path, FORMS) for path in sorted(evaluations.folder.issued.iterdir()))
    assert first.values["execution"]["budget"] == Decimal("102.5")
    assert first.stamp is not None
    assert first.stamp.locked
    assert second.values["execution"]["budget"] is None
    with evaluations.ledger() as ledger:
        assert ledger.past("101") is None, "a plan is not what was evaluated the year before"

    parameters |= {"outputs": 3}
    new_round(tmp_path / "small", RoundSettings("", date(2026, 3, 31), parameters), roster, YEARLY_EVALUATION)
    with pytest.raises(ValuesError, match="room for 3 items"):
        issue_round(open_round(tmp_path / "small"), last_year=plans.folder.path)


def test_a_round_without_rolls_takes_nothing(tmp_path: Path, plan: Path) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text("编码,单位名称\n101,甲局\n", encoding="utf-8")
    parameters = dict(compile(builtin("department-goals"), {"year": 2026}).parameters)
    goals = RoundSettings("department-goals", date(2026, 3, 31), parameters)
    new_round(tmp_path / "goals", goals, roster)
    (tmp_path / "back").mkdir()
    shutil.copy(plan, tmp_path / "back" / "plan.xlsx")
    with pytest.raises(CollectionError, match="no return"):
        issue_round(open_round(tmp_path / "goals"), last_year=tmp_path / "back")


def test_the_marks_of_locked_cells_are_those_of_their_values(plan: Path) -> None:
    renewal = renewed(EVALUATION, [plan], {})
    values, locked = deepcopy(renewal.rolled.values), renewal.rolled.locked
    marks = locked_marks(renewal.cell_map, values, locked)
    assert marks == locked_marks(renewal.cell_map, values, sorted(locked))
    set_value(values, split("annual_goals[0].goal"), "别的")
    assert locked_marks(renewal.cell_map, values, locked) != marks
    assert locked_marks(renewal.cell_map, values, ()) == ""


def test_the_example_of_the_form_language_carries_what_it_says(tmp_path: Path) -> None:
    page = (Path(__file__).parents[1] / "docs" / "form-language.md").read_text(encoding="utf-8")
    (example,) = (
        text for text in re.findall(r"```yaml\n(.*?)```", page, re.DOTALL) if "travel-report" in text
    )
    head = 'version: "1"\ntitle: 出差决算表\ncolumns: [12, 12, 12, 12]\n'
    (tmp_path / "travel-report.yaml").write_text(head + example, encoding="utf-8")
    shutil.copy(TRAVEL_PLAN, tmp_path)
    report, travels = load(tmp_path / "travel-report.yaml"), load(TRAVEL_PLAN)
    trips = [{"purpose": name, "days": 2, "cost": Decimal(cost)} for name, cost in (("甲", 5), ("乙", 7))]
    planned = {"department": "甲局", "trips": [*trips, {"purpose": "没有天数"}]}
    files = [built(tmp_path / "plan-2026.xlsx", compile(travels, {"year": 2026}), planned)]
    for year, spent in ((2025, 11), (2024, 9)):
        before = {
            "trips": [{"what": f"{year}", "spent": Decimal(spent)}, {"what": "上年没有去", "spent": None}]
        }
        files.append(built(tmp_path / f"{year}.xlsx", compile(report, {"year": year}), before))
    renewal = renewed(report, files, {})
    assert renewal.cell_map.parameters == {"year": 2026, "trips": 3}
    assert renewal.rolled.values == {
        "department": "甲局",
        "planned": Decimal(12),
        "spent": {"before": Decimal(9), "last": Decimal(11), "both": Decimal(20)},
        "trips": [
            {"what": "甲", "planned": Decimal(5)},
            {"what": "乙", "planned": Decimal(7)},
            {"what": "上年没有去"},
        ],
    }
