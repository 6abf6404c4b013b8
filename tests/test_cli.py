"""The command line: what each command prints, where it goes, and how it ends; every error is one sentence."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

import cli
from templates import UnknownForm, builtin_names
from templates.findings.errors import error_catalogue
from tests.collection.rounds import DEMO, form_map, returned
from tests.forms import TRAVEL_PLAN
from tests.other_files import PASSWORD, encrypted

ROOT = Path(__file__).parents[1]
COMMANDS = (
    "forms",
    "build",
    "read",
    "summarize",
    "correct",
    "print",
    "inspect",
    "diff",
    "compare",
    "map",
    "schema",
    "new",
    "check",
    "demo",
)
ROUND_COMMANDS = (
    *("new", "issue", "collect", "reread", "status"),
    *("accept", "refuse", "set-aside", "restore", "assign"),
)
SEED = DEMO["departments"][0]["values"]

Result = tuple[int, str, str]
Run = Callable[..., Result]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in an empty folder; return exit status, standard output and standard error."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: object) -> Result:
        status = cli.main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return status, out, err

    return call


def process(*arguments: object, **options: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a process of its own."""
    return subprocess.run(
        [sys.executable, ROOT / "cli.py", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, **options},
        check=False,
    )


def refused(result: Result, *words: str) -> None:
    """Check that a command ended in one sentence, and in nothing else."""
    status, out, err = result
    assert (status, out) == (2, "")
    assert err.count("\n") == 1
    assert "Traceback" not in err
    for word in words:
        assert word in err


# What there is


def test_every_command_of_a_round_has_its_help_and_a_language() -> None:
    runner = CliRunner()
    for command in ROUND_COMMANDS:
        assert f"\n  {command} " in runner.invoke(cli.app, ["round", "--help"]).output
        shown = runner.invoke(cli.app, ["round", command, "--help"])
        assert shown.exit_code == 0
        assert "--lang <zh|en>" in shown.output


def test_every_command_has_its_help() -> None:
    runner = CliRunner()
    listed = runner.invoke(cli.app, ["--help"])
    assert listed.exit_code == 0
    for command in COMMANDS:
        assert f"\n  {command} " in listed.output
        shown = runner.invoke(cli.app, [command, "--help"])
        assert shown.exit_code == 0
        assert "Usage: " in shown.output


def test_version(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.metadata.version", lambda name: "1.2.3")
    assert run("--version") == (0, "tianbao 1.2.3\n", "")


def test_version_of_what_is_not_installed(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from importlib.metadata import PackageNotFoundError

    def missing(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr("importlib.metadata.version", missing)
    assert run("--version") == (0, "tianbao（未安装 not installed）\n", "")


def test_forms(run: Run) -> None:
    status, out, err = run("forms")
    assert (status, err) == (0, "")
    assert out.startswith("department-goals 2  部门整体绩效目标申报表")
    assert "\n\ndepartment-self-evaluation 1  部门整体绩效自评表" in out
    assert "1–200" in out


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("nothing",),
        ("read",),
        ("build",),
        ("build", "department-goals"),
        ("read", "a", "--format", "xml"),
        ("--nothing",),
    ],
)
def test_a_wrong_call_is_told_where_to_look(run: Run, arguments: tuple[str, ...]) -> None:
    refused(run(*arguments), "--help`.")


def test_errors_speak_the_language_that_is_asked_for(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    zh, en = f"没有内置的表 none，内置的有 {'、'.join(builtin_names())}。", "There is no built-in form none;"
    refused(run("schema", "none"), zh)
    refused(run("--lang", "en", "schema", "none"), en)
    refused(run("--lang", "en", "map", "none"), en)
    refused(run("map", "none", "--lang", "en"), en)
    refused(run("--lang", "en", "map", "none", "--lang", "zh"), zh)
    refused(run("map", "--lang", "en", "none", "--set", "x"), en)
    refused(run("--lang", "en", "nothing"), "tianbao: No such command")
    refused(run("nothing"), "tianbao: 命令不对：“No such command")
    monkeypatch.setenv("TIANBAO_LANG", "en")
    refused(run("schema", "none"), en)
    refused(run("build"), "tianbao: Missing ")
    refused(run("--lang", "zh", "schema", "none"), zh)
    refused(run("schema", "none", "--lang", "zh"), zh)
    monkeypatch.setenv("TIANBAO_LANG", "fr")
    refused(run("schema", "none"), "TIANBAO_LANG", "fr")
    assert run("schema", "department-goals", "--year", 2020, "--lang", "zh")[0] == 2


def test_who_meets_no_error_does_not_wait_for_the_sentences(run: Run) -> None:
    error_catalogue.cache_clear()
    assert run("build", "department-goals", "--year", 2020, "-o", "a.xlsx")[0] == 0
    assert error_catalogue.cache_info().currsize == 0


def test_the_language_of_all_commands_can_be_set_once(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    head = run("map", "department-goals", "--year", 2020, "--lang", "en")[1]
    assert run("--lang", "en", "map", "department-goals", "--year", 2020)[1] == head
    monkeypatch.setenv("TIANBAO_LANG", "en")
    assert run("map", "department-goals", "--year", 2020)[1] == head
    assert run("map", "department-goals", "--year", 2020, "--lang", "zh")[1] != head


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_a_language(command: str) -> None:
    assert "--lang <zh|en>" in CliRunner().invoke(cli.app, [command, "--help"]).output


# build


def test_build_then_read(run: Run, tmp_path: Path) -> None:
    (tmp_path / "v.json").write_text(json.dumps(SEED, default=float), encoding="utf-8")
    status, out, err = run("build", "department-goals", "--year", 2020, "--values", "v.json", "-o", "a.xlsx")
    assert (status, out, err) == (0, "", "已生成 Built: a.xlsx\n")
    status, out, err = run("read", "a.xlsx", "--format", "json")
    assert (status, err) == (1, "")
    (shown,) = json.loads(out, parse_float=Decimal)
    assert shown["values"] == SEED
    errors = [entry for entry in shown["findings"] if entry["severity"] == "error"]
    assert [(entry["code"], entry["field"], entry["found"], entry["expected"]) for entry in errors] == [
        ("income-differs-from-expenditure", "expenditure.total.last_year", "953.33", "935.33")
    ]


def test_what_read_prints_can_be_built_again(run: Run, tmp_path: Path) -> None:
    returned(tmp_path / "a.xlsx")
    assert run("read", "a.xlsx", "--format", "json", "-o", "a.json") == (1, "", "已写入 Written: a.json\n")
    assert run("build", "department-goals", "--year", 2020, "--values", "a.json", "-o", "b.xlsx")[0] == 0
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_build_with_parameters_in_english_under_a_password(run: Run, tmp_path: Path) -> None:
    arguments = ("--set", "year=2021", "--set", "projects = 2", "--lang", "en", "--password", "secret")
    assert run("build", "department-goals", *arguments, "-o", "a.xlsx")[0] == 0
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["Declaration"]
    assert sheet["B3"].value == "Departmental performance goals declaration 2021"
    assert sheet.protection.password
    status, out, _ = run("read", "a.xlsx", "--format", "json")
    assert json.loads(out)[0]["parameters"]["projects"] == 2
    assert status == 1


def test_a_value_that_its_cell_should_not_hold_is_built_and_found(run: Run, tmp_path: Path) -> None:
    (tmp_path / "v.json").write_text('{"income": {"fiscal": {"amount": "abc"}}}')
    assert run("build", "department-goals", "--year", 2020, "--values", "v.json", "-o", "a.xlsx")[0] == 0
    (shown,) = json.loads(run("read", "a.xlsx", "--format", "json")[1])
    assert shown["values"]["income"]["fiscal"]["amount"] == "abc"
    assert ("not-a-number", "E9") in [(entry["code"], entry["cell"]) for entry in shown["findings"]]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["department-goals"], ["year"]),
        (["department-goals", "--year", "1999"], ["year", "1999", "2000", "2100"]),
        (["department-goals", "--year", "next"], ["year", "next"]),
        (["department-goals", "--year", "2020", "--set", "projects=201"], ["projects", "201", "200"]),
        (["department-goals", "--year", "2020", "--set", "unit=美元"], ["unit", "美元", "万元"]),
        (["department-goals", "--year", "2020", "--set", "rows=3"], ["rows", "output_rows"]),
        (["department-goals", "--year", "2020", "--set", "projects"], ["NAME=VALUE"]),
        (["department-goals", "--year", "2020", "--set", "=3"], ["NAME=VALUE"]),
        (["department-goals", "--year", "2020", "--set", "year=2021"], ["year", "two values"]),
        (["department-gaols", "--year", "2020"], ["department-gaols", "department-goals"]),
        (["missing.yaml", "--year", "2020"], ["missing.yaml", "cannot be read"]),
        (["x" * 300, "--year", "2020"], ["x" * 300, "department-goals"]),
        (["folder.yaml/form", "--year", "2020"], ["folder.yaml/form", "cannot be read"]),
        (
            ["department-goals", "--year", "2020", "--values", "missing.json"],
            ["missing.json", "cannot be read"],
        ),
        (["department-goals", "--year", "2020", "--password", "密码"], ["ASCII"]),
    ],
)
def test_build_refuses(run: Run, tmp_path: Path, arguments: list[str], words: list[str]) -> None:
    refused(run("build", *arguments, "-o", "a.xlsx", "--lang", "en"), *words)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ('{"departmnt": {}}', ["departmnt"]),
        ('{"projects": [{"nome": "a"}]}', ["projects[0].nome"]),
        ('{"income": {"total": {"amount": 1}}}', ["income.total.amount"]),
        ('{"projects": {}}', ["projects", "list"]),
        ('{"tasks": ["a"]}', ["tasks"]),
        ('{"department": "a"}', ["department"]),
        ('{"projects": [' + ", ".join(['{"name": "a"}'] * 21) + "]}", ["projects", "21", "20"]),
        ('{"annual_goals": [{"indicators": [{"level1": "成果"}]}]}', ["annual_goals[0].indicators", "成果"]),
        ('{"tasks": "a\\u0001"}', ["U+0001"]),
        ('{"tasks": "' + "长" * 40_000 + '"}', ["40000", "32767"]),
        ('{"tasks": NaN}', ["NaN"]),
        ('{"tasks": "a", "tasks": "b"}', ["tasks"]),
        ('{\n"tasks": }', ["v.json", "Line 2, column 10"]),
        ("[]", ["v.json", "not the values of one form"]),
    ],
)
def test_build_refuses_values(run: Run, tmp_path: Path, values: str, words: list[str]) -> None:
    (tmp_path / "v.json").write_text(values, encoding="utf-8")
    build = ("build", "department-goals", "--year", 2020, "--values", "v.json", "-o", "a.xlsx")
    refused(run(*build, "--lang", "en"), *words)
    assert [path.name for path in tmp_path.iterdir()] == ["v.json"]


def test_an_output_that_cannot_be_written(run: Run, tmp_path: Path) -> None:
    build = ("--lang", "en", "build", "department-goals", "--year", "2020", "-o")
    refused(run(*build, "no/a.xlsx"), "no", "no such folder")
    refused(run(*build, tmp_path), "This is a folder")
    (tmp_path / ".~lock.a.xlsx#").write_text("")
    (tmp_path / "a.xlsx").write_bytes(b"old")
    refused(run(*build, "a.xlsx"), "a.xlsx", "open in another program")
    returned(tmp_path / "r.xlsx")
    refused(run("read", "r.xlsx", "-o", "no/r.txt", "--lang", "en"), "no such folder")
    refused(run("summarize", "r.xlsx", "-o", "no/s.xlsx", "--lang", "en"), "no such folder")
    summarize = ("summarize", "r.xlsx", "--lang", "en", "-o")
    refused(run(*summarize, "no/s", "--format", "csv"), "cannot be created")
    refused(run(*summarize, "a.xlsx", "--format", "parquet"), "This is a file")
    refused(run("demo", "no/demo", "--lang", "en"), "cannot be created")
    assert (tmp_path / "a.xlsx").read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == [".~lock.a.xlsx#", "a.xlsx", "r.xlsx"]


# read


def test_a_clean_file(run: Run, tmp_path: Path) -> None:
    returned(tmp_path / "a.xlsx", DEMO["departments"][1]["values"])
    status, out, err = run("read", "a.xlsx")
    assert (status, err) == (0, "")
    assert out.splitlines()[0] == "a.xlsx  没有问题"


def test_warnings_are_no_failure(run: Run, tmp_path: Path) -> None:
    values = {**DEMO["departments"][1]["values"], "functions": "无"}
    returned(tmp_path / "a.xlsx", values)
    status, out, _ = run("read", "a.xlsx", "--lang", "en")
    assert status == 0
    assert out.splitlines()[0].startswith("a.xlsx  Warning 1")


def test_the_others_are_read_when_one_cannot_be(run: Run, tmp_path: Path) -> None:
    (tmp_path / "0.xlsx").write_text("no workbook")
    returned(tmp_path / "1.xlsx", DEMO["departments"][1]["values"])
    status, out, err = run("read", tmp_path, "missing.xlsx", "--format", "jsonl")
    assert status == 1
    assert [json.loads(line)["status"] for line in out.splitlines()] == ["unreadable", "clean", "unreadable"]
    assert [line.split(": ")[0] for line in err.splitlines()] == [str(tmp_path / "0.xlsx"), "missing.xlsx"]


@pytest.mark.program
def test_several_processes_say_the_same(run: Run, tmp_path: Path) -> None:
    (tmp_path / "back").mkdir()
    for number in range(3):
        returned(tmp_path / "back" / f"{number}.xlsx")
    (tmp_path / "back" / "3.xlsx").write_bytes(b"no workbook")
    for arguments in (("read", "back"), ("read", "back", "--format", "json")):
        assert run(*arguments, "--jobs", 2) == run(*arguments)
    one, other = (run("summarize", "back", "-o", "s.xlsx", "--jobs", jobs) for jobs in (1, 2))
    assert one == other
    status, _, err = run("read", "back", "--jobs", 0)
    assert status == 2
    assert "--jobs" in err


def test_nothing_that_can_be_read(run: Run, tmp_path: Path) -> None:
    status, out, err = run("read", "missing.xlsx", "--format", "json")
    assert (status, err.count("\n")) == (2, 1)
    assert json.loads(out)[0] | {"findings": []} == {
        "file": "missing.xlsx",
        "status": "unreadable",
        "department": None,
        "form": None,
        "version": None,
        "parameters": None,
        "stamp": None,
        "values": None,
        "computed": None,
        "findings": [],
        "explanations": [],
    }
    status, out, err = run("read", "missing.xlsx")
    assert (status, err) == (2, "")
    assert "file-not-found" in out
    (tmp_path / "empty").mkdir()
    refused(run("read", "empty", "--lang", "en"), "no workbook")
    refused(run("summarize", "empty", "-o", "s.xlsx", "--lang", "en"), "no workbook")
    refused(run("summarize", "missing.xlsx", "-o", "s.xlsx", "--lang", "en"), "nothing to summarize")


def test_a_form_of_ones_own(run: Run, tmp_path: Path) -> None:
    assert run("build", TRAVEL_PLAN, "--year", 2020, "-o", "t.xlsx")[0] == 0
    assert json.loads(run("read", "t.xlsx", "--format", "jsonl")[1])["findings"][0]["code"] == "unknown-form"
    status, out, _ = run("read", "t.xlsx", "--form", TRAVEL_PLAN, "--format", "jsonl")
    assert (status, json.loads(out)["form"]) == (1, "travel-plan")
    assert run("summarize", "t.xlsx", "--form", TRAVEL_PLAN, "-o", "s.xlsx")[0] == 1
    names = ["概况", "总表", "trips", "意见", "未报", "说明", "图表"]
    assert openpyxl.load_workbook(tmp_path / "s.xlsx").sheetnames == names
    refused(run("read", "t.xlsx", "--form", "missing.yaml"), "missing.yaml")
    refused(run("read", "t.xlsx", "--form", "travel-paln"), "travel-paln")


# summarize


def test_summarize_says_what_fell_out(run: Run, tmp_path: Path) -> None:
    for number, entry in enumerate(DEMO["departments"]):
        returned(tmp_path / f"{number}.xlsx", entry["values"])
    returned(tmp_path / "old.xlsx", year=2019)
    status, out, err = run("summarize", tmp_path, "-o", "s.xlsx")
    assert (status, out) == (1, "")
    assert err.splitlines()[0] == "已汇总 3 份：s.xlsx"
    assert "old.xlsx" in err.splitlines()[-1]
    assert "[other-round]" in err.splitlines()[-1]
    assert run("summarize", tmp_path, "-o", "s.xlsx")[2] == err


def test_a_clean_summary(run: Run, tmp_path: Path) -> None:
    returned(tmp_path / "a.xlsx", DEMO["departments"][1]["values"])
    assert run("summarize", "a.xlsx", "-o", "s.xlsx", "--lang", "en") == (
        0,
        "",
        "1 forms summed up: s.xlsx\n",
    )
    assert run("summarize", "a.xlsx", "-o", "out", "--format", "parquet")[0] == 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "findings.parquet",
        "funds.parquet",
        "indicators.parquet",
        "overview.parquet",
        "projects.parquet",
    ]
    returned(tmp_path / "old.xlsx", DEMO["departments"][1]["values"], year=2019)
    assert run("summarize", "a.xlsx", "old.xlsx", "-o", "s.xlsx")[0] == 1


# map, schema, check, demo


def test_map(run: Run) -> None:
    status, out, err = run("map", "department-goals", "--year", 2020, "--format", "json")
    assert (status, err) == (0, "")
    entries = json.loads(out)
    assert len(entries) == len(form_map().cells)
    assert list(entries[0]) == [
        "field", "sheet", "cell", "extent", "role", "kind", "formula", "required", "label",
    ]  # fmt: skip
    status, out, _ = run("map", "department-goals", "--year", 2020, "--lang", "en")
    assert out.splitlines()[0].split() == ["Cell", "Role", "Kind", "Required", "Label", "Field", "Formula"]


def test_schema(run: Run) -> None:
    status, out, err = run("schema", "department-goals", "--set", "year=2020")
    assert (status, err) == (0, "")
    schema = json.loads(out)
    Draft202012Validator.check_schema(schema)
    values = json.loads(json.dumps(SEED, default=float))
    assert Draft202012Validator(schema).is_valid(values)
    assert not Draft202012Validator(schema).is_valid({"nothing": 1})


def test_check(run: Run, tmp_path: Path) -> None:
    status, out, err = run("check", TRAVEL_PLAN)
    assert (status, out, err) == (0, f"{TRAVEL_PLAN}: 没有错误 No mistakes (travel-plan 3).\n", "")
    broken = (
        TRAVEL_PLAN.read_text(encoding="utf-8")
        .replace("max_length: 40", "max_lenght: 40")
        .replace("span: 5", "spam: 5")
    )
    (tmp_path / "b.yaml").write_text(broken, encoding="utf-8")
    status, out, err = run("--lang", "en", "check", "b.yaml")
    assert status == 1
    assert [line.split(": ")[0] for line in out.splitlines()] == ["b.yaml:21", "b.yaml:27"]
    assert "Did you mean `max_length`?" in out
    assert err == "2 处错误 mistakes.\n"
    status, out, err = run("check", "b.yaml")
    assert [line.split(": ")[0] for line in out.splitlines()] == ["b.yaml:21", "b.yaml:27"]
    assert "这里没有键 `max_lenght`。是不是 `max_length`？" in out
    refused(run("--lang", "en", "check", "missing.yaml"), "missing.yaml", "cannot be read")
    refused(run("--lang", "en", "check", tmp_path), "cannot be read")
    status, out, err = run("build", "b.yaml", "--year", 2020, "-o", "a.xlsx")
    assert (status, out) == (2, "")
    assert [line.split(": ")[0] for line in err.splitlines()] == ["b.yaml:21", "b.yaml:27"]


def test_demo(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its forms; its round is looked at in `tests.tianbao.commands.test_demo_round`."""
    monkeypatch.setattr("tianbao.commands.demo.round.run_round", lambda *arguments: None)
    status, out, err = run("demo")
    assert (status, err) == (0, "")
    assert "印的是 935.33，按明细计算应为 953.33" in out
    assert len(list((tmp_path / "tianbao-demo").glob("*.xlsx"))) == 5
    assert "Filled with real data" in run("demo", "other", "--lang", "en")[1]


# Terminals, pipes and interruptions


def on_a_terminal(*arguments: object, **options: str) -> str:
    """Run the command with a terminal as standard output and error; return all that it shows."""
    terminal, end = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "80", **options}
    with subprocess.Popen(
        [sys.executable, ROOT / "cli.py", *map(str, arguments)], stdout=end, stderr=end, env=environment
    ) as command:
        os.close(end)
        shown = b""
        try:
            while part := os.read(terminal, 4096):
                shown += part
        except OSError:
            pass  # how a terminal says that nobody writes to it any more
        command.wait()
    os.close(terminal)
    return shown.decode()


@pytest.mark.program
def test_colour_only_on_a_terminal(tmp_path: Path) -> None:
    returned(tmp_path / "a.xlsx")
    returned(tmp_path / "b.xlsx")
    options = {"NO_COLOR": ""}
    shown = on_a_terminal("read", tmp_path, **options)
    assert "\x1b[31m" in shown
    assert re.search(r"\x1b\[[\d;]*m", on_a_terminal("read", tmp_path, NO_COLOR="1")) is None
    piped = process("read", tmp_path, **options)
    assert "\x1b" not in piped.stdout
    assert piped.stderr == ""
    assert piped.returncode == 1


@pytest.mark.program
def test_output_is_utf_8_whatever_the_locale(tmp_path: Path) -> None:
    returned(tmp_path / "a.xlsx")
    shown = process(
        "read", tmp_path, "--format", "json", LC_ALL="C", PYTHONIOENCODING="ascii", PYTHONUTF8="0"
    )
    assert json.loads(shown.stdout)[0]["values"]["department"]["name"] == "鄂州市住房公积金中心"


@pytest.mark.program
def test_a_reader_that_has_had_enough_is_told_nothing() -> None:
    with subprocess.Popen(
        [
            sys.executable,
            ROOT / "cli.py",
            "map",
            "department-goals",
            "--year",
            "2020",
            "--set",
            "projects=200",
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as command:
        assert command.stdout is not None
        assert command.stderr is not None
        command.stdout.close()
        assert command.stderr.read() == b""
        command.wait()


def test_an_interruption_is_no_error(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted() -> dict[str, tuple[str, ...]]:
        raise KeyboardInterrupt

    monkeypatch.setattr("templates.builtin_versions", interrupted)
    assert run("forms")[0] == 130


def test_a_mistake_of_the_toolkit_is_not_hidden(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> dict[str, tuple[str, ...]]:
        raise ZeroDivisionError

    monkeypatch.setattr("templates.builtin_versions", broken)
    with pytest.raises(ZeroDivisionError):
        run("forms")


def test_names_of_forms_are_no_paths(run: Run, tmp_path: Path) -> None:
    (tmp_path / "department-goals").write_text("not a form")
    assert run("map", "department-goals", "--year", 2020)[0] == 0
    assert issubclass(UnknownForm, ValueError)


def test_an_encrypted_workbook_is_read_with_its_password(run: Run, tmp_path: Path) -> None:
    returned(tmp_path / "a.xlsx")
    expected = run("read", "a.xlsx")
    (tmp_path / "a.xlsx").write_bytes(encrypted((tmp_path / "a.xlsx").read_bytes()))
    assert "[encrypted]" in run("read", "a.xlsx")[1]
    assert run("read", "a.xlsx", "--password", PASSWORD) == expected
    assert "[wrong-password]" in run("read", "a.xlsx", "--password", "1")[1]


def test_a_finding_is_as_severe_as_the_bureau_says(run: Run, tmp_path: Path) -> None:
    returned(tmp_path / "a.xlsx")
    code = "income-differs-from-expenditure"
    assert run("read", "a.xlsx")[0] == 1
    status, out, _ = run("read", "a.xlsx", "--severity", f"{code}=notice")
    assert status == 0
    assert "错误" not in out
    refused(run("read", "a.xlsx", "--severity", f"{code}=fatal", "--lang", "en"), "notice", "LEVEL")
    refused(
        run("read", "a.xlsx", "--severity", code[:-1] + "=error", "--lang", "en"), f"did you mean {code}?"
    )
    refused(run("summarize", "a.xlsx", "-o", "s.xlsx", "--severity", "x=error", "--lang", "en"), "brackets")
