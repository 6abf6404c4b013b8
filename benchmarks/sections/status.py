"""Where ten thousand departments are: `python -m benchmarks.sections.status`.

The ledger holds what such a round does: a blank and a letter for each department, a return of nine in ten, a
correction to a third of these. The first line is what every status needs: the round is opened, its events are
read, and where each department is follows from them. The others write that, in the same process; then
comes the whole command, from the shell to its end. The last one takes the findings out of all readings, and
counts what each rule cost. Figures are medians.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.limits import Limit
from benchmarks.sections.roster import write_roster
from collection import (
    EventKind,
    Overview,
    RoundSettings,
    Statistics,
    new_round,
    open_round,
    overview_of_round,
    statistics_of_round,
    status_page,
    write_status,
)
from collection.round.ledger.ledger import Verdict
from reader.reading_data import finding_to_dict
from templates import Finding, Location, Message, Severity, Text
from tianbao.output.round.overview import overview_text, overview_to_dict

__all__ = ["lines", "main"]

_COUNT = 10_000
_RUNS = 5
_MOST = 0.5
"""Seconds that the status of such a round may take."""

_CLI = Path(__file__).parents[2] / "cli.py"
_LEARNT = "what is learnt of all returns"
_MOST_LEARNT = 2.0

_TODAY, _DEADLINE = date(2026, 3, 28), date(2026, 3, 31)
_READING_BYTES = 4_000
"""What a reading takes in the ledger, which is not to be read."""


def _made(folder: Path) -> Path:
    """Make a round of which only the ledger knows what happened, and return its folder."""
    roster, path = folder / "名单.csv", folder / "2026"
    write_roster(roster, _COUNT)
    new_round(path, RoundSettings("department-goals", _DEADLINE, {"year": 2026}), roster)
    round = open_round(path)
    with round.ledger() as ledger, ledger.transaction():
        members = ledger.members()
        for member in members:
            digest = hashlib.sha256(member.code.encode()).hexdigest()
            ledger.add_file(digest, 1, f"issued/{member.code}.xlsx")
            ledger.add(EventKind.ISSUED, member.code, digest=digest)
            ledger.add(EventKind.MAILED, member.code, details={"path": f"letters/{member.code}.eml"})
        for number, member in enumerate(members[: _COUNT * 9 // 10]):
            digest = hashlib.sha256(f"returned {member.code}".encode()).hexdigest()
            details = {
                "name": f"{member.name}.xlsx",
                "path": f"returned/20260320-090000_{member.code}_{digest[:8]}.xlsx",
                "at": f"2026-03-{number % 28 + 1:02}T01:00:00+00:00",
                "how": "stamp",
                "sender": f"{member.code}@example.cn",
            }
            errors = int(number % 3 == 0)
            ledger.add_file(digest, 1, details["path"])
            ledger.add(EventKind.RECEIVED, member.code, digest=digest, details=details)
            reading = _reading(number, has_error=bool(errors))
            ledger.set_verdict(Verdict(digest, round.rules, 1, None, errors, 2, reading))
            if errors:
                ledger.add(EventKind.CORRECTED, member.code, digest=digest, details={"path": ""})
    return path


def _reading(number: int, *, has_error: bool) -> str:
    """Return the reading of a return as the ledger keeps it, with values that no other has."""
    words = Text("收入合计等于支出合计")
    message = Message("income-differs-from-expenditure", Severity.ERROR, words, words)
    remark = Message("no-cost-indicator", Severity.NOTICE, words, words)
    places = tuple(Location(f"annual_goals[{at}].name", f"annual_goals[{at}].name") for at in range(3))
    found = [Finding(remark, Severity.NOTICE, places), Finding(remark, Severity.WARNING, places)]
    if has_error:
        found.append(Finding(message, Severity.ERROR, (Location("income.total.amount"),)))
    values = random.Random(number).randbytes(_READING_BYTES).hex()
    told = {"values": values, "findings": list(map(finding_to_dict, found)), "addresses": {}}
    return json.dumps(told, ensure_ascii=False)


def _learnt(path: Path) -> Statistics:
    round = open_round(path)
    with round.ledger() as ledger:
        return statistics_of_round(round, ledger)


def _seen(path: Path) -> Overview:
    round = open_round(path)
    with round.ledger() as ledger:
        return overview_of_round(round, ledger, _TODAY)


def _median(work: Callable[[], Any]) -> float:
    """Do some work once to warm up, then take the median of several times."""
    taken = []
    for _ in range(_RUNS + 1):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken[1:])


def _command(path: Path, *more: str) -> None:
    command = [sys.executable, str(_CLI), "round", "status", str(path), *more]
    kept = {"PYTHONPYCACHEPREFIX": str(path.parent / "compiled"), "PYTHONDONTWRITEBYTECODE": ""}
    subprocess.run(command, env={**os.environ, **kept}, capture_output=True, check=True)


def _measured() -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        path = _made(Path(folder))
        overview = _seen(path)
        assert (overview.whole.total, overview.whole.returned) == (_COUNT, _COUNT * 9 // 10)
        assert len(overview.corrections) == _COUNT * 3 // 10
        return {
            "where every department is": _median(lambda: _seen(path)),
            "as a table": _median(lambda: overview_text(overview, "zh", 100)),
            "as JSON": _median(lambda: json.dumps(overview_to_dict(overview), ensure_ascii=False, indent=2)),
            "as a page": _median(lambda: status_page(overview)),
            "as a workbook": _median(lambda: write_status(overview, Path(folder, "status.xlsx"))),
            "`tianbao round status`": _median(lambda: _command(path)),
            _LEARNT: _median(lambda: _learnt(path)),
        }


def lines(limits: list[Limit]) -> list[str]:
    """Measure, and return the lines of the report's section; what has a limit goes to `limits` too."""
    taken = _measured()
    first = next(iter(taken))
    limits.append(Limit(f"the status of {_COUNT:,} departments", taken[first], _MOST, "s"))
    limits.append(Limit(f"what is learnt of {_COUNT:,} departments", taken[_LEARNT], _MOST_LEARNT, "s"))
    return [
        f"## The status of {_COUNT:,} departments",
        "",
        *(line for line in (__doc__ or "").partition("\n\n")[2].splitlines() if line),
        "",
        "| work | time |",
        "|---|---:|",
        *(f"| {work} | {seconds:.2f} s |" for work, seconds in taken.items()),
    ]


def main() -> None:
    """Print the section."""
    print("\n".join(lines([])))


if __name__ == "__main__":
    main()
