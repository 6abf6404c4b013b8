"""Holding an archive, or the folder of a round, against its digests and its ledger."""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from collection.errors import CollectionError
from collection.round.folder import RoundFolder
from collection.round.ledger.ledger import Ledger
from collection.round.results.archive.contents import (
    LEDGER,
    Difference,
    What,
    differences_in,
    digest_of_file,
    is_portable,
    named_files,
)
from collection.round.results.archive.zip_file import SUMS, sums_in

__all__ = ["Verified", "verify"]

_CHUNK = 2**20
_NEEDED = ("round.toml", LEDGER)
_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)
"""What `zipfile` raises for an entry that is damaged, encrypted, or packed in another way."""

_Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Verified:
    """What was looked at: how many files there are, how many the ledger names, and what is not right."""

    files: int
    named: int
    differences: Sequence[Difference]

    @property
    def has_errors(self) -> bool:
        """Whether something is not as it should be; drafts in `letters/` are the officer's."""
        return any(one.is_error for one in self.differences)


def verify(path: Path, *, progress: _Progress = lambda done, total: None) -> Verified:
    """Compare the files of an archive, or of the folder of a round, with their digests; nothing is changed.

    What the ledger names must be there as it was noted. What the list of digests of an archive names must be
    there as it was archived, in the archive or where it was unpacked.

    Raises `CollectionError` where there is neither, or it is so damaged that nothing can be told.
    """
    if path.is_dir():
        return _folder(path, progress)
    if not path.is_file():
        raise CollectionError("archive-nothing-there", path=path)
    try:
        with zipfile.ZipFile(path) as archive:
            return _archive(path, archive, progress)
    except zipfile.BadZipFile as error:
        raise CollectionError("archive-is-none", path=path, reason=error) from error
    except OSError as error:
        raise CollectionError("input-not-readable", path=path, reason=error.strerror or str(error)) from error


def _folder(path: Path, progress: _Progress) -> Verified:
    folder = RoundFolder(path)
    if not folder.ledger.is_file() or not folder.settings.is_file():
        raise CollectionError("round-not-there", path=path)
    sums = sums_in((path / SUMS).read_bytes()) if (path / SUMS).is_file() else {}
    unsafe = [Difference(name, What.UNSAFE) for name in sorted(sums) if not is_portable(name)]
    sums = {name: digest for name, digest in sums.items() if is_portable(name)}
    archived = digest_of_file(folder.ledger) if LEDGER in sums else ""  # before anything opens it
    with Ledger(folder.ledger) as ledger:
        named = named_files(ledger)
    there = sorted(name for name in {**sums, **named} if is_portable(name) and (path / name).is_file())
    found: dict[str, str] = {}
    damaged: list[Difference] = []
    for number, name in enumerate(there, 1):
        try:
            found[name] = archived if name == LEDGER else digest_of_file(path / name)
        except CollectionError:
            damaged.append(Difference(name, What.DAMAGED))
        progress(number, len(there))
    return Verified(len(there), len(named), _all([*unsafe, *damaged], sums, named, found, found))


def _archive(path: Path, archive: zipfile.ZipFile, progress: _Progress) -> Verified:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    names = {entry.filename for entry in entries}
    missing = [name for name in (SUMS, *_NEEDED) if name not in names]
    if missing:
        raise CollectionError("archive-is-none", path=path, reason=", ".join(missing))
    problems = [Difference(one.filename, What.UNSAFE) for one in entries if not is_portable(one.filename)]
    if len(names) < len(entries):
        listed = [entry.filename for entry in entries]
        problems += [Difference(name, What.UNSAFE) for name in sorted(names) if listed.count(name) > 1]
    found: dict[str, str] = {}
    for number, entry in enumerate(entries, 1):
        digest = _digest(archive, entry)
        if digest is None:
            problems.append(Difference(entry.filename, What.DAMAGED))
        else:
            found[entry.filename] = digest
        progress(number, len(entries))
    if SUMS not in found:
        raise CollectionError("archive-is-none", path=path, reason=SUMS)
    sums = sums_in(archive.read(SUMS))
    problems += [Difference(name, What.UNNAMED) for name in sorted(names - sums.keys() - {SUMS})]
    named: Mapping[str, str] = {}
    if LEDGER in found:
        try:
            named = _named_in(archive)
        except CollectionError:
            problems.append(Difference(LEDGER, What.DAMAGED))
    return Verified(len(entries), len(named), _all(problems, sums, named, found, names))


def _digest(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> str | None:
    """Return the SHA-256 of an entry; None where it cannot be read whole."""
    digest = hashlib.sha256()
    try:
        with archive.open(entry) as stream:
            while chunk := stream.read(_CHUNK):
                digest.update(chunk)
    except _UNREADABLE:
        return None
    return digest.hexdigest()


def _named_in(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return what the ledger in an archive names. Raises `CollectionError` where it is none."""
    with TemporaryDirectory(prefix="tianbao-") as folder:
        path = Path(folder) / LEDGER
        with archive.open(LEDGER) as stream, path.open("wb") as file:
            while chunk := stream.read(_CHUNK):
                file.write(chunk)
        with Ledger(path) as ledger:
            return named_files(ledger)


def _all(
    problems: Sequence[Difference],
    sums: Mapping[str, str],
    named: Mapping[str, str],
    found: Mapping[str, str],
    there: Collection[str],
) -> list[Difference]:
    """Return all that is not right, each file once."""
    first: dict[str, Difference] = {}
    for one in (*problems, *differences_in(named, found), *_changed(sums, found)):
        if one.what is What.MISSING and one.path in there:
            continue  # it is there and cannot be read, which is said already
        first.setdefault(one.path, one)
    return sorted(first.values(), key=lambda one: one.path)


def _changed(sums: Mapping[str, str], found: Mapping[str, str]) -> Iterator[Difference]:
    for name, digest in sums.items():
        if name not in found:
            yield Difference(name, What.MISSING)
        elif found[name] != digest:
            yield Difference(name, What.CHANGED)
