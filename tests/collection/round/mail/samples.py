"""Sample messages of all the kinds that come in a round, and what a round must make of each.

`python -m tests.collection.round.mail.samples FOLDER` begins a round in a folder and writes them there.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from collection import Round, issue_round
from tests.collection.round.mail.mails import (
    CHARSETS,
    SPELLINGS,
    WAYS,
    attached,
    forwarded,
    message,
    named,
    with_password,
    word,
    zipped,
)
from tests.collection.round.mail.outlook.samples import outlooks
from tests.collection.round.mail.programs import programs
from tests.collection.round.mail.sample import File, Office, Offices, Sample, sent
from tests.collection.round.rosters import begun

__all__ = ["samples", "write_samples"]

_MOST = 200
_FORM = "鄂州市部门整体绩效目标申报表（一）.xlsx"
_XLSX = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def write_samples(folder: Path) -> tuple[Round, list[Sample]]:
    """Begin a round of many departments in a folder, and write the messages beside it, in `messages`."""
    codes = [str(101001 + number) for number in range(_MOST)]
    round = begun(folder, [f"{code},第{code[-3:]}局,,a{code}@example.cn,," for code in codes])
    issue_round(round)
    blanks = {path.name[:6]: path.read_bytes() for path in round.folder.issued.iterdir()}
    written = samples(Offices(Office(code, f"a{code}@example.cn", blanks[code]) for code in codes))
    (folder / "messages").mkdir()
    for one in written:
        (folder / "messages" / f"{one.which}{one.suffix}").write_bytes(one.content)
    return round, written


def samples(offices: Offices) -> list[Sample]:
    """Return all samples, each from another department, and each file of another one."""
    groups = (_spelled, _odd_names, _within_messages, _packed, _several, _elsewhere, _pictures, _senders)
    return [one for group in (*groups, programs, outlooks) for one in group(offices)]


def _spelled(offices: Offices) -> Iterator[Sample]:
    for charset, way in SPELLINGS:
        name = "績效目標申報表.xlsx" if charset == "big5" else _FORM
        head = b"Content-Disposition: attachment; " + WAYS[way](name, charset, CHARSETS[charset]) + b"\r\n"
        office = offices.next()
        yield sent(f"name {charset} {way}", office, [attached(office.form, head)], [office.file(name)])


def _odd_names(offices: Offices) -> Iterator[Sample]:
    said = "申报表"
    b, q = word(said, "gbk", codec="gb18030"), word(said, "gbk", "Q", codec="gb18030")
    quoted: dict[str, tuple[bytes, str]] = {
        "word and letters": (b"%s (2026).xlsx" % b, "申报表 (2026).xlsx"),
        "words in base64 and Q": (b"%s %s.xlsx" % (b, q), "申报表申报表.xlsx"),
        "words in two character sets": (b"%s %s.xlsx" % (b, word("终", "utf-8")), "申报表终.xlsx"),
        "words without padding": (
            b"%s =?gbk?B?MQ?= =?gbk?B?MTI?=.xlsx" % b.replace(b"=?=", b"?="),
            "申报表112.xlsx",
        ),
        "another character set than it says": (
            word("绩效目标", "utf-8", codec="gb18030") + b".xlsx",
            "绩效目标.xlsx",
        ),
        "character set that nobody knows": (word(said, "x-none", codec="gb18030") + b".xlsx", "申报表.xlsx"),
        "folders of Windows": ("C:\\\\报送\\\\申报表.xlsx".encode(), "申报表.xlsx"),
        "quotation marks": (b'%s \\"2026\\".xlsx' % b, '申报表 "2026".xlsx'),
    }
    for which, (written, name) in quoted.items():
        office = offices.next()
        head = b'Content-Disposition: attachment; filename="%s"\r\n' % written
        yield sent(f"name {which}", office, [attached(office.form, head)], [office.file(name)])
    heads: dict[str, tuple[bytes, bytes, str]] = {
        "in the type alone": (b'%s;\r\n name="%s.xlsx"' % (_XLSX, b), b"", "申报表.xlsx"),
        "for old and for new programs": (
            _XLSX,
            b"attachment; filename=\"____.xlsx\"; filename*=gbk'zh-cn'%C9%EA%B1%A8.xlsx",
            "申报.xlsx",
        ),
        "without an ending": (_XLSX, b'attachment; filename="1.%s"' % b, "1.申报表.xlsx"),
        "none": (_XLSX, b"attachment", "附件2.xlsx"),
    }
    for which, (content_type, disposition, name) in heads.items():
        office = offices.next()
        head = b"Content-Disposition: %s\r\n" % disposition if disposition else b""
        yield sent(f"name {which}", office, [attached(office.form, head, content_type)], [office.file(name)])


def _within_messages(offices: Offices) -> Iterator[Sample]:
    for which in ("plain", "base64", "quoted-printable", "twice", "as a file", "as a file, in base64 within"):
        office = offices.next()
        inner = message([named(office.form, "内.xlsx")], sender=b"x@example.com")
        if which in ("base64", "quoted-printable"):
            part = forwarded(inner, which.encode())
        elif which == "twice":
            part = forwarded(message([forwarded(inner)]))
        elif which == "as a file":
            part = named(inner, "转发：报送.eml")
        else:
            part = (
                named(message([forwarded(inner, b"base64")]), "转发.EML")
                if "within" in which
                else forwarded(inner)
            )
        yield sent(f"message within a message {which}", office, [part], [office.file("内.xlsx")])


def _packed(offices: Offices) -> Iterator[Sample]:
    for which, is_gbk in (("UTF-8", False), ("GBK", True)):
        office, other = offices.next(), offices.next()
        archive = zipped(
            ("报送/甲 申报表.xlsx", office.form), ("报送/乙.xlsx", other.form), ("说明.txt", b"x"), gbk=is_gbk
        )
        files = [office.file("甲 申报表.xlsx"), other.file("乙.xlsx")]
        yield sent(f"zip with names in {which}", office, [named(archive, "报送.zip")], files)
    locked: dict[str, tuple[str, bytes, str]] = {
        "zip with a password": ("密.zip", with_password(zipped(("表.xlsx", b"PK" * 9))), "encrypted"),
        "rar": ("表.rar", b"Rar!\x1a\x07\x01\0", "packed-file"),
        "zip without a workbook": ("片.zip", zipped(("片.jpg", b"\xff\xd8\xff")), "packed-file"),
        "workbook that was cut off": ("半.xlsx", offices.next().form[:20_000], "damaged"),
    }
    for which, (name, content, refusal) in locked.items():
        office = offices.next()
        yield sent(which, office, [named(content, name)], [File(name, office.code, content, refusal)])


def _several(offices: Offices) -> Iterator[Sample]:
    three = [offices.next() for _ in range(3)]
    parts = [named(one.form, f"{number}.xlsx") for number, one in enumerate(three)]
    files = [one.file(f"{number}.xlsx") for number, one in enumerate(three)]
    yield sent("three forms", three[0], parts, files)
    one, packed, sender = (offices.next() for _ in range(3))
    parts = [named(zipped(("一.xlsx", packed.form)), "一.zip"), named(one.form, "二.xlsx")]
    yield sent("zip and form", sender, parts, [packed.file("一.xlsx"), one.file("二.xlsx")])
    office = offices.next()
    parts = [named(office.form, "甲.xlsx"), named(office.form, "甲 (1).xlsx")]
    yield sent("the same form twice", office, parts, [office.file("甲.xlsx")])
    office, other, sender = (offices.next() for _ in range(3))
    parts = [named(office.form, "1.xlsx"), forwarded(message([named(other.form, "2.xlsx")]))]
    yield sent("form and message with one", sender, parts, [office.file("1.xlsx"), other.file("2.xlsx")])
    office = offices.next()
    parts = [named(office.form, "甲.xlsx"), named(b"a picture of nothing", "说明.txt", b"text/plain")]
    yield sent("form and a text", office, parts, [office.file("甲.xlsx")])


def _elsewhere(offices: Offices) -> Iterator[Sample]:
    links = {
        "Baidu": "链接：https://pan.baidu.com/s/1abc 提取码：1234",
        "QQ": "从QQ邮箱发来的超大附件 https://wx.mail.qq.com/ftn/download?func=3&key=x",
        "163": "https://mail.163.com/large-attachment-download/index.html?p=x",
        "Quark": "「申报表」https://pan.quark.cn/s/x",
    }
    for which, text in links.items():
        yield sent(f"link {which}", offices.next(), [], [], "netdisk", text=text)
    page = "<html><a href=https://www.alipan.com/s/x>申报表</a></html>".encode("gb18030")
    part = attached(page, b"", b"text/html; charset=gb2312")
    yield sent("link in a page", offices.next(), [part], [], "netdisk")
    office = offices.next()
    text = "其余材料：https://pan.baidu.com/s/1abc"
    yield sent("link and form", office, [named(office.form, "甲.xlsx")], [office.file("甲.xlsx")], text=text)
    signature = "发自 https://maas.mail.163.com/dashi-web-extend/html/proSignature.html?x"
    yield sent("link in a signature", offices.next(), [], [], "no-form", text=signature)


def _pictures(offices: Offices) -> Iterator[Sample]:
    logo, scan = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0"
    inline = {
        "Content-ID": attached(logo, b"Content-ID: <logo>\r\n", b"image/png; name=logo.png"),
        "inline": attached(logo, b"Content-Disposition: inline; filename=a.png\r\n", b"image/png"),
        "inline, of no type": attached(logo, b"Content-Disposition: inline; filename=a.png\r\n"),
    }
    for which, picture in inline.items():
        office = offices.next()
        parts = [picture, named(office.form, "甲.xlsx")]
        yield sent(f"picture {which}", office, parts, [office.file("甲.xlsx")])
    yield sent("picture and nothing else", offices.next(), [inline["inline"]], [], "no-form")
    head = b"Content-Disposition: attachment; filename=%s\r\nContent-ID: <f_1>\r\n"
    office = offices.next()
    part = attached(scan, head % b"scan.jpg", b"image/jpeg")
    file = File("scan.jpg", office.code, scan, "picture-file")
    yield sent("picture that was attached", office, [part], [file])
    page = attached(b"<img src='cid:f_1'>", b"", b"text/html")
    part = attached(scan + b"2", head % b"smile.jpg", b"image/jpeg")
    yield sent("picture that a page shows", offices.next(), [page, part], [], "no-form")


def _senders(offices: Offices) -> Iterator[Sample]:
    ways: Iterable[tuple[str, bytes]] = (
        ("bare", b"%s"),
        ("with a name", word("李明", "gb2312", codec="gb18030") + b" <%s>"),
        ("with a raw name", "李明".encode("gb18030") + b" <%s>"),
        ("with a name behind", b"%s (Li Ming)"),
        ("under the name of another", word("<chief@bureau.cn>", "utf-8") + b" <%s>"),
        ("with quotation marks", b'"a101002@example.cn, <x@example.cn>" <%s>'),
    )
    for number, (which, written) in enumerate(ways):
        office = offices.next()
        content = b"%%PDF-1.7 %d\n" % number
        file = File("扫描.pdf", office.code, content, "pdf-file")
        sender = written % office.address.upper().encode()
        yield sent(f"sender {which}", office, [named(content, "扫描.pdf")], [file], sender=sender)
    office = offices.next()
    hidden = word(f"<{office.address}>", "utf-8")
    part = named(b"%PDF-1.7 hidden\n", "扫描.pdf")
    file = File("扫描.pdf", None, b"%PDF-1.7 hidden\n", "pdf-file")
    yield Sample("sender in an encoded word alone", message([part], sender=hidden), (file,), None, "", "")
    office = offices.next()
    content = message([named(office.form, "甲.xlsx")], sender=b"me@example.com")
    yield Sample(
        "form from a private address", content, (office.file("甲.xlsx"),), None, "", "me@example.com"
    )
    content = message([], sender=b"them@example.com")
    yield Sample("message of a stranger", content, (), None, "no-form", "them@example.com")


if __name__ == "__main__":
    write_samples(Path(sys.argv[1]))
