"""A record of the form of departments in which every row is filled in, and filled in right."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from templates import CellMap

__all__ = ["complete"]

_OF_A_PROJECT = Decimal("10.01")
_BASIC = Decimal("399.1")
_OTHER = Decimal("16")
_GOALS = {"long_term": ("long_term_goals", "长期目标"), "annual": ("annual_goals", "年度目标")}
_PAST = {"year_before_last": "95%", "last_year": "96%"}
_LEVELS = {
    "产出指标": ("output_rows", "数量指标"),
    "效益指标": ("benefit_rows", "社会效益指标"),
    "满意度指标": ("satisfaction_rows", "服务对象满意度指标"),
}


def complete(cell_map: CellMap) -> dict[str, Any]:
    """Return a record with which no rule is broken, not even one that gives a notice.

    All rows of the cell map are filled but those of listed goals for which the form has no block.
    """
    projects = _number(cell_map, "projects")
    project = _OF_A_PROJECT * projects
    goals = {
        listed: [f"{said}之{number + 1}" for number in range(_number(cell_map, blocks))]
        for listed, (blocks, said) in _GOALS.items()
    }
    return {
        "department": {"name": "某市档案局", "filled_by": "李明", "phone": "13800138000"},
        "income": {"fiscal": _amounts(_BASIC + project - _OTHER), "other": _amounts(_OTHER)},
        "expenditure": {"basic": _amounts(_BASIC), "project": _amounts(project)},
        "functions": "1.保管全市档案。\n2.提供档案查阅。",
        "tasks": "1.完成馆藏档案数字化。\n2.开放查阅窗口。",
        "projects": [_project(number) for number in range(1, projects + 1)],
        "goals": {"long_term_end_year": _number(cell_map, "year") + 3, **goals},
        "long_term_goals": [
            {"goal": goal, "indicators": _indicators(cell_map, {})} for goal in goals["long_term"]
        ],
        "annual_goals": [
            {"goal": goal, "indicators": _indicators(cell_map, _PAST)} for goal in goals["annual"]
        ],
    }


def _number(cell_map: CellMap, parameter: str) -> int:
    number = cell_map.parameters[parameter]
    assert isinstance(number, int)
    return number


def _amounts(amount: Decimal) -> dict[str, Decimal]:
    return dict.fromkeys(("amount", "year_before_last", "last_year"), amount)


def _project(number: int) -> dict[str, Any]:
    return {
        "name": f"档案数字化第{number}期",
        "type": "特定目标类",
        "total_budget": 2 * _OF_A_PROJECT,
        "year_budget": _OF_A_PROJECT,
        "purpose": "扫描并著录馆藏纸质档案",
    }


def _indicators(cell_map: CellMap, past: dict[str, str]) -> list[dict[str, Any]]:
    """Return the indicators of one block."""
    return [
        {
            "level1": level1,
            "level2": level2,
            "level3": f"{level1}之{number + 1}",
            **past,
            "target": "≥96%",
            "basis": "年度工作计划",
        }
        for level1, (rows, level2) in _LEVELS.items()
        for number in range(_number(cell_map, rows))
    ]
