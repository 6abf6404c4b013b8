"""Which of several files of a department counts: the newest, and the same bytes only once."""

from __future__ import annotations

import hashlib
import os
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from collection.roster.roster import Department, Roster
from collection.summary.naming import department_of
from reader import Reading, UnreadableWorkbook
from reader.containers import content_of
from reader.containers.archive import archive_around
from templates.kinds import key

__all__ = ["Departments", "FileFacts", "Newest", "facts_of", "newest"]


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What is known of a file besides what stands in it: its SHA-256, and when it was last written."""

    digest: str
    at: float


def facts_of(path: Path) -> FileFacts | None:
    """Return the facts of a file, in an archive too; None of one that is gone or cannot be read."""
    try:
        outer = path if os.path.exists(path) else archive_around(path) or path
        return FileFacts(hashlib.sha256(content_of(path)).hexdigest(), os.stat(outer).st_mtime)
    except (OSError, UnreadableWorkbook):
        return None


class Departments:
    """The departments of a roster, as readings name them: by the code of the stamp, else by their name."""

    def __init__(self, roster: Roster | None) -> None:
        self.all = roster.departments if roster else ()
        self._by_code = {key(one.code): one for one in self.all if one.code}
        self._by_name = {key(one.name): one for one in self.all}

    def of(self, reading: Reading) -> Department | None:
        """Return the department of a reading; None where the roster has none such."""
        code = reading.stamp.department if reading.stamp else ""
        return self._by_code.get(key(code)) or self._by_name.get(key(department_of(reading) or ""))


@dataclass(frozen=True, slots=True)
class Newest:
    """The readings that count, by their numbers; those that do not, each with the one that does instead.

    Of `same` the bytes are those of another, in whose place they stand; `older` are of a department of which
    another file counts.
    """

    counted: tuple[int, ...]
    same: Mapping[int, int]
    older: Mapping[int, int]


def newest(
    readings: Mapping[int, Reading], facts: Mapping[str, FileFacts], departments: Departments
) -> Newest:
    """Find out which readings count.

    The newest is that with the highest revision of its stamp, then that which was written last, then the one
    that was named last.
    """
    same: dict[int, int] = {}
    first: dict[str, int] = {}
    by_department: defaultdict[str, list[int]] = defaultdict(list)
    for number, reading in readings.items():
        known = facts.get(reading.file)
        if known is not None and first.setdefault(known.digest, number) != number:
            same[number] = first[known.digest]
        else:
            by_department[_whose(reading, departments) or f"\0{number}"].append(number)
    older: dict[int, int] = {}
    for several in by_department.values():
        last = max(several, key=lambda number: _age(number, readings[number], facts))
        older |= dict.fromkeys((number for number in several if number != last), last)
    counted = [number for number in readings if number not in same and number not in older]
    return Newest(tuple(_in_order(counted, readings, departments)), same, older)


def _whose(reading: Reading, departments: Departments) -> str:
    known = departments.of(reading)
    if known is not None:
        return f"row {known.row}"
    code = reading.stamp.department if reading.stamp else ""
    return f"code {key(code)}" if code else key(department_of(reading) or "")


def _age(number: int, reading: Reading, facts: Mapping[str, FileFacts]) -> tuple[int, float, int]:
    known = facts.get(reading.file)
    return (reading.stamp.revision if reading.stamp else 1, known.at if known else 0.0, number)


def _in_order(numbers: Sequence[int], readings: Mapping[int, Reading], departments: Departments) -> list[int]:
    """Return readings in the order of the roster; those that it does not have come last, as they were."""
    rows = {number: known.row if (known := departments.of(readings[number])) else None for number in numbers}
    return sorted(numbers, key=lambda number: (rows[number] is None, rows[number] or 0))
