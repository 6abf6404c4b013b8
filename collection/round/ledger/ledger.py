"""The ledger of a round: what happened, to whom, with which file, kept by SQLite.

An event is added and never changed; what is so now follows from the events. A command that is killed leaves
whole transactions behind, and so does a power failure (WAL with full synchronization, SQLite's documentation
on `PRAGMA synchronous`).
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from collection.errors import CollectionError
from collection.round.ledger.events import Event, EventKind
from collection.round.ledger.fetched import FetchedMessages
from collection.round.ledger.schema import APPLICATION, MIGRATIONS

__all__ = ["ID", "Ledger", "Member", "Verdict", "held"]

ID = "id"
"""The fact by which a round is told from all others; it stands in the stamps of its workbooks."""

_KINDS = {kind.value: kind for kind in EventKind}

_WAIT_FOR_OTHERS = 30.0
"""Seconds that a command waits for another that is writing."""


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Hold a lock that no other process gets meanwhile; the system takes it from one that dies.

    It is the lock that SQLite has on every system. Raises `CollectionError` where another holds it for long.
    """
    with _told(path):
        lock = sqlite3.connect(path, timeout=_WAIT_FOR_OTHERS, isolation_level=None)
    try:
        with _told(path):
            lock.execute("BEGIN EXCLUSIVE")
        yield
    finally:
        lock.close()


def _packed(reading: str) -> bytes:
    """Return a reading as the ledger keeps it: a sixth of it, in a third of the time that a seventh takes."""
    return zlib.compress(reading.encode(), level=2)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Say in a sentence what keeps SQLite from its work."""
    try:
        yield
    except sqlite3.OperationalError as error:
        code = "ledger-busy" if "locked" in str(error) else "ledger-not-usable"
        raise CollectionError(code, path=path, reason=error) from error
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.IntegrityError | sqlite3.ProgrammingError):
            raise  # a mistake of ours
        raise CollectionError("ledger-is-none", path=path) from error


@dataclass(frozen=True, slots=True)
class Member:
    """A department of the round as the roster last spoke of it; `has_left` where it no longer does."""

    code: str
    name: str
    contact: str | None = None
    email: str | None = None
    group: str | None = None
    parent: str | None = None
    has_left: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rules of a moment made of a file: which issue of the form it is, and how much is wrong.

    `rules` is the digest of these rules, `refusal` the code of what made the file unreadable, `reading` all
    that was read, as JSON.
    """

    digest: str
    rules: str
    revision: int
    refusal: str | None
    errors: int
    warnings: int
    reading: str = ""


class Ledger(FetchedMessages):
    """An open ledger; used in a `with`, it is closed at the end.

    Raises `CollectionError` where the file cannot be used: another program holds it, the disk is full, it is
    no ledger, or it is of a newer version of the toolkit.
    """

    def __init__(self, path: Path, *, new: bool = False) -> None:
        self._path = path
        with _told(self._path):
            mode = "rwc" if new else "rw"
            self._base = sqlite3.connect(
                f"{path.absolute().as_uri()}?mode={mode}",
                uri=True,
                timeout=_WAIT_FOR_OTHERS,
                isolation_level=None,
            )
        try:
            with _told(self._path):
                self._prepare(new=new)
        except BaseException:
            self._base.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._base.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Let all that is added within happen at once, or not at all."""
        with _told(self._path):
            self._base.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._base.execute("ROLLBACK")
            raise
        with _told(self._path):
            self._base.execute("COMMIT")

    def fact(self, name: str) -> str | None:
        """Return what the round is known by, such as its `id`; None if nothing was said of that."""
        found = self._all("SELECT value FROM fact WHERE name = ?", name)
        return str(found[0][0]) if found else None

    def set_fact(self, name: str, value: str) -> None:
        """Say by what the round is known."""
        self._do(
            "INSERT INTO fact VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value", name, value
        )

    def members(self) -> list[Member]:
        """Return all departments that ever were in the roster, in its order; who left comes last."""
        rows = self._all(
            "SELECT code, name, contact, email, in_group, parent, has_left FROM member"
            " ORDER BY has_left, place"
        )
        return [
            Member(code, name, contact, email, group, parent, bool(has_left))
            for code, name, contact, email, group, parent, has_left in rows
        ]

    def set_member(self, member: Member, place: int) -> None:
        """Say what the roster says of a department, and where it stands there."""
        self._do(
            "INSERT INTO member (code, place, name, contact, email, in_group, parent, has_left)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (code) DO UPDATE SET place = excluded.place,"
            " name = excluded.name, contact = excluded.contact, email = excluded.email,"
            " in_group = excluded.in_group, parent = excluded.parent, has_left = excluded.has_left",
            member.code,
            place,
            member.name,
            member.contact,
            member.email,
            member.group,
            member.parent,
            int(member.has_left),
        )

    def add_file(self, digest: str, size: int, path: str) -> None:
        """Note a file of the round: its SHA-256, its bytes, where it is kept, from the round's folder."""
        self._do("INSERT INTO file VALUES (?, ?, ?) ON CONFLICT (digest) DO NOTHING", digest, size, path)

    def files(self) -> dict[str, str]:
        """Return where each file is kept, by its digest."""
        return dict(self._all("SELECT digest, path FROM file"))

    def add(
        self,
        kind: EventKind,
        department: str | None,
        *,
        digest: str | None = None,
        details: Mapping[str, str] | None = None,
    ) -> None:
        """Add an event, as of now."""
        at = datetime.now(UTC).isoformat(timespec="microseconds")
        told = json.dumps(dict(details or {}), ensure_ascii=False)
        self._do(
            "INSERT INTO event (at, kind, department, digest, details) VALUES (?, ?, ?, ?, ?)",
            at,
            kind.value,
            department,
            digest,
            told,
        )

    def events(self, *kinds: EventKind) -> list[Event]:
        """Return what happened, all or of these kinds, in the order in which it did."""
        chosen = f" WHERE kind IN ({', '.join('?' * len(kinds))})" if kinds else ""
        rows = self._all(
            f"SELECT id, at, kind, department, digest, details FROM event{chosen} ORDER BY id",
            *(kind.value for kind in kinds),
        )
        told = json.loads(f"[{','.join(row[-1] for row in rows)}]")  # all at once: a third of the time
        return [
            Event(number, datetime.fromisoformat(at), _KINDS[named], code, digest, details)
            for (number, at, named, code, digest, _), details in zip(rows, told, strict=True)
        ]

    def digests(self, kind: EventKind) -> set[str]:
        """Return the digests of the files that events of a kind are about."""
        return {digest for (digest,) in self._all("SELECT digest FROM event WHERE kind = ?", kind.value)}

    def last_at(self) -> datetime | None:
        """Return when the last event happened; None where there is none."""
        rows = self._all("SELECT at FROM event ORDER BY id DESC LIMIT 1")
        return datetime.fromisoformat(rows[0][0]) if rows else None

    def set_verdict(self, verdict: Verdict) -> None:
        """Keep what the rules made of a file."""
        self._do(
            "INSERT OR REPLACE INTO verdict VALUES (?, ?, ?, ?, ?, ?, ?)",
            verdict.digest,
            verdict.rules,
            verdict.revision,
            verdict.refusal,
            verdict.errors,
            verdict.warnings,
            _packed(verdict.reading),
        )

    def verdicts(self, rules: str) -> dict[str, Verdict]:
        """Return what was made of each file, by its digest, without the readings.

        It is by these rules where the file was read by them, else by those that read it last.
        """
        rows = self._all(
            "SELECT digest, rules, revision, refusal, errors, warnings FROM verdict"
            " ORDER BY rules = ?, rowid",
            rules,
        )
        return {row[0]: Verdict(*row) for row in rows}

    def last_rules(self) -> str | None:
        """Return the rules by which a file was read last; None where none was."""
        rows = self._all("SELECT rules FROM verdict ORDER BY rowid DESC LIMIT 1")
        return rows[0][0] if rows else None

    def reading(self, digest: str, rules: str) -> str | None:
        """Return the reading of a file by these rules, as JSON; None where it was not read by them."""
        rows = self._all("SELECT reading FROM verdict WHERE digest = ? AND rules = ?", digest, rules)
        return zlib.decompress(rows[0][0]).decode() if rows else None

    def readings(self, rules: str) -> Iterator[tuple[str, str]]:
        """Yield the digest of each file that was read, and its reading as JSON, one after the other.

        It is by the rules by which `verdicts` has it.
        """
        by = {digest: verdict.rules for digest, verdict in self.verdicts(rules).items()}
        with _told(self._path):
            for digest, named, content in self._base.execute("SELECT digest, rules, reading FROM verdict"):
                if by.get(digest) == named:
                    yield digest, zlib.decompress(content).decode()

    def set_past(self, department: str, reading: str) -> None:
        """Keep what a department returned the year before, as JSON."""
        content = _packed(reading)
        self._do("INSERT OR REPLACE INTO past VALUES (?, ?)", department, content)

    def past(self, department: str) -> str | None:
        """Return what a department returned the year before; None where nothing is known of it."""
        rows = self._all("SELECT reading FROM past WHERE department = ?", department)
        return zlib.decompress(rows[0][0]).decode() if rows else None

    def copy_to(self, path: Path) -> None:
        """Write the ledger as it is now to a file of its own, without a journal beside it.

        Raises `CollectionError` where that cannot be written.
        """
        with _told(path):
            copy = sqlite3.connect(path)
            try:
                self._base.backup(copy)
            finally:
                copy.close()

    def _prepare(self, *, new: bool) -> None:
        """Set up a new ledger, or bring an older one up to this version."""
        self._base.execute("PRAGMA foreign_keys = ON")
        self._base.execute("PRAGMA synchronous = FULL")
        (application,), (version,) = (
            self._base.execute(f"PRAGMA {name}").fetchone() for name in ("application_id", "user_version")
        )
        if (application, version) != (0, 0) or not new:
            if application != APPLICATION:
                raise CollectionError("ledger-is-none", path=self._path)
            if version > len(MIGRATIONS):
                raise CollectionError("ledger-newer", path=self._path)
        self._base.execute("PRAGMA journal_mode = WAL")
        if version == len(MIGRATIONS):
            return
        self._base.execute("BEGIN IMMEDIATE")  # another command may be at the same
        (version,) = self._base.execute("PRAGMA user_version").fetchone()
        for statements in MIGRATIONS[version:]:
            for statement in statements:
                self._base.execute(statement)
        self._base.execute(f"PRAGMA application_id = {APPLICATION}")
        self._base.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
        self._base.execute("COMMIT")

    def _do(self, statement: str, *values: Any) -> None:
        with _told(self._path):
            self._base.execute(statement, values)

    def _all(self, statement: str, *values: Any) -> list[Any]:
        with _told(self._path):
            return self._base.execute(statement, values).fetchall()
