"""The quick way to inflate a zip archive: whole, at once, where it is as regular as office programs write it.

APPNOTE.TXT of PKWARE, 4.3. Anything else, sound or not, is left to `zipfile`: archives with bytes before or
after them, of several disks, of more than 4 GiB, with entries that overlap, or that say one thing in the
directory and another before their bytes.
"""

from __future__ import annotations

import zlib
from functools import lru_cache
from struct import Struct

__all__ = ["inflate_regular"]

_END = Struct("<4s4H2LH")
_ENTRY = Struct("<4s6H3L5H2L")
_LOCAL = Struct("<4s5H3L2H")
_END_SIGNATURE, _ENTRY_SIGNATURE, _LOCAL_SIGNATURE = b"PK\x05\x06", b"PK\x01\x02", b"PK\x03\x04"
_ZIP64_LOCATOR = b"PK\x06\x07"
_LENGTH_OF_LOCATOR = 20

_OTHER_NAME = b"up"
"""The mark of an extra field that gives an entry another name."""

_STORED, _DEFLATED = 0, 8
_NEEDED_VERSION = 45
_UTF8 = 0x800
_HARMLESS_FLAGS = _UTF8 | 0x8 | 0x6
"""Names in UTF-8; sizes stated once more behind the bytes; how well they were deflated."""

_MOST_BYTES = 32 * 2**20
"""Inflated bytes of all entries: so much may be held in memory at once."""

_MOST_INFLATION = 1032
"""So many times its own bytes is the most that a deflated entry can hold."""

_LARGEST_REMEMBERED, _LARGEST_INFLATED_REMEMBERED = 2**12, 2**16


class _IrregularError(Exception):
    """The archive is for `zipfile`."""


def inflate_regular(content: bytes, most_bytes: int) -> dict[str, bytes] | None:
    """Return the entries by their names in lower case, their checksums compared; None for `zipfile`."""
    try:
        return _inflate(content, min(most_bytes, _MOST_BYTES))
    except (_IrregularError, zlib.error, UnicodeDecodeError):
        return None


def _inflate(content: bytes, most_bytes: int) -> dict[str, bytes]:
    count, at = _directory(content)
    end = len(content) - _END.size
    entries: dict[str, bytes] = {}
    spans: list[tuple[int, int]] = [(at, at)]
    for _ in range(count):
        if at + _ENTRY.size > end:
            raise _IrregularError
        fields = _ENTRY.unpack_from(content, at)
        signature, _, needed, flags, method, _, _, crc, packed_size, size = fields[:10]
        name_length, extra_length, comment_length, disk, _, _, offset = fields[10:]
        name = content[at + _ENTRY.size : at + _ENTRY.size + name_length]
        at += _ENTRY.size + name_length + extra_length + comment_length
        if (
            signature != _ENTRY_SIGNATURE
            or disk
            or flags & ~_HARMLESS_FLAGS
            or needed & 0xFF > _NEEDED_VERSION
        ):
            raise _IrregularError
        most_bytes -= size
        if most_bytes < 0 or b"\0" in name:
            raise _IrregularError
        start = _start_of_bytes(content, offset, name, flags)
        spans.append((offset, start + packed_size))
        packed = content[start : start + packed_size]
        if len(packed) < packed_size or _OTHER_NAME in content[at - extra_length - comment_length : at]:
            raise _IrregularError
        key = name.decode("utf-8" if flags & _UTF8 else "ascii").replace("\\", "/").casefold()
        entries[key] = _inflated(packed, method, size, crc)
    if at != end or len(entries) != count:
        raise _IrregularError
    _check_spans(spans)
    return entries


def _directory(content: bytes) -> tuple[int, int]:
    """Return how many entries there are, and where their directory begins."""
    end = len(content) - _END.size
    if end < 0:
        raise _IrregularError
    signature, disk, first_disk, here, count, size, start, comment = _END.unpack_from(content, end)
    if signature != _END_SIGNATURE or disk or first_disk or here != count or comment or start + size != end:
        raise _IrregularError
    if content[max(end - _LENGTH_OF_LOCATOR, 0) : end].startswith(_ZIP64_LOCATOR):
        raise _IrregularError
    return count, start


def _start_of_bytes(content: bytes, offset: int, name: bytes, flags: int) -> int:
    """Return where the bytes of an entry begin; the header before them must name it as the directory does."""
    if offset + _LOCAL.size > len(content):
        raise _IrregularError
    signature, _, local_flags, *_, name_length, extra_length = _LOCAL.unpack_from(content, offset)
    start = offset + _LOCAL.size
    if signature != _LOCAL_SIGNATURE or local_flags != flags or content[start : start + name_length] != name:
        raise _IrregularError
    return int(start + name_length + extra_length)


def _check_spans(spans: list[tuple[int, int]]) -> None:
    """Refuse entries that share bytes with each other or with the directory."""
    last = 0
    for start, end in sorted(spans):
        if start < last:
            raise _IrregularError
        last = end


def _inflated(packed: bytes, method: int, size: int, crc: int) -> bytes:
    if len(packed) <= _LARGEST_REMEMBERED and size <= _LARGEST_INFLATED_REMEMBERED:
        return _inflate_small(packed, method, size, crc)
    return _inflate_entry(packed, method, size, crc)


def _inflate_entry(packed: bytes, method: int, size: int, crc: int) -> bytes:
    """Inflate an entry, and compare length and checksum."""
    content = packed
    if method == _DEFLATED:
        content = _inflated_stream(packed, size)
    elif method != _STORED:
        raise _IrregularError
    if len(content) != size or zlib.crc32(content) != crc:
        raise _IrregularError
    return content


def _inflated_stream(packed: bytes, size: int) -> bytes:
    """Inflate what should come to `size` bytes, in bounded memory."""
    if len(packed) * _MOST_INFLATION <= _MOST_BYTES:
        return zlib.decompress(packed, -zlib.MAX_WBITS, size)  # the quickest, as it does not stop at a size
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    content = inflater.decompress(packed, size + 1)
    if not inflater.eof or inflater.unused_data:
        raise _IrregularError
    return content


@lru_cache(maxsize=128)
def _inflate_small(packed: bytes, method: int, size: int, crc: int) -> bytes:
    """Remember what a small entry comes to: workbooks of a round have most of theirs in common."""
    return _inflate_entry(packed, method, size, crc)
