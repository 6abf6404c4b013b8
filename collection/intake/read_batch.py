"""Taking in what came back: the files of a round, each read, whatever becomes of the others."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from collection.errors import CollectionError
from reader import Reading, UnreadableWorkbook, read, unreadable
from templates import Form

__all__ = ["WORKBOOKS", "find_files", "read_files"]

WORKBOOKS = (".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".xlsb", ".et", ".ods")
"""What is taken for a workbook in a folder; whether it can be read is for the reader to say."""

_LOCK_FILES = ("~$", ".~")
"""Office programs keep files of these names beside a workbook that is open."""


def find_files(paths: Iterable[Path], output: Path | None = None) -> list[Path]:
    """Return the files to be read, each once: those that were named, and the workbooks below each folder.

    Folders are walked in the order of their names; hidden files and folders and lock files are left out.
    A named file is kept whatever it is, also one that does not exist, so that something is said of it.
    `output`, which an earlier run may have left in the folder, is none of them.
    """
    found: dict[str, Path] = {}
    for path in paths:
        for file in _workbooks(path) if path.is_dir() else (path,):
            found.setdefault(os.path.realpath(file), file)
    if output is not None:
        found.pop(os.path.realpath(output), None)
    return list(found.values())


def _workbooks(folder: Path) -> Iterator[Path]:
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if name.lower().endswith(WORKBOOKS) and not name.startswith((".", *_LOCK_FILES)):
                yield Path(parent, name)


def read_files(
    paths: Iterable[Path],
    forms: Sequence[Form] = (),
    *,
    key: bytes | None = None,
    output: Path | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> list[Reading]:
    """Read every file that `find_files` finds; one that cannot be read is a reading that says why.

    `forms` are known besides those that come with the toolkit; with a `key` each file must be signed by
    it. `output` is what the result will be written to. `progress` is told how many of the files are done.

    Raises:
        CollectionError: `output` is one of the files that were named, or a form in one of the folders.
    """
    paths = list(paths)
    _refuse_to_overwrite(paths, forms, output)
    files = find_files(paths, output)
    readings = []
    for number, file in enumerate(files, 1):
        try:
            readings.append(read(file, forms, key=key))
        except UnreadableWorkbook as error:
            readings.append(unreadable(str(file), error.finding))
        progress(number, len(files))
    return readings


def _refuse_to_overwrite(paths: Sequence[Path], forms: Sequence[Form], output: Path | None) -> None:
    if output is None or not output.is_file():
        return
    place = os.path.realpath(output)
    named = place in {os.path.realpath(path) for path in paths}
    if named or (place in map(os.path.realpath, find_files(paths)) and _is_form(output, forms)):
        raise CollectionError("output-is-an-input", path=output)


def _is_form(file: Path, forms: Sequence[Form]) -> bool:
    """Whether a file is a form, sound or not: what an earlier run left is a workbook without a stamp."""
    try:
        read(file, forms)
    except UnreadableWorkbook as error:
        return error.finding.code != "not-our-form"
    return True
