"""Reading by several processes: a process that dies, or cannot start, is named and costs no other file."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

import pytest

from collection import CollectionError, read_each, read_files
from collection.intake import processes
from reader import Reading, unreadable
from reader.settings import USUAL
from tests.collection.rounds import finding

Submit = Callable[..., Future[Any]]


class Pool:
    """A pool whose processes are calls; it breaks as one of `concurrent.futures` does."""

    def __init__(self, deadly: frozenset[str]) -> None:
        self.deadly = deadly
        self.is_broken = False

    def submit(self, work: Callable[..., Any], *arguments: Any) -> Future[Any]:
        """Do the work at once, or break, now and from then on."""
        future = Future[Any]()
        names = {file.name for file in arguments[0]} if arguments else set()
        self.is_broken |= not self.deadly.isdisjoint({*names, "any"} if arguments else {"start"})
        if self.is_broken:
            future.set_exception(BrokenProcessPool())
        else:
            future.set_result(work(*arguments))
        return future

    def shutdown(self, **how: bool) -> None:
        """End what is still to be done: nothing is."""


@pytest.fixture
def pools(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[int]]:
    """Let pools break at files of some names; return the sizes of the pools that were made."""

    def deadly(*names: str) -> list[int]:
        made: list[int] = []

        def pool(jobs: int, context: object, **begin: object) -> Pool:
            made.append(jobs)
            return Pool(frozenset(names))

        monkeypatch.setattr(processes, "ProcessPoolExecutor", pool)
        monkeypatch.setattr(
            processes, "get_context", lambda method: threading
        )  # whose Event needs no process
        return made

    return deadly


def missing(folder: Path, count: int) -> list[Path]:
    return [folder / f"{number:02}.xlsx" for number in range(count)]


def codes(files: list[Path], jobs: int = 2) -> list[str]:
    readings = list(read_each(files, jobs=jobs))
    assert [reading.file for reading in readings] == list(map(str, files))
    return [reading.findings[0].code for reading in readings]


def test_there_are_no_more_processes_than_windows_allows(
    tmp_path: Path, pools: Callable[..., list[int]]
) -> None:
    made = pools()
    assert len(codes(missing(tmp_path, 100), jobs=1_000)) == 100
    assert made == [61]


def test_files_are_asked_for_little_ahead_of_what_was_read(
    tmp_path: Path, pools: Callable[..., list[int]]
) -> None:
    made = pools("40.xlsx")
    asked: list[Path] = []

    def files() -> Iterator[Path]:
        for file in missing(tmp_path, 300):
            asked.append(file)
            yield file

    readings = read_each(files(), jobs=2)
    assert next(readings).file == str(tmp_path / "00.xlsx")
    assert len(asked) <= 2 * 4 * 16
    assert [reading.file for reading in readings] == list(map(str, asked[1:]))
    assert len(asked) == 300
    assert made == [2, 1, 1, 2]


@pytest.mark.parametrize("deadly", [("00.xlsx",), ("49.xlsx",), ("17.xlsx", "18.xlsx", "40.xlsx")])
def test_the_file_that_a_process_dies_of_is_named_and_the_others_are_read(
    tmp_path: Path, pools: Callable[..., list[int]], deadly: tuple[str, ...]
) -> None:
    pools(*deadly)
    files = missing(tmp_path, 50)
    assert codes(files) == ["reading-ended" if file.name in deadly else "file-not-found" for file in files]


def test_where_no_process_starts_no_file_is_to_blame(tmp_path: Path, pools: Callable[..., list[int]]) -> None:
    made = pools("start")
    with pytest.raises(CollectionError, match="try again without --jobs"):
        codes(missing(tmp_path, 50))
    assert made == [2]


def test_a_process_ends_between_two_files_once_nothing_more_is_wanted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    end = threading.Event()
    monkeypatch.setattr(processes, "_end_of_reading", end)

    def read_file(file: Path, *arguments: Any) -> Any:
        if file.name == "02.xlsx":
            end.set()
        return unreadable(str(file), finding("not-a-workbook"))

    monkeypatch.setattr(processes, "read_file", read_file)
    assert len(processes._read_several(missing(tmp_path, 9), (), USUAL)) == 3


@pytest.mark.program
def test_whatever_becomes_of_a_process_every_file_is_read(tmp_path: Path) -> None:
    files = missing(tmp_path, 80)
    readings = read_each(files, jobs=2)
    found = [next(readings)]
    victim = multiprocessing.active_children()[0]
    victim.kill()
    victim.join()
    found += readings
    assert found == read_files(files)
    assert multiprocessing.active_children() == []


@pytest.mark.program
def test_who_has_had_enough_leaves_no_process_behind(tmp_path: Path) -> None:
    readings = read_each(missing(tmp_path, 80), jobs=2)
    assert next(readings).file == str(tmp_path / "00.xlsx")
    assert len(multiprocessing.active_children()) == 2
    readings.close()
    assert multiprocessing.active_children() == []


@pytest.mark.program
def test_processes_end_with_the_one_that_they_read_for(tmp_path: Path) -> None:
    program = (
        "import multiprocessing, sys; from pathlib import Path; from collection import read_each\n"
        "if __name__ == '__main__':\n"
        "    readings = read_each([Path(str(number)) for number in range(500)], jobs=2); next(readings)\n"
        "    print(*(child.pid for child in multiprocessing.active_children()), flush=True)\n"
        "    sys.stdin.read()\n"
    )
    script = tmp_path / "program.py"
    script.write_text(program, encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        readers = [int(word) for word in process.stdout.readline().split()]
        process.kill()
    assert len(readers) == 2
    end = time.monotonic() + 30
    while any(map(is_running, readers)):
        assert time.monotonic() < end
        time.sleep(0.05)


def is_running(process: int) -> bool:
    """Tell whether a process is there, and not only its exit status that nobody has asked for."""
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def press(monkeypatch: pytest.MonkeyPatch, times: int) -> None:
    """Let a person press Ctrl-C while a process reads."""
    read = processes._read_several

    def pressed(*arguments: Any) -> list[Reading]:
        for _ in range(times):
            signal.raise_signal(signal.SIGINT)
        return read(*arguments)

    monkeypatch.setattr(processes, "_read_several", pressed)


def test_an_interruption_is_heard_between_two_results(
    tmp_path: Path, pools: Callable[..., list[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    pools()
    press(monkeypatch, 2)
    readings = read_each(missing(tmp_path, 80), jobs=2)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job has none
    try:
        with pytest.raises(KeyboardInterrupt):
            next(readings)
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    finally:
        signal.signal(signal.SIGINT, before)


def test_who_has_a_handler_of_interruptions_keeps_it(
    tmp_path: Path, pools: Callable[..., list[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    pools()
    press(monkeypatch, 1)
    heard: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, frame: heard.append(number))
    try:
        assert len(codes(missing(tmp_path, 10))) == 10
    finally:
        signal.signal(signal.SIGINT, before)
    assert heard == [signal.SIGINT] * 2


def test_an_interruption_while_a_process_starts_reaches_this_one() -> None:
    heard = threading.Event()
    before = signal.signal(signal.SIGINT, lambda *_: heard.set())
    try:
        with processes._deaf_children():
            assert signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, ())  # what a child inherits
            os.kill(os.getpid(), signal.SIGINT)
        # In short waits: the signal may reach another thread, which does not wake a long one.
        assert any(heard.wait(0.05) for _ in range(200))
        assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())
    finally:
        signal.signal(signal.SIGINT, before)
