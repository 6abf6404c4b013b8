"""Putting a whole file in its place, or saying in one sentence why not."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import BinaryIO

import pytest

from template_builder import BuildError
from template_builder.xlsx.files import check_place, remove_leftovers, replace_by, replace_file


def test_a_file_is_replaced_and_nothing_left_beside(tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    replace_file(file, b"1")
    replace_file(file, b"2")
    assert file.read_bytes() == b"2"
    assert os.listdir(tmp_path) == ["a.xlsx"]


def test_a_durable_file_is_on_the_disk_before_it_takes_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, seen = tmp_path / "a.zip", []
    replace_file(file, b"1")
    monkeypatch.setattr(os, "fsync", lambda descriptor: seen.append(file.read_bytes()))
    replace_by(file, lambda stream: stream.write(b"2"), is_durable=True)
    assert (seen, file.read_bytes()) == ([b"1"], b"2")


def test_what_a_killed_command_left_of_one_file_is_removed_alone(tmp_path: Path) -> None:
    class Killed(BaseException):
        """Ends the writing; what is beside is kept as a kill keeps it."""

    left: list[Path] = []

    def kill(name: str) -> None:
        def write(stream: BinaryIO) -> None:
            stream.write(b"half")
            (beside,) = set(tmp_path.glob(".*.tmp")) - set(left)
            left.append(beside.with_name(beside.name.replace(f".{os.getpid()}.", ".1.")))
            os.link(beside, left[-1])
            raise Killed

        with pytest.raises(Killed):
            replace_by(tmp_path / name, write)

    kill("a.zip")
    kill("b.zip")
    remove_leftovers(tmp_path, tmp_path / "a.zip")
    assert list(tmp_path.iterdir()) == [left[1]]
    remove_leftovers(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_new_file_has_the_rights_of_any_new_file(tmp_path: Path) -> None:
    (tmp_path / "other").write_bytes(b"")
    replace_file(tmp_path / "a.xlsx", b"1")
    assert (tmp_path / "a.xlsx").stat().st_mode == (tmp_path / "other").stat().st_mode


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="no such folder") as caught:
        replace_file(tmp_path / "gone" / "a.xlsx", b"1")
    assert str(tmp_path / "gone") in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(BuildError, match="no such folder"):
        replace_file(tmp_path / "file" / "a.xlsx", b"1")


def test_a_name_as_long_as_the_disk_holds_is_written(tmp_path: Path) -> None:
    file = tmp_path / f"{'长' * 83}.xlsx"
    replace_file(file, b"1")
    assert file.read_bytes() == b"1"
    assert os.listdir(tmp_path) == [file.name]


def test_a_name_that_is_too_long_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="cannot be written"):
        replace_file(tmp_path / f"{'长' * 200}.xlsx", b"1")
    with pytest.raises(BuildError, match="no such folder"):
        replace_file(tmp_path / ("长" * 200) / "a.xlsx", b"1")
    assert os.listdir(tmp_path) == []


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").mkdir()
    with pytest.raises(BuildError, match="This is a folder"):
        replace_file(tmp_path / "a.xlsx", b"1")
    assert os.listdir(tmp_path) == ["a.xlsx"]
    with pytest.raises(BuildError, match="This is a folder"):
        replace_file(Path("."), b"1")


@pytest.mark.parametrize("mark", [".~lock.a.xlsx#", "~$a.xlsx"])
def test_a_file_open_elsewhere_is_left_alone(tmp_path: Path, mark: str) -> None:
    file = tmp_path / "a.xlsx"
    file.write_bytes(b"old")
    (tmp_path / mark).write_bytes(b"")
    with pytest.raises(BuildError, match="open in another program"):
        replace_file(file, b"new")
    assert file.read_bytes() == b"old"


@pytest.mark.parametrize(
    ("error", "words"),
    [(PermissionError(13, "denied"), "close it if it is open"), (OSError(28, "disk full"), "disk full")],
)
def test_what_the_system_refuses_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError, words: str
) -> None:
    def refuse(self: Path, target: Path) -> None:
        raise error

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(BuildError, match=words):
        replace_file(tmp_path / "a.xlsx", b"1")
    assert os.listdir(tmp_path) == []


def test_a_read_only_file_is_left_alone_even_by_who_may_do_everything(tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    file.write_bytes(b"old")
    file.chmod(0o444)
    with pytest.raises(BuildError, match="read-only"):
        replace_file(file, b"new")
    assert file.read_bytes() == b"old"
    file.chmod(0o640)
    replace_file(file, b"new")
    assert (file.read_bytes(), file.stat().st_mode & 0o777) == (b"new", 0o640)


def test_a_folder_that_takes_no_files_is_told_before_anything_is_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != tmp_path)
    with pytest.raises(BuildError, match="cannot be written"):
        check_place(tmp_path / "a.xlsx")


def test_a_link_stays_and_what_it_leads_to_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    file, link, late = tmp_path / "folder" / "a.xlsx", tmp_path / "link.xlsx", tmp_path / "late.xlsx"
    file.write_bytes(b"old")
    link.symlink_to(Path("folder") / "a.xlsx")
    late.symlink_to(file.with_name("b.xlsx"))
    replace_file(link, b"new")
    replace_file(late, b"made")
    assert (link.is_symlink(), file.read_bytes()) == (True, b"new")
    assert (late.is_symlink(), file.with_name("b.xlsx").read_bytes()) == (True, b"made")
    assert sorted(os.listdir(tmp_path / "folder")) == ["a.xlsx", "b.xlsx"]
    (file.parent / "~$a.xlsx").write_bytes(b"")
    with pytest.raises(BuildError, match="open in another program"):
        replace_file(link, b"newer")


def test_links_that_lead_nowhere_are_told(tmp_path: Path) -> None:
    round_about, lost = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    round_about.symlink_to(round_about)
    lost.symlink_to(tmp_path / "gone" / "b.xlsx")
    with pytest.raises(BuildError, match="cannot be written"):
        replace_file(round_about, b"1")
    with pytest.raises(BuildError, match="no such folder"):
        replace_file(lost, b"1")
    assert (round_about.is_symlink(), lost.is_symlink()) == (True, True)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the platform has no named pipes")
def test_a_pipe_is_written_into(tmp_path: Path) -> None:
    pipe, data = tmp_path / "a.xlsx", bytes(200_000)
    os.mkfifo(pipe)
    (tmp_path / "~$a.xlsx").write_bytes(b"")  # says nothing of a pipe
    with ThreadPoolExecutor(1) as reader:
        taken = reader.submit(pipe.read_bytes)
        replace_file(pipe, data)
        assert taken.result() == data
    assert pipe.is_fifo()


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="the platform has no such device")
def test_a_device_is_written_into_and_stays() -> None:
    for device in ("/dev/null", "/dev/full"):
        before = os.stat(device).st_ino
        if device == "/dev/full":
            with pytest.raises(BuildError, match="No space left"):
                replace_file(Path(device), b"1")
        else:
            replace_file(Path(device), b"1")
        assert os.stat(device).st_ino == before
