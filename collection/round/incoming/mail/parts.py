"""What a message is made of: its parts, those of messages within it too, and which of them are files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from copy import copy
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesHeaderParser, BytesParser
from email.policy import compat32
from pathlib import Path
from secrets import token_hex
from string import ascii_letters, digits

from collection.intake.files import might_hold_a_form
from collection.round.incoming.mail.outlook.opening import is_outlooks, outlook_message
from collection.round.incoming.mail.words import decoded_bytes, parameter, raw_header

__all__ = ["Attachment", "Parts", "attachments_of", "head_of", "heads_of", "parts_of", "texts_of"]

_DEEPEST, _MOST_PARTS, _LONGEST_BODY = 8, 500, 2**20
"""Parts within parts, parts of a message, and characters of its text that are looked at."""

_LONGEST_NAME = 200
_MESSAGE, _ENCODED_MESSAGE = "message/rfc822", "application/rfc822"
_ENCODINGS = (b"base64", b"quoted-printable")
_MESSAGES_AS_FILES = (".eml", ".msg")
_OUTLOOKS_NAME = "winmail.dat"
_OUTLOOKS_TYPES = ("application/ms-tnef", "application/vnd.ms-tnef")
_HEADS = ("From", "To", "Subject", "Date", "Received", "Message-ID", "MIME-Version", "Content-Type")
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp")
_BOUNDARY, _BLANK_LINE, _LONG = b"\n--", re.compile(rb"\r?\n\r?\n"), 4096
_BASE64 = (ascii_letters + digits + "+/=\r\n").encode()
_CONTENT_ID = re.compile(rb"<?([^<>\s]+)>?")
_SUFFIXES = {
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.ms-excel": ".xls",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
    "application/zip": ".zip",
    "application/x-zip-compressed": ".zip",
    "application/pdf": ".pdf",
}


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that is attached: its name as the sender gave it, without a path, and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Parts:
    """The head of a message, and its parts that hold something.

    `is_whole` is false where there is more in it than could be looked at. `within` are the parts that hold
    others, such as the messages within it.
    """

    head: Message
    found: Sequence[Message]
    is_whole: bool
    within: Sequence[Message] = ()


class _Part(Message):
    """A part as the parser makes it.

    A message that is attached in base64 or quoted-printable, which RFC 2046 forbids and programs do, has
    another type: the parser would take its code for its head.
    """

    def get_content_type(self) -> str:
        content_type = super().get_content_type()
        if content_type == _MESSAGE:
            encoding = (raw_header(self, "content-transfer-encoding") or b"").strip().lower()
            return _ENCODED_MESSAGE if encoding in _ENCODINGS else content_type
        return content_type


def parts_of(content: bytes) -> Parts:
    """Return what a message is made of. Raises what the email package lets through, no error of its own."""
    head, is_whole = _parsed(content)
    waiting, found = [(head, 0)], []
    within: list[Message] = []
    for _ in range(_MOST_PARTS):
        if not waiting:
            break
        part, depth = waiting.pop()
        inner, is_sound = _inner(part)
        is_whole = is_whole and is_sound
        if inner is not None and depth:
            within.append(part)
        if inner is None:
            found.append(part)
        elif depth < _DEEPEST:
            waiting += [(one, depth + 1) for one in reversed(inner)]
        else:
            is_whole = False
    return Parts(head, found, is_whole and not waiting, within)


def head_of(content: bytes) -> Parts:
    """Return the head of a message alone; an empty one where not even that can be told."""
    with suppress(Exception):
        return Parts(BytesHeaderParser(_Part, policy=compat32).parsebytes(content), (), False)
    return Parts(_Part(), (), False)


def _parsed(content: bytes) -> tuple[Message, bool]:
    """Return a message, and whether it could be parsed beyond its head.

    The parser calls itself for each part within a part, and ends with `RecursionError` at some hundreds.
    """
    if is_outlooks(content):
        with suppress(Exception):  # no message, or a damaged one, of which not even a head can be told
            return outlook_message(content)
        return _Part(), False
    try:
        return _message(content), True
    except Exception:  # the package lets errors of codecs and others through
        return head_of(content).head, False


def _message(content: bytes) -> Message:
    """Parse a message; what it holds in base64 aside, as the parser takes its time for each line of it."""
    rest, bodies = _without_base64(content)
    message = BytesParser(_Part, policy=compat32).parsebytes(rest)
    for part in message.walk() if bodies else ():
        payload = part.get_payload()
        if isinstance(payload, str) and (mark := payload.strip()) in bodies:
            part.set_payload(payload.replace(mark, bodies.pop(mark)))
    # What is left stands within a part that is encoded itself.
    return BytesParser(_Part, policy=compat32).parsebytes(content) if bodies else message


def _without_base64(content: bytes) -> tuple[bytes, dict[str, str]]:
    """Return a message with a mark in the place of each long body in base64, and these by their marks."""
    pieces, bodies, secret = content.split(_BOUNDARY), dict[str, str](), token_hex()
    for number, piece in enumerate(pieces):
        blank = _BLANK_LINE.search(piece) if len(piece) > _LONG else None
        if blank is None or b"base64" not in piece[: blank.start()].lower():
            continue
        body = piece[blank.end() :]
        if not body.translate(None, _BASE64):
            mark = f"{secret}.{number}"
            bodies[mark] = body.rstrip().decode("ascii")
            pieces[number] = piece[: blank.end()] + mark.encode() + body[len(body.rstrip()) :]
    return _BOUNDARY.join(pieces), bodies


def _inner(part: Message) -> tuple[list[Message] | None, bool]:
    """Return the parts within a part, None where it has none; and whether they could be told."""
    if part.is_multipart():
        return [one for one in part.get_payload() if isinstance(one, Message)], True
    if part.get_content_maintype() == "multipart":  # its boundary stands nowhere
        return [], not _written(part).strip()
    if not _may_be_a_message(part):
        return None, True
    for content in (_content(part), _written(part)):  # some say base64 of what is none
        message, is_whole = _parsed(content)
        if message.is_multipart() or any(raw_header(message, head) is not None for head in _HEADS):
            return [message], is_whole
    return None, not _is_packed_by_outlook(part)


def _may_be_a_message(part: Message) -> bool:
    """Tell whether a part that is no message by the standards is to be tried as one."""
    is_called_so = (_name(part) or "").lower().endswith(_MESSAGES_AS_FILES)
    return is_called_so or part.get_content_type() == _ENCODED_MESSAGE or _is_packed_by_outlook(part)


def _is_packed_by_outlook(part: Message) -> bool:
    """Tell whether a part is to be a message as Outlook writes it, which is no file that anybody sent."""
    return part.get_content_type() in _OUTLOOKS_TYPES or (_name(part) or "").lower() == _OUTLOOKS_NAME


def _content(part: Message) -> bytes:
    """Return the bytes of a part; as they are written, where the email package cannot decode them."""
    with suppress(Exception):
        content = part.get_payload(decode=True)
        if isinstance(content, bytes):
            return content
    return _written(part)


def _written(part: Message) -> bytes:
    """Return the bytes of a part as they are written; as a text the email package would decode them first."""
    bare = copy(part)
    del bare["Content-Transfer-Encoding"]
    content = bare.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def heads_of(parts: Parts) -> Iterator[bytes]:
    """Yield what a message quotes of another that it is about: its identifier, its head, its text."""
    yield raw_header(parts.head, "original-message-id") or b""
    for part in (*parts.within, *parts.found):
        if part is not parts.head:
            for name in ("message-id", "original-message-id", "in-reply-to", "references"):
                yield raw_header(part, name) or b""
    for part in parts.found:
        if part.get_content_maintype() in ("text", "message"):
            yield _content(part)[:_LONGEST_BODY]


def texts_of(parts: Sequence[Message]) -> Iterator[str]:
    """Yield the texts that people read."""
    for part in parts:
        if part.get_content_type().startswith("text/") and _name(part) is None:
            charset = parameter(raw_header(part, "content-type") or b"", "charset")
            yield decoded_bytes(_content(part)[:_LONGEST_BODY], charset)


def attachments_of(parts: Sequence[Message], texts: str) -> Iterator[Attachment]:
    """Yield the files among the parts, without the pictures that stand in the texts."""
    for number, part in enumerate(parts, 1):
        name = _name(part)
        suffix = _SUFFIXES.get(part.get_content_type(), "")
        if (name is None and not suffix) or _is_within(part, name or "", texts):
            continue
        content = _content(part)
        if content:
            name = name or f"附件{number}"
            yield Attachment(name if might_hold_a_form(Path(name)) else name + suffix, content)


def _is_within(part: Message, name: str, texts: str) -> bool:
    """Tell whether a part is a picture within a text: a logo, a smiley.

    Some programs give all files an identifier; it is one that a text shows where the text names it.
    """
    if part.get_content_maintype() != "image" and not name.lower().endswith(_PICTURES):
        return False
    disposition = (raw_header(part, "content-disposition") or b"").partition(b";")[0].strip().lower()
    identifier = _CONTENT_ID.search(raw_header(part, "content-id") or b"")
    if disposition == b"inline" or identifier is None:
        return disposition == b"inline"
    return disposition != b"attachment" or f"cid:{identifier[1].decode('ascii', errors='replace')}" in texts


def _name(part: Message) -> str | None:
    """Return what a file is called, as its sender wrote it: without folders, which are nobody's business."""
    for header, of in (("content-disposition", "filename"), ("content-type", "name")):
        name = parameter(raw_header(part, header) or b"", of)
        if name:
            last = re.split(r"[/\\]", name)[-1].replace("\0", "")
            stem, dot, suffix = last.rpartition(".")
            return f"{stem[:_LONGEST_NAME]}{dot}{suffix[:_LONGEST_NAME]}".strip() or None
    return None
