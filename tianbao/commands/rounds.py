"""The commands of a collection round: `tianbao round new`, `issue`, `collect`, `status`, and decisions."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from tianbao.commands.letters.commands import correct, mail, receipts, remind, send_receipts
from tianbao.commands.options import Department, Folder, Jobs, Lang, Scheduler, Settings, Year, count_of
from tianbao.commands.round_results import (
    archive,
    changes,
    export,
    stats,
    status,
    summarize,
    trace,
    verify,
)

__all__ = ["rounds"]

rounds = typer.Typer(
    name="round",
    help="Run a collection round from one folder: what goes out, what comes back, what is known of it.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

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

_Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; the ledger keeps it.")]
_File = Annotated[
    str | None,
    typer.Option(
        "--file", metavar="NAME_OR_DIGEST", help="A file of the department; by default its current return."
    ),
]


@rounds.command()
def new(
    folder: Folder,
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
    folder: Folder,
    only: _Only = None,
    sources: Annotated[
        list[Path] | None,
        typer.Option(
            "--from",
            metavar="FOLDER",
            help="A round, or a folder of returns, to carry over: last year's, or another form's.",
        ),
    ] = None,
    lang: Lang = "zh",
) -> None:
    """Make a signed workbook for each department that has none yet."""
    from collection import issue_round, open_round
    from templates import Text
    from tianbao.commands.terminal.console import note
    from tianbao.commands.terminal.progress import progress_line
    from tianbao.output.round.lines import roster_changes

    with progress_line(Text("生成", "Building"), lang) as progress:
        issued = issue_round(open_round(folder), only or (), last_year=sources, progress=progress)
    for line in roster_changes(issued.changes, lang):
        note(line)
    said = Text(
        "已生成 {count} 份，此前已有 {before} 份：{folder}",
        "Built {count} workbooks, {before} were there before: {folder}",
    )
    note(said.say(lang).format(count=len(issued.files), before=issued.before, folder=folder / "issued"))


rounds.command()(mail)
rounds.command()(remind)
rounds.command()(correct)


@rounds.command()
def collect(
    folder: Folder,
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="FILE_OR_FOLDER...", help="What came back: files, folders, archives."),
    ] = None,
    imap: Annotated[
        bool, typer.Option("--imap", help="Fetch what is new in the mailbox that round.toml names.")
    ] = False,
    jobs: Annotated[
        int | None,
        typer.Option(
            "--jobs",
            metavar="N",
            parser=count_of,
            help="Number of processes that read the files; by default 1, with --imap all cores up to 4.",
        ),
    ] = None,
    scheduler: Scheduler = None,
    lang: Lang = "zh",
) -> None:
    """Take in what came back: keep each file as it came, read it, and note whose it is."""
    from collection import CollectionError, open_round, readers_at
    from collection import collect as collect_files
    from templates import Text
    from tianbao.commands.outcomes import collect_from_mailbox, tell_collected
    from tianbao.commands.terminal.progress import progress_line

    if not files and not imap:
        raise CollectionError("collect-nothing-named")
    round = open_round(folder)
    if files:
        many = jobs or 1
        with progress_line(Text("收取", "Collecting"), lang) as progress, readers_at(scheduler, many) as by:
            collected = collect_files(round, files, jobs=by.jobs, executor=by.executor, progress=progress)
        tell_collected(collected, lang)
    if imap:
        collect_from_mailbox(round, jobs, scheduler, lang)
    send_receipts(folder, lang)


rounds.command()(receipts)
rounds.command()(status)
rounds.command()(changes)


@rounds.command()
def reread(folder: Folder, jobs: Jobs = 1, scheduler: Scheduler = None, lang: Lang = "zh") -> None:
    """Read all returns anew by the rules and severities of now, and say what became different."""
    from collection import open_round, readers_at
    from collection import reread as reread_files
    from templates import Text
    from tianbao.commands.terminal.console import note
    from tianbao.commands.terminal.progress import progress_line
    from tianbao.output.round.lines import reread_lines

    round = open_round(folder)
    with progress_line(Text("重读", "Reading anew"), lang) as progress, readers_at(scheduler, jobs) as by:
        changes = reread_files(round, jobs=by.jobs, executor=by.executor, progress=progress)
    for line in reread_lines(changes, lang):
        note(line)


@rounds.command()
def accept(
    folder: Folder, department: Department, reason: _Reason, file: _File = None, lang: Lang = "zh"
) -> None:
    """Accept a return of a department: it counts until another comes."""
    _decide(folder, "accepted", department, reason, file, lang)


@rounds.command()
def refuse(
    folder: Folder, department: Department, reason: _Reason, file: _File = None, lang: Lang = "zh"
) -> None:
    """Refuse a return of a department: it is to send another."""
    _decide(folder, "refused", department, reason, file, lang)


@rounds.command("set-aside")
def set_aside(
    folder: Folder, department: Department, reason: _Reason, file: _File = None, lang: Lang = "zh"
) -> None:
    """Leave a return out of account; no earlier one takes its place by itself."""
    _decide(folder, "set-aside", department, reason, file, lang)


@rounds.command()
def restore(
    folder: Folder, department: Department, reason: _Reason, file: _File = None, lang: Lang = "zh"
) -> None:
    """Take a decision on a return back."""
    _decide(folder, "restored", department, reason, file, lang)


@rounds.command()
def assign(
    folder: Folder,
    file: Annotated[str, typer.Argument(metavar="FILE", help="The name of a file that came, or its digest.")],
    department: Department,
    reason: _Reason,
    lang: Lang = "zh",
) -> None:
    """Say whose a file is."""
    from collection import assign as assign_file
    from collection import open_round
    from tianbao.commands.terminal.console import note
    from tianbao.output.round.lines import decision_line

    one = assign_file(open_round(folder), file, department, reason)
    note(decision_line("assigned", department, one.path, lang))


@rounds.command()
def amend(
    folder: Folder,
    department: Department,
    field: Annotated[str, typer.Argument(metavar="FIELD", help="The path of a field in its record.")],
    value: Annotated[str, typer.Argument(metavar="VALUE", help="What it is to hold; '' for nothing.")],
    reason: _Reason,
    lang: Lang = "zh",
) -> None:
    """Put another value into a return, as was settled by phone; it holds until another file comes."""
    from collection import amend as amend_figure
    from collection import open_round
    from tianbao.commands.terminal.console import note
    from tianbao.output.round.lines import decision_line

    one = amend_figure(open_round(folder), department, field, value, reason)
    note(decision_line("amended", department, f"{one.path}: {field} = {value}", lang))


def _decide(
    folder: Path, decision: str, department: str, reason: str, file: str | None, lang: Literal["zh", "en"]
) -> None:
    from collection import EventKind, decide, open_round
    from tianbao.commands.terminal.console import note
    from tianbao.output.round.lines import decision_line

    one = decide(open_round(folder), EventKind(decision), department, reason, file)
    note(decision_line(decision, department, one.path, lang))


rounds.command()(summarize)
rounds.command()(export)
rounds.command()(trace)
rounds.command()(stats)
rounds.command()(archive)
rounds.command()(verify)
