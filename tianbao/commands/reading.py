"""The commands for what came back: reading filled workbooks, and summing them up."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from tianbao.commands.options import (
    Forms,
    Jobs,
    Lang,
    Overwrite,
    Password,
    Scheduler,
    Severities,
    SignedWith,
    TemplateFile,
    Unit,
)

__all__ = ["compare", "diff", "inspect", "read", "summarize"]

_Roster = Annotated[
    Path | None,
    typer.Option("--roster", metavar="FILE", help="The departments: order, groups, who has returned none."),
]


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
    password: Password = None,
    severity: Severities = None,
    all_: Annotated[bool, typer.Option("--all", help="List the files without findings too.")] = False,
    jobs: Jobs = 1,
    scheduler: Scheduler = None,
    overwrite: Overwrite = False,
    lang: Lang = "zh",
) -> None:
    """Read filled workbooks: their values, and what is wrong with them."""
    from collection import JsonResult, ReportResult, closed_report
    from reader import Reading
    from templates import Text
    from tianbao.commands.outcomes import INTERRUPTED, read_all, read_settings
    from tianbao.commands.terminal.console import columns, note, painter, put, put_json
    from tianbao.commands.writing import outputs_beside
    from tianbao.output.json_output import json_array, json_entry, json_line, reading_object
    from tianbao.output.report import Report

    if output is not None:
        keys = reading_object(Reading("")).keys()
        result = ReportResult() if format == "table" else JsonResult(keys, lines=format == "jsonl")
        outputs_beside(files, form, key, overwrite=overwrite).check({output: result})
    settings = read_settings(form, key, password, severity)
    report = Report(lang, columns(), painter(output), every=all_)
    written: list[str] = []
    as_json = json_entry if format == "json" else json_line

    def take(reading: Reading) -> None:  # each reading is let go once it is written
        if format == "table":
            report.add(reading)
        else:
            written.append(as_json(reading_object(reading, lang)))

    outcomes = read_all(
        files, take, forms=form, settings=settings, output=output, by=(jobs, scheduler), language=lang
    )
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
    roster: _Roster = None,
    template: TemplateFile = None,
    unit: Unit = None,
    form: Forms = None,
    key: SignedWith = None,
    password: Password = None,
    severity: Severities = None,
    jobs: Jobs = 1,
    scheduler: Scheduler = None,
    overwrite: Overwrite = False,
    lang: Lang = "zh",
) -> None:
    """Sum up filled workbooks: a first page, tables of departments and items, all findings, charts."""
    from collection import fill_template, read_roster
    from collection import summarize as sum_up
    from reader import Reading
    from templates import Text
    from tianbao.commands.outcomes import CLEAN, ERRORS, INTERRUPTED, read_all, read_settings
    from tianbao.commands.terminal.console import note
    from tianbao.commands.writing import check_summary, check_template, outputs_beside, with_input
    from tianbao.output.report import summary_text

    check_template(template, output, {"--unit": unit is not None, f"--format {format}": format != "xlsx"})
    outputs = with_input(outputs_beside(files, form, key, overwrite=overwrite), template)
    check_summary(outputs, output, is_workbook=format == "xlsx")
    settings = read_settings(form, key, password, severity)
    found: list[Reading] = []
    outcomes = read_all(
        files, found.append, forms=form, settings=settings, output=output, by=(jobs, scheduler), language=lang
    )
    if outcomes.interrupted:
        note(Text(f"未写入：{output}", f"Not written: {output}").say(lang))
        raise typer.Exit(INTERRUPTED)
    cell_map = next((one.cell_map for one in found if one.cell_map is not None), None)
    departments = None if roster is None else read_roster(roster, cell_map)
    if template is None:
        summary = sum_up(found, output, format, lang, roster=departments, unit=unit, outputs=outputs)
    else:
        summary = fill_template(found, template, output, lang, roster=departments, outputs=outputs)
    note(summary_text(summary, output, lang).rstrip("\n"))
    outcomes.note_passed_over(lang)
    raise typer.Exit(max(outcomes.exit_status, ERRORS if summary.left_out else CLEAN))


def inspect(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A workbook that came back.")],
    format: Annotated[Literal["table", "json"], typer.Option("--format", help="What to print.")] = "table",
    form: Forms = None,
    key: SignedWith = None,
    password: Password = None,
    lang: Lang = "zh",
) -> None:
    """Show what the reader saw in a workbook: sheets, how the form was found, each cell and its value."""
    from reader import inspect_source
    from tianbao.commands.arguments import form_of
    from tianbao.commands.outcomes import CLEAN, FAILED, read_settings
    from tianbao.commands.terminal.console import columns, put, put_json
    from tianbao.output.inspected import inspection_object, inspection_text
    from tianbao.output.json_output import json_text

    forms = [form_of(str(path)) for path in form or ()]
    seen = inspect_source(file, forms, read_settings(form, key, password))
    if format == "json":
        put_json(json_text(inspection_object(seen, lang)), None)
    else:
        put(inspection_text(seen, lang, columns()), None)
    raise typer.Exit(FAILED if seen.reading.status == "unreadable" else CLEAN)


def diff(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="A filled workbook, or a record in JSON.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="What it is compared with.")],
    format: Annotated[Literal["table", "json"], typer.Option("--format", help="What to print.")] = "table",
    form: Forms = None,
    password: Password = None,
    lang: Lang = "zh",
) -> None:
    """Tell what changed between two filled workbooks, or a workbook and a record, field by field."""
    from collection import changes_between, filled_form_in
    from tianbao.commands.arguments import form_of
    from tianbao.commands.outcomes import CLEAN, ERRORS, read_settings
    from tianbao.commands.terminal.console import columns, put, put_json
    from tianbao.output.changes import change_object, changes_text
    from tianbao.output.json_output import json_text

    forms, settings = [form_of(str(path)) for path in form or ()], read_settings(form, None, password)
    changes = changes_between(*(filled_form_in(path, forms, settings) for path in (old, new)))
    if format == "json":
        put_json(json_text([change_object(change, lang) for change in changes]), None)
    else:
        put(changes_text(changes, lang, columns()), None)
    raise typer.Exit(ERRORS if changes else CLEAN)


_Least = Annotated[
    str | None,
    typer.Option(
        "--least",
        metavar="AMOUNT",
        help="Rank changes in percent from this figure on; by default a tenth of the usual one.",
    ),
]
_Earlier = Annotated[
    Path,
    typer.Argument(
        metavar="ROUND", help="The earlier round: its folder, a folder of returns, or a list of them (.txt)."
    ),
]


def compare(
    before: _Earlier,
    after: Annotated[Path, typer.Argument(metavar="ROUND", help="The later round, likewise.")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write the workbook to this file.")
    ] = None,
    format: Annotated[
        Literal["table", "json"], typer.Option("--format", help="What to print: a few lines, or all as JSON.")
    ] = "table",
    least: _Least = None,
    form: Forms = None,
    key: SignedWith = None,
    password: Password = None,
    jobs: Jobs = 1,
    overwrite: Overwrite = False,
    lang: Lang = "zh",
) -> None:
    """Set two rounds side by side: sums, departments, fields, projects and targets, year on year."""
    from collection import Comparison, WorkbookResult, open_sides, outputs_of, write_comparison
    from collection.comparison.tally import tallied
    from templates import Text
    from tianbao.commands.arguments import amount_of, form_of
    from tianbao.commands.outcomes import CLEAN, ERRORS, read_settings
    from tianbao.commands.terminal.console import note, put, put_json
    from tianbao.commands.terminal.progress import progress_line
    from tianbao.output.comparison import comparison_object, comparison_text
    from tianbao.output.json_output import json_text

    places, forms = (before, after), [form_of(str(path)) for path in form or ()]
    amount = None if least is None else amount_of(least)
    if output is not None:
        outputs = outputs_of(
            (*places, *(form or ()), *([key] if key else [])), output, forms, overwrite=overwrite
        )
        outputs.check({output: WorkbookResult()})
    settings = read_settings(form, key, password)
    with (
        progress_line(Text("读取", "Reading"), lang) as progress,
        open_sides(places, forms, settings, output=output, jobs=jobs, progress=progress) as sides,
    ):
        comparison = Comparison(sides, amount)
        if output is not None:
            tally = write_comparison(comparison, output, lang, progress=progress)
        elif format == "table":
            tally = tallied(comparison)
        told = json_text(comparison_object(comparison, lang)) if format == "json" else ""
    if format == "json":
        put_json(told, None)
        if output is not None:
            note(Text(f"已写入：{output}", f"Written: {output}").say(lang))
    else:
        put(comparison_text(comparison, tally, lang, output), None)
    raise typer.Exit(ERRORS if sides.has_unreadable else CLEAN)
