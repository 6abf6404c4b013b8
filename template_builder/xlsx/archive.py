"""The archive that a workbook is: the same parts give the same bytes, on any machine and at any time.

Written after APPNOTE.TXT of ZIP, without anything that tells when, where or by what it was written. A part
can be given in pieces, of which the constant ones were deflated before: each piece is deflated for itself and
ends on a byte, so that the pieces of a part, one after the other, are one stream (RFC 1951).
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

__all__ = ["BEST", "FAST", "Entry", "Piece", "archive", "deflated", "entry", "packed", "whole"]

BEST, FAST = 9, 7
"""The levels of what is deflated once for many workbooks, and of what is deflated for one."""

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_VERSION, _FLAGS, _DEFLATE, _TIME = 20, 0, 8, 0
_DATE = 0x21
"""The first day that a ZIP archive knows, 1 January 1980, as Excel itself writes it."""
_LARGEST = 2**32 - 1
_SHORT = 512
_STORED, _LAST = struct.Struct("<B2H"), 1
"""The head of a block that is stored as it stands (RFC 1951, 3.2.4)."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a part: its bytes, and the same deflated."""

    content: bytes
    deflated: bytes


@dataclass(frozen=True, slots=True)
class Entry:
    """A part as it stands in the archive: its name, the checksum and number of its bytes, the stream."""

    name: str
    checksum: int
    size: int
    stream: bytes


def deflated(content: bytes, level: int, *, last: bool) -> bytes:
    """Return the stream of one piece of a part; the `last` one ends the stream.

    A full flush ends a piece on a byte and lets nothing behind it refer to what stands before, so that a
    piece is the same bytes whatever its neighbours are.
    """
    packer = zlib.compressobj(
        level, zlib.DEFLATED, -zlib.MAX_WBITS, zlib.DEF_MEM_LEVEL, zlib.Z_DEFAULT_STRATEGY
    )
    return packer.compress(content) + packer.flush(zlib.Z_FINISH if last else zlib.Z_FULL_FLUSH)


def entry(name: str, pieces: Iterable[Piece]) -> Entry:
    """Return the entry of a part that is given in pieces, the last of which ends the stream."""
    checksum = size = 0
    streams = []
    for piece in pieces:
        checksum = zlib.crc32(piece.content, checksum)
        size += len(piece.content)
        streams.append(piece.deflated)
    return Entry(name, checksum, size, b"".join(streams))


def whole(name: str, content: bytes, level: int = FAST) -> Entry:
    """Return the entry of a part that is given whole; a short one is not packed, which would cost more."""
    size = len(content)
    if size <= _SHORT:
        return entry(name, [Piece(content, _STORED.pack(_LAST, size, size ^ 0xFFFF) + content)])
    return entry(name, [Piece(content, deflated(content, level, last=True))])


def archive(entries: Iterable[Entry]) -> bytes:
    """Return the bytes of the archive that holds these parts, in their order."""
    pieces: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for one in entries:
        name = one.name.encode("ascii")
        facts = (_FLAGS, _DEFLATE, _TIME, _DATE, one.checksum, len(one.stream), one.size, len(name), 0)
        pieces += [_LOCAL.pack(b"PK\3\4", _VERSION, *facts), name, one.stream]
        directory += [_CENTRAL.pack(b"PK\1\2", _VERSION, _VERSION, *facts, 0, 0, 0, 0, offset), name]
        offset += _LOCAL.size + len(name) + len(one.stream)
    index = b"".join(directory)
    count = len(directory) // 2
    assert offset + len(index) < _LARGEST, "a workbook of ours is far below what needs ZIP64"
    return b"".join([*pieces, index, _END.pack(b"PK\5\6", 0, 0, count, count, len(index), offset, 0)])


def packed(parts: Mapping[str, bytes]) -> bytes:
    """Return the bytes of the archive that holds these parts, in their order."""
    return archive(whole(name, content) for name, content in parts.items())
