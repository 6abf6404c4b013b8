"""Workbooks that departments packed into a .zip are read like any others."""

from __future__ import annotations

import io
import zipfile
from importlib import import_module
from pathlib import Path
from typing import IO

import pytest

from collection.intake.files import find
from collection.intake.read_file import read_file
from reader.containers.archive import Archive, member, packed_names
from tests.collection.rounds import returned


class GbkInfo(zipfile.ZipInfo):
    """An entry whose name is in GBK, which no mark tells of, as Chinese programs write it."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802 - the name that zipfile calls
        return self.filename.encode("gb18030"), self.flag_bits & ~0x800


def packed(
    path: Path | IO[bytes], files: dict[str, bytes], entry: type[zipfile.ZipInfo] = zipfile.ZipInfo
) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(entry(name), content)


def test_each_workbook_in_an_archive_is_found_and_read(tmp_path: Path) -> None:
    workbook = returned(tmp_path / "a.xlsx").read_bytes()
    (tmp_path / "a.xlsx").unlink()
    files = {"局/219001.xlsx": workbook, "局/说明.txt": b"x", "__MACOSX/._a.xlsx": b"x", "坏.xlsx": b"PK"}
    packed(tmp_path / "交表.ZIP", files)
    found = find([tmp_path])
    archive = tmp_path / "交表.ZIP"
    assert found.files == (archive / "局" / "219001.xlsx", archive / "坏.xlsx")
    assert found.passed_over == ()
    readings = [read_file(file) for file in found.files]
    assert readings[0].file == str(archive / "局" / "219001.xlsx")
    assert readings[0].values["department"]["name"] == "鄂州市住房公积金中心"
    assert [reading.findings[0].code for reading in readings[1:]] == ["text-file"]
    assert read_file(archive / "没有.xlsx").findings[0].code == "file-not-found"


def test_an_archive_is_checked_once_for_all_its_files(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.BytesIO()
    packed(stream, {f"{number}.xlsx": bytes([number]) for number in range(9)})
    content, checked = stream.getvalue(), []

    class Counted(Archive):
        def __init__(self, content: bytes) -> None:
            checked.append(content)
            super().__init__(content)

    monkeypatch.setattr(import_module("reader.containers.archive.members"), "Archive", Counted)
    names = packed_names(content)
    assert [member(content, name) for name in names] == [bytes([number]) for number in range(9)]
    assert len(checked) == 1


def test_names_that_no_mark_calls_unicode_are_chinese(tmp_path: Path) -> None:
    workbook = returned(tmp_path / "a.xlsx").read_bytes()
    (tmp_path / "a.xlsx").unlink()
    packed(tmp_path / "a.zip", {"各局/示例市财政局.xlsx": workbook}, GbkInfo)
    (file,) = find([tmp_path]).files
    assert file == tmp_path / "a.zip" / "各局" / "示例市财政局.xlsx"
    assert read_file(file).values["department"]["name"] == "鄂州市住房公积金中心"


def test_an_archive_without_a_workbook_is_passed_over_in_a_folder_and_told_where_it_is_named(
    tmp_path: Path,
) -> None:
    archive = tmp_path / "a.zip"
    packed(archive, {"照片.jpg": b"x"})
    assert find([tmp_path]).passed_over == (archive,)
    assert find([archive]).files == (archive,)
    assert read_file(archive).findings[0].code == "packed-file"
    archive.write_bytes(b"PK\x03\x04")
    assert find([tmp_path]).passed_over == (archive,)
    assert read_file(archive).findings[0].code == "damaged"
