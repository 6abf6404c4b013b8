"""What the ledger remembers of mailboxes: which messages were fetched, by the numbers of their servers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

__all__ = ["FetchedMessages", "MailboxFolder"]


@dataclass(frozen=True, slots=True)
class MailboxFolder:
    """A folder of a mailbox as its server counts its messages.

    Under another `validity` (UIDVALIDITY of RFC 3501), all UIDs are those of other messages.
    """

    host: str
    user: str
    name: str
    validity: int


class FetchedMessages:
    """The part of the ledger that knows which messages of a mailbox have been taken in."""

    def fetched(self, folder: MailboxFolder) -> set[int]:
        """Return the UIDs of the messages of a folder that were fetched and noted."""
        rows = self._all(
            "SELECT uid FROM fetched JOIN mailbox ON mailbox.id = fetched.mailbox"
            " WHERE host = ? AND user = ? AND folder = ? AND validity = ?",
            *_key(folder),
        )
        return {uid for (uid,) in rows}

    def add_fetched(self, folder: MailboxFolder, uid: int, digest: str) -> None:
        """Note that a message was fetched, by its SHA-256; the ledger has it among its files."""
        self._do(
            "INSERT INTO mailbox (host, user, folder, validity) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
            *_key(folder),
        )
        self._do(
            "INSERT INTO fetched SELECT id, ?, ? FROM mailbox"
            " WHERE host = ? AND user = ? AND folder = ? AND validity = ? ON CONFLICT DO NOTHING",
            uid,
            digest,
            *_key(folder),
        )

    def begun_at(self) -> datetime | None:
        """Return when the first event happened, which is when the round began."""
        rows = self._all("SELECT at FROM event ORDER BY id LIMIT 1")
        return datetime.fromisoformat(rows[0][0]) if rows else None

    def _do(self, statement: str, *values: Any) -> None:
        raise NotImplementedError

    def _all(self, statement: str, *values: Any) -> list[Any]:
        raise NotImplementedError


def _key(folder: MailboxFolder) -> tuple[str, str, str, int]:
    return folder.host.lower(), folder.user, folder.name, folder.validity
