"""The summary of five thousand departments: `python -m benchmarks.sections.summary`, beside peers.

Each department has about 82 rows over all sheets: its line, its amounts, its projects, its indicators, and
what was found in its form. No two departments have a text, a target or an amount in common. This toolkit
makes the rows of readings, which it is handed one after the other, and adds links, subtotals, a first page
and charts; from ready rows it writes the sheets alone, as the peers do. xlsxwriter keeps no row either
(`constant_memory`), nor does openpyxl (`write_only`); pandas has to keep all of them. What handing out takes
is not counted; our thread that packs rows may be at work meanwhile, so “processor” has what all threads took.
"""

from __future__ import annotations

import io
import json
import pickle
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from benchmarks.limits import Limit
from benchmarks.means.forms import different, form_map, varied
from benchmarks.means.memory import peak_megabytes
from collection.summary.tables import Subject, merged
from collection.summary.workbook.body import Body, Counted
from collection.summary.workbook.writing import SummarySheets, write_summary
from reader import Reading
from template_builder.streaming.row_xml import FileLink
from template_builder.streaming.streamed_workbook import StreamedWorkbook
from templates import Text

__all__ = ["lines", "main"]

_COUNT = 5_000
_RUNS = 3
_KINDS = 25
"""Forms that are built and read; each department has one of them, with its own values put in."""

_MORE_INDICATORS, _MORE_PROJECTS = 5, 12
"""What is added to the real form: indicators of each goal, and projects."""

_GROUP = 100
"""Departments of a group."""

_MOST_SECONDS, _MOST_MEGABYTES = 6, 64
_FIGURES = ("seconds", "busy", "megabytes", "size")
_Result = TypeVar("_Result")
_STATE = Text("有错误", "errors")

Piece = Mapping[int, Sequence[tuple[Sequence[Any], str | None]]]
"""The rows of a department by the numbers of their sheets, each with the severity that marks it."""


class Handing:
    """What hands out, and knows how long that took."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def taken(self, work: Callable[[], _Result]) -> _Result:
        """Do some work, and count what it takes."""
        start = time.perf_counter()
        result = work()
        self.seconds += time.perf_counter() - start
        return result

    def each(self, items: Iterator[_Result]) -> Iterator[_Result]:
        """Yield items, and count what it takes to make them."""
        while (item := self.taken(partial(next, items, None))) is not None:
            yield item


def _readings() -> Sequence[Reading]:
    """Return the readings of a few forms."""
    from reader import read  # not needed by who writes a summary
    from template_builder import build

    readings = []
    for number in range(_KINDS):
        record = different(number)
        for goal in (*record["long_term_goals"], *record["annual_goals"]):
            several = goal["indicators"]
            several += [{**one, "level3": f"{one['level3']}之二"} for one in several[:_MORE_INDICATORS]]
        first = record["projects"][0]
        record["projects"] += [
            {**first, "name": f"{first['name']}{more}期"} for more in range(_MORE_PROJECTS)
        ]
        stream = io.BytesIO()
        build(form_map(), stream, record)
        readings.append(read(stream.getvalue()))
    return readings


def _body(count: int, kinds: Sequence[Reading], handing: Handing) -> Body:
    shape = form_map().shape

    def reading(number: int) -> Reading:
        one = kinds[number % _KINDS]
        return handing.taken(lambda: replace(one, values=varied(shape, one.values, number)))

    counted = [
        Counted(
            Subject(f"{number:06d}", f"示例市第{number}局", f"{number:06d}.xlsx"),
            partial(reading, number),
            _STATE,
            f"第{number // _GROUP}组",
            f"returned/20200331-083000_{number:06d}.xlsx",
        )
        for number in range(count)
    ]
    return Body(form_map(), counted, expected=count)


def _write_rows(path: Path, count: int) -> None:
    """Write the rows of so many departments into a file, a piece for each, and the readings beside it."""
    kinds = _readings()
    _readings_of(path).write_bytes(pickle.dumps(kinds))
    body = _body(count, kinds, Handing())
    sheets = SummarySheets.of(body, "zh").of_departments
    with path.open("wb") as file:
        for one in body.counted:
            reading = one.read()
            tree = merged(reading.values, reading.computed)
            piece = {
                number: [tuple(line) for line in sheet.lines(one, reading, tree)]
                for number, sheet in enumerate(sheets)
            }
            pickle.dump(piece, file)


def _readings_of(rows: Path) -> Path:
    return rows.with_suffix(".readings")


def _pieces(path: Path, *, is_plain: bool) -> Iterator[Piece]:
    """Yield the rows of each department; `is_plain` gives numbers and texts alone."""
    with path.open("rb") as file:
        while True:
            try:
                piece: Piece = pickle.load(file)
            except EOFError:
                return
            if is_plain:
                piece = {
                    number: [([_plain(cell) for cell in cells], mark) for cells, mark in rows]
                    for number, rows in piece.items()
                }
            yield piece


def _plain(cell: Any) -> Any:
    if isinstance(cell, FileLink):
        return cell.text
    return float(cell) if isinstance(cell, Decimal) else cell


def _heads() -> Sequence[tuple[str, Sequence[str]]]:
    sheets = SummarySheets.of(Body(form_map(), ()), "zh").of_departments
    return [(sheet.title.zh, [" ".join(column.heads) for column in sheet.columns]) for sheet in sheets]


def _from_readings(rows: Path, target: Path, handing: Handing) -> Callable[[], object]:
    count = sum(1 for _ in _pieces(rows, is_plain=False))
    body = _body(count, pickle.loads(_readings_of(rows).read_bytes()), handing)
    return lambda: write_summary(body, target)


def _from_rows(rows: Path, target: Path, handing: Handing) -> Callable[[], object]:
    sheets = SummarySheets.of(Body(form_map(), ()), "zh").of_departments

    def work() -> None:
        with StreamedWorkbook(target) as book:
            tables = [
                book.table(book.add_sheet(sheet.title.zh), sheet.title.zh, sheet.columns, frozen_columns=2)
                for sheet in sheets
            ]
            for piece in handing.each(_pieces(rows, is_plain=False)):
                for number, several in piece.items():
                    for cells, mark in several:
                        tables[number].row(cells, mark)

    return work


def _xlsxwriter(rows: Path, target: Path, handing: Handing) -> Callable[[], object]:
    import xlsxwriter

    def work() -> None:
        book = xlsxwriter.Workbook(str(target), {"constant_memory": True})
        head, body = book.add_format({"bold": True, "border": 1}), book.add_format({"border": 1})
        sheets = []
        for name, heads in _heads():
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 2)
            sheet.write_row(0, 0, heads, head)
            sheets.append(sheet)
        done = [0] * len(sheets)
        for piece in handing.each(_pieces(rows, is_plain=True)):
            for number, several in piece.items():
                sheet = sheets[number]
                for cells, _ in several:
                    done[number] += 1
                    for column, cell in enumerate(cells):
                        if isinstance(cell, str):
                            sheet.write_string(done[number], column, cell, body)
                        elif cell is None:
                            sheet.write_blank(done[number], column, None, body)
                        else:
                            sheet.write_number(done[number], column, cell, body)
        for sheet, last, (_, heads) in zip(sheets, done, _heads(), strict=True):
            sheet.autofilter(0, 0, last, len(heads) - 1)
        book.close()

    return work


def _openpyxl(rows: Path, target: Path, handing: Handing) -> Callable[[], object]:
    import openpyxl

    def work() -> None:
        book = openpyxl.Workbook(write_only=True)
        sheets = []
        for name, heads in _heads():
            sheet = book.create_sheet(name)
            sheet.freeze_panes = "C2"
            sheet.append(heads)
            sheets.append(sheet)
        for piece in handing.each(_pieces(rows, is_plain=True)):
            for number, several in piece.items():
                for cells, _ in several:
                    sheets[number].append(cells)
        book.save(target)

    return work


def _pandas(rows: Path, target: Path, handing: Handing) -> Callable[[], object]:
    import pandas as pd

    heads = _heads()
    kept: list[list[Any]] = [[] for _ in heads]
    for piece in _pieces(rows, is_plain=True):
        for number, several in piece.items():
            kept[number] += [cells for cells, _ in several]

    def work() -> None:
        with pd.ExcelWriter(target, engine="xlsxwriter") as writer:
            for (name, columns), of_sheet in zip(heads, kept, strict=True):
                pd.DataFrame(of_sheet, columns=list(columns)).to_excel(writer, sheet_name=name, index=False)

    return work


_OURS, _OURS_OF_ROWS = "**tianbao**, from readings", "**tianbao**, from rows"
_PROGRAMS: dict[str, Callable[[Path, Path, Handing], Callable[[], object]]] = {
    _OURS: _from_readings,
    _OURS_OF_ROWS: _from_rows,
    "xlsxwriter, constant memory": _xlsxwriter,
    "openpyxl, write-only": _openpyxl,
    "pandas": _pandas,
}


def _done(program: str, rows: Path, target: Path) -> dict[str, float]:
    """Write the summary with a program, in this very process."""
    handing = Handing()
    work = _PROGRAMS[program](rows, target, handing)
    before = handing.seconds
    start = time.perf_counter(), time.process_time()
    work()
    seconds, busy = time.perf_counter() - start[0], time.process_time() - start[1]
    handed = handing.seconds - before
    return {
        "seconds": seconds - handed,
        "busy": busy - handed,
        "megabytes": peak_megabytes(),
        "size": target.stat().st_size / 2**20,
    }


def _in_processes(rows: Path, runs: int) -> dict[str, Sequence[float]]:
    """Return the `_FIGURES` of each program: medians of runs in which they take turns."""
    found: dict[str, list[dict[str, float]]] = {program: [] for program in _PROGRAMS}
    for _ in range(runs):
        for program, figures in found.items():
            with tempfile.TemporaryDirectory() as folder:
                command = [
                    sys.executable,
                    "-m",
                    "benchmarks.sections.summary",
                    "--one",
                    program,
                    str(rows),
                    folder,
                ]
                done = subprocess.run(command, capture_output=True, text=True, check=True)
            figures.append(json.loads(done.stdout))
    return {
        program: [statistics.median(one[name] for one in figures) for name in _FIGURES]
        for program, figures in found.items()
    }


def lines(limits: list[Limit], count: int = _COUNT, runs: int = _RUNS) -> list[str]:
    """Measure, and return the lines of the report's section; what has a limit goes to `limits` too."""
    with tempfile.TemporaryDirectory() as folder:
        rows = Path(folder, "rows")
        _write_rows(rows, count)
        total = sum(len(several) for piece in _pieces(rows, is_plain=False) for several in piece.values())
        found = _in_processes(rows, runs)
    seconds, _, megabytes, _ = found[_OURS]
    work = f"the summary of {count:,} departments"
    limits.append(Limit(work, seconds, _MOST_SECONDS, "s"))
    limits.append(Limit(f"{work}, memory", megabytes, _MOST_MEGABYTES, "MB"))
    return [
        f"## The summary of {count:,} departments",
        "",
        *(line for line in (__doc__ or "").partition("\n\n")[2].splitlines() if line),
        "",
        f"{total:,} rows; medians of {runs} runs in which the programs take turns.",
        "",
        "| program | time | of ours | processor | peak memory | of ours | file |",
        "|---|---:|---:|---:|---:|---:|---:|",
        *(
            f"| {program} | {taken:.1f} s | {taken / seconds:.2f} | {busy:.1f} s"
            f" | {held:.0f} MB | {held / megabytes:.2f} | {size:.1f} MB |"
            for program, (taken, busy, held, size) in found.items()
        ),
    ]


def main(arguments: Sequence[str]) -> None:
    """Print the report, of so many departments and runs; `--one PROGRAM ROWS FOLDER` does one of them."""
    if arguments and arguments[0] == "--one":
        _, program, rows, folder = arguments
        print(json.dumps(_done(program, Path(rows), Path(folder, "summary.xlsx"))))
    else:
        print("\n".join(lines([], *map(int, arguments))))


if __name__ == "__main__":
    main(sys.argv[1:])
