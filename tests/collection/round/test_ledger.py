"""The ledger: what it keeps, what it refuses, and that it is whole after anything."""

from __future__ import annotations

import shutil
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from collection import CollectionError
from collection.round.ledger.events import EventKind
from collection.round.ledger.fetched import MailboxFolder
from collection.round.ledger.ledger import Ledger, Member, Verdict
from collection.round.ledger.schema import MIGRATIONS

DATA = Path(__file__).parents[2] / "data"
MEMBER = Member("101001", "甲局", "李明", "a@example.cn", "行政", None)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "ledger.sqlite"
    with Ledger(file, new=True) as ledger:
        ledger.set_member(MEMBER, 0)
    return file


def test_what_happened_is_told_in_its_order(path: Path) -> None:
    before = datetime.now(UTC)
    with Ledger(path) as ledger, ledger.transaction():
        ledger.add_file("ab", 7, "issued/a.xlsx")
        ledger.add(EventKind.JOINED, "101001")
        ledger.add(EventKind.ISSUED, "101001", digest="ab", details={"name": "甲"})
    with Ledger(path) as ledger:
        joined, issued = ledger.events()
        assert ledger.events(EventKind.ISSUED) == [issued]
        assert ledger.digests(EventKind.ISSUED) == {"ab"}
        assert ledger.files() == {"ab": "issued/a.xlsx"}
    assert (joined.kind, joined.digest, joined.details) == (EventKind.JOINED, None, {})
    assert (issued.department, issued.digest, issued.details) == ("101001", "ab", {"name": "甲"})
    assert before <= joined.at <= issued.at <= datetime.now(UTC)


def test_a_copy_is_whole_while_another_command_writes(path: Path, tmp_path: Path) -> None:
    with Ledger(path) as ledger, Ledger(path) as other:
        ledger.add(EventKind.JOINED, "101001")
        with other.transaction():
            other.add(EventKind.LEFT, "101001")
            ledger.copy_to(tmp_path / "copy.sqlite")
    assert [one.name for one in tmp_path.glob("copy*")] == ["copy.sqlite"], "no journal lies beside it"
    before = (tmp_path / "copy.sqlite").read_bytes()
    with Ledger(tmp_path / "copy.sqlite") as copy:
        assert [event.kind for event in copy.events()] == [EventKind.JOINED]
        assert copy.members() == [MEMBER]
    assert (tmp_path / "copy.sqlite").read_bytes() == before, "to look at it changes nothing"


def test_a_copy_that_cannot_be_written_is_told(path: Path, tmp_path: Path) -> None:
    with Ledger(path) as ledger, pytest.raises(CollectionError, match=r"copy\.sqlite"):
        ledger.copy_to(tmp_path / "gone" / "copy.sqlite")


def test_readings_are_those_of_the_verdicts(path: Path) -> None:
    with Ledger(path) as ledger, ledger.transaction():
        for digest in ("ab", "cd"):
            ledger.add_file(digest, 1, f"returned/{digest}")
        for digest, rules in (("ab", "new"), ("ab", "old"), ("cd", "old"), ("cd", "older")):
            ledger.set_verdict(Verdict(digest, rules, 1, None, 0, 0, f"{digest} by {rules}"))
        assert dict(ledger.readings("new")) == {"ab": "ab by new", "cd": "cd by older"}
        assert {name: one.rules for name, one in ledger.verdicts("new").items()} == {
            "ab": "new",
            "cd": "older",
        }
        assert ledger.last_rules() == "older"


def add_two(ledger: Ledger) -> None:
    """Add two events, the second of a department that there is not."""
    with ledger.transaction():
        ledger.add(EventKind.JOINED, "101001")
        ledger.add(EventKind.JOINED, "999")


def test_a_transaction_that_fails_leaves_nothing(path: Path) -> None:
    with Ledger(path) as ledger:
        with pytest.raises(sqlite3.IntegrityError):
            add_two(ledger)
        assert ledger.events() == []
        with ledger.transaction():
            ledger.add(EventKind.JOINED, "101001")
        assert len(ledger.events()) == 1


@pytest.mark.parametrize("statement", ["DELETE FROM event", "UPDATE event SET at = ''"])
def test_no_program_changes_what_happened(path: Path, statement: str) -> None:
    with Ledger(path) as ledger:
        ledger.add(EventKind.JOINED, "101001")
    base = sqlite3.connect(path)
    with pytest.raises(sqlite3.IntegrityError, match="events are never"):
        base.execute(statement)
    base.close()


@pytest.mark.parametrize(("department", "digest"), [("999", None), ("101001", "unknown")])
def test_an_event_is_of_a_known_department_and_file(path: Path, department: str, digest: str | None) -> None:
    with Ledger(path) as ledger, pytest.raises(sqlite3.IntegrityError):
        ledger.add(EventKind.ISSUED, department, digest=digest)


def test_members_stand_as_in_the_roster_and_who_left_comes_last(path: Path) -> None:
    second, gone = Member("101000", "乙局"), Member("100000", "丙局", has_left=True)
    with Ledger(path) as ledger:
        ledger.set_member(second, 1)
        ledger.set_member(gone, 0)
        assert ledger.members() == [MEMBER, second, gone]
        ledger.set_member(second, 0)
        ledger.set_member(MEMBER, 1)
        assert ledger.members() == [second, MEMBER, gone]


def test_facts_are_kept(path: Path) -> None:
    with Ledger(path) as ledger:
        assert ledger.fact("id") is None
        ledger.set_fact("id", "a")
        ledger.set_fact("id", "b")
        assert ledger.fact("id") == "b"


def test_the_tables_are_those_of_this_version_and_safe_on_power_failure(path: Path) -> None:
    base = sqlite3.connect(path)
    assert base.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
    assert base.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    base.close()


def test_a_ledger_of_the_first_version_is_brought_up(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    shutil.copyfile(DATA / "ledger.v1.sqlite", path)
    with Ledger(path) as ledger:
        assert [member.code for member in ledger.members()] == ["101001", "101002"]
        assert [event.kind for event in ledger.events()] == [EventKind.JOINED, EventKind.JOINED]
        assert ledger.past("101001") is None
        ledger.set_past("101001", "{}")
        assert ledger.past("101001") == "{}"


def test_a_ledger_of_the_second_version_is_brought_up(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    shutil.copyfile(DATA / "ledger.v2.sqlite", path)
    folder = MailboxFolder("imap.163.com", "a@163.com", "INBOX", 7)
    with Ledger(path) as ledger:
        assert ledger.past("101001") == "{}"
        assert ledger.digests(EventKind.MESSAGE) == {"ab"}
        ledger.add_fetched(folder, 3, "ab")
        assert ledger.fetched(folder) == {3}


def test_messages_are_remembered_by_server_user_folder_and_validity(path: Path) -> None:
    folder = MailboxFolder("IMAP.163.com", "a@163.com", "INBOX", 7)
    with Ledger(path) as ledger, ledger.transaction():
        ledger.add_file("ab", 7, "mails/a.eml")
        for uid in (5, 9, 5):
            ledger.add_fetched(folder, uid, "ab")
    with Ledger(path) as ledger:
        assert ledger.fetched(replace(folder, host="imap.163.com")) == {5, 9}
        assert ledger.begun_at() is None
        for other in (
            replace(folder, host="imap.126.com"),
            replace(folder, user="b@163.com"),
            replace(folder, name="目标"),
            replace(folder, validity=8),
        ):
            assert ledger.fetched(other) == set()
        with pytest.raises(sqlite3.IntegrityError):
            ledger.add_fetched(folder, 11, "unknown")
        ledger.add(EventKind.JOINED, "101001")
        ledger.add(EventKind.JOINED, "101001")
        assert ledger.begun_at() == ledger.events()[0].at


def test_a_ledger_of_a_newer_version_is_left_alone(path: Path) -> None:
    base = sqlite3.connect(path)
    base.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    base.close()
    with pytest.raises(CollectionError, match="newer version"):
        Ledger(path)


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\x00", b"PK\x03\x04" * 400])
def test_what_is_no_ledger_is_told(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "ledger.sqlite"
    file.write_bytes(content)
    with pytest.raises(CollectionError) as caught:
        Ledger(file)
    assert caught.value.code == "ledger-is-none"


def test_a_database_of_another_program_is_no_ledger(tmp_path: Path) -> None:
    file = tmp_path / "ledger.sqlite"
    base = sqlite3.connect(file)
    base.execute("CREATE TABLE a (b)")
    base.close()
    with pytest.raises(CollectionError, match="not the ledger of a round"):
        Ledger(file)


def test_a_ledger_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(CollectionError) as caught:
        Ledger(tmp_path / "ledger.sqlite")
    assert caught.value.code == "ledger-not-usable"
    assert list(tmp_path.iterdir()) == []


def test_another_command_that_writes_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("collection.round.ledger.ledger._WAIT_FOR_OTHERS", 0.01)
    with Ledger(path) as first, Ledger(path) as second, first.transaction():
        assert second.members() == [MEMBER]  # reading goes on
        with pytest.raises(CollectionError, match="Another command"), second.transaction():
            pass
