"""One piece of work, done once in a process of its own: `python -m benchmarks.work TASK PEER FOLDER`.

Prints the seconds of the work (imports and preparation left out) and the peak memory of the process.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.means.forms import department, form_map
from benchmarks.means.memory import peak_megabytes

__all__ = ["PEERS", "TASKS", "main"]

Work = Callable[[], object]

COUNT = 100
"""How many forms the larger tasks take."""


def tianbao_build(folder: Path, count: int) -> Work:
    """Build filled forms with this toolkit."""
    from template_builder import build

    records = [department(number) for number in range(count)]

    def work() -> None:
        cell_map = form_map()
        for number, record in enumerate(records):
            build(cell_map, folder / f"{number}.xlsx", record)

    return work


def peer_build(folder: Path, count: int, peer: str) -> Work:
    """Build workbooks of the same cells, merges, formulas and validations with a peer."""
    from benchmarks.means import peers

    write = {
        "openpyxl": peers.openpyxl_form,
        "xlsxwriter": peers.xlsxwriter_form,
        "pandas": peers.pandas_form,
    }[peer]
    cell_map = form_map()
    sheets = [peers.cells_of(cell_map, department(number)) for number in range(count)]

    def work() -> None:
        for number, sheet in enumerate(sheets):
            write(folder / f"{number}.xlsx", sheet)

    return work


def tianbao_read(folder: Path, count: int) -> Work:
    """Read filled forms into records and findings."""
    from reader import read

    paths = filled(folder, count)
    return lambda: [read(path) for path in paths]


def peer_read(folder: Path, count: int, peer: str) -> Work:
    """Read the bare cells of the same files: openpyxl values and formulas, pandas values alone."""
    from benchmarks.means import peers

    load = {"openpyxl": peers.openpyxl_cells, "pandas": peers.pandas_cells}[peer]
    paths = filled(folder, count)
    return lambda: [load(path) for path in paths]


def filled(folder: Path, count: int) -> list[Path]:
    """Return filled forms, built once for all peers of a run."""
    from template_builder import build

    forms = folder.parent / "filled"
    forms.mkdir(exist_ok=True)
    paths = [forms / f"{number}.xlsx" for number in range(count)]
    for number, path in enumerate(paths):
        if not path.exists():
            build(form_map(), path, department(number))
    return paths


TASKS: dict[str, tuple[str, int]] = {
    "build one form": ("build", 1),
    f"build {COUNT} forms": ("build", COUNT),
    "read one form": ("read", 1),
    f"read {COUNT} forms": ("read", COUNT),
}

PEERS = {
    "build": ("openpyxl", "xlsxwriter", "pandas"),
    "read": ("openpyxl", "pandas"),
}


def main(arguments: Sequence[str]) -> None:
    """Do one task with one peer and print what it took, as JSON."""
    task, peer, where = arguments
    folder = Path(where)
    kind, count = TASKS[task]
    ours = {"build": tianbao_build, "read": tianbao_read}
    theirs = {"build": peer_build, "read": peer_read}
    work = ours[kind](folder, count) if peer == "tianbao" else theirs[kind](folder, count, peer)
    start = time.perf_counter()
    work()
    seconds = time.perf_counter() - start
    print(json.dumps({"seconds": seconds, "megabytes": peak_megabytes()}))


if __name__ == "__main__":
    main(sys.argv[1:])
