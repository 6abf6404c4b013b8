"""What can happen in a round."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

__all__ = ["Event", "EventKind"]


class EventKind(StrEnum):
    """What happened; the value is what the ledger holds."""

    JOINED = "joined"
    """The department came into the roster, for the first time or again."""
    CHANGED = "changed"
    """The roster says something else of the department; `details` has what it said before."""
    LEFT = "left"
    """The department is no longer in the roster."""
    DEADLINE = "deadline"
    """The settings name another deadline; `details` have it, and the one before."""
    ISSUED = "issued"
    """A blank was made for the department: the file of the event."""
    MAILED = "mailed"
    """A letter with the blank was written for the department. Of letters, `details` have the file."""
    REMINDED = "reminded"
    """A letter that reminds was written; its mark is the day."""
    CORRECTED = "corrected"
    """What is to be corrected in the file of the event was written, with a letter."""
    RECEIPTED = "receipted"
    """A letter was written that says that the file of the event came and has no errors."""
    SENDING = "sending"
    """A letter is about to be handed to the server; `details` have its file, Message-ID and digest."""
    SENT = "sent"
    """The server accepted the letter, in the words of `details`; or the officer says that it went out."""
    UNSENT = "unsent"
    """The server did not accept the letter; `details` have its words, and whether they are its last."""
    RECEIVED = "received"
    """A file came, which is the department's, or nobody's that is known; `details` say how it was told."""
    ATTACHED = "attached"
    """A file that was received belongs to a return: a scan, a picture; `details` have message and form."""
    MESSAGE = "message"
    """A message came, from the department or about it; `details` say what there is to know of it."""
    ASSIGNED = "assigned"
    """The officer said whose the file is. Of this and what follows, `details` have the reason."""
    ACCEPTED = "accepted"
    """The officer took the file for the department's return."""
    REFUSED = "refused"
    """The officer did not take it; the department is to send another."""
    SET_ASIDE = "set-aside"
    """The officer left the file out of account."""
    RESTORED = "restored"
    """The officer took that back."""
    AMENDED = "amended"
    """A figure of the file was settled otherwise, by phone say; `details` have the field and the value."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened: when (UTC), to which department, with which file (by its SHA-256).

    Of two events the one with the larger `number` was later.
    """

    number: int
    at: datetime
    kind: EventKind
    department: str | None
    digest: str | None = None
    details: Mapping[str, str] = field(default_factory=dict)
