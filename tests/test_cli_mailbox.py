"""`tianbao round collect --imap`, as an officer calls it, and killed at any moment."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from collection import open_round
from collection.round.mailboxes.passwords import IMAP_PASSWORD
from tests.collection.round.rosters import begun
from tests.extent import extent
from tests.mail_servers.certificates import Certificates
from tests.mail_servers.proxy import CuttingProxy
from tests.mail_servers.rounds import files_of, letters_of, noted_in, with_mailbox
from tests.test_cli import ROOT, Run, refused, run
from tianbao.commands.demo.dovecot import Dovecot

__all__ = ["run"]

COLLECT = ("round", "collect", "2026", "--imap")


@pytest.fixture
def password(monkeypatch: pytest.MonkeyPatch, dovecot: Dovecot) -> None:
    monkeypatch.setenv(IMAP_PASSWORD, dovecot.password)


def test_neither_files_nor_a_mailbox_is_told(run: Run, tmp_path: Path) -> None:
    begun(tmp_path)
    refused(run("round", "collect", "2026"), "--imap")
    refused(run(*COLLECT), "[imap]")


@pytest.mark.usefixtures("password")
def test_what_came_is_told(run: Run, tmp_path: Path, dovecot: Dovecot, certificates: Certificates) -> None:
    round = with_mailbox(begun(tmp_path), dovecot, certificates)
    letters = letters_of(round)
    dovecot.deliver(letters[:2])
    assert run(*COLLECT, "--jobs", "1") == (0, "", "新收 2 份，已有 0 份\n其中新邮件 2 封\n")
    assert run(*COLLECT, "--lang", "en") == (0, "", "0 new files, 0 known before\n")
    (tmp_path / "c.eml").write_bytes(letters[2])
    dovecot.deliver(letters[2:])
    both = run("round", "collect", "2026", "c.eml", "--imap")
    assert both == (0, "", "新收 1 份，已有 0 份\n其中新邮件 1 封\n新收 0 份，已有 1 份\n")
    assert "3" in run("round", "status", "2026")[1].splitlines()[0]


@pytest.mark.usefixtures("password")
def test_what_broke_off_ends_the_command_as_failed_after_what_came(
    run: Run, tmp_path: Path, dovecot: Dovecot, certificates: Certificates
) -> None:
    round = begun(tmp_path)
    letters = letters_of(round)
    dovecot.deliver(letters)
    with CuttingProxy(dovecot.tls_port, len(letters[0]) + 30_000) as proxy:
        with_mailbox(round, dovecot, certificates, port=proxy.port)
        status, out, err = run(*COLLECT)
    assert (status, out) == (2, "")
    lines = err.splitlines()
    assert lines[:2] == ["新收 1 份，已有 0 份", "其中新邮件 1 封"]
    assert lines[2].startswith("tianbao: 与 127.0.0.1:")
    assert "再运行一次" in lines[2]
    with_mailbox(round, dovecot, certificates)
    assert run(*COLLECT)[0] == 0


@pytest.mark.usefixtures("password")
@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"folder": "绩效"}, "INBOX"),
        ({"ca": "none.pem"}, "none.pem"),
        ({"host": "imap.invalid"}, "imap.invalid"),
    ],
)
def test_what_is_wrong_is_one_sentence(
    run: Run,
    tmp_path: Path,
    dovecot: Dovecot,
    certificates: Certificates,
    settings: Mapping[str, str],
    said: str,
) -> None:
    path = begun(tmp_path).folder.settings
    lines = {"host": dovecot.host, "port": dovecot.tls_port, "user": dovecot.user}
    lines |= {"ca": str(certificates.ca), **settings}
    text = "".join(f"{name} = {value!r}\n" for name, value in lines.items())
    with path.open("a", encoding="utf-8") as file:
        file.write(f"\n[imap]\n{text}")
    refused(run(*COLLECT), said)


def test_mistakes_in_the_settings_are_told_a_line_each(run: Run, tmp_path: Path) -> None:
    with begun(tmp_path).folder.settings.open("a", encoding="utf-8") as file:
        file.write('\n[imap]\nhost = "a"\nuser = "b"\nsecurity = "none"\npassword = "s3cret"\n')
    status, out, err = run(*COLLECT)
    assert (status, out, err.count("\n")) == (2, "", 3)
    assert "imap.password" in err
    assert "imap.security" in err
    assert "s3cret" not in err


def test_the_password_is_asked_for_at_a_terminal_alone(
    run: Run,
    tmp_path: Path,
    dovecot: Dovecot,
    certificates: Certificates,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(IMAP_PASSWORD, raising=False)
    with_mailbox(begun(tmp_path), dovecot, certificates)
    refused(run(*COLLECT), IMAP_PASSWORD)
    asked: list[str] = []

    def typed(prompt: str, stream: object) -> str:
        asked.append(prompt)
        return dovecot.password

    class Terminal:
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr("getpass.getpass", typed)
    assert run(*COLLECT)[0] == 0
    (prompt,) = asked
    assert dovecot.user in prompt
    files = [path for path in (tmp_path / "2026").rglob("*") if path.is_file()]
    assert not any(dovecot.password.encode() in path.read_bytes() for path in files)


@pytest.mark.parametrize("options", [("--jobs", "1"), ("--jobs", "2")])
def test_killed_at_any_moment_the_next_run_finishes(
    tmp_path: Path, dovecot: Dovecot, certificates: Certificates, options: tuple[str, ...]
) -> None:
    names = {str(101001 + number): f"第{number}局" for number in range(60)}
    rows = [f"{code},{name},,a{code}@example.cn,," for code, name in names.items()]
    round = with_mailbox(begun(tmp_path, rows), dovecot, certificates)
    dovecot.deliver(letters_of(round, names))
    before = dovecot.flags()
    words = [sys.executable, str(ROOT / "cli.py"), "round", "collect", "--imap", *options]
    environment = {**os.environ, IMAP_PASSWORD: dovecot.password}
    whole = tmp_path / "whole"
    shutil.copytree(round.folder.path, whole)
    start = time.monotonic()
    subprocess.run([*words, str(whole)], check=True, capture_output=True, env=environment)
    longest = time.monotonic() - start
    chance = random.Random(14)
    for number in range(extent(1, 1, soak=100)):
        folder = tmp_path / f"killed-{number}"
        shutil.copytree(round.folder.path, folder)
        killed = subprocess.Popen(
            [*words, str(folder)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment
        )
        time.sleep(chance.uniform(0.3, 1) * longest)
        killed.kill()
        killed.wait()
        subprocess.run([*words, str(folder)], check=True, capture_output=True, env=environment)
        assert files_of(folder) == files_of(whole)
        assert noted_in(folder) == noted_in(whole)
        assert fetched_in(folder) == fetched_in(whole) == set(range(1, 61))
        assert not list((folder / "returned" / ".incoming").iterdir())
        shutil.rmtree(folder)
    assert dovecot.flags() == before


def fetched_in(folder: Path) -> set[int]:
    """Return the UIDs of all messages that the ledger of a round says were fetched."""
    with open_round(folder).ledger() as ledger:
        return {uid for (uid,) in ledger._all("SELECT uid FROM fetched")}
