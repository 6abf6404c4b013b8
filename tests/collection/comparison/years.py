"""Two rounds of made-up departments, a year apart, with all that can become different between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

from collection import Round, RoundSettings, collect, new_round, open_round
from template_builder import build
from templates import stamp_text
from tianbao.commands.demo.departments import Office, plan, roster_lines, values_of

__all__ = ["a_round", "changed", "sent", "two_years"]

GONE, NEW, RENAMED, RECODED, SILENT = 3, 7, 11, 13, 17
"""Numbers of departments that one of the rounds does not know, that are called otherwise, or silent."""


def two_years(folder: Path, seed: int = 1, count: int = 30) -> tuple[Path, Path]:
    """Make the rounds of 2025 and 2026 in a folder, and return their folders."""
    chance = Random(seed)
    offices = list(plan().offices)[:count]
    before = [one for number, one in enumerate(offices) if number != NEW]
    after = [_later(number, one) for number, one in enumerate(offices) if number != GONE]
    of_then = {one.code: values_of(one) for one in before}
    of_now = {one.code: changed(values_of(one), chance) for one in after}
    silent = offices[SILENT].code if count > SILENT else ""
    return (
        a_round(folder / "2025", 2025, before, of_then),
        a_round(folder / "2026", 2026, after, {code: one for code, one in of_now.items() if code != silent}),
    )


def a_round(
    folder: Path,
    year: int,
    offices: Sequence[Office],
    values: Mapping[str, Mapping[str, Any]],
    **more: int | str,
) -> Path:
    """Begin a round, and take in what departments sent, by their codes."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    roster = folder.with_suffix(".csv")
    roster.write_text(roster_lines(offices), encoding="utf-8")
    settings = RoundSettings("department-goals", date(year, 3, 31), {"year": year, "unit": "万元", **more})
    new_round(folder, settings, roster)
    round = open_round(folder)
    back = folder.with_name(f"{folder.name}-back")
    back.mkdir()
    for code, one in values.items():
        (back / f"{code}.xlsx").write_bytes(sent(round, code, one))
    collect(round, [back])
    return folder


def sent(round: Round, code: str, values: Mapping[str, Any]) -> bytes:
    """Return the form that a department fills in."""
    stream = BytesIO()
    build(
        round.cell_map,
        stream,
        values,
        stamp=stamp_text(round.cell_map, department=code, round=round.id, key=round.key),
    )
    return stream.getvalue()


def _later(number: int, office: Office) -> Office:
    if number == RENAMED:
        return replace(office, name=office.name.replace("示例市", "示例市新"))
    return replace(office, code="319" + office.code[3:]) if number == RECODED else office


def changed(values: Mapping[str, Any], chance: Random) -> dict[str, Any]:
    """Return what a department fills in a year later."""
    now: dict[str, Any] = deepcopy(dict(values))
    for half in ("income", "expenditure"):
        for line in now[half].values():
            line["year_before_last"], line["last_year"] = line["last_year"], line["amount"]
    if chance.random() < 0.3:
        now["income"]["fiscal"]["last_year"] -= Decimal("1.5")
    projects = now["projects"]
    if chance.random() < 0.3:
        projects.pop()
    if chance.random() < 0.4:
        projects.append({**projects[0], "name": f"新项目{chance.randrange(100)}"})
    for project in projects:
        project["year_budget"] = project["total_budget"] = (
            Decimal(str(project["year_budget"])) * chance.choice([80, 90, 100, 105, 120, 150]) / 100
        )
    basic = now["expenditure"]["basic"]
    basic["amount"] = (basic["amount"] * chance.randrange(90, 115) / 100).quantize(Decimal("0.01"))
    now["expenditure"]["project"]["amount"] = sum(one["year_budget"] for one in projects)
    now["income"]["fiscal"]["amount"] = basic["amount"] + now["expenditure"]["project"]["amount"]
    for goal in now["annual_goals"]:
        for indicator in goal["indicators"]:
            if chance.random() < 0.3:
                indicator["target"] = chance.choice(["≥90%", "≥99%", "≤3个工作日", "提高", "12个"])
        if chance.random() < 0.2:
            goal["indicators"].pop()
    return now
