"""What the heads of messages say: names of files, subjects and senders, however programs write them."""

from __future__ import annotations

import base64

import pytest

from collection.round.incoming.mail.messages import Attachment, parse_mail
from collection.round.incoming.mail.words import parameter
from tests.collection.round.mail.mails import CHARSETS, SPELLINGS, WAYS, attached, message, word

NAME = "鄂州市部门整体绩效目标申报表（一）.xlsx"
HEAD = b"Content-Disposition: attachment; "


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
        (b"=?utf-8?B?5oql6?= =?utf-8?B?YC?= =?utf-8?B?B?=", "报送"),
        (b"=?gbk?B?sajL?=\r\n =?GBK?B?zQ==?=", "报送"),
        (b"=?gbk?B?sag?= =?gbk?B?y80?=", "报送"),
        (b"=?gbk?B?sag=?= =?gbk?B?y80=?=", "报送"),
        (b"=?gbk?B?sa?= =?gbk?Q?=A8=CB?= =?gbk?B?zQ?=", "报送"),
        (b"=?gbk?B?sag\r\n =?=", "报"),
        (b"=?gbk?B?A?=", ""),
        (b"=?unicode-escape?Q?=5Cud800?=", "\\ud800"),
        (b"=?utf-7?Q?+2AA-?=", "+2AA-"),
        (b"=?utf-8\0?Q?=B1=A8?=", "报"),
        (b"=?punycode?Q?a-b?=", "a-b"),
        ("关于报送".encode()[:7] + b"\r\n " + "关于报送".encode()[7:], "关于报送"),
        ("关于报送".encode("gbk")[:5] + b"\r\n\t" + "关于报送".encode("gbk")[5:], "关于报送"),
        ("关于报送".encode() + b"\r\n " + b"2026", "关于报送 2026"),
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
        (word("<chief@bureau.cn>", "utf-8") + b" <a@example.cn>", "a@example.cn"),
        (word("李明 <chief@bureau.cn>", "utf-8"), ""),
        (b"a@example.cn " + word("<chief@bureau.cn>", "utf-8"), ""),
        (b'"<chief@bureau.cn>" <a@example.cn>', "a@example.cn"),
        (b'"chief@bureau.cn, x" <a@example.cn> ', "a@example.cn"),
        (b"MAILER-DAEMON@example.cn (Mail Delivery System)", "mailer-daemon@example.cn"),
        (word("李明", "utf-8") + b"\r\n <a@example.cn>", "a@example.cn"),
        (b"a@example.cn, b@example.cn", ""),
    ],
)
def test_senders(sender: bytes, address: str) -> None:
    assert parse_mail(message([], sender=sender)).sender == address


@pytest.mark.parametrize(
    ("header", "name"),
    [
        (b'attachment; filename="a \\"b\\".xlsx"', 'a "b".xlsx'),
        (b"attachment; filename*1*=%CB%CD.xlsx; filename*0*=gbk''%B1%A8", "报送.xlsx"),
        (b"attachment; filename*0*=gbk''%B1%A8%CB;\r\n filename*1*=%CD.xlsx", "报送.xlsx"),
        (b"attachment; filename*0*=gbk''%B1%A8%\r\n CB%CD.xlsx", "报送.xlsx"),
        (b'attachment; filename*0="a"; filename*1="b.xlsx"', "ab.xlsx"),
        (b"attachment; filename*" + b"9" * 5_000 + b"=x", "x"),
        (b"attachment", None),
    ],
)
def test_file_names_in_pieces(header: bytes, name: str | None) -> None:
    assert parameter(header, "filename") == name
