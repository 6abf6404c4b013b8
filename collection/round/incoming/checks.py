"""What is wrong with a return as one of its round: another department's, or of another round."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from collection.roster.roster import Roster, digest_of_roster
from collection.round.folder import Round
from collection.round.incoming.owners import How
from collection.round.incoming.past_year import PAST_CODES, findings_beside_last_year, last_year_of
from collection.round.incoming.verdicts import verdict_on
from collection.round.ledger.ledger import Ledger, Member, Verdict
from collection.round.roster.checked_roster import roster_mark, roster_of_round
from collection.round.roster.members import DeadlineChange, RosterChange, note_deadline, take_over
from collection.round.states import Return, state_of_round
from collection.summary.summary import is_of_round, other_round
from collection.summary.tables import value_or_none
from reader import Reading
from templates import Finding, Location, Text, catalogue
from templates.kinds.shared.clean import key
from templates.path import join

__all__ = ["as_of_round", "check_again", "follow_roster"]

_ROSTER = "roster"
"""The fact by which the ledger knows the roster that was last taken over."""

_CODES = frozenset({"department-differs", "department-code-missing", "other-round"}) | PAST_CODES
_BY: Mapping[str, Text] = {
    How.NAME: Text("单位名称", "its name"),
    How.SENDER: Text("发件人", "its sender"),
    How.FILE_NAME: Text("文件名", "the name of the file"),
    How.REPLY: Text("所回复的信", "the letter that it answers"),
}


def as_of_round(
    reading: Reading, member: Member | None, how: str, round: Round, last_year: Reading | None = None
) -> Reading:
    """Return a reading with what is to be said of it as the return of a department of a round.

    `how` says by what the department is known; `member` is None for a file that is nobody's. `last_year` is
    what the department returned then, where that is known.
    """
    found = [finding for finding in reading.findings if finding.code not in _CODES]
    if reading.cell_map is not None:
        found += _findings(reading, member, how, round)
        if last_year is not None and is_of_round(reading.cell_map, round.cell_map):
            found += findings_beside_last_year(reading, last_year, round)
    return replace(reading, findings=tuple(found))


def _findings(reading: Reading, member: Member | None, how: str, round: Round) -> Iterator[Finding]:
    assert reading.cell_map is not None
    levels = round.settings.severities
    if not is_of_round(reading.cell_map, round.cell_map):
        finding = other_round(reading.cell_map, round.cell_map)
        yield replace(finding, severity=levels.get(finding.code, finding.severity))
    if member is None:
        return
    names = reading.cell_map.roster.get("name", ())
    said = value_or_none(reading.values, names)
    if isinstance(said, str) and key(said) != key(member.name):
        sheet, _, cell = reading.addresses.get(join(names), "").rpartition("!")
        place = Location(join(names), join(names), sheet or None, cell or None, said)
        yield _finding("department-differs", member, round, place)
    if how in _BY:
        yield _finding("department-code-missing", member, round, Location(), how=_BY[how])


def _finding(code: str, member: Member, round: Round, place: Location, **slots: Text) -> Finding:
    message = catalogue()[code]
    severity = round.settings.severities.get(code, message.severity)
    return Finding(message, severity, (place,), member.name, slots)


def follow_roster(
    round: Round, ledger: Ledger, roster: Roster | None = None
) -> Sequence[RosterChange | DeadlineChange]:
    """Take over what roster and settings of a round say now, and what that makes of the returns.

    Return what became different. Every command that goes by the roster does this first. A file that was
    taken over as it is now is not read again; a `roster` is what somebody has read in it just now.

    Raises `CollectionError` where the roster is wrong.
    """
    with ledger.transaction():
        moved = note_deadline(ledger, round.settings.deadline)
        changes: Sequence[RosterChange] = []
        if roster is not None or not _is_taken_over(round, ledger):
            roster = roster or roster_of_round(round)
            changes = take_over(ledger, roster)
            ledger.set_fact(_ROSTER, roster_mark(round, roster.digest))
        check_again(round, ledger, {change.member.code for change in changes})
    return changes if moved is None else [moved, *changes]


def _is_taken_over(round: Round, ledger: Ledger) -> bool:
    """Tell whether the roster's file is the one that was taken over last, and would be understood alike."""
    digest = digest_of_roster(round.folder.roster)
    return bool(digest) and ledger.fact(_ROSTER) == roster_mark(round, digest)


def check_again(round: Round, ledger: Ledger, codes: Collection[str]) -> None:
    """Say anew what is to be said of the returns of departments that have become other ones, or have others.

    Only what their round makes of them can be otherwise; the files are not read again.
    """
    if not codes:
        return
    for department in state_of_round(round, ledger).departments:
        if department.member.code in codes:
            for one in department.returns:
                ledger.set_verdict(_judged_again(round, ledger, department.member, one))


def _judged_again(round: Round, ledger: Ledger, member: Member, one: Return) -> Verdict:
    rules = one.verdict.rules
    reading = Reading.from_dict(json.loads(ledger.reading(one.digest, rules) or "{}"), [round.form])
    last_year = last_year_of(round, ledger, member.code)
    return verdict_on(one.digest, rules, one.path, as_of_round(reading, member, one.how, round, last_year))
