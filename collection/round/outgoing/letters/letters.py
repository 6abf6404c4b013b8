"""The letters of a round: with the blank, to those who are late, and with what is to be corrected."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePosixPath

from collection.correction.corrections import correction
from collection.distribution.distribution import safe_name
from collection.errors import CollectionError
from collection.folders import make_folder
from collection.round.files.durable import keep_file
from collection.round.folder import Round
from collection.round.ledger.events import Event, EventKind
from collection.round.ledger.ledger import Ledger, Member
from collection.round.outgoing.letters.draft import draft
from collection.round.results.current import reading_of_return
from collection.round.states import DepartmentState, Return, State, state_of_round
from reader import Reading
from reader.reading_data import form_stamp
from template_builder import replace_file
from templates import Severity

__all__ = ["Letters", "correct_round", "mail_round", "remind_round"]

_MOST_ERRORS = 10
"""Errors that a letter names; the workbook has all of them."""


@dataclass(frozen=True, slots=True)
class Letters:
    """The files that were written now, how many departments had theirs before, and who has no address."""

    files: Sequence[str]
    before: int
    without_address: Sequence[Member]


@dataclass(frozen=True, slots=True)
class _Letter:
    """A letter to be written: to whom, of which kind, with which workbook, about which return."""

    member: Member
    event: EventKind
    text: str
    name: str
    workbook: bytes
    mark: str
    about: Return | None = None
    errors: Sequence[str] = ()


def mail_round(round: Round) -> Letters:
    """Write a letter with its blank to each department that has a blank and no letter yet.

    Done twice, nothing is written the second time. Raises `CollectionError`.
    """
    with round.alone() as ledger:
        files, issued = ledger.files(), _last(ledger, EventKind.ISSUED)
        mailed = _last(ledger, EventKind.MAILED)
        departments = [one for one in state_of_round(round, ledger).departments if one.member.code in issued]
        wanted = [one.member for one in departments if one.member.code not in mailed]
        letters = (
            _with_blank(round, member, files[issued[member.code].digest or ""], "issue", "")
            for member in wanted
        )
        return _written(round, ledger, letters, len(departments) - len(wanted))


def remind_round(round: Round, today: date) -> Letters:
    """Write a letter with its blank to each department that has returned nothing that can be read.

    A department is reminded once on a day. Raises `CollectionError`.
    """
    with round.alone() as ledger:
        files, issued = ledger.files(), _last(ledger, EventKind.ISSUED)
        reminded = _last(ledger, EventKind.REMINDED)
        late = [
            one.member
            for one in state_of_round(round, ledger).departments
            if one.state in (State.WAITING, State.UNREADABLE) and one.member.code in issued
        ]
        mark = f"{today:%Y%m%d}"
        wanted = [
            member
            for member in late
            if member.code not in reminded or reminded[member.code].details.get("mark") != mark
        ]
        letters = (
            _with_blank(round, member, files[issued[member.code].digest or ""], "remind", mark)
            for member in wanted
        )
        return _written(round, ledger, letters, len(late) - len(wanted))


def correct_round(round: Round) -> Letters:
    """Make a correction workbook, and the letter with it, for each department whose return has errors.

    There is one for each return. A department without an address gets the workbook alone. Raises
    `CollectionError`; `ValuesError` where a value of a return cannot stand in any cell.
    """
    with round.alone() as ledger:
        corrected = {event.digest for event in ledger.events(EventKind.CORRECTED)}
        wrong = [one for one in state_of_round(round, ledger).departments if _is_to_correct(one)]
        wanted = [one for one in wrong if one.current and one.current.digest not in corrected]
        letters = (_with_correction(round, ledger, one) for one in wanted)
        return _written(round, ledger, letters, len(wrong) - len(wanted))


def _is_to_correct(one: DepartmentState) -> bool:
    current = one.current
    return (
        current is not None
        and one.state in (State.ERRORS, State.REFUSED)
        and current.verdict.refusal is None
        and current.verdict.errors > 0
    )


def _last(ledger: Ledger, kind: EventKind) -> Mapping[str, Event]:
    return {event.department or "": event for event in ledger.events(kind)}


def _with_blank(round: Round, member: Member, path: str, text: str, mark: str) -> _Letter:
    event = EventKind.MAILED if text == "issue" else EventKind.REMINDED
    try:
        workbook = (round.folder.path / path).read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise CollectionError("input-not-readable", path=round.folder.path / path, reason=reason) from error
    return _Letter(member, event, text, PurePosixPath(path).name, workbook, mark)


def _with_correction(round: Round, ledger: Ledger, one: DepartmentState) -> _Letter:
    """Return the letter with what a department is to correct, which is written to its own file too."""
    assert one.current is not None
    reading = _stamped(reading_of_return(round, ledger, one.current), one.member, round)
    language = round.settings.language
    made = correction(reading, [round.form], language=language, key=round.key)
    errors = [
        f"{finding.cell or ''} {finding.sentence(language)}".strip()
        for finding in reading.findings
        if finding.severity is Severity.ERROR
    ]
    name = f"{_stem(one.member)}_{made.revision}.xlsx"
    make_folder(round.folder.corrections)
    replace_file(round.folder.corrections / name, made.content)
    mark = one.current.digest
    return _Letter(one.member, EventKind.CORRECTED, "correct", name, made.content, mark, one.current, errors)


def _stamped(reading: Reading, member: Member, round: Round) -> Reading:
    """Return a reading with the stamp of its department, which a form without one is to get."""
    assert reading.cell_map is not None
    stamp = reading.stamp or form_stamp(reading.cell_map)
    return replace(reading, stamp=replace(stamp, department=member.code, round=round.id))


def _written(round: Round, ledger: Ledger, letters: Iterator[_Letter], before: int) -> Letters:
    """Write letters, and note each as soon as it is there: one that was not noted is written anew."""
    files: list[str] = []
    without: list[Member] = []
    make_folder(round.folder.letters)
    for one in letters:
        if one.member.email is None:
            without.append(one.member)
            if one.event is not EventKind.CORRECTED:
                continue
            path, content = f"{round.folder.corrections.name}/{one.name}", one.workbook
        else:
            content = _drafted(round, one)
            kind = "_".join(filter(None, (one.text, one.mark[:8])))
            path = f"{round.folder.letters.name}/{_stem(one.member)}_{kind}.eml"
            keep_file(round.folder.path / path, content)
        details = {"path": path, "mark": one.mark}
        about = one.about.digest if one.about else None
        with ledger.transaction():
            ledger.add_file(hashlib.sha256(content).hexdigest(), len(content), path)
            ledger.add(one.event, one.member.code, digest=about, details=details)
        files.append(path)
    return Letters(files, before, without)


def _drafted(round: Round, one: _Letter) -> bytes:
    settings, language = round.settings, round.settings.language
    shown = list(one.errors[:_MOST_ERRORS])
    if len(one.errors) > len(shown):
        shown.append("……" if language == "zh" else "...")
    slots = {
        "department": one.member.name,
        "contact": one.member.contact or one.member.name,
        "form": round.form.identity.title.say(language),
        "year": str(settings.parameters.get("year", "")),
        "deadline": settings.deadline.isoformat(),
        "count": str(len(one.errors)),
        "errors": "\n".join(shown),
        "issuer": settings.issuer,
    }
    number = "/".join((round.id, one.member.code, one.text, one.mark))
    return draft(one.member, settings.letters[one.text], slots, one.name, one.workbook, number)


def _stem(member: Member) -> str:
    return "_".join(filter(None, (safe_name(member.code, 40), safe_name(member.name, 60))))
