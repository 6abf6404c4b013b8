"""A letter as it is sent: its draft, byte for byte, with what makes a message of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.parser import BytesParser
from email.policy import default
from email.utils import format_datetime
from pathlib import Path

from collection.errors import CollectionError
from collection.round.folder import Round
from collection.round.mailboxes.smtp_settings import SmtpSettings, is_address
from collection.round.outgoing.letters.draft import header
from collection.round.outgoing.sending.outbox import Outbox, OutgoingLetter

__all__ = ["Message", "message_of", "subjects_of"]

_UNSENT = b"x-unsent"
_TO = b"to"


@dataclass(frozen=True, slots=True)
class Message:
    """A message that is ready to be sent: to whom, its bytes, by what it is known, and its subject."""

    recipient: str
    content: bytes
    message_id: str
    subject: str

    @property
    def digest(self) -> str:
        """The SHA-256 of what is sent."""
        return hashlib.sha256(self.content).hexdigest()


def message_of(
    round: Round, settings: SmtpSettings, letter: OutgoingLetter, at: datetime, files: Mapping[str, str]
) -> Message:
    """Return a letter as it is sent at a moment.

    It is the draft that was written, byte for byte, without `X-Unsent` and with `From` and `Date` before it.
    Where the roster has another address by now, the letter goes there. `files` are those of the ledger.

    Raises `CollectionError`: the draft is gone, or is no longer what was written; the address is none.
    """
    draft = _as_written(round, letter, files)
    head, blank, body = draft.partition(b"\r\n\r\n")
    read = BytesParser(policy=default).parsebytes(head + blank, headersonly=True)
    to = letter.member.email or ""
    if not is_address(to):
        raise CollectionError("round-letter-address", found=to)
    lines = list(_headers(head + b"\r\n"))
    if [one.addr_spec for one in read["To"].addresses] != [to]:
        changed = header("To", letter.member.contact or letter.member.name, to)
        lines = [changed if _name(line) == _TO else line for line in lines]
    kept = b"".join(line for line in lines if _name(line) != _UNSENT)
    sender = header("From", settings.name or round.settings.issuer, settings.sender)
    date = f"Date: {format_datetime(at)}\r\n".encode()
    content = sender + date + kept + b"\r\n" + body
    return Message(to, content, str(read["Message-ID"]), str(read["Subject"]))


def subjects_of(round: Round, outbox: Outbox) -> Sequence[str]:
    """Return the subjects of the letters of an outbox; empty where a draft cannot be read."""
    return [_subject(round.folder.path / one.path) for one in outbox.letters]


def _subject(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return str(BytesParser(policy=default).parse(file, headersonly=True)["Subject"])
    except OSError:
        return ""


def _as_written(round: Round, letter: OutgoingLetter, files: Mapping[str, str]) -> bytes:
    path = round.folder.path / letter.path
    try:
        draft = path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise CollectionError("input-not-readable", path=path, reason=reason) from error
    if files.get(hashlib.sha256(draft).hexdigest()) != letter.path:
        raise CollectionError("round-letter-altered", path=letter.path)
    return draft


def _headers(head: bytes) -> Iterable[bytes]:
    """Yield the headers of a message, each with the lines into which it is folded."""
    held = b""
    for line in head.splitlines(keepends=True):
        if held and line[:1] not in b" \t":
            yield held
            held = b""
        held += line
    yield held


def _name(line: bytes) -> bytes:
    return line.partition(b":")[0].strip().lower()
