"""Sample messages as Outlook and Exchange write them: .msg files, winmail.dat, and both in other messages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from tests.collection.round.mail.mails import attached, forwarded, message, named, zipped
from tests.collection.round.mail.outlook.compound_files import compound_file
from tests.collection.round.mail.outlook.messages import Attached, OutlookLetter, msg, tnef
from tests.collection.round.mail.sample import File, Office, Offices, Sample, sent

__all__ = ["outlooks"]

_FORM = "鄂州市部门整体绩效目标申报表（一）.xlsx"
_AT = datetime(2026, 3, 31, 15, 30, tzinfo=UTC)
_HIDDEN, _IDENTIFIER, _SMTP, _OFF = 0x7FFE, 0x3712, 0x5D01, {0x0C1F: "/O=BUREAU/CN=LI"}
_TNEF_TYPE = b"application/ms-tnef; name=winmail.dat"


def outlooks(offices: Offices) -> Iterator[Sample]:
    """Yield the samples, each from another department."""
    yield from _names(offices)
    yield from _within(offices)
    yield from _of_other_programs(offices)
    yield from _senders(offices)
    yield from _pictures(offices)
    yield from _packed(offices)
    yield from _damaged(offices)


def _saved(
    which: str, office: Office, letter: OutlookLetter, files: list[File] | None = None, why: str = ""
) -> Sample:
    """Return a message that somebody saved in Outlook."""
    return Sample(which, msg(letter), files or (), office.code, why, letter.sender, ".msg")


def _names(offices: Offices) -> Iterator[Sample]:
    for which, page in (("Unicode", None), ("code page 936", 936), ("code page 1252", 1252)):
        office = offices.next()
        letter = OutlookLetter([Attached(_FORM, office.form)], office.address, code_page=page)
        yield _saved(f"msg name in {which}", office, letter, [office.file(_FORM)])
    office = offices.next()
    one = Attached("~1.XLS", office.form, {0x3707: "C:\\报送\\申报表.xlsx"})
    yield _saved("msg long name", office, OutlookLetter([one], office.address), [office.file("申报表.xlsx")])
    office = offices.next()
    one = Attached("", office.form, {0x370E: "application/vnd.ms-excel"})
    yield _saved("msg no name", office, OutlookLetter([one], office.address), [office.file("附件2.xls")])
    office = offices.next()
    one = Attached("", office.form, {0x3703: ".xlsx"})
    yield _saved("msg ending alone", office, OutlookLetter([one], office.address), [office.file("附件.xlsx")])


def _inner(office: Office) -> OutlookLetter:
    """Return a message of a stranger with the form of a department."""
    return OutlookLetter([Attached("内.xlsx", office.form)], "x@example.com")


def _within(offices: Offices) -> Iterator[Sample]:
    for which, depth in (("", 1), (" twice", 2)):
        office = offices.next()
        letter = _inner(office)
        for _ in range(depth):
            letter = OutlookLetter([Attached("转发：报送", letter)], office.address)
        yield _saved(f"msg message within{which}", office, letter, [office.file("内.xlsx")])
    for which in ("eml", "msg"):
        office = offices.next()
        inner = _inner(office)
        content = msg(inner) if which == "msg" else message([named(office.form, "内.xlsx")])
        letter = OutlookLetter([Attached(f"转发.{which}", content)], office.address)
        yield _saved(f"msg with a file {which}", office, letter, [office.file("内.xlsx")])
    office = offices.next()
    part = named(msg(_inner(office)), "转发：报送.msg", b"application/vnd.ms-outlook")
    yield sent("eml with a file msg", office, [part], [office.file("内.xlsx")])
    office, other = offices.next(), offices.next()
    archive = zipped(("甲.xlsx", office.form), ("乙.xlsx", other.form), gbk=True)
    letter = OutlookLetter([Attached("两份.zip", archive)], office.address)
    yield _saved("msg zip", office, letter, [office.file("甲.xlsx"), other.file("乙.xlsx")])


def _of_other_programs(offices: Offices) -> Iterator[Sample]:
    office = offices.next()
    letter = OutlookLetter((), office.address, "自动回复：报送")
    yield _saved("msg reply by its subject", office, letter, why="auto-reply")
    office = offices.next()
    letter = OutlookLetter((), office.address, kind="IPM.Note.Rules.OofTemplate.Microsoft")
    yield _saved("msg reply by its class", office, letter, why="auto-reply")
    office = offices.next()
    letter = OutlookLetter((), office.address, kind="REPORT.IPM.Note.IPNRN", headers="")
    yield _saved("msg receipt of reading", office, letter, why="receipt")
    ours = OutlookLetter([Attached("blank.xlsx", office.form)], "bureau@example.cn")
    for which, kind, why in (("bounce", "NDR", "bounce"), ("receipt of delivery", "DR", "receipt")):
        office = offices.next()
        letter = OutlookLetter(
            [Attached("报送", ours)],
            "postmaster@mx.example.cn",
            kind=f"REPORT.IPM.Note.{kind}",
            recipients=[office.address.upper()],
            headers="",
            properties={0x0E06: _AT},
        )
        yield _saved(f"msg {which}", office, letter, why=why)
    office = offices.next()
    letter = OutlookLetter((), office.address, text="链接：https://pan.baidu.com/s/1abc 提取码：1234")
    yield _saved("msg link", office, letter, why="netdisk")
    office = offices.next()
    link = Attached("申报表.xlsx", b"", {0x3705: 7, 0x370D: "https://onedrive.live.com/x"})
    yield _saved("msg file that is a link", office, OutlookLetter([link], office.address), why="netdisk")


def _senders(offices: Offices) -> Iterator[Sample]:
    office = offices.next()
    scan = b"%PDF-1.7 msg 1\n"
    file = File("扫描.pdf", office.code, scan, "pdf-file")
    told = {**_OFF, _SMTP: office.address.upper()}
    letter = OutlookLetter([Attached("扫描.pdf", scan)], office.address, headers="", properties=told)
    yield _saved("msg sender within Exchange", office, letter, [file])
    office = offices.next()
    scan = b"%PDF-1.7 msg 2\n"
    file = File("扫描.pdf", office.code, scan, "pdf-file")
    letter = OutlookLetter([Attached("扫描.pdf", scan)], office.address, properties=_OFF)
    yield _saved("msg sender by its head", office, letter, [file])
    office = offices.next()
    letter = OutlookLetter([Attached("甲.xlsx", office.form)], "me@example.com")
    yield Sample(
        "msg form from a private address",
        msg(letter),
        [office.file("甲.xlsx")],
        None,
        "",
        "me@example.com",
        ".msg",
    )


def _pictures(offices: Offices) -> Iterator[Sample]:
    logo, scan = b"\x89PNG\r\n\x1a\n msg", b"\xff\xd8\xff\xe0 msg"
    within: dict[str, dict[int, int | str]] = {
        "hidden": {_HIDDEN: True, 0x370E: "image/png"},
        "shown in the text": {0x3714: 4},
    }
    for which, told in within.items():
        office = offices.next()
        files = [Attached("image001.png", logo, told), Attached("甲.xlsx", office.form)]
        letter = OutlookLetter(files, office.address)
        yield _saved(f"msg picture {which}", office, letter, [office.file("甲.xlsx")])
    office = offices.next()
    page = "<p>请查收<img src=cid:a@b></p>".encode()
    letter = OutlookLetter(
        [Attached("smile.jpg", scan, {_IDENTIFIER: "a@b"})], office.address, properties={0x1013: page}
    )
    yield _saved("msg picture that a page shows", office, letter, why="no-form")
    office = offices.next()
    letter = OutlookLetter([Attached("scan.jpg", scan, {_IDENTIFIER: "f_1"})], office.address)
    yield _saved(
        "msg picture that was attached",
        office,
        letter,
        [File("scan.jpg", office.code, scan, "picture-file")],
    )


def _packed(offices: Offices) -> Iterator[Sample]:
    for which, page in (("Unicode", None), ("code page 936", 936)):
        office = offices.next()
        letter = OutlookLetter([Attached(_FORM, office.form)], office.address, code_page=page)
        part = attached(tnef(letter), b"", _TNEF_TYPE)
        yield sent(f"winmail name in {which}", office, [part], [office.file(_FORM)])
    office = offices.next()
    letter = OutlookLetter([Attached(_FORM, office.form)], office.address)
    part = named(tnef(letter, titles_alone=True), "WINMAIL.DAT")
    yield sent("winmail of an old program", office, [part], [office.file(_FORM)])
    office = offices.next()
    letter = OutlookLetter([Attached("转发", _inner(office))], office.address)
    part = attached(tnef(letter), b"", b"application/ms-tnef")
    yield sent("winmail message within", office, [part], [office.file("内.xlsx")])
    office = offices.next()
    letter = OutlookLetter([Attached("甲.xlsx", office.form)], "x@example.com")
    part = forwarded(message([attached(tnef(letter), b"", _TNEF_TYPE)]))
    yield sent("winmail in a message within", office, [part], [office.file("甲.xlsx")])
    office = offices.next()
    letter = OutlookLetter([Attached("甲.xlsx", office.form)], office.address)
    yield Sample("winmail", tnef(letter), [office.file("甲.xlsx")], office.code, "", office.address, ".dat")


def _damaged(offices: Offices) -> Iterator[Sample]:
    office = offices.next()
    letter = OutlookLetter([Attached("甲.xlsx", office.form)], office.address)
    whole = tnef(letter)
    spoilt = whole[:-1] + bytes([whole[-1] ^ 1])
    part = attached(spoilt, b"", _TNEF_TYPE)
    yield sent("winmail with a wrong sum", office, [part], [office.file("甲.xlsx")], "damaged")
    office = offices.next()
    part = attached(b"no such thing", b"", _TNEF_TYPE)
    yield sent("winmail that is none", office, [part], [], "damaged")
    office = offices.next()
    letter = OutlookLetter([Attached("甲.xlsx", office.form)], office.address)
    yield Sample("msg that was cut off", msg(letter)[:5_000], (), None, "damaged", "", ".msg")
    office = offices.next()
    content = compound_file({"Workbook": bytes(5_000)})
    yield Sample("msg that is a workbook", content, (), None, "damaged", "", ".msg")
    office = offices.next()
    part = named(content + b"\0", "申报表.msg")
    file = File("申报表.msg", office.code, content + b"\0", "damaged")
    yield sent("eml with a msg that is none", office, [part], [file])
