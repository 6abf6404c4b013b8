"""The archive as a file: the same entries give the same bytes; a list of digests proves each of them.

The remark at its end (the comment of the archive) says whose it is, so that a later run knows it again.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import BinaryIO, Self

from collection.outputs.results import LargeResult
from templates import Form
from templates.findings.errors import Sentence

__all__ = ["SUMS", "ArchiveResult", "ArchiveWriter", "sums_in"]

SUMS = "SHA256SUMS"
"""What `sha256sum --check` takes: a line for each file, its digest and its name."""

_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
_UNIX, _PLAIN_FILE = 3, 0o100644 << 16
_PACKED = frozenset(
    {".xlsx", ".xlsm", ".xlsb", ".ods", ".docx", ".pptx", ".zip", ".rar", ".7z", ".gz"}
    | {".pdf", ".jpg", ".jpeg", ".png"}
)
"""How files end that are packed already."""

_LEVEL = 6
_LARGE = 2**31 - 1
_MARK = "tianbao archive 1"


class ArchiveWriter:
    """An archive being written to a file: nothing in it tells when, where or by whom.

    Used in a `with`, it is finished at the end, and given up on an error.
    """

    def __init__(self, file: BinaryIO, round: str) -> None:
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL)
        self._round = round
        self.digests: dict[str, str] = {}
        """The SHA-256 of what was written so far, by its name."""
        self.size = 0
        """How many bytes that was."""

    def add(self, name: str, chunks: Iterable[bytes], size: int) -> str:
        """Write an entry of about so many bytes; return its SHA-256."""
        entry = zipfile.ZipInfo(name, _FIRST_DAY)
        is_packed = PurePosixPath(name).suffix.lower() in _PACKED
        entry.compress_type = zipfile.ZIP_STORED if is_packed else zipfile.ZIP_DEFLATED
        entry.create_system, entry.external_attr = _UNIX, _PLAIN_FILE
        entry.file_size = size
        digest = hashlib.sha256()
        with self._zip.open(entry, "w", force_zip64=size >= _LARGE) as stream:
            for chunk in chunks:
                digest.update(chunk)
                stream.write(chunk)
                self.size += len(chunk)
        self.digests[name] = digest.hexdigest()
        return self.digests[name]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self._finish()
            return
        with suppress(OSError, ValueError):  # the disk is full, say: nobody will read what it writes
            self._zip.close()

    def _finish(self) -> None:
        """Write the list of digests, and what ends an archive."""
        lines = "".join(f"{digest}  {name}\n" for name, digest in sorted(self.digests.items()))
        self.add(SUMS, [lines.encode()], len(lines.encode()))
        self._zip.comment = _comment(self._round, self._zip.infolist())
        self._zip.close()


def sums_in(content: bytes) -> dict[str, str]:
    """Return the digests that a list names, by the names; what is no line of such a list is passed over."""
    found: dict[str, str] = {}
    for line in content.decode("utf-8-sig", "replace").splitlines():
        digest, _, name = line.partition(" ")
        if len(digest) == hashlib.sha256().digest_size * 2 and name[:1] in (" ", "*"):
            found[name[1:]] = digest.lower()
    return found


def _comment(round: str, entries: Sequence[zipfile.ZipInfo]) -> bytes:
    told = [(one.filename, one.CRC, one.file_size, one.compress_size) for one in entries]
    code = blake2b(repr(told).encode(), digest_size=16).hexdigest()
    return f"{_MARK} {round} {code}".encode()


@dataclass(frozen=True, slots=True)
class ArchiveResult(LargeResult):
    """The archive of a round, as something that a command writes: it may be longer than the memory."""

    round: str

    def misnamed(self, path: Path) -> Sentence | None:
        """An archive ends in .zip."""
        return None if path.suffix.lower() == ".zip" else Sentence.of("output-not-zip", path=path)

    def objection(self, path: Path, content: bytes, forms: Sequence[Form] = ()) -> Sentence | None:
        """An archive of the same round is replaced while nobody has changed it; its content is not needed."""
        try:
            with zipfile.ZipFile(path) as archive:
                comment, entries = archive.comment, archive.infolist()
        except (OSError, ValueError, zipfile.BadZipFile):
            return Sentence.of("output-not-ours", path=path)
        words = comment.decode("utf-8", "replace").rsplit(" ", 2)
        if words[0] != _MARK or len(words) != 3:
            return Sentence.of("output-not-ours", path=path)
        if words[1] != self.round:
            return Sentence.of("archive-of-another-round", path=path)
        return None if comment == _comment(self.round, entries) else Sentence.of("output-changed", path=path)
