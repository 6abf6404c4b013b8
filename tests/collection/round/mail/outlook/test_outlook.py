"""Messages as Outlook writes them: what they say, and what is attached."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from email.message import Message as Part
from pathlib import Path

import olefile
import oxmsg
import pytest

from collection.round.incoming.arrivals import is_mail, mail_arrival
from collection.round.incoming.mail.messages import Mail, MailKind, parse_mail
from collection.round.incoming.mail.outlook.compound import CompoundError, open_compound
from collection.round.incoming.mail.outlook.opening import outlook_message
from tests.collection.round.mail.mails import attached, message
from tests.collection.round.mail.outlook.compound_files import Tree, compound_file
from tests.collection.round.mail.outlook.messages import Attached, OutlookLetter, msg, tnef

NAME = "鄂州市部门整体绩效目标申报表（一）.xlsx"
LETTER = OutlookLetter([Attached(NAME, b"PK" * 3_000), Attached("小.pdf", b"%PDF")])
AT = datetime(2026, 3, 30, 1, 0, tzinfo=UTC)


def files(mail: Mail) -> list[tuple[str, int]]:
    return [(one.name, len(one.content)) for one in mail.attachments]


@pytest.mark.parametrize("size", [0, 1, 63, 64, 65, 511, 4_095, 4_096, 4_097, 70_000, 8_000_000])
def test_streams_of_any_size_come_out_as_they_went_in(size: int) -> None:
    content = (bytes(range(251)) * (size // 251 + 1))[:size]
    root = open_compound(compound_file({"甲": content, "in": {"deep": {"乙": content[::-1]}}}))
    assert root.stream("甲") == content
    inner = root.storage("in")
    assert inner is not None
    assert list(inner.names("d")) == ["deep"]
    deep = inner.storage("deep")
    assert deep is not None
    assert deep.stream("乙") == content[::-1]
    assert (root.stream("none"), root.storage("甲"), root.stream("in")) == (None, None, None)


def test_other_libraries_read_the_samples_so_too() -> None:
    content = msg(LETTER)
    with olefile.OleFileIO(io.BytesIO(content)) as other:
        assert other.parsing_issues == []
        assert other.openstream(["__attach_version1.0_#00000000", "__substg1.0_37010102"]).read() == (
            LETTER.attached[0].content
        )
    read = oxmsg.Message.load(io.BytesIO(content))
    assert (read.subject, [one.file_name for one in read.attachments]) == ("报送", [NAME, "小.pdf"])


@pytest.mark.parametrize("page", [None, 936, 1252, 65001])
@pytest.mark.parametrize("made", [msg, tnef])
def test_both_formats_say_the_same_in_all_code_pages(
    made: Callable[[OutlookLetter], bytes], page: int | None
) -> None:
    mail = parse_mail(made(replace(LETTER, code_page=page)))
    assert (mail.kind, mail.sender, mail.subject) == (MailKind.LETTER, "a@example.cn", "报送")
    assert mail.at == datetime(2026, 3, 31, 15, 30, tzinfo=UTC)
    assert (files(mail), mail.is_whole) == ([(NAME, 6_000), ("小.pdf", 4)], True)


def test_a_code_page_that_nobody_named_is_guessed() -> None:
    content = msg(replace(LETTER, code_page=936, properties={0x3FFD: 0}))
    assert files(parse_mail(content)) == [(NAME, 6_000), ("小.pdf", 4)]


def test_an_old_winmail_has_its_names_in_its_code_page() -> None:
    mail = parse_mail(tnef(LETTER, titles_alone=True))
    assert (files(mail), mail.sender, mail.subject) == (
        [(NAME, 6_000), ("小.pdf", 4)],
        "a@example.cn",
        "报送",
    )
    assert mail.at == datetime(2026, 4, 1, 10, 0).astimezone()


@pytest.mark.parametrize(
    ("headers", "properties", "at"),
    [
        ("", {0x0E06: AT, 0x0039: AT.replace(day=29)}, AT),
        ("", {0x0039: AT}, AT),
        ("Date: Wed, 01 Apr 2026 10:00:00 +0800\r\n", {0x0039: AT}, datetime(2026, 4, 1, 2, tzinfo=UTC)),
        ("Date: Wed, 01 Apr 2026 10:00:00 +0800\r\n", {0x0E06: AT}, AT),
        (
            "Received: by x; Tue, 31 Mar 2026 23:30:00 +0800\r\n",
            {0x0E06: AT},
            datetime(2026, 3, 31, 15, 30, tzinfo=UTC),
        ),
        ("", {0x0E06: datetime(1601, 1, 1, tzinfo=UTC)}, None),
        ("", {}, None),
    ],
)
def test_when_a_message_was_received(
    headers: str, properties: dict[int, datetime], at: datetime | None
) -> None:
    assert parse_mail(msg(OutlookLetter(headers=headers, properties=properties))).at == at


@pytest.mark.parametrize(
    ("sender", "headers", "properties", "said"),
    [
        ("a@example.cn", "From: b@example.cn\r\n", {0x5D01: "C@example.cn"}, "c@example.cn"),
        ("a@example.cn", "From: b@example.cn\r\n", {}, "b@example.cn"),
        ("a@example.cn", "", {}, "a@example.cn"),
        ("/O=BUREAU/CN=LI", "", {}, ""),
        ("/O=BUREAU/CN=LI", "", {0x5D02: "d@example.cn"}, "d@example.cn"),
        ("/O=BUREAU/CN=LI", "From: b@example.cn\r\n", {0x5D02: "d@example.cn"}, "b@example.cn"),
        ("a@example.cn\r\nBcc: x@example.cn", "", {}, ""),
        ("a@example.cn> <b@example.cn", "", {}, ""),
    ],
)
def test_who_sent_a_message(sender: str, headers: str, properties: dict[int, str], said: str) -> None:
    mail = parse_mail(msg(OutlookLetter((), sender, headers=headers, properties=properties)))
    assert mail.sender == said


def test_no_text_of_a_message_becomes_a_header() -> None:
    rendered, _ = outlook_message(msg(OutlookLetter(subject="报送\r\nAuto-Submitted: auto-replied")))
    assert isinstance(rendered, Part)
    assert rendered["Auto-Submitted"] is None
    name = '甲"; x="\r\nAuto-Submitted: auto-replied\r\n\r\n.xlsx'
    (one,) = parse_mail(msg(OutlookLetter([Attached(name, b"PK")]))).attachments
    assert one.name == name


def test_what_an_object_in_the_text_holds_is_taken_or_told() -> None:
    found = []
    objects: list[Tree] = [{"Package": b"PK of a workbook"}, {"Workbook": b"old"}, {"CONTENTS": b"a picture"}]
    for within in objects:
        mail = parse_mail(msg(OutlookLetter([Attached("表", within)])))
        found.append((files(mail), mail.is_whole))
    assert found == [([("表.xlsx", 16)], True), ([], False), ([], True)]


def test_a_winmail_shows_what_it_is_in_a_message() -> None:
    for content_type in (b"application/ms-tnef", b"application/octet-stream; name=WinMail.dat"):
        mail = parse_mail(message([attached(tnef(LETTER), b"", content_type)]))
        assert (files(mail), mail.is_whole) == ([(NAME, 6_000), ("小.pdf", 4)], True)


def test_what_a_message_holds_says_how_its_file_ends(tmp_path: Path) -> None:
    contents = {".msg": msg(LETTER), ".dat": tnef(LETTER), ".eml": message([])}
    for suffix, content in contents.items():
        (tmp_path / "a.eml").write_bytes(content)
        assert mail_arrival(tmp_path / "a.eml").suffix == suffix
    assert [is_mail(Path(name)) for name in ("a.MSG", "Winmail.dat", "a.eml", "a.dat")] == [True] * 3 + [
        False
    ]


@pytest.mark.parametrize("content", [b"", b"x" * 600, compound_file({})[:400], compound_file({})[8:]])
def test_what_is_no_compound_file_is_told(content: bytes) -> None:
    with pytest.raises(CompoundError):
        open_compound(content)


def test_what_programs_leave_behind_a_winmail_is_no_damage() -> None:
    content = tnef(LETTER)
    assert [parse_mail(content + end).is_whole for end in (b"\r\n", b"\0\0", b"x", b"\0" * 20)] == [
        *(True, True),
        *(False, False),
    ]
