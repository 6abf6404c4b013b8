"""Rounds of which only the ledger knows: what came back in them, without the files."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from collection import EventKind, Overview, Round, RoundSettings, new_round, open_round, overview_of_round
from collection.round.ledger.ledger import Ledger, Verdict
from tests.collection.round.rosters import COMPLETE, roster_file

__all__ = ["DEADLINE", "HOSTILE", "ROWS", "Came", "at", "hostile_round", "overview", "round_of", "some_round"]

DEADLINE = date(2026, 3, 31)

ROWS = (
    "101001,甲局,李明,a@example.cn,行政,",
    "101002,乙局,王芳,b@example.cn,行政,",
    "102001,丙中心,,,教育,",
    "102002,丁中学,,,教育,",
    "103001,戊社,,,,",
)

HOSTILE = (
    "<script>document.title='run'</script>",
    '"><img src=x onerror="document.title=1">',
    '=HYPERLINK("http://example.com","点我")',
    "' onmouseover='document.title=2",
    "<a href='https://example.com/x'>链接</a>",
    "\u202egnp.exe &amp; \x07",
)
"""What a stranger may call a department, a file or himself."""


@dataclass(frozen=True, slots=True)
class Came:
    """A file of a department (None: of nobody): when it came, and what was made of it."""

    code: str | None
    at: datetime
    errors: int = 0
    warnings: int = 0
    refusal: str | None = None
    name: str = "表.xlsx"
    how: str = "stamp"
    sender: str = ""
    revision: int = 1
    decision: EventKind | None = None
    is_corrected: bool = False

    @property
    def digest(self) -> str:
        """A digest that no other file has."""
        return hashlib.sha256(repr(self).encode()).hexdigest()


def round_of(folder: Path, rows: Sequence[str], files: Sequence[Came] = ()) -> Round:
    """Begin a round in which these files came."""
    settings = RoundSettings("department-goals", DEADLINE, COMPLETE["parameters"])
    new_round(folder / "2026", settings, roster_file(folder, rows))
    round = open_round(folder / "2026")
    with round.ledger() as ledger, ledger.transaction():
        for one in files:
            _note(ledger, round.rules, one)
    return round


def _note(ledger: Ledger, rules: str, one: Came) -> None:
    path = f"returned/{one.at:%Y%m%d-%H%M%S}_{one.digest[:8]}.xlsx"
    ledger.add_file(one.digest, 1, path)
    details: Mapping[str, str] = {
        "name": one.name,
        "path": path,
        "at": one.at.astimezone(UTC).isoformat(),
        "how": one.how,
        "sender": one.sender,
    }
    ledger.add(EventKind.RECEIVED, one.code, digest=one.digest, details=details)
    ledger.set_verdict(Verdict(one.digest, rules, one.revision, one.refusal, one.errors, one.warnings))
    if one.is_corrected:
        ledger.add(
            EventKind.CORRECTED, one.code, digest=one.digest, details={"path": "x", "mark": one.digest}
        )
    if one.decision is not None:
        ledger.add(one.decision, one.code, digest=one.digest, details={"reason": "电话核对"})


def overview(round: Round, today: date = date(2026, 3, 28)) -> Overview:
    """Return a round as it is on a day, three days before the deadline where nothing else is said."""
    with round.ledger() as ledger:
        return overview_of_round(round, ledger, today)


def at(day: int, month: int = 3, hour: int = 9) -> datetime:
    """Return a moment of 2026 by the clock of this machine."""
    return datetime(2026, month, day, hour).astimezone()


def some_round(folder: Path) -> Round:
    """Return a round in which there is something of most kinds: five departments, a file of nobody's."""
    files = (
        Came("101001", at(10), warnings=2, decision=EventKind.ACCEPTED),
        Came("101002", at(12), errors=3, is_corrected=True, sender="b@example.cn"),
        Came("102001", at(12), refusal="not-a-workbook", how="file-name"),
        Came("103001", at(20)),
        Came(None, at(21), name="无名.xlsx", how="nothing", sender="x@example.com"),
    )
    return round_of(folder, ROWS, files)


def hostile_round(folder: Path) -> Round:
    """Return a round in which all that strangers write is hostile: departments, groups, files, messages."""
    quoted = ['"' + words.replace('"', '""') + '"' for words in HOSTILE[:5]]
    rows = [f"{number},{words},{words},,{words}," for number, words in enumerate(quoted, 101)]
    rows.append(f"{'9' * 90},{'长' * 60}{'A' * 58},{'李' * 40},{'b' * 60}@example.cn,{'组' * 40},")
    files = [Came(None, at(21), name=words, how="nothing", sender=words) for words in HOSTILE]
    files += [Came(str(number), at(20), sender=words) for number, words in enumerate(HOSTILE[:3], 101)]
    round = round_of(folder, rows, files)
    with round.ledger() as ledger, ledger.transaction():
        for number, words in enumerate(HOSTILE):
            digest = f"{number:064x}"
            ledger.add_file(digest, 1, f"mails/{number}.eml")
            told = {"path": f"mails/{number}.eml", "at": at(20).isoformat(), "why": "no-form"}
            details = {**told, "sender": words, "subject": words}
            ledger.add(EventKind.MESSAGE, None if number % 2 else "102", digest=digest, details=details)
    return round
