"""The Tab key: commands, options, forms and languages; for files the shell is left to itself."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

import cli
from templates import builtin_names
from tests.test_cli import COMMANDS

ROOT = Path(__file__).parents[4]

Complete = Callable[..., list[str]]


def asked(shell: str, words: tuple[str, ...]) -> Mapping[str, str]:
    """Return the environment by which a shell asks how the last of the words goes on."""
    line = " ".join(("tianbao", *words))
    told = {"_TIANBAO_COMPLETE": f"complete_{shell}"}
    match shell:
        case "bash":
            return told | {"COMP_WORDS": line.replace(" ", "\n"), "COMP_CWORD": str(len(words))}
        case "powershell":
            return told | {"_TYPER_COMPLETE_ARGS": line, "_TYPER_COMPLETE_WORD_TO_COMPLETE": words[-1]}
        case "fish":
            return told | {"_TYPER_COMPLETE_ARGS": line, "_TYPER_COMPLETE_FISH_ACTION": "get-args"}
        case _:
            return told | {"_TYPER_COMPLETE_ARGS": line}


@pytest.fixture
def complete(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Complete:
    """Return what the Tab key offers after some words, the last of which is begun."""
    monkeypatch.chdir(tmp_path)

    def offered(*words: str, shell: str = "bash") -> list[str]:
        with monkeypatch.context() as patch:
            for name, value in asked(shell, words).items():
                patch.setenv(name, value)
            with pytest.raises(SystemExit) as ended:
                cli.main([])
        assert ended.value.code in (0, None)
        return capsys.readouterr().out.split("\n")[:-1]

    return offered


def test_forms_are_offered_and_definitions_beside(complete: Complete, tmp_path: Path) -> None:
    for name in ("部门表.yaml", "b.YML", "notes.txt"):
        (tmp_path / name).write_text("", encoding="utf-8")
    for command in ("build", "map", "schema"):
        assert complete(command, "department-g") == ["department-goals"]
        assert complete(command, "") == [*builtin_names(), "b.YML", "部门表.yaml"]
        assert complete(command, "部") == ["部门表.yaml"]
    assert complete("build", "-o", "a.xlsx", "--year", "2020", "department-g") == ["department-goals"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_every_shell_is_told(complete: Complete, shell: str) -> None:
    def has(offered: list[str], *words: str) -> bool:
        return all(any(word in line for line in offered) for word in words)

    assert has(complete("build", "dep", shell=shell), "department-goals")
    assert has(complete("map", "--lang", "e", shell=shell), "en")
    assert has(complete("summa", shell=shell), "summarize")


def test_languages_formats_commands_and_options_are_offered(complete: Complete) -> None:
    assert sorted(complete("")) == sorted((*COMMANDS, "round"))
    assert complete("round", "i") == ["issue"]
    assert complete("--lang", "") == complete("read", "--lang", "") == ["zh", "en"]
    assert complete("read", "--format", "j") == ["json", "jsonl"]
    assert complete("build", "department-goals", "--ro") == ["--roster"]


def test_an_option_that_ends_the_command_prints_nothing_into_what_is_offered(complete: Complete) -> None:
    assert complete("--version", "bui") == ["build"]


@pytest.mark.parametrize(
    "words",
    [
        ("read", ""),
        ("summarize", "a"),
        ("check", ""),
        ("build", "folder/fo"),
        ("build", "department-goals", "-o", ""),
        ("build", "department-goals", "--roster", ""),
        ("read", "--form", ""),
        ("read", "--key", ""),
    ],
)
def test_files_are_left_to_the_shell(complete: Complete, words: tuple[str, ...]) -> None:
    assert complete(*words) == [""]


@pytest.mark.program
def test_bash_takes_what_is_shown_and_what_is_installed(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    command = tmp_path / "bin" / "tianbao"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{ROOT / "cli.py"}" "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    script = """
    tianbao --install-completion >&2
    eval "$(tianbao --show-completion)"
    for word in department-g '' ; do
        COMP_WORDS=(tianbao build "$word") COMP_CWORD=2
        _tianbao_completion tianbao
        echo "${#COMPREPLY[@]} ${COMPREPLY[*]}"
    done
    COMP_WORDS=(tianbao read '')
    _tianbao_completion tianbao
    echo "${#COMPREPLY[@]}"
    complete -p tianbao
    """
    path = f"{command.parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "--norc", "-c", script],
        capture_output=True,
        encoding="utf-8",
        cwd=tmp_path,
        env={**os.environ, "HOME": str(tmp_path), "PATH": path},
        check=False,
    )
    assert done.stdout.splitlines() == [
        "1 department-goals",
        f"{len(builtin_names())} {' '.join(builtin_names())}",
        "0",
        "complete -o default -F _tianbao_completion tianbao",
    ]
    installed = tmp_path / ".bash_completions" / "tianbao.sh"
    assert str(installed) in (tmp_path / ".bashrc").read_text(encoding="utf-8")
    assert "_tianbao_completion" in installed.read_text(encoding="utf-8")
