"""The command `correct`: what it writes where, what it says, and how it ends."""

from __future__ import annotations

from pathlib import Path

import pytest

from reader import read
from tests.collection.rounds import DEMO, returned
from tests.test_cli import Run, refused, run

__all__ = ["run"]

KEY = "a key of at least sixteen bytes"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of two returns and a file that is none."""
    back = tmp_path / "back"
    back.mkdir()
    for name, entry in zip(("甲局", "乙局"), DEMO["departments"], strict=False):
        returned(back / f"{name}.xlsx", entry["values"])
    (back / "丙局.xlsx").write_bytes(b"%PDF-1.7")
    return tmp_path


def test_one_return_has_one_correction(run: Run, folder: Path) -> None:
    (folder / "key").write_text(KEY, encoding="utf-8")
    status, out, err = run("correct", "back/甲局.xlsx", "-o", "c.xlsx", "--key", "key")
    assert (status, out) == (0, "")
    assert err == "back/甲局.xlsx：标出 23 处问题，更正表（第 2 次下发）在 c.xlsx\n"
    reading = read(folder / "c.xlsx", key=KEY.encode())
    assert reading.values == read(folder / "back" / "甲局.xlsx").values
    assert not {"stamp-forged", "stamp-not-signed"} & {finding.code for finding in reading.findings}


def test_a_folder_has_a_correction_for_each_return_and_says_which_have_none(run: Run, folder: Path) -> None:
    status, _, err = run("correct", "back", "-o", "out", "--lang", "en")
    assert status == 2
    assert sorted(path.name for path in (folder / "out").iterdir()) == [
        "乙局_correction.xlsx",
        "甲局_correction.xlsx",
    ]
    assert "1 not made:" in err
    assert "back/丙局.xlsx: This is a PDF file" in err


def test_a_correction_is_replaced_until_somebody_has_mended_it(run: Run, folder: Path) -> None:
    correct = ("correct", "back/甲局.xlsx", "-o", "c.xlsx", "--lang", "en")
    assert run(*correct)[0] == 0
    assert run(*correct)[0] == 0
    refused(run("correct", "back/甲局.xlsx", "-o", "back/甲局.xlsx", "--overwrite"), "甲局.xlsx")
    (folder / "c.xlsx").write_bytes((folder / "back" / "乙局.xlsx").read_bytes()[:-10])
    refused(run(*correct), "c.xlsx")


def test_several_returns_need_a_folder(run: Run, folder: Path) -> None:
    refused(run("correct", "back", "-o", "c.xlsx", "--lang", "en"), "folder")
