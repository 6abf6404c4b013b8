"""Collecting: what came back goes into the folder of the round as it came, is read, and noted."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from collection.distribution.distribution import safe_name
from collection.folders import make_folder
from collection.intake.files import find, might_hold_a_form
from collection.intake.read_batch import read_each
from collection.round.files.durable import keep_file
from collection.round.folder import Round, roster_of_round
from collection.round.incoming.arrivals import MAIL, Arrival, MailArrival, file_arrival, mail_arrival
from collection.round.incoming.checks import as_of_round, follow_roster
from collection.round.incoming.owners import Owner, Owners
from collection.round.incoming.past_year import last_year_of
from collection.round.incoming.verdicts import verdict_on
from collection.round.ledger.events import EventKind
from collection.round.ledger.ledger import Ledger
from collection.round.members import DeadlineChange, RosterChange
from reader import Reading, UnreadableWorkbook

__all__ = ["Collected", "collect"]

_AT_ONCE, _BYTES_AT_ONCE = 100, 64 * 2**20
"""Files that are kept, read and noted together, and bytes of them, as small archives may hold large files."""

_OUTLOOK = ".msg"
"""Outlook's own file of a message, which has no open description that a library reads."""

_ENDING = re.compile(r"\.[0-9a-z]{1,8}")

_DIGITS = 8
"""Hexadecimal digits of its SHA-256 in the name of a kept file: enough to tell it from its neighbours."""


@dataclass(frozen=True, slots=True)
class Collected:
    """What was collected now: new files, how many were known, what could not be taken or was not.

    `mails` are the messages that are new; their attachments are among the files.
    """

    new: int
    known: int
    passed_over: Sequence[Path]
    failed: Sequence[Reading]
    changes: Sequence[RosterChange | DeadlineChange]
    mails: int = 0


def collect(
    round: Round,
    paths: Iterable[Path],
    *,
    jobs: int = 1,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Collected:
    """Collect returned files: those that are named, and in folders and archives all that may hold a form.

    The same bytes count once, however often and under whatever name they come. Killed, the next run goes on.

    Raises:
        CollectionError: the roster or the ledger is wrong, or a file cannot be kept.
    """
    found = find(paths)
    files = [*found.files, *filter(_is_wanted, found.passed_over)]
    rest = [path for path in found.passed_over if not _is_wanted(path)]
    failed: list[Reading] = []
    came = new = mails = 0
    with round.alone() as ledger:
        changes = follow_roster(round, ledger, roster_of_round(round))
        intake = _Intake(round, ledger, jobs)
        arrivals: list[Arrival] = []
        letters: list[MailArrival] = []
        for done, path in enumerate(files, 1):
            try:
                if path.suffix.lower() == MAIL:
                    letters.append(mail_arrival(path))
                    arrivals += letters[-1].files
                else:
                    arrivals.append(file_arrival(path))
            except UnreadableWorkbook as error:
                failed.append(Reading(str(path), findings=(error.finding,)))
            if _is_enough(arrivals, letters) or done == len(files):
                new += intake.take(arrivals)
                mails += intake.note_mails(letters)
                came += len(arrivals)
                arrivals, letters = [], []
                progress(done, len(files))
    return Collected(new, came - new, rest, failed, changes, mails)


def _is_enough(arrivals: Sequence[Arrival], letters: Sequence[MailArrival]) -> bool:
    """Tell whether what came is to be kept before more is looked at."""
    held = sum(len(one.content) for one in arrivals) + sum(len(one.content) for one in letters)
    return max(len(arrivals), len(letters)) >= _AT_ONCE or held >= _BYTES_AT_ONCE


def _is_wanted(path: Path) -> bool:
    """Tell whether what is no workbook is kept, as somebody may have sent it for one: a print, a picture."""
    return might_hold_a_form(path) and path.suffix.lower() != _OUTLOOK


@dataclass(frozen=True, slots=True)
class _Kept:
    """A file that is in the folder of the round, and what was read in it."""

    arrival: Arrival
    path: str
    owner: Owner
    reading: Reading


class _Intake:
    """What takes files into the folder of a round, some at a time."""

    def __init__(self, round: Round, ledger: Ledger, jobs: int) -> None:
        self._round, self._ledger, self._jobs = round, ledger, jobs
        self._rules = round.rules
        members = ledger.members()
        self._owners = Owners(round, members)
        self._members = {member.code: member for member in members}
        self._received = {event.digest for event in ledger.events(EventKind.RECEIVED)}
        self._mails = {event.digest for event in ledger.events(EventKind.MESSAGE)}
        self._incoming = round.folder.returned / ".incoming"

    def take(self, arrivals: Sequence[Arrival]) -> int:
        """Keep, read and note the files that are new; return how many."""
        new: dict[str, Arrival] = {}
        for arrival in arrivals:
            if arrival.digest not in self._received:
                new.setdefault(arrival.digest, arrival)
        if not new:
            return 0
        make_folder(self._round.folder.returned)
        make_folder(self._incoming)
        paths = [self._incoming / f"{one.digest}{_suffix(one.name)}" for one in new.values()]
        for arrival, path in zip(new.values(), paths, strict=True):
            keep_file(path, arrival.content)
        readings = read_each(paths, [self._round.form], settings=self._round.reads, jobs=self._jobs)
        kept = [self._kept(*one) for one in zip(new.values(), paths, readings, strict=True)]
        with self._ledger.transaction():
            for one in kept:
                self._note(one)
        self._received.update(new)
        return len(new)

    def note_mails(self, letters: Sequence[MailArrival]) -> int:
        """Keep the messages that are new, and note whose they are and what they are; return how many.

        Their attachments are noted before them: killed in between, the next run finds the message new.
        """
        new = {one.digest: one for one in letters if one.digest not in self._mails}
        if not new:
            return 0
        make_folder(self._round.folder.mails)
        make_folder(self._round.folder.returned)
        make_folder(self._incoming)
        paths = {digest: self._keep_mail(one) for digest, one in new.items()}
        with self._ledger.transaction():
            for digest, one in new.items():
                self._ledger.add_file(digest, len(one.content), paths[digest])
                details = {
                    "name": one.name,
                    "path": paths[digest],
                    "at": one.at.isoformat(),
                    "sender": one.mail.sender,
                    "subject": one.mail.subject,
                    "why": one.why,
                }
                code = self._owners.owner_of_address(*one.mail.recipients, one.mail.sender)
                self._ledger.add(EventKind.MESSAGE, code, digest=digest, details=details)
        self._mails.update(new)
        return len(new)

    def _keep_mail(self, one: MailArrival) -> str:
        """Give a message its place in the folder of the round."""
        half = self._incoming / f"{one.digest}{MAIL}"
        keep_file(half, one.content)
        kept = self._round.folder.mails / f"{one.at.astimezone():%Y%m%d-%H%M%S}_{one.digest[:_DIGITS]}{MAIL}"
        os.replace(half, kept)
        return kept.relative_to(self._round.folder.path).as_posix()

    def _kept(self, arrival: Arrival, path: Path, reading: Reading) -> _Kept:
        """Give a file its name in the folder of the round."""
        owner = self._owners.owner_of(reading, arrival.name, arrival.sender)
        when = f"{arrival.at.astimezone():%Y%m%d-%H%M%S}"
        parts = filter(None, (when, safe_name(owner.code or ""), arrival.digest[:_DIGITS]))
        kept = self._round.folder.returned / f"{'_'.join(parts)}{path.suffix}"
        os.replace(path, kept)
        member = self._members.get(owner.code or "")
        last_year = last_year_of(self._round, self._ledger, owner.code or "")
        judged = as_of_round(reading, member, owner.how, self._round, last_year)
        return _Kept(arrival, kept.relative_to(self._round.folder.path).as_posix(), owner, judged)

    def _note(self, kept: _Kept) -> None:
        arrival, owner = kept.arrival, kept.owner
        self._ledger.add_file(arrival.digest, len(arrival.content), kept.path)
        details = {
            "name": arrival.name,
            "path": kept.path,  # a blank that came back as it was is known to the ledger by another
            "at": arrival.at.isoformat(),
            "how": owner.how.value,
        }
        if arrival.mail:
            details |= {"sender": arrival.sender, "mail": arrival.mail}
        self._ledger.add(EventKind.RECEIVED, owner.code, digest=arrival.digest, details=details)
        self._ledger.set_verdict(verdict_on(arrival.digest, self._rules, kept.path, kept.reading))


def _suffix(name: str) -> str:
    """Return how a file ends that a stranger named, if it is a usual ending."""
    suffix = Path(name).suffix.lower()
    return suffix if _ENDING.fullmatch(suffix) else ""
