"""Reading beside the bare cells, and ten thousand returned workbooks: `python -m benchmarks.reading`.

The same files are read by this toolkit, into a record with findings, and by python-calamine, which gives the
bare cells of the form's sheet and checks nothing. No two files have a text, a target or an amount in
common. Each program reads each file in turn, on one core; the figures are medians over all files and rounds.
"""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.forms import different, form_map
from benchmarks.memory import peak_megabytes

__all__ = ["lines", "main"]

_FILES = 40
_ROUNDS = 7
_RETURNS = 10_000


def _build(folder: Path, count: int) -> list[Path]:
    from template_builder import build

    paths = [folder / f"{number:05d}.xlsx" for number in range(count)]
    for number, path in enumerate(paths):
        build(form_map(), path, different(number))
    return paths


def _saved_by_libreoffice(paths: Sequence[Path], folder: Path) -> list[Path]:
    """Return the same workbooks as LibreOffice saves them; none where it is not installed."""
    office = shutil.which("soffice")
    if office is None:
        return []
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    target = folder / "saved"
    command = [office, "--headless", profile, "--convert-to", "xlsx", "--outdir", str(target)]
    subprocess.run([*command, *map(str, paths)], check=True, capture_output=True, timeout=600)
    return sorted(target.glob("*.xlsx"))


def _bare_cells(path: Path) -> object:
    from python_calamine import load_workbook

    with load_workbook(str(path)) as book:
        return book.get_sheet_by_index(0).to_python()


def _medians(paths: Sequence[Path]) -> tuple[float, float]:
    """Return the seconds a file takes us, and those it takes calamine."""
    from reader import read

    programs: tuple[Callable[[Path], object], ...] = (read, _bare_cells)
    taken: tuple[list[float], list[float]] = ([], [])
    for turn in range(_ROUNDS + 1):
        for path in paths:
            for program, seconds in zip(programs, taken, strict=True):
                start = time.perf_counter()
                program(path)
                if turn:  # the first turn warms up
                    seconds.append(time.perf_counter() - start)
    return statistics.median(taken[0]), statistics.median(taken[1])


def _returns(folder: Path, jobs: int) -> dict[str, float]:
    """Read all workbooks of a folder into records, in this very process or in several."""
    from collection import find_files
    from collection.intake.read_batch import read_each

    files = find_files([folder])
    start = time.perf_counter()
    count = amounts = 0
    for reading in read_each(files, jobs=jobs):
        count += 1
        amounts += len(reading.values["projects"])
    seconds = time.perf_counter() - start
    assert (count, amounts > count) == (len(files), True)
    return {"seconds": seconds, "megabytes": peak_megabytes()}


def _in_a_process(folder: Path, jobs: int) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.reading", str(folder), str(jobs)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def lines(returns: int = _RETURNS) -> list[str]:
    """Measure, and return the lines of the report's section."""
    told = ["## Reading beside the bare cells", ""]
    told += [*(line for line in (__doc__ or "").partition("\n\n")[2].splitlines() if line), ""]
    told += [
        "| workbooks | python-calamine, bare cells | tianbao, record and findings | ratio |",
        "|---|---:|---:|---:|",
    ]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        built = _build(folder, _FILES)
        for name, paths in (
            ("as built", built),
            ("saved by LibreOffice", _saved_by_libreoffice(built, folder)),
        ):
            if paths:
                ours, theirs = _medians(paths)
                shown = f"{theirs * 1000:.2f} ms | {ours * 1000:.2f} ms | {ours / theirs:.2f}"
                told.append(f"| {name} | {shown} |")
    told += ["", "| returned workbooks to records | time | peak memory of a process |", "|---|---:|---:|"]
    with tempfile.TemporaryDirectory() as place:
        for count in (returns // 10, returns):
            _build(Path(place), count)
            for jobs in (1, 2):
                found = _in_a_process(Path(place), jobs)
                where = "in one process" if jobs == 1 else f"in {jobs} processes"
                told.append(f"| {count:,} {where} | {found['seconds']:.1f} s | {found['megabytes']:.0f} MB |")
    return told


def main(arguments: Sequence[str]) -> None:
    """Print the report; with a folder and a number of processes, read that folder and print what it took."""
    if arguments:
        print(json.dumps(_returns(Path(arguments[0]), int(arguments[1]))))
    else:
        print("\n".join(lines()))


if __name__ == "__main__":
    main(sys.argv[1:])
