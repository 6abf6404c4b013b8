"""Texts in the heads of messages: encoded as the standards say, and as Chinese programs really write them.

Encoded words (RFC 2047) that follow one another are decoded together, as some programs cut them in the
middle of a character, others in the middle of what base64 makes of one.

Raw bytes, which no standard allows, are taken for UTF-8, else for GB 18030, else for Big5. Nearly all that is
Big5 is GB 18030 as well, and nothing tells the two apart: raw Big5 comes out as other characters.
"""

from __future__ import annotations

import base64
import binascii
import codecs
import re
from collections.abc import Iterator, Sequence
from email.message import Message
from email.utils import unquote
from urllib.parse import unquote_to_bytes

__all__ = ["address", "decoded", "decoded_bytes", "parameter", "raw_header"]

_WORD = re.compile(rb"=\?([^?*\s]+)(?:\*[^?]*)?\?([bBqQ])\?([^?]*)\?=")
_BETWEEN = re.compile(rb"(\?=)[ \t\r\n]+(?==\?)")
_FOLDED = re.compile(rb"\r?\n[ \t]?")
_SPACES = re.compile(r"\s+")
_CONTROLS = re.compile("[\0-\x1f\x7f]")
_NO_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")
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

_USUAL = {"gb18030": "gb2312", "big5hkscs": "big5"}
"""Those that hold little more than what people write: other bytes hardly ever fit."""

_GUESSES = ("utf-8", "gb18030", "big5hkscs")
_NO_CHARSETS = frozenset({"unicode-escape", "raw-unicode-escape", "idna", "punycode", "undefined"})
"""Codecs of Python that are no character sets of messages."""


def _strictly(content: bytes, charset: str) -> str | None:
    """Return a text if it is one in this character set, and one that can be written down again."""
    try:
        if codecs.lookup(charset).name.replace("_", "-") in _NO_CHARSETS:
            return None
        text = content.decode(charset)
        text.encode()  # halves of characters, which UTF-7 and UTF-16 let through
    except (ValueError, LookupError):
        return None
    return text


def decoded_bytes(content: bytes, charset: str | None) -> str:
    """Return a text in a character set that is named, else in the first of the usual ones that fits."""
    named = _named(charset or "")
    for one in filter(None, (named, *_GUESSES)):
        text = _strictly(content, one)
        if text is not None:
            return text
    return content.decode("gb18030", errors="replace")


def _named(charset: str) -> str:
    name = charset.strip("\"' ").lower()
    return _LARGER.get(name, name)


def decoded(raw: bytes) -> str:
    """Return the text of a header or a parameter, unfolded, in one line."""
    raw = _BETWEEN.sub(rb"\1", _WORD.sub(lambda word: _FOLDED.sub(b"", word[0]), raw))
    text, at = "", 0
    run: list[re.Match[bytes]] = []
    for word in _WORD.finditer(raw):
        if run and (word.start() > at or word[1].lower() != run[0][1].lower()):
            text, run = text + _words(run), []
        text += _plain(raw[at : word.start()])
        run.append(word)
        at = word.end()
    return _SPACES.sub(" ", text + _words(run) + _plain(raw[at:])).strip()


def _plain(raw: bytes) -> str:
    """Return a text of raw bytes; where a line ends in the middle of a character, without the break."""
    for charset in _GUESSES:
        for between in (b" ", b""):
            text = _strictly(_FOLDED.sub(between, raw), charset)
            if text is not None:
                return text
    return _FOLDED.sub(b" ", raw).decode("gb18030", errors="replace")


def _words(run: Sequence[re.Match[bytes]]) -> str:
    """Return the text of encoded words of one character set that follow one another.

    Words of which the base64 was cut at any letter look like whole ones without padding: what is a text was
    meant, one of usual characters before any other.
    """
    if not run:
        return ""
    named = run[0][1].decode("ascii", errors="replace")
    joined = b"".join(_joined(run))
    each = b"".join(_content(word[2], word[3]) for word in run)
    charset = _named(named)
    for one in (_USUAL.get(charset, charset), charset):
        for content in (joined, each):
            text = _strictly(content, one)
            if text is not None and not _CONTROLS.search(text):
                return text
    return decoded_bytes(joined, named)


def _joined(run: Sequence[re.Match[bytes]]) -> Iterator[bytes]:
    """Yield the bytes of encoded words, their base64 put together until it is whole."""
    letters = b""
    for word in run:
        if word[2] in b"qQ":
            yield _content(b"B", letters)
            yield _content(word[2], word[3])
            letters = b""
            continue
        letters += _NO_BASE64.sub(b"", word[3])
        if b"=" in word[3] or len(letters) % 4 == 0:
            yield _content(b"B", letters)
            letters = b""
    yield _content(b"B", letters)


def _content(how: bytes, written: bytes) -> bytes:
    """Return the bytes of an encoded word, by base64 or by the rules of RFC 2047 for `Q`."""
    if how in b"qQ":
        return binascii.a2b_qp(written, header=True)
    letters = _NO_BASE64.sub(b"", written)
    if len(letters) % 4 == 1:  # six bits, which are no byte
        letters = letters[:-1]
    return base64.b64decode(letters + b"=" * (-len(letters) % 4))


def raw_header(message: Message, name: str) -> bytes | None:
    """Return the first header of a name as it was written."""
    for found, value in message.raw_items():
        if found.lower() == name.lower():
            return str(value).encode("ascii", errors="surrogateescape")
    return None


_COMMENT = re.compile(rb"\([^()]*\)\s*$")
_IN_BRACKETS = re.compile(rb"<\s*([^\s<>@]+@[^\s<>@]+)\s*>\s*$")
_BARE = re.compile(rb"([^\s<>()\",;:@]+@[^\s<>()\",;:@]+)")


def address(raw: bytes) -> str:
    """Return the address of a sender, in small letters; empty where there is none.

    It is taken from the header as it was written: an encoded word, which says what the sender is called, may
    hold an address of somebody else.
    """
    header = _COMMENT.sub(b"", raw)
    found = _IN_BRACKETS.search(header) or _BARE.fullmatch(header.strip())
    return decoded_bytes(found[1], None).lower() if found else ""


_PARAMETER = re.compile(rb';\s*([A-Za-z-]+)(?:\*(\d+))?(\*?)\s*=\s*("(?:[^"\\]|\\.)*"|[^;]*)', re.DOTALL)
_DIGITS = 4
"""Of the number of a piece: Python refuses to make an integer of thousands."""


def parameter(header: bytes, name: str) -> str | None:
    """Return a parameter of a header, such as a file name; in pieces and encoded as RFC 2231 has it."""
    pieces: list[tuple[int, bool, bytes]] = []
    plain: bytes | None = None
    for match in _PARAMETER.finditer(header):
        if match[1].decode().lower() != name:
            continue
        value = match[4].strip()
        if value[:1] == b'"':
            value = unquote(value.decode("latin-1")).encode("latin-1")
        if match[2] is None and not match[3]:
            plain = value if plain is None else plain
        else:
            pieces.append((int((match[2] or b"0")[:_DIGITS]), bool(match[3]), value))
    if not pieces:
        return None if plain is None else decoded(plain)
    charset, values = None, []
    for number, (_, is_encoded, value) in enumerate(sorted(pieces)):
        if is_encoded and number == 0 and value.count(b"'") >= 2:
            named, _, value = value.split(b"'", 2)
            charset = named.decode("ascii", errors="replace")
        values.append(unquote_to_bytes(_FOLDED.sub(b"", value)) if is_encoded else value)
    whole = b"".join(values)
    return decoded_bytes(whole, charset) if charset else decoded(whole)
