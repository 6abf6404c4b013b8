"""One department more, and ten thousand: `python -m benchmarks.sections.roster`, beside peers.

Every program writes the same workbook, the form prefilled with the name and the contact of a department, into
memory. zlib, which all of them use, is the measure of what cannot be saved: it deflates all the bytes of the
workbook; or only those that are not the same in every one of ours, and takes the checksums of all. Each
figure is the median over rounds in which all programs take their turns.
"""

from __future__ import annotations

import io
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from unittest import mock

from benchmarks.limits import Limit
from benchmarks.means.forms import form_map
from benchmarks.means.memory import peak_megabytes
from benchmarks.means.replica import by_openpyxl, by_xlsxwriter, replica
from collection import issue, read_roster
from reader import read
from template_builder import WorkbookTemplate
from template_builder.bulk import segments
from template_builder.xlsx.archive import deflated
from templates import stamp_text

__all__ = ["lines", "main", "write_roster"]

_ROUNDS = 15
_EACH = {
    "tianbao": 40,
    "zlib, the whole workbook": 10,
    "zlib, what differs": 200,
    "xlsxwriter": 2,
    "openpyxl": 1,
}
_COUNTS = (1_000, 10_000)
_SAMPLE = 100
_FIELDS = ("department.name", "department.filled_by")
_CONTACT = "李明"


_MOST = {"zlib, the whole workbook": 4.0, "xlsxwriter": 0.08}
"""What ours may take of what a peer takes: at most four times zlib, at most a twelfth of xlsxwriter."""


def write_roster(path: Path, count: int) -> None:
    """Write a roster of so many made-up departments, in the coding that Chinese Excel gives a CSV file."""
    rows = (f"{number:06d},示例市第{number}局,{_CONTACT}\n" for number in range(1, count + 1))
    path.write_text("编码,单位名称,联系人\n" + "".join(rows), encoding="gb18030")


def _works() -> dict[str, Callable[[int], object]]:
    """Return what each program does for the department of a number."""
    cell_map = form_map()
    template = WorkbookTemplate(cell_map, varying=_FIELDS, locked=_FIELDS[:1])

    def ours(number: int) -> bytes:
        values = dict(zip(_FIELDS, (f"示例市第{number}局", _CONTACT), strict=True))
        return template.fill(values, stamp=stamp_text(cell_map, department=f"{number:06d}"))

    sample = ours(0)
    found = replica(sample, "示例市第0局")
    with zipfile.ZipFile(io.BytesIO(sample)) as archive:
        parts = [archive.read(name) for name in archive.namelist()]
    varying: list[bytes] = []

    def noting(content: bytes, level: int, *, last: bool) -> bytes:
        varying.append(content)
        return deflated(content, level, last=last)

    with mock.patch.object(segments, "deflated", noting):
        ours(1)
    return {
        "tianbao": ours,
        "zlib, the whole workbook": lambda number: _deflate(parts),
        "zlib, what differs": lambda number: _deflate(varying, parts),
        "xlsxwriter": lambda number: by_xlsxwriter(found, f"示例市第{number}局"),
        "openpyxl": lambda number: by_openpyxl(found, f"示例市第{number}局"),
    }


def _deflate(parts: Sequence[bytes], checked: Sequence[bytes] = ()) -> None:
    for part in checked:
        zlib.crc32(part)
    for part in parts:
        packer = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
        packer.compress(part)
        packer.flush()


def _one_more() -> dict[str, float]:
    """Return the seconds that each program takes for one department more."""
    works = _works()
    taken: dict[str, list[float]] = {name: [] for name in works}
    for turn in range(_ROUNDS + 1):
        for name, work in works.items():
            start = time.process_time()
            for number in range(_EACH[name]):
                work(1_000 * turn + number)
            if turn:  # the first turn warms up
                taken[name].append((time.process_time() - start) / _EACH[name])
    return {name: statistics.median(seconds) for name, seconds in taken.items()}


def _issued(count: int, folder: Path) -> dict[str, float]:
    """Issue a roster of so many, read a sample of it back, and return what it took; in this very process."""
    file = folder / "名单.csv"
    write_roster(file, count)
    start, busy = time.perf_counter(), time.process_time()
    cell_map = form_map()
    issued = issue(cell_map, read_roster(file), folder / "out")
    seconds, busy = time.perf_counter() - start, time.process_time() - busy
    peak = peak_megabytes()
    files = sorted(issued.folder.iterdir())
    assert len(files) == count
    for number in random.Random(count).sample(range(1, count + 1), _SAMPLE):
        reading = read(files[number - 1])
        assert reading.stamp is not None
        assert reading.stamp.department == f"{number:06d}"
        expected = {"name": f"示例市第{number}局", "filled_by": _CONTACT, "phone": None}
        assert reading.values["department"] == expected
    return {"seconds": seconds, "busy": busy, "megabytes": peak}


def _all(count: int) -> dict[str, float]:
    """Return what it takes to issue so many, in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.sections.roster", str(count), folder],
            capture_output=True,
            text=True,
            check=True,
        )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def lines(limits: list[Limit]) -> list[str]:
    """Measure, and return the lines of the report's section; what has a limit goes to `limits` too."""
    taken = _one_more()
    ours = taken["tianbao"]
    for program, most in _MOST.items():
        limits.append(Limit(f"one department more, to {program}", ours / taken[program], most))
    report = [
        "## One department more",
        "",
        *(line for line in (__doc__ or "").partition("\n\n")[2].splitlines() if line),
        "",
        "| program | time | of ours |",
        "|---|---:|---:|",
    ]
    report += [
        f"| {name} | {seconds * 1000:.2f} ms | {seconds / ours:.2f} |" for name, seconds in taken.items()
    ]
    report += ["", "| departments | time | on one core | peak memory |", "|---:|---:|---:|---:|"]
    for count in _COUNTS:
        found = _all(count)
        report.append(
            f"| {count:,} | {found['seconds']:.1f} s | {found['busy']:.1f} s | {found['megabytes']:.0f} MB |"
        )
    return [*report, "", f"Of each roster a random sample of {_SAMPLE} was read back to its values."]


def main(arguments: Sequence[str]) -> None:
    """Print the report; with a number and a folder, issue so many there and print what it took as JSON."""
    if arguments:
        count, folder = arguments
        print(json.dumps(_issued(int(count), Path(folder))))
    else:
        print("\n".join(lines([])))


if __name__ == "__main__":
    main(sys.argv[1:])
