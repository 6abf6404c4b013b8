"""The departments of the guide for officers: what they send, as messages in a folder."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

from collection import Round, open_round
from template_builder import build
from templates import builtin, compile, stamp_text
from tianbao.commands.demo.departments import Office, plan, values_of
from tianbao.commands.demo.mails import Mailbox
from tianbao.commands.demo.returns import Clerks

__all__ = ["INBOX", "LAST_YEAR", "answer", "returned_last_year"]

INBOX, LAST_YEAR = "收到的邮件", "去年的表"
_ROUND = "2026"
_DAYS = (datetime(2026, 3, 20, 9), datetime(2026, 3, 25, 9))


def answer(folder: Path, roster: Path, time: int) -> None:
    """Put into the inbox what the departments of a roster send the first time or the second."""
    offices = _offices(roster)
    box = Mailbox(folder / INBOX, _DAYS[time])
    (_first, _second)[time](box, offices, open_round(folder / _ROUND))


def returned_last_year(folder: Path, roster: Path) -> None:
    """Let the forms lie in a folder that the departments of a roster returned the year before."""
    cell_map = compile(builtin("department-goals"), {"year": int(_ROUND) - 1})
    (folder / LAST_YEAR).mkdir()
    for code, office in _offices(roster).items():
        path = folder / LAST_YEAR / f"{code}.xlsx"
        build(cell_map, path, values_of(office), stamp=stamp_text(cell_map, department=code))


def _offices(roster: Path) -> dict[str, Office]:
    with roster.open(encoding="utf-8-sig", newline="") as file:
        return {row["编码"]: _office(row) for row in csv.DictReader(file)}


def _office(row: Mapping[str, str]) -> Office:
    like = plan().offices[0]
    return Office(
        row["编码"],
        row["单位名称"],
        row["联系人"],
        row["电子邮箱"] or None,
        row["分组"],
        like.field,
        like.served,
        Decimal(row["编码"][-1]) * 100,
        like.projects,
        "right",
    )


def _first(box: Mailbox, offices: Mapping[str, Office], round: Round) -> None:
    clerks = Clerks(round)
    _save(box, offices["219001"], "申报表.xlsx", clerks.form(offices["219001"]))
    _save(box, offices["219002"], "申报表.xlsx", clerks.form(offices["219002"], "sums"))
    nameless = _form(round, offices["219003"], lambda values: values["department"].update(name=None))
    box.save(("小陈", "chen@example.com"), "表格", "请查收", [("绩效表（最终）.xlsx", nameless)])
    away = [("Auto-Submitted", "auto-replied")]
    box.save(("赵强", "dag@example.cn"), "自动回复：您的来信", "我正在休假。", headers=away)


def _second(box: Mailbox, offices: Mapping[str, Office], round: Round) -> None:
    clerks = Clerks(round)
    for code in ("219002", "219003"):
        _save(box, offices[code], "更正表.xlsx", clerks.corrected(offices[code]))
    stamp = stamp_text(round.cell_map, department="219004", round=round.id, key=round.key)
    mute = _form(round, offices["219004"], lambda values: values["department"].update(phone=None), stamp)
    _save(box, offices["219004"], "申报表.xlsx", mute)


def _save(box: Mailbox, office: Office, name: str, content: bytes) -> None:
    box.save((office.contact, office.email or ""), "回复：请填报", "请查收。", [(name, content)])


def _form(
    round: Round, office: Office, change: Callable[[dict[str, Any]], None], stamp: str | None = None
) -> bytes:
    """Return the form of a department with something else in it, on a foreign blank unless it has a stamp."""
    values, stream = values_of(office), BytesIO()
    change(values)
    build(round.cell_map, stream, values, stamp=stamp or stamp_text(round.cell_map))
    return stream.getvalue()
