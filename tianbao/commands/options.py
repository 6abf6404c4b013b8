"""The options that several commands have, and the language that a call speaks."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

import typer

from tianbao.commands.terminal.completion import form_names

__all__ = [
    "Department",
    "Folder",
    "FormName",
    "Forms",
    "GlobalLang",
    "Jobs",
    "Key",
    "Lang",
    "LinesOrJson",
    "Overwrite",
    "Password",
    "Scheduler",
    "Settings",
    "Severities",
    "SignedWith",
    "Speech",
    "TemplateFile",
    "Unit",
    "Year",
    "count_of",
]

_Language = Literal["zh", "en"]


@dataclass(slots=True)
class Speech:
    """The language of a call, known once its options are read: that of its errors."""

    language: _Language = "zh"


def count_of(given: str | int) -> int:
    """Return a whole number from 1 on, also in the full-width digits that a Chinese keyboard gives."""
    digits = str(given).strip()
    if not digits.isdecimal() or int(digits) < 1:
        raise typer.BadParameter(f"{digits!r} is not a whole number from 1 on.")
    return int(digits)


def _speak(context: typer.Context, language: _Language) -> _Language:
    """Let errors speak the language of a command as soon as it is known."""
    if isinstance(context.obj, Speech) and language in get_args(_Language):
        context.obj.language = language
    return language


def _speak_everywhere(context: typer.Context, language: _Language) -> _Language:
    """Let every command have the language as its default."""
    context.default_map = _below(context.command, language)
    return _speak(context, language)


def _below(command: Any, language: _Language) -> dict[str, Any]:
    """Return the defaults of a command: for a group, those of its commands."""
    commands = getattr(command, "commands", None)
    if commands is None:
        return {"lang": language}
    return {name: _below(one, language) for name, one in commands.items()}


FormName = Annotated[
    str,
    typer.Argument(
        metavar="FORM",
        help="A built-in form (see `tianbao forms`) or a FILE.yaml.",
        autocompletion=form_names,
    ),
]
Settings = Annotated[
    list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="A parameter of the form; repeatable.")
]
Year = Annotated[str | None, typer.Option("--year", metavar="YEAR", help="Short for --set year=YEAR.")]
Lang = Annotated[
    _Language,
    typer.Option("--lang", help="The language of the output.", is_eager=True, callback=_speak),
]
GlobalLang = Annotated[
    _Language,
    typer.Option(
        "--lang",
        envvar="TIANBAO_LANG",
        help="The language of all output, errors included; a command's own --lang takes precedence.",
        is_eager=True,
        callback=_speak_everywhere,
    ),
]
Forms = Annotated[
    list[Path] | None,
    typer.Option("--form", metavar="FILE.yaml", help="A form in addition to the built-in ones; repeatable."),
]
Key = Annotated[
    Path | None,
    typer.Option("--key", metavar="FILE", help="The bureau's secret key; the stamp is signed with it."),
]
SignedWith = Annotated[
    Path | None,
    typer.Option("--key", metavar="FILE", help="The bureau's secret key; the stamp must be signed with it."),
]
Password = Annotated[
    str | None,
    typer.Option(
        "--password",
        envvar="TIANBAO_PASSWORD",
        metavar="TEXT",
        show_envvar=True,
        help="Opens workbooks that are encrypted with it.",
    ),
]
Severities = Annotated[
    list[str] | None,
    typer.Option(
        "--severity",
        metavar="CODE=LEVEL",
        help="Take findings with this code for an error, a warning or a notice; repeatable.",
    ),
]
Overwrite = Annotated[
    bool,
    typer.Option(
        "--overwrite",
        help="Also replace files that someone changed or that tianbao did not make; never an input.",
    ),
]
LinesOrJson = Annotated[Literal["table", "json"], typer.Option("--format", help="Lines for people, or JSON.")]
Jobs = Annotated[
    int,
    typer.Option("--jobs", metavar="N", parser=count_of, help="Number of processes that read the files."),
]
Scheduler = Annotated[
    str | None,
    typer.Option(
        "--scheduler",
        envvar="TIANBAO_SCHEDULER",
        metavar="ADDRESS",
        show_envvar=True,
        help="Let a Dask cluster read the files instead, such as tcp://10.0.0.5:8786.",
    ),
]

Unit = Annotated[
    str | None,
    typer.Option(
        "--unit", metavar="UNIT", help="Show amounts in 亿元, 万元, 元, rounded so that the parts add up."
    ),
]

TemplateFile = Annotated[
    Path | None,
    typer.Option(
        "--template",
        metavar="FILE.xlsx",
        help="Fill in this workbook of your own, where it says {{department.name}} and the like.",
    ),
]

Folder = Annotated[Path, typer.Argument(metavar="FOLDER", help="The folder of the round.")]

Department = Annotated[str, typer.Argument(metavar="DEPARTMENT", help="The code of the department.")]
