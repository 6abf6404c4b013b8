"""Finding LibreOffice on any machine, and what is told where it is missing or fails."""

from __future__ import annotations

import io
import shutil
import sys
from pathlib import Path

import pytest

from collection import CollectionError
from collection.printing import libreoffice
from collection.printing.libreoffice import find_libreoffice, pdf_files
from template_builder import TableColumn, TableSheet, write_tables

_VARIABLES = ("ProgramFiles", "ProgramW6432", "ProgramFiles(x86)", "LOCALAPPDATA")


@pytest.fixture
def nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine without the program; its home is the folder that is returned."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    for name in _VARIABLES:
        monkeypatch.delenv(name, raising=False)
    unix = [place for place in libreoffice._UNIX if place.startswith("~")]
    monkeypatch.setattr(libreoffice, "_UNIX", unix)
    monkeypatch.setattr(libreoffice, "_OPTIONAL", tmp_path / "opt")
    return tmp_path


def put(file: Path) -> Path:
    file.parent.mkdir(parents=True)
    file.write_text("#!/bin/sh\n")
    file.chmod(0o755)
    return file


def test_without_it_a_person_is_told_what_to_install(nowhere: Path) -> None:
    with pytest.raises(CollectionError) as missing:
        find_libreoffice()
    assert missing.value.code == "libreoffice-missing"
    assert "请安装 LibreOffice" in missing.value.sentence("zh")
    assert "install LibreOffice" in missing.value.sentence("en")


@pytest.mark.parametrize("name", _VARIABLES)
def test_on_windows_it_is_below_the_folders_of_programs(
    nowhere: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    below = nowhere / ("Programs" if name == "LOCALAPPDATA" else "") / "LibreOffice" / "program"
    program = put(below / "soffice.exe")
    monkeypatch.setenv(name, str(nowhere))
    assert find_libreoffice() == program
    (below / "soffice.com").write_text("")
    assert find_libreoffice() == below / "soffice.com", "which waits for its end"


def test_on_a_mac_and_on_linux_it_is_where_installers_put_it(nowhere: Path) -> None:
    newest = put(nowhere / "opt" / "libreoffice24.8" / "program" / "soffice")
    put(nowhere / "opt" / "libreoffice7.6" / "program" / "soffice")
    assert find_libreoffice().parent.parent.parent == newest.parent.parent.parent
    program = put(nowhere / "Applications/LibreOffice.app/Contents/MacOS/soffice")
    assert find_libreoffice() == program


def test_the_one_that_the_shell_knows_comes_first(nowhere: Path) -> None:
    put(nowhere / "opt" / "libreoffice24.8" / "program" / "soffice")
    name = "soffice.exe" if sys.platform == "win32" else "soffice"
    program = nowhere / name
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    assert find_libreoffice() == program


def workbook(words: str) -> bytes:
    stream = io.BytesIO()
    write_tables(stream, [TableSheet("表", words, [TableColumn("列")], [[words]])])
    return stream.getvalue()


@pytest.mark.program
def test_each_workbook_has_its_pdf_file() -> None:
    made = pdf_files(find_libreoffice(), [workbook("甲"), workbook("乙")])
    assert [pdf[:5] for pdf in made] == [b"%PDF-", b"%PDF-"]
    assert made[0] != made[1]


@pytest.mark.program
def test_a_program_that_makes_none_is_told(tmp_path: Path) -> None:
    python = shutil.which(sys.executable)
    assert python is not None
    with pytest.raises(CollectionError) as failed:
        pdf_files(Path(python), [workbook("甲")])
    assert failed.value.code == "libreoffice-failed"
    assert Path(python).name in failed.value.sentence("en")
    with pytest.raises(CollectionError, match="made no PDF"):
        pdf_files(tmp_path / "none", [workbook("甲")])


@pytest.mark.program
def test_a_program_that_does_not_end_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    endless = tmp_path / "endless"
    endless.write_text(f"#!{sys.executable}\nimport time\nprint('still here', flush=True)\ntime.sleep(600)\n")
    endless.chmod(0o755)
    monkeypatch.setattr(libreoffice, "_START_LIMIT", 0.5)
    monkeypatch.setattr(libreoffice, "_FILE_LIMIT", 0.1)
    with pytest.raises(CollectionError) as failed:
        pdf_files(endless, [workbook("甲")])
    assert "1 s" in failed.value.sentence("en")
