"""Every file of a round is read, once, whatever becomes of the others."""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import pytest

from collection import find_files, might_hold_a_form, read_each, read_file, read_files
from collection.intake.files import find
from template_builder import build
from templates import load
from tests.collection.rounds import returned, trip_map
from tests.forms import TRAVEL_PLAN


def touch(*paths: Path) -> None:
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")


def test_folders_are_walked_in_order_without_what_is_no_return(tmp_path: Path) -> None:
    kept = [
        tmp_path / "a" / "2.xlsx",
        tmp_path / "a" / "3.XLSM",
        tmp_path / "b" / "1.xls",
        tmp_path / "b" / "c" / "0.ods",
    ]
    touch(*reversed(kept))
    touch(tmp_path / "a" / "~$2.xlsx", tmp_path / "a" / ".~2.xlsx", tmp_path / "a" / ".hidden.xlsx")
    touch(tmp_path / ".git" / "4.xlsx", tmp_path / "b" / "notes.txt", tmp_path / "b" / "scan.pdf")
    assert find_files([tmp_path]) == kept


def test_what_is_passed_over_in_a_folder_is_told(tmp_path: Path) -> None:
    returned = [tmp_path / "1.xlsx", tmp_path / "a" / "2.ods"]
    others = [
        tmp_path / ".DS_Store",
        tmp_path / "notes.txt",
        tmp_path / ".git" / "4.xlsx",
        tmp_path / "a" / "~$2.ods",
        tmp_path / "a" / "scan.PDF",
    ]
    touch(*returned, *others)
    found = find([tmp_path, tmp_path / "a"])
    assert found.files == tuple(returned)
    assert found.passed_over == (*others[:2], tmp_path / ".git", others[4], others[3])
    named = find([tmp_path, tmp_path / "notes.txt"], tmp_path / "a" / "scan.PDF")
    assert named.files == (*returned, tmp_path / "notes.txt")
    assert named.passed_over == (others[0], tmp_path / ".git", others[3])


@pytest.mark.parametrize(
    ("name", "might"),
    [
        *(
            (name, True)
            for name in ("a.zip", "a.PDF", "a.docx", "照片.JPG", "邮件.eml", "表.xlsx.1", "a.ofd")
        ),
        *(
            (name, False)
            for name in ("Thumbs.db", "desktop.ini", "~$a.docx", ".~a.xlsx", "notes.txt", "报表")
        ),
    ],
)
def test_what_might_hold_a_form_is_known_by_its_name(name: str, might: bool) -> None:
    assert might_hold_a_form(Path("a", name)) is might


def test_a_named_file_is_kept_whatever_it_is(tmp_path: Path) -> None:
    named = [tmp_path / "notes.txt", tmp_path / "missing.xlsx", tmp_path / ".hidden.xlsx"]
    touch(named[0], named[2])
    assert find_files(named) == named


def test_a_name_too_long_for_a_file_is_a_file_that_is_not_there(tmp_path: Path) -> None:
    file = tmp_path / f"{'长' * 200}.xlsx"
    (reading,) = read_files([file], output=file.with_suffix(".json"))
    assert reading.status == "unreadable"


def test_a_folder_that_cannot_be_listed_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").mkdir()
    returned(tmp_path / "a" / "1.xlsx")
    (tmp_path / "b").mkdir()
    listed = os.scandir

    def scandir(path: str) -> object:
        if Path(path).name == "b":
            raise PermissionError(13, "Permission denied", path)
        return listed(path)

    monkeypatch.setattr(os, "scandir", scandir)
    readings = read_files([tmp_path])
    assert [(reading.file, reading.status) for reading in readings] == [
        (str(tmp_path / "a" / "1.xlsx"), "findings"),
        (str(tmp_path / "b"), "unreadable"),
    ]


def test_no_file_is_read_twice(tmp_path: Path) -> None:
    touch(tmp_path / "a.xlsx")
    (tmp_path / "link.xlsx").symlink_to(tmp_path / "a.xlsx")
    assert find_files([tmp_path / "a.xlsx", tmp_path, tmp_path / "." / "a.xlsx"]) == [tmp_path / "a.xlsx"]


def test_the_output_of_an_earlier_run_is_no_return(tmp_path: Path) -> None:
    touch(tmp_path / "a.xlsx", tmp_path / "summary.xlsx")
    assert find_files([tmp_path], tmp_path / "summary.xlsx") == [tmp_path / "a.xlsx"]
    assert len(find_files([tmp_path], tmp_path / "elsewhere.xlsx")) == 2


def test_one_bad_file_does_not_stop_the_others(tmp_path: Path) -> None:
    (tmp_path / "1.xlsx").write_bytes(b"no workbook")
    returned(tmp_path / "2.xlsx")
    told: list[tuple[int, int]] = []
    readings = read_files([tmp_path, tmp_path / "3.xlsx"], progress=lambda *done: told.append(done))
    assert [reading.status for reading in readings] == ["unreadable", "findings", "unreadable"]
    assert [reading.file for reading in readings] == [
        str(tmp_path / f"{number}.xlsx") for number in (1, 2, 3)
    ]
    assert [reading.findings[0].code for reading in readings[::2]] == ["text-file", "file-not-found"]
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_other_forms_are_known_where_they_are_given(tmp_path: Path) -> None:
    build(trip_map(), tmp_path / "t.xlsx", {"department": "示例局"})
    assert [reading.findings[0].code for reading in read_files([tmp_path])] == ["unknown-form"]
    assert [reading.status for reading in read_files([tmp_path], [load(TRAVEL_PLAN)])] == ["clean"]


@pytest.mark.program
def test_several_processes_read_the_same_in_the_same_order(tmp_path: Path) -> None:
    """Two hundred files: those of a form that is not built in among them, and some that are no workbooks."""
    for number in range(200):
        file = tmp_path / f"{number:03}.xlsx"
        if number % 20 == 7:
            file.write_bytes(b"no workbook")
        else:
            trips = [{"purpose": f"第{number}次", "days": number % 70}]
            build(trip_map(trips=1 + number % 3), file, {"department": f"{number}局", "trips": trips})
    forms = [load(TRAVEL_PLAN)]
    one_after_another = read_files([tmp_path], forms)
    told: list[tuple[int, int]] = []
    assert (
        read_files([tmp_path], forms, jobs=2, progress=lambda *done: told.append(done)) == one_after_another
    )
    assert told == [(done, 200) for done in range(1, 201)]
    with ProcessPoolExecutor(2, get_context("spawn")) as executor:
        files = find_files([tmp_path])
        assert list(executor.map(partial(read_file, forms=forms), files, chunksize=25)) == one_after_another


def test_readings_are_handed_on_one_by_one(tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / f"{number}.xlsx").write_bytes(b"no workbook")
    readings = read_each(find_files([tmp_path]))
    (tmp_path / "2.xlsx").unlink()
    assert [reading.findings[0].code for reading in readings] == [
        "text-file",
        "text-file",
        "file-not-found",
    ]
