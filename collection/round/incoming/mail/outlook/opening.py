"""Opening what Outlook wrote: a message of the email package with the same head, texts and files in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import Message
from email.parser import BytesHeaderParser
from email.policy import compat32
from email.utils import format_datetime
from urllib.parse import quote

from collection.round.incoming.mail.outlook.compound import COMPOUND
from collection.round.incoming.mail.outlook.msg import read_msg
from collection.round.incoming.mail.outlook.properties import (
    BINARY,
    OutlookFile,
    OutlookMessage,
    Property,
)
from collection.round.incoming.mail.outlook.tnef import TNEF, read_tnef
from collection.round.incoming.mail.words import raw_header

__all__ = ["is_outlooks", "outlook_message"]

_ADDRESS = re.compile(r"[^\s<>()\",;:@]+@[^\s<>()\",;:@]+")
_LEFT_OUT = ("content-transfer-encoding",)
"""Of the head that came with a message: it is about bytes that are no longer there."""

_TYPE = re.compile(r"(?!multipart/|message/)[\w.+-]+/[\w.+-]+", re.ASCII)
"""What a file may say that it is: one that said to be of parts would be taken apart."""

_MESSAGE, _ENCODED_MESSAGE = "message/rfc822", "application/rfc822"
_OTHER_SENDERS = (Property.SENDER_ADDRESS, Property.SENT_REPRESENTING_SMTP_ADDRESS)
"""Where the address of the sender stands else; within Exchange, the first is no address of mail."""

_UNNAMED = "附件"
_SHOWN_IN_TEXT = 4
"""The flag of an attachment that a text shows."""

_FAILED, _READ, _UNREAD, _DELIVERED = ".NDR", ".IPNRN", ".IPNNRN", ".DR"
_AWAY = "IPM.NOTE.RULES.OOFTEMPLATE"
"""The class of what Exchange answers for somebody who is away."""


def is_outlooks(content: bytes) -> bool:
    """Tell whether a file may be a message as Outlook writes it, by its first bytes."""
    return content.startswith((COMPOUND, TNEF))


def outlook_message(content: bytes) -> tuple[Message, bool]:
    """Return a message, and whether all in it could be taken out.

    Raises `ValueError` where it is none: a damaged one, or another file that begins so.
    """
    read = read_tnef(content) if content.startswith(TNEF) else read_msg(content)
    return _rendered(read), _is_whole(read)


def _is_whole(message: OutlookMessage) -> bool:
    inner = (one for one in message.attached if isinstance(one, OutlookMessage))
    return message.is_whole and all(map(_is_whole, inner))


def _rendered(message: OutlookMessage) -> Message:
    """Return a message with a part for each text, file, report and message in it."""
    rendered = _head(message)
    parts: list[Message | str] = [*_texts(message), *_reports(message)]
    for one in message.attached:
        parts.append(_rendered(one) if isinstance(one, OutlookMessage) else _file(one))
    rendered.set_payload(parts)
    return rendered


def _head(message: OutlookMessage) -> Message:
    """Return the head that a message came with, if Outlook kept it, and what the properties say better."""
    told = message.properties
    written = told.text(Property.TRANSPORT_HEADERS).lstrip().encode()
    head = BytesHeaderParser(policy=compat32).parsebytes(written)
    for name in _LEFT_OUT:
        del head[name]
    said = raw_header(head, "from") or b""
    for which in (Property.SENDER_SMTP_ADDRESS, *(() if b"@" in said else _OTHER_SENDERS)):
        address = told.text(which).strip()
        if _ADDRESS.fullmatch(address):
            _set(head, "From", f"<{address}>")
            break
    subject = told.text(Property.SUBJECT)
    if subject:
        _set(head, "Subject", " ".join(subject.split()))
    at = told.time(Property.DELIVERY_TIME)
    if at is None and raw_header(head, "Date") is None:
        at = told.time(Property.SUBMIT_TIME)
    if at is not None:
        _set(head, "Date", format_datetime(at))
    _mark(head, told.text(Property.MESSAGE_CLASS).upper())
    return head


def _mark(head: Message, kind: str) -> None:
    """Let the head say what the class of a message says of programs that wrote it."""
    if kind.startswith("REPORT."):
        is_opened = kind.endswith((_READ, _UNREAD))
        report = "disposition-notification" if is_opened else "delivery-status"
        _set(head, "Content-Type", f"multipart/report; report-type={report}")
    elif kind.startswith(_AWAY):
        _set(head, "Auto-Submitted", "auto-replied")


def _reports(message: OutlookMessage) -> Iterator[Message]:
    """Yield what a report says of each recipient, as RFC 3464 has it."""
    kind = message.properties.text(Property.MESSAGE_CLASS).upper()
    if not kind.startswith("REPORT.") or not kind.endswith((_FAILED, _DELIVERED)):
        return
    for address in message.recipients:
        part = Message(policy=compat32)
        _set(part, "Final-Recipient", f"rfc822; {' '.join(address.split())}")
        _set(part, "Action", "failed" if kind.endswith(_FAILED) else "delivered")
        yield part


def _texts(message: OutlookMessage) -> Iterator[Message]:
    """Yield the texts: the plain one, the page, and where files lie that are links."""
    told = message.properties
    links = (
        one.properties.text(Property.ATTACH_LONG_PATHNAME)
        for one in message.attached
        if isinstance(one, OutlookFile)
    )
    for text in (told.text(Property.BODY), told.text(Property.HTML), *links):
        if text:
            yield _part("text/plain; charset=utf-8", text.encode())
    page = told.content(Property.HTML, BINARY)
    if page:
        yield _part("text/html; charset=utf-8", told.in_code_page(page).encode())


def _file(one: OutlookFile) -> Message:
    """Return a part with a file."""
    told = one.properties
    named = told.text(Property.ATTACH_MIME_TAG).strip().lower().replace(_MESSAGE, _ENCODED_MESSAGE)
    part = _part(named if _TYPE.fullmatch(named) else "application/octet-stream", one.content)
    shown = (told.number(Property.ATTACH_FLAGS) or 0) & _SHOWN_IN_TEXT
    within = "inline" if shown or told.flag(Property.ATTACHMENT_HIDDEN) else "attachment"
    suffix = told.text(Property.ATTACH_EXTENSION).strip()
    name = one.name or (f"{_UNNAMED}{suffix}" if suffix else "")
    called = f"; filename*=utf-8''{quote(name, safe='')}" if name else ""
    _set(part, "Content-Disposition", within + called)
    identifier = "".join(told.text(Property.ATTACH_CONTENT_ID).split()).strip("<>")
    if identifier:
        _set(part, "Content-ID", f"<{identifier}>")
    return part


def _part(content_type: str, content: bytes) -> Message:
    part = Message(policy=compat32)
    _set(part, "Content-Type", content_type)
    part.set_payload(content.decode("ascii", errors="surrogateescape"))
    return part


def _set(message: Message, name: str, value: str) -> None:
    """Set a header to raw bytes of UTF-8, as a parser leaves them."""
    del message[name]
    message[name] = value.encode().decode("ascii", errors="surrogateescape")
