"""The tables of the ledger, and how a ledger of an earlier version becomes one of this."""

from __future__ import annotations

__all__ = ["APPLICATION", "MIGRATIONS"]

APPLICATION = 0x7469616E
"""`tian`: SQLite's mark that a database is of this kind (PRAGMA application_id)."""

_FIRST = (
    "CREATE TABLE fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT",
    """CREATE TABLE member (
        code TEXT PRIMARY KEY,
        place INTEGER NOT NULL,
        name TEXT NOT NULL,
        contact TEXT,
        email TEXT,
        in_group TEXT,
        parent TEXT,
        has_left INTEGER NOT NULL DEFAULT 0
    ) STRICT""",
    "CREATE TABLE file (digest TEXT PRIMARY KEY, size INTEGER NOT NULL, path TEXT NOT NULL UNIQUE) STRICT",
    """CREATE TABLE event (
        id INTEGER PRIMARY KEY,
        at TEXT NOT NULL,
        kind TEXT NOT NULL,
        department TEXT REFERENCES member (code),
        digest TEXT REFERENCES file (digest),
        details TEXT NOT NULL DEFAULT '{}'
    ) STRICT""",
    "CREATE INDEX event_by_department ON event (department, kind)",
    """CREATE TABLE verdict (
        digest TEXT NOT NULL REFERENCES file (digest),
        rules TEXT NOT NULL,
        revision INTEGER NOT NULL,
        refusal TEXT,
        errors INTEGER NOT NULL,
        warnings INTEGER NOT NULL,
        reading BLOB NOT NULL,
        PRIMARY KEY (digest, rules)
    ) STRICT""",
    # What happened has happened: no program may tell it otherwise later.
    """CREATE TRIGGER event_stays BEFORE UPDATE ON event
        BEGIN SELECT RAISE(ABORT, 'events are never changed'); END""",
    """CREATE TRIGGER event_is_kept BEFORE DELETE ON event
        BEGIN SELECT RAISE(ABORT, 'events are never removed'); END""",
)

_PAST = (
    "CREATE TABLE past (department TEXT PRIMARY KEY REFERENCES member (code), reading BLOB NOT NULL) STRICT",
)

_FETCHED = (
    """CREATE TABLE mailbox (
        id INTEGER PRIMARY KEY,
        host TEXT NOT NULL,
        user TEXT NOT NULL,
        folder TEXT NOT NULL,
        validity INTEGER NOT NULL,
        UNIQUE (host, user, folder, validity)
    ) STRICT""",
    """CREATE TABLE fetched (
        mailbox INTEGER NOT NULL REFERENCES mailbox (id),
        uid INTEGER NOT NULL,
        digest TEXT NOT NULL REFERENCES file (digest),
        PRIMARY KEY (mailbox, uid)
    ) STRICT, WITHOUT ROWID""",
)

MIGRATIONS: tuple[tuple[str, ...], ...] = (_FIRST, _PAST, _FETCHED)
"""What makes each version of the one before it; a new ledger goes through all of them."""
