"""Sending letters one by one: noted before the server hears of each, and as soon as it has answered.

A command that is killed in between leaves a letter of which nobody knows whether the server accepted it. It
is told, and not sent again unless somebody asks for it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from collection.errors import CollectionError
from collection.round.folder import Round
from collection.round.ledger.deliveries import DELIVERY_EVENTS, deliveries
from collection.round.ledger.events import EventKind
from collection.round.ledger.ledger import Ledger, held
from collection.round.mailboxes.smtp_session import Dropped, Refused, SmtpSession
from collection.round.mailboxes.smtp_settings import SmtpSettings
from collection.round.outgoing.sending.message import Message, message_of
from collection.round.outgoing.sending.outbox import Outbox, OutgoingLetter, smtp_of
from templates.findings.errors import Sentence, TianbaoError

__all__ = ["SendingReport", "send_letters"]

_MINUTE = 60.0
_MOST_REFUSED = 10
"""Letters that the server may refuse one after the other before the rest is left for another time: it means
all of them, and services shut out who keeps trying."""


@dataclass(slots=True)
class SendingReport:
    """What became of the letters of an outbox.

    `sent` were accepted; `refused` were not, for ever, in the words of the server; of `doubtful` ones nobody
    knows. `failed` could not be made into messages. `left` were not tried, or are to be tried again, because
    of what `stopped` says.
    """

    sent: list[OutgoingLetter] = field(default_factory=list)
    refused: list[tuple[OutgoingLetter, str]] = field(default_factory=list)
    doubtful: list[OutgoingLetter] = field(default_factory=list)
    failed: list[tuple[OutgoingLetter, TianbaoError]] = field(default_factory=list)
    left: list[OutgoingLetter] = field(default_factory=list)
    stopped: Sentence | None = None

    @property
    def is_whole(self) -> bool:
        """Whether every letter was sent."""
        return not (self.refused or self.doubtful or self.failed or self.left or self.stopped)


def send_letters(
    round: Round,
    outbox: Outbox,
    password: str | None,
    *,
    progress: Callable[[int, int], None] = lambda done, total: None,
    wait: Callable[[float], None] = time.sleep,
) -> SendingReport:
    """Send the letters of an outbox, at most so many in a minute as the settings say.

    What the server refuses for ever stops no other letter; what it refuses for now ends the sending, as does
    a connection that breaks: what was sent is noted, and the rest is sent next time.

    Raises `CollectionError` where nothing could be sent: no server is set, it cannot be reached or believed,
    or it refuses the password; where another command is sending; or where the ledger cannot be written, after
    which nothing more is sent.
    """
    settings = smtp_of(round)
    with held(round.folder.sending), round.ledger() as ledger:
        sender = _Sender(round, settings, ledger, password, wait)
        try:
            return sender.send(outbox, progress)
        finally:
            sender.close()


class _Sender:
    def __init__(
        self,
        round: Round,
        settings: SmtpSettings,
        ledger: Ledger,
        password: str | None,
        wait: Callable[[float], None],
    ) -> None:
        self._round, self._settings, self._ledger = round, settings, ledger
        self._password, self._wait = password, wait
        self._next = time.monotonic()
        self._session: SmtpSession | None = None
        self._accepted = 0
        self._refused_in_a_row = 0
        self._report = SendingReport()

    def close(self) -> None:
        if self._session is not None:
            self._session.close()
            self._session = None

    def send(self, outbox: Outbox, progress: Callable[[int, int], None]) -> SendingReport:
        report, letters = self._report, self._unchanged(outbox)
        files = self._ledger.files()
        if letters:
            self._connect()
        for done, letter in enumerate(letters):
            progress(done, len(letters))
            self._one(letter, files)
            if report.stopped is not None:
                report.left += letters[done + 1 :]
                break
        else:
            progress(len(letters), len(letters))
        return report

    def _unchanged(self, outbox: Outbox) -> list[OutgoingLetter]:
        """Return the letters that no other command has begun to send since the outbox was looked at."""
        now = deliveries(self._ledger.events(*DELIVERY_EVENTS, EventKind.MESSAGE))
        return [one for one in outbox.letters if now.get(one.path) == one.delivery]

    def _connect(self) -> None:
        self.close()
        self._session = SmtpSession(self._settings, self._password, self._round.folder.path)
        self._accepted = 0

    def _one(self, letter: OutgoingLetter, files: Mapping[str, str]) -> None:
        """Send a letter, over another connection where the server closed one that had served for a while."""
        at = datetime.now().astimezone()
        try:
            message = message_of(self._round, self._settings, letter, at, files)
        except CollectionError as error:
            self._report.failed.append((letter, error))
            return
        now = time.monotonic()
        self._wait(max(self._next - now, 0))
        self._next = max(self._next, now) + _MINUTE / self._settings.per_minute
        try:
            self._hand_over(letter, message)
        except Dropped as error:
            if error.may_be_accepted:
                self._report.doubtful.append(letter)
                self._report.stopped = Sentence.of("smtp-broken", reason=error.words)
                return
            self._note(EventKind.UNSENT, letter, message, answer=error.words, is_final="")
            if not self._accepted:
                self._stop(letter, Sentence.of("smtp-broken", reason=error.words))
                return
            try:
                self._connect()
            except CollectionError as failed:
                self._stop(letter, failed.what)
                return
            self._one(letter, files)

    def _hand_over(self, letter: OutgoingLetter, message: Message) -> None:
        """Hand a letter to the server, and note what it says. Raises `Dropped`."""
        assert self._session is not None
        details = {"to": message.recipient, "sha256": message.digest}
        self._note(EventKind.SENDING, letter, message, **details)
        try:
            words = self._session.send(self._settings.sender, message.recipient, message.content)
        except Refused as refusal:
            final = "" if refusal.is_temporary else "yes"
            self._note(EventKind.UNSENT, letter, message, answer=refusal.words, is_final=final)
            if refusal.is_temporary:
                self._stop(letter, Sentence.of("smtp-put-off", reason=refusal.words))
                return
            self._report.refused.append((letter, refusal.words))
            self._refused_in_a_row += 1
            if refusal.is_about_login or self._refused_in_a_row >= _MOST_REFUSED:
                self._report.stopped = Sentence.of("smtp-refuses-all", reason=refusal.words)
        else:
            self._note(EventKind.SENT, letter, message, answer=words, sha256=message.digest)
            self._report.sent.append(letter)
            self._accepted += 1
            self._refused_in_a_row = 0

    def _stop(self, letter: OutgoingLetter, why: Sentence) -> None:
        self._report.left.append(letter)
        self._report.stopped = why

    def _note(self, kind: EventKind, letter: OutgoingLetter, message: Message, **told: str) -> None:
        details = {"letter": letter.path, "message_id": message.message_id, **told}
        self._ledger.add(kind, letter.member.code, details=details)
