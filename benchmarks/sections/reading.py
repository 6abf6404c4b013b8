"""Reading beside the bare cells, and ten thousand workbooks: `python -m benchmarks.sections.reading`.

Files are read by this toolkit, into a record with findings, and by python-calamine, which gives the bare
cells of the form's sheet and checks nothing. No two files have a text, a target or an amount in common, and
this toolkit reads each file once, as it remembers cells and rows from file to file: in a second round over
the same files it would find all of them. Every other file goes through the containers alone, which check the
whole file and give values, formulas, number formats and errors. The programs take turns on one core; the
figures are medians over the files.
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

from benchmarks.limits import Limit
from benchmarks.means.forms import different, form_map
from benchmarks.means.memory import peak_megabytes

__all__ = ["lines", "main"]

_FILES = 160
_WARM = 20
"""The first files, which fill what is remembered from file to file, are not counted."""

_OTHERS = 60
"""How many of them are read in other file types too."""

_RETURNS = 10_000
_MOST = {"as built": 2.5, "saved by LibreOffice": 1.5, "as .ods": 3, "as .xls": 3}
"""How many times the bare cells `read` may take."""

_MOST_SECONDS, _MOST_MEGABYTES = {1: 45, 2: 25}, 150
"""What all returns may take, in one process and in two."""

_PACE = 1.65
"""The milliseconds that python-calamine took for a form where the limits in seconds were set."""


def _build(folder: Path, count: int) -> list[Path]:
    from template_builder import build

    paths = [folder / f"{number:05d}.xlsx" for number in range(count)]
    for number, path in enumerate(paths):
        build(form_map(), path, different(number))
    return paths


def _saved_by_libreoffice(paths: Sequence[Path], folder: Path, suffix: str = "xlsx") -> list[Path]:
    """Return the same workbooks as LibreOffice saves them; none where it is not installed."""
    office = shutil.which("soffice")
    if office is None:
        return []
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    target = folder / "saved"
    command = [office, "--headless", profile, "--convert-to", suffix, "--outdir", str(target)]
    subprocess.run([*command, *map(str, paths)], check=True, capture_output=True, timeout=600)
    return sorted(target.glob(f"*.{suffix}"))


def _bare_cells(path: Path) -> object:
    from python_calamine import load_workbook

    with load_workbook(str(path)) as book:
        return book.get_sheet_by_index(0).to_python()


def _container_cells(path: Path) -> object:
    from reader.containers import open_file

    sheets = open_file(path).sheets
    return [sheet.corner() for sheet in sheets], sheets[0].grid()


def _medians(paths: Sequence[Path]) -> tuple[float, float, float]:
    """Return the seconds a file takes calamine, the containers, and `read`."""
    from reader import read

    calamine: list[float] = []
    containers: list[float] = []
    whole: list[float] = []
    for number, path in enumerate(paths):
        if number % 2:
            containers.append(_seconds(_container_cells, path))
        else:
            whole.append(_seconds(read, path))
        calamine.append(_seconds(_bare_cells, path))
    ours = (taken[_WARM // 2 :] for taken in (containers, whole))
    cells, readings = map(statistics.median, ours)
    return statistics.median(calamine[_WARM:]), cells, readings


def _seconds(work: Callable[[Path], object], path: Path) -> float:
    start = time.perf_counter()
    work(path)
    return time.perf_counter() - start


def _returns(folder: Path, jobs: int) -> dict[str, float]:
    """Read all workbooks of a folder into records, in this very process or in several."""
    from collection import find_files
    from collection.intake.read_batch import read_each

    files = find_files([folder])
    start = time.perf_counter()
    count = projects = 0
    for reading in read_each(files, jobs=jobs):
        count += 1
        projects += len(reading.values["projects"])
    seconds = time.perf_counter() - start
    assert count == len(files)
    assert projects > count, "the values are there"
    return {"seconds": seconds, "megabytes": peak_megabytes()}


def _in_a_process(folder: Path, jobs: int) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.sections.reading", str(folder), str(jobs)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def lines(limits: list[Limit], returns: int = _RETURNS) -> list[str]:
    """Measure, and return the lines of the report's section; what has a limit goes to `limits` too."""
    report = ["## Reading beside the bare cells", ""]
    report += [*(line for line in (__doc__ or "").partition("\n\n")[2].splitlines() if line), ""]
    report += [
        "| workbooks | python-calamine, bare cells | containers | ratio | record and findings | ratio |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    pace: list[str] = []
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        built = _build(folder, _FILES)
        for name, paths in (
            ("as built", built),
            ("saved by LibreOffice", _saved_by_libreoffice(built, folder)),
            ("as .ods", _saved_by_libreoffice(built[:_OTHERS], folder, "ods")),
            ("as .xls", _saved_by_libreoffice(built[:_OTHERS], folder, "xls")),
        ):
            if paths:
                theirs, *ours = _medians(paths)
                pace.append(f"{theirs * 1000:.2f} ms, {theirs * 1000 / _PACE:.2f} times")
                limits.append(Limit(f"`read`, {name}", ours[-1] / theirs, _MOST[name]))
                shown = " | ".join(f"{taken * 1000:.2f} ms | {taken / theirs:.2f}" for taken in ours)
                report.append(f"| {name} | {theirs * 1000:.2f} ms | {shown} |")
    report += ["", "| returned workbooks to records | time | peak memory of a process |", "|---|---:|---:|"]
    with tempfile.TemporaryDirectory() as place:
        for count in (returns // 10, returns):
            _build(Path(place), count)
            for jobs in (1, 2):
                found = _in_a_process(Path(place), jobs)
                where = "in one process" if jobs == 1 else f"in {jobs} processes"
                seconds, megabytes = found["seconds"], found["megabytes"]
                report.append(f"| {count:,} {where} | {seconds:.1f} s | {megabytes:.0f} MB |")
                if count == returns:
                    work = f"{count:,} returned workbooks {where}"
                    limits.append(Limit(work, seconds, _MOST_SECONDS[jobs], "s"))
                    limits.append(Limit(f"{work}, memory", megabytes, _MOST_MEGABYTES, "MB"))
    report += [
        "",
        f"The limits in seconds were set where python-calamine took {_PACE} ms for the bare cells of a form,",
        f"which then had room for half as many projects. In this run it took {pace[0]} that.",
    ]
    return report


def main(arguments: Sequence[str]) -> None:
    """Print the report; with a folder and a number of processes, read that folder and print what it took."""
    if arguments:
        print(json.dumps(_returns(Path(arguments[0]), int(arguments[1]))))
    else:
        print("\n".join(lines([])))


if __name__ == "__main__":
    main(sys.argv[1:])
