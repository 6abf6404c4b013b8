"""The settings of a mailbox: what is written is what is read, and every mistake is told."""

from __future__ import annotations

import tomllib
from datetime import date

import pytest

from collection.round.mailboxes.imap_settings import (
    IMAP_SAMPLE,
    ImapSettings,
    imap_problems,
    imap_settings,
    imap_text,
    is_loopback,
)

USUAL = 'host = "imap.163.com"\nuser = "jixiao@163.com"\n'


@pytest.mark.parametrize(
    "settings",
    [
        ImapSettings("imap.163.com", "jixiao@163.com"),
        ImapSettings(
            *(
                "mail.example.gov.cn",
                "绩效",
                1143,
                ("INBOX", '绩效"目标'),
                date(2026, 1, 1),
                "starttls",
                "单位.pem",
            ),
            mark_read=True,
            timeout=5.5,
        ),
    ],
)
def test_what_is_written_is_read(settings: ImapSettings) -> None:
    told = tomllib.loads(imap_text(settings))["imap"]
    assert list(imap_problems(told)) == []
    assert imap_settings(told) == settings


def test_the_sample_is_a_comment_that_can_be_used() -> None:
    assert tomllib.loads(imap_text(None)) == {}
    lines = [line.removeprefix("# ") for line in IMAP_SAMPLE.splitlines()]
    told = tomllib.loads(
        "\n".join(line for line in lines if " = " in line and "：" not in line.partition(" = ")[0])
    )
    assert list(imap_problems(told)) == []
    assert imap_settings(told).host == "imap.163.com"
    for host in ("imap.163.com", "imap.qq.com", "imap.sina.com", "Coremail", "imap.exmail.qq.com"):
        assert host in IMAP_SAMPLE


def test_the_port_follows_from_the_security() -> None:
    assert imap_settings({"host": "a", "user": "b"}).port == 993
    assert imap_settings({"host": "a", "user": "b", "security": "starttls"}).port == 143
    assert imap_settings({"host": "a", "user": "b", "security": "starttls", "port": 5}).port == 5


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('user = "a"', "imap.host"),
        ('host = "a"', "imap.user"),
        ('host = "a b"\nuser = "a"', "imap.host"),
        (USUAL + 'port = "993"', "imap.port"),
        (USUAL + "port = 70000", "imap.port"),
        (USUAL + "port = true", "imap.port"),
        (USUAL + "folder = []", "imap.folder"),
        (USUAL + 'folder = ["a", "a"]', "imap.folder"),
        (USUAL + 'folder = ""', "imap.folder"),
        (USUAL + 'since = "2026-01-01"', "imap.since"),
        (USUAL + "since = 2026-01-01T00:00:00", "imap.since"),
        (USUAL + 'security = "ssl"', "imap.security"),
        (USUAL + "ca = 1", "imap.ca"),
        (USUAL + "mark_read = 1", "imap.mark_read"),
        (USUAL + "timeout = 0", "imap.timeout"),
        (USUAL + "folders = 1", "imap.folders"),
        (USUAL + 'password = "secret"', "imap.password"),
        (USUAL + 'security = "none"', "imap.security"),
    ],
)
def test_a_mistake_is_told_by_the_name_of_the_setting(text: str, name: str) -> None:
    (problem,) = imap_problems(tomllib.loads(text))
    assert name in problem.say("zh")
    assert f"`{name}`" in problem.say("en")
    assert "secret" not in problem.say("zh")


def test_a_section_that_is_none_is_told() -> None:
    (problem,) = imap_problems("imap.163.com")
    assert "[imap]" in problem.say("zh")


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.0.1", "::1", "[::1]", "localhost", "LOCALHOST"])
def test_this_machine_may_be_spoken_with_openly(host: str) -> None:
    assert is_loopback(host)
    assert list(imap_problems({"host": host, "user": "a", "security": "none"})) == []


@pytest.mark.parametrize("host", ["10.0.0.1", "localhost.example.cn", "127.0.0.1.example.cn", ""])
def test_no_other_may(host: str) -> None:
    assert not is_loopback(host)
