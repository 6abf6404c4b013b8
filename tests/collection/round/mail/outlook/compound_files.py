"""Compound files ([MS-CFB]), written: streams of any size in storages within storages."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from typing import TypeAlias

__all__ = ["Tree", "compound_file"]

Tree: TypeAlias = Mapping[str, "bytes | Tree"]
"""Streams and storages by their names."""

_SECTOR, _MINI, _CUTOFF = 512, 64, 4_096
_END, _FREE, _TABLE, _NONE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFF


class _Writer:
    """The sectors of a file, and those of its small streams, while they are filled."""

    def __init__(self) -> None:
        self.sectors: list[bytes] = []
        self.next: list[int] = []
        self.minis = b""
        self.mini_next: list[int] = []
        self.entries: list[bytes] = []

    def put(self, content: bytes) -> int:
        """Put bytes into sectors that follow one another; return the first."""
        first = len(self.sectors)
        count = -(-len(content) // _SECTOR)
        for at in range(count):
            self.sectors.append(content[at * _SECTOR : (at + 1) * _SECTOR].ljust(_SECTOR, b"\0"))
            self.next.append(first + at + 1)
        if count:
            self.next[-1] = _END
        return first if count else _END

    def stream(self, content: bytes) -> int:
        if len(content) >= _CUTOFF:
            return self.put(content)
        first, count = len(self.mini_next), -(-len(content) // _MINI)
        self.minis += content.ljust(count * _MINI, b"\0")
        self.mini_next += [first + at + 1 for at in range(count)]
        if count:
            self.mini_next[-1] = _END
        return first if count else _END

    def add(self, tree: Tree) -> int:
        """Add what lies in a storage; return the entry that is the root of its tree."""
        names = sorted(tree, key=lambda name: (len(name), name.upper()))
        numbers = [self._entry(name, tree[name]) for name in names]
        return self._linked(numbers)

    def _entry(self, name: str, what: bytes | Tree) -> int:
        number = len(self.entries)
        self.entries.append(b"")
        if isinstance(what, bytes):
            self.entries[number] = _entry(name, 2, _NONE, self.stream(what), len(what))
        else:
            self.entries[number] = _entry(name, 1, self.add(what), 0, 0)
        return number

    def _linked(self, numbers: list[int]) -> int:
        """Link siblings as a balanced tree."""
        if not numbers:
            return _NONE
        middle = len(numbers) // 2
        left, right = self._linked(numbers[:middle]), self._linked(numbers[middle + 1 :])
        entry = self.entries[numbers[middle]]
        self.entries[numbers[middle]] = entry[:68] + struct.pack("<II", left, right) + entry[76:]
        return numbers[middle]


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    written = name.encode("utf-16-le") + b"\0\0"
    head = written.ljust(64, b"\0") + struct.pack("<HBB", len(written), kind, 1)
    return head + struct.pack("<III", _NONE, _NONE, child) + bytes(36) + struct.pack("<IQ", start, size)


def compound_file(tree: Tree) -> bytes:
    """Return a compound file with these streams and storages."""
    writer = _Writer()
    writer.entries.append(b"")
    child = writer.add(tree)
    minis = writer.put(writer.minis)
    writer.entries[0] = _entry("Root Entry", 5, child, minis, len(writer.minis))
    table = b"".join(struct.pack("<I", one) for one in writer.mini_next)
    mini_table = writer.put(table.ljust(-(-len(table) // _SECTOR) * _SECTOR, b"\xff"))
    directory = writer.put(b"".join(writer.entries).ljust(-(-len(writer.entries) // 4) * _SECTOR, b"\0"))
    count, further = _table_sectors(len(writer.sectors))
    first = len(writer.sectors)
    numbers = [*writer.next, *[_TABLE] * count, *[_FREE - 3] * further]
    packed = b"".join(struct.pack("<I", one) for one in numbers)
    tables = [packed[at * _SECTOR : (at + 1) * _SECTOR].ljust(_SECTOR, b"\xff") for at in range(count)]
    named = [first + at for at in range(count)]
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        *(0x3E, 3, 0xFFFE, 9, 6),
        *(0, count, directory, 0, _CUTOFF),
        *(mini_table, -(-len(table) // _SECTOR)),
        first + count if further else _END,
        further,
        *named[:1],
    )
    header = header[:76] + _numbers(named[:109], 109)
    more = named[109:]
    chained = [
        _numbers(more[at * 127 : (at + 1) * 127], 127)
        + struct.pack("<I", first + count + at + 1 if at + 1 < further else _END)
        for at in range(further)
    ]
    return header + b"".join([*writer.sectors, *tables, *chained])


def _numbers(numbers: list[int], count: int) -> bytes:
    return b"".join(struct.pack("<I", one) for one in numbers).ljust(count * 4, b"\xff")


def _table_sectors(used: int) -> tuple[int, int]:
    """Return how many sectors the table of sectors takes, and how many more name its own."""
    count = further = 0
    while True:
        needed = -(-(used + count + further) // (_SECTOR // 4))
        more = max(0, -(-(needed - 109) // 127))
        if (needed, more) == (count, further):
            return count, further
        count, further = needed, more
