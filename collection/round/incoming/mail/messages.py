"""One message as a file (.eml, RFC 5322): its sender, when it was received, what is attached, what it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import Message
from email.policy import compat32
from email.utils import getaddresses, parsedate_to_datetime
from enum import StrEnum

from collection.round.incoming.mail.words import decoded, decoded_bytes, parameter, raw_header

__all__ = ["Attachment", "Mail", "MailKind", "parse_mail"]

_DEEPEST, _MOST_PARTS, _LONGEST_BODY = 8, 500, 2**20
"""Messages within messages, parts of a message, and characters of its text that are looked at."""

_LONGEST_NAME = 200
_REPLIES = re.compile(
    r"(自动回复|自动答复|automatic reply|auto[- ]?reply|auto:|out of office)", re.IGNORECASE
)
_BOUNCES = re.compile(
    r"(退信|投递失败|无法投递|未送达|undeliver|delivery (status|failure)|mail delivery failed|returned mail)",
    re.IGNORECASE,
)
_DAEMONS = re.compile(r"(mailer-daemon|postmaster)@", re.IGNORECASE)
_NETDISKS = re.compile(
    r"(?:pan\.baidu\.com|yun\.baidu\.com|pan\.quark\.cn|(?:www\.)?(?:alipan|aliyundrive)\.com|weiyun\.com"
    r"|lanzou\w*\.com|115\.com|cowtransfer\.com|cloud\.189\.cn|caiyun\.139\.com|(?:wx\.)?mail\.qq\.com/(?:ftn|cgi-bin/ftn)"
    r"|(?:mail|dashi)\.163\.com|kdocs\.cn|docs\.qq\.com|onedrive\.live\.com)",
    re.IGNORECASE,
)
_SUFFIXES = {
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.ms-excel": ".xls",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
    "application/zip": ".zip",
    "application/x-zip-compressed": ".zip",
    "application/pdf": ".pdf",
}


class MailKind(StrEnum):
    """What a message is."""

    LETTER = "letter"
    AUTO_REPLY = "auto-reply"
    """A program answered for somebody who is away."""
    BOUNCE = "bounce"
    """A program says that a letter did not arrive."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that is attached: its name as the sender gave it, without a path, and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """A message: who sent it (an address in small letters), its subject, when it was received if it says so.

    `failed` are the addresses that a bounce is about, `netdisk` the first link to a file elsewhere.
    """

    kind: MailKind
    sender: str
    subject: str
    at: datetime | None
    attachments: tuple[Attachment, ...]
    failed: tuple[str, ...] = ()
    netdisk: str | None = None


def parse_mail(content: bytes) -> Mail:
    """Return what a message says. Whatever stands in it, it never raises."""
    message = message_from_bytes(content, policy=compat32)
    sender = _address(decoded(raw_header(message, "from") or b""))
    subject = decoded(raw_header(message, "subject") or b"")
    kind = _kind(message, sender, subject)
    parts = list(_parts(message))
    texts = "\n".join(_texts(parts))
    return Mail(
        kind,
        sender,
        subject,
        _received(message),
        tuple(_attachments(parts)) if kind is MailKind.LETTER else (),
        tuple(_failed(parts, texts)) if kind is MailKind.BOUNCE else (),
        match[0] if (match := _NETDISKS.search(texts)) else None,
    )


def _address(header: str) -> str:
    return next((found.lower() for _, found in getaddresses([header]) if "@" in found), "")


def _kind(message: Message, sender: str, subject: str) -> MailKind:
    content_type = message.get_content_type()
    if content_type == "multipart/report" or _DAEMONS.match(sender) or _BOUNCES.match(subject):
        return MailKind.BOUNCE
    submitted = (raw_header(message, "auto-submitted") or b"no").strip().lower()
    is_reply = submitted.startswith(b"auto-replied") or raw_header(message, "x-autoreply") is not None
    precedence = (raw_header(message, "precedence") or b"").strip().lower()
    if is_reply or precedence == b"auto_reply" or _REPLIES.match(subject):
        return MailKind.AUTO_REPLY
    return MailKind.LETTER


def _received(message: Message) -> datetime | None:
    """Return when a server received the message last, which stands on top; else when it was written."""
    received = (raw_header(message, "received") or b"").rpartition(b";")[2]
    for raw in (received, raw_header(message, "Date") or b""):
        try:
            at = parsedate_to_datetime(decoded(raw))
            return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    return None


def _parts(message: Message, depth: int = 0) -> Iterator[Message]:
    """Yield the parts that hold something, those of messages within the message too."""
    waiting = [(message, depth)]
    for _ in range(_MOST_PARTS):
        if not waiting:
            return
        part, depth = waiting.pop(0)
        inner = part.get_payload() if part.is_multipart() else None
        if isinstance(inner, list):
            if depth < _DEEPEST:
                waiting = [(one, depth + 1) for one in inner if isinstance(one, Message)] + waiting
        else:
            yield part


def _texts(parts: list[Message]) -> Iterator[str]:
    """Yield the texts that people read."""
    for part in parts:
        if part.get_content_type().startswith("text/") and _name(part) is None:
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                charset = parameter(raw_header(part, "content-type") or b"", "charset")
                yield decoded_bytes(content[:_LONGEST_BODY], charset)


def _attachments(parts: list[Message]) -> Iterator[Attachment]:
    for number, part in enumerate(parts, 1):
        name = _name(part)
        is_inline = part.get_content_maintype() == "image" and raw_header(part, "content-id") is not None
        content = part.get_payload(decode=True)
        if is_inline or not isinstance(content, bytes) or not content:
            continue
        suffix = _SUFFIXES.get(part.get_content_type(), "")
        if name is None and not suffix:
            continue
        name = name or f"附件{number}"
        yield Attachment(name if "." in name else name + suffix, content)


def _name(part: Message) -> str | None:
    """Return what a file is called, as its sender wrote it: without folders, which are nobody's business."""
    for header, of in (("content-disposition", "filename"), ("content-type", "name")):
        name = parameter(raw_header(part, header) or b"", of)
        if name:
            last = re.split(r"[/\\]", name)[-1].replace("\0", "")
            stem, dot, suffix = last.rpartition(".")
            return f"{stem[:_LONGEST_NAME]}{dot}{suffix[:_LONGEST_NAME]}".strip() or None
    return None


def _failed(parts: list[Message], texts: str) -> Iterator[str]:
    """Yield the addresses that a bounce names: in its report (RFC 3464), else in its words."""
    for part in parts:
        for name in ("final-recipient", "original-recipient"):
            raw = raw_header(part, name)
            if raw is not None:
                yield decoded(raw).rpartition(";")[2].strip(" <>").lower()
    yield from (found.lower() for found in re.findall(r"[\w.+-]+@[\w.-]+\w", texts))
