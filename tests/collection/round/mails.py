"""Messages as Chinese offices send them, byte by byte: by the standards, and as programs really write."""

from __future__ import annotations

import base64
import quopri
from collections.abc import Callable, Iterable, Mapping
from urllib.parse import quote_from_bytes

__all__ = ["WAYS", "attached", "message", "named", "word"]

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
    "2231": lambda text, charset, codec: (
        f"filename*={charset}''{quote_from_bytes(text.encode(codec), safe='')}".encode()
    ),
    "continued": _continued,
    "raw": lambda text, charset, codec: b'filename="%s"' % text.encode(codec),
    "bare": lambda text, charset, codec: b"filename=%s" % text.encode(codec),
}
"""How the name of a file is written in `Content-Disposition`."""


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
    inner = b"".join(b"--=b\r\n" + part + b"\r\n" for part in (body + text.encode("gb18030"), *parts))
    return (
        head
        + b"From: %s\r\nSubject: %s\r\nDate: Wed, 01 Apr 2026 10:00:00 +0800\r\n" % (sender, subject)
        + b'MIME-Version: 1.0\r\nContent-Type: %s; boundary="=b"\r\n\r\n' % kind
        + inner
        + b"--=b--\r\n"
    )
