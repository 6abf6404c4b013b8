"""The summary of a round: which returns are in its sums, which are not, and who has returned none."""

from __future__ import annotations

import os
import re
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from collection.errors import CollectionError
from collection.outputs.outputs import ANYTHING, Outputs
from collection.outputs.results import WorkbookResult
from collection.round.folder import Round
from collection.round.ledger.events import EventKind
from collection.round.ledger.ledger import Ledger
from collection.round.results.amending import amendments
from collection.round.results.current import COUNTED, reading_as_it_came, reading_of_return
from collection.round.states import STATE_WORDS, DepartmentState, Return, State, state_of_round
from collection.summary.summary import is_of_round
from collection.summary.tables import Subject
from collection.summary.workbook.body import Body, Counted, Missing, Uncounted
from collection.summary.workbook.writing import write_summary
from reader import Reading
from templates import Finding, Language, Severity, Text, catalogue

__all__ = ["body_of_round", "edition_in", "edition_of", "summarize_round"]

_KEYWORDS = re.compile(r"<cp:keywords>([^<]*)</cp:keywords>")
_OLDER = Text("同一单位另有较新的一份", "another file of the department is newer")
_OTHER_ROUND = Text("不是本次的表，见意见", "not a form of this round, see Findings")
_NOBODYS = Text("不知是哪个单位的", "no department's that is known")
_REMINDED = Text("{day} 催报", "reminded on {day}")
_MAILED = Text("{day} 发表", "sent on {day}")
_LETTERS = {EventKind.MAILED: _MAILED, EventKind.REMINDED: _REMINDED}


def summarize_round(
    round: Round,
    destination: Path,
    language: Language = "zh",
    *,
    unit: str | None = None,
    outputs: Outputs = ANYTHING,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Body:
    """Sum up the current return of each department that has one, and write the summary; return what is in it.

    What a department sent before, and what was refused or set aside, is in no sum. In another `unit`, amounts
    are rounded so that the parts add up.

    Raises:
        CollectionError: nothing that counts has come back, or the file must be left alone.
        BuildError: the summary cannot be written.
    """
    outputs.check({destination: WorkbookResult()})
    with round.ledger() as ledger:
        body = body_of_round(round, ledger, destination)
        if not body.counted:
            raise CollectionError("round-nothing-counts")
        edition = edition_of(round, ledger)
        write_summary(
            body, destination, language, unit=unit, edition=f"{edition} {language}", progress=progress
        )
    return body


def edition_of(round: Round, ledger: Ledger) -> str:
    """Return what tells the summary of now from that of any other moment."""
    last = max((event.number for event in ledger.events()), default=0)
    return f"{round.id} {last} {round.rules}"


def edition_in(path: Path) -> str:
    """Return the edition that a summary says it is of; empty of what is no summary of a round."""
    try:
        with zipfile.ZipFile(path) as archive:
            content = archive.read("docProps/core.xml").decode()
    except (OSError, KeyError, ValueError, zipfile.BadZipFile):
        return ""
    found = _KEYWORDS.search(content)
    return found[1] if found else ""


def body_of_round(round: Round, ledger: Ledger, destination: Path) -> Body:
    """Return what the summary of a round is made of now; `destination` is where it is to lie."""
    state = state_of_round(round, ledger)
    changed = amendments(ledger)
    read = partial(reading_of_return, round, ledger, changed=changed)
    departments = _by_group(state.departments)
    counted: list[Counted] = []
    uncounted: list[Uncounted] = []
    missing: list[Missing] = []
    for one in departments:
        subject_of = partial(Subject, one.member.code, one.member.name)
        current = one.current
        uncounted += [
            Uncounted(subject_of(other.name), _OLDER, _target(round, other, destination))
            for other in one.returns
            if other is not current
        ]
        if current is None:
            missing.append(_missing(one))
            continue
        subject, target = subject_of(current.name), _target(round, current, destination)
        reason = _reason(round, ledger, one, current)
        if reason is None:
            words = STATE_WORDS[one.state]
            group = one.member.group or ""
            counted.append(Counted(subject, partial(read, current), words, group, target, one.is_late))
        else:
            what, finding = reason
            uncounted.append(Uncounted(subject, what, target, finding))
            missing.append(_missing(one))
    uncounted += [
        Uncounted(Subject(None, None, one.name), _NOBODYS, _target(round, one, destination))
        for one in state.unassigned
    ]
    return Body(
        round.cell_map,
        counted,
        uncounted,
        missing,
        len(departments),
        sum(one.is_late for one in departments),
        round.settings.deadline,
        [min(one.returns, key=_arrival).at.astimezone().date() for one in departments if one.returns],
        sum(one.state is State.ACCEPTED for one in departments),
    )


def _reason(
    round: Round, ledger: Ledger, one: DepartmentState, current: Return
) -> tuple[Text, tuple[Reading, Finding] | None] | None:
    """Return why the current return of a department is in no sum, and the finding that says so, if any."""
    if one.state not in COUNTED:
        reading = reading_as_it_came(round, ledger, current) if current.verdict.refusal else None
        return STATE_WORDS[one.state], (reading, reading.findings[0]) if reading else None
    level = round.settings.severities.get("other-round", catalogue()["other-round"].severity)
    if current.verdict.errors or current.verdict.warnings or level is Severity.NOTICE:
        reading = reading_as_it_came(round, ledger, current)
        assert reading.cell_map is not None
        if not is_of_round(reading.cell_map, round.cell_map):
            told = next((one for one in reading.findings if one.code == "other-round"), None)
            if (
                told is None
            ):  # it was of the round when it was read, and the year of the round is another since
                return _OTHER_ROUND, None
            return _OTHER_ROUND, (reading, told)
    return None


def _missing(one: DepartmentState) -> Missing:
    member = one.member
    written = [
        words.filled({"day": Text(f"{one.letters[kind].astimezone():%Y-%m-%d}")})
        for kind, words in _LETTERS.items()
        if kind in one.letters
    ]
    state = STATE_WORDS[one.state]
    return Missing(
        member.name, member.code, member.group, member.contact, member.email, state, tuple(written)
    )


def _by_group(departments: tuple[DepartmentState, ...]) -> list[DepartmentState]:
    """Return the departments with those of one group together, in the order in which groups come first."""
    order: dict[str | None, int] = {}
    for one in departments:
        order.setdefault(one.member.group or None, len(order))
    return sorted(departments, key=lambda one: order[one.member.group or None])


def _arrival(one: Return) -> tuple[object, int]:
    return one.at, one.number


def _target(round: Round, one: Return, destination: Path) -> str:
    """Return the path by which a summary leads to a file; empty where no way leads there."""
    try:
        folder = os.path.dirname(os.path.abspath(destination))
        return Path(os.path.relpath(round.folder.path / one.path, folder)).as_posix()
    except ValueError:  # Windows: from one drive to another
        return ""
