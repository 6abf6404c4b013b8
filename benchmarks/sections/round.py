"""Collecting a round whose returns came as messages: `python -m benchmarks.sections.round`.

Each department sends a message as the email package writes it, with Chinese names, and its form attached. No
two forms have a text, a target or an amount in common. `collect` parses the messages, keeps them and what is
attached, reads and judges it, and notes it all in the ledger; a file is noted when the disk has it.
"""

from __future__ import annotations

import gc
import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import date
from email.message import EmailMessage
from functools import cache
from multiprocessing import active_children, get_context
from pathlib import Path
from typing import Any

from benchmarks.limits import Limit
from benchmarks.means.folders import lasting_folder
from benchmarks.means.memory import peak_megabytes, peak_megabytes_of

__all__ = ["begin", "filled", "lines", "main", "message_of"]

# What is imported here, the processes that read load too: the toolkit is imported where it is used.

_COUNT = 10_000
_PLAIN = 1_000
"""Forms that are collected as files too, to tell what the messages cost."""

_JOBS = 2
_MOST_SECONDS, _MOST_MEGABYTES = 60, 200
_OBJECTS = 100_000
"""How many new objects there are before the command line looks for garbage (`cli.main`)."""

_PIECE = 50
_SUBTYPES = {".xlsx": "vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".pdf": "pdf"}


def begin(folder: Path, count: int) -> None:
    """Begin a round of so many departments, whose roster was taken over, as issuing does it."""
    from benchmarks.means.forms import form_map
    from collection import RoundSettings, new_round, open_round
    from collection.round.incoming.checks import follow_roster

    roster = folder / "名单.csv"
    rows = (
        f"{number:06d},{_name(number)},李明,{_address(number)},{'行政教育卫生'[number % 3 * 2 :][:2]}\n"
        for number in range(count)
    )
    roster.write_text("编码,单位名称,联系人,邮箱,分组\n" + "".join(rows), encoding="utf-8")
    settings = RoundSettings("department-goals", date(2020, 3, 31), form_map().parameters)
    new_round(folder / "round", settings, roster)
    round = open_round(folder / "round")
    with round.alone() as ledger:
        follow_roster(round, ledger)


def _name(number: int) -> str:
    return f"示例市第{number}局"


def _address(number: int) -> str:
    return f"a{number}@example.cn"


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the values of a record by their paths."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _leaves(inner, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _leaves(inner, f"{path}[{number}]")
    else:
        yield path, value


def _record(number: int) -> dict[str, Any]:
    from benchmarks.means.forms import different

    return {**dict(_leaves(different(number))), "department.name": _name(number)}


@cache
def _template() -> tuple[Any, Sequence[str]]:
    """Return what fills in forms, and the paths of the fields that are not the same in all of them."""
    from benchmarks.means.forms import department, form_map
    from template_builder import WorkbookTemplate

    one, other = _record(1), _record(2)
    varying = [path for path in one if one[path] != other[path]]
    return WorkbookTemplate(form_map(), department(0), varying=varying), varying


def filled(number: int, id: str, key: bytes) -> bytes:
    """Return the form of a department, signed with the key of the round that has the `id`."""
    from benchmarks.means.forms import form_map
    from templates import stamp_text

    template, varying = _template()
    record = _record(number)
    stamp = stamp_text(form_map(), department=f"{number:06d}", round=id, key=key)
    workbook: bytes = template.fill({path: record[path] for path in varying}, stamp=stamp)
    return workbook


def message_of(number: int, content: bytes, suffix: str = ".xlsx") -> bytes:
    """Return the message by which a department sends its form, or another file."""
    message = EmailMessage()
    message["From"] = f"{_name(number)} <{_address(number)}>"
    message["To"] = "财政局绩效科 <jixiao@example.cn>"
    message["Subject"] = f"报送{_name(number)}部门整体绩效目标申报表"
    message["Date"] = (
        f"Tue, 31 Mar 2020 {number // 3600 % 24:02}:{number // 60 % 60:02}:{number % 60:02} +0800"
    )
    message.set_content(f"财政局：\n\n现报送我局部门整体绩效目标申报表，请查收。\n\n{_name(number)}\n")
    message.add_attachment(
        content,
        maintype="application",
        subtype=_SUBTYPES[suffix],
        filename=f"{_name(number)}绩效目标申报表{suffix}",
    )
    return message.as_bytes()


def _write(piece: tuple[Path, range, str, bytes]) -> None:
    folder, numbers, id, key = piece
    for number in numbers:
        workbook = filled(number, id, key)
        (folder / "mails" / f"{number:05d}.eml").write_bytes(message_of(number, workbook))
        if number < _PLAIN:
            (folder / "files" / f"{number:05d}.xlsx").write_bytes(workbook)


def _send(folder: Path, count: int) -> None:
    """Write the messages of so many departments, on both cores."""
    from collection import open_round

    round = open_round(folder / "round")
    for name in ("mails", "files"):
        (folder / name).mkdir()
    numbers = range(count)
    pieces = [
        (folder, numbers[start : start + _PIECE], round.id, round.key) for start in range(0, count, _PIECE)
    ]
    with get_context("spawn").Pool(_JOBS) as pool:
        for _ in pool.imap_unordered(_write, pieces):
            pass


def _collected(folder: Path, source: str) -> dict[str, float]:
    """Collect what is in a folder, in this very process and those that it starts."""
    from collection import collect, open_round, state_of_round

    files = len(list((folder / source).iterdir()))
    peaks: dict[int, float] = {}

    def look(done: int, total: int) -> None:
        numbers = [child.pid for child in active_children() if child.pid is not None]
        peaks.update({number: max(peaks.get(number, 0), peak_megabytes_of(number)) for number in numbers})

    gc.set_threshold(_OBJECTS)
    start = time.perf_counter()
    found = collect(open_round(folder / "round"), [folder / source], jobs=_JOBS, progress=look)
    seconds = time.perf_counter() - start
    megabytes = peak_megabytes() + sum(peaks.values())
    assert found.new == files, "each message has its form"
    round = open_round(folder / "round")
    with round.ledger() as ledger:
        state = state_of_round(round, ledger)
    assert sum(len(one.returns) for one in state.departments) == files, "each form has its department"
    return {"seconds": seconds, "megabytes": megabytes}


def _in_a_process(folder: Path, source: str) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.sections.round", "--collect", str(folder), source]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _measured(count: int, source: str) -> dict[str, float]:
    folder = lasting_folder()
    begin(folder, count)
    _send(folder, count)
    return _in_a_process(folder, source)


def lines(limits: list[Limit], count: int = _COUNT) -> list[str]:
    """Measure, and return the lines of the report's section; what has a limit goes to `limits` too."""
    report = [
        "## Collecting a round",
        "",
        *(line for line in (__doc__ or "").partition("\n\n")[2].splitlines() if line),
        f"Memory is that of the process and of the {_JOBS} that it starts together, each at its peak.",
        "",
        f"| collected, on {_JOBS} cores | time | each | memory |",
        "|---|---:|---:|---:|",
    ]
    for number, source, words in (
        (min(_PLAIN, count), "files", "workbooks"),
        (min(_PLAIN, count), "mails", "messages"),
        (count, "mails", "messages"),
    ):
        found = _measured(number, source)
        seconds, megabytes = found["seconds"], found["megabytes"]
        each = seconds / number * 1000
        report.append(f"| {number:,} {words} | {seconds:.1f} s | {each:.1f} ms | {megabytes:.0f} MB |")
    limits.append(Limit(f"{count:,} messages collected", seconds, _MOST_SECONDS, "s"))
    limits.append(Limit(f"{count:,} messages collected, memory", megabytes, _MOST_MEGABYTES, "MB"))
    return report


def main(arguments: Sequence[str]) -> None:
    """Print the report, of as many messages as are named; `--collect FOLDER NAME` collects that folder."""
    if arguments and arguments[0] == "--collect":
        print(json.dumps(_collected(Path(arguments[1]), arguments[2])))
    else:
        print("\n".join(lines([], *map(int, arguments))))


if __name__ == "__main__":
    main(sys.argv[1:])
