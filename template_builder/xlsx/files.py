"""Putting a whole file in its place: written beside, then renamed, so that nobody meets half of one."""

from __future__ import annotations

import os
import zlib
from pathlib import Path

from template_builder.xlsx.errors import BuildError

__all__ = ["replace_file"]


def replace_file(destination: Path, data: bytes) -> None:
    """Put `data` at `destination`, whole or not at all. Raises `BuildError` with the reason."""
    # `os.path` answers for any name; methods of `Path` raise for one that is too long for the disk.
    if os.path.isdir(destination):
        raise BuildError("file-is-a-folder", path=destination)
    _refuse_if_open(destination)
    beside = _beside(destination)
    try:
        try:
            with beside.open("xb") as file:
                file.write(data)
            beside.replace(destination)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise _refusal(destination, error) from error


def _beside(destination: Path) -> Path:
    """Return a hidden file in the same folder; its name is short, however long that of `destination` is."""
    return destination.with_name(f".{zlib.crc32(os.fsencode(destination.name)):08x}.{os.getpid()}.tmp")


def _refuse_if_open(destination: Path) -> None:
    """Refuse a workbook that is open: office programs then keep a file of such a name beside it."""
    for mark in (f".~lock.{destination.name}#", f"~${destination.name}"):
        if os.path.exists(destination.with_name(mark)):
            raise BuildError("file-open-elsewhere", path=destination, mark=mark)


def _refusal(destination: Path, error: OSError) -> BuildError:
    if not os.path.isdir(destination.parent):
        return BuildError("folder-not-there", path=destination.parent)
    if isinstance(error, PermissionError):
        return BuildError("file-not-permitted", path=destination)
    return BuildError("file-not-writable", path=destination, reason=error.strerror or str(error))
