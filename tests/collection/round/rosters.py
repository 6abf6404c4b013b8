"""Rounds that the tests begin, and what departments send back in them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from copy import deepcopy
from datetime import date
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from collection import DeadlineChange, RosterChange, Round, RoundSettings, new_round, open_round
from template_builder import build
from templates import CellMap, stamp_text

__all__ = ["COMPLETE", "HEAD", "begun", "of_roster", "roster_file", "sent_back"]

HEAD = "编码,单位名称,联系人,邮箱,分组,主管部门\n"
_ROWS = (
    "101001,甲局,李明,a@example.cn,行政,",
    "101002,乙局,王芳,b@example.cn,行政,甲局",
    "102001,丙中心,,,教育,",
)
_COMPLETE = Path(__file__).parents[2] / "cases" / "bases" / "complete.json"
COMPLETE: Mapping[str, Any] = json.loads(_COMPLETE.read_text(encoding="utf-8"), parse_float=Decimal)
"""A form in which nothing is wrong, and the parameters that it needs."""


def roster_file(folder: Path, rows: Sequence[str] = _ROWS, head: str = HEAD) -> Path:
    """Write a roster."""
    path = folder / "名单.csv"
    path.write_text(head + "\n".join(rows) + "\n", encoding="utf-8")
    return path


def begun(
    folder: Path, rows: Sequence[str] = _ROWS, parameters: Mapping[str, int | str] = COMPLETE["parameters"]
) -> Round:
    """Begin a round with these departments."""
    settings = RoundSettings("department-goals", date(2026, 3, 31), parameters)
    new_round(folder / "2026", settings, roster_file(folder, rows))
    return open_round(folder / "2026")


def sent_back(
    round: Round, code: str, name: str, *, wrong: int = 0, revision: int = 1, stamp: str | None = None
) -> bytes:
    """Return the form of a department, filled in right, or one figure so much wrong; its stamp or another."""
    usual = stamp_text(round.cell_map, department=code, round=round.id, key=round.key, revision=revision)
    return _filled(round.cell_map, name, wrong, usual if stamp is None else stamp)


@cache
def _filled(cell_map: CellMap, name: str, wrong: int, stamp: str) -> bytes:
    values = deepcopy(COMPLETE["values"])
    values["department"]["name"] = name
    values["income"]["fiscal"]["amount"] += wrong
    stream = BytesIO()
    build(cell_map, stream, values, stamp=stamp)
    return stream.getvalue()


def of_roster(changes: Sequence[RosterChange | DeadlineChange]) -> list[RosterChange]:
    """Return what became different of departments."""
    return [change for change in changes if isinstance(change, RosterChange)]
