"""Text that is deflated as it comes, into a temporary file, until its part is put together."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from tempfile import TemporaryFile

__all__ = ["PackedStream"]

_LEVEL = 4
"""How hard rows are packed: from here on, each level takes a third longer and saves little."""

_AT_ONCE = 256
_CHUNK = 1 << 20


class PackedStream:
    """A piece of a part of a workbook (`xlsx.archive.Packed`) that may be longer than the memory."""

    def __init__(self) -> None:
        self._file = TemporaryFile()  # noqa: SIM115 - it lives as long as the stream
        self._packer = zlib.compressobj(
            _LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS, zlib.DEF_MEM_LEVEL, zlib.Z_DEFAULT_STRATEGY
        )
        self._waiting: list[str] = []
        self.checksum = self.size = self.packed_size = 0

    def write(self, text: str) -> None:
        """Add some text."""
        self._waiting.append(text)
        if len(self._waiting) >= _AT_ONCE:
            self._pack()

    def end(self) -> None:
        """Let the stream end on a byte, so that another piece can follow; nothing is written after that."""
        self._pack()
        self._keep(self._packer.flush(zlib.Z_FULL_FLUSH))

    def chunks(self) -> Iterator[bytes]:
        """Yield the deflated bytes."""
        self._file.seek(0)
        while chunk := self._file.read(_CHUNK):
            yield chunk

    def close(self) -> None:
        """Give the temporary file back."""
        self._file.close()

    def _pack(self) -> None:
        content = "".join(self._waiting).encode()
        self._waiting.clear()
        self.checksum = zlib.crc32(content, self.checksum)
        self.size += len(content)
        self._keep(self._packer.compress(content))

    def _keep(self, packed: bytes) -> None:
        self.packed_size += len(packed)
        self._file.write(packed)
