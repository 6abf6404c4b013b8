"""Files that must not be lost: on the disk before anybody is told that they are there."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from collection.errors import CollectionError

__all__ = ["keep_file", "keep_files", "keep_names"]

_AT_ONCE = 8
"""Files that the disk is asked to keep at the same time: all of them take it little longer than one."""


def keep_file(path: Path, content: bytes) -> None:
    """Write a file and wait until the disk has it. Raises `CollectionError`."""
    try:
        with path.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise CollectionError("file-not-kept", path=path, reason=error.strerror or str(error)) from error


def keep_files(contents: Mapping[Path, bytes]) -> None:
    """Write files and wait until the disk has all of them. Raises `CollectionError`."""
    with ThreadPoolExecutor(_AT_ONCE) as threads:
        for _ in threads.map(keep_file, contents.keys(), contents.values()):
            pass


def keep_names(folder: Path) -> None:
    """Wait until the disk has the names that files were given in a folder. Raises `CollectionError`.

    Windows has no such call: its file system notes names in a journal of its own.
    """
    if sys.platform == "win32":
        return
    try:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise CollectionError("file-not-kept", path=folder, reason=error.strerror or str(error)) from error
