"""The zip archive of a workbook, checked through and through before anything in it is believed.

Names and checksums of all entries are verified, and inflated bytes are counted: what a header claims is
compared, never relied on. Archives inside the archive are bytes like any others.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from itertools import pairwise

from reader.containers.archive.regular_zip import inflate_regular
from reader.containers.limits import MOST_BYTES_INFLATED, MOST_BYTES_OF_PART, MOST_ENTRIES
from reader.errors import refusal

__all__ = ["Archive"]

_CHUNK = 2**16
_LOCAL_HEADER = 30
_CENTRAL_SIGNATURE = b"PK\x01\x02"
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_ENCRYPTED = 0x1


class Archive:
    """The entries of a sound zip archive. Raises `UnreadableWorkbook` where it is not sound.

    Names are found whatever their case, with `/` between their parts; the Open Packaging Conventions
    forbid names that differ in case alone.
    """

    def __init__(self, content: bytes) -> None:
        if content.count(_CENTRAL_SIGNATURE) > MOST_ENTRIES:
            raise refusal("too-large", f"> {MOST_ENTRIES} entries")
        self.content = content
        self._inflated = inflate_regular(content, MOST_BYTES_INFLATED)
        """All entries, where the archive is regular and small; else they are inflated when they are read."""
        self._entries: dict[str, zipfile.ZipInfo] = {}
        if self._inflated is None:
            self._open_by_zipfile(content)

    def _open_by_zipfile(self, content: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except Exception as error:  # zipfile lets errors of struct, codecs and others through
            raise refusal("damaged", "zip") from error
        self._entries = _entries_by_name(self._zip.infolist())
        _refuse_overlaps(self._zip)
        for entry in self._entries.values():
            for _ in self._chunks(entry):
                pass

    def __contains__(self, name: str) -> bool:
        return name.casefold() in (self._entries if self._inflated is None else self._inflated)

    def holds(self, beginning: str) -> bool:
        """Tell whether the name of an entry begins like this, in small letters."""
        names = self._entries if self._inflated is None else self._inflated
        return any(name.startswith(beginning) for name in names)

    def __len__(self) -> int:
        return len(self._entries if self._inflated is None else self._inflated)

    def read(self, name: str) -> bytes:
        """Return an entry's bytes; an entry that is missing or too large to hold is refused."""
        if self._inflated is not None:
            content = self._inflated.get(name.casefold())
            if content is None:
                raise refusal("damaged", name)
            if len(content) > MOST_BYTES_OF_PART:
                raise refusal("too-large", name)
            return content
        entry = self._entry(name)
        if entry.file_size > MOST_BYTES_OF_PART:
            raise refusal("too-large", name)
        return b"".join(self._chunks(entry))

    def head(self, name: str) -> bytes:
        """Return the first 64 KiB of an entry."""
        if self._inflated is not None:
            return self.read(name)[:_CHUNK]
        return next(self._chunks(self._entry(name)), b"")

    def _entry(self, name: str) -> zipfile.ZipInfo:
        entry = self._entries.get(name.casefold())
        if entry is None:
            raise refusal("damaged", name)
        return entry

    def _chunks(self, entry: zipfile.ZipInfo) -> Iterator[bytes]:
        """Yield the inflated bytes; past the last one the checksum has been compared.

        No more is inflated than the header states (all headers together state a bounded sum), and a
        wrong statement shows in the checksum or the length.
        """
        left = entry.file_size
        try:
            with self._zip.open(entry) as stream:
                while chunk := stream.read(_CHUNK):
                    left -= len(chunk)
                    yield chunk
        except Exception as error:  # as above; a generator's own GeneratorExit is no Exception
            raise refusal("damaged", entry.filename) from error
        if left:
            raise refusal("damaged", entry.filename)


def _entries_by_name(entries: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    found: dict[str, zipfile.ZipInfo] = {}
    for entry in entries:
        name = entry.filename.replace("\\", "/").casefold()
        if name in found:
            raise refusal("damaged", entry.filename)
        if entry.flag_bits & _ENCRYPTED:
            raise refusal("encrypted", entry.filename)
        if entry.compress_type not in _METHODS:
            raise refusal("damaged", entry.filename)
        found[name] = entry
    if sum(entry.file_size for entry in entries) > MOST_BYTES_INFLATED:
        raise refusal("too-large", f"> {MOST_BYTES_INFLATED // 2**20} MiB")
    return found


def _refuse_overlaps(archive: zipfile.ZipFile) -> None:
    """Refuse entries that share bytes: a small file could unfold to any size that way."""
    entries = sorted(archive.infolist(), key=lambda entry: entry.header_offset)
    ends = [entry.header_offset + _LOCAL_HEADER + entry.compress_size for entry in entries]
    if any(end > later.header_offset for end, (_, later) in zip(ends, pairwise(entries), strict=False)):
        raise refusal("damaged", "zip")
    if ends and ends[-1] > archive.start_dir:
        raise refusal("damaged", "zip")
