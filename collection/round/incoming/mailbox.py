"""Collecting from a mailbox: each message as if somebody had saved it as a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime

from collection.errors import CollectionError
from collection.round.folder import Round
from collection.round.incoming.arrivals import Came, fetched_arrival
from collection.round.incoming.checks import follow_roster
from collection.round.incoming.collecting import Collected, Intake
from collection.round.incoming.mail.messages import parse_mail
from collection.round.ledger.fetched import MailboxFolder
from collection.round.ledger.ledger import Ledger
from collection.round.mailboxes.ahead import ahead
from collection.round.mailboxes.imap import Fetched, Mailbox, Waiting, open_mailbox
from collection.round.mailboxes.imap_settings import ImapSettings
from collection.round.mailboxes.passwords import IMAP_PASSWORD, password_of
from reader.containers.limits import MOST_BYTES_OF_FILE
from templates.findings.errors import Sentence

__all__ = ["collect_mailbox"]

_BYTES_AHEAD = 16 * 2**20
"""Of messages that are fetched while those before them are worked on."""


def collect_mailbox(
    round: Round,
    ask: Callable[[], str | None] | None = None,
    *,
    jobs: int = 1,
    executor: Executor | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Collected:
    """Collect the returns that came to the mailbox of a round, which its settings name.

    Only messages are fetched that no run before has noted. `ask` asks somebody for the password, where
    neither the environment nor the system's keyring has it. Killed, or where the connection drops, what came
    is kept, and the next run goes on.

    Raises:
        CollectionError: the settings name no mailbox; it cannot be looked into; the roster or the ledger is
            wrong, or a file cannot be kept.
    """
    settings = round.settings.imap
    if settings is None:
        raise CollectionError("round-without-mailbox", path=round.folder.settings)
    password = password_of(settings.host, settings.user, IMAP_PASSWORD, ask)
    ca = None if settings.ca is None else round.folder.path / settings.ca
    with open_mailbox(settings, password, ca) as mailbox, round.alone() as ledger:
        changes = follow_roster(round, ledger)
        visit = _Visit(mailbox, settings, ledger)
        intake = Intake(round, ledger, lambda done: progress(done, visit.total))
        intake.take(visit.came(), jobs, executor)
        if settings.mark_read:
            visit.mark_read(ledger)
    return Collected(
        intake.new,
        intake.came - intake.new,
        [],
        intake.failed,
        changes,
        intake.mails,
        intake.attached,
        visit.left_there,
        visit.broken,
    )


@dataclass(frozen=True, slots=True)
class _Folder:
    """A folder of the mailbox, and the messages that are to be fetched from it."""

    place: MailboxFolder
    messages: Sequence[Waiting]


class _Visit:
    """One visit to a mailbox: what is new there, and why the visit ended early if it did."""

    def __init__(self, mailbox: Mailbox, settings: ImapSettings, ledger: Ledger) -> None:
        self._mailbox = mailbox
        self.left_there: list[Sentence] = []
        self.broken: CollectionError | None = None
        since = settings.since or _day_of(ledger.begun_at())
        self._folders: list[_Folder] = []
        for name in settings.folders:
            place = MailboxFolder(settings.host, settings.user, name, mailbox.open(name))
            waiting = mailbox.waiting(since, ledger.fetched(place) if place.validity else ())
            self._leave([one for one in waiting if one.size > MOST_BYTES_OF_FILE], name)
            self._folders.append(_Folder(place, [one for one in waiting if one.size <= MOST_BYTES_OF_FILE]))
        self.total = sum(len(folder.messages) for folder in self._folders)

    def _leave(self, messages: Sequence[Waiting], folder: str) -> None:
        """Say which messages are larger than anything that is read."""
        heads = self._mailbox.heads([one.uid for one in messages])
        for one in messages:
            mail = parse_mail(heads.get(one.uid, b""))
            self.left_there.append(
                Sentence.of(
                    "mail-too-large",
                    folder=folder,
                    megabytes=one.size // 2**20,
                    most=MOST_BYTES_OF_FILE // 2**20,
                    subject=mail.subject or "-",
                    sender=mail.sender or "-",
                )
            )

    def came(self) -> Iterator[Came]:
        """Yield messages, fetched while those before them are worked on; end where the connection does."""
        fetching = ahead(self._fetched(), _weight, _BYTES_AHEAD, self._mailbox.interrupt)
        try:
            with closing(fetching):
                for place, one in fetching:
                    letter = fetched_arrival(one.content, f"{place.name}/{one.uid}", one.at)
                    yield Came(letter.files, letter, _Note(place, one.uid, letter.digest))
        except CollectionError as error:
            self.broken = error

    def _fetched(self) -> Iterator[tuple[MailboxFolder, Fetched]]:
        for folder in self._folders:
            if folder.messages and self._mailbox.open(folder.place.name) == folder.place.validity:
                yield from ((folder.place, one) for one in self._mailbox.fetch(folder.messages))
                name = folder.place.name
                for uid, reason in self._mailbox.refused.items():
                    told = Sentence.of("mail-not-given", folder=name, uid=uid, reason=reason)
                    self.left_there.append(told)

    def mark_read(self, ledger: Ledger) -> None:
        """Mark as read what was noted, also by a run before that did not come to it."""
        if self.broken is not None:
            return
        try:
            for folder in self._folders:
                if self._mailbox.open(folder.place.name, writable=True) == folder.place.validity:
                    self._mailbox.mark_read(ledger.fetched(folder.place))
        except CollectionError as error:
            self.broken = error


@dataclass(frozen=True, slots=True)
class _Note:
    """Tells the ledger that a message was fetched."""

    place: MailboxFolder
    uid: int
    digest: str

    def __call__(self, ledger: Ledger) -> None:
        ledger.add_fetched(self.place, self.uid, self.digest)


def _weight(fetched: tuple[MailboxFolder, Fetched]) -> int:
    return len(fetched[1].content)


def _day_of(at: datetime | None) -> date:
    return (at or datetime.now()).astimezone().date()
