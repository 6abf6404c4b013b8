"""Reading by several processes: in order, silent when it is ended, whatever becomes of one of them."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from multiprocessing import get_context, parent_process
from multiprocessing.synchronize import Event
from pathlib import Path
from threading import Thread

from collection.errors import CollectionError
from collection.intake.interrupts import Interrupts
from collection.intake.read_file import read_file
from reader import Reading, ReadSettings, unreadable
from templates import Finding, Form, catalogue

__all__ = ["read_by_processes"]

_FILES_AT_ONCE = 16
"""How many files a process is given at once: their readings come back in one piece."""

_MOST_PROCESSES = 61
"""How many processes Windows lets one pool wait for (`concurrent.futures`)."""

_AHEAD = 3
"""How many such pieces may be under way for each process, so that finished readings do not pile up."""

_NEW_OBJECTS = 100_000
"""How many new objects there are before a process that reads looks for garbage among them.

Python's 700 are those of a part of a form, and looking so often takes a tenth of the time.
"""

_end_of_reading: Event | None = None
"""In a process that reads: set where what is under way is no longer wanted."""


@dataclass(frozen=True, slots=True)
class _Reader:
    """What every process needs to know to read a file, and whether a person wants it still."""

    forms: Sequence[Form]
    settings: ReadSettings
    interrupts: Interrupts


def read_by_processes(
    files: Iterable[Path], forms: Sequence[Form], settings: ReadSettings, jobs: int
) -> Iterator[Reading]:
    """Yield the reading of each file, in the order of the files, read by as many processes as `jobs` says.

    The files are asked for as they are needed, a few pieces ahead of what was yielded. Where a process dies,
    the files that it may have died of are read one by one; the one it dies of again is a reading that says
    so. Raises `CollectionError` where no process can be started.
    """
    files, jobs = iter(files), min(jobs, _MOST_PROCESSES)
    first = list(islice(files, jobs * _FILES_AT_ONCE))
    jobs = min(jobs, len(first))
    size = max(1, min(_FILES_AT_ONCE, len(first) // jobs))
    pieces = _pieces(chain(first, files), size)
    under_way: deque[Sequence[Path]] = deque()
    with Interrupts() as interrupts:
        reader = _Reader(forms, settings, interrupts)
        while under_way or (piece := next(pieces, ())):
            if not under_way:
                under_way.append(piece)
            try:
                yield from _read_in_pieces(pieces, under_way, reader, jobs)
            except BrokenProcessPool:
                yield from _read_one_by_one(under_way.popleft(), reader)


def _pieces(files: Iterable[Path], size: int) -> Iterator[Sequence[Path]]:
    several = iter(files)
    while piece := tuple(islice(several, size)):
        yield piece


def _read_in_pieces(
    pieces: Iterator[Sequence[Path]], under_way: deque[Sequence[Path]], reader: _Reader, jobs: int
) -> Iterator[Reading]:
    """Yield the readings of pieces: first of those `under_way`, where those stay that were not yielded."""
    with _processes(jobs, reader.interrupts) as executor:
        futures = deque(_submit(executor, piece, reader) for piece in under_way)

        def oldest() -> Sequence[Reading]:
            readings: Sequence[Reading] = reader.interrupts.result(futures.popleft())
            under_way.popleft()
            return readings

        while piece := next(pieces, ()):
            under_way.append(piece)
            futures.append(_submit(executor, piece, reader))
            if len(futures) >= jobs * _AHEAD:
                yield from oldest()
        while futures:
            yield from oldest()


def _read_one_by_one(files: Sequence[Path], reader: _Reader) -> Iterator[Reading]:
    """Yield the readings of files of which one may end the process that reads it: that one is named."""
    done = 0
    while done < len(files):
        with _processes(1, reader.interrupts) as executor:
            try:
                while done < len(files):
                    submitted = _submit(executor, files[done : done + 1], reader)
                    yield from reader.interrupts.result(submitted)
                    done += 1
            except BrokenProcessPool:
                message = catalogue()["reading-ended"]
                yield unreadable(str(files[done]), Finding(message, message.severity))
                done += 1


@contextmanager
def _processes(jobs: int, interrupts: Interrupts) -> Iterator[Executor]:
    """Start processes, and end them as soon as what they read is no longer wanted.

    Raises `CollectionError` where none can be started: then no file is to blame.
    """
    context = get_context("spawn")
    end = context.Event()
    executor = ProcessPoolExecutor(jobs, context, initializer=_begin, initargs=(end,))
    try:
        with _deaf_children():
            started = [executor.submit(int) for _ in range(jobs)]
        try:
            interrupts.result(started[0])
        except BrokenProcessPool as error:
            raise CollectionError("process-not-started") from error
        yield executor
    finally:
        end.set()
        executor.shutdown(cancel_futures=True)  # one that is still starting would miss what it is handed


def _submit(executor: Executor, files: Sequence[Path], reader: _Reader) -> Future[list[Reading]]:
    with _deaf_children():
        return executor.submit(_read_several, files, reader.forms, reader.settings)


@contextmanager
def _deaf_children() -> Iterator[None]:
    """Let processes that are started meanwhile hear no Ctrl-C, from their first moment on.

    The terminal sends it to all of them; this one ends the others, which would each print where they were.
    """
    if sys.platform == "win32":
        import ctypes

        hear = ctypes.windll.kernel32.SetConsoleCtrlHandler  # children inherit what is set with None
        hear(None, True)
        try:
            yield
        finally:
            hear(None, False)
    else:
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            yield
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin(end: Event) -> None:
    """Prepare a process that reads."""
    global _end_of_reading
    _end_of_reading = end
    gc.set_threshold(_NEW_OBJECTS)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End when the process has ended that this one reads for: where that is killed, nobody else says so."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _read_several(files: Sequence[Path], forms: Sequence[Form], settings: ReadSettings) -> list[Reading]:
    readings = []
    for file in files:
        if _end_of_reading is not None and _end_of_reading.is_set():
            break
        readings.append(read_file(file, forms, settings))
    return readings
