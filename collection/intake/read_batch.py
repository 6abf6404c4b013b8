"""Reading what came back: the files of a round, each read, whatever becomes of the others."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from itertools import chain, islice
from pathlib import Path

from collection.intake.files import Found, find, find_files
from collection.intake.read_file import read_file
from collection.outputs.outputs import Outputs
from reader import Reading, ReadSettings
from reader.settings import USUAL
from templates import Form

__all__ = ["read_each", "read_files", "readings_in", "returns_in"]


def read_each(
    files: Iterable[Path],
    forms: Sequence[Form] = (),
    *,
    settings: ReadSettings = USUAL,
    jobs: int = 1,
    executor: Executor | None = None,
) -> Generator[Reading, None, None]:
    """Yield the reading of each file, in the order of the files; nothing keeps those that were yielded.

    With several `jobs`, as many processes read the files, which are asked for some way ahead of what was
    yielded; or an `executor` does, of threads, of processes, or of a cluster, which reads so many at once.

    >>> with ThreadPoolExecutor(4) as executor:  # doctest: +SKIP
    ...     readings = list(read_each(find_files([Path("returned")]), jobs=4, executor=executor))

    Raises `CollectionError` where no process can be started, or a cluster is lost.
    """
    if executor is not None:
        from collection.intake.executors import read_by_executor

        yield from read_by_executor(files, forms, settings, executor, jobs)
        return
    rest = iter(files)
    first = list(islice(rest, 2 if jobs > 1 else 0))
    if len(first) <= 1:
        yield from (read_file(file, forms, settings) for file in chain(first, rest))
        return
    from collection.intake.processes import read_by_processes

    yield from read_by_processes(chain(first, rest), forms, settings, jobs)


def read_files(
    paths: Iterable[Path],
    forms: Sequence[Form] = (),
    *,
    settings: ReadSettings = USUAL,
    output: Path | None = None,
    jobs: int = 1,
    executor: Executor | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> list[Reading]:
    """Read every file that `find_files` finds, as `readings_in` does, and return all readings."""
    readings = readings_in(
        paths, forms, settings=settings, output=output, jobs=jobs, executor=executor, progress=progress
    )
    return list(readings)


def readings_in(
    paths: Iterable[Path],
    forms: Sequence[Form] = (),
    *,
    settings: ReadSettings = USUAL,
    output: Path | None = None,
    jobs: int = 1,
    executor: Executor | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Iterator[Reading]:
    """Find the files, and return an iterator over their readings, which keeps none that it has handed on.

    One that cannot be read is a reading that says why. `forms` are known besides those that come with the
    toolkit; `settings` say how files are read. `output` is what the result will be written to. With
    several `jobs`, as many processes read the files, or an `executor` does. `progress` is told how many of
    the files are done.

    Raises:
        CollectionError: `output` is one of the files that were named, or a form in one of the folders.
    """
    files = returns_in(paths, output).files
    readings = read_each(files, forms, settings=settings, jobs=jobs, executor=executor)
    return _watched(readings, len(files), progress)


def returns_in(paths: Iterable[Path], output: Path | None = None) -> Found:
    """Find the files to be read, and what in the folders is passed over, as `find` does.

    Raises `CollectionError` where `output` is one of the files that were named, or a form in a folder.
    """
    paths = list(paths)
    if output is not None and os.path.isfile(output):
        Outputs(tuple(paths), tuple(find_files(paths))).spare_inputs(output)
    return find(paths, output)


def _watched(
    readings: Iterator[Reading], total: int, progress: Callable[[int, int], None]
) -> Iterator[Reading]:
    for number, reading in enumerate(readings, 1):
        progress(number, total)
        yield reading
