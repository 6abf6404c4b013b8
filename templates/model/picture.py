"""A picture that stands in a form, such as a logo: PNG or JPEG, known by its content."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass, field
from functools import lru_cache

__all__ = ["Picture", "picture_of"]

_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8"
_CHUNK = struct.Struct(">I4s")
_SIZE = struct.Struct(">II")
_FRAME = struct.Struct(">xHH")
_CHECKSUM = 4
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""The markers of a JPEG behind which its size stands (ITU-T T.81, B.1.1.3)."""
_BARE = frozenset({0x01, *range(0xD0, 0xD8)})
"""The markers that stand alone."""
_SCAN = 0xDA


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture with the name of its file, and its width and height in pixels."""

    name: str
    content: bytes = field(repr=False)
    width: int
    height: int


@lru_cache(maxsize=64)
def picture_of(name: str, content: bytes) -> Picture | None:
    """Return the picture that a file holds; None where it is none that is whole."""
    size = _size_of_png(content) if content.startswith(_PNG) else _size_of_jpeg(content)
    return Picture(name, content, *size) if size is not None and min(size) > 0 else None


def _size_of_png(content: bytes) -> tuple[int, int] | None:
    """Return the size of a PNG each of whose chunks is whole (W3C PNG, 5.3)."""
    size: tuple[int, int] | None = None
    at, has_data = len(_PNG), False
    while at + _CHUNK.size <= len(content):
        length, kind = _CHUNK.unpack_from(content, at)
        end = at + _CHUNK.size + length
        if content[end : end + _CHECKSUM] != struct.pack(">I", zlib.crc32(content[at + 4 : end])):
            return None
        if size is None:
            if kind != b"IHDR" or length < _SIZE.size:
                return None
            size = _SIZE.unpack_from(content, at + _CHUNK.size)
        has_data = has_data or kind == b"IDAT"
        if kind == b"IEND":
            return size if has_data else None
        at = end + _CHECKSUM
    return None


def _size_of_jpeg(content: bytes) -> tuple[int, int] | None:
    """Return the size of a JPEG that has an end."""
    if not content.startswith(_JPEG) or b"\xff\xd9" not in content:
        return None
    at = len(_JPEG)
    while at + 4 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if marker == 0xFF or marker in _BARE:
            at += 1 if marker == 0xFF else 2
            continue
        if marker == _SCAN:
            return None
        if marker in _FRAMES and at + 4 + _FRAME.size <= len(content):
            height, width = _FRAME.unpack_from(content, at + 4)
            return width, height
        at += 2 + int.from_bytes(content[at + 2 : at + 4])
    return None
