"""Putting a whole file in its place, or saying in one sentence why not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from template_builder import BuildError
from template_builder.xlsx.files import replace_file


def test_a_file_is_replaced_and_nothing_left_beside(tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    replace_file(file, b"1")
    replace_file(file, b"2")
    assert file.read_bytes() == b"2"
    assert os.listdir(tmp_path) == ["a.xlsx"]


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
