"""Collecting: what came back goes into the folder of the round as it came, is read, and noted."""

from __future__ import annotations

import os
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from collection.distribution.distribution import safe_name
from collection.errors import CollectionError
from collection.folders import make_folder
from collection.intake.files import find, might_hold_a_form
from collection.intake.read_batch import read_each
from collection.round.files.durable import keep_files, keep_names
from collection.round.folder import Round
from collection.round.incoming.arrivals import (
    Arrival,
    Came,
    MailArrival,
    file_arrival,
    is_mail,
    mail_arrival,
    packed_beside,
)
from collection.round.incoming.checks import as_of_round, follow_roster
from collection.round.incoming.companions import Belonging, Companions, attach_strays
from collection.round.incoming.mail.messages import MailKind
from collection.round.incoming.owners import How, Owners
from collection.round.incoming.past_year import last_year_of
from collection.round.incoming.verdicts import verdict_on
from collection.round.ledger.deliveries import ABOUT, DELIVERY_EVENTS, owners_of_letters
from collection.round.ledger.events import EventKind
from collection.round.ledger.ledger import Ledger
from collection.round.roster.members import DeadlineChange, RosterChange
from collection.round.states import state_of_round
from reader import Reading, UnreadableWorkbook
from templates.findings.errors import Sentence

__all__ = ["Collected", "Intake", "collect"]

_AT_ONCE, _BYTES_AT_ONCE = 50, 64 * 2**20
"""Files that are kept, read and noted together, and bytes of them, as small archives may hold large files."""

_ENDING = re.compile(r"\.[0-9a-z]{1,8}")

_One = TypeVar("_One", Arrival, MailArrival)

_DIGITS = 8
"""Hexadecimal digits of its SHA-256 in the name of a kept file: enough to tell it from its neighbours."""


@dataclass(frozen=True, slots=True)
class Collected:
    """What was collected now: new files, how many were known, what could not be taken or was not.

    `mails` are the messages that are new; their attachments are among the files. `attached` is how many files
    are no forms and belong to one: scans, pictures. Of a mailbox, `left_there` says which messages were not
    fetched, and `broken` why the rest was not: the next run fetches it.
    """

    new: int
    known: int
    passed_over: Sequence[Path]
    failed: Sequence[Reading]
    changes: Sequence[RosterChange | DeadlineChange]
    mails: int = 0
    attached: int = 0
    left_there: Sequence[Sentence] = ()
    broken: CollectionError | None = None


def collect(
    round: Round,
    paths: Iterable[Path],
    *,
    jobs: int = 1,
    executor: Executor | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Collected:
    """Collect returned files: those that are named, and in folders and archives all that may hold a form.

    The same bytes count once, however often and under whatever name they come. Killed, the next run goes on.
    As many processes as there are `jobs` read, or an `executor` does (`read_each`).

    Raises:
        CollectionError: the roster or the ledger is wrong, a file cannot be kept, or a cluster is lost.
    """
    round.must_have_key()
    found = find(paths)
    files = [*found.files, *packed_beside(found.files), *filter(_is_wanted, found.passed_over)]
    rest = [path for path in found.passed_over if not _is_wanted(path)]
    with round.alone() as ledger:
        changes = follow_roster(round, ledger)
        intake = Intake(round, ledger, lambda done: progress(done, len(files)))
        intake.take(intake.came_as_files(files), jobs, executor)
    known = intake.came - intake.new
    return Collected(intake.new, known, rest, intake.failed, changes, intake.mails, attached=intake.attached)


def _is_wanted(path: Path) -> bool:
    """Tell whether what is no workbook is kept: somebody may have sent it for one, or it is a message."""
    return might_hold_a_form(path) or is_mail(path)


@dataclass(frozen=True, slots=True)
class _File:
    """A new file that the disk has, under the name by its digest, until it is known whose it is."""

    arrival: Arrival
    """Without the content."""
    size: int
    path: Path


@dataclass(frozen=True, slots=True)
class _Letter:
    """A new message that the disk has: what the ledger notes of it."""

    digest: str
    size: int
    path: str
    code: str | None
    details: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Group:
    """What came with some of the files, to be noted together when all that is new of it has been read.

    `done` is how many pieces there are up to its last.
    """

    done: int
    files: Sequence[_File]
    letters: Sequence[_Letter]
    notes: Sequence[Callable[[Ledger], None]]
    readings: list[Reading]

    @property
    def is_read(self) -> bool:
        """Whether every file of it has its reading."""
        return len(self.readings) == len(self.files)


@dataclass(frozen=True, slots=True)
class _Kept:
    """A file that has its place in the folder of the round, and what was read in it."""

    file: _File
    path: str
    belonging: Belonging
    reading: Reading


class Intake:
    """What takes files and messages into the folder of a round, some at a time, and counts them.

    While one group of files is read, the next one is parsed and kept already.
    """

    def __init__(self, round: Round, ledger: Ledger, progress: Callable[[int], None]) -> None:
        self._round, self._ledger, self._progress = round, ledger, progress
        self._rules = round.rules
        members = ledger.members()
        self._owners = Owners(round, members, owners_of_letters(ledger.events(*DELIVERY_EVENTS)))
        self._companions = Companions(self._owners, state_of_round(round, ledger))
        self._members = {member.code: member for member in members}
        self._known = ledger.digests(EventKind.RECEIVED)
        self._known_mails = ledger.digests(EventKind.MESSAGE)
        self._incoming = round.folder.returned / ".incoming"
        self._groups: deque[_Group] = deque()
        self.came = self.new = self.mails = self.attached = 0
        self.failed: list[Reading] = []

    def take(self, source: Iterable[Came], jobs: int, executor: Executor | None = None) -> None:
        """Keep, read and note what is new of what comes, read by so many processes, or by an executor."""
        files, forms, settings = self._kept_files(source), [self._round.form], self._round.reads
        readings = read_each(files, forms, settings=settings, jobs=jobs, executor=executor)
        with closing(readings):
            for reading in readings:
                self._note_groups()
                self._groups[0].readings.append(reading)
        self._note_groups()
        if self._companions.may_have_strays:
            self.attached += attach_strays(self._round, self._ledger)

    def came_as_files(self, paths: Iterable[Path]) -> Iterator[Came]:
        """Yield what came with each file; what cannot be read is among those that `failed`."""
        for path in paths:
            try:
                if is_mail(path):
                    letter = mail_arrival(path)
                    yield Came(letter.files, letter)
                else:
                    yield Came([file_arrival(path)])
            except UnreadableWorkbook as error:
                self.failed.append(Reading(str(path), findings=(error.finding,)))
                yield Came()

    def _kept_files(self, source: Iterable[Came]) -> Iterator[Path]:
        """Keep what comes, group by group; yield where the files are that are to be read."""
        several: list[Came] = []
        count = held = done = 0
        for done, one in enumerate(source, 1):
            several.append(one)
            count += max(1, len(one.files))
            held += one.size
            if count >= _AT_ONCE or held >= _BYTES_AT_ONCE:
                yield from self._kept_group(several, done)
                several, count, held = [], 0, 0
        if several:
            yield from self._kept_group(several, done)

    def _kept_group(self, several: Sequence[Came], done: int) -> Iterator[Path]:
        self._note_groups()
        group = self._group(several, done)
        self._groups.append(group)
        return (file.path for file in group.files)

    def _group(self, several: Sequence[Came], done: int) -> _Group:
        """Keep what is new of what came."""
        arrivals = [file for one in several for file in one.files]
        self.came += len(arrivals)
        self._companions.came(arrivals)
        new = _new(arrivals, self._known)
        mails = _new([one.letter for one in several if one.letter is not None], self._known_mails)
        if new or mails:
            make_folder(self._round.folder.returned)
            make_folder(self._incoming)
        files = [
            _File(replace(one, content=b""), len(one.content), self._half(one.digest, _suffix(one.name)))
            for one in new
        ]
        contents = {file.path: one.content for file, one in zip(files, new, strict=True)}
        contents |= {self._half(one.digest, one.suffix): one.content for one in mails}
        keep_files(contents)
        notes = [one.note for one in several if one.note is not None]
        return _Group(done, files, [self._letter(one) for one in mails], notes, [])

    def _half(self, digest: str, suffix: str) -> Path:
        return self._incoming / f"{digest}{suffix}"

    def _letter(self, one: MailArrival) -> _Letter:
        """Give a message its place in the folder of the round."""
        folder = self._round.folder
        make_folder(folder.mails)
        kept = folder.mails / f"{one.at.astimezone():%Y%m%d-%H%M%S}_{one.digest[:_DIGITS]}{one.suffix}"
        os.replace(self._half(one.digest, one.suffix), kept)
        path = kept.relative_to(folder.path).as_posix()
        details = {
            "name": one.name,
            "path": path,
            "at": one.at.isoformat(),
            "sender": one.mail.sender,
            "subject": one.mail.subject,
            "why": one.why,
        }
        code = self._owners.owner_of_address(*one.mail.recipients, one.mail.sender)
        letter = self._owners.letter_of(one.mail.about)
        if letter is not None:
            details[ABOUT] = letter[0]
            if one.mail.kind in (MailKind.BOUNCE, MailKind.RECEIPT):
                code = letter[1]  # a report names for certain what it is about
            elif code is None:
                details["how"], code = How.REPLY.value, letter[1]
        return _Letter(one.digest, len(one.content), path, code, details)

    def _note_groups(self) -> None:
        """Note the groups that have been read."""
        while self._groups and self._groups[0].is_read:
            group = self._groups.popleft()
            belongings = self._companions.of([file.arrival for file in group.files], group.readings)
            kept = [self._kept(*one) for one in zip(group.files, group.readings, belongings, strict=True)]
            if kept:
                keep_names(self._round.folder.returned)
                with self._ledger.transaction():
                    for one in kept:
                        self._note(one)
            if group.letters or group.notes:
                self._note_mails(group)
            self.new += len(kept)
            self.mails += len(group.letters)
            self._progress(group.done)

    def _note_mails(self, group: _Group) -> None:
        """Note messages, after their attachments: killed in between, the next run finds the message new."""
        if group.letters:
            keep_names(self._round.folder.mails)
        with self._ledger.transaction():
            for one in group.letters:
                self._ledger.add_file(one.digest, one.size, one.path)
                self._ledger.add(EventKind.MESSAGE, one.code, digest=one.digest, details=one.details)
            for note in group.notes:
                note(self._ledger)

    def _kept(self, file: _File, reading: Reading, belonging: Belonging) -> _Kept:
        """Give a file its name in the folder of the round."""
        arrival, owner = file.arrival, belonging.owner
        when = f"{arrival.at.astimezone():%Y%m%d-%H%M%S}"
        parts = filter(None, (when, safe_name(owner.code or ""), arrival.digest[:_DIGITS]))
        kept = self._round.folder.returned / f"{'_'.join(parts)}{file.path.suffix}"
        os.replace(file.path, kept)
        member = self._members.get(owner.code or "")
        last_year = last_year_of(self._round, self._ledger, owner.code or "")
        judged = as_of_round(reading, member, owner.how, self._round, last_year)
        return _Kept(file, kept.relative_to(self._round.folder.path).as_posix(), belonging, judged)

    def _note(self, kept: _Kept) -> None:
        arrival, owner = kept.file.arrival, kept.belonging.owner
        self._ledger.add_file(arrival.digest, kept.file.size, kept.path)
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
        if kept.belonging.is_attached:
            told = {"mail": arrival.mail, "form": kept.belonging.form}
            details = {name: said for name, said in told.items() if said}
            self._ledger.add(EventKind.ATTACHED, owner.code, digest=arrival.digest, details=details)
            self.attached += 1


def _new(arrivals: Sequence[_One], known: set[str]) -> Sequence[_One]:
    """Return what is not among the `known` digests, each once, and let it be known from now on."""
    new: dict[str, _One] = {}
    for arrival in arrivals:
        if arrival.digest not in known:
            new.setdefault(arrival.digest, arrival)
    known.update(new)
    return list(new.values())


def _suffix(name: str) -> str:
    """Return how a file ends that a stranger named, if it is a usual ending."""
    suffix = Path(name).suffix.lower()
    return suffix if _ENDING.fullmatch(suffix) else ""
