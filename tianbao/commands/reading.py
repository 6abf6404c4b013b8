"""The commands for what came back: reading filled workbooks, and summing them up."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from tianbao.commands.options import Forms, Jobs, Lang, Overwrite, SignedWith

__all__ = ["read", "summarize"]


def read(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Workbooks, or folders of workbooks.")
    ],
    format: Annotated[
        Literal["table", "json", "jsonl"], typer.Option("--format", help="What to print.")
    ] = "table",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write the result to this file.")
    ] = None,
    form: Forms = None,
    key: SignedWith = None,
    all_: Annotated[bool, typer.Option("--all", help="List the files without findings too.")] = False,
    jobs: Jobs = 1,
    overwrite: Overwrite = False,
    lang: Lang = "zh",
) -> None:
    """Read filled workbooks: their values, and what is wrong with them."""
    from collection import JsonResult, ReportResult, closed_report
    from reader import Reading
    from templates import Text
    from tianbao.commands.console import columns, note, painter, put, put_json
    from tianbao.commands.outcomes import INTERRUPTED, read_all
    from tianbao.commands.writing import outputs_beside
    from tianbao.output.json_output import json_array, json_entry, json_line, reading_object
    from tianbao.output.report import Report

    if output is not None:
        keys = reading_object(Reading("")).keys()
        result = ReportResult() if format == "table" else JsonResult(keys, lines=format == "jsonl")
        outputs_beside(files, form, key, overwrite=overwrite).check({output: result})
    report = Report(lang, columns(), painter(output), every=all_)
    written: list[str] = []
    as_json = json_entry if format == "json" else json_line

    def take(reading: Reading) -> None:  # each reading is let go once it is written
        if format == "table":
            report.add(reading)
        else:
            written.append(as_json(reading_object(reading, lang)))

    outcomes = read_all(files, take, forms=form, key=key, output=output, jobs=jobs, language=lang)
    if outcomes.interrupted and output is not None:
        note(Text(f"未写入：{output}", f"Not written: {output}").say(lang))
        raise typer.Exit(INTERRUPTED)
    if format == "table":
        text = report.text(outcomes.passed_over, outcomes.total)
        put(text if output is None else closed_report(text, lang), output)
    else:
        put_json(json_array(written) if format == "json" else "".join(written), output)
        outcomes.note_passed_over(lang)
    if outcomes.count > 1 or format != "table":
        outcomes.note_unreadable(lang)
    raise typer.Exit(outcomes.exit_status)


def summarize(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE_OR_FOLDER...", help="Completed workbooks, or folders of them."),
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
    overwrite: Overwrite = False,
    lang: Lang = "zh",
) -> None:
    """Sum up filled workbooks: an overview, a table for each list of the form, and all findings."""
    from collection import WorkbookResult
    from collection import summarize as sum_up
    from reader import Reading
    from templates import Text
    from tianbao.commands.console import note
    from tianbao.commands.outcomes import CLEAN, ERRORS, INTERRUPTED, read_all
    from tianbao.commands.writing import outputs_beside
    from tianbao.output.report import summary_text

    outputs = outputs_beside(files, form, key, overwrite=overwrite)
    if format == "xlsx":
        outputs.check({output: WorkbookResult()})
    else:
        outputs.check_folder(output)
    readings: list[Reading] = []
    outcomes = read_all(files, readings.append, forms=form, key=key, output=output, jobs=jobs, language=lang)
    if outcomes.interrupted:
        note(Text(f"未写入：{output}", f"Not written: {output}").say(lang))
        raise typer.Exit(INTERRUPTED)
    summary = sum_up(readings, output, format, lang, outputs=outputs)
    note(summary_text(summary, output, lang).rstrip("\n"))
    outcomes.note_passed_over(lang)
    raise typer.Exit(max(outcomes.exit_status, ERRORS if summary.left_out else CLEAN))
