"""Messages: what they say, what is attached, and what a round makes of them."""

from __future__ import annotations

import base64
import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from collection import Collected, EventKind, Round, collect, open_round
from collection.round.incoming.mail.messages import Attachment, MailKind, parse_mail
from tests.collection.round.mails import LATER, RECEIVED, WAYS, attached, message, named, word
from tests.collection.round.rosters import begun, sent_back
from tests.collection.round.test_collecting import put, state
from tianbao.output.rounds import state_to_dict

NAME = "鄂州市部门整体绩效目标申报表（一）.xlsx"
HEAD = b"Content-Disposition: attachment; "
CHARSETS = {
    "gb2312": "gb18030",
    "GBK": "gb18030",
    "gb18030": "gb18030",
    "UTF-8": "utf-8",
    "big5": "big5hkscs",
}


SPELLINGS = [
    (charset, way)
    for charset in CHARSETS
    for way in WAYS
    if charset != "big5" or way not in ("raw", "bare")  # bytes that GB 18030 has too, and nothing tells apart
]


@pytest.mark.parametrize(("charset", "way"), SPELLINGS)
def test_names_in_all_spellings(charset: str, way: str) -> None:
    name = "績效目標申報表.xlsx" if charset == "big5" else NAME
    disposition = HEAD + WAYS[way](name, charset, CHARSETS[charset]) + b"\r\n"
    assert parse_mail(message([attached(b"PK", disposition)])).attachments == (Attachment(name, b"PK"),)


@pytest.mark.parametrize(
    ("subject", "said"),
    [
        (b"=?gb2312?B?" + base64.b64encode("报送".encode("gb18030")) + b"?= 2026", "报送 2026"),
        (word("一", "utf-8") + b"\r\n " + word("二", "gbk", codec="gb18030"), "一二"),
        (word("朱镕", "gb2312", codec="gb18030"), "朱镕"),
        ("关于报送".encode("gb18030"), "关于报送"),
        ("关于报送".encode(), "关于报送"),
        (b"=?utf-8?B?5oql6YCB", "=?utf-8?B?5oql6YCB"),
        (b"=?no-such?Q?=B1=A8?=", "报"),
        (b"", ""),
    ],
)
def test_subjects(subject: bytes, said: str) -> None:
    assert parse_mail(message([], subject=subject)).subject == said


@pytest.mark.parametrize(
    ("sender", "address"),
    [
        (b"a@example.cn", "a@example.cn"),
        (word("李明", "utf-8") + b" <A@Example.cn>", "a@example.cn"),
        ("李明".encode("gb18030") + b" <a@example.cn>", "a@example.cn"),
        (b'"x, y" <a@example.cn>', "a@example.cn"),
        (b"nobody", ""),
        (b"", ""),
    ],
)
def test_senders(sender: bytes, address: str) -> None:
    assert parse_mail(message([], sender=sender)).sender == address


@pytest.mark.parametrize(
    ("head", "at"),
    [
        (RECEIVED + LATER, datetime(2026, 3, 31, 15, 30, tzinfo=UTC)),
        (b"", datetime(2026, 4, 1, 2, 0, tzinfo=UTC)),
        (b"Received: from nowhere\r\n", datetime(2026, 4, 1, 2, 0, tzinfo=UTC)),
    ],
)
def test_a_message_was_received_when_the_last_server_says(head: bytes, at: datetime) -> None:
    assert parse_mail(message([], head=head)).at == at


def zipped(*files: tuple[str, bytes], gbk: bool = False) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in files:
            archive.writestr(name.encode("gb18030").decode("cp437") if gbk else name, content)
    return stream.getvalue()


REPORT = (
    b"Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.cn\r\n\r\n"
    b"Final-Recipient: rfc822; B@example.cn\r\nAction: failed\r\n"
)


@pytest.mark.parametrize(
    ("content", "kind", "failed"),
    [
        (message([]), MailKind.LETTER, ()),
        (message([], head=b"Auto-Submitted: auto-replied\r\n"), MailKind.AUTO_REPLY, ()),
        (message([], head=b"Auto-Submitted: no\r\n"), MailKind.LETTER, ()),
        (message([], head=b"X-Autoreply: yes\r\n"), MailKind.AUTO_REPLY, ()),
        (message([], subject=word("自动回复：报送", "gbk", codec="gb18030")), MailKind.AUTO_REPLY, ()),
        (message([], subject=b"Automatic reply: report"), MailKind.AUTO_REPLY, ()),
        (message([], subject=word("关于自动回复的说明", "utf-8")), MailKind.LETTER, ()),
        (message([REPORT], kind=b"multipart/report"), MailKind.BOUNCE, ("b@example.cn",)),
        (
            message([], sender=b"postmaster@example.cn", text="无法送达 b@example.cn"),
            MailKind.BOUNCE,
            ("b@example.cn",),
        ),
        (message([], subject=word("系统退信", "utf-8")[:-2] + b"?="), MailKind.LETTER, ()),
        (message([], subject=word("退信：报送", "utf-8")), MailKind.BOUNCE, ()),
    ],
)
def test_replies_and_bounces_are_known(content: bytes, kind: MailKind, failed: tuple[str, ...]) -> None:
    mail = parse_mail(content)
    assert (mail.kind, mail.failed) == (kind, failed)


def test_a_bounce_gives_back_no_blank_of_ours() -> None:
    returned = b"Content-Type: message/rfc822\r\n\r\n" + message([named(b"PK", "blank.xlsx")])
    assert parse_mail(message([REPORT, returned], kind=b"multipart/report")).attachments == ()


@pytest.mark.parametrize(
    "link",
    [
        "https://pan.baidu.com/s/1abc",
        "https://wx.mail.qq.com/ftn/download?x",
        "https://www.alipan.com/s/x",
        "https://docs.qq.com/sheet/x",
    ],
)
def test_a_form_on_a_netdisk_is_said_so(link: str) -> None:
    netdisk = parse_mail(message([], text=f"文件较大：{link} 提取码 1234")).netdisk
    assert netdisk is not None
    assert netdisk in link


def test_pictures_within_a_text_are_none_of_the_files() -> None:
    picture = attached(b"\x89PNG", b"Content-ID: <logo>\r\n", b"image/png; name=logo.png")
    scan = named(b"\xff\xd8", "扫描件.jpg", b"image/jpeg")
    names = [one.name for one in parse_mail(message([picture, scan])).attachments]
    assert names == ["扫描件.jpg"]


@pytest.mark.parametrize("name", ["../../etc/x.xlsx", "C:\\表\\x.xlsx", "/x.xlsx"])
def test_a_name_has_no_folders(name: str) -> None:
    assert [one.name for one in parse_mail(message([named(b"PK", name)])).attachments] == ["x.xlsx"]


def test_a_file_without_a_name_has_one_by_its_type() -> None:
    part = attached(b"PK", b"", b"application/vnd.ms-excel")
    assert [one.name for one in parse_mail(message([part])).attachments] == ["附件2.xls"]


def test_a_message_within_a_message_is_opened_but_not_for_ever() -> None:
    content = message([named(b"PK", "x.xlsx")])
    for _ in range(3):
        content = b"Content-Type: message/rfc822\r\n\r\n" + content
    assert [one.name for one in parse_mail(content).attachments] == ["x.xlsx"]
    for _ in range(40):
        content = b"Content-Type: message/rfc822\r\n\r\n" + content
    assert parse_mail(content).attachments == ()


@pytest.mark.parametrize("content", [b"", b"\0\xff" * 50, b"Content-Type: multipart/mixed\r\n\r\n--\r\n"])
def test_whatever_stands_in_a_file_it_is_a_message(content: bytes) -> None:
    assert parse_mail(content).attachments == ()


@pytest.fixture
def round(tmp_path: Path) -> Round:
    (tmp_path / "back").mkdir()
    return begun(tmp_path)


def taken(round: Round, tmp_path: Path, content: bytes, name: str = "a.eml") -> Collected:
    put(tmp_path / "back", name, content)
    return collect(open_round(round.folder.path), [tmp_path / "back"])


def test_what_is_attached_is_collected_with_its_sender(round: Round, tmp_path: Path) -> None:
    form = sent_back(round, "101001", "甲局")
    content = message([named(form, "甲局.xlsx")], sender=b"a@example.cn")
    assert taken(round, tmp_path, content) == Collected(1, 0, [], [], [], 1)
    told = state_to_dict(state(round))["departments"][0]
    assert (told["state"], told["sender"], told["notes"]) == ("ready", "a@example.cn", [])
    assert told["received"].startswith("2026-03-31") or told["received"].startswith("2026-04-01")
    kept = [path.read_bytes() for path in round.folder.mails.iterdir()]
    assert kept == [content]
    assert taken(round, tmp_path, content) == Collected(0, 1, [], [], [], 0)


def test_archives_and_several_forms_in_one_message(round: Round, tmp_path: Path) -> None:
    one, other = sent_back(round, "101001", "甲局"), sent_back(round, "101002", "乙局")
    third = sent_back(round, "102001", "丙中心")
    parts = [named(zipped(("甲局/申报表.xlsx", one), ("乙局.xlsx", other), gbk=True), "两份.zip")]
    assert taken(round, tmp_path, message([*parts, named(third, "丙.xlsx")])).new == 3
    assert [one.state.value for one in state(round).departments] == ["ready"] * 3


def test_a_form_that_nothing_else_tells_is_its_senders(round: Round, tmp_path: Path) -> None:
    assert (
        taken(round, tmp_path, message([named(b"%PDF-1.7\n", "扫描.pdf")], sender=b"B@example.cn")).new == 1
    )
    second = state_to_dict(state(round))["departments"][1]
    assert (second["state"], second["sender"]) == ("unreadable", "b@example.cn")
    assert second["notes"] == [f"{second['file']}: sender"]


@pytest.mark.parametrize(
    ("content", "department", "why"),
    [
        (message([], head=b"Auto-Submitted: auto-replied\r\n"), 0, "auto-reply"),
        (message([REPORT], kind=b"multipart/report", sender=b"mailer-daemon@example.cn"), 1, "bounce"),
        (message([]), 0, "no-form"),
        (message([], text="https://pan.baidu.com/s/1abc"), 0, "netdisk"),
    ],
)
def test_what_there_is_to_know_of_a_message_is_shown(
    round: Round, tmp_path: Path, content: bytes, department: int, why: str
) -> None:
    assert taken(round, tmp_path, content) == Collected(0, 0, [], [], [], 1)
    notes = [one["notes"] for one in state_to_dict(state(round))["departments"]]
    path = next(round.folder.mails.iterdir()).relative_to(round.folder.path).as_posix()
    assert notes[department] == [f"{path}: {why}"]
    assert sum(map(len, notes)) == 1


def test_a_message_of_a_stranger_is_kept_and_is_nobodys(round: Round, tmp_path: Path) -> None:
    assert taken(round, tmp_path, message([], sender=b"x@example.com")).mails == 1
    with round.ledger() as ledger:
        (event,) = ledger.events(EventKind.MESSAGE)
    assert (event.department, event.details["sender"]) == (None, "x@example.com")
    assert all(not one["notes"] for one in state_to_dict(state(round))["departments"])
