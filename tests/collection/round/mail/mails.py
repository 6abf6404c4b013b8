"""Messages as Chinese offices send them, byte by byte: by the standards, and as programs really write."""

from __future__ import annotations

import base64
import io
import quopri
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping
from urllib.parse import quote_from_bytes

__all__ = [
    "CHARSETS",
    "LATER",
    "RECEIVED",
    "REPORT",
    "SPELLINGS",
    "WAYS",
    "attached",
    "forwarded",
    "message",
    "named",
    "receipt",
    "with_password",
    "word",
    "zipped",
]

RECEIVED = b"Received: from mx.example.cn by mail.example.cn; Tue, 31 Mar 2026 23:30:00 +0800\r\n"
LATER = b"Received: from pc.example.cn by mx.example.cn; Wed, 1 Apr 2026 09:00:00 +0800\r\n"


def word(text: str, charset: str, how: str = "B", codec: str | None = None) -> bytes:
    """Return a text as one encoded word (RFC 2047)."""
    content = text.encode(codec or charset)
    if how == "B":
        written = base64.b64encode(content)
    else:
        written = quopri.encodestring(content, header=True).replace(b"?", b"=3F").replace(b"=\n", b"")
    return b"=?%s?%s?%s?=" % (charset.encode(), how.encode(), written)


def _cut(text: str, charset: str, codec: str) -> bytes:
    """Return a text in encoded words that are cut in the middle of a character, on several lines."""
    content = text.encode(codec)
    pieces = [content[at : at + 7] for at in range(0, len(content), 7)]
    written = (b"=?%s?B?%s?=" % (charset.encode(), base64.b64encode(piece)) for piece in pieces)
    return b"\r\n ".join(written)


def _cut_in_base64(text: str, charset: str, codec: str) -> bytes:
    """Return a text of which the base64 is cut at any letter, so that no word is one by itself."""
    written = base64.b64encode(text.encode(codec))
    pieces = [written[at : at + 7] for at in range(0, len(written), 7)]
    return b"\r\n ".join(b"=?%s?B?%s?=" % (charset.encode(), piece) for piece in pieces)


def _broken(written: bytes) -> bytes:
    """Return what is written with breaks of lines in the middle of characters, which no standard allows."""
    return b"\r\n ".join((written[:23], written[23:]))


def _continued(text: str, charset: str, codec: str) -> bytes:
    content = text.encode(codec)
    pieces = [content[at : at + 9] for at in range(0, len(content), 9)]
    lines = [
        b"filename*%d*=%s%s"
        % (at, f"{charset}''".encode() if at == 0 else b"", quote_from_bytes(piece, safe="").encode())
        for at, piece in enumerate(pieces)
    ]
    return b";\r\n ".join(lines)


WAYS: Mapping[str, Callable[[str, str, str], bytes]] = {
    "base64": lambda text, charset, codec: b'filename="%s"' % word(text, charset, "B", codec),
    "quoted": lambda text, charset, codec: b'filename="%s"' % word(text, charset, "Q", codec),
    "cut": lambda text, charset, codec: b'filename="%s"' % _cut(text, charset, codec),
    "cut in base64": lambda text, charset, codec: b'filename="%s"' % _cut_in_base64(text, charset, codec),
    "broken word": lambda text, charset, codec: b'filename="%s"' % _broken(word(text, charset, "B", codec)),
    "broken Q": lambda text, charset, codec: b'filename="%s"' % _broken(word(text, charset, "Q", codec)),
    "2231": lambda text, charset, codec: (
        f"filename*={charset}''{quote_from_bytes(text.encode(codec), safe='')}".encode()
    ),
    "continued": _continued,
    "raw": lambda text, charset, codec: b'filename="%s"' % text.encode(codec),
    "bare": lambda text, charset, codec: b"filename=%s" % text.encode(codec),
    "broken raw": lambda text, charset, codec: b'filename="%s"' % _broken(text.encode(codec)),
}
"""How the name of a file is written in `Content-Disposition`."""

CHARSETS = {
    "gb2312": "gb18030",
    "GBK": "gb18030",
    "gb18030": "gb18030",
    "UTF-8": "utf-8",
    "big5": "big5hkscs",
}
"""Character sets as messages name them, and those in which programs write what they call so."""

SPELLINGS = [
    (charset, way)
    for charset in CHARSETS
    for way in WAYS
    if charset != "big5"
    or way not in ("raw", "bare", "broken raw")  # what GB 18030 has too, nothing tells apart
]


def attached(content: bytes, disposition: bytes, content_type: bytes = b"application/octet-stream") -> bytes:
    """Return a part with a file."""
    head = b"Content-Type: %s\r\nContent-Transfer-Encoding: base64\r\n" % content_type
    return head + disposition + b"\r\n" + base64.encodebytes(content).replace(b"\n", b"\r\n")


def named(content: bytes, name: str, content_type: bytes = b"application/octet-stream") -> bytes:
    """Return a part with a file, its name in UTF-8."""
    disposition = b'Content-Disposition: attachment; filename="%s"\r\n' % word(name, "utf-8")
    return attached(content, disposition, content_type)


def message(
    parts: Iterable[bytes],
    *,
    sender: bytes = b"a@example.cn",
    subject: bytes = b"report",
    text: str = "请查收。",
    head: bytes = RECEIVED + LATER,
    kind: bytes = b"multipart/mixed",
) -> bytes:
    """Return a message with a text and further parts."""
    body = b"Content-Type: text/plain; charset=gb2312\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    inner = [body + text.encode("gb18030"), *parts]
    boundary = b"=b%08x" % zlib.crc32(b"".join(inner))  # another one than messages within have
    return (
        head
        + b"From: %s\r\nSubject: %s\r\nDate: Wed, 01 Apr 2026 10:00:00 +0800\r\n" % (sender, subject)
        + b'MIME-Version: 1.0\r\nContent-Type: %s; boundary="%s"\r\n\r\n' % (kind, boundary)
        + b"".join(b"--%s\r\n%s\r\n" % (boundary, part) for part in inner)
        + b"--%s--\r\n" % boundary
    )


def forwarded(content: bytes, encoding: bytes = b"") -> bytes:
    """Return a part with a message, or with one in base64 or quoted-printable, which no standard allows."""
    head = b"Content-Type: message/rfc822\r\n"
    if encoding == b"base64":
        content = base64.encodebytes(content).replace(b"\n", b"\r\n")
    elif encoding == b"quoted-printable":
        content = quopri.encodestring(content.replace(b"\r\n", b"\n")).replace(b"\n", b"\r\n")
    if encoding:
        head += b"Content-Transfer-Encoding: %s\r\n" % encoding
    return head + b"\r\n" + content


REPORT = (
    b"Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.cn\r\n\r\n"
    b"Final-Recipient: rfc822; B@example.cn\r\nAction: failed\r\n"
)


def receipt(recipient: bytes) -> bytes:
    """Return a message by which a program says that somebody opened a letter."""
    part = (
        b"Content-Type: message/disposition-notification\r\n\r\n"
        b"Final-Recipient: rfc822; %s\r\nDisposition: manual-action/MDN-sent-manually; displayed\r\n"
        % recipient
    )
    kind = b"multipart/report; report-type=disposition-notification"
    return message([part], sender=recipient, subject=word("已读：报送", "utf-8"), kind=kind)


def zipped(*files: tuple[str, bytes], gbk: bool = False) -> bytes:
    """Return an archive, its names as Windows writes them in China or as the standard says."""
    stream = io.BytesIO()
    names = {f"{number:_>{len(name.encode('gb18030'))}d}": name for number, (name, _) in enumerate(files)}
    with zipfile.ZipFile(stream, "w") as archive:
        for (name, content), stands_for in zip(files, names, strict=True):
            archive.writestr(stands_for if gbk else name, content)
    written = stream.getvalue()
    for stands_for, name in names.items() if gbk else ():  # zipfile itself would write UTF-8, and say so
        written = written.replace(stands_for.encode(), name.encode("gb18030"))
    return written


def with_password(archive: bytes) -> bytes:
    """Return an archive of one file with the mark of a password on it."""
    marked = bytearray(archive)
    marked[6] |= 1
    marked[archive.rindex(b"PK\1\2") + 8] |= 1
    return bytes(marked)
