"""What the commands for letters have in common: they write, and send once somebody has agreed."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import typer

from collection import (
    CollectionError,
    EventKind,
    Letters,
    Outbox,
    Round,
    SmtpSettings,
    correct_round,
    mail_round,
    note_as_sent,
    open_round,
    outbox_of,
    receipt_round,
    remind_round,
    smtp_of,
    subjects_of,
)
from collection.round.mailboxes.passwords import SMTP_PASSWORD, password_of
from templates import Language, Text
from templates.findings.errors import words_in_a_row
from tianbao.commands.outcomes import FAILED, tell_letters
from tianbao.commands.terminal.console import note, put
from tianbao.commands.terminal.passwords import typed_password
from tianbao.commands.terminal.progress import progress_line
from tianbao.output.sending import noted_line, outbox_lines, report_lines, sender_words

__all__ = ["LETTERS", "Wanted", "Write", "post"]

Write = Callable[[Round, date], Letters]
"""What writes the letters of a kind, as of a day."""

LETTERS: Mapping[str, tuple[EventKind, Write]] = {
    "mail": (EventKind.MAILED, lambda round, _: mail_round(round)),
    "remind": (EventKind.REMINDED, remind_round),
    "correct": (EventKind.CORRECTED, lambda round, _: correct_round(round)),
    "receipts": (EventKind.RECEIPTED, lambda round, _: receipt_round(round)),
}
"""What each command writes, and how."""

_SURE = Text("现在发出？", "Send them now?")
_SENDING = Text("发信", "Sending")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the options of a command ask for."""

    send: bool = False
    dry_run: bool = False
    yes: bool = False
    only: Sequence[str] = ()
    again: Sequence[str] = ()
    sent: Sequence[str] = ()

    def check(self) -> None:
        """Raise `CollectionError` where an option is given that means nothing without `--send`."""
        given = {"--dry-run": self.dry_run, "--yes": self.yes, "--only": self.only, "--again": self.again}
        alone = [name for name, value in given.items() if value]
        if alone and not self.send:
            raise CollectionError("send-option-alone", options=words_in_a_row(alone))


def post(folder: Path, kind: EventKind, write: Write, wanted: Wanted, language: Language) -> None:
    """Write letters of a kind, and send them where that is wanted; end as failed where one could not be.

    That a server is set is looked at first: nothing is written for nothing.
    """
    wanted.check()
    round, begun = open_round(folder), datetime.now().astimezone()
    settings = smtp_of(round) if wanted.send else None
    letters = write(round, begun.date())
    is_well = tell_letters(letters, language)
    if wanted.sent and not wanted.dry_run:
        noted = note_as_sent(round, kind, begun.date(), wanted.sent)
        note(noted_line(noted, language))
    if settings is not None:
        outbox = outbox_of(round, kind, begun.date(), again=wanted.again, only=wanted.only)
        is_well &= _send(round, outbox, settings, begun, wanted, language)
    if not is_well:
        raise typer.Exit(FAILED)


def _send(
    round: Round,
    outbox: Outbox,
    settings: SmtpSettings,
    begun: datetime,
    wanted: Wanted,
    language: Language,
) -> bool:
    """Send the letters of an outbox, once somebody has agreed; return whether all went out that there are."""
    from collection import send_letters  # brings smtplib and ssl along, which drafts need not wait for

    sender = sender_words(settings, round.settings.issuer)
    subjects = subjects_of(round, outbox) if wanted.dry_run else ()
    for line in outbox_lines(outbox, settings, sender, begun, language, subjects):
        if wanted.dry_run:
            put(line + "\n")
        else:
            note(line)
    if wanted.dry_run or not outbox.letters:
        return not outbox.doubtful
    if not wanted.yes and not _is_agreed(language):
        return False
    password = _password(settings, language)
    with progress_line(_SENDING, language) as progress:
        report = send_letters(round, outbox, password, progress=progress)
    for line in report_lines(report, outbox.before, language):
        note(line)
    return report.is_whole and not outbox.doubtful


def _is_agreed(language: Language) -> bool:
    """Ask whoever sits at the terminal. Raises `CollectionError` where nobody does."""
    if sys.stdin is None or not sys.stdin.isatty():
        raise CollectionError("send-not-confirmed")
    return typer.confirm(_SURE.say(language), err=True)


def _password(settings: SmtpSettings, language: Language) -> str | None:
    """Return the password of the sender; None where nobody logs in. Raises `CollectionError`."""
    host, user = settings.host, settings.user
    if not user:
        return None
    return password_of(host, user, SMTP_PASSWORD, lambda: typed_password(host, user, language))
