"""The commands for what came back: reading filled workbooks, and summing them up."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from tianbao.commands.options import Forms, Jobs, Lang, SignedWith

__all__ = ["read", "summarize"]


def read(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Workbooks, or folders of them.")],
    format: Annotated[
        Literal["table", "json", "jsonl"], typer.Option("--format", help="What to print.")
    ] = "table",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write it there instead.")
    ] = None,
    form: Forms = None,
    key: SignedWith = None,
    jobs: Jobs = 1,
    lang: Lang = "zh",
) -> None:
    """Read filled workbooks: their values, and what is wrong with them."""
    from tianbao.commands.console import columns, painter, put
    from tianbao.commands.json_output import json_lines, json_text, reading_object
    from tianbao.commands.readings import exit_status, note_unreadable, readings_of
    from tianbao.commands.report import report_text

    readings = readings_of(files, form, key, output, jobs)
    if format == "table":
        put(report_text(readings, lang, columns(), painter(output)), output)
    else:
        objects = [reading_object(reading, lang) for reading in readings]
        put(json_text(objects) if format == "json" else json_lines(objects), output)
    if len(readings) > 1 or format != "table":
        note_unreadable(readings, lang)
    raise typer.Exit(exit_status(readings))


def summarize(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE_OR_FOLDER...", help="Filled workbooks, or folders of them.")
    ],
    output: Annotated[
        Path,
        typer.Option(
            "--output", "-o", metavar="FILE_OR_FOLDER", help="A workbook; a folder for csv, parquet."
        ),
    ],
    format: Annotated[
        Literal["xlsx", "csv", "parquet"], typer.Option("--format", help="What to write.")
    ] = "xlsx",
    form: Forms = None,
    key: SignedWith = None,
    jobs: Jobs = 1,
    lang: Lang = "zh",
) -> None:
    """Sum up filled workbooks: an overview, a table for each list of the form, and all findings."""
    from collection import summarize as sum_up
    from tianbao.commands.console import note
    from tianbao.commands.readings import CLEAN, ERRORS, exit_status, readings_of
    from tianbao.commands.report import summary_text

    readings = readings_of(files, form, key, output, jobs)
    summary = sum_up(readings, output, format, lang)
    note(summary_text(summary, output, lang).rstrip("\n"))
    raise typer.Exit(max(exit_status(readings), ERRORS if summary.left_out else CLEAN))
