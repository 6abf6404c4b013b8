"""The commands of a collection round: `tianbao round new`, `issue`, `collect`, `status`, and decisions."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from tianbao.commands.options import Jobs, Lang, Overwrite, Settings, Unit, Year

__all__ = ["rounds"]

rounds = typer.Typer(
    name="round",
    help="Run a collection round from one folder: what goes out, what comes back, what is known of it.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

_Folder = Annotated[Path, typer.Argument(metavar="FOLDER", help="The folder of the round.")]
_Form = Annotated[str, typer.Option("--form", metavar="FORM", help="A built-in form or a FILE.yaml.")]
_Roster = Annotated[Path, typer.Option("--roster", metavar="FILE", help="The departments (.xlsx, .csv).")]
_Deadline = Annotated[
    str,
    typer.Option("--deadline", metavar="DATE", help="Returns are late after the end of this day."),
]
_Only = Annotated[
    list[str] | None,
    typer.Option("--only", metavar="CODE", help="The department with this code alone; repeatable."),
]

_Department = Annotated[str, typer.Argument(metavar="DEPARTMENT", help="The code of the department.")]
_Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; the ledger keeps it.")]
_File = Annotated[
    str | None,
    typer.Option(
        "--file", metavar="NAME_OR_DIGEST", help="A file of the department; by default its current return."
    ),
]


@rounds.command()
def new(
    folder: _Folder,
    form: _Form,
    roster: _Roster,
    deadline: _Deadline,
    settings: Settings = None,
    year: Year = None,
    lang: Lang = "zh",
) -> None:
    """Begin a round: a folder with its settings, its roster, its key and its ledger."""
    from collection import RoundSettings, new_round
    from templates import Text, builtin_names
    from tianbao.commands.arguments import day_of, form_of, settings_of
    from tianbao.commands.terminal.console import note

    parameters = form_of(form).settle(settings_of(settings or (), year))
    definition = None if form in builtin_names() else Path(form)
    count = new_round(
        folder, RoundSettings(form, day_of(deadline), parameters, language=lang), roster, definition
    )
    said = Text(
        "已建立收表文件夹：{folder}（{count} 个部门）", "Began a round in {folder} with {count} departments"
    )
    note(said.say(lang).format(folder=folder, count=count))


@rounds.command()
def issue(
    folder: _Folder,
    only: _Only = None,
    last_year: Annotated[
        Path | None,
        typer.Option(
            "--from", metavar="FOLDER", help="Last year's round, or a folder of its returns, to carry over."
        ),
    ] = None,
    lang: Lang = "zh",
) -> None:
    """Make a signed workbook for each department that has none yet."""
    from collection import issue_round, open_round
    from templates import Text
    from tianbao.commands.terminal.console import note
    from tianbao.commands.terminal.progress import progress_line
    from tianbao.output.rounds import roster_changes

    with progress_line(Text("生成", "Building"), lang) as progress:
        issued = issue_round(open_round(folder), only or (), last_year=last_year, progress=progress)
    for line in roster_changes(issued.changes, lang):
        note(line)
    said = Text(
        "已生成 {count} 份，此前已有 {before} 份：{folder}",
        "Built {count} workbooks, {before} were there before: {folder}",
    )
    note(said.say(lang).format(count=len(issued.files), before=issued.before, folder=folder / "issued"))


@rounds.command()
def mail(folder: _Folder, lang: Lang = "zh") -> None:
    """Write a letter with its workbook to each department, as drafts that any mail program sends."""
    from collection import mail_round, open_round
    from tianbao.commands.outcomes import tell_letters

    tell_letters(mail_round(open_round(folder)), lang)


@rounds.command()
def remind(folder: _Folder, lang: Lang = "zh") -> None:
    """Write a letter to each department that has returned nothing readable, once on a day."""
    from datetime import datetime

    from collection import open_round, remind_round
    from tianbao.commands.outcomes import tell_letters

    tell_letters(remind_round(open_round(folder), datetime.now().astimezone().date()), lang)


@rounds.command()
def correct(folder: _Folder, lang: Lang = "zh") -> None:
    """Make a correction workbook and a letter for each department whose return has errors."""
    from collection import correct_round, open_round
    from tianbao.commands.outcomes import tell_letters

    tell_letters(correct_round(open_round(folder)), lang)


@rounds.command()
def collect(
    folder: _Folder,
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE_OR_FOLDER...", help="What came back: files, folders, archives."),
    ],
    jobs: Jobs = 1,
    lang: Lang = "zh",
) -> None:
    """Take in what came back: keep each file as it came, read it, and note whose it is."""
    from collection import collect as collect_files
    from collection import open_round
    from templates import Text
    from tianbao.commands.terminal.console import note
    from tianbao.commands.terminal.progress import progress_line
    from tianbao.output.rounds import collected_lines

    with progress_line(Text("收取", "Collecting"), lang) as progress:
        collected = collect_files(open_round(folder), files, jobs=jobs, progress=progress)
    for line in collected_lines(collected, lang):
        note(line)


@rounds.command()
def status(
    folder: _Folder,
    format: Annotated[
        Literal["table", "json"], typer.Option("--format", help="A table for people, or JSON.")
    ] = "table",
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Write a page (.html) or a workbook (.xlsx) instead."
        ),
    ] = None,
    overwrite: Overwrite = False,
    lang: Lang = "zh",
) -> None:
    """Show where every department is: what came back, when, and whether it has errors."""
    import json
    from datetime import datetime

    from collection import CollectionError, open_round, overview_of_round, write_status
    from tianbao.commands.terminal.console import columns, note, put, put_json
    from tianbao.output.round_overview import overview_text, overview_to_dict

    if output is not None and format == "json":
        raise CollectionError("copy-format-against-suffix", path=output, format=format)
    round = open_round(folder)
    with round.ledger() as ledger:
        overview = overview_of_round(round, ledger, datetime.now().astimezone().date())
    if output is not None:
        write_status(overview, output, lang, outputs=round.outputs(output, overwrite=overwrite))
        note(f"已写入 Written: {output}")
    elif format == "json":
        put_json(json.dumps(overview_to_dict(overview), ensure_ascii=False, indent=2) + "\n")
    else:
        put(overview_text(overview, lang, columns()))


@rounds.command()
def reread(folder: _Folder, jobs: Jobs = 1, lang: Lang = "zh") -> None:
    """Read all returns anew by the rules and severities of now, and say what became different."""
    from collection import open_round
    from collection import reread as reread_files
    from templates import Text
    from tianbao.commands.terminal.console import note
    from tianbao.commands.terminal.progress import progress_line
    from tianbao.output.rounds import reread_lines

    with progress_line(Text("重读", "Reading anew"), lang) as progress:
        changes = reread_files(open_round(folder), jobs=jobs, progress=progress)
    for line in reread_lines(changes, lang):
        note(line)


@rounds.command()
def accept(
    folder: _Folder, department: _Department, reason: _Reason, file: _File = None, lang: Lang = "zh"
) -> None:
    """Accept a return of a department: it counts until another comes."""
    _decide(folder, "accepted", department, reason, file, lang)


@rounds.command()
def refuse(
    folder: _Folder, department: _Department, reason: _Reason, file: _File = None, lang: Lang = "zh"
) -> None:
    """Refuse a return of a department: it is to send another."""
    _decide(folder, "refused", department, reason, file, lang)


@rounds.command("set-aside")
def set_aside(
    folder: _Folder, department: _Department, reason: _Reason, file: _File = None, lang: Lang = "zh"
) -> None:
    """Leave a return out of account; no earlier one takes its place by itself."""
    _decide(folder, "set-aside", department, reason, file, lang)


@rounds.command()
def restore(
    folder: _Folder, department: _Department, reason: _Reason, file: _File = None, lang: Lang = "zh"
) -> None:
    """Take a decision on a return back."""
    _decide(folder, "restored", department, reason, file, lang)


@rounds.command()
def assign(
    folder: _Folder,
    file: Annotated[str, typer.Argument(metavar="FILE", help="The name of a file that came, or its digest.")],
    department: _Department,
    reason: _Reason,
    lang: Lang = "zh",
) -> None:
    """Say whose a file is."""
    from collection import assign as assign_file
    from collection import open_round
    from tianbao.commands.terminal.console import note
    from tianbao.output.rounds import decision_line

    one = assign_file(open_round(folder), file, department, reason)
    note(decision_line("assigned", department, one.path, lang))


@rounds.command()
def amend(
    folder: _Folder,
    department: _Department,
    field: Annotated[str, typer.Argument(metavar="FIELD", help="The path of a field in its record.")],
    value: Annotated[str, typer.Argument(metavar="VALUE", help="What it is to hold; '' for nothing.")],
    reason: _Reason,
    lang: Lang = "zh",
) -> None:
    """Put another value into a return, as was settled by phone; it holds until another file comes."""
    from collection import amend as amend_figure
    from collection import open_round
    from tianbao.commands.terminal.console import note
    from tianbao.output.rounds import decision_line

    one = amend_figure(open_round(folder), department, field, value, reason)
    note(decision_line("amended", department, f"{one.path}: {field} = {value}", lang))


def _decide(
    folder: Path, decision: str, department: str, reason: str, file: str | None, lang: Literal["zh", "en"]
) -> None:
    from collection import EventKind, decide, open_round
    from tianbao.commands.terminal.console import note
    from tianbao.output.rounds import decision_line

    one = decide(open_round(folder), EventKind(decision), department, reason, file)
    note(decision_line(decision, department, one.path, lang))


@rounds.command()
def summarize(
    folder: _Folder,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="By default summary.xlsx in the folder."),
    ] = None,
    unit: Unit = None,
    overwrite: Overwrite = False,
    lang: Lang = "zh",
) -> None:
    """Sum up the current return of each department; what was refused or set aside is left out."""
    from collection import open_round, summarize_round
    from templates import Text
    from tianbao.commands.terminal.console import note
    from tianbao.commands.terminal.progress import progress_line
    from tianbao.output.rounds import summarized_lines

    round = open_round(folder)
    target = round.folder.summary if output is None else output
    outputs = round.outputs(target, overwrite=overwrite)
    with progress_line(Text("汇总", "Summing up"), lang) as progress:
        body = summarize_round(round, target, lang, unit=unit, outputs=outputs, progress=progress)
    for line in summarized_lines(body, target, lang):
        note(line)


@rounds.command()
def trace(
    folder: _Folder,
    figure: Annotated[
        str,
        typer.Argument(
            metavar="CELL_OR_FIELD",
            help="A cell of the summary (总表!D7), or CODE:FIELD.",
        ),
    ],
    format: Annotated[
        Literal["table", "json"], typer.Option("--format", help="Lines for people, or JSON.")
    ] = "table",
    lang: Lang = "zh",
) -> None:
    """Show where a figure came from: the cell, the file, and when it was received."""
    from collection import CollectionError, open_round, trace_cell
    from collection import trace as trace_figure
    from tianbao.commands.terminal.console import put, put_json
    from tianbao.output.json_output import json_text
    from tianbao.output.rounds import trace_text, trace_to_dict

    code, _, field = figure.partition(":")
    if "!" in figure:
        found = trace_cell(open_round(folder), figure)
    elif code and field:
        found = trace_figure(open_round(folder), code, field)
    else:
        raise CollectionError("round-trace-unclear", found=figure)
    if format == "json":
        put_json(json_text(trace_to_dict(found)), None)
    else:
        put(trace_text(found, lang))
