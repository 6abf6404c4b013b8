"""One sample message, what a round must make of it, and the departments that send them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tests.collection.round.mail.mails import LATER, RECEIVED, message

__all__ = ["File", "Office", "Offices", "Sample", "sent"]


@dataclass(frozen=True)
class File:
    """A file that must be found: its name, whose it is, its bytes, the code of why it is unreadable."""

    name: str
    department: str | None
    content: bytes
    refusal: str | None = None


@dataclass(frozen=True)
class Office:
    """A department: its code, its address, and the form that it returns."""

    code: str
    address: str
    form: bytes

    def file(self, name: str) -> File:
        """Return its form as a file of this name."""
        return File(name, self.code, self.form)


class Offices:
    """The departments of a round, each handed out once."""

    def __init__(self, offices: Iterable[Office]) -> None:
        self._waiting = iter(offices)

    def next(self) -> Office:
        """Return the next one."""
        return next(self._waiting)


@dataclass(frozen=True)
class Sample:
    """A message, and what a round must make of it: files, whose the message is, and what is said of it."""

    which: str
    content: bytes
    files: Sequence[File]
    department: str | None
    why: str
    sender: str
    suffix: str = ".eml"
    """How the file with the message ends."""


def sent(
    which: str,
    office: Office,
    parts: Iterable[bytes],
    files: Sequence[File] = (),
    why: str = "",
    *,
    sender: bytes | None = None,
    subject: bytes = b"report",
    text: str = "请查收。",
    head: bytes = RECEIVED + LATER,
) -> Sample:
    """Return a message that a department sent."""
    by = office.address.encode() if sender is None else sender
    content = message(parts, sender=by, subject=subject, text=text, head=head)
    return Sample(which, content, tuple(files), office.code, why, office.address)
