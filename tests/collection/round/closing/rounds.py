"""A round at its end: blanks went out, returns came as files and messages, some were accepted."""

from __future__ import annotations

import os
from datetime import datetime
from functools import cache
from pathlib import Path
from shutil import copytree
from tempfile import mkdtemp

from collection import (
    EventKind,
    Round,
    amend,
    collect,
    correct_round,
    decide,
    issue_round,
    mail_round,
    open_round,
    summarize_round,
)
from tests.collection.round.mail.mails import message, named
from tests.collection.round.rosters import begun, sent_back

__all__ = ["ended_round", "returned_of"]

_ARRIVED = datetime(2026, 3, 20, 9).timestamp()


@cache
def _made() -> Path:
    folder = Path(mkdtemp(prefix="tianbao-test-"))
    round = begun(folder)
    issue_round(round)
    mail_round(round)
    back = folder / "back"
    back.mkdir()
    (back / "甲.xlsx").write_bytes(sent_back(round, "101001", "甲局"))
    (back / "乙.xlsx").write_bytes(sent_back(round, "101002", "乙局", wrong=1))
    (back / "丙.eml").write_bytes(message([named(sent_back(round, "102001", "丙中心"), "表.xlsx")]))
    for path in back.iterdir():
        os.utime(path, (_ARRIVED, _ARRIVED))
    collect(round, [back])
    correct_round(round)
    decide(round, EventKind.ACCEPTED, "101001", "审核无误")
    amend(round, "102001", "department.phone", "13900139000", "电话核对")
    decide(round, EventKind.ACCEPTED, "102001", "电话核对")
    return round.folder.path


def ended_round(folder: Path) -> Round:
    """Return such a round, in a folder of its own, with the summary of now."""
    copytree(_made(), folder / "2026")
    round = open_round(folder / "2026")
    summarize_round(round, round.folder.summary)
    return round


def returned_of(round: Round, code: str) -> Path:
    """Return where the return of a department is kept."""
    (path,) = round.folder.returned.glob(f"*_{code}_*.xlsx")
    return path
