"""`make bench`: every task with this toolkit and with each peer, in one run, into docs/performance.md."""

from __future__ import annotations

import json
import platform
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from benchmarks import limits
from benchmarks.limits import Limit
from benchmarks.sections import (
    building,
    cluster,
    mailbox,
    province,
    reading,
    roster,
    round,
    startup,
    status,
    summary,
)
from benchmarks.work import PEERS, TASKS

__all__ = ["main"]

_RUNS = 3
_REPORT = Path(__file__).parents[1] / "docs" / "performance.md"
_PROGRAMS = ("openpyxl", "xlsxwriter", "pandas", "python-calamine")
_HEAD = """# Performance

Written by `make bench`. Every task runs with this toolkit and with each peer in the same run, each time in a
process of its own; the figures are medians of {runs} runs. Time is that of the work itself, without starting
Python, imports, and preparing the data; memory is the peak of the whole process. “of ours” is the peer's
figure divided by ours: above 1 the peer takes more.

The peers do less than the toolkit does. Building, they are handed the finished content of every cell, and
pandas writes neither merged cells nor validations; reading, they give bare cells, while the toolkit checks
the file, gives a record, and recomputes and judges it.
"""


@dataclass(frozen=True, slots=True)
class Figure:
    """What one task took with one program: medians over the runs."""

    seconds: float
    megabytes: float


def measure(task: str, peer: str, folder: Path) -> Figure:
    """Do a task several times, each in a process of its own."""
    seconds, megabytes = [], []
    for number in range(_RUNS):
        place = folder / f"{peer}-{number}"
        place.mkdir(parents=True, exist_ok=True)
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.work", task, peer, str(place)],
            capture_output=True,
            text=True,
            check=True,
        )
        figures = json.loads(done.stdout)
        seconds.append(figures["seconds"])
        megabytes.append(figures["megabytes"])
    return Figure(statistics.median(seconds), statistics.median(megabytes))


def table() -> list[str]:
    """Measure everything and return the lines of the report's table."""
    lines = ["| task | program | time | of ours | peak memory | of ours |", "|---|---|---:|---:|---:|---:|"]
    for task, (kind, _) in TASKS.items():
        with tempfile.TemporaryDirectory() as folder:
            ours = measure(task, "tianbao", Path(folder))
            lines.append(f"| {task} | **tianbao** | {_time(ours)} | 1 | {ours.megabytes:.0f} MB | 1 |")
            for peer in PEERS[kind]:
                theirs = measure(task, peer, Path(folder))
                ratio, memory = theirs.seconds / ours.seconds, theirs.megabytes / ours.megabytes
                shown = f"{_time(theirs)} | {ratio:.2f} | {theirs.megabytes:.0f} MB | {memory:.2f}"
                lines.append(f"| {task} | {peer} | {shown} |")
        print("\n".join(lines[-len(PEERS[kind]) - 1 :]), flush=True)
    return lines


def _time(figure: Figure) -> str:
    return f"{figure.seconds * 1000:.0f} ms" if figure.seconds < 10 else f"{figure.seconds:.1f} s"


def main() -> None:
    """Measure, and write the report."""
    lines = table()
    programs = ", ".join(f"{name} {version(name)}" for name in _PROGRAMS)
    machine = f"Python {platform.python_version()} on {platform.system()} {platform.machine()}"
    kept: list[Limit] = []
    modules = (reading, cluster, building, roster, round, mailbox, summary, province, status, startup)
    sections = [module.lines(kept) for module in modules]
    parts = [_HEAD.format(runs=_RUNS), *limits.lines(kept), "", "## Task by task", "", *lines]
    for section in sections:
        parts += ["", *section]
    report = [*parts, "", f"Measured with {machine}; {programs}.", ""]
    _REPORT.write_text("\n".join(report), encoding="utf-8")


if __name__ == "__main__":
    main()
