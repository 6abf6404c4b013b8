"""Any executor reads what one process reads: in order, little ahead, and again where a worker dies."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from collection import read_each, read_files
from collection.intake import executors
from collection.intake.pieces import Piece, content_at, edition, read_piece
from tests.collection.rounds import returned


class Workers(Executor):
    """An executor that does its tasks when they are handed to it, and dies of files of some names."""

    def __init__(self, death: Callable[[], Exception], *deadly: str) -> None:
        self.death, self.deadly = death, deadly
        self.pieces: list[Piece] = []

    def submit(self, work: Callable[..., Any], /, *arguments: Any, **_: Any) -> Future[Any]:
        (piece,) = arguments
        self.pieces.append(piece)
        future = Future[Any]()
        if any(one.file.endswith(self.deadly) for one in piece.contents if self.deadly):
            future.set_exception(self.death())
        else:
            future.set_result(work(piece))
        return future


class Killed(Exception):
    """What Dask says where several workers died of a task."""


def missing(folder: Path, count: int) -> list[Path]:
    return [folder / f"{number:02}.xlsx" for number in range(count)]


def test_files_are_read_in_their_order_by_threads(tmp_path: Path) -> None:
    for number in range(5):
        returned(tmp_path / f"{number}.xlsx")
    (tmp_path / "5.xlsx").write_bytes(b"no workbook")
    with ThreadPoolExecutor(3) as executor:
        found = read_files([tmp_path, tmp_path / "6.xlsx"], jobs=3, executor=executor)
    assert found == read_files([tmp_path, tmp_path / "6.xlsx"])


def test_files_are_asked_for_little_ahead_of_what_was_read(tmp_path: Path) -> None:
    asked: list[Path] = []

    def files() -> Iterator[Path]:
        for file in missing(tmp_path, 500):
            asked.append(file)
            yield file

    workers = Workers(Killed)
    readings = read_each(files(), jobs=3, executor=workers)
    assert next(readings).file == str(tmp_path / "00.xlsx")
    assert len(asked) == 3 * 4 * 16
    assert {len(piece.contents) for piece in workers.pieces} == {16}
    assert [reading.file for reading in readings] == list(map(str, asked[1:]))
    assert len(asked) == 500


def test_large_files_go_one_by_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = missing(tmp_path, 20)
    for file in files:
        file.write_bytes(b"x" * 1000)
    monkeypatch.setattr(executors, "_BYTES_AT_ONCE", 2000)
    monkeypatch.setattr(executors, "_MOST_BYTES", 6000)
    workers = Workers(Killed)
    readings = read_each(files, jobs=2, executor=workers)
    next(readings)
    assert [len(piece.contents) for piece in workers.pieces] == [2, 2, 2]
    assert len(list(readings)) == 19


@pytest.mark.parametrize("deadly", [("00.xlsx",), ("49.xlsx",), ("17.xlsx", "18.xlsx", "40.xlsx")])
def test_the_file_that_workers_die_of_is_named_and_the_others_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, deadly: tuple[str, ...]
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", SimpleNamespace(KilledWorker=Killed))
    files = missing(tmp_path, 50)
    found = list(read_each(files, jobs=2, executor=Workers(Killed, *deadly)))
    assert [one.file for one in found] == list(map(str, files))
    expected = ["reading-ended" if file.name in deadly else "file-not-found" for file in files]
    assert [one.findings[0].code for one in found] == expected


def test_what_else_is_raised_is_raised(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", SimpleNamespace(KilledWorker=Killed))
    with pytest.raises(ZeroDivisionError):
        list(read_each(missing(tmp_path, 50), executor=Workers(ZeroDivisionError, "20.xlsx")))


def test_a_pool_that_is_broken_is_read_on_without_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Here in this process, where processes of our own would."""
    read: list[str] = []

    def by_processes(files: Iterator[Path], forms: object, settings: object, jobs: int) -> Iterator[object]:
        for file in files:
            read.append(file.name)
            yield from read_files([file])

    monkeypatch.setattr("collection.intake.processes.read_by_processes", by_processes)
    files = missing(tmp_path, 80)
    workers = Workers(BrokenProcessPool, "40.xlsx")
    found = list(read_each(files, jobs=2, executor=workers))
    assert [one.file for one in found] == list(map(str, files))
    assert read == [file.name for file in files[32:]]


@pytest.mark.program
def test_a_worker_of_a_pool_is_killed_and_every_file_is_read(tmp_path: Path) -> None:
    files = missing(tmp_path, 200)
    with ProcessPoolExecutor(2, get_context("spawn")) as executor:
        readings = read_each(files, jobs=2, executor=executor)
        found = [next(readings)]
        for process in executor._processes.values():
            process.kill()
        found += readings
    assert found == read_files(files)


def test_what_is_sent_needs_no_disk(tmp_path: Path) -> None:
    file = returned(tmp_path / "a.xlsx")
    here = read_files([file])
    piece = Piece((content_at(file),))
    file.unlink()
    assert read_piece(piece) == here


def test_an_edition_is_the_same_wherever_its_lines_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = []
    for name, source in (("a", b"1\n2\n"), ("b", b"1\r\n2\r\n"), ("c", b"1\n3\n")):
        for package in ("templates", "reader", "collection"):
            (tmp_path / name / package).mkdir(parents=True)
            (tmp_path / name / package / "m.py").write_bytes(source)
        monkeypatch.setattr(
            "collection.intake.pieces.import_module",
            lambda package, name=name: SimpleNamespace(__path__=[str(tmp_path / name / package)]),
        )
        edition.cache_clear()
        found.append(edition())
    edition.cache_clear()
    assert found[0] == found[1] != found[2]
