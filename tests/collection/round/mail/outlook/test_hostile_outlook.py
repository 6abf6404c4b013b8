"""Outlook's files that are damaged, or that somebody made to do harm: none raises, none takes long."""

from __future__ import annotations

import json
import random
import struct
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from collection.round.incoming.mail.messages import MailKind, parse_mail
from collection.round.incoming.mail.outlook import compound, tnef
from collection.round.incoming.mail.outlook.compound import CompoundError, open_compound
from tests.collection.round.mail import mails
from tests.collection.round.mail.outlook import messages
from tests.collection.round.mail.outlook.compound_files import compound_file
from tests.collection.round.mail.outlook.messages import Attached, OutlookLetter, msg
from tests.collection.round.mail.outlook.samples import outlooks
from tests.collection.round.mail.sample import Office, Offices

_MUTANTS = 3_000
_NUMBERS = (0, 1, 7, 0x7F, 0xFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFA, 4_096, 2**24)


def mutants(seed: int, count: int) -> Iterator[bytes]:
    """Yield files in which numbers and bytes are others, or missing, or those of another file."""
    chance = random.Random(seed)
    offices = Offices(Office(str(number), "a@example.cn", b"PK" * 40) for number in range(100))
    sound = [one.content for one in outlooks(offices) if one.suffix != ".eml"]
    sound += [messages.tnef(OutlookLetter([Attached("甲.xlsx", OutlookLetter())], code_page=936))]
    for _ in range(count):
        content = bytearray(chance.choice(sound))
        for _ in range(chance.randint(1, 6)):
            at = chance.randrange(len(content))
            if chance.random() < 0.3:  # heads and directories have most of what matters
                at = chance.randrange(min(len(content), 600))
            match chance.randrange(4):
                case 0:
                    content[at : at + 4] = struct.pack("<I", chance.choice(_NUMBERS))
                case 1:
                    content[at : at + 2] = chance.randbytes(2)
                case 2:
                    del content[at : at + chance.choice((1, 2, 64, 512))]
                case _:
                    other = chance.choice(sound)
                    begin = chance.randrange(len(other))
                    content[at : at + 128] = other[begin : begin + 128]
        yield bytes(content)


def test_no_mutant_of_an_outlook_message_raises() -> None:
    found = 0
    started = time.process_time()
    for content in mutants(20260331, _MUTANTS):
        for mail in (parse_mail(content), parse_mail(mails.message([mails.named(content, "winmail.dat")]))):
            found += len(mail.attachments)
            texts = [mail.sender, mail.subject, *mail.recipients, *(one.name for one in mail.attachments)]
            json.dumps(texts, ensure_ascii=False).encode()  # as a ledger keeps them
            assert mail.at is None or 1990 <= mail.at.year < 2100
            assert not any(set("/\\\0") & set(one.name) for one in mail.attachments)
            assert mail.kind is MailKind.LETTER or not mail.attachments
    assert found > _MUTANTS / 4
    assert time.process_time() - started < 120


def test_every_beginning_of_a_message_is_read_without_an_error() -> None:
    for content in (msg(OutlookLetter([Attached("甲.xlsx", b"PK" * 50)])), messages.tnef(OutlookLetter())):
        for end in range(0, len(content), 7):
            assert parse_mail(content[:end]).kind is MailKind.LETTER
        assert parse_mail(content).is_whole
        assert not parse_mail(content[: len(content) // 2]).is_whole


def deep(made: Callable[[OutlookLetter], bytes], depth: int) -> bytes:
    letter = OutlookLetter([Attached("内.xlsx", b"PK")], headers="")
    for _ in range(depth):
        letter = OutlookLetter([Attached("转发", letter), Attached("外.xlsx", b"PK")], headers="")
    return made(letter)


@pytest.mark.parametrize("made", [msg, messages.tnef])
def test_messages_within_messages_are_opened_but_not_for_ever(made: Callable[[OutlookLetter], bytes]) -> None:
    near, far = parse_mail(deep(made, 6)), parse_mail(deep(made, 30))
    assert ([one.name for one in near.attachments].count("内.xlsx"), near.is_whole) == (1, True)
    assert ([one.name for one in far.attachments].count("内.xlsx"), far.is_whole) == (0, False)
    assert len(far.attachments) >= 7  # what is nearer is taken


@pytest.mark.parametrize("made", [msg, messages.tnef])
def test_of_too_many_files_some_are_taken_and_the_rest_told(made: Callable[[OutlookLetter], bytes]) -> None:
    mail = parse_mail(made(OutlookLetter([Attached(f"{number}.xlsx", b"PK") for number in range(600)])))
    assert 400 < len(mail.attachments) <= 500
    assert not mail.is_whole


def test_what_is_taken_out_of_one_msg_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    letter = OutlookLetter([Attached(f"{number}.xlsx", bytes([number]) * 5_000) for number in range(6)])
    assert len(parse_mail(msg(letter)).attachments) == 6
    monkeypatch.setattr(compound, "MOST_BYTES_INFLATED", 22_000)
    mail = parse_mail(msg(letter))
    assert (0 < len(mail.attachments) < 6, mail.is_whole) == (True, False)


def test_what_is_taken_out_of_one_winmail_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    inner = OutlookLetter([Attached("内.xlsx", b"PK" * 5_000)])
    content = messages.tnef(OutlookLetter([Attached("内", inner), Attached("外.xlsx", b"PK")]))
    assert [one.name for one in parse_mail(content).attachments] == ["内.xlsx", "外.xlsx"]
    monkeypatch.setattr(tnef, "MOST_BYTES_INFLATED", len(content) + 1_000)
    mail = parse_mail(content)
    assert ([one.name for one in mail.attachments], mail.is_whole) == (["外.xlsx"], False)


def test_streams_that_come_round_end() -> None:
    content = bytearray(compound_file({"甲": b"x" * 9_000, "乙": b"y" * 100}))
    (table,) = struct.unpack_from("<I", content, 76)
    at = (table + 1) * 512
    for number in range(128):
        struct.pack_into("<I", content, at + 4 * number, number)  # each follows itself
    started = time.process_time()
    with pytest.raises(CompoundError):
        open_compound(bytes(content))
    assert time.process_time() - started < 5


def test_storages_that_hold_themselves_end() -> None:
    letter = OutlookLetter([Attached("转发", OutlookLetter([Attached("内.xlsx", b"PK")]))])
    content = bytearray(msg(replace(letter, headers="")))
    (directory,) = struct.unpack_from("<I", content, 48)
    at = (directory + 1) * 512
    root = struct.unpack_from("<I", content, at + 76)[0]
    for number in range((len(content) - at) // 128):
        place = at + 128 * number
        name = content[place : place + 64].decode("utf-16-le", errors="replace").rstrip("\0")
        if name == "__substg1.0_3701000D":
            struct.pack_into("<I", content, place + 76, root)  # the message within holds the one around
    started = time.process_time()
    mail = parse_mail(bytes(content))
    assert time.process_time() - started < 10
    assert not mail.is_whole


@pytest.mark.parametrize(
    "data",
    [
        b"",
        struct.pack("<I", 2**32 - 1),
        struct.pack("<IHHI", 1, 0x101F, 0x3707, 2**32 - 1),
        struct.pack("<IHHII", 1, 0x001F, 0x3707, 1, 2**32 - 1),
        struct.pack("<IHH16sII", 1, 0x001F, 0x8001, bytes(16), 1, 2**32 - 1),
        struct.pack("<IHH", 1, 0x0003, 0x3707),
    ],
)
def test_lists_of_properties_that_end_too_early_are_told(data: bytes) -> None:
    content = messages.tnef(OutlookLetter(), titles_alone=True)
    check = struct.pack("<H", sum(data) & 0xFFFF)
    mail = parse_mail(content + struct.pack("<BII", 1, 0x00069003, len(data)) + data + check)
    assert (mail.subject, mail.is_whole) == ("报送", False)
