"""Servers with habits of their own: what they are told, and what is made of their answers."""

from __future__ import annotations

from datetime import date

import pytest
from imap_tools import MailBoxUnencrypted

from collection import CollectionError
from collection.round.mailboxes import imap
from collection.round.mailboxes.imap import Mailbox, open_mailbox
from collection.round.mailboxes.imap_settings import ImapSettings
from tests.mail_servers.fake_imap import FakeImap

MESSAGES = {3: b"Subject: a\r\n\r\none", 5: b"Subject: b\r\n\r\n" + b"x" * 3_000, 9: b"Subject: c\r\n\r\n"}
LONG_AGO = date(2026, 1, 1)


def settings(server: FakeImap) -> ImapSettings:
    return ImapSettings("127.0.0.1", "jixiao@163.com", server.port, security="none", timeout=5)


def contents(mailbox: Mailbox) -> dict[int, bytes]:
    assert mailbox.open("INBOX") == 7
    return {one.uid: one.content for one in mailbox.fetch(mailbox.waiting(LONG_AGO, ()))}


def test_a_server_that_wants_to_know_its_client_is_told() -> None:
    with FakeImap(MESSAGES, wants_id=True) as server, open_mailbox(settings(server), "secret") as mailbox:
        assert contents(mailbox) == MESSAGES
    words = [command.split()[0] for command in server.heard]
    assert words.index("LOGIN") < words.index("ID") < words.index("EXAMINE")
    (told,) = (command for command in server.heard if command.startswith("ID"))
    assert told == 'ID ("name" "tianbao" "version" "1.0" "vendor" "tianbao")'


@pytest.mark.parametrize(
    ("host", "capabilities", "is_told"),
    [
        ("imap.163.com", "IMAP4rev1", True),
        ("IMAP.qiye.163.com.", "IMAP4rev1", True),
        ("imap.not163.com", "IMAP4rev1", False),
        ("imap.example.cn", "IMAP4rev1 ID", True),
    ],
)
def test_only_who_knows_the_command_is_told(
    host: str, capabilities: str, is_told: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    with FakeImap(MESSAGES, capabilities) as server:
        connect = MailBoxUnencrypted
        monkeypatch.setattr(
            imap, "MailBoxUnencrypted", lambda host, port, timeout: connect("127.0.0.1", port, timeout)
        )
        named = ImapSettings(host, "a", server.port, security="none", timeout=5)
        with open_mailbox(named, "secret"):
            pass
    assert any(command.startswith("ID") for command in server.heard) is is_told


def test_a_server_that_refuses_to_be_told_is_used_all_the_same() -> None:
    with (
        FakeImap(MESSAGES, answers={"ID": "BAD no"}) as server,
        open_mailbox(settings(server), "secret") as mailbox,
    ):
        assert contents(mailbox) == MESSAGES


def test_the_words_of_a_server_that_refuses_are_told() -> None:
    says = "NO EXAMINE Unsafe Login. Please contact kefu@188.com for help"
    with (
        FakeImap(MESSAGES, answers={"EXAMINE": says, "LIST": "NO no"}) as server,
        open_mailbox(settings(server), "secret") as mailbox,
        pytest.raises(CollectionError) as error,
    ):
        mailbox.open("INBOX")
    assert error.value.code == "mail-refused"
    assert "Unsafe Login" in error.value.sentence("zh")


def test_a_password_is_told_to_nobody_else() -> None:
    with (
        FakeImap(MESSAGES, answers={"LOGIN": "NO wrong: LOGIN a s3cret"}) as server,
        pytest.raises(CollectionError) as error,
        open_mailbox(settings(server), "s3cret"),
    ):
        pass
    assert error.value.code == "mail-password-refused"
    assert "wrong: LOGIN a ***" in error.value.sentence("en")


def test_the_uid_may_stand_behind_the_message() -> None:
    with FakeImap(MESSAGES, has_uid_last=True) as server, open_mailbox(settings(server), "secret") as mailbox:
        assert contents(mailbox) == MESSAGES


def test_a_message_that_is_not_given_costs_no_other() -> None:
    with (
        FakeImap(MESSAGES, refused=frozenset({5})) as server,
        open_mailbox(settings(server), "secret") as mailbox,
    ):
        assert contents(mailbox) == {3: MESSAGES[3], 9: MESSAGES[9]}
        assert [one.uid for one in mailbox.waiting(LONG_AGO, {3, 9})] == [5]


@pytest.mark.parametrize("most", [1, 40, 10_000])
def test_messages_are_fetched_in_pieces_that_memory_holds(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imap, "_BYTES_AT_ONCE", most)
    with FakeImap(MESSAGES) as server, open_mailbox(settings(server), "secret") as mailbox:
        assert contents(mailbox) == MESSAGES
    asked = [command for command in server.heard if "BODY.PEEK[]" in command]
    assert len(asked) == {1: 3, 40: 3, 10_000: 1}[most]
    assert not any("STORE" in command or "SELECT" in command for command in server.heard)


def test_the_day_is_that_of_this_machine() -> None:
    with FakeImap(MESSAGES) as server, open_mailbox(settings(server), "secret") as mailbox:
        mailbox.open("INBOX")
        assert len(mailbox.waiting(date(2030, 3, 30), ())) == 3
        assert mailbox.waiting(date(2030, 4, 3), ()) == []
    asked = [command for command in server.heard if "SEARCH" in command]
    assert asked == ["UID SEARCH SINCE 29-Mar-2030", "UID SEARCH SINCE 02-Apr-2030"]
