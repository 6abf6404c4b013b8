"""The records of BIFF12, of which the parts of an .xlsb file are made, and the values in them.

Specification: [MS-XLSB] 2.1.4 (records) and 2.5 (structures).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from decimal import Decimal

from reader.errors import refusal

__all__ = ["ERRORS", "Record", "number_of_rk", "records", "text_at", "whole_at"]

Record = tuple[int, bytes]
"""The type of a record, and its content."""

ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!",
    0x2A: "#N/A", 0x2B: "#GETTING_DATA",
}  # fmt: skip

_MORE, _BITS = 0x80, 0x7F
_LONGEST_SIZE = 4


def records(part: str, content: bytes) -> Iterator[Record]:
    """Yield the records of a part. Raises `UnreadableWorkbook` (damaged) where one does not end in it."""
    place, end = 0, len(content)
    try:
        while place < end:
            kind = content[place]
            place += 1
            if kind & _MORE:
                kind = (kind & _BITS) | (content[place] & _BITS) << 7
                place += 1
            size = 0
            for turn in range(_LONGEST_SIZE):
                byte = content[place]
                place += 1
                size |= (byte & _BITS) << 7 * turn
                if not byte & _MORE:
                    break
            if place + size > end:
                raise refusal("damaged", part)
            yield kind, content[place : place + size]
            place += size
    except IndexError as error:
        raise refusal("damaged", part) from error


def whole_at(content: bytes, place: int, size: int = 4) -> int:
    """Return an unsigned number. Raises `IndexError` where the record is too short."""
    if place + size > len(content):
        raise IndexError
    return int.from_bytes(content[place : place + size], "little")


def text_at(content: bytes, place: int) -> str:
    """Return a counted text of UTF-16 (XLWideString). Raises `IndexError`, `UnicodeDecodeError`."""
    count = whole_at(content, place)
    if place + 4 + 2 * count > len(content):
        raise IndexError
    return content[place + 4 : place + 4 + 2 * count].decode("utf-16-le")


def number_of_rk(stored: int) -> Decimal:
    """Return the number of an RkNumber: 30 bits of a double or of a whole number, maybe of hundredths."""
    if stored & 2:
        whole = stored >> 2
        number = float(whole - 2**30 if whole & 2**29 else whole)
    else:
        (number,) = struct.unpack("<d", bytes(4) + (stored & ~3).to_bytes(4, "little"))
    return Decimal(repr(number / 100 if stored & 1 else number))
