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
    from tianbao.commands.console import columns, painter, put, put_json
    from tianbao.commands.outcomes import Outcomes, readings_of
    from tianbao.output.json_output import json_array, json_lines, reading_object
    from tianbao.output.report import report_text

    outcomes = Outcomes()
    # each reading is let go once it is written
    readings = outcomes.watch(readings_of(files, form, key, output, jobs))
    if format == "table":
        put(report_text(readings, lang, columns(), painter(output)), output)
    else:
        objects = (reading_object(reading, lang) for reading in readings)
        put_json(json_array(objects) if format == "json" else json_lines(objects), output)
    if outcomes.count > 1 or format != "table":
        outcomes.note_unreadable(lang)
    raise typer.Exit(outcomes.exit_status)


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
    from tianbao.commands.outcomes import CLEAN, ERRORS, Outcomes, readings_of
    from tianbao.output.report import summary_text

    outcomes = Outcomes()
    readings = list(outcomes.watch(readings_of(files, form, key, output, jobs)))
    summary = sum_up(readings, output, format, lang)
    note(summary_text(summary, output, lang).rstrip("\n"))
    raise typer.Exit(max(outcomes.exit_status, ERRORS if summary.left_out else CLEAN))
