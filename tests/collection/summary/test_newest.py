"""Of several files of a department the newest counts, and who has returned none is known from the roster."""

from __future__ import annotations

import os
import shutil
import zipfile
from pathlib import Path

import openpyxl
import pytest

from collection import facts_of, read_files, read_roster, sum_up, summarize
from collection.summary.summary import Summary
from reader import Reading
from template_builder import build
from templates import stamp_text
from tests.collection.rounds import DEMO, form_map

FORM = form_map()
VALUES = DEMO["departments"][1]["values"]
ROSTER = "编码,单位名称,分组\n103,丙局,乙组\n101,甲局,甲组\n102,乙局,乙组\n104,丁局,甲组\n"


def returned(path: Path, code: str, name: str, revision: int = 1, at: float = 1e9) -> Path:
    department = {**VALUES["department"], "name": name, "filled_by": path.stem}
    values = {**VALUES, "department": department}
    build(FORM, path, values, stamp=stamp_text(FORM, department=code, revision=revision))
    os.utime(path, (at, at))
    return path


def summed(folder: Path, roster: Path | None = None) -> Summary:
    readings = read_files([folder])
    facts = {one.file: known for one in readings if (known := facts_of(Path(one.file)))}
    return sum_up(readings, None if roster is None else read_roster(roster), facts)


def names(readings: tuple[Reading, ...]) -> list[str]:
    return [Path(one.file).name for one in readings]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "back").mkdir()
    return tmp_path / "back"


def test_the_highest_revision_counts_then_the_latest_file(folder: Path) -> None:
    returned(folder / "a.xlsx", "101", "甲局", revision=2)
    returned(folder / "b.xlsx", "101", "甲局", at=2e9)
    returned(folder / "c.xlsx", "102", "乙局", at=2e9)
    returned(folder / "d.xlsx", "102", "乙局")
    summary = summed(folder)
    assert names(summary.included) == ["a.xlsx", "c.xlsx"]
    assert [(Path(one.file).name, finding.code) for one, finding in summary.repeated] == [
        ("b.xlsx", "department-repeated"),
        ("d.xlsx", "department-repeated"),
    ]


def test_the_same_bytes_count_once(folder: Path) -> None:
    first = returned(folder / "a.xlsx", "101", "甲局")
    shutil.copy(first, folder / "b.xlsx")
    with zipfile.ZipFile(folder / "c.zip", "w") as archive:
        archive.write(first, "again.xlsx")
    summary = summed(folder)
    assert (names(summary.included), names(summary.same)) == (["a.xlsx"], ["b.xlsx", "again.xlsx"])
    assert summary.repeated == ()


def test_departments_without_codes_are_told_apart_by_name(folder: Path) -> None:
    for number, name in enumerate(("甲局", "乙局", " 甲 局")):
        returned(folder / f"{number}.xlsx", "", name)
    assert names(summed(folder).included) == ["1.xlsx", "2.xlsx"]


def test_a_roster_gives_the_order_the_groups_and_who_is_missing(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_text(ROSTER, encoding="utf-8")
    returned(folder / "1.xlsx", "101", "甲局")
    returned(folder / "2.xlsx", "", "乙局")
    returned(folder / "3.xlsx", "999", "戊局")
    summary = summed(folder, tmp_path / "r.csv")
    assert names(summary.included) == ["1.xlsx", "2.xlsx", "3.xlsx"]
    assert [one.code for one in summary.subjects] == ["101", "102", "999"]
    assert summary.groups == ("甲组", "乙组", "")
    assert [one.name for one in summary.missing] == ["丙局", "丁局"]
    assert summary.expected == 4


def test_the_workbook_shows_all_of_it(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_text(ROSTER, encoding="utf-8")
    returned(folder / "1.xlsx", "101", "甲局")
    returned(folder / "2.xlsx", "102", "乙局")
    returned(folder / "2old.xlsx", "102", "乙局", at=5e8)
    summarize(read_files([folder]), tmp_path / "s.xlsx", roster=read_roster(tmp_path / "r.csv"))
    book = openpyxl.load_workbook(tmp_path / "s.xlsx")
    rows = [[cell.value for cell in row] for row in book["总表"].iter_rows()]
    assert "应报 4 个单位，计入合计 2 个单位，未计入 1 份，未报 2 个" in str(rows[1][0])
    shown = [row[:4] for row in rows[6:]]
    assert [row[:2] for row in shown[:4]] == [
        ["101", "甲局"], [None, "甲组　小计（1 个单位）"], ["102", "乙局"], [None, "乙组　小计（1 个单位）"],
    ]  # fmt: skip
    assert shown[5][0] == "未计入合计的返回表"
    assert shown[6] == ["102", "乙局", None, "同一单位另有较新的一份"]
    assert [row[1].value for row in book["未报"].iter_rows(min_row=4)] == ["丙局", "丁局"]
