"""A mailbox at a server (IMAP4rev1, RFC 3501): which messages wait there, and their bytes.

Nothing is deleted or moved, and no message is marked as read unless somebody asks for it: folders are opened
for reading alone, and messages are fetched with BODY.PEEK.
"""

from __future__ import annotations

import imaplib
import re
import socket
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from imap_tools import BaseMailBox, MailBox, MailBoxUnencrypted
from imap_tools.errors import MailboxFolderSelectError, MailboxLoginError

from collection.errors import CollectionError
from collection.round.mailboxes.connecting import Peer, talking, trust, words_of
from collection.round.mailboxes.imap_settings import ImapSettings
from templates.findings.errors import words_in_a_row

__all__ = ["Fetched", "Mailbox", "Waiting", "open_mailbox"]

_ASKED_AT_ONCE = 500
"""Messages whose sizes are asked for in one command: lines that every server takes."""

_AT_ONCE, _BYTES_AT_ONCE = 50, 4 * 2**20
"""Messages, and bytes of them, that are fetched by one command; memory holds a few times as much."""

_ID = '("name" "tianbao" "version" "1.0" "vendor" "tianbao")'
_WANTING_ID = ("163.com", "126.com", "yeah.net", "188.com", "netease.com")
"""Servers that say `Unsafe Login` to a client that has not said what it is (RFC 2971)."""

_UID, _SIZE = re.compile(rb"\bUID (\d+)"), re.compile(rb"\bRFC822\.SIZE (\d+)")
_LITERAL = re.compile(rb"\{(\d+)\}$")
_MOST_FOLDERS_NAMED = 40


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message that waits at the server: its UID, its bytes, when the server received it if it says so."""

    uid: int
    size: int
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Fetched:
    """A message that was fetched, byte by byte as the server keeps it."""

    uid: int
    content: bytes
    at: datetime | None


@contextmanager
def open_mailbox(settings: ImapSettings, password: str, ca: Path | None = None) -> Iterator[Mailbox]:
    """Connect with a server and log in; the connection ends with the block.

    Raises `CollectionError` where the server cannot be reached, is not the one it should be, is silent for
    too long, or refuses the password.
    """
    peer = Peer(settings.host, settings.port, settings.user)
    with talking(peer):
        box = _connected(settings, ca)
    try:
        _log_in(box, settings, password, peer)
        yield Mailbox(box, peer)
        with suppress(imaplib.IMAP4.error, OSError):  # nothing is lost where the server has gone by now
            box.client.logout()
    finally:
        _close(box)


def _connected(settings: ImapSettings, ca: Path | None) -> BaseMailBox:
    host, port, timeout = settings.host, settings.port, settings.timeout
    if settings.security == "tls":
        return MailBox(host, port, timeout=timeout, ssl_context=trust(ca))
    context = trust(ca) if settings.security == "starttls" else None
    box = MailBoxUnencrypted(host, port, timeout)
    try:
        if context is not None:
            if "STARTTLS" not in box.client.capabilities:
                raise CollectionError("mail-tls-failed", host=host, port=port, reason="STARTTLS")
            box.client.starttls(context)
    except BaseException:
        _close(box)
        raise
    return box


def _close(box: BaseMailBox) -> None:
    with suppress(imaplib.IMAP4.error, OSError):
        box.client.shutdown()


def _log_in(box: BaseMailBox, settings: ImapSettings, password: str, peer: Peer) -> None:
    peer.is_connected = True
    before = tuple(box.client.capabilities)
    with talking(peer):
        try:
            if settings.user.isascii() and password.isascii():
                box.login(settings.user, password, None)
            else:
                box.login_utf8(settings.user, password, None)
        except imaplib.IMAP4.abort:
            raise
        except (MailboxLoginError, imaplib.IMAP4.error) as error:
            said = words_of(error.command_result) if isinstance(error, MailboxLoginError) else str(error)
            said = said.replace(password, "***")  # a server that repeats what it was told
            raise CollectionError(
                "mail-password-refused", host=peer.host, user=peer.user, reason=said
            ) from None
        if "ID" in before or "ID" in _capabilities(box) or _wants_id(settings.host):
            with _unless_refused():
                box.client.xatom("ID", _ID)


def _capabilities(box: BaseMailBox) -> Sequence[str]:
    """Return what the server can do for somebody who has logged in, which may be more than before."""
    with _unless_refused():
        kind, data = box.client.capability()
        if kind == "OK" and data and data[-1]:
            return str(data[-1], "ascii", errors="replace").upper().split()
    return ()


@contextmanager
def _unless_refused() -> Iterator[None]:
    """Let a server refuse what it need not do; a connection that ends is no refusal."""
    try:
        yield
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error:
        return


def _wants_id(host: str) -> bool:
    name = host.lower().rstrip(".")
    return any(name == one or name.endswith(f".{one}") for one in _WANTING_ID)


class Mailbox:
    """A mailbox of somebody who has logged in. Whatever fails raises `CollectionError`."""

    def __init__(self, box: BaseMailBox, peer: Peer) -> None:
        self._box, self._peer = box, peer
        self.refused: dict[int, str] = {}
        """What the server said instead of giving a message of the open folder, by its UID."""

    def open(self, folder: str, *, writable: bool = False) -> int:
        """Open a folder, for reading alone; return its UIDVALIDITY: where that is another, so are all UIDs.

        It is 0 where the server says none: then no UID means anything the next time.
        Raises `CollectionError` where there is none of that name, with the names that there are.
        """
        self.refused = {}
        with talking(self._peer):
            try:
                self._box.folder.set(folder, readonly=not writable)
            except MailboxFolderSelectError as error:
                names = [one.name for one in self._box.folder.list()]
                if folder in names or folder.upper() == "INBOX" or not names:
                    raise  # it is there, and the server says why it gives it to nobody
                shown = words_in_a_row(
                    [*names[:_MOST_FOLDERS_NAMED], *["…"] * (len(names) > _MOST_FOLDERS_NAMED)]
                )
                raise CollectionError("mail-folder-unknown", folder=folder, names=shown) from error
            told = self._box.client.untagged_responses.get("UIDVALIDITY") or [b""]
        return int(told[-1]) if isinstance(told[-1], bytes) and told[-1].isdigit() else 0

    def waiting(self, since: date, known: Iterable[int]) -> list[Waiting]:
        """Return the messages of the open folder that came on a day or later, without those that are known.

        The day is that of this machine's clock: a server may count days by another.
        """
        seen = set(known)
        with talking(self._peer):
            found = self._box.uids(f"SINCE {_as_imap(since - timedelta(days=1))}", charset=None)
            uids = sorted({int(one) for one in found if one.isdigit()} - seen)
            told = [one for piece in _pieces(uids, _ASKED_AT_ONCE) for one in self._sizes(piece)]
        return [one for one in told if one.at is None or one.at.astimezone().date() >= since]

    def _sizes(self, uids: Sequence[int]) -> Iterator[Waiting]:
        wanted = set(uids)
        for head, _ in _items(self._asked(uids, "(UID RFC822.SIZE INTERNALDATE)")):
            uid, size = _UID.search(head), _SIZE.search(head)
            if uid is not None and size is not None and int(uid[1]) in wanted:
                wanted.remove(int(uid[1]))
                yield Waiting(int(uid[1]), int(size[1]), _date(head))

    def heads(self, uids: Sequence[int]) -> dict[int, bytes]:
        """Return who wrote messages, when and about what: a few lines of each."""
        with talking(self._peer):
            data = self._asked(uids, "(UID BODY.PEEK[HEADER.FIELDS (FROM SUBJECT DATE)])") if uids else []
        found = ((_UID.search(head), content) for head, content in _items(data))
        return {int(uid[1]): content or b"" for uid, content in found if uid is not None}

    def fetch(self, messages: Sequence[Waiting]) -> Iterator[Fetched]:
        """Yield messages of the open folder, without those that have gone meanwhile or that it does not give.

        Where the connection ends, what came whole is yielded before that is said.
        """
        for batch in _batches(messages):
            yield from self._fetched(batch)

    def _fetched(self, batch: Sequence[Waiting]) -> Iterator[Fetched]:
        """Yield the messages of one command; where the server refuses it for one of them, each by itself."""
        uids = [one.uid for one in batch]
        client = self._box.client
        client.untagged_responses.pop("FETCH", None)
        data: Sequence[Any] = ()
        broken: Exception | None = None
        with talking(self._peer):
            try:
                kind, data = client.uid("FETCH", ",".join(map(str, uids)), "(UID INTERNALDATE BODY.PEEK[])")
            except (imaplib.IMAP4.abort, OSError) as error:
                kind, data, broken = "OK", client.untagged_responses.pop("FETCH", []), error
        if kind != "OK":
            if len(batch) == 1:
                self.refused[uids[0]] = words_of((kind, data))
            else:
                for one in batch:
                    yield from self._fetched([one])
            return
        wanted = set(uids)
        for head, content in _items(data):
            uid = _UID.search(head)
            if content is not None and uid is not None and int(uid[1]) in wanted:
                wanted.remove(int(uid[1]))
                yield Fetched(int(uid[1]), content, _date(head))
        if broken is not None:
            with talking(self._peer):
                raise broken

    def mark_read(self, uids: Iterable[int]) -> None:
        """Mark messages of the open folder as read that are not; nothing else of them is touched."""
        with talking(self._peer):
            unseen = {int(one) for one in self._box.uids("UNSEEN", charset=None)}
            for piece in _pieces(sorted(unseen.intersection(uids)), _ASKED_AT_ONCE):
                self._box.client.uid("STORE", ",".join(map(str, piece)), "+FLAGS.SILENT", r"(\Seen)")

    def _asked(self, uids: Sequence[int], what: str) -> Sequence[Any]:
        """Return what a server says of messages, piece by piece as it came."""
        kind, data = self._box.client.uid("FETCH", ",".join(map(str, uids)), what)
        if kind != "OK":
            raise imaplib.IMAP4.error(words_of((kind, data)))
        found: Sequence[Any] = data
        return found

    def interrupt(self) -> None:
        """End the connection at once, also while another thread waits for the server.

        The system ends it beneath TLS: what the other thread is using stays as it is.
        """
        with suppress(OSError):
            socket.socket.shutdown(self._box.client.sock, socket.SHUT_RDWR)


def _as_imap(day: date) -> str:
    """Return a day as IMAP writes it, whatever language the system speaks."""
    months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    return f"{day.day:02}-{months[day.month - 1]}-{day.year}"


def _date(head: bytes) -> datetime | None:
    """Return when the server received a message; None where it says nothing that is a time."""
    with suppress(ValueError, OverflowError, OSError):  # what the system makes of an impossible time
        told = imaplib.Internaldate2tuple(head)
        if told is not None:  # local time, without a zone
            return datetime(*told[:6]).astimezone(UTC)
    return None


def _batches(messages: Sequence[Waiting]) -> Iterator[Sequence[Waiting]]:
    batch: list[Waiting] = []
    held = 0
    for one in messages:
        if batch and (len(batch) >= _AT_ONCE or held + one.size > _BYTES_AT_ONCE):
            yield batch
            batch, held = [], 0
        batch.append(one)
        held += one.size
    if batch:
        yield batch


def _pieces(uids: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    rest = iter(uids)
    while piece := list(islice(rest, size)):
        yield piece


def _items(data: Sequence[Any]) -> Iterator[tuple[bytes, bytes | None]]:
    """Yield what a server says of each message: the words around, and the literal if there is a whole one.

    imaplib hands on what stands before a literal with the literal, and then what stands behind it; an answer
    without a literal in one piece.
    """
    head, literal = b"", None
    is_whole = True
    for one in data:
        if isinstance(one, tuple):
            told = _LITERAL.search(one[0])
            is_whole = told is None or int(told[1]) == len(one[1])
            head, literal = head + one[0], one[1]
        elif isinstance(one, bytes):
            if is_whole:
                yield head + b" " + one, literal
            head, literal, is_whole = b"", None, True
