"""What came, file by file: as files, in archives, and attached to messages."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from collection.intake.files import is_workbook, might_hold_a_form
from collection.round.incoming.mail.messages import Attachment, Mail, MailKind, parse_mail
from collection.round.incoming.mail.outlook.compound import COMPOUND
from collection.round.incoming.mail.outlook.tnef import TNEF
from collection.round.ledger.ledger import Ledger
from reader import UnreadableWorkbook
from reader.containers import content_of
from reader.containers.archive import archive_around, member, members, packed_names
from reader.containers.limits import MOST_BYTES_INFLATED

__all__ = [
    "Arrival",
    "Came",
    "MailArrival",
    "fetched_arrival",
    "file_arrival",
    "is_mail",
    "mail_arrival",
    "packed_beside",
]

_MAIL, _OUTLOOK, _PACKED = ".eml", ".msg", ".dat"
_PACKED_NAME = "winmail.dat"
"""What Outlook packs a message into for other programs, which show it as a file."""

_COMPANIONS = (
    *(".pdf", ".ofd"),
    *(".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff", ".webp", ".heic"),
    *(".doc", ".docx", ".docm", ".wps", ".rtf", ".odt"),
)
"""How scans and letters end that people pack beside a form."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file that came: its bytes, its name as people gave it, when it came, and from whom if that is known.

    `mail` is the digest of the message that it was attached to, `subject` what that is about. What came
    `together`, in one message or archive, has one word for it there.
    `answered` has the Message-IDs of letters that its message answers.
    """

    content: bytes
    digest: str
    name: str
    at: datetime
    sender: str = ""
    mail: str = ""
    subject: str = ""
    together: str = ""
    answered: Sequence[str] = ()


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


@dataclass(frozen=True, slots=True)
class Came:
    """What came in one piece: a file, or a message and what is attached; nothing where it cannot be read.

    `note` tells the ledger what else there is to know of it, in the transaction that notes its message.
    """

    files: Sequence[Arrival] = ()
    letter: MailArrival | None = None
    note: Callable[[Ledger], None] | None = None

    @property
    def size(self) -> int:
        """The bytes of all of it."""
        letter = 0 if self.letter is None else len(self.letter.content)
        return letter + sum(len(file.content) for file in self.files)


def is_mail(path: Path) -> bool:
    """Tell by its name whether a file is a message."""
    return path.suffix.lower() in (_MAIL, _OUTLOOK) or path.name.lower() == _PACKED_NAME


def file_arrival(path: Path) -> Arrival:
    """Return what came with a file, or with one in a .zip. Raises `UnreadableWorkbook`."""
    content = content_of(path)
    archive = archive_around(path)
    together = "" if archive is None else str(archive)
    return Arrival(content, _digest(content), path.name, _time_of(path), together=together)


def packed_beside(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield what lies in archives beside workbooks that were found in them, and may belong to one."""
    for archive in dict.fromkeys(filter(None, map(archive_around, paths))):
        yield from (archive.joinpath(*name.split("/")) for name in members(archive) if _may_belong(name))


def mail_arrival(path: Path) -> MailArrival:
    """Return what came with a message. Raises `UnreadableWorkbook` where the file cannot be read."""
    content = content_of(path)
    mail = parse_mail(content)
    return _mail_arrival(content, mail, path.name, mail.at or _time_of(path))


def fetched_arrival(content: bytes, name: str, at: datetime | None) -> MailArrival:
    """Return what came with a message that a server handed over, which it received at that time.

    Where the servers on its way wrote their times into it, the last of them counts, as for a file.
    """
    mail = parse_mail(content)
    is_told = mail.is_stamped or at is None
    return _mail_arrival(content, mail, name, (mail.at if is_told else at) or datetime.now(UTC))


def _mail_arrival(content: bytes, mail: Mail, name: str, at: datetime) -> MailArrival:
    digest = _digest(content)
    files: list[Arrival] = []
    room = MOST_BYTES_INFLATED  # many small archives may hold as much as a large one
    for called, inner in (one for attachment in mail.attachments for one in _files_in(attachment)):
        room -= len(inner)
        if room < 0:
            mail = replace(mail, is_whole=False)
            break
        subject, about = mail.subject, mail.about
        files.append(Arrival(inner, _digest(inner), called, at, mail.sender, digest, subject, digest, about))
    return MailArrival(content, digest, name, at, mail, files)


def _files_in(attachment: Attachment) -> Iterator[tuple[str, bytes]]:
    """Yield an attachment that may hold a form; of an archive the workbooks, and what belongs to them."""
    name, content = attachment.name, attachment.content
    names = packed_names(content) if _is_archive(name) else ()
    packed = [one for one in names if is_workbook(one)]
    if packed:
        packed += filter(_may_belong, names)
    try:
        inner = [(PurePosixPath(one).name, member(content, one)) for one in packed]
    except UnreadableWorkbook:  # it is kept as it is, and reading it says why
        inner = []
    if inner:
        yield from ((one, found) for one, found in inner if found is not None)
    elif is_workbook(name) or might_hold_a_form(Path(name)):
        yield name, content


def _may_belong(name: str) -> bool:
    """Tell by its path in an archive whether a file may belong to a form: no archive, no message, no note."""
    return name.lower().endswith(_COMPANIONS) and might_hold_a_form(Path(name))


def _is_archive(name: str) -> bool:
    return name.lower().endswith(".zip")


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _time_of(path: Path) -> datetime:
    outer = path if path.exists() else archive_around(path) or path
    return datetime.fromtimestamp(outer.stat().st_mtime, UTC)
