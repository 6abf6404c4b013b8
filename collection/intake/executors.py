"""Reading by any executor of `concurrent.futures`: in order, so much under way at once, whoever dies."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from collection.intake.interrupts import Interrupts
from collection.intake.pieces import Content, Piece, content_at, read_piece
from reader import Reading, ReadSettings, unreadable
from templates import Finding, Form, catalogue

__all__ = ["read_by_executor"]

_FILES_AT_ONCE, _BYTES_AT_ONCE = 16, 4 * 2**20
"""What is read together: files, and bytes of them. Half of that is less than Dask calls a large task."""

_AHEAD, _LEAST_AHEAD, _MOST_BYTES = 4, 8, 64 * 2**20
"""How many such pieces may be under way for each job, and all together; how many bytes."""


def read_by_executor(
    files: Iterable[Path], forms: Sequence[Form], settings: ReadSettings, executor: Executor, jobs: int
) -> Iterator[Reading]:
    """Yield the reading of each file, in the order of the files, by an executor that does so many `jobs`.

    What is handed to it are the bytes of files, so it may be on machines that do not have them; they are
    asked for as they are needed. Where a worker dies, others read its files; where several die of the same
    files, these are read one by one, and the one that a worker dies of again is a reading that says so. A
    pool of processes that is broken takes nothing more: processes of our own then read the rest.
    """
    files = iter(files)
    first = list(islice(files, jobs * _FILES_AT_ONCE))
    size = max(1, min(_FILES_AT_ONCE, len(first) // jobs))
    pieces = _pieces(chain(first, files), size, forms, settings)
    with Interrupts(ours=False) as interrupts:
        reader = _Reader(executor, interrupts, max(jobs * _AHEAD, _LEAST_AHEAD))
        try:
            yield from reader.readings(pieces)
            return
        except BrokenExecutor:
            rest = chain((one.piece for one in reader.under_way), pieces)
        finally:
            reader.cancel()
    from collection.intake.processes import read_by_processes

    paths = (Path(one.file) for piece in rest for one in piece.contents)
    yield from read_by_processes(paths, forms, settings, jobs)


def _pieces(
    files: Iterator[Path], size: int, forms: Sequence[Form], settings: ReadSettings
) -> Iterator[Piece]:
    contents: list[Content] = []
    for file in files:
        contents.append(content_at(file))
        if len(contents) == size or sum(map(len, contents)) >= _BYTES_AT_ONCE:
            yield Piece(tuple(contents), forms, settings)
            contents = []
    if contents:
        yield Piece(tuple(contents), forms, settings)


@dataclass(slots=True)
class _UnderWay:
    """A piece, and what will be its readings; None where it was not taken."""

    piece: Piece
    future: Future[list[Reading]] | None = None


class _Reader:
    """What hands pieces to an executor, at most so many ahead; `under_way` are those without readings yet."""

    def __init__(self, executor: Executor, interrupts: Interrupts, ahead: int) -> None:
        self._executor, self._interrupts, self._ahead = executor, interrupts, ahead
        self.under_way: deque[_UnderWay] = deque()

    def readings(self, pieces: Iterator[Piece]) -> Iterator[Reading]:
        """Yield the readings of pieces. Raises `BrokenExecutor` where the executor takes nothing more."""
        for piece in pieces:
            self.under_way.append(one := _UnderWay(piece))
            one.future = self._executor.submit(read_piece, piece)
            while self._is_enough():
                yield from self._oldest()
        while self.under_way:
            yield from self._oldest()

    def cancel(self) -> None:
        """Let nobody read any more what nobody waits for."""
        for one in self.under_way:
            if one.future is not None:
                one.future.cancel()

    def _is_enough(self) -> bool:
        held = sum(len(content) for one in self.under_way for content in one.piece.contents)
        return len(self.under_way) >= self._ahead or (held >= _MOST_BYTES and len(self.under_way) > 1)

    def _oldest(self) -> Sequence[Reading]:
        one = self.under_way[0]
        assert one.future is not None
        try:
            readings: Sequence[Reading] = self._interrupts.result(one.future)
        except Exception as error:
            if not _has_killed(error):
                raise
            self._wait_for_others()
            readings = [self._alone(single) for single in one.piece.single()]
        self.under_way.popleft()
        return readings

    def _wait_for_others(self) -> None:
        """Wait until nothing else is read: a worker that dies then dies of what it is handed next."""
        for other in islice(self.under_way, 1, None):
            assert other.future is not None
            with suppress(Exception):  # whose turn comes
                self._interrupts.result(other.future)

    def _alone(self, single: Piece) -> Reading:
        try:
            (reading,) = self._interrupts.result(self._executor.submit(read_piece, single))
        except Exception as error:
            if not _has_killed(error):
                raise
            message = catalogue()["reading-ended"]
            return unreadable(single.contents[0].file, Finding(message, message.severity))
        found: Reading = reading
        return found


def _has_killed(error: Exception) -> bool:
    """Tell whether workers died of a task, each of whom it was given to: `distributed.KilledWorker`.

    Where nothing has loaded that package, nothing is read by it.
    """
    package = sys.modules.get("distributed")
    return package is not None and isinstance(error, package.KilledWorker)
