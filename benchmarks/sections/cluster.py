"""Ten thousand workbooks on a cluster of two local workers: `python -m benchmarks.sections.cluster`.

A Dask scheduler and two workers run on this machine, each a process; a further process sends them the bytes
of the files and takes the readings. One process alone reads the same files. The two take turns, each run in
processes of its own; the ratio is the median over the pairs. No two files have a text, a target or an amount
in common. Memory is that of the larger worker, at its peak.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path

from benchmarks.limits import Limit
from benchmarks.means.memory import peak_megabytes, peak_megabytes_of

__all__ = ["lines", "main"]

# What is imported here, the processes that build load too: the toolkit is imported where it is used.

_COUNT, _PAIRS, _WORKERS = 10_000, 3, 2
_MOST, _MOST_MEGABYTES = 0.65, 200
_PIECE, _PATIENCE = 50, 120


def _build(piece: tuple[Path, range]) -> None:
    from benchmarks.means.forms import different, form_map
    from template_builder import build

    folder, numbers = piece
    for number in numbers:
        build(form_map(), folder / f"{number:05d}.xlsx", different(number))


def _built(folder: Path, count: int) -> None:
    numbers = range(count)
    with get_context("spawn").Pool(_WORKERS) as pool:
        pool.map(_build, [(folder, numbers[start : start + _PIECE]) for start in range(0, count, _PIECE)])


@contextmanager
def _cluster(folder: Path) -> Iterator[tuple[str, list[int]]]:
    """Run a scheduler and workers; yield its address and the numbers of the processes of the workers."""
    file = folder / "scheduler.json"
    own = ["--host", "127.0.0.1", "--no-dashboard", "--scheduler-file", str(file)]
    worker = [*own, "--nthreads", "1", "--no-nanny", "--local-directory", str(folder)]
    started = [_started("dask_scheduler", [*own, "--port", "0"])]
    try:
        end = time.monotonic() + _PATIENCE
        while not file.exists():
            assert time.monotonic() < end, "the scheduler starts"
            time.sleep(0.05)
        started += [_started("dask_worker", worker) for _ in range(_WORKERS)]
        address = json.loads(file.read_text(encoding="utf-8"))["address"]
        yield address, [process.pid for process in started[1:]]
    finally:
        for process in started:
            process.kill()
            process.wait()


def _started(program: str, words: Sequence[str]) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", f"distributed.cli.{program}", *words]
    settings = {**os.environ, "DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "False"}  # as docs/scale.md says
    return subprocess.Popen(command, env=settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _read(folder: Path, address: str) -> dict[str, float]:
    """Read all workbooks of a folder in this very process, or on the cluster whose scheduler is named."""
    from collection import find_files, read_each, readers_at

    files = find_files([folder])
    count = projects = 0
    with readers_at(address or None, 1) as readers:
        assert readers.jobs == (_WORKERS if address else 1)
        start = time.perf_counter()
        for reading in read_each(files, jobs=readers.jobs, executor=readers.executor):
            count += 1
            projects += len(reading.values["projects"])
        seconds = time.perf_counter() - start
    assert count == len(files)
    assert projects > count, "the values are there"
    return {"seconds": seconds, "megabytes": peak_megabytes()}


def _in_a_process(folder: Path, address: str) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.sections.cluster", "--read", str(folder), address]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _on_a_cluster(folder: Path) -> tuple[dict[str, float], float]:
    """Return what a cluster took that has just started, and the memory of its larger worker."""
    with tempfile.TemporaryDirectory() as place, _cluster(Path(place)) as (address, workers):
        _wait_for(address)
        found = _in_a_process(folder, address)
        return found, max(map(peak_megabytes_of, workers))


def _wait_for(address: str) -> None:
    """Wait until all workers are there."""
    code = (
        "import sys; from distributed import Client;"
        " Client(sys.argv[1]).wait_for_workers(int(sys.argv[2]), timeout=float(sys.argv[3]))"
    )
    command = [sys.executable, "-c", code, address, str(_WORKERS), str(_PATIENCE)]
    subprocess.run(command, check=True, capture_output=True)


def lines(limits: list[Limit], count: int = _COUNT, pairs: int = _PAIRS) -> list[str]:
    """Measure, and return the lines of the report's section; what has a limit goes to `limits` too."""
    report = ["## A cluster", ""]
    report += [*(line for line in (__doc__ or "").partition("\n\n")[2].splitlines() if line), ""]
    report += [
        f"| {count:,} workbooks | one process | {_WORKERS} workers | ratio | memory of a worker |",
        "|---|---:|---:|---:|---:|",
    ]
    ratios, memory = [], []
    with tempfile.TemporaryDirectory() as place:
        _built(Path(place), count)
        for number in range(1, pairs + 1):
            alone = _in_a_process(Path(place), "")["seconds"]
            found, megabytes = _on_a_cluster(Path(place))
            ratios.append(found["seconds"] / alone)
            memory.append(megabytes)
            shown = f"{alone:.1f} s | {found['seconds']:.1f} s | {ratios[-1]:.2f} | {megabytes:.0f} MB"
            report.append(f"| pair {number} | {shown} |")
    load = f", and {os.getloadavg()[0]:.1f} was the load at the end" if hasattr(os, "getloadavg") else ""
    report += ["", f"The machine has {os.cpu_count()} cores{load}."]
    work = f"{count:,} workbooks on a cluster of {_WORKERS} workers"
    limits.append(Limit(f"{work}, to one process", statistics.median(ratios), _MOST))
    limits.append(Limit(f"{work}, memory of each", max(memory), _MOST_MEGABYTES, "MB"))
    return report


def main(arguments: Sequence[str]) -> None:
    """Print the report, of as many workbooks as are named; `--read FOLDER ADDRESS` reads that folder."""
    if arguments and arguments[0] == "--read":
        print(json.dumps(_read(Path(arguments[1]), arguments[2])))
    else:
        limits: list[Limit] = []
        print("\n".join(lines(limits, *map(int, arguments))))
        print(
            *(f"{one.work}: {one.shown(one.measured)} of {one.shown(one.most)}" for one in limits), sep="\n"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
