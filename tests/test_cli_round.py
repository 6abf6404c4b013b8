"""The commands of a round, as an officer calls them; `issue` also killed at any moment."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from collection import open_round
from collection.round.ledger.events import EventKind
from tests.collection.round.rosters import roster_file
from tests.extent import extent
from tests.test_cli import ROOT, Run, refused, run

__all__ = ["run"]

NEW = ("round", "new", "2026", "--form", "department-goals", "--year", "2026", "--roster", "名单.csv")
DEADLINE = ("--deadline", "2026年3月31日")


@pytest.fixture(autouse=True)
def roster(tmp_path: Path) -> Path:
    return roster_file(tmp_path)


def test_a_round_begins_and_issues_its_blanks(run: Run, tmp_path: Path) -> None:
    status, out, err = run(*NEW, *DEADLINE)
    assert (status, out, err) == (0, "", "已建立收表文件夹：2026（3 个部门）\n")
    status, out, err = run("round", "issue", "2026", "--only", "101002")
    assert (status, out, err) == (
        0,
        "",
        "已生成 1 份，此前已有 0 份：2026/issued\n".replace("/", str(Path("/"))),
    )
    status, out, err = run("round", "issue", "2026", "--lang", "en")
    assert (status, out) == (0, "")
    assert err.startswith("Built 2 workbooks, 1 were there before")
    assert len(list((tmp_path / "2026" / "issued").iterdir())) == 3


def test_english_is_the_language_of_the_workbooks_too(run: Run, tmp_path: Path) -> None:
    status, _, err = run(*NEW, *DEADLINE, "--lang", "en")
    assert (status, err) == (0, "Began a round in 2026 with 3 departments\n")
    assert open_round(tmp_path / "2026").settings.language == "en"


def test_a_changed_roster_is_told(run: Run, tmp_path: Path) -> None:
    run(*NEW, *DEADLINE)
    other = tmp_path / "other"
    other.mkdir()
    roster_file(tmp_path, ["101001,甲委,,,,", "101003,丁局,,,,"])
    run(*NEW[:2], "other", *NEW[3:], *DEADLINE)
    shutil.copyfile(other / "roster.xlsx", tmp_path / "2026" / "roster.xlsx")
    lines = run("round", "issue", "2026")[2].splitlines()
    assert lines[:-1] == [
        "名单中改名：甲局 → 101001 甲委",
        "名单新增：101003 丁局",
        "名单中已没有：101002 乙局（已有的材料保留）",
        "名单中已没有：102001 丙中心（已有的材料保留）",
    ]


def test_the_language_of_the_whole_call_is_that_of_its_commands(run: Run) -> None:
    assert run("--lang", "en", *NEW, *DEADLINE)[2].startswith("Began a round")
    assert run("--lang", "en", "round", "issue", "2026", "--lang", "zh")[2].startswith("已生成 3 份")
    refused(run("--lang", "en", "round", "issue", "2025"), "not the folder of a round")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((*NEW, "--deadline", "下周五"), "下周五"),
        ((*NEW[:4], "nothing", *NEW[5:], *DEADLINE), "nothing"),
        ((*NEW[:5], *NEW[7:], *DEADLINE), "year"),
        ((*NEW[:-1], "none.csv", *DEADLINE), "none.csv"),
        (("round", "issue", "nowhere"), "tianbao round new"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_made(
    run: Run, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    refused(run(*words), said)
    assert [path.name for path in tmp_path.iterdir()] == ["名单.csv"]


@pytest.mark.program
def test_killed_at_any_moment_the_next_run_finishes(tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "cli.py"), "round"]
    rows = [f"{101001 + number},第{number}局,,,," for number in range(40)]
    roster_file(tmp_path, rows)
    subprocess.run([*command, *NEW[1:], *DEADLINE], cwd=tmp_path, check=True, capture_output=True)
    whole = tmp_path / "whole"
    shutil.copytree(tmp_path / "2026", whole)
    start = time.monotonic()
    subprocess.run([*command, "issue", str(whole)], check=True, capture_output=True)
    longest = time.monotonic() - start
    chance = random.Random(13)
    for number in range(extent(4, 1, soak=200)):
        folder = tmp_path / f"killed-{number}"
        shutil.copytree(tmp_path / "2026", folder)
        killed = subprocess.Popen(
            [*command, "issue", str(folder)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(chance.uniform(0.3, 1) * longest)
        killed.kill()
        killed.wait()
        subprocess.run([*command, "issue", str(folder)], check=True, capture_output=True)
        assert files_in(folder) == files_in(whole)
        assert noted(folder) == noted(whole)
        shutil.rmtree(folder)


def files_in(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "issued").iterdir()}


def noted(folder: Path) -> list[tuple[str | None, str | None]]:
    with open_round(folder).ledger() as ledger:
        return [(event.department, event.digest) for event in ledger.events(EventKind.ISSUED)]
