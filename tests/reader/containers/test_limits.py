"""The limits of what is read, and how they are raised."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from reader.containers import limits
from templates.findings.errors import TianbaoError

ROOT = Path(__file__).parents[3]


def test_all_are_as_they_stand_here() -> None:
    assert limits.FACTOR == 1
    assert limits.MOST_BYTES_OF_FILE == 33_554_432
    assert limits.MOST_CELLS == 100_000


@pytest.mark.parametrize(("written", "factor"), [("1", 1), ("4", 4), ("1000", 1000)])
def test_a_whole_number_raises_them(written: str, factor: int) -> None:
    assert limits.factor_of(written) == factor


@pytest.mark.parametrize("written", ["0", "-1", "1.5", "四", "1001", "9" * 5000, "x"])
def test_what_is_none_is_an_error(written: str) -> None:
    with pytest.raises(TianbaoError, match="TIANBAO_LIMITS"):
        limits.factor_of(written)


def command(tmp_path: Path, factor: str) -> subprocess.CompletedProcess[str]:
    big = tmp_path / "big.xlsx"
    big.write_bytes(bytes(33 * 2**20))
    return subprocess.run(
        [sys.executable, ROOT / "cli.py", "read", big, "--lang", "en"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "TIANBAO_LIMITS": factor},
        check=False,
    )


@pytest.mark.program
def test_a_larger_file_is_looked_at_where_they_are_raised(tmp_path: Path) -> None:
    assert "[too-large]" in command(tmp_path, "1").stdout
    assert "[not-a-workbook]" in command(tmp_path, "2").stdout
    wrong = command(tmp_path, "two")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert wrong.stderr.count("\n") == 1
    assert "TIANBAO_LIMITS" in wrong.stderr
