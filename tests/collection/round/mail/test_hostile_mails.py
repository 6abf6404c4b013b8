"""Messages that are none, damaged ones, and ones that somebody made to do harm: none of them raises."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterator
from email.parser import BytesParser
from pathlib import Path
from typing import Any

import pytest

from collection.round.incoming.arrivals import mail_arrival
from collection.round.incoming.mail.messages import MailKind, parse_mail
from tests.collection.round.mail.mails import forwarded, message, named, receipt, word, zipped
from tests.collection.round.mail.programs import nested
from tests.collection.round.mail.sample import Office, Offices
from tests.collection.round.mail.samples import samples

_MUTANTS = 2_000
_TOKENS = (
    *(b"\0", b"\xff", b"=", b"?", b"=?", b"?=", b";", b'"', b"'", b"*", b"%", b"<", b"(", b"\r\n", b"--=b"),
    *(b"charset=punycode", b"charset=utf-7", b"charset=\0", b"=?\0?B?x?=", b"base64", b"x-uuencode"),
    *(b"rfc822", b"message/partial", b"message/delivery-status", b"boundary*0*=idna''x", b"\r\n "),
    *(b"Content-Type: multipart/mixed\r\n", b"Date: Fri, 31 Dec 9999 23:59:59 -2359\r\n"),
    *(b"begin 666 x\r\n", b"\xed\xa0\x80", b"9" * 5_000),
)


def mutants(seed: int, count: int, suffix: str = ".eml") -> Iterator[bytes]:
    """Yield messages in which bytes are others, missing, or those of another."""
    chance = random.Random(seed)
    offices = Offices(Office(str(number), "a@example.cn", b"PK" * 40) for number in range(1_000))
    sound = [one.content for one in samples(offices) if one.suffix == suffix and len(one.content) < 10_000]
    for _ in range(count):
        content = chance.choice(sound)
        for _ in range(chance.randint(1, 6)):
            at = chance.randrange(len(content) + 1)
            to = at + chance.choice((0, 1, 1, 7, 60))
            other = chance.choice(sound)
            begin = chance.randrange(len(other))
            new = chance.choice((b"", chance.choice(_TOKENS), chance.randbytes(2), other[begin : begin + 90]))
            content = content[:at] + new + content[to:]
        yield content


def test_no_mutant_of_a_message_raises() -> None:
    whole = 0
    for content in mutants(20260331, _MUTANTS):
        mail = parse_mail(content)
        whole += mail.is_whole
        texts = [mail.sender, mail.subject, *mail.recipients, *(one.name for one in mail.attachments)]
        json.dumps(texts, ensure_ascii=False).encode()  # as a ledger keeps them
        assert mail.at is None or 1990 <= mail.at.year < 2100
        assert not any(set("/\\\0") & set(one.name) for one in mail.attachments)
        assert mail.kind is MailKind.LETTER or not mail.attachments
    assert whole > _MUTANTS * 0.8


@pytest.mark.parametrize("depth", [1_000, 20_000])
def test_parts_within_parts_leave_the_head(depth: int) -> None:
    mail = parse_mail(nested(depth, word("李明", "utf-8") + b" <b@example.cn>"))
    assert (mail.kind, mail.sender, mail.subject) == (MailKind.LETTER, "b@example.cn", "report")
    assert (mail.attachments, mail.is_whole) == ((), False)
    assert parse_mail(message([], sender=b"b@example.cn")).is_whole


def test_a_damaged_message_under_the_subject_of_a_reply_may_have_held_a_form() -> None:
    content = nested(1_000).replace(b"report", b"Automatic reply: report")
    assert parse_mail(content).kind is MailKind.LETTER
    assert parse_mail(b"Auto-Submitted: auto-replied\r\n" + content).kind is MailKind.AUTO_REPLY


@pytest.mark.parametrize("error", [RecursionError, LookupError("x"), ValueError("x"), AssertionError])
def test_errors_of_the_email_package_leave_the_head(
    error: BaseException | type[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    content = message([named(b"PK", "x.xlsx")], sender=b"b@example.cn")

    def raises(*_: Any, **__: Any) -> None:
        raise error

    monkeypatch.setattr(BytesParser, "parsebytes", raises)
    nothing = parse_mail(content)
    assert (nothing.sender, nothing.is_whole, nothing.attachments) == ("", False, ())
    monkeypatch.undo()
    monkeypatch.setattr("email.message.Message.get_payload", raises)
    mail = parse_mail(content)
    assert (mail.sender, mail.is_whole, mail.attachments) == ("b@example.cn", False, ())


def test_a_part_that_cannot_be_decoded_costs_no_other() -> None:
    parts = [b'Content-Type: text/plain; charset="\0"\r\n\r\n\xb1\xa8', named(b"PK", "x.xlsx")]
    mail = parse_mail(message(parts))
    assert ([one.name for one in mail.attachments], mail.is_whole) == (["x.xlsx"], True)


@pytest.mark.parametrize("content", [b"", b"\0\xff" * 50, b"Content-Type: multipart/mixed\r\n\r\n--\r\n"])
def test_whatever_stands_in_a_file_it_is_a_message(content: bytes) -> None:
    assert parse_mail(content).attachments == ()


def test_what_is_left_out_is_told() -> None:
    deep = message([named(b"PK", "x.xlsx")])
    for _ in range(40):
        deep = forwarded(deep)
    many = message([named(b"PK", "x.xlsx"), *[b"\r\nx"] * 600])
    torn = message([named(b"PK", "x.xlsx")]).replace(b"--=b", b"--=c")
    for content, count in ((deep, 0), (many, 1), (torn, 0), (message([forwarded(torn)]), 0)):
        mail = parse_mail(content)
        assert (len(mail.attachments), mail.is_whole) == (count, False)


@pytest.mark.parametrize("encoding", [b"", b"base64", b"quoted-printable"])
def test_a_message_in_a_file_is_opened_but_not_for_ever(encoding: bytes) -> None:
    content = message([named(b"PK", "x.xlsx")])
    content = message([forwarded(content, encoding)])
    assert [one.name for one in parse_mail(content).attachments] == ["x.xlsx"]
    for _ in range(8):
        content = message([named(content, "转发.eml") if encoding else forwarded(content)])
    mail = parse_mail(content)
    assert (mail.attachments, mail.is_whole) == ((), False)


def test_messages_that_are_said_to_be_encoded_and_are_not() -> None:
    inner = message([named(b"PK", "x.xlsx")])
    plain = forwarded(inner).replace(b"\r\n\r\n", b"\r\nContent-Transfer-Encoding: base64\r\n\r\n", 1)
    assert [one.name for one in parse_mail(message([plain])).attachments] == ["x.xlsx"]


def test_a_file_that_is_only_called_a_message_is_a_file() -> None:
    mail = parse_mail(message([named(b"PK\3\4 no message", "x.eml")]))
    assert [(one.name, one.content) for one in mail.attachments] == [("x.eml", b"PK\3\4 no message")]


def test_nested_messages_that_cannot_be_parsed_are_told() -> None:
    mail = parse_mail(message([named(nested(1_000), "转发.eml"), named(b"PK", "x.xlsx")]))
    assert ([one.name for one in mail.attachments], mail.is_whole) == (["x.xlsx"], False)


@pytest.mark.parametrize(
    "content",
    [
        message([], sender=b"postmaster@example.cn", text="a" * 2**20),
        message([], sender=b"postmaster@example.cn", text="a@" + "." * 2**20),
        message([], text="lanzou" * 2**17),
        message([], sender=b"(" + b" " * 2**20 + b"x"),
        message([], sender=b"<" * 2**20),
        message([], subject=b"=?" * 2**19),
        message([], subject=b"=?gbk?B?A?= " * 2**16),
        message([named(b"PK", "x.xlsx").replace(b"filename", b";" * 2**18 + b"filename*0", 1)]),
    ],
)
def test_no_message_takes_long(content: bytes) -> None:
    started = time.process_time()
    parse_mail(content)
    assert time.process_time() - started < 5


def test_archives_that_hold_too_much_together_are_not_all_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = [named(zipped((f"{number}.xlsx", bytes([number]) * 40)), f"{number}.zip") for number in range(5)]
    (tmp_path / "a.eml").write_bytes(message(parts))
    assert (len(mail_arrival(tmp_path / "a.eml").files), mail_arrival(tmp_path / "a.eml").why) == (5, "")
    monkeypatch.setattr("collection.round.incoming.arrivals.MOST_BYTES_INFLATED", 100)
    arrived = mail_arrival(tmp_path / "a.eml")
    assert ([one.name for one in arrived.files], arrived.why) == (["0.xlsx", "1.xlsx"], "damaged")


def test_a_receipt_that_is_damaged_is_still_one() -> None:
    content = receipt(b"b@example.cn").replace(b"--=b", b"--=c")
    mail = parse_mail(content)
    assert (mail.kind, mail.is_whole, mail.sender) == (MailKind.RECEIPT, False, "b@example.cn")
