"""What a summary workbook is made of: the returns that count, those that do not, and who returned none."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from collection.summary.naming import subject_of
from collection.summary.summary import Summary
from collection.summary.tables import Subject
from reader import Reading
from templates import CellMap, Finding, Severity, Text

__all__ = ["Body", "Counted", "Missing", "Uncounted", "body_of", "link_target"]

_WITH_ERRORS, _SOUND = Text("有错误", "errors"), Text("无错误", "no errors")
_OLDER = Text("同一单位另有较新的一份", "another file of the department is newer")
_SAME = Text("与另一份内容完全相同", "the same file as another")
_LEFT_OUT = Text("不能汇总，见意见", "cannot be summed up, see Findings")


@dataclass(frozen=True, slots=True)
class Counted:
    """A return that is in the sums. `read` gives its reading when its turn comes.

    `target` is the path of its file from the folder of the summary, empty where nothing can be opened.
    """

    subject: Subject
    read: Callable[[], Reading]
    state: Text
    group: str = ""
    target: str = ""
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class Uncounted:
    """A return that is in no sum, and what became of it; the `finding` that says why, if any."""

    subject: Subject
    what: Text
    target: str = ""
    finding: tuple[Reading, Finding] | None = None


@dataclass(frozen=True, slots=True)
class Missing:
    """A department of which nothing counts: where it is, and whom to ask."""

    name: str
    code: str | None = None
    group: str | None = None
    contact: str | None = None
    email: str | None = None
    state: Text = field(default=Text("未报", "waiting"))
    notes: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Body:
    """All of a summary. The `counted` of one group stand together.

    `expected` is how many departments the roster has, None without one; `late` how many of those that
    returned something did so late. `arrived` are the days on which departments returned something first.
    """

    cell_map: CellMap
    counted: Sequence[Counted]
    uncounted: Sequence[Uncounted] = ()
    missing: Sequence[Missing] = ()
    expected: int | None = None
    late: int | None = None
    deadline: date | None = None
    arrived: Sequence[date] = ()
    accepted: int | None = None


def body_of(summary: Summary, destination: Path) -> Body:
    """Return the body of a summary that is to lie at `destination`."""
    order = {name: number for number, name in reversed(list(enumerate(summary.groups)))}
    rows = sorted(
        zip(summary.subjects, summary.included, summary.groups, strict=True), key=lambda row: order[row[2]]
    )
    counted = [
        Counted(
            subject,
            lambda reading=reading: reading,  # type: ignore[misc]  # bound now
            _WITH_ERRORS if _has_errors(reading) else _SOUND,
            group,
            link_target(reading.file, destination),
        )
        for subject, reading, group in rows
    ]
    uncounted = [
        Uncounted(Subject(None, None, one.file), _SAME, link_target(one.file, destination))
        for one in summary.same
    ]
    for several, what in ((summary.repeated, _OLDER), (summary.left_out, _LEFT_OUT)):
        uncounted += [
            Uncounted(subject_of(one), what, link_target(one.file, destination), (one, finding))
            for one, finding in several
        ]
    missing = [Missing(one.name, one.code, one.group, one.contact, one.email) for one in summary.missing]
    return Body(summary.cell_map, counted, uncounted, missing, summary.expected)


def _has_errors(reading: Reading) -> bool:
    return any(finding.severity is Severity.ERROR for finding in reading.findings)


def link_target(file: str, destination: Path) -> str:
    """Return the path by which a summary leads to a file; empty for one in an archive or on another drive."""
    if not os.path.isfile(file):
        return ""
    try:
        return Path(os.path.relpath(file, os.path.dirname(os.path.abspath(destination)))).as_posix()
    except ValueError:  # Windows: no way leads from one drive to another
        return ""
