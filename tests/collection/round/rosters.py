"""Rounds that the tests begin."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from collection import Round, RoundSettings, new_round, open_round

__all__ = ["HEAD", "begun", "roster_file"]

HEAD = "编码,单位名称,联系人,邮箱,分组,主管部门\n"
_ROWS = (
    "101001,甲局,李明,a@example.cn,行政,",
    "101002,乙局,王芳,b@example.cn,行政,甲局",
    "102001,丙中心,,,教育,",
)


def roster_file(folder: Path, rows: Sequence[str] = _ROWS, head: str = HEAD) -> Path:
    """Write a roster."""
    path = folder / "名单.csv"
    path.write_text(head + "\n".join(rows) + "\n", encoding="utf-8")
    return path


def begun(folder: Path, rows: Sequence[str] = _ROWS) -> Round:
    """Begin a round with these departments."""
    settings = RoundSettings("department-goals", date(2026, 3, 31), {"year": 2026})
    new_round(folder / "2026", settings, roster_file(folder, rows))
    return open_round(folder / "2026")
