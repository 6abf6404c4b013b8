"""Sample messages that programs write, and those that are no sound messages."""

from __future__ import annotations

from collections.abc import Iterator

from tests.collection.round.mail.mails import REPORT, forwarded, message, named, receipt, word
from tests.collection.round.mail.sample import File, Offices, Sample, sent

__all__ = ["nested", "programs"]

_AWAY = word("自动回复：报送绩效目标", "gbk", codec="gb18030")


def programs(offices: Offices) -> Iterator[Sample]:
    """Yield the samples, each from another department."""
    yield from _replies(offices)
    yield from _bounces(offices)
    yield from _receipts(offices)
    yield from _damaged(offices)


def _replies(offices: Offices) -> Iterator[Sample]:
    heads = {
        "by its head": b"Auto-Submitted: auto-replied\r\n",
        "of Exchange": b"Auto-Submitted: auto-generated\r\nX-Auto-Response-Suppress: All\r\n",
        "of an old program": b"Precedence: auto_reply\r\n",
    }
    for which, head in heads.items():
        yield sent(f"reply {which}", offices.next(), [], [], "auto-reply", head=head)
    for which, subject in (("by its subject", _AWAY), ("in English", b"Automatic reply: report")):
        yield sent(f"reply {which}", offices.next(), [], [], "auto-reply", subject=subject)
    office = offices.next()
    part = named(office.form, "甲.xlsx")
    yield sent("form under the subject of a reply", office, [part], [office.file("甲.xlsx")], subject=_AWAY)
    office = offices.next()
    part = named(office.form, "甲.xlsx")
    head = b"Auto-Submitted: auto-generated\r\n"
    yield sent("form that a program sent", office, [part], [office.file("甲.xlsx")], head=head)


def _bounces(offices: Offices) -> Iterator[Sample]:
    office = offices.next()
    blank = forwarded(message([named(office.form, "blank.xlsx")]))
    report = REPORT.replace(b"B@example.cn", office.address.upper().encode())
    content = message(
        [report, blank],
        kind=b"multipart/report; report-type=delivery-status",
        sender=b"MAILER-DAEMON@mx.example.cn (Mail Delivery System)",
    )
    yield Sample(
        "bounce with a report and our blank",
        content,
        (),
        office.code,
        "bounce",
        "mailer-daemon@mx.example.cn",
    )
    office = offices.next()
    text = f"很抱歉，您的邮件被退回。收件人：<{office.address}>。"
    content = message([], sender=b"PostMaster@qq.com", subject=word("来自qq.com的退信", "utf-8"), text=text)
    yield Sample("bounce in words", content, (), office.code, "bounce", "postmaster@qq.com")
    office = offices.next()
    head = b"X-Failed-Recipients: %s\r\n" % office.address.encode()
    content = message([], sender=b"noreply@example.com", head=head)
    yield Sample("bounce by its head", content, (), office.code, "bounce", "noreply@example.com")
    office = offices.next()
    content = message(
        [], sender=b"system@example.com", subject=word("退信：报送", "utf-8"), text=office.address
    )
    yield Sample("bounce by its subject", content, (), office.code, "bounce", "system@example.com")
    office = offices.next()
    part = named(office.form, "甲.xlsx")
    subject = word("退信后重新报送", "utf-8")
    yield sent(
        "form under the subject of a bounce", office, [part], [office.file("甲.xlsx")], subject=subject
    )


def _receipts(offices: Offices) -> Iterator[Sample]:
    office = offices.next()
    content = receipt(office.address.encode())
    yield Sample("receipt of reading", content, (), office.code, "receipt", office.address)
    office = offices.next()
    yield sent("receipt by its subject", office, [], [], "receipt", subject=word("已读: 报送", "utf-8"))
    office = offices.next()
    report = REPORT.replace(b"B@example.cn", office.address.encode()).replace(b"failed", b"delivered")
    content = message(
        [report], kind=b"multipart/report; report-type=delivery-status", sender=b"postmaster@example.cn"
    )
    yield Sample("receipt of delivery", content, (), office.code, "receipt", "postmaster@example.cn")


def nested(depth: int, sender: bytes = b"a@example.cn") -> bytes:
    """Return a message of parts within parts."""
    head = b"From: %s\r\nSubject: report\r\nMIME-Version: 1.0\r\n" % sender
    return head + b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (one, one) for one in range(depth)
    )


def _damaged(offices: Offices) -> Iterator[Sample]:
    office = offices.next()
    content = nested(1_000, office.address.encode())
    yield Sample("a thousand parts within parts", content, (), office.code, "damaged", office.address)
    office = offices.next()
    content = message([named(office.form, "甲.xlsx")], sender=office.address.encode()).replace(
        b"\r\n--=b", b"\r\n--=c"
    )
    yield Sample("parts that nothing parts", content, (), office.code, "damaged", office.address)
    office = offices.next()
    parts = [b"Content-Type: text/plain\r\n\r\nx"] * 600
    yield sent(
        "more parts than anybody sends",
        office,
        [named(office.form, "甲.xlsx"), *parts],
        [office.file("甲.xlsx")],
        "damaged",
    )
    office = offices.next()
    content = b"Subject: =?utf-8?B?\xff\xfe?=\r\nFrom: %s\r\n\r\n\0\xff" % office.address.encode()
    yield Sample("bytes of no text", content, (), office.code, "no-form", office.address)
    office = offices.next()
    files = [File("x.xlsx", office.code, b"not a workbook", "text-file")]
    yield sent("workbook that is none", office, [named(b"not a workbook", "x.xlsx")], files)
    office = offices.next()
    parts = [b"Content-Type: text/plain; charset=punycode\r\n\r\nx", named(office.form, "甲.xlsx")]
    yield sent("character set that is none", office, parts, [office.file("甲.xlsx")])
