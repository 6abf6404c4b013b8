"""Texts in the heads of messages: encoded as the standards say, and as Chinese programs really write them.

Encoded words (RFC 2047) that follow one another are decoded together, as some programs cut them in the middle
of a character; raw bytes, which no standard allows, are taken for UTF-8, else for GB 18030, else for Big5.
"""

from __future__ import annotations

import base64
import binascii
import re
from email.message import Message
from email.utils import unquote
from urllib.parse import unquote_to_bytes

__all__ = ["decoded", "decoded_bytes", "parameter", "raw_header"]

_WORD = re.compile(rb"=\?([^?*\s]+)(?:\*[^?]*)?\?([bBqQ])\?([^?]*)\?=")
_BETWEEN = re.compile(rb"(\?=)[ \t\r\n]+(?==\?)")
_FOLDED = re.compile(rb"\r?\n[ \t]?")
_SPACES = re.compile(r"\s+")
_LARGER = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "x-gbk": "gb18030",
    "cp936": "gb18030",
    "big5": "big5hkscs",
    "x-big5": "big5hkscs",
    "utf8": "utf-8",
}
"""Character sets that programs name, and those that hold all that they write."""

_GUESSES = ("utf-8", "gb18030", "big5hkscs")


def decoded_bytes(content: bytes, charset: str | None) -> str:
    """Return a text in a character set that is named, else in the first of the usual ones that fits."""
    named = (charset or "").strip("\"' ").lower()
    for one in filter(None, (_LARGER.get(named, named), *_GUESSES)):
        try:
            return content.decode(one)
        except (UnicodeDecodeError, LookupError):
            continue
    return content.decode("gb18030", errors="replace")


def decoded(raw: bytes) -> str:
    """Return the text of a header or a parameter, unfolded, in one line."""
    raw = _BETWEEN.sub(rb"\1", _FOLDED.sub(b" ", raw))
    said, at = "", 0
    run, charset = b"", ""
    for match in _WORD.finditer(raw):
        named = match[1].decode("ascii", errors="replace").lower()
        content = _content(match[2], match[3])
        if run and (match.start() > at or named != charset):
            said, run = said + decoded_bytes(run, charset), b""
        if match.start() > at:
            said += decoded_bytes(raw[at : match.start()], None)
        run, charset, at = run + content, named, match.end()
    said += decoded_bytes(run, charset) if run else ""
    return _SPACES.sub(" ", said + decoded_bytes(raw[at:], None)).strip()


def _content(how: bytes, written: bytes) -> bytes:
    """Return the bytes of an encoded word, by base64 or by the rules of RFC 2047 for `Q`."""
    if how in b"qQ":
        return binascii.a2b_qp(written, header=True)
    try:
        return base64.b64decode(written + b"=" * (-len(written) % 4))
    except (binascii.Error, ValueError):
        return written


def raw_header(message: Message, name: str) -> bytes | None:
    """Return the first header of a name as it was written."""
    for found, value in message.raw_items():
        if found.lower() == name.lower():
            return str(value).encode("ascii", errors="surrogateescape")
    return None


_PARAMETER = re.compile(rb';\s*([A-Za-z-]+)(?:\*(\d+))?(\*?)\s*=\s*("(?:[^"\\]|\\.)*"|[^;]*)', re.DOTALL)


def parameter(header: bytes, name: str) -> str | None:
    """Return a parameter of a header, such as a file name; in pieces and encoded as RFC 2231 has it."""
    pieces: list[tuple[int, bool, bytes]] = []
    plain: bytes | None = None
    for match in _PARAMETER.finditer(_FOLDED.sub(b" ", header)):
        if match[1].decode().lower() != name:
            continue
        value = match[4].strip()
        if value[:1] == b'"':
            value = unquote(value.decode("latin-1")).encode("latin-1")
        if match[2] is None and not match[3]:
            plain = value if plain is None else plain
        else:
            pieces.append((int(match[2] or 0), bool(match[3]), value))
    if not pieces:
        return None if plain is None else decoded(plain)
    charset, whole = None, b""
    for number, (_, is_encoded, value) in enumerate(sorted(pieces)):
        if is_encoded and number == 0 and value.count(b"'") >= 2:
            named, _, value = value.split(b"'", 2)
            charset = named.decode("ascii", errors="replace")
        whole += unquote_to_bytes(value) if is_encoded else value
    return decoded_bytes(whole, charset) if charset else decoded(whole)
