"""Putting a whole file in its place: written beside, then renamed, so that nobody meets half of one.

Only regular files are replaced. A link stays, and what it leads to is replaced; a pipe or a device is written
into, as `>` of a shell does.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import stat
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import BinaryIO

from template_builder.xlsx.errors import BuildError

__all__ = ["check_place", "remove_leftovers", "replace_by", "replace_file"]

_LEFTOVER = re.compile(r"\.[0-9a-f]{8}\.\d+\.tmp")


def check_place(destination: Path) -> None:
    """Check that a file can be put at `destination`, as far as can be told without writing.

    There must be a folder that takes files, and what is there already must be no folder itself, not
    read-only, and not open in another program. Raises `BuildError` with the reason.
    """
    # `os.path` answers for any name; methods of `Path` raise for one that is too long for the disk.
    if os.path.isdir(destination):
        raise BuildError("file-is-a-folder", path=destination)
    target = _target(destination)
    if not os.path.isdir(target.parent):
        raise BuildError("folder-not-there", path=target.parent)
    if os.path.islink(target):  # links that lead to each other
        raise BuildError("file-not-writable", path=destination, reason=os.strerror(errno.ELOOP))
    if _is_stream(destination):
        return
    for place in dict.fromkeys((destination, target)):
        _refuse_if_open(place)
    if os.path.exists(target) and not _is_writable(target):
        raise BuildError("file-read-only", path=destination)
    if not os.access(target.parent, os.W_OK):
        raise BuildError("file-not-permitted", path=destination)


def replace_file(destination: Path, data: bytes | Iterable[bytes]) -> None:
    """Put `data`, whole or in chunks, at `destination`, all or none. Raises `BuildError` with the reason."""
    chunks = (data,) if isinstance(data, bytes) else data
    replace_by(destination, lambda file: file.writelines(chunks))


def replace_by(destination: Path, write: Callable[[BinaryIO], object], *, is_durable: bool = False) -> None:
    """Put what `write` writes at `destination`, all or none. Raises `BuildError` with the reason.

    The file can be sought in unless `destination` is a pipe or a device. One that `is_durable` is on the disk
    before it takes its place.
    """
    check_place(destination)
    try:
        if _is_stream(destination):
            with open(destination, "wb") as stream:
                write(stream)
        else:
            _replace(_target(destination), write, is_durable)
    except OSError as error:
        raise _refusal(destination, error) from error


def remove_leftovers(folder: Path, of: Path | None = None) -> None:
    """Remove what `replace_file` left in a folder when it was killed; nothing may be writing there.

    Of one file, its leftovers alone.
    """
    start = "" if of is None else _start(of)
    if folder.is_dir():
        for path in folder.iterdir():
            if _LEFTOVER.fullmatch(path.name) and path.name.startswith(start):
                path.unlink(missing_ok=True)


def _replace(target: Path, write: Callable[[BinaryIO], object], is_durable: bool) -> None:
    beside = _beside(target)
    try:
        with beside.open("xb") as file:
            write(file)
            if is_durable:
                file.flush()
                os.fsync(file.fileno())
        if os.path.exists(target):
            shutil.copymode(target, beside)  # who may read it stays as it was
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)


def _target(destination: Path) -> Path:
    """Return the file that a link leads to, also one that is not there yet; any other is its own."""
    return Path(os.path.realpath(destination)) if os.path.islink(destination) else destination


def _is_stream(destination: Path) -> bool:
    """Tell whether there is something that takes bytes and keeps no file: a pipe, a device, a terminal."""
    return os.path.exists(destination) and not os.path.isfile(destination)


def _is_writable(file: Path) -> bool:
    """Tell whether a file may be written, also to those who may write everything (root)."""
    anybody = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH
    return bool(os.stat(file).st_mode & anybody) and os.access(file, os.W_OK)


def _beside(destination: Path) -> Path:
    """Return a hidden file in the same folder; its name is short, however long that of `destination` is."""
    return destination.with_name(f"{_start(destination)}.{os.getpid()}.tmp")


def _start(destination: Path) -> str:
    return f".{zlib.crc32(os.fsencode(destination.name)):08x}"


def _refuse_if_open(destination: Path) -> None:
    """Refuse a workbook that is open: office programs then keep a file of such a name beside it."""
    for mark in (f".~lock.{destination.name}#", f"~${destination.name}"):
        if os.path.exists(destination.with_name(mark)):
            raise BuildError("file-open-elsewhere", path=destination, mark=mark)


def _refusal(destination: Path, error: OSError) -> BuildError:
    if isinstance(error, PermissionError):
        return BuildError("file-not-permitted", path=destination)
    return BuildError("file-not-writable", path=destination, reason=error.strerror or str(error))
