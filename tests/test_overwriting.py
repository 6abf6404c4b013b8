"""Nothing of the user's is destroyed: each command that writes, each thing that may lie where it writes.

The table `ROWS` says what is left. What stays, stays byte for byte, and then nothing else is written either.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from openpyxl.comments import Comment

from template_builder import build
from tests.collection.round.rosters import begun
from tests.collection.rounds import DEMO, form_map, trip_map
from tests.extent import some
from tests.forms import TRAVEL_PLAN
from tests.template_builder.parts import saved
from tests.test_cli import Run, refused, run

pytestmark = pytest.mark.no_cover  # what they cover is covered by tests that take less

__all__ = ["run"]

ROSTER = "编码,单位名称\n219001,示例市财政局\n219002,示例市教育局\n"
ISSUED = ("out/219001_示例市财政局.xlsx", "out/219002_示例市教育局.xlsx")


# Workbooks that people have


@cache
def blank() -> bytes:
    """A blank of ours."""
    return saved(lambda stream: build(form_map(), stream))


@cache
def prefilled() -> bytes:
    """A form that we prefilled."""
    return saved(lambda stream: build(form_map(), stream, DEMO["departments"][0]["values"]))


def changed(workbook: bytes, change: Callable[[openpyxl.Workbook], object]) -> bytes:
    """Return a workbook that somebody opened in another program, changed, and saved."""
    book, stream = openpyxl.load_workbook(io.BytesIO(workbook)), io.BytesIO()
    change(book)
    book.save(stream)
    return stream.getvalue()


def put(sheet: str, cell: str, value: str | float | None) -> Callable[[openpyxl.Workbook], object]:
    return lambda book: book[sheet].__setitem__(cell, value)


def added_sheet(book: openpyxl.Workbook) -> None:
    book.create_sheet("草稿")["A1"] = 1


def comment(book: openpyxl.Workbook) -> None:
    book["申报表"]["D5"].comment = Comment("请王局核对", "李明")


def of_somebody_else() -> bytes:
    stream = io.BytesIO()
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = "部门预算"
    book.save(stream)
    return stream.getvalue()


def with_part(workbook: bytes, name: str) -> bytes:
    """Return a workbook with one part more, such as the picture of a seal."""
    stream = io.BytesIO(workbook)
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr(name, b"\x89PNG")
    return stream.getvalue()


def without_seal(workbook: bytes) -> bytes:
    """Return a workbook as programs save it that keep no properties of ours."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as before, zipfile.ZipFile(stream, "w") as archive:
        for name in before.namelist():
            archive.writestr(name, before.read(name).replace(b"seal 1", b""))
    return stream.getvalue()


def document() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<w:document/>")
    return stream.getvalue()


@cache
def filled() -> bytes:
    """A form as it comes back: somebody has typed into it."""
    return changed(blank(), put("申报表", "E9", 752.2))


@cache
def trip(year: int = 2020) -> bytes:
    """A form of another kind, prefilled: what the commands read."""
    return saved(lambda stream: build(trip_map(year=year), stream, {"department": "示例局"}))


@cache
def own_template() -> bytes:
    """A workbook of the bureau's own, to be filled in."""
    stream = io.BytesIO()
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = "{{department.name}}"
    book.save(stream)
    return stream.getvalue()


WORKBOOKS: dict[str, Callable[[], bytes]] = {
    "a blank of ours": blank,
    "a form that we prefilled": prefilled,
    "the same, saved by another program": lambda: changed(prefilled(), lambda book: None),
    "a blank whose seal is lost": lambda: without_seal(blank()),
    "one that somebody has emptied": lambda: changed(filled(), put("申报表", "E9", None)),
    "a form with one input typed": filled,
    "a blank with a formula typed": lambda: changed(blank(), put("申报表", "E9", "=1+1")),
    "a blank with an explanation": lambda: changed(blank(), put("申报表", "J5", "情况属实")),
    "a blank with a comment": lambda: changed(blank(), comment),
    "a blank with a sheet more": lambda: changed(blank(), added_sheet),
    "a blank with a picture": lambda: with_part(blank(), "xl/media/image1.png"),
    "one we prefilled, with a value less": lambda: changed(prefilled(), put("申报表", "D5", None)),
    "half of a filled form": lambda: filled()[: len(filled()) // 2],
    "a workbook of somebody else": of_somebody_else,
    "a Word document": document,
}


@cache
def workbook(what: str) -> bytes:
    """Return one of the workbooks, which is made once."""
    return WORKBOOKS[what]()


# The commands


@dataclass(frozen=True, slots=True)
class Command:
    """A command; `target` is what it writes, and `reading` the words that make another file its input."""

    name: str
    words: tuple[str, ...]
    target: str
    reading: tuple[str, ...] | None = ()


BUILD = ("build", "department-goals", "--year", "2020")
READ, SUM = (
    ("read", "in/a.xlsx", "--form", str(TRAVEL_PLAN), "-o"),
    ("summarize", "in/a.xlsx", "--form", str(TRAVEL_PLAN), "-o"),
)
COMMANDS = (
    Command("build", (*BUILD, "-o", "a.xlsx"), "a.xlsx", ("--values",)),
    Command("build --roster", (*BUILD, "--roster", "r.csv", "-o", "out"), ISSUED[1], ("--values",)),
    Command("read", (*READ, "r.txt"), "r.txt"),
    Command("read json", (*READ, "r.json", "--format", "json"), "r.json"),
    Command("read jsonl", (*READ, "r.jsonl", "--format", "jsonl"), "r.jsonl"),
    Command("summarize", (*SUM, "s.xlsx"), "s.xlsx"),
    Command("summarize --template", (*SUM, "s.xlsx", "--template", "t.xlsx"), "s.xlsx"),
    Command("summarize csv", (*SUM, "out", "--format", "csv"), "out/overview.csv"),
    Command("summarize parquet", (*SUM, "out", "--format", "parquet"), "out/overview.parquet"),
    Command("print", ("print", "in/a.xlsx", "--form", str(TRAVEL_PLAN), "-o", "c.xlsx"), "c.xlsx"),
    Command("correct", ("correct", "in/a.xlsx", "--form", str(TRAVEL_PLAN), "-o", "c.xlsx"), "c.xlsx"),
    Command(
        "compare",
        ("compare", "in/a.xlsx", "in/b.xlsx", "--form", str(TRAVEL_PLAN), "-o", "c.xlsx"),
        "c.xlsx",
        ("--key",),
    ),
    Command("round status", ("round", "status", "2026", "-o", "s.html"), "s.html", None),
    Command("round status xlsx", ("round", "status", "2026", "-o", "s.xlsx"), "s.xlsx", None),
    Command("round stats", ("round", "stats", "2026", "-o", "s.xlsx"), "s.xlsx", None),
    Command("round archive", ("round", "archive", "2026", "-o", "a.zip"), "a.zip", None),
    Command("demo", ("demo", "out"), "out/空白表.xlsx", None),
)
WORKBOOK = frozenset(
    {
        "build",
        "build --roster",
        "summarize",
        "summarize --template",
        "print",
        "correct",
        "compare",
        "round status xlsx",
        "round stats",
        "demo",
    }
)


@pytest.fixture(scope="session")
def round_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a round that has just begun."""
    return begun(tmp_path_factory.mktemp("round")).folder.path


@pytest.fixture(autouse=True)
def without_a_round(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the demonstration end with its forms: its round goes into a folder of its own, and takes long."""
    monkeypatch.setattr("tianbao.commands.demo.round.run_round", lambda *arguments: None)


@pytest.fixture
def folder(tmp_path: Path, run: Run, round_folder: Path) -> Path:
    """The folder that the commands run in, with all that they read."""
    shutil.copytree(round_folder, tmp_path / "2026")
    for name in ("in", "out"):
        (tmp_path / name).mkdir()
    (tmp_path / "in" / "a.xlsx").write_bytes(trip())
    (tmp_path / "in" / "b.xlsx").write_bytes(trip(2021))
    (tmp_path / "r.csv").write_text(ROSTER, encoding="utf-8")
    (tmp_path / "t.xlsx").write_bytes(own_template())
    return tmp_path


Tree = dict[str, tuple[str, bytes]]


def tree(folder: Path) -> Tree:
    """Return all that lies below a folder: what each thing is, and what it holds or leads to."""
    found: Tree = {}
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            found[name] = ("link", os.readlink(path).encode())
        elif path.is_file():
            found[name] = (f"{path.stat().st_mode:o}", path.read_bytes())
        else:
            found[name] = (f"{path.stat().st_mode:o}", b"")
    return found


_RESULTS: dict[str, bytes] = {}


def result_of(command: Command, run: Run, folder: Path) -> bytes:
    """Return what a command writes where there is nothing."""
    if command.name not in _RESULTS:
        before = tree(folder)
        assert run(*command.words)[0] in (0, 1)
        _RESULTS[command.name] = (folder / command.target).read_bytes()
        for name in sorted(tree(folder).keys() - before.keys(), reverse=True):
            (folder / name).unlink()
        assert tree(folder) == before
    return _RESULTS[command.name]


@cache
def result_changed(command: Command, result: bytes) -> bytes:
    """Return a result of a command in which somebody has changed something."""
    if command.target.endswith(".xlsx"):
        return changed(result, lambda book: put(book.sheetnames[0], "Z99", "批注")(book))
    if command.target.endswith(".txt"):
        return "已核对\n".encode() + result
    if command.target.endswith(".zip"):
        return with_part(result, "核对记录.txt")
    if command.target.endswith(".html"):
        return result.replace("未交回".encode(), "已交回".encode(), 1)
    if command.target.endswith(".csv"):
        return result.replace(b",", ",备注,".encode(), 1)
    if command.target.endswith(".parquet"):
        stream = io.BytesIO()
        pd.read_parquet(io.BytesIO(result)).iloc[:, 1:].to_parquet(stream)
        return stream.getvalue()
    return result.replace(b'"status"', b'"state"', 1)


# What is left


class Left(Enum):
    """What is left where a command writes."""

    NEW = auto()
    """Its result."""
    KEPT = auto()
    """What was there; and so is everything else."""


NEW, KEPT = Left.NEW, Left.KEPT
EVERY = frozenset(command.name for command in COMMANDS)
LONG = frozenset({"build --roster", "demo"})
"""What writes several workbooks: how `--overwrite` goes is seen at one row, once it is let through."""

FILLED = "a form with one input typed"
INPUT = frozenset(command.name for command in COMMANDS if command.reading is not None)

ROWS: tuple[tuple[str, frozenset[str], Left, Left], ...] = (
    # what is there                      commands  left   left with --overwrite
    ("nothing", EVERY, NEW, NEW),
    ("an empty file", EVERY, NEW, NEW),
    ("a result of its own", EVERY, NEW, NEW),
    ("a blank of ours", WORKBOOK, NEW, NEW),
    ("a form that we prefilled", WORKBOOK, NEW, NEW),
    ("the same, saved by another program", WORKBOOK, NEW, NEW),
    ("a blank whose seal is lost", WORKBOOK, NEW, NEW),
    ("one that somebody has emptied", WORKBOOK, NEW, NEW),
    ("a link to a result of its own", EVERY, NEW, NEW),
    (FILLED, EVERY, KEPT, NEW),
    ("a blank with a formula typed", WORKBOOK, KEPT, NEW),
    ("a blank with an explanation", WORKBOOK, KEPT, NEW),
    ("a blank with a comment", WORKBOOK, KEPT, NEW),
    ("a blank with a sheet more", WORKBOOK, KEPT, NEW),
    ("a blank with a picture", WORKBOOK, KEPT, NEW),
    ("one we prefilled, with a value less", WORKBOOK, KEPT, NEW),
    ("half of a filled form", EVERY, KEPT, NEW),
    ("a workbook of somebody else", EVERY, KEPT, NEW),
    ("a Word document", EVERY, KEPT, NEW),
    ("a text of somebody else", EVERY, KEPT, NEW),
    ("JSON of somebody else", EVERY, KEPT, NEW),
    ("a result of its own, changed since", EVERY, KEPT, NEW),
    ("a link to a form that came back", WORKBOOK, KEPT, NEW),
    ("a folder", EVERY - {"print", "correct"}, KEPT, KEPT),
    ("a result of its own, read-only", EVERY, KEPT, KEPT),
    ("a result of its own, open elsewhere", EVERY, KEPT, KEPT),
    ("links that lead to each other", EVERY, KEPT, KEPT),
    ("an input", INPUT, KEPT, KEPT),
    ("an input by another spelling", INPUT, KEPT, KEPT),
    ("a link to an input", INPUT, KEPT, KEPT),
    ("a hard link of an input", INPUT, KEPT, KEPT),
)


def lay(what: str, command: Command, run: Run, folder: Path) -> tuple[str, ...]:
    """Put something where a command will write; return the further words of the command."""
    target, elsewhere = folder / command.target, folder / "in" / Path(command.target).name
    if what in WORKBOOKS:
        target.write_bytes(workbook(what))
        return ()
    own = result_of(command, run, folder)
    match what.partition(", "):
        case ("nothing", _, _):
            pass
        case ("an empty file", _, _):
            target.touch()
        case ("a text of somebody else", _, _):
            target.write_text("会议纪要\n", encoding="utf-8")
        case ("JSON of somebody else", _, _):
            target.write_text(json.dumps([{"file": "a.xlsx", "amount": 1}]), encoding="utf-8")
        case ("a result of its own", _, "changed since"):
            target.write_bytes(result_changed(command, own))
        case ("a result of its own", _, how):
            target.write_bytes(own)
            if how == "read-only":
                target.chmod(0o444)
            elif how:
                target.with_name(f"~${target.name}").touch()
        case ("a folder", _, _):
            target.mkdir()
        case ("links that lead to each other", _, _):
            target.symlink_to(target)
        case ("a link to a result of its own" | "a link to a form that came back", _, _):
            elsewhere.write_bytes(own if what.endswith("own") else filled())
            target.symlink_to(elsewhere)
        case _:
            return lay_input(what, command, target, elsewhere)
    return ()


def lay_input(what: str, command: Command, target: Path, elsewhere: Path) -> tuple[str, ...]:
    """Let a command read what lies where it will write; return the words of the command for that."""
    content = b'{"department": {}}'
    if what in ("a link to an input", "a hard link of an input"):
        elsewhere.write_bytes(content)
        os.link(elsewhere, target) if "hard" in what else target.symlink_to(elsewhere)
        name = str(elsewhere)
    else:
        target.write_bytes(content)
        name = command.target if what == "an input" else os.path.join("in", "..", command.target)
    return (*(command.reading or ()), name)


def cases() -> Iterator[tuple[str, Command, Left, bool]]:
    for what, names, left, left_anyhow in ROWS:
        for command in COMMANDS:
            if command.name in names:
                yield what, command, left, False
                if left is KEPT and (left_anyhow is KEPT or command.name not in LONG or what == FILLED):
                    yield what, command, left_anyhow, True


@pytest.mark.parametrize(
    ("what", "command", "left", "overwrite"),
    some(list(cases()), 4),
    ids=lambda case: case.name if isinstance(case, Command | Left) else str(case),
)
def test_what_is_left(
    run: Run, folder: Path, what: str, command: Command, left: Left, overwrite: bool
) -> None:
    words = lay(what, command, run, folder)
    before, target = tree(folder), folder / command.target
    result = run(*command.words, *words, *(["--overwrite"] if overwrite else []))
    if left is KEPT:
        refused(result, Path(command.target).name)
        assert tree(folder) == before
        return
    assert result[0] in (0, 1), result
    assert target.read_bytes() == result_of(command, run, folder)
    after = tree(folder)
    real = target.resolve().relative_to(folder).as_posix()
    assert {name: held for name, held in before.items() if name != real}.items() <= after.items()
    assert target.is_symlink() == what.startswith("a link")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the platform has no named pipes")
@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_a_pipe_is_written_into(run: Run, folder: Path, command: Command) -> None:
    expected, pipe = result_of(command, run, folder), folder / command.target
    os.mkfifo(pipe)
    with ThreadPoolExecutor(1) as reader:
        taken = reader.submit(pipe.read_bytes)
        assert run(*command.words)[0] in (0, 1)
        assert taken.result() == expected
    assert pipe.is_fifo()


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="the platform has no such device")
@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_a_device_is_written_into(run: Run, folder: Path, command: Command) -> None:
    target = folder / command.target
    for device, statuses in (("/dev/null", (0, 1)), ("/dev/full", (2,))):
        target.symlink_to(device)
        before = os.stat(device)
        assert run(*command.words)[0] in statuses
        after = os.stat(device)
        assert (after.st_ino, after.st_rdev, after.st_mode) == (before.st_ino, before.st_rdev, before.st_mode)
        assert target.is_symlink()
        target.unlink()


# What is told, and when


def test_a_refusal_says_what_would_be_lost(run: Run, folder: Path) -> None:
    built = (*BUILD, "-o", "a.xlsx")
    two = changed(filled(), put("申报表", "E10", 1))
    for content, zh, en in (
        (filled(), "申报表!E9）", "(申报表!E9)"),
        (two, "申报表!E9 等 2 处", "申报表!E9 and 1 more"),
        (workbook("a blank with a comment"), "申报表!D5 的批注", "a comment at 申报表!D5"),
        (workbook("a blank with a picture"), "图片", "a picture"),
        (of_somebody_else(), "不是 tianbao 生成的", "not made by tianbao"),
    ):
        (folder / "a.xlsx").write_bytes(content)
        refused(run(*built), "a.xlsx", zh, "--overwrite")
        refused(run(*built, "--lang", "en"), "a.xlsx", en, "--overwrite")


def test_of_a_roster_all_files_are_named_and_none_is_written(run: Run, folder: Path) -> None:
    count = 25
    rows = "".join(f"{number},示例{number}局\n" for number in range(count))
    (folder / "r.csv").write_text(f"编码,单位名称\n{rows}", encoding="utf-8")
    for number in range(1, count):
        (folder / "out" / f"{number:03}_{number - 1}_示例{number - 1}局.xlsx").write_bytes(b"text")
    (folder / "out" / f"{count:03}_{count - 1}_示例{count - 1}局.xlsx").mkdir()
    before = tree(folder)
    status, out, err = run(*BUILD, "--roster", "r.csv", "-o", "out")
    assert (status, out, tree(folder)) == (2, "", before)
    assert "有 25 个文件不能写，所以一个也没有写" in err
    assert "020_19_示例19局.xlsx" in err
    assert "021_" not in err
    assert "另有 5 处" in err


def test_departments_of_a_roster_never_share_a_file(run: Run, folder: Path) -> None:
    assert run(*BUILD, "--roster", "r.csv", "-o", "out")[0] == 0
    (folder / ISSUED[1]).unlink()
    (folder / ISSUED[1]).symlink_to(folder / ISSUED[0])
    before = tree(folder)
    refused(run(*BUILD, "--roster", "r.csv", "-o", "out", "--lang", "en"), *ISSUED, "same file")
    assert tree(folder) == before


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((*BUILD, "-o", "x.pdf"), ".xlsx"),
        ((*BUILD, "-o", "x.xls"), ".xlsx"),
        ((*BUILD, "-o", "x.et"), ".xlsx"),
        ((*BUILD, "-o", "x"), ".xlsx"),
        ((*BUILD, "-o", "no/x.pdf"), ".xlsx"),
        ((*BUILD, "--roster", "r.csv", "-o", "x.xlsx"), "folder"),
        ((*SUM, "x.pdf"), ".xlsx"),
        ((*SUM, "x.csv", "--format", "csv"), "folder"),
        ((*SUM, "x.xlsx", "--format", "parquet"), "folder"),
        ((*READ, "x.xlsx"), ".xlsx"),
        ((*READ, "x.json"), ".json"),
        ((*READ, "x.JSON", "--format", "jsonl"), ".JSON"),
        ((*READ, "x.jsonl", "--format", "json"), ".jsonl"),
        ((*READ, "x.docx", "--format", "json"), ".docx"),
        (("round", "status", "2026", "-o", "x.pdf"), ".html"),
        (("round", "status", "2026", "-o", "x"), ".html"),
        (("round", "status", "2026", "-o", "x.html", "--format", "json"), "json"),
        ((*READ, "x.html"), ".html"),
        ((*SUM, "x.xls", "--template", "t.xlsx"), ".xlsx"),
        ((*SUM, "out", "--template", "t.xlsx", "--format", "csv"), "--format csv"),
        ((*SUM, "x.xlsx", "--template", "t.xlsx", "--unit", "亿元"), "--unit"),
        (("round", "summarize", "2026", "--template", "t.xlsx"), "-o"),
        (("demo", "x.xlsx"), "folder"),
    ],
)
def test_a_name_that_promises_something_else_is_a_mistake(
    run: Run, folder: Path, words: tuple[str, ...], told: str
) -> None:
    before = tree(folder)
    refused(run("--lang", "en", *words), told)
    refused(run("--lang", "en", *words, "--overwrite"), told)
    assert tree(folder) == before


def test_names_that_promise_nothing_else_are_taken(run: Run, folder: Path) -> None:
    for words in (
        (*BUILD, "-o", "x.XLSX"),
        (*BUILD, "--roster", "r.csv", "-o", "2026.名单"),
        (*READ, "x.log"),
        (*READ, "x.txt", "--format", "json"),
        (*READ, "x.ndjson", "--format", "jsonl"),
    ):
        assert run(*words)[0] in (0, 1)


@pytest.mark.parametrize("option", ["--values", "--last-year", "--key", "FORM"])
def test_whatever_is_read_is_never_replaced(run: Run, folder: Path, option: str) -> None:
    target = folder / "a.xlsx"
    shutil.copy(TRAVEL_PLAN, target) if option == "FORM" else target.write_bytes(filled())
    words = ("build", "./a.xlsx", "--year", "2020") if option == "FORM" else (*BUILD, option, "./a.xlsx")
    before = tree(folder)
    for more in ((), ("--overwrite",)):
        refused(run(*words, "-o", "a.xlsx", "--lang", "en", *more), "must not be overwritten")
    assert tree(folder) == before


@pytest.mark.parametrize("words", [("status",), ("summarize",)])
def test_what_a_round_is_kept_in_is_never_replaced(run: Run, folder: Path, words: tuple[str, ...]) -> None:
    """Not even what we made and nobody has touched, such as the roster or a blank that was issued."""
    assert run("round", "issue", "2026", "--only", "101001")[0] == 0
    assert run("round", "collect", "2026", "2026/issued")[0] == 0
    (folder / "link").symlink_to(folder / "2026" / "issued")
    (blank_there,) = (folder / "2026" / "issued").iterdir()
    (returned,) = (folder / "2026" / "returned").glob("*.xlsx")
    before = tree(folder)
    for output in ("2026/roster.xlsx", f"link/{blank_there.name}", f"2026/returned/{returned.name}"):
        for more in ((), ("--overwrite",)):
            refused(
                run("round", *words, "2026", "-o", output, "--lang", "en", *more), "must not be overwritten"
            )
    assert tree(folder) == before
    assert run("round", "status", "2026", "-o", "2026/status.xlsx")[0] == 0


def test_a_template_is_never_replaced(run: Run, folder: Path) -> None:
    before = tree(folder)
    for more in ((), ("--overwrite",)):
        words = (*SUM, "./t.xlsx", "--template", "t.xlsx", "--lang", "en", *more)
        refused(run(*words), "t.xlsx", "must not be overwritten")
    assert tree(folder) == before


def test_a_roster_among_what_it_asks_for_is_never_replaced(run: Run, folder: Path) -> None:
    (folder / ISSUED[0]).symlink_to(folder / "r.csv")
    before = tree(folder)
    for more in ((), ("--overwrite",)):
        words = (*BUILD, "--roster", "r.csv", "-o", "out", "--lang", "en", *more)
        refused(run(*words), ISSUED[0], "must not be overwritten")
    assert tree(folder) == before


def test_a_result_in_the_folder_that_is_read(run: Run, folder: Path) -> None:
    """It is replaced while it is ours, never read, and a form there is always an input."""
    shutil.copy(folder / "in" / "a.xlsx", folder / "in" / "b.xlsx")
    words = ("summarize", "in", "--form", str(TRAVEL_PLAN), "-o")
    assert run(*words, "in/s.xlsx")[0] in (0, 1)
    first = (folder / "in" / "s.xlsx").read_bytes()
    assert run(*words, "in/s.xlsx")[0] in (0, 1)
    assert (folder / "in" / "s.xlsx").read_bytes() == first
    (folder / "in" / "s.xlsx").write_bytes(
        changed(first, lambda book: put(book.sheetnames[0], "A1", "x")(book))
    )
    refused(run(*words, "in/s.xlsx", "--lang", "en"), "has changed this file since")
    assert run(*words, "in/s.xlsx", "--overwrite")[0] in (0, 1)
    assert (folder / "in" / "s.xlsx").read_bytes() == first
    refused(run(*words, "in/b.xlsx", "--overwrite", "--lang", "en"), "must not be overwritten")


def test_a_form_of_ones_own_is_known_by_its_definition(run: Run, folder: Path) -> None:
    words = ("build", str(TRAVEL_PLAN), "--year", "2020", "-o", "a.xlsx")
    assert run(*words)[0] == 0
    blank_trip = (folder / "a.xlsx").read_bytes()
    (folder / "a.xlsx").write_bytes(without_seal(blank_trip))
    refused(run(*BUILD, "-o", "a.xlsx"), "填写的内容")  # who does not know the form cannot tell
    assert run(*words)[0] == 0
    assert (folder / "a.xlsx").read_bytes() == blank_trip


def test_who_reads_hundreds_of_files_is_refused_before(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "r.json").write_text("{}")

    def read(*arguments: object, **options: object) -> None:
        raise AssertionError("too late")

    monkeypatch.setattr("collection.intake.read_batch.read_file", read)
    refused(run(*READ, "r.json", "--format", "json"), "r.json")
