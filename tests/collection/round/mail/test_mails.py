"""Messages: what they say, what is attached, and what a round makes of them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from collection import Collected, Round, collect, open_round
from collection.round.incoming.mail.messages import MailKind, parse_mail
from tests.collection.round.mail.mails import (
    LATER,
    RECEIVED,
    REPORT,
    attached,
    message,
    named,
    receipt,
    word,
    zipped,
)
from tests.collection.round.mail.programs import nested
from tests.collection.round.rosters import begun, sent_back
from tests.collection.round.test_collecting import BEFORE, put, state
from tianbao.output.round.states import state_to_dict


@pytest.mark.parametrize(
    ("head", "at"),
    [
        (RECEIVED + LATER, datetime(2026, 3, 31, 15, 30, tzinfo=UTC)),
        (b"", datetime(2026, 4, 1, 2, 0, tzinfo=UTC)),
        (b"Received: from nowhere\r\n", datetime(2026, 4, 1, 2, 0, tzinfo=UTC)),
        (b"Received: x; Thu, 1 Jan 1970 00:00:00 +0000\r\n", datetime(2026, 4, 1, 2, 0, tzinfo=UTC)),
        (b"Received: x; Fri, 31 Dec 9999 23:59:59 +0000\r\n", datetime(2026, 4, 1, 2, 0, tzinfo=UTC)),
    ],
)
def test_a_message_was_received_when_the_last_server_says(head: bytes, at: datetime) -> None:
    assert parse_mail(message([], head=head)).at == at


@pytest.mark.parametrize("date", [b"Thu, 1 Jan 1970 08:00:00 +0800", b"yesterday", b"", b"99999999"])
def test_a_date_that_cannot_be_is_none(round: Round, tmp_path: Path, date: bytes) -> None:
    content = message([named(b"%PDF-1.7\n", "a.pdf")], head=b"").replace(
        b"Wed, 01 Apr 2026 10:00:00 +0800", date
    )
    assert parse_mail(content).at is None
    taken(round, tmp_path, content)
    assert state(round).departments[0].returns[0].at == BEFORE.astimezone()


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
        (message([], head=b"Auto-Submitted: auto-generated\r\n"), MailKind.AUTO_REPLY, ()),
        (
            message([], head=b"X-Failed-Recipients: B@example.cn,\r\n c@example.cn\r\n", text="x@example.cn"),
            MailKind.BOUNCE,
            ("b@example.cn", "c@example.cn", "x@example.cn"),
        ),
        (receipt(b"b@example.cn"), MailKind.RECEIPT, ("b@example.cn",)),
    ],
)
def test_replies_and_bounces_are_known(content: bytes, kind: MailKind, failed: tuple[str, ...]) -> None:
    mail = parse_mail(content)
    assert (mail.kind, mail.recipients) == (kind, failed)


@pytest.mark.parametrize(
    ("head", "subject", "kind"),
    [
        (b"", "自动回复：报送", MailKind.LETTER),
        (b"", "退信：报送", MailKind.LETTER),
        (b"", "已读：报送", MailKind.LETTER),
        (b"Auto-Submitted: auto-generated\r\n", "报送", MailKind.LETTER),
        (b"Auto-Submitted: auto-replied\r\n", "报送", MailKind.AUTO_REPLY),
        (b"X-Failed-Recipients: b@example.cn\r\n", "报送", MailKind.BOUNCE),
    ],
)
@pytest.mark.parametrize("name", ["表.xlsx", "表.zip", "表.jpg"])
def test_words_alone_make_no_reply_of_a_message_with_a_form(
    head: bytes, subject: str, kind: MailKind, name: str
) -> None:
    content = message([named(b"PK", name)], head=head, subject=word(subject, "utf-8"))
    mail = parse_mail(content)
    assert mail.kind is kind
    assert [one.name for one in mail.attachments] == ([name] if kind is MailKind.LETTER else [])


def test_words_make_a_reply_of_a_message_with_what_is_no_form() -> None:
    content = message([named(b"x", "说明.txt")], subject=word("自动回复：报送", "utf-8"))
    assert parse_mail(content).kind is MailKind.AUTO_REPLY


def test_a_report_on_delivery_is_a_receipt_where_the_letter_arrived() -> None:
    arrived, delayed = (REPORT.replace(b"failed", said) for said in (b"delivered", b"delayed"))
    kind = b"multipart/report; report-type=delivery-status"
    assert parse_mail(message([arrived], kind=kind)).kind is MailKind.RECEIPT
    assert parse_mail(message([delayed], kind=kind)).kind is MailKind.BOUNCE
    assert parse_mail(message([arrived, REPORT], kind=kind)).kind is MailKind.BOUNCE


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


def test_a_link_in_the_signature_of_a_program_is_no_form() -> None:
    text = "发自 https://maas.mail.163.com/dashi-web-extend/html/proSignature.html?x"
    assert parse_mail(message([], text=text)).netdisk is None


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
        (receipt(b"b@example.cn"), 1, "receipt"),
        (message([], head=b"X-Failed-Recipients: b@example.cn\r\n"), 1, "bounce"),
        (nested(1_000), 0, "damaged"),
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
