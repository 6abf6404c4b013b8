"""The commands that write workbooks: blank and prefilled ones, those of a roster, and the demonstration."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from tianbao.commands.options import FormName, Key, Lang, Overwrite, Settings, Speech, Year

__all__ = ["build", "demo"]

_Output = Annotated[
    Path,
    typer.Option("--output", "-o", metavar="FILE", help="The workbook to write; with a roster, the folder."),
]
_Values = Annotated[Path | None, typer.Option("--values", metavar="FILE.json", help="Values to prefill.")]
_LastYear = Annotated[
    Path | None, typer.Option("--last-year", metavar="FILE", help="Last year's completed workbook or record.")
]
_Carry = Annotated[
    list[str] | None,
    typer.Option(
        "--carry", metavar="NAME", help="Also carry this over from last year, such as annual-goals."
    ),
]
_Roster = Annotated[
    Path | None,
    typer.Option(
        "--roster", metavar="FILE", help="One workbook for each department in this roster (.xlsx, .csv)."
    ),
]
_Lock = Annotated[
    list[str] | None,
    typer.Option("--lock", metavar="FIELD", help="A prefilled field to lock; repeatable."),
]
_Issuer = Annotated[
    str, typer.Option("--issuer", metavar="TEXT", help="The issuing office, for the document properties.")
]
_Password = Annotated[
    str | None, typer.Option("--password", metavar="TEXT", help="A password for the sheet protection.")
]


def build(
    form: FormName,
    output: _Output,
    settings: Settings = None,
    year: Year = None,
    values: _Values = None,
    last_year: _LastYear = None,
    carry: _Carry = None,
    roster: _Roster = None,
    lock: _Lock = None,
    key: Key = None,
    issuer: _Issuer = "",
    password: _Password = None,
    overwrite: Overwrite = False,
    lang: Lang = "zh",
) -> None:
    """Build the locked workbook of a form, blank or prefilled; with a roster, one for each department."""
    from collection import CollectionError, Outputs, WorkbookResult, prefilled
    from template_builder import build as build_workbook
    from templates import stamp_text
    from tianbao.commands.arguments import form_of, key_of, settings_of
    from tianbao.commands.terminal.console import note

    if last_year is not None and roster is not None:
        raise CollectionError("last-year-with-roster")
    known, inputs = form_of(form), (Path(form), values, last_year, roster, key)
    outputs = Outputs(tuple(filter(None, inputs)), forms=(known,), overwrite=overwrite)
    if roster is None:
        outputs.check({output: WorkbookResult()})
    prefill = prefilled(known, settings_of(settings or (), year), values, last_year, carry or ())
    if prefill.renewal is not None:
        from collection import renewal_text

        note(renewal_text(prefill.renewal, lang))
    cell_map, secret = prefill.cell_map, key_of(key)
    look: dict[str, Any] = {
        "locked": {*prefill.locked, *(lock or ())},
        "language": lang,
        "password": password,
        "issuer": issuer,
    }
    if roster is None:
        build_workbook(cell_map, output, prefill.values, stamp=stamp_text(cell_map, key=secret), **look)
        note(f"已生成 Built: {output}")
        return
    from collection import issue, read_roster
    from templates import Text
    from tianbao.commands.terminal.progress import progress_line

    def stamp(code: str) -> str:
        return stamp_text(cell_map, department=code, key=secret)

    departments = read_roster(roster, cell_map)
    look |= {"stamp": stamp, "outputs": outputs}
    with progress_line(Text("生成", "Building"), lang) as progress:
        issued = issue(cell_map, departments, output, prefill.values, progress=progress, **look)
    note(f"已生成 {issued.count} 份 Built {issued.count} workbooks: {issued.folder}")


def demo(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="[FOLDER]", help="Where to leave the workbooks.")] = Path(
        "tianbao-demo"
    ),
    overwrite: Overwrite = False,
    lang: Lang = "zh",
) -> None:
    """Do the whole job once: the form of a real department, and a round of 30 made-up ones."""
    from collection import Outputs
    from tianbao.commands.demo.forms import run_demo
    from tianbao.commands.demo.round import run_round
    from tianbao.commands.terminal.console import columns, painter

    def call(words: Sequence[str]) -> None:
        line = context.find_root().command
        status = line.main(args=list(words), prog_name="tianbao", standalone_mode=False, obj=Speech(lang))
        if status:
            raise typer.Exit(status)

    outputs = Outputs(overwrite=overwrite)
    run_demo(folder, typer.echo, outputs, language=lang, columns=columns(), paint=painter())
    run_round(folder, typer.echo, call, lang)
