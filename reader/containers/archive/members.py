"""Workbooks that were packed into a .zip: their names, as people gave them, and their bytes.

A workbook in an archive has the path `returns.zip/219001.xlsx`, though no system knows that.
"""

from __future__ import annotations

import io
import zipfile
from functools import lru_cache
from pathlib import Path

from reader.containers.archive.archive import Archive
from reader.containers.limits import MOST_BYTES_OF_FILE, MOST_ENTRIES

__all__ = ["archive_around", "member", "members", "packed_names"]

_SUFFIX = ".zip"
_UTF8 = 0x800


def members(file: Path) -> tuple[str, ...]:
    """Return the names of all files in an archive, in its order; none where it is no sound archive."""
    try:
        if file.stat().st_size > MOST_BYTES_OF_FILE:
            return ()
        return packed_names(file.read_bytes())
    except OSError:  # reading it says why
        return ()


def packed_names(content: bytes) -> tuple[str, ...]:
    """Return the same of the bytes of an archive."""
    try:
        return tuple(_names(content))
    except Exception:  # zipfile lets errors of struct, codecs and others through; reading it says why
        return ()


def archive_around(path: Path) -> Path | None:
    """Return the archive in which a path lies; None where it lies in a folder."""
    return next(
        (parent for parent in path.parents if parent.suffix.lower() == _SUFFIX and parent.is_file()), None
    )


def member(archive: bytes, name: str) -> bytes | None:
    """Return what one file of an archive holds, the archive checked whole; None where it has no such file.

    Raises `UnreadableWorkbook`: damaged, encrypted, too-large.
    """
    checked = _checked(archive)
    entry = _names(archive).get(name)
    return None if entry is None else checked.read(entry)


# Who reads one file of an archive reads the others next: checked for each of 4,096, one would take an hour.
@lru_cache(maxsize=1)
def _checked(content: bytes) -> Archive:
    return Archive(content)


@lru_cache(maxsize=1)
def _names(content: bytes) -> dict[str, str]:
    """Return the name of each entry by the name that people gave it."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > MOST_ENTRIES:
        return {}
    return {_as_given(entry): entry.filename.replace("\\", "/") for entry in entries}


def _as_given(entry: zipfile.ZipInfo) -> str:
    """Return a name in Chinese where a Chinese program wrote it in GBK, which no mark tells of."""
    name = entry.filename.replace("\\", "/")
    if entry.flag_bits & _UTF8:
        return name
    try:
        return name.encode("cp437").decode("gb18030")
    except UnicodeError:
        return name
