"""XML that is deflated as it comes, into a temporary file, until its part is put together."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from concurrent.futures import Executor, Future
from tempfile import TemporaryFile

__all__ = ["PackedStream"]

_LEVEL = 4
"""How hard rows are packed: from here on, each level takes a third longer and saves little."""

_AT_ONCE = 1 << 20
"""Bytes that are packed together: while zlib is at them, the next ones are written."""
_CHUNK = 1 << 20


class PackedStream:
    """A piece of a part of a workbook (`xlsx.archive.Packed`) that may be longer than the memory.

    It is packed by an executor of one thread, so that what is written first is packed first.
    """

    def __init__(self, packing: Executor) -> None:
        self._file = TemporaryFile()  # noqa: SIM115 - it lives as long as the stream
        self._packer = zlib.compressobj(
            _LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS, zlib.DEF_MEM_LEVEL, zlib.Z_DEFAULT_STRATEGY
        )
        self._packing = packing
        self._under_way: Future[None] | None = None
        self._waiting: list[bytes] = []
        self._bytes_waiting = 0
        self.checksum = self.size = self.packed_size = 0

    def write(self, content: bytes) -> None:
        """Add some XML, in UTF-8."""
        self._waiting.append(content)
        self._bytes_waiting += len(content)
        if self._bytes_waiting >= _AT_ONCE:
            self._hand_on()

    def end(self) -> None:
        """Let the stream end on a byte, so that another piece can follow; nothing is written after that."""
        self._hand_on()
        self._wait()
        self._keep(self._packer.flush(zlib.Z_FULL_FLUSH))

    def chunks(self) -> Iterator[bytes]:
        """Yield the deflated bytes."""
        self._file.seek(0)
        while chunk := self._file.read(_CHUNK):
            yield chunk

    def close(self) -> None:
        """Give the temporary file back."""
        if self._under_way is not None:
            self._under_way.exception()
        self._file.close()

    def _hand_on(self) -> None:
        """Let what is waiting be packed, one piece at a time, so that they do not pile up."""
        self._wait()
        self._under_way = self._packing.submit(self._pack, b"".join(self._waiting))
        self._waiting.clear()
        self._bytes_waiting = 0

    def _wait(self) -> None:
        if self._under_way is not None:
            self._under_way.result()
            self._under_way = None

    def _pack(self, content: bytes) -> None:
        self.checksum = zlib.crc32(content, self.checksum)
        self.size += len(content)
        self._keep(self._packer.compress(content))

    def _keep(self, packed: bytes) -> None:
        self.packed_size += len(packed)
        self._file.write(packed)
