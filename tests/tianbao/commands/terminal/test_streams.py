"""In which encoding each thing leaves: words for people in the terminal's, what programs read in UTF-8."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import cli
from tests.collection.rounds import DEMO, returned

ROOT = Path(__file__).parents[4]
STRANGE = "²é局\U0001f600.xlsx"
"""A name whose second and third characters GBK has; the first it lacks, and the last too."""

ESCAPED = {
    "gbk": "\\u00b2é局\\U0001f600",
    "cp936": "\\u00b2é局\\U0001f600",
    "gb18030": "²é局\U0001f600",
    "ascii": "\\u00b2\\u00e9\\u5c40\\U0001f600",
    "latin-1": "²é\\u5c40\\U0001f600",
    "utf-8": "²é局\U0001f600",
}

Run = Callable[..., tuple[bytes, bytes]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command with streams of an encoding; return the bytes that went to each."""
    monkeypatch.chdir(tmp_path)

    def call(encoding: str, *arguments: str) -> tuple[bytes, bytes]:
        streams = [io.TextIOWrapper(io.BytesIO(), encoding=encoding) for _ in range(2)]
        with monkeypatch.context() as patch:
            patch.setattr(sys, "stdout", streams[0])
            patch.setattr(sys, "stderr", streams[1])
            cli.main(arguments)
            for stream in streams:
                stream.flush()
        out, err = (stream.detach() for stream in streams)
        assert isinstance(out, io.BytesIO)
        assert isinstance(err, io.BytesIO)
        return out.getvalue(), err.getvalue()

    return call


@pytest.mark.parametrize("encoding", ESCAPED)
def test_words_leave_in_the_encoding_of_the_stream(run: Run, encoding: str) -> None:
    out, _ = run(encoding, "read", STRANGE)
    assert out.decode(encoding).startswith(ESCAPED[encoding])
    _, err = run(encoding, "schema", STRANGE.replace(".xlsx", ".yaml"))
    assert ESCAPED[encoding] in err.decode(encoding)
    out, _ = run(encoding, "--help")
    assert ("填报" in out.decode(encoding)) is (encoding not in ("ascii", "latin-1"))
    assert ("\\u586b\\u62a5" in out.decode(encoding)) is (encoding in ("ascii", "latin-1"))


@pytest.mark.parametrize("encoding", ["gbk", "ascii", "utf-8", "utf-16-le"])
def test_what_programs_read_is_utf_8_everywhere(run: Run, encoding: str) -> None:
    for form in ("json", "jsonl"):
        out, _ = run(encoding, "read", STRANGE, "--format", form)
        found = json.loads(out.decode("utf-8"))
        assert (found[0] if form == "json" else found)["file"] == STRANGE
    assert "部门" in run(encoding, "schema", "department-goals", "--year", "2020")[0].decode("utf-8")
    out, _ = run(encoding, "map", "department-goals", "--year", "2020", "--format", "json")
    assert json.loads(out.decode("utf-8"))[0]["sheet"] == "申报表"


@pytest.mark.parametrize("encoding", ["gbk", "ascii"])
def test_files_are_utf_8_everywhere(run: Run, tmp_path: Path, encoding: str) -> None:
    returned(tmp_path / "a.xlsx", DEMO["departments"][1]["values"])
    run(encoding, "read", "a.xlsx", "-o", "a.txt")
    assert "没有问题" in (tmp_path / "a.txt").read_text(encoding="utf-8")
    run(encoding, "read", "a.xlsx", "--format", "json", "-o", "a.json")
    assert DEMO["departments"][1]["values"]["department"]["name"] in (tmp_path / "a.json").read_text(
        encoding="utf-8"
    )


def test_json_has_the_same_line_ends_everywhere(run: Run) -> None:
    assert b"\r" not in run("utf-8", "read", "a.xlsx", "--format", "json")[0]


def test_a_stream_that_takes_text_alone_gets_it(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.StringIO()
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", out)
        assert cli.main(["schema", "department-goals", "--year", "2020"]) == 0
    assert json.loads(out.getvalue())["type"] == "object"


@pytest.mark.program
def test_a_process_keeps_to_what_its_environment_says(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "cli.py", "read", "²局.xlsx"],
        capture_output=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONIOENCODING": "gbk"},
        check=False,
    )
    assert done.stdout.decode("gbk").startswith("\\u00b2局.xlsx  不能读取")
