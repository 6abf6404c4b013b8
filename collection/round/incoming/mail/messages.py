"""One message as a file (.eml, RFC 5322): its sender, when it was received, what is attached, what it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from enum import StrEnum
from pathlib import Path

from collection.intake.files import might_hold_a_form
from collection.round.incoming.mail.parts import (
    Attachment,
    Parts,
    attachments_of,
    head_of,
    heads_of,
    parts_of,
    texts_of,
)
from collection.round.incoming.mail.words import address, decoded, parameter, raw_header
from collection.round.ledger.deliveries import message_ids_in

__all__ = ["Attachment", "Mail", "MailKind", "parse_mail"]

_REPLIES = re.compile(
    r"(自动回复|自动答复|automatic reply|auto[- ]?reply|auto:|out of office)", re.IGNORECASE
)
_BOUNCES = re.compile(
    r"(退信|投递失败|无法投递|未送达|undeliver|delivery (status|failure)|mail delivery failed|returned mail)",
    re.IGNORECASE,
)
_RECEIPTS = re.compile(
    r"(已读[:：]|未读[:：]|已读回执|阅读回执|(not )?read:|read receipt|return receipt)", re.IGNORECASE
)
_DAEMONS = re.compile(r"(mailer-daemon|postmaster)@", re.IGNORECASE)
_ADDRESSES = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w.-]{1,255}\w")
_NETDISKS = re.compile(
    r"(?:pan\.baidu\.com|yun\.baidu\.com|pan\.quark\.cn|(?:www\.)?(?:alipan|aliyundrive)\.com|weiyun\.com"
    r"|lanzou\w{0,3}\.com|115\.com|cowtransfer\.com|cloud\.189\.cn|caiyun\.139\.com|(?:wx\.)?mail\.qq\.com/(?:ftn|cgi-bin/ftn)"
    r"|mail\.163\.com/large-attachment|fs\.163\.com/fs|dashi\.163\.com/html/cloud-attachment"
    r"|kdocs\.cn|docs\.qq\.com|onedrive\.live\.com)",
    re.IGNORECASE,
)
_FIRST_YEAR, _LAST_YEAR = 1990, 2100
"""Between which a time can be that of a message; others come of clocks that were never set."""

_ARRIVED = frozenset({"delivered", "relayed", "expanded"})
"""What a report on delivery (RFC 3464) says of a letter that did arrive."""


class MailKind(StrEnum):
    """What a message is."""

    LETTER = "letter"
    AUTO_REPLY = "auto-reply"
    """A program answered for somebody who is away."""
    BOUNCE = "bounce"
    """A program says that a letter did not arrive."""
    RECEIPT = "receipt"
    """A program says that a letter arrived, or that it was opened."""


@dataclass(frozen=True, slots=True)
class Mail:
    """A message: who sent it (an address in small letters), its subject, when it was received if it says so.

    `is_stamped` is true where a server wrote that time, and false where it is the sender's own.
    `recipients` are the addresses that a bounce or a receipt is about, `netdisk` the first link to a file
    elsewhere. `is_whole` is false where there is more in the message than could be looked at: it is damaged.
    `about` are the Message-IDs of letters of ours: those that a bounce or a receipt quotes, or that somebody
    answers.
    """

    kind: MailKind
    sender: str
    subject: str
    at: datetime | None
    attachments: tuple[Attachment, ...]
    recipients: tuple[str, ...] = ()
    netdisk: str | None = None
    is_whole: bool = True
    is_stamped: bool = False
    about: tuple[str, ...] = ()


def parse_mail(content: bytes) -> Mail:
    """Return what a message says. Whatever stands in it, it never raises."""
    for parts in (parts_of, head_of):
        with suppress(Exception):  # what the email package lets through where bytes are hostile
            return _mail(parts(content))
    return Mail(MailKind.LETTER, "", "", None, (), is_whole=False)


def _mail(parts: Parts) -> Mail:
    head = parts.head
    sender = address(raw_header(head, "from") or b"")
    subject = decoded(raw_header(head, "subject") or b"")
    texts = "\n".join(texts_of(parts.found))
    attachments = tuple(attachments_of(parts.found, texts))
    kind = _kind_by_head(parts, sender)
    if kind is None:
        may_hold_a_form = any(might_hold_a_form(Path(one.name)) for one in attachments)
        kind = MailKind.LETTER if may_hold_a_form or not parts.is_whole else _kind_by_words(head, subject)
    match = _NETDISKS.search(texts)
    return Mail(
        kind,
        sender,
        subject,
        _received(head),
        attachments if kind is MailKind.LETTER else (),
        tuple(dict.fromkeys(_recipients(parts, kind, texts))),
        match[0] if match else None,
        parts.is_whole,
        _time(_stamp(head)) is not None,
        tuple(_about(parts, kind)),
    )


def _value(message: Message, name: str) -> str:
    """Return what a header says before its parameters, in small letters; empty where it is missing."""
    return decoded((raw_header(message, name) or b"").partition(b";")[0]).lower()


def _kind_by_head(parts: Parts, sender: str) -> MailKind | None:
    """Return what a message is by what only programs write in its head; None for a letter of a person."""
    head = parts.head
    content_type = head.get_content_type()
    report = parameter(raw_header(head, "content-type") or b"", "report-type") or ""
    if report.lower() == "disposition-notification" or content_type == "message/disposition-notification":
        return MailKind.RECEIPT
    is_report = content_type == "multipart/report"
    if is_report or _DAEMONS.match(sender) or raw_header(head, "x-failed-recipients") is not None:
        actions = {action for part in parts.found if (action := _value(part, "action"))}
        return MailKind.RECEIPT if actions and actions <= _ARRIVED else MailKind.BOUNCE
    is_reply = _value(head, "auto-submitted").startswith("auto-replied")
    if is_reply or raw_header(head, "x-autoreply") is not None or _value(head, "precedence") == "auto_reply":
        return MailKind.AUTO_REPLY
    return None


def _kind_by_words(head: Message, subject: str) -> MailKind:
    """Return what a message without a file is: people write such words too, above forms that they send."""
    if _BOUNCES.match(subject):
        return MailKind.BOUNCE
    if _RECEIPTS.match(subject):
        return MailKind.RECEIPT
    is_made = _value(head, "auto-submitted").startswith("auto-")
    return MailKind.AUTO_REPLY if is_made or _REPLIES.match(subject) else MailKind.LETTER


def _received(head: Message) -> datetime | None:
    """Return when a server received the message last, which stands on top; else when it was written."""
    return _time(_stamp(head)) or _time(raw_header(head, "Date") or b"")


def _stamp(head: Message) -> bytes:
    """Return what the server wrote of the time that received the message last."""
    return (raw_header(head, "received") or b"").rpartition(b";")[2]


def _time(raw: bytes) -> datetime | None:
    with suppress(Exception):  # IndexError and others, where what is written is no date
        at = parsedate_to_datetime(decoded(raw))
        at = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
        if _FIRST_YEAR <= at.year < _LAST_YEAR:
            return at
    return None


def _about(parts: Parts, kind: MailKind) -> Iterable[str]:
    """Return the Message-IDs of the letters that a message is about, what it answers first."""
    answered = [raw_header(parts.head, name) or b"" for name in ("in-reply-to", "references")]
    quoted = heads_of(parts) if kind in (MailKind.BOUNCE, MailKind.RECEIPT) else ()
    return message_ids_in(b"\n".join((*answered, *quoted)))


def _recipients(parts: Parts, kind: MailKind, texts: str) -> Iterator[str]:
    """Yield the addresses that a bounce or a receipt names: in its report (RFC 3464), else in its words."""
    if kind not in (MailKind.BOUNCE, MailKind.RECEIPT):
        return
    failed = raw_header(parts.head, "x-failed-recipients") or b""
    yield from filter(None, map(address, failed.split(b",")))
    for part in parts.found:
        for name in ("final-recipient", "original-recipient"):
            raw = raw_header(part, name)
            if raw is not None:
                yield decoded(raw).rpartition(";")[2].strip(" <>").lower()
    if kind is MailKind.BOUNCE:
        yield from (found.lower() for found in _ADDRESSES.findall(texts))
