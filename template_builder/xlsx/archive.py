"""The archive that a workbook is: the same parts give the same bytes, on any machine and at any time.

Written after APPNOTE.TXT of ZIP, without anything that tells when, where or by what it was written. A part
can be given in pieces, of which the constant ones were deflated before: each piece is deflated for itself and
ends on a byte, so that the pieces of a part, one after the other, are one stream (RFC 1951).
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

__all__ = ["BEST", "FAST", "Entry", "Piece", "archive", "chunks_of", "deflated", "entry", "packed", "whole"]

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
_POLYNOMIAL = 0xEDB88320
"""The polynomial of CRC-32 (APPNOTE.TXT, 4.4.7), its bits reversed."""


class Packed(Protocol):
    """A piece of a part as it was deflated: CRC-32 and number of its bytes, and the stream in chunks."""

    @property
    def checksum(self) -> int: ...

    @property
    def size(self) -> int: ...

    @property
    def packed_size(self) -> int: ...

    def chunks(self) -> Iterable[bytes]: ...


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a part: its bytes, and the same deflated."""

    content: bytes
    deflated: bytes

    @property
    def checksum(self) -> int:
        """The CRC-32 of the bytes."""
        return zlib.crc32(self.content)

    @property
    def size(self) -> int:
        """The number of bytes."""
        return len(self.content)

    @property
    def packed_size(self) -> int:
        """The number of bytes of the stream."""
        return len(self.deflated)

    def chunks(self) -> Iterable[bytes]:
        """Return the stream."""
        return (self.deflated,)


@dataclass(frozen=True, slots=True)
class Entry:
    """A part as it stands in the archive: its name, the checksum and number of its bytes, the stream."""

    name: str
    checksum: int
    size: int
    packed_size: int
    pieces: tuple[Packed, ...]


def deflated(content: bytes, level: int, *, last: bool) -> bytes:
    """Return the stream of one piece of a part; the `last` one ends the stream.

    A full flush ends a piece on a byte and lets nothing behind it refer to what stands before, so that a
    piece is the same bytes whatever its neighbours are.
    """
    packer = zlib.compressobj(
        level, zlib.DEFLATED, -zlib.MAX_WBITS, zlib.DEF_MEM_LEVEL, zlib.Z_DEFAULT_STRATEGY
    )
    return packer.compress(content) + packer.flush(zlib.Z_FINISH if last else zlib.Z_FULL_FLUSH)


def entry(name: str, pieces: Iterable[Packed]) -> Entry:
    """Return the entry of a part that is given in pieces, the last of which ends the stream."""
    checksum = size = packed_size = 0
    given = tuple(pieces)
    for piece in given:
        if isinstance(piece, Piece):
            checksum = zlib.crc32(piece.content, checksum)
        else:
            checksum = _joined(checksum, piece.checksum, piece.size)
        size += piece.size
        packed_size += piece.packed_size
    return Entry(name, checksum, size, packed_size, given)


def _joined(first: int, second: int, length: int) -> int:
    """Return the CRC-32 of some bytes with others behind, from those of both and the `length` of the others.

    To append zeros is a linear map of the bits of the register; here it is a matrix, squared for each bit of
    the length. Mark Adler's `crc32_combine` in zlib explains it.
    """
    matrix = [_POLYNOMIAL, *(1 << bit for bit in range(31))]  # one zero bit
    bits = 8 * length
    while bits:
        if bits & 1:
            first = _times(matrix, first)
        matrix = [_times(matrix, column) for column in matrix]
        bits >>= 1
    return first ^ second


def _times(matrix: list[int], vector: int) -> int:
    product = 0
    for column in matrix:
        if vector & 1:
            product ^= column
        vector >>= 1
    return product


def whole(name: str, content: bytes, level: int = FAST) -> Entry:
    """Return the entry of a part that is given whole; a short one is not packed, which would cost more."""
    size = len(content)
    if size <= _SHORT:
        return entry(name, [Piece(content, _STORED.pack(_LAST, size, size ^ 0xFFFF) + content)])
    return entry(name, [Piece(content, deflated(content, level, last=True))])


def archive(entries: Iterable[Entry]) -> bytes:
    """Return the bytes of the archive that holds these parts, in their order."""
    return b"".join(chunks_of(entries))


def chunks_of(entries: Iterable[Entry]) -> Iterator[bytes]:
    """Yield the bytes of that archive as they go into a file, one after the other."""
    directory: list[bytes] = []
    offset = 0
    for one in entries:
        name = one.name.encode("ascii")
        facts = (_FLAGS, _DEFLATE, _TIME, _DATE, one.checksum, one.packed_size, one.size, len(name), 0)
        yield _LOCAL.pack(b"PK\3\4", _VERSION, *facts) + name
        for piece in one.pieces:
            yield from piece.chunks()
        directory += [_CENTRAL.pack(b"PK\1\2", _VERSION, _VERSION, *facts, 0, 0, 0, 0, offset), name]
        offset += _LOCAL.size + len(name) + one.packed_size
    index = b"".join(directory)
    count = len(directory) // 2
    assert offset + len(index) < _LARGEST, "a workbook of ours is far below what needs ZIP64"
    yield index + _END.pack(b"PK\5\6", 0, 0, count, count, len(index), offset, 0)


def packed(parts: Mapping[str, bytes]) -> bytes:
    """Return the bytes of the archive that holds these parts, in their order."""
    return archive(whole(name, content) for name, content in parts.items())
