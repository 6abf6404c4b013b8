"""Compound files ([MS-CFB]): storages and streams, as folders and files are; what Outlook's .msg files are.

Each sector is followed only as far as a stream is long, no stream is longer than its file, and of all streams
together no more is taken than an archive may hold: what comes round or names one sector often ends so.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from reader.containers.limits import MOST_BYTES_INFLATED

__all__ = ["COMPOUND", "CompoundError", "Storage", "open_compound"]

COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How a compound file begins."""

_HEADER, _ENTRY, _MINI_SECTOR = 512, 128, 64
_SECTORS_IN_HEADER = 109
_SHIFTS = (9, 12)
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_NOTHING = 0xFFFFFFFA
"""From here on a number is no sector and no entry, but the end of a chain, or a mark."""

_MOST_ENTRIES = 20_000
"""Entries of storages that are looked at, those that are looked at twice counted twice."""


class CompoundError(ValueError):
    """A compound file is damaged, or holds more than may be taken out of it."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """An entry of the directory: a storage or a stream, and those beside and below it."""

    name: str
    kind: int
    left: int
    right: int
    child: int
    start: int
    size: int


@dataclass(frozen=True, slots=True)
class Storage:
    """A storage: the storages and streams in it, by their names."""

    _file: _File
    _entries: Mapping[str, _Entry]

    def stream(self, name: str) -> bytes | None:
        """Return the bytes of a stream; None where there is none. Raises `CompoundError`."""
        entry = self._entries.get(name)
        return None if entry is None or entry.kind != _STREAM else self._file.content(entry)

    def storage(self, name: str) -> Storage | None:
        """Return a storage; None where there is none. Raises `CompoundError`."""
        entry = self._entries.get(name)
        return None if entry is None or entry.kind != _STORAGE else self._file.storage(entry)

    def names(self, beginning: str) -> Iterator[str]:
        """Yield the names of the storages that begin so, in their order."""
        found = (name for name, one in self._entries.items() if one.kind == _STORAGE)
        yield from sorted(name for name in found if name.startswith(beginning))


def open_compound(content: bytes) -> Storage:
    """Return the root of a compound file. Raises `CompoundError` where it is none, or damaged."""
    try:
        file = _File(content)
        return file.storage(file.root)
    except (struct.error, IndexError) as error:
        raise CompoundError from error


class _File:
    """A compound file: which sectors follow which, and the directory."""

    def __init__(self, content: bytes) -> None:
        if content[: len(COMPOUND)] != COMPOUND or len(content) < _HEADER:
            raise CompoundError
        shift, mini_shift = struct.unpack_from("<HH", content, 30)
        if shift not in _SHIFTS or 1 << mini_shift != _MINI_SECTOR:
            raise CompoundError
        self._content, self._sector = content, 1 << shift
        self._count = -(-len(content) // self._sector) - 1
        self._room, self._entries_left = MOST_BYTES_INFLATED, _MOST_ENTRIES
        directory, _, self._cutoff, mini_table = struct.unpack_from("<I4sII", content, 48)
        self._table = self._numbers(self._sectors_of_table(*struct.unpack_from("<II", content, 68)))
        self._directory = b"".join(map(self._at, self._chain(directory, self._table)))
        self.root = self._entry(0)
        if self.root.kind != _ROOT:
            raise CompoundError
        self._mini_table = self._numbers(self._chain(mini_table, self._table))
        self._minis = self._of_sectors(self.root, min(self.root.size, len(content)))

    def content(self, entry: _Entry) -> bytes:
        """Return the bytes of a stream."""
        if entry.size > len(self._content):
            raise CompoundError
        self._room -= entry.size
        if self._room < 0:
            raise CompoundError
        if entry.size >= self._cutoff:
            return self._of_sectors(entry, entry.size)
        sectors = self._chain(entry.start, self._mini_table, -(-entry.size // _MINI_SECTOR))
        places = (number * _MINI_SECTOR for number in sectors)
        return self._whole(b"".join(self._minis[at : at + _MINI_SECTOR] for at in places), entry.size)

    def storage(self, entry: _Entry) -> Storage:
        """Return a storage with what lies in it: a tree of siblings, each taken once."""
        found: dict[str, _Entry] = {}
        waiting, seen = [entry.child], set[int]()
        while waiting:
            number = waiting.pop()
            if number >= _NOTHING or number in seen:
                continue
            self._entries_left -= 1
            if self._entries_left < 0:
                raise CompoundError
            seen.add(number)
            one = self._entry(number)
            found.setdefault(one.name, one)
            waiting += (one.left, one.right)
        return Storage(self, found)

    def _entry(self, number: int) -> _Entry:
        at = number * _ENTRY
        if at + _ENTRY > len(self._directory):
            raise CompoundError
        raw = self._directory[at : at + _ENTRY]
        length, kind, left, right, child = struct.unpack_from("<HBxIII", raw, 64)
        start, size = struct.unpack_from("<II", raw, 116)
        name = raw[: max(0, min(length, 64) - 2)].decode("utf-16-le", errors="replace")
        return _Entry(name, kind, left, right, child, start, size)

    def _sectors_of_table(self, further: int, count: int) -> Iterator[int]:
        """Yield the sectors that say which sector follows which: named in the header, then elsewhere."""
        named = struct.unpack_from(f"<{_SECTORS_IN_HEADER}I", self._content, 76)
        yield from (one for one in named if one < _NOTHING)
        for _ in range(min(count, self._count)):
            if further >= _NOTHING:
                return
            *more, further = struct.unpack(f"<{self._sector // 4}I", self._full(further))
            yield from (one for one in more if one < _NOTHING)

    def _numbers(self, sectors: Iterator[int]) -> list[int]:
        numbers: list[int] = []
        for sector in sectors:
            if len(numbers) * 4 > len(self._content):
                raise CompoundError  # a table that is longer than the file
            numbers += struct.unpack(f"<{self._sector // 4}I", self._full(sector))
        return numbers

    def _chain(self, start: int, table: list[int], most: int | None = None) -> Iterator[int]:
        """Yield the sectors that follow one another, so many at most."""
        limit = len(table) if most is None else most
        for _ in range(limit):
            if start >= _NOTHING:
                return
            if start >= len(table):
                raise CompoundError
            yield start
            start = table[start]
        if most is None and start < _NOTHING:
            raise CompoundError  # they come round

    def _at(self, sector: int) -> bytes:
        if sector >= self._count:
            raise CompoundError
        at = (sector + 1) * self._sector
        return self._content[at : at + self._sector]

    def _full(self, sector: int) -> bytes:
        return self._at(sector).ljust(self._sector, b"\xff")

    def _of_sectors(self, entry: _Entry, size: int) -> bytes:
        sectors = self._chain(entry.start, self._table, -(-size // self._sector))
        return self._whole(b"".join(map(self._at, sectors)), size)

    @staticmethod
    def _whole(content: bytes, size: int) -> bytes:
        if len(content) < size:
            raise CompoundError
        return content[:size]
