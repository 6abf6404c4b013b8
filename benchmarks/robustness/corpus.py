"""Reading a folder of foreign and hostile files: `python -m benchmarks.robustness.corpus FOLDER`.

Each file is opened in a process of its own, with a limit of time and memory. A crash, a hang, a value that
`made/EXPECTED.json` calls wrong, and a sheet that the two ways of scanning see differently are defects.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from benchmarks.means.memory import limit_memory, peak_megabytes
from reader import UnreadableWorkbook
from reader.containers import Grid, address, open_bytes
from reader.containers.xlsx.cells import CellTable
from reader.containers.xlsx.scan_by_parser import scan_by_parser
from reader.containers.xlsx.scan_by_pattern import scan_by_pattern
from reader.containers.xlsx.workbook import XlsxSheet
from reader.containers.xml.patterns import Irregular

__all__ = ["main"]

_SECONDS = 20
_BYTES, _MEGABYTES = 2**30, 256
"""The addresses that a process may ask for, and the memory that it may use."""

_MOST_SECONDS = 2.0
"""The time that a file may take to be read, the start of the process apart."""

_WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".fods"})
_READ_SINCE = frozenset({"really-spreadsheetml2003.xls"})
"""What the corpus expects to be refused, as it is older than the reader of that type."""

_NOT_FILES = frozenset({"README.md", "MANIFEST.tsv", "make.py", "EXPECTED.json"})


def main(arguments: Sequence[str]) -> None:
    """Read all files of a folder and print what came of them; `--one FILE` reads one."""
    if arguments[0] == "--one":
        limit_memory(_BYTES)
        start = time.perf_counter()
        found = _read(Path(arguments[1]).read_bytes())
        seconds = time.perf_counter() - start
        print(json.dumps({**found, "seconds": seconds, "megabytes": peak_megabytes()}))
        return
    folder = Path(arguments[0])
    expected = json.loads((folder / "made" / "EXPECTED.json").read_text(encoding="utf-8"))
    counts: Counter[str] = Counter()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name not in _NOT_FILES:
            verdict = _in_a_process(path, expected.get(path.name, {}))
            counts[verdict.partition(":")[0]] += 1
            if verdict.startswith("DEFECT"):
                print(path.relative_to(folder), verdict)
    print(dict(counts))


def _in_a_process(path: Path, expected: Mapping[str, Any]) -> str:
    """Read a file in a process of its own and return what came of it."""
    command = [sys.executable, "-m", "benchmarks.robustness.corpus", "--one", str(path)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return "DEFECT: a hang"
    if done.returncode:
        return f"DEFECT: {done.returncode} {done.stderr.decode()[-300:]}"
    found = json.loads(done.stdout)
    if found["seconds"] > _MOST_SECONDS:
        return f"DEFECT: {found['seconds']:.1f} s"
    if found["megabytes"] > _MEGABYTES:
        return f"DEFECT: {found['megabytes']:.0f} MB"
    if found["differs"]:
        return f"DEFECT: the two ways differ in {found['differs']}"
    if "refused" in found:
        must_read = str(expected.get("expect", "")).startswith("read") and path.suffix in _WORKBOOKS
        return f"DEFECT: {found['refused']}" if must_read else f"refused, {found['refused']}"
    cells: dict[str, Any] = found["cells"]
    refuse = str(expected.get("expect", "")).startswith("refuse") and path.name not in _READ_SINCE
    if refuse and "finding" not in expected["expect"]:
        return "DEFECT: read"
    wrong = [at for at, values in expected.get("wrong", {}).items() if cells.get(at, "absent") in values]
    wrong += [
        at for at, value in expected.get("cells", {}).items() if (cells.get(at) or None) != (value or None)
    ]
    return f"DEFECT: {wrong}" if wrong else "read"


def _read(content: bytes) -> dict[str, Any]:
    """Read a file both ways, as plain JSON."""
    try:
        sheets = open_bytes(content).sheets
        grids = [sheet.grid() for sheet in sheets]
    except UnreadableWorkbook as refused:
        return {"refused": refused.finding.code, "differs": []}
    differs = [sheet.name for sheet in sheets if isinstance(sheet, XlsxSheet) and _differs(sheet)]
    cells = _plain(grids[0])
    for grid in grids:
        cells |= {f"{grid.name}!{at}": value for at, value in _plain(grid).items()}
    return {"cells": cells, "differs": differs}


def _differs(sheet: XlsxSheet) -> bool:
    """Tell whether the quick way gives other cells than the general one."""
    content = sheet.archive.read(sheet.part)
    try:
        quick = scan_by_pattern(sheet.part, content, sheet.strings)
    except Irregular:
        return False
    general = scan_by_parser(sheet.part, content, sheet.strings)
    one, other = (CellTable(cells, sheet.strings, sheet.styles) for cells in (quick, general))
    return repr(sorted(one.items())) != repr(sorted(other.items()))


def _plain(grid: Grid) -> dict[str, Any]:
    """Return the values of a grid by address, numbers as numbers and dates as texts."""
    values = {address(at): raw.value for at, raw in grid.cells.items() if raw.error is None}
    return {
        at: float(value) if isinstance(value, Decimal) else value if isinstance(value, bool) else str(value)
        for at, value in values.items()
        if value is not None
    }


if __name__ == "__main__":
    main(sys.argv[1:])
