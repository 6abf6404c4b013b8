"""Which files a round is to read: those that were named, and the workbooks in folders."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

__all__ = ["WORKBOOKS", "Found", "find", "find_files", "is_workbook", "might_hold_a_form"]

WORKBOOKS = (".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".xlsb", ".et", ".ods", ".fods")
"""What is taken for a workbook in a folder; whether it can be read is for the reader to say."""

_ARCHIVE = ".zip"

_LOCK_FILES = ("~$", ".~")
"""Office programs keep files of these names beside a workbook that is open."""

_HOLDERS = frozenset(
    (
        *(".zip", ".rar", ".7z", ".tar", ".gz", ".tgz"),
        *(".eml", ".msg"),
        *(".pdf", ".ofd"),
        *(".doc", ".docx", ".docm", ".wps", ".rtf", ".odt"),
        *(".png", ".jpg", ".jpeg", ".bmp", ".gif", ".tif", ".tiff", ".webp", ".heic"),
        *(".csv", ".xml", ".htm", ".html", ".mht", ".uos"),
    )
)
"""What a department may have sent a form in: archives, mails, prints, documents, pictures, tables."""


@dataclass(frozen=True, slots=True)
class Found:
    """What there is to read, and what in the folders was passed over, each file once."""

    files: tuple[Path, ...]
    passed_over: tuple[Path, ...] = ()


def find(paths: Iterable[Path], output: Path | None = None) -> Found:
    """Find the files to be read, each once: those that were named, and the workbooks below each folder.

    A workbook in a .zip is found by the path `returns.zip/219001.xlsx`.

    Folders are walked in the order of their names; whatever there is no workbook is passed over, and so are
    lock files, hidden files and hidden folders. A named file is kept whatever it is, also one that does not
    exist, and so is a folder that cannot be listed: reading it then says why.
    `output`, which an earlier run may have left in the folder, is neither read nor passed over.
    """
    files: dict[str, Path] = {}
    others: dict[str, Path] = {}
    for path in paths:
        for file, is_wanted in _walk(path) if os.path.isdir(path) else ((path, True),):
            for packed in _unpacked(file):
                is_found = is_wanted or packed != file
                (files if is_found else others).setdefault(os.path.realpath(packed), packed)
    if output is not None:
        files.pop(os.path.realpath(output), None)
        others.pop(os.path.realpath(output), None)
    return Found(tuple(files.values()), tuple(file for place, file in others.items() if place not in files))


def find_files(paths: Iterable[Path], output: Path | None = None) -> list[Path]:
    """Return the files that `find` finds, without those that it passed over."""
    return list(find(paths, output).files)


def might_hold_a_form(file: Path) -> bool:
    """Tell by its name whether a file that was passed over may be a return: packed, printed, pasted.

    A suffix behind that of a workbook (`申报表.xlsx.1`) is how some mail programs keep two of a name apart.
    """
    if _is_unseen(file.name):
        return False
    return file.suffix.lower() in _HOLDERS or any(suffix.lower() in WORKBOOKS for suffix in file.suffixes)


def _walk(folder: Path) -> Iterator[tuple[Path, bool]]:
    """Yield what lies below a folder, and whether it is to be read.

    A folder that the system does not list is: reading it says why.
    """
    unlisted: list[OSError] = []
    for parent, folders, files in os.walk(folder, onerror=unlisted.append):
        hidden = sorted(name for name in folders if name.startswith("."))
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            yield Path(parent, name), is_workbook(name)
        yield from ((Path(parent, name), False) for name in hidden)
    yield from ((Path(error.filename), True) for error in unlisted)


def _unpacked(file: Path) -> tuple[Path, ...]:
    """Return the workbooks in a .zip, and any other file as it is; so too an archive without a workbook."""
    if file.suffix.lower() != _ARCHIVE or _is_unseen(file.name):
        return (file,)
    from reader.containers.archive import members  # few folders hold any

    workbooks = [name for name in members(file) if is_workbook(name)]
    return tuple(file.joinpath(*name.split("/")) for name in workbooks) or (file,)


def is_workbook(name: str) -> bool:
    """Tell by its name, or its path in an archive, whether a file is taken for a workbook."""
    last = name.rpartition("/")[2]
    return last.lower().endswith(WORKBOOKS) and not _is_unseen(last)


def _is_unseen(name: str) -> bool:
    return name.startswith((".", *_LOCK_FILES))
