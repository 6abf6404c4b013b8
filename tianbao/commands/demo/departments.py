"""The made-up departments of the demonstration's round: their roster, and what each has to report."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

__all__ = ["ROSTER_HEAD", "Office", "Plan", "plan", "roster_lines", "values_of"]

ROSTER_HEAD = "编码,单位名称,联系人,电子邮箱,分组"
_PHONE = "13800138000"
_LEAST_GROWTH, _GROWTHS = 101, 8
"""Of 100 in the year before, this year has so much at least, and each department another of so many more."""

_CENT = Decimal("0.01")
_PARTS = (90, 95)
"""What was done in the years before, of 100 that is planned."""

_YEARS = 3
"""Years for which the long-term goals are set."""


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
    """The round: which form of which year is due when (an ISO date), and the departments."""

    form: str
    year: int
    deadline: str
    offices: Sequence[Office]


@cache
def plan() -> Plan:
    """Return the round of the demonstration."""
    text = (files("tianbao.commands") / "data" / "round.json").read_text(encoding="utf-8")
    data = json.loads(text, parse_float=Decimal)
    return Plan(data["form"], data["year"], data["deadline"], [Office(**one) for one in data["departments"]])


def roster_lines(offices: Sequence[Office]) -> str:
    """Return the roster as CSV."""
    rows = (",".join((one.code, one.name, one.contact, one.email or "", one.group)) for one in offices)
    return "\n".join((ROSTER_HEAD, *rows)) + "\n"


def values_of(office: Office, year: int) -> dict[str, Any]:
    """Return the record of a form that a department filled in right."""
    first, second = office.projects
    project = Decimal(first["amount"] + second["amount"])
    growth = Decimal(_LEAST_GROWTH + int(office.code[-1]) * int(office.code[2]) % _GROWTHS) / 100
    basic, projects, nothing = (_amounts(one, growth) for one in (office.basic, project, Decimal(0)))
    return {
        "department": {"name": office.name, "filled_by": office.contact, "phone": _PHONE},
        "income": {"fiscal": {name: basic[name] + projects[name] for name in basic}, "other": nothing},
        "expenditure": {"basic": basic, "project": projects},
        "functions": f"1、贯彻执行有关{office.field}工作的法律、法规和政策。\n"
        f"2、编制并组织实施本市{office.field}工作规划和年度计划。\n3、承担上级交办的其他事项。",
        "tasks": "\n".join(
            f"{number}.{one['name']}：{one['work']}{one['count']}{one['unit']}。"
            for number, one in enumerate(office.projects, 1)
        ),
        "projects": [_project(one, office) for one in office.projects],
        "goals": {
            "long_term_end_year": year + _YEARS - 1,
            "long_term": [f"提高{office.field}工作水平"],
            "annual": [f"做好{one['name']}工作" for one in office.projects],
        },
        "long_term_goals": [_long_term(office, year)],
        "annual_goals": [_annual(one, office, year) for one in office.projects],
    }


def _amounts(amount: Decimal, growth: Decimal) -> dict[str, Decimal]:
    """Return an amount with those of the years before."""
    last = (amount / growth).quantize(_CENT)
    return {
        "amount": amount,
        "year_before_last": (last / growth).quantize(_CENT),
        "last_year": last,
    }


def _project(one: Mapping[str, Any], office: Office) -> dict[str, Any]:
    return {
        "name": one["name"],
        "type": "特定目标类",
        "total_budget": one["amount"],
        "year_budget": one["amount"],
        "purpose": f"用于{one['name']}的材料、劳务和设备支出，保障{office.field}工作",
    }


def _indicator(first: str, second: str, third: str, target: str, basis: str, *past: str) -> dict[str, str]:
    told = {"level1": first, "level2": second, "level3": third, "target": target, "basis": basis}
    return told | dict(zip(("year_before_last", "last_year"), past, strict=False))


def _long_term(office: Office, year: int) -> dict[str, Any]:
    rows = [
        _indicator(
            "产出指标",
            "数量指标",
            f"{_YEARS}年{one['work']}",
            f"≥{one['count'] * _YEARS}{one['unit']}",
            f"《示例市{office.field}发展规划》",
        )
        for one in office.projects
    ]
    last = f"{year + _YEARS - 1}年底前"
    plan_of = f"《示例市{office.field}发展规划》"
    rows += [
        _indicator("产出指标", "时效指标", "规划任务完成时间", last, plan_of),
        _indicator("产出指标", "成本指标", "项目支出超出预算的比例", "≤0%", "批复的部门预算"),
        _indicator("效益指标", "社会效益指标", f"{office.field}工作覆盖率", "≥95%", plan_of),
        _indicator(
            "满意度指标", "服务对象满意度指标", f"{office.served}满意度", "≥95%", "历年满意度调查数据"
        ),
    ]
    return {"goal": f"提高{office.field}工作水平", "indicators": rows}


def _annual(one: Mapping[str, Any], office: Office, year: int) -> dict[str, Any]:
    count, unit, name = one["count"], one["unit"], one["name"]
    before, last = (f"{count * part // 100}{unit}" for part in _PARTS)
    work_plan = f"《{year}年度工作计划》"
    rows = [
        _indicator("产出指标", "数量指标", one["work"], f"≥{count}{unit}", work_plan, before, last),
        _indicator("产出指标", "质量指标", f"{name}验收合格率", "≥99%", "验收记录", "98.5%", "98.8%"),
        _indicator("产出指标", "时效指标", f"{name}完成时间", "11月底前", work_plan, "12月底", "12月底"),
        _indicator("产出指标", "成本指标", f"{name}超支率", "≤1%", "批复的部门预算", "1.8%", "1.5%"),
        _indicator("效益指标", "社会效益指标", f"{name}受益覆盖率", "≥92%", work_plan, "88%", "90%"),
        _indicator(
            "满意度指标",
            "服务对象满意度指标",
            f"{office.served}对{name}的满意度",
            "≥95%",
            "历年满意度调查数据",
            "93.5%",
            "94.2%",
        ),
    ]
    return {"goal": f"做好{name}工作", "indicators": rows}
