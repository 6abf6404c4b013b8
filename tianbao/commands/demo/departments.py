"""The made-up departments of the demonstration's round: their roster, and what each has to report."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from templates.path import split, with_value

__all__ = ["ROSTER_HEAD", "Office", "Plan", "plan", "roster_lines", "values_of"]

ROSTER_HEAD = "编码,单位名称,联系人,电子邮箱,分组"
_LEAST_GROWTH, _GROWTHS = 101, 8
"""Of 100 in the year before, this year has so much at least, and each department another of so many more."""

_PARTS = (90, 95)
"""What was done in the years before, of 100 that is planned."""

_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Office:
    """A department: what the roster says of it, what it works on, and how it answers.

    `answer` is how its form comes, `mistake` what is wrong in it, `then` what becomes of that when it was
    asked to correct it.
    """

    code: str
    name: str
    contact: str
    email: str | None
    group: str
    field: str
    served: str
    basic: Decimal
    projects: Sequence[Mapping[str, Any]]
    answer: str
    mistake: str = ""
    then: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """The round: which form of which year is due when (an ISO date), and the departments.

    `record`, `project` and `annual_goal` are parts of a form as a department fills it in, with slots such as
    `{field}`; `mistakes` are what stands in some fields instead.
    """

    form: str
    year: int
    deadline: str
    offices: Sequence[Office]
    record: Mapping[str, Any]
    project: Mapping[str, Any]
    annual_goal: Mapping[str, Any]
    mistakes: Mapping[str, Mapping[str, Any]]


@cache
def plan() -> Plan:
    """Return the round of the demonstration."""
    text = (files("tianbao.commands") / "data" / "round.json").read_text(encoding="utf-8")
    data = json.loads(text, parse_float=Decimal)
    offices = [Office(**one) for one in data.pop("departments")]
    return Plan(**data, offices=offices)


def roster_lines(offices: Sequence[Office]) -> str:
    """Return the roster as CSV."""
    rows = (",".join((one.code, one.name, one.contact, one.email or "", one.group)) for one in offices)
    return "\n".join((ROSTER_HEAD, *rows)) + "\n"


def values_of(office: Office, mistake: str = "") -> dict[str, Any]:
    """Return the record of a form that a department filled in, right or with a mistake."""
    words = {"name": office.name, "contact": office.contact, "field": office.field, "served": office.served}
    for which, one in zip(("first", "second"), office.projects, strict=True):
        words |= {which: one["name"], f"{which}_in_three_years": str(one["count"] * 3)}
        words |= {f"{which}_{name}": str(one[name]) for name in ("work", "count", "unit")}
    values: dict[str, Any] = {**_filled(plan().record, words), **_amounts(office)}
    values["projects"] = [_project(one, office) for one in office.projects]
    values["annual_goals"] = [_annual_goal(one, office) for one in office.projects]
    for path, instead in plan().mistakes.get(mistake, {}).items():
        values = with_value(values, split(path), _filled(instead, words))
    return values


def _filled(tree: Any, words: Mapping[str, str]) -> Any:
    """Return a tree with its slots filled."""
    match tree:
        case str():
            return tree.format_map(words)
        case dict():
            return {name: _filled(one, words) for name, one in tree.items()}
        case list():
            return [_filled(one, words) for one in tree]
    return tree


def _amounts(office: Office) -> dict[str, Any]:
    """Return the income and the expenditure of a department, of three years."""
    growth = Decimal(_LEAST_GROWTH + int(office.code[-1]) * int(office.code[2]) % _GROWTHS) / 100
    project = Decimal(sum(one["amount"] for one in office.projects))
    basic, projects, nothing = (_three_years(one, growth) for one in (office.basic, project, Decimal(0)))
    return {
        "income": {"fiscal": {name: basic[name] + projects[name] for name in basic}, "other": nothing},
        "expenditure": {"basic": basic, "project": projects},
    }


def _three_years(amount: Decimal, growth: Decimal) -> dict[str, Decimal]:
    last = (amount / growth).quantize(_CENT)
    return {"amount": amount, "year_before_last": (last / growth).quantize(_CENT), "last_year": last}


def _project(one: Mapping[str, Any], office: Office) -> dict[str, Any]:
    told = _filled(plan().project, {"name": one["name"], "field": office.field})
    return {**told, "total_budget": one["amount"], "year_budget": one["amount"]}


def _annual_goal(one: Mapping[str, Any], office: Office) -> Any:
    before, last = (str(one["count"] * part // 100) for part in _PARTS)
    words = {name: str(one[name]) for name in ("name", "work", "count", "unit")}
    words |= {"before": before, "last": last, "served": office.served}
    return _filled(plan().annual_goal, words)
