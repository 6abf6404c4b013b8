"""Reading what came back: the files of a round, each read, whatever becomes of the others."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from collection.errors import CollectionError
from collection.intake.files import find_files
from reader import Reading, UnreadableWorkbook, read, unreadable
from templates import Form

__all__ = ["read_each", "read_file", "read_files", "readings_in"]

_FILES_AT_ONCE = 16
"""How many files a process is given at once: their readings come back in one piece."""

_MOST_PROCESSES = 61
"""How many processes Windows lets one pool wait for (`concurrent.futures`)."""

_AHEAD = 4
"""How many such pieces may be under way for each process, so that finished readings do not pile up."""


def read_file(file: Path, forms: Sequence[Form] = (), key: bytes | None = None) -> Reading:
    """Read one file; one that cannot be read is a reading that says why.

    Any executor of `concurrent.futures` can map this function over files:

    >>> with ProcessPoolExecutor(2) as executor:
    ...     readings = list(executor.map(read_file, find_files([Path("returned")])))
    """
    try:
        return read(file, forms, key=key)
    except UnreadableWorkbook as error:
        return unreadable(str(file), error.finding)


def read_each(
    files: Sequence[Path], forms: Sequence[Form] = (), *, key: bytes | None = None, jobs: int = 1
) -> Iterator[Reading]:
    """Yield the reading of each file, in the order of the files; nothing keeps those that were yielded.

    With several `jobs`, as many processes read the files.
    """
    jobs = min(jobs, len(files), _MOST_PROCESSES)
    if jobs <= 1:
        yield from (read_file(file, forms, key) for file in files)
        return
    with ProcessPoolExecutor(jobs, get_context("spawn")) as executor:
        yield from _read_by(executor, files, forms, key, jobs)


def _read_by(
    executor: Executor, files: Sequence[Path], forms: Sequence[Form], key: bytes | None, jobs: int
) -> Iterator[Reading]:
    under_way: deque[Future[list[Reading]]] = deque()
    size = max(1, min(_FILES_AT_ONCE, len(files) // jobs))
    for start in range(0, len(files), size):
        if len(under_way) >= jobs * _AHEAD:
            yield from under_way.popleft().result()
        under_way.append(executor.submit(_read_several, files[start : start + size], forms, key))
    while under_way:
        yield from under_way.popleft().result()


def _read_several(files: Sequence[Path], forms: Sequence[Form], key: bytes | None) -> list[Reading]:
    return [read_file(file, forms, key) for file in files]


def read_files(
    paths: Iterable[Path],
    forms: Sequence[Form] = (),
    *,
    key: bytes | None = None,
    output: Path | None = None,
    jobs: int = 1,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> list[Reading]:
    """Read every file that `find_files` finds, as `readings_in` does, and return all readings."""
    return list(readings_in(paths, forms, key=key, output=output, jobs=jobs, progress=progress))


def readings_in(
    paths: Iterable[Path],
    forms: Sequence[Form] = (),
    *,
    key: bytes | None = None,
    output: Path | None = None,
    jobs: int = 1,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Iterator[Reading]:
    """Find the files, and return an iterator over their readings, which keeps none that it has handed on.

    One that cannot be read is a reading that says why. `forms` are known besides those that come with the
    toolkit; with a `key` each file must be signed by it. `output` is what the result will be written to. With
    several `jobs`, as many processes read the files. `progress` is told how many of the files are done.

    Raises:
        CollectionError: `output` is one of the files that were named, or a form in one of the folders.
    """
    paths = list(paths)
    _refuse_to_overwrite(paths, forms, output)
    files = find_files(paths, output)
    return _watched(read_each(files, forms, key=key, jobs=jobs), len(files), progress)


def _watched(
    readings: Iterator[Reading], total: int, progress: Callable[[int, int], None]
) -> Iterator[Reading]:
    for number, reading in enumerate(readings, 1):
        progress(number, total)
        yield reading


def _refuse_to_overwrite(paths: Sequence[Path], forms: Sequence[Form], output: Path | None) -> None:
    if output is None or not os.path.isfile(output):
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
