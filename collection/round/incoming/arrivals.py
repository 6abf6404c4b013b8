"""What came, file by file: as files, in archives, and attached to messages."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from collection.intake.files import is_workbook, might_hold_a_form
from collection.round.incoming.mail.messages import Attachment, Mail, MailKind, parse_mail
from collection.round.incoming.mail.outlook.compound import COMPOUND
from collection.round.incoming.mail.outlook.tnef import TNEF
from reader import UnreadableWorkbook
from reader.containers import content_of
from reader.containers.archive import archive_around, member, packed_names
from reader.containers.limits import MOST_BYTES_INFLATED

__all__ = ["Arrival", "MailArrival", "file_arrival", "is_mail", "mail_arrival"]

_MAIL, _OUTLOOK, _PACKED = ".eml", ".msg", ".dat"
_PACKED_NAME = "winmail.dat"
"""What Outlook packs a message into for other programs, which show it as a file."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file that came: its bytes, its name as people gave it, when it came, and from whom if that is known.

    `mail` is the digest of the message that it was attached to.
    """

    content: bytes
    digest: str
    name: str
    at: datetime
    sender: str = ""
    mail: str = ""


@dataclass(frozen=True, slots=True)
class MailArrival:
    """A message that came as a file, when it was received, and what may hold a form among its attachments."""

    content: bytes
    digest: str
    name: str
    at: datetime
    mail: Mail
    files: Sequence[Arrival]

    @property
    def suffix(self) -> str:
        """How a file with the message ends, by what it holds, whatever it was called."""
        if self.content.startswith(COMPOUND):
            return _OUTLOOK
        return _PACKED if self.content.startswith(TNEF) else _MAIL

    @property
    def why(self) -> str:
        """Say in a word what the officer should know of the message; nothing where it is as it should be."""
        if self.mail.kind is not MailKind.LETTER:
            return self.mail.kind.value
        if not self.mail.is_whole:
            return "damaged"
        if self.files:
            return ""
        return "netdisk" if self.mail.netdisk else "no-form"


def is_mail(path: Path) -> bool:
    """Tell by its name whether a file is a message."""
    return path.suffix.lower() in (_MAIL, _OUTLOOK) or path.name.lower() == _PACKED_NAME


def file_arrival(path: Path) -> Arrival:
    """Return what came with a file, or with one in a .zip. Raises `UnreadableWorkbook`."""
    content = content_of(path)
    return Arrival(content, _digest(content), path.name, _time_of(path))


def mail_arrival(path: Path) -> MailArrival:
    """Return what came with a message. Raises `UnreadableWorkbook` where the file cannot be read."""
    content = content_of(path)
    digest, mail = _digest(content), parse_mail(content)
    at = mail.at or _time_of(path)
    files: list[Arrival] = []
    room = MOST_BYTES_INFLATED  # many small archives may hold as much as a large one
    for name, inner in (one for attachment in mail.attachments for one in _files_in(attachment)):
        room -= len(inner)
        if room < 0:
            mail = replace(mail, is_whole=False)
            break
        files.append(Arrival(inner, _digest(inner), name, at, mail.sender, digest))
    return MailArrival(content, digest, path.name, at, mail, files)


def _files_in(attachment: Attachment) -> Iterator[tuple[str, bytes]]:
    """Yield an attachment that may hold a form; of an archive the workbooks in it, if it has any."""
    name, content = attachment.name, attachment.content
    packed = [one for one in packed_names(content) if is_workbook(one)] if _is_archive(name) else []
    try:
        inner = [(PurePosixPath(one).name, member(content, one)) for one in packed]
    except UnreadableWorkbook:  # it is kept as it is, and reading it says why
        inner = []
    if inner:
        yield from ((one, found) for one, found in inner if found is not None)
    elif is_workbook(name) or might_hold_a_form(Path(name)):
        yield name, content


def _is_archive(name: str) -> bool:
    return name.lower().endswith(".zip")


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _time_of(path: Path) -> datetime:
    outer = path if path.exists() else archive_around(path) or path
    return datetime.fromtimestamp(outer.stat().st_mtime, UTC)
