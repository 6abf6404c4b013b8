"""Collecting from servers with habits that Dovecot has not."""

from __future__ import annotations

from pathlib import Path

import pytest

from collection import Round, collect_mailbox, open_round
from collection.round.mailboxes.passwords import IMAP_PASSWORD
from tests.collection.round.rosters import begun
from tests.mail_servers.fake_imap import FakeImap
from tests.mail_servers.rounds import letters_of


@pytest.fixture
def round(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Round:
    monkeypatch.setenv(IMAP_PASSWORD, "secret")
    return begun(tmp_path)


def asking(round: Round, server: FakeImap) -> Round:
    with round.folder.settings.open("a", encoding="utf-8") as file:
        file.write(
            f'\n[imap]\nhost = "127.0.0.1"\nuser = "a@163.com"\nport = {server.port}\n'
            'security = "none"\ntimeout = 10\nsince = 2026-01-01\n'
        )
    return open_round(round.folder.path)


def bodies(server: FakeImap) -> list[str]:
    return [command.split()[2] for command in server.heard if "BODY.PEEK[]" in command]


def test_what_a_server_does_not_give_is_told_and_asked_for_again(round: Round) -> None:
    messages = dict(zip((3, 5, 9), letters_of(round), strict=True))
    with FakeImap(messages, refused=frozenset({5})) as server:
        round = asking(round, server)
        first, second = collect_mailbox(round), collect_mailbox(round)
    assert (first.new, first.broken, second.new) == (2, None, 0)
    for collected in (first, second):
        (left,) = collected.left_there
        assert left.code == "mail-not-given"
        assert "UID 5" in left.say("zh")
        assert "not given" in left.say("en")
    assert bodies(server) == ["3,5,9", "3", "5", "9", "5"]


@pytest.mark.parametrize(("validity", "again"), [("7", []), ("8", ["3,5,9"]), ("", ["3,5,9"])])
def test_without_the_same_validity_all_is_looked_at_again(
    round: Round, validity: str, again: list[str]
) -> None:
    messages = dict(zip((3, 5, 9), letters_of(round), strict=True))
    with FakeImap(messages) as server:
        server.validity = validity and "7"
        round = asking(round, server)
        assert collect_mailbox(round).new == 3
        server.heard.clear()
        server.validity = validity
        collected = collect_mailbox(round)
    assert (collected.new, collected.mails) == (0, 0)
    assert bodies(server) == again
