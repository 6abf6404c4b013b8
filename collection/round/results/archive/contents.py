"""What of a round is kept: its files, and what the ledger says that they hold."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from collection.errors import CollectionError
from collection.round.folder import Round, RoundFolder
from collection.round.ledger.events import EventKind
from collection.round.ledger.ledger import Ledger
from templates import builtin_names

__all__ = [
    "LEDGER",
    "SUMMARY",
    "Difference",
    "Kept",
    "What",
    "chunks_of_file",
    "contents_of",
    "differences_in",
    "digest_of_file",
    "is_kept",
    "is_portable",
    "named_files",
]

LEDGER, SUMMARY = "ledger.sqlite", "summary.xlsx"
"""The names of what is made for an archive, and not copied."""

_CHUNK = 2**20
_NOT_KEPT = re.compile(r"\.[0-9a-f]{8}\.\d+\.tmp|~\$.*|\.~lock\..*#|\.DS_Store|Thumbs\.db|desktop\.ini")
"""What a killed command leaves behind, and what other programs put beside the files of others."""

_NOT_PORTABLE = re.compile(r'[<>:"\\|?*\x00-\x1f]|[ .](?:/|$)')
_DEVICE = re.compile(r"(?:^|/)(?:CON|PRN|AUX|NUL|COM[0-9]|LPT[0-9])(?:\.[^/]*)?(?:/|$)", re.IGNORECASE)
"""What Windows takes in no name of a file."""


class What(StrEnum):
    """What is wrong with a file."""

    MISSING = "missing"
    """It is named, and is not there."""
    ALTERED = "altered"
    """It no longer holds what it held when the ledger noted it."""
    CHANGED = "changed"
    """It no longer holds what it held when the archive was made."""
    UNNAMED = "unnamed"
    """The archive holds it, and its list of digests does not name it."""
    DAMAGED = "damaged"
    """It cannot be read."""
    UNSAFE = "unsafe"
    """Its name leads elsewhere, or no system takes it."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A file that is not as it should be; of a draft in `letters/` a remark, as they are the officer's."""

    path: str
    what: What

    @property
    def is_error(self) -> bool:
        """Whether it calls the round into question."""
        return not (self.path.startswith("letters/") and self.what in (What.MISSING, What.ALTERED))


@dataclass(frozen=True, slots=True)
class Kept:
    """The files of a round by their names in an archive, and what else lies in the folder of the round."""

    files: Mapping[str, Path]
    left_out: Sequence[str]


def named_files(ledger: Ledger) -> dict[str, str]:
    """Return the digest of each file that the ledger names, by its path in the round's folder."""
    named = {path: digest for digest, path in ledger.files().items()}
    for event in ledger.events(EventKind.RECEIVED):  # a blank that came back is known by two paths
        named[event.details["path"]] = event.digest or ""
    return named


def contents_of(round: Round, named: Mapping[str, str]) -> Kept:
    """Return the files of a round that an archive takes, without the ledger and the summary.

    These are what the ledger names, what else lies where a round keeps its files, the settings, the roster
    and the definition of the form, with those from which something rolls into it and the pictures that they
    show. The key, locks and journals are none of them.
    """
    folder = round.folder
    files = {path.name: path for path in _at_top(round) if path.is_file()}
    left_out: list[str] = []
    for kept in _folders(folder):
        for path in _below(kept):
            name = path.relative_to(folder.path).as_posix()
            if is_portable(name) and not path.is_symlink():
                files[name] = path
            else:
                left_out.append(name)
    for name in named:
        path = folder.path / name
        if is_portable(name) and name not in files and path.is_file():
            files[name] = path
    passed = {one.name for one in (*_own(folder), *_folders(folder))} | set(files)
    left_out += [
        path.name
        for path in folder.path.iterdir()
        if path.name not in passed and not _NOT_KEPT.fullmatch(path.name)
    ]
    return Kept(dict(sorted(files.items())), sorted(left_out))


def _at_top(round: Round) -> Iterator[Path]:
    yield round.folder.settings
    yield round.folder.roster
    if round.settings.form not in builtin_names():
        definition = round.folder.path / round.settings.form
        yield definition
        yield from definition.parent.glob(f"{definition.stem}.v*{definition.suffix}")
        yield from (definition.parent / name for name, _ in round.form.sources)
        for form in (round.form, *round.form.older, *(source for _, source in round.form.sources)):
            yield from (definition.parent / name for name, _ in form.source.pictures)


def _folders(folder: RoundFolder) -> tuple[Path, ...]:
    return folder.issued, folder.returned, folder.mails, folder.letters, folder.corrections


def _own(folder: RoundFolder) -> Iterator[Path]:
    """Yield what is the round's own and is made anew, or in no archive."""
    yield from (folder.ledger, folder.summary, folder.lock, folder.sending, folder.key)
    for ending in ("-wal", "-shm", "-journal"):
        yield from (Path(f"{path}{ending}") for path in (folder.ledger, folder.lock, folder.sending))


def is_kept(folder: RoundFolder, path: Path) -> bool:
    """Tell whether a path lies where a round keeps its files, by whatever name or link."""
    real = Path(os.path.normcase(os.path.realpath(path)))
    return any(real.is_relative_to(os.path.normcase(os.path.realpath(one))) for one in _folders(folder))


def _below(folder: Path) -> Iterator[Path]:
    """Yield the files below a folder, but what is on its way: no command is at it."""
    for path in folder.rglob("*") if folder.is_dir() else ():
        inner = path.relative_to(folder).parts
        if path.is_file() and not inner[0].startswith(".incoming") and not _NOT_KEPT.fullmatch(path.name):
            yield path


def is_portable(name: str) -> bool:
    """Tell whether a name in an archive is a path below the place where it is unpacked, on every system."""
    parts = name.split("/")
    return not (
        {"", ".", ".."}.intersection(parts) or _NOT_PORTABLE.search(name) or _DEVICE.search(name)
    ) and all(len(part.encode()) <= 255 for part in parts)


def chunks_of_file(path: Path) -> Iterator[bytes]:
    """Yield what a file holds. Raises `CollectionError` where it cannot be read."""
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                yield chunk
    except OSError as error:
        raise CollectionError("input-not-readable", path=path, reason=error.strerror or str(error)) from error


def digest_of_file(path: Path) -> str:
    """Return the SHA-256 of a file. Raises `CollectionError` where it cannot be read."""
    digest = hashlib.sha256()
    for chunk in chunks_of_file(path):
        digest.update(chunk)
    return digest.hexdigest()


def differences_in(named: Mapping[str, str], found: Mapping[str, str]) -> Iterator[Difference]:
    """Yield what the ledger names and is not there, or holds something else, given the digests of what is."""
    for path, digest in sorted(named.items()):
        if path not in found:
            yield Difference(path, What.MISSING)
        elif found[path] != digest:
            yield Difference(path, What.ALTERED)
