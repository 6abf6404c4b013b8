"""Building a hundred forms all different, beside xlsxwriter: `python -m benchmarks.sections.building`.

Every text, target and amount differs from form to form. xlsxwriter is handed the finished content of every
cell, once of the form's sheet alone, once of the whole workbook with the looks, merges, heights and
validations that ours has; this toolkit works all of it out from the records, the first layout included.
"""

from __future__ import annotations

import io
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.limits import Limit
from benchmarks.means.forms import different, form_map

__all__ = ["lines", "main"]

_COUNT = 100
_RUNS = 3

Work = Callable[[], object]


def _tianbao(folder: Path) -> Work:
    from template_builder import build

    records = [different(number) for number in range(_COUNT)]

    def work() -> None:
        for number, record in enumerate(records):
            build(form_map(), folder / f"{number}.xlsx", record)

    return work


def _sheet_alone(folder: Path) -> Work:
    from benchmarks.means.peers import cells_of, xlsxwriter_form

    sheets = [cells_of(form_map(), different(number)) for number in range(_COUNT)]

    def work() -> None:
        for number, sheet in enumerate(sheets):
            xlsxwriter_form(folder / f"{number}.xlsx", sheet)

    return work


def _whole_workbook(folder: Path) -> Work:
    from benchmarks.means.replica import by_xlsxwriter, replica
    from template_builder import build

    stream = io.BytesIO()
    build(form_map(), stream, different(0))
    found = replica(stream.getvalue(), different(0)["department"]["name"])

    def work() -> None:
        for number in range(_COUNT):
            (folder / f"{number}.xlsx").write_bytes(by_xlsxwriter(found, f"示例市第{number}局"))

    return work


_PROGRAMS: dict[str, Callable[[Path], Work]] = {
    "**tianbao**": _tianbao,
    "xlsxwriter, the form's sheet alone": _sheet_alone,
    "xlsxwriter, the whole workbook": _whole_workbook,
}

_MOST = {"xlsxwriter, the form's sheet alone": 1.0, "xlsxwriter, the whole workbook": 0.15}
"""What ours may take of what a peer takes."""


def _seconds(program: str) -> float:
    """Return the median of what a program takes on one core, each time in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.sections.building", program]
    runs = [subprocess.run(command, capture_output=True, text=True, check=True) for _ in range(_RUNS)]
    return statistics.median(float(run.stdout) for run in runs)


def lines(limits: list[Limit]) -> list[str]:
    """Measure, and return the lines of the report's section; what has a limit goes to `limits` too."""
    taken = {program: _seconds(program) for program in _PROGRAMS}
    ours = taken["**tianbao**"]
    for program, most in _MOST.items():
        limits.append(Limit(f"{_COUNT} different forms, to {program}", ours / taken[program], most))
    words = (__doc__ or "").partition("\n\n")[2].strip().splitlines()
    return [
        f"## Building {_COUNT} different forms",
        "",
        *words,
        "",
        "| program | time | a form | ours of it |",
        "|---|---:|---:|---:|",
        *(
            f"| {program} | {seconds:.2f} s | {seconds / _COUNT * 1000:.1f} ms | {ours / seconds:.2f} |"
            for program, seconds in taken.items()
        ),
    ]


def main(arguments: Sequence[str]) -> None:
    """Print the report; with a program, what it takes of processor time in this very process."""
    if not arguments:
        print("\n".join(lines([])))
        return
    with tempfile.TemporaryDirectory() as folder:
        work = _PROGRAMS[arguments[0]](Path(folder))
        start = time.process_time()
        work()
        print(time.process_time() - start)


if __name__ == "__main__":
    main(sys.argv[1:])
