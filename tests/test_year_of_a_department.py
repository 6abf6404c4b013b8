"""A department's year in the built-in forms: declared, evaluated, and declared anew from both."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from collection import read_values, renewal_text
from collection.distribution.last_year import renewed
from collection.distribution.renewal import Renewal
from reader import Reading, read
from template_builder import build
from templates import builtin, compile, stamp_text
from templates.records.calculation import fill_computed
from templates.records.filling import filling_from
from templates.records.locking import locked_marks
from tests.test_cli import Run, run

__all__ = ["run"]

SEED = Path(__file__).parent / "data" / "seed.json"
GOALS, EVALUATION = builtin("department-goals"), builtin("department-self-evaluation")
WEIGHT = Decimal(20)
EVALUATED = compile(EVALUATION, {"year": 2020})
SHORT = "annual_goals[0].indicators[0]"
"""The one indicator whose target was not reached."""


@pytest.fixture(scope="module")
def declared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The declaration for 2020 as it came back."""
    path: Path = tmp_path_factory.mktemp("declared") / "declared.xlsx"
    build(compile(GOALS, {"year": 2020}), path, read_values(SEED))
    return path


@pytest.fixture(scope="module")
def blank(declared: Path) -> Path:
    """The blank of the evaluation that is made of the declaration."""
    return built(renewed(EVALUATION, [declared], {}), declared.with_name("blank.xlsx"))


@pytest.fixture(scope="module")
def evaluated(blank: Path) -> Path:
    """The evaluation for 2020 as it came back."""
    return filled(blank, blank.with_name("evaluated.xlsx"), self_evaluation(read(blank)))


def built(renewal: Renewal, path: Path) -> Path:
    """Build what was prefilled, as `tianbao build --from` does."""
    rolled = renewal.rolled
    marks = locked_marks(renewal.cell_map, rolled.values, rolled.locked)
    stamp = stamp_text(renewal.cell_map, locked=marks)
    build(renewal.cell_map, path, rolled.values, stamp=stamp, locked=rolled.locked)
    return path


def filled(source: Path, path: Path, changes: Mapping[str, Any]) -> Path:
    """Fill cells in as a clerk does."""
    addresses, book = read(source).addresses, openpyxl.load_workbook(source)
    for field, value in changes.items():
        sheet, _, cell = addresses[field].partition("!")
        book[sheet][cell] = value
    book.save(path)
    return path


def indicators(reading: Reading) -> dict[str, dict[str, Any]]:
    """Return the annual indicators of a record by the paths of their items."""
    return {
        f"annual_goals[{number}].indicators[{at}]": one
        for number, goal in enumerate(reading.values["annual_goals"])
        for at, one in enumerate(goal["indicators"])
    }


def reached(target: str) -> str:
    """Return what a department says that it reached: its target, as a plain fact."""
    return target.lstrip("≥＜").strip()


def self_evaluation(blank: Reading) -> dict[str, Any]:
    """Return what a clerk fills in: one target is missed by a seventh, all others are reached."""
    items = indicators(blank)
    weights = dict.fromkeys(items, 5) | {SHORT: 80 - 5 * (len(items) - 1)}
    found: dict[str, Any] = {"execution.executed": 714.59, "measures": "加快推进，并作为下年预算的依据。"}
    for item, one in items.items():
        found |= {f"{item}.actual": reached(one["target"]), f"{item}.weight": weights[item]}
        found[f"{item}.score"] = weights[item]
    missed = round(weights[SHORT] * 6 / 7, 1)
    return found | {f"{SHORT}.actual": "6个", f"{SHORT}.score": missed, f"{SHORT}.deviation": "一处延至下年"}


def test_the_evaluation_begins_with_what_was_declared(blank: Path) -> None:
    reading, before = read(blank), read_values(SEED)
    assert reading.values["department"] == before["department"]
    assert reading.values["execution"] == {"budget": Decimal("752.2"), "executed": None}
    for goal, of in zip(reading.values["annual_goals"], before["annual_goals"], strict=True):
        assert goal["goal"] == of["goal"]
        kept = ("level1", "level2", "level3", "target")
        assert [[one[name] for name in kept] for one in goal["indicators"]] == [
            [one[name] for name in kept] for one in of["indicators"]
        ]
    book = openpyxl.load_workbook(blank)

    def is_locked(field: str) -> bool:
        sheet, _, cell = reading.addresses[field].partition("!")
        return bool(book[sheet][cell].protection.locked)

    approved = (
        "department.name",
        "execution.budget",
        f"{SHORT}.level2",
        f"{SHORT}.level3",
        f"{SHORT}.target",
    )
    assert all(map(is_locked, (*approved, "annual_goals[2].goal")))
    theirs = [f"{SHORT}.{name}" for name in ("actual", "weight", "score", "deviation")]
    assert not any(map(is_locked, (*theirs, "execution.executed", "department.phone")))
    assert {finding.code for finding in reading.findings} == {
        "required-missing", "indicator-incomplete", "level2-not-in-vocabulary",
    }  # fmt: skip


def test_what_was_filled_in_is_scored(evaluated: Path) -> None:
    reading = read(evaluated)
    assert {finding.severity for finding in reading.findings} == {"notice"}
    assert reading.computed["execution"] == {
        "rate": Decimal("714.59") / Decimal("752.2"), "weight": WEIGHT, "score": Decimal(19),
    }  # fmt: skip
    missed = Decimal("8.6") - Decimal(10)
    assert reading.computed["total_weight"] == 100
    assert (reading.computed["total_score"], reading.computed["grade"]) == (99 + missed, "优")
    assert [goal["points"] for goal in reading.computed["annual_goals"]] == [35, 25, 20]


def test_what_was_approved_cannot_be_changed(evaluated: Path, tmp_path: Path) -> None:
    changes = {f"{SHORT}.target": "6个", "execution.budget": 714.59}
    found = read(filled(evaluated, tmp_path / "changed.xlsx", changes)).findings
    differing = {finding.field for finding in found if finding.code == "locked-value-differs"}
    assert differing == changes.keys()


def test_next_year_is_declared_from_both(run: Run, declared: Path, evaluated: Path, tmp_path: Path) -> None:
    following = tmp_path / "next.xlsx"
    command = ("build", "department-goals", "--from", declared, "--from", evaluated, "-o", following)
    status, _, said = run(*command, "--carry", "annual-goals")
    assert status == 0
    assert "目标值，不是实际完成值" not in said
    assert "上年的预算数399.1，不是实际数" in said
    reading = read(following)
    assert reading.cell_map is not None
    assert reading.cell_map.parameters["year"] == 2021
    before = indicators(read(declared))
    for item, one in indicators(reading).items():
        assert one["level3"] == before[item]["level3"]
        assert one["last_year"] == ("6个" if item == SHORT else reached(before[item]["target"]))
        assert one["year_before_last"] == before[item]["last_year"]
        assert (one["target"], one["basis"]) == (None, None)


def test_targets_stand_where_nothing_was_evaluated(declared: Path, blank: Path, tmp_path: Path) -> None:
    """One result is known, so that of the others it is said that they are targets."""
    (tmp_path / "one.xlsx").write_bytes(blank.read_bytes())
    one = filled(blank, tmp_path / "one.xlsx", {f"{SHORT}.actual": "6个"})
    renewal = renewed(GOALS, [declared, one], {}, ["annual-goals"])
    first, second, *_ = renewal.rolled.values["annual_goals"][0]["indicators"]
    assert (first["last_year"], second["last_year"]) == ("6个", "＜2%")
    assert renewal_text(renewal, "zh").count("目标值，不是实际完成值") == 1
    without = renewed(GOALS, [declared, one], {})
    assert "annual_goals" not in without.rolled.values


@pytest.mark.parametrize(
    ("score", "grade"),
    [
        *(("90", "优"), ("89.95", "优"), ("89.94", "良"), ("79.95", "良")),
        *(("79.94", "中"), ("59.95", "中"), ("59.94", "差"), ("0", "差")),
    ],
)
def test_the_grade_is_that_of_the_total_to_one_decimal(score: str, grade: str) -> None:
    assert computed(executed="0", score=score)["grade"] == grade


@pytest.mark.parametrize(
    ("budget", "executed", "score"),
    [
        ("752.2", "714.59", Decimal(19)),
        ("287", "171", Decimal("11.92")),
        ("100", "130", WEIGHT),
        ("100", "0", Decimal(0)),
        ("100", None, None),
        ("0", "5", None),
        (None, "5", None),
    ],
)
def test_the_execution_rate_is_scored(
    budget: str | None, executed: str | None, score: Decimal | None
) -> None:
    found = computed(budget=budget, executed=executed)
    assert (found["execution"]["score"] or None) == (score or None)
    assert (found["execution"]["score"] == 0) == (score == 0)


def test_a_blank_has_no_total_and_no_grade() -> None:
    found = computed(budget=None, executed=None)
    assert {found["total_score"], found["total_weight"], found["grade"]} <= {None, ""}
    assert computed(executed="90", score=None, level3="投诉率")["grade"] in (None, ""), "one is not scored"


def computed(
    budget: str | None = "100",
    executed: str | None = None,
    score: str | None = None,
    level3: str | None = None,
) -> dict[str, Any]:
    """Return an evaluation of one indicator with all that its form computes."""
    amounts = {"budget": budget, "executed": executed}
    one = {"level1": "产出指标", "level3": level3, "score": score and Decimal(score)}
    values = {
        "execution": {name: None if value is None else Decimal(value) for name, value in amounts.items()},
        "annual_goals": [{"indicators": [one]}],
    }
    filling: dict[str, Any] = filling_from(EVALUATED, values)
    fill_computed(EVALUATED, filling)
    return filling
