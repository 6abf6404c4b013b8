"""Many files in the terminal: how far the work is, what is told at its end, what an interruption leaves."""

from __future__ import annotations

import io
import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from collection import closed_report
from reader import Reading
from templates import Text
from tests.collection.rounds import DEMO, returned
from tests.test_cli import Run, run
from tianbao.commands.terminal import progress

__all__ = ["run"]

ROOT = Path(__file__).parents[3]
CLEAN = DEMO["departments"][1]["values"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of four returns, one of them with findings, and some things beside them."""
    back = tmp_path / "back"
    back.mkdir()
    returned(back / "0.xlsx")
    returned(back / "1.xlsx", CLEAN)
    for number in (2, 3):
        (back / f"{number}.xlsx").write_bytes((back / "1.xlsx").read_bytes())
    for name in ("Thumbs.db", "更多.zip", "~$1.xlsx"):
        (back / name).write_bytes(b"")
    return tmp_path


def interrupt_at(name: str, patch: pytest.MonkeyPatch) -> None:
    """Let a person press Ctrl-C while the file of a name is read."""
    from collection.intake import read_batch

    read_file = read_batch.read_file  # type: ignore[attr-defined] # this module's own use of it is what stops

    def stopped(file: Path, *arguments: Any) -> Reading:
        if file.name == name:
            raise KeyboardInterrupt
        reading: Reading = read_file(file, *arguments)
        return reading

    patch.setattr(read_batch, "read_file", stopped)


# At the end


def test_a_table_of_many_ends_in_a_tally(run: Run, folder: Path) -> None:
    status, out, err = run("read", "back")
    assert (status, err) == (1, "")
    head, _, tail = out.partition("\n没有问题的 3 份：")
    assert head.startswith("back/0.xlsx  错误 1")
    lines = tail.splitlines()
    assert lines[:3] == [
        "back/1.xlsx、back/2.xlsx、back/3.xlsx",
        "共 4 份：没有问题 3 份，有警告 0 份，有错误 1 份，不能读取 0 份",
        "最常见的问题：",
    ]
    assert lines[-2:] == [
        "略过 3 个不是工作簿的文件：back/Thumbs.db、back/~$1.xlsx",
        "可能装有报表，请打开核对：back/更多.zip",
    ]
    listed = run("read", "back", "--all")[1]
    assert [line for line in listed.splitlines() if line.endswith("没有问题")] == [
        f"back/{number}.xlsx  没有问题" for number in (1, 2, 3)
    ]
    run("read", "back", "-o", "report.txt")
    assert (folder / "report.txt").read_text(encoding="utf-8") == closed_report(out, "zh")


def test_what_was_passed_over_is_told_beside_json_and_a_summary(run: Run, folder: Path) -> None:
    told = (
        "略过 3 个不是工作簿的文件：back/Thumbs.db、back/~$1.xlsx\n可能装有报表，请打开核对：back/更多.zip\n"
    )
    for form in ("json", "jsonl"):
        status, out, err = run("read", "back", "--format", form)
        assert (status, err) == (1, told)
        assert out == run("read", *(f"back/{number}.xlsx" for number in range(4)), "--format", form)[1]
    assert run("summarize", "back", "-o", "s.xlsx")[2].endswith(told)


def test_a_folder_with_nothing_but_a_zip_names_it(run: Run, folder: Path) -> None:
    for number in range(4):
        (folder / "back" / f"{number}.xlsx").unlink()
    status, out, err = run("read", "back", "--lang", "en")
    assert (status, out) == (2, "")
    assert "Passed over, not workbooks: 3 (back/Thumbs.db, back/~$1.xlsx)\n" in err
    assert "please check: back/更多.zip\n" in err
    assert "no workbook" in err.splitlines()[-1]


# Interrupted


def test_an_interrupted_table_has_what_was_done(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    interrupt_at("2.xlsx", monkeypatch)
    status, out, err = run("read", "back")
    assert (status, err) == (130, "已中断：共 4 份，完成了 2 份。\n")
    assert "back/0.xlsx  错误 1" in out
    assert "\n已中断：4 份中只读了 2 份。\n共 2 份：没有问题 1 份" in out


def test_interrupted_json_is_json_of_what_was_done(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    interrupt_at("2.xlsx", monkeypatch)
    status, out, err = run("read", "back", "--format", "json", "--lang", "en")
    assert status == 130
    assert [entry["file"] for entry in json.loads(out)] == ["back/0.xlsx", "back/1.xlsx"]
    assert err.startswith("Interrupted: 2 of 4 were done.\n")
    status, out, _ = run("read", "back", "--format", "jsonl")
    assert (status, len(out.splitlines())) == (130, 2)
    interrupt_at("0.xlsx", monkeypatch)
    assert run("read", "back", "--format", "json")[:2] == (130, "[]\n")


@pytest.mark.parametrize(
    "command",
    [
        ("read", "back", "-o", "out"),
        ("read", "back", "--format", "json", "-o", "out"),
        ("summarize", "back", "-o", "out.xlsx"),
    ],
)
def test_an_interruption_leaves_the_file_of_an_earlier_run(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    interrupt_at("2.xlsx", monkeypatch)
    file = folder / command[-1]
    file.touch()
    assert run(*command) == (130, "", f"已中断：共 4 份，完成了 2 份。\n未写入：{file.name}\n")
    assert file.read_bytes() == b""


def test_an_interrupted_roster_says_how_many_were_made(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from collection.distribution import distribution
    from template_builder import replace_file

    def stopped(file: Path, data: bytes) -> None:
        if file.name.startswith("003"):
            raise KeyboardInterrupt
        replace_file(file, data)

    monkeypatch.setattr(distribution, "replace_file", stopped)
    (tmp_path / "r.csv").write_text("name\n甲\n乙\n丙\n丁\n", encoding="utf-8")
    build = ("build", "department-goals", "--year", 2026, "--roster", "r.csv", "-o", "out")
    assert run(*build) == (130, "", "已中断：共 4 份，完成了 2 份。\n")
    assert len(list((tmp_path / "out").iterdir())) == 2


# On the way


class Screen(io.StringIO):
    """A terminal that keeps all that was shown on it."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Screen:
    """A terminal as standard error, on which a line of progress is shown at once."""
    shown = Screen()
    monkeypatch.setattr(progress, "sys", SimpleNamespace(stderr=shown))
    monkeypatch.setattr(progress, "_PATIENCE", 0)
    monkeypatch.setenv("TERM", "xterm")
    return shown


def plain(shown: str) -> str:
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown)


def test_a_terminal_shows_how_far_the_work_is(run: Run, folder: Path, screen: Screen) -> None:
    table = run("read", "back")[1]
    assert re.search(r"读取 .*4/4 还需 [-:0-9]+", plain(screen.getvalue()))
    assert table.startswith("back/0.xlsx")
    run("--lang", "en", "summarize", "back", "-o", "s.xlsx")
    assert re.search(r"Reading .*4/4 left [-:0-9]+", plain(screen.getvalue()))
    (folder / "r.csv").write_text("name\n甲\n乙\n", encoding="utf-8")
    run("build", "department-goals", "--year", 2026, "--roster", "r.csv", "-o", "out")
    assert re.search(r"生成 .*2/2 还需", plain(screen.getvalue()))


def test_the_time_left_is_shown_as_soon_as_it_is_known(screen: Screen) -> None:
    def shown() -> str:
        return plain(screen.getvalue())

    with progress.progress_line(Text("收取", "Collecting"), "zh") as show:
        show(50, 10_000)
        assert "50/10000" in shown()
        assert "还需" not in shown()
        for done in (100, 150, 200):
            time.sleep(0.02)
            show(done, 10_000)
    assert re.search(r"200/10000 还需 \d:\d\d:\d\d", shown())
    assert "-:--" not in shown()


def test_the_line_is_gone_where_the_work_was_interrupted(
    run: Run, folder: Path, screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    interrupt_at("3.xlsx", monkeypatch)
    status, _, err = run("read", "back")
    assert (status, err) == (130, "已中断：共 4 份，完成了 3 份。\n")
    assert screen.getvalue().endswith("\x1b[?25h\r\x1b[1A\x1b[2K")  # the cursor is seen again


def test_short_work_single_files_and_pipes_have_no_line(
    run: Run, folder: Path, screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("read", "back/1.xlsx")
    monkeypatch.setattr(progress, "_PATIENCE", 60)
    run("read", "back")
    monkeypatch.setattr(progress, "_PATIENCE", 0)
    monkeypatch.setattr(Screen, "isatty", lambda self: False)
    run("read", "back")
    assert screen.getvalue() == ""


# Real processes, a real terminal


def workers_of(process: subprocess.Popen[bytes]) -> int:
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text(encoding="ascii")
    return len(children.split()) - 1  # without the one that watches over semaphores


def until_it_shows(terminal: int) -> str:
    """Read what is shown until the line of progress is there, or nobody shows anything any more."""
    shown = ""
    while not re.search(r"\d+/120", shown):
        shown += os.read(terminal, 4096).decode(errors="replace")
    return shown


def until_both_start(process: subprocess.Popen[bytes]) -> None:
    while process.poll() is None and workers_of(process) < 2:
        time.sleep(0.01)


@pytest.mark.program
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_ctrl_c_prints_what_was_done_and_nothing_else(folder: Path, jobs: str) -> None:
    """All processes of the group hear it, as from a terminal."""
    for number in range(4, 120):
        os.link(folder / "back" / "0.xlsx", folder / "back" / f"{number}.xlsx")
    terminal, end = pty.openpty()
    command = [sys.executable, str(ROOT / "cli.py"), "read", "back", "--format", "jsonl", "--jobs", jobs]
    with subprocess.Popen(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=end, start_new_session=True
    ) as process:
        os.close(end)
        until_it_shows(terminal)
        os.killpg(process.pid, signal.SIGINT)
        assert process.stdout is not None
        out = process.stdout.read().decode()
        shown = ""
        try:
            while part := os.read(terminal, 4096):
                shown += part.decode(errors="replace")
        except OSError:
            pass  # how a terminal says that nobody writes to it any more
    os.close(terminal)
    assert process.returncode == 130
    files = [json.loads(line)["file"] for line in out.splitlines()]
    assert files == sorted(f"back/{number}.xlsx" for number in range(120))[: len(files)]
    assert 0 < len(files) < 120
    assert f"已中断：共 120 份，完成了 {len(files)} 份。" in shown
    assert "Traceback" not in shown
    assert "KeyboardInterrupt" not in shown


@pytest.mark.program
@pytest.mark.parametrize("presses", [1, 2])
def test_ctrl_c_while_processes_start_prints_nothing_of_theirs(folder: Path, presses: int) -> None:
    command = [sys.executable, str(ROOT / "cli.py"), "read", "back", "--format", "json", "--jobs", "2"]
    with subprocess.Popen(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    ) as process:
        until_both_start(process)
        for _ in range(presses):
            os.killpg(process.pid, signal.SIGINT)
            time.sleep(0.05)
        out, err = process.communicate()
    assert (process.returncode, out) == (130, b"[]\n")
    assert err.decode().splitlines()[0] == "已中断：共 4 份，完成了 0 份。"
    assert b"Traceback" not in err
