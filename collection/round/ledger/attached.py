"""Files that belong to returns and are none, as the ledger tells of them: scans with a seal, pictures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from collection.round.ledger.events import Event, EventKind

__all__ = ["AttachedFile", "attached_files"]


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file that belongs to the return of a department (None: it is not known of which of several).

    `path` is where it is kept, `name` what it was called as it came, `mail` the SHA-256 of the message that
    it came with, and `form` that of the form in the same message; both are empty where there is none.
    """

    department: str | None
    digest: str
    path: str
    name: str
    at: datetime
    sender: str = ""
    mail: str = ""
    form: str = ""


def attached_files(events: Iterable[Event]) -> Mapping[str, AttachedFile]:
    """Return the files that belong to returns, by their digests, in the order in which they came."""
    attached: dict[str | None, Event] = {}
    owners: dict[str | None, str | None] = {}
    received: list[Event] = []
    for event in events:
        if event.kind is EventKind.RECEIVED:
            received.append(event)
        elif event.kind is EventKind.ATTACHED:
            attached[event.digest] = event
            owners.setdefault(event.digest, event.department)
        elif event.kind is EventKind.ASSIGNED:
            owners[event.digest] = event.department
    return {
        event.digest or "": AttachedFile(
            owners[event.digest],
            event.digest or "",
            event.details["path"],
            event.details["name"],
            datetime.fromisoformat(event.details["at"]),
            event.details.get("sender", ""),
            event.details.get("mail", ""),
            attached[event.digest].details.get("form", ""),
        )
        for event in received
        if event.digest in attached
    }
