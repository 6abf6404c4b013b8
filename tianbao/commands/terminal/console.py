"""What a command prints: results to standard output or a file, everything else to standard error."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import typer

from templates.findings.finding import Severity
from tianbao.commands.terminal.streams import write_utf_8
from tianbao.output.terminal import Paint, plain_paint

__all__ = ["columns", "note", "painter", "put", "put_json"]

_COLOURS = {"error": typer.colors.RED, "warning": typer.colors.YELLOW, "notice": typer.colors.BLUE}


def put(text: str, output: Path | None = None) -> None:
    """Print what a person reads, or write it to a file, in UTF-8, whole or not at all."""
    if output is None:
        typer.echo(text, nl=False)
        return
    from template_builder import replace_file

    replace_file(output, text.encode("utf-8", "backslashreplace"))
    note(f"已写入 Written: {output}")


def put_json(text: str, output: Path | None = None) -> None:
    """Print what a program reads, or write it to a file: in UTF-8 everywhere."""
    if output is None:
        write_utf_8(text)
    else:
        put(text, output)


def note(text: str, *, newline: bool = True) -> None:
    """Print a line for the person at the terminal, apart from the result."""
    typer.echo(text, err=True, nl=newline)


def painter(output: Path | None = None) -> Paint:
    """Return what colours the findings: on a terminal, unless colour is not wanted there."""
    wanted = output is None and sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    return _paint if wanted else plain_paint


def _paint(text: str, severity: Severity) -> str:
    return typer.style(text, fg=_COLOURS[severity], bold=severity == "error")


def columns() -> int:
    """Return how many Latin characters a line of the terminal has, at least 40."""
    return max(shutil.get_terminal_size((100, 24)).columns, 40)
