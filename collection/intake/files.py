"""Which files a round is to read: those that were named, and the workbooks in folders."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

__all__ = ["WORKBOOKS", "find_files"]

WORKBOOKS = (".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".xlsb", ".et", ".ods")
"""What is taken for a workbook in a folder; whether it can be read is for the reader to say."""

_LOCK_FILES = ("~$", ".~")
"""Office programs keep files of these names beside a workbook that is open."""


def find_files(paths: Iterable[Path], output: Path | None = None) -> list[Path]:
    """Return the files to be read, each once: those that were named, and the workbooks below each folder.

    Folders are walked in the order of their names; hidden files and folders and lock files are left out.
    A named file is kept whatever it is, also one that does not exist, and so is a folder that cannot be
    listed: reading it then says why.
    `output`, which an earlier run may have left in the folder, is none of them.
    """
    found: dict[str, Path] = {}
    for path in paths:
        for file in _workbooks(path) if os.path.isdir(path) else (path,):
            found.setdefault(os.path.realpath(file), file)
    if output is not None:
        found.pop(os.path.realpath(output), None)
    return list(found.values())


def _workbooks(folder: Path) -> Iterator[Path]:
    """Yield the workbooks below a folder, and the folders there that the system does not list."""
    unlisted: list[OSError] = []
    for parent, folders, files in os.walk(folder, onerror=unlisted.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if name.lower().endswith(WORKBOOKS) and not name.startswith((".", *_LOCK_FILES)):
                yield Path(parent, name)
    yield from (Path(error.filename) for error in unlisted)
