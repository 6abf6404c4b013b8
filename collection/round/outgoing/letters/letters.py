"""The letters of a round: with the blank, to those who are late, and with what is to be corrected."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import PurePosixPath

from collection.correction.corrections import correct
from collection.errors import CollectionError
from collection.round.folder import Round
from collection.round.incoming.checks import follow_roster
from collection.round.ledger.events import Event, EventKind
from collection.round.ledger.ledger import Ledger, Member
from collection.round.outgoing.letters.writing import Letter, Letters, LetterWriter
from collection.round.results.current import reading_of_return
from collection.round.states import DepartmentState, State, state_of_round
from collection.summary.naming import places_of
from reader import Reading
from reader.reading_data import form_stamp
from templates import Finding, Severity

__all__ = ["correct_round", "is_to_correct", "is_to_remind", "mail_round", "remind_round"]

_LATE = (State.WAITING, State.UNREADABLE)

_DIGITS = 8
"""Hexadecimal digits of the digest of a return in the name of its correction, which no other has then."""


def mail_round(round: Round) -> Letters:
    """Write a letter with its blank to each department that has a blank and no letter yet.

    Done twice, nothing is written the second time. Raises `CollectionError`.
    """
    with round.alone() as ledger:
        writer = LetterWriter(round, ledger, follow_roster(round, ledger))
        issued, mailed = _last(ledger, EventKind.ISSUED), _last(ledger, EventKind.MAILED)
        for one in state_of_round(round, ledger).departments:
            code = one.member.code
            if code in mailed:
                writer.before += 1
            elif code in issued:
                asks = _asks(round, one)
                writer.write(
                    one.member, partial(_with_blank, round, ledger, EventKind.MAILED, issued[code], asks=asks)
                )
        return writer.letters()


def remind_round(round: Round, today: date) -> Letters:
    """Write a letter with its blank to each department that has returned nothing that can be read.

    Where a scan is asked for, whose return is ready and has none gets a letter too, about the scan alone. A
    department is reminded once on a day. Raises `CollectionError`.
    """
    mark = f"{today:%Y%m%d}"
    with round.alone() as ledger:
        writer = LetterWriter(round, ledger, follow_roster(round, ledger))
        issued, reminded = _last(ledger, EventKind.ISSUED), _last(ledger, EventKind.REMINDED)
        for one in state_of_round(round, ledger).departments:
            code = one.member.code
            lacks_scan = one.state not in _LATE
            if not is_to_remind(one) or not (lacks_scan or code in issued):
                continue
            if code in reminded and reminded[code].details["mark"] == mark:
                writer.before += 1
            elif lacks_scan:
                letter = Letter(EventKind.REMINDED, None, mark, asks_for_attachments=True)
                writer.write(one.member, partial(_itself, letter))
            else:
                kind, asks = EventKind.REMINDED, _asks(round, one)
                made = partial(_with_blank, round, ledger, kind, issued[code], mark, asks=asks)
                writer.write(one.member, made)
        return writer.letters()


def correct_round(round: Round) -> Letters:
    """Make a correction workbook, and the letter with it, for each department whose return has errors.

    There is one for each return. A department without an address gets the workbook alone, and its letter once
    the roster has an address. Raises `CollectionError`.
    """
    round.must_have_key()
    with round.alone() as ledger:
        writer = LetterWriter(round, ledger, follow_roster(round, ledger))
        corrected = {event.digest: event for event in ledger.events(EventKind.CORRECTED)}
        for one in state_of_round(round, ledger).departments:
            if one.current is None or not is_to_correct(one):
                continue
            done = corrected.get(one.current.digest)
            if done is not None and (done.details["letter"] or one.member.email is None):
                writer.before += 1
            else:
                stem = writer.stem(one.member)
                writer.write(one.member, partial(_with_correction, round, ledger, one, stem, done))
        return writer.letters()


def is_to_remind(one: DepartmentState) -> bool:
    """Tell whether nothing that can be read came from a department, or only a scan is missing."""
    return one.state in _LATE or (one.state is State.READY and one.lacks_attachment)


def is_to_correct(one: DepartmentState) -> bool:
    """Tell whether the current return of a department has errors that it is to mend."""
    return (
        one.current is not None
        and one.state in (State.ERRORS, State.REFUSED)
        and one.current.verdict.refusal is None
        and one.current.verdict.errors > 0
    )


def _last(ledger: Ledger, kind: EventKind) -> Mapping[str, Event]:
    return {event.department or "": event for event in ledger.events(kind)}


def _asks(round: Round, one: DepartmentState) -> bool:
    """Tell whether a scan is asked for of a department that has not sent one."""
    return round.settings.asks_for_attachments and not one.attachments


def _itself(letter: Letter) -> Letter:
    return letter


def _with_blank(
    round: Round, ledger: Ledger, kind: EventKind, issued: Event, mark: str = "", *, asks: bool = False
) -> Letter:
    """Return a letter with the blank that was issued, which must be as it was then."""
    assert issued.digest is not None
    path = ledger.files()[issued.digest]
    workbook = PurePosixPath(path).name, _as_made(round, path, issued.digest)
    return Letter(kind, workbook, mark, asks_for_attachments=asks)


def _as_made(round: Round, path: str, digest: str) -> bytes:
    """Return a workbook that the ledger knows. Raises `CollectionError` where it is gone, or another now."""
    try:
        workbook = (round.folder.path / path).read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise CollectionError("input-not-readable", path=round.folder.path / path, reason=reason) from error
    if hashlib.sha256(workbook).hexdigest() != digest:
        raise CollectionError("round-workbook-altered", path=path)
    return workbook


def _cells(reading: Reading, finding: Finding) -> str:
    places = (place for place in places_of(reading, finding.locations) if place is not None)
    return ", ".join(dict.fromkeys(places))


def _with_correction(
    round: Round, ledger: Ledger, one: DepartmentState, stem: str, done: Event | None
) -> Letter:
    """Return the letter with what a department is to correct in its current return.

    The workbook is that which was `done` without a letter, if it was.
    """
    assert one.current is not None
    reading = _stamped(reading_of_return(round, ledger, one.current), one.member, round)
    language = round.settings.language
    errors = [
        f"{_cells(reading, finding)} {finding.sentence(language)}".strip()
        for finding in reading.findings
        if finding.severity is Severity.ERROR
    ]
    digest = one.current.digest
    if done is not None:
        path = done.details["workbook"]
        made = {path: digest for digest, path in ledger.files().items()}[path]
        name, workbook = PurePosixPath(path).name, _as_made(round, path, made)
    else:
        corrected = correct(reading, [round.form], language=language, key=round.key)
        name, workbook = f"{stem}_{corrected.revision}_{digest[:_DIGITS]}.xlsx", corrected.content
    return Letter(
        EventKind.CORRECTED, (name, workbook), digest, errors, asks_for_attachments=_asks(round, one)
    )


def _stamped(reading: Reading, member: Member, round: Round) -> Reading:
    """Return a reading with the stamp of its department, which a form without one is to get."""
    assert reading.cell_map is not None
    stamp = reading.stamp or form_stamp(reading.cell_map)
    return replace(reading, stamp=replace(stamp, department=member.code, round=round.id))
