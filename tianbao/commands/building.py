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
_From = Annotated[
    list[Path] | None,
    typer.Option(
        "--from",
        metavar="FILE_OR_FOLDER",
        help="A completed workbook or record from which something is carried over, of whatever form and year "
        "the form names; with a roster, a folder of returns or a round. Repeatable.",
    ),
]
_Carry = Annotated[
    list[str] | None,
    typer.Option("--carry", metavar="NAME", help="Also carry this over, such as annual-goals."),
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
    sources: _From = None,
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
    from templates import stamp_texts
    from tianbao.commands.arguments import form_of, key_of, settings_of
    from tianbao.commands.terminal.console import note

    if last_year is not None and roster is not None:
        raise CollectionError("last-year-with-roster")
    known = form_of(form)
    if lang == "en" and not known.speaks_english:
        note(_CHINESE_ALONE)
    inputs = (Path(form), values, last_year, roster, key, *(sources or ()))
    outputs = Outputs(tuple(filter(None, inputs)), forms=(known,), overwrite=overwrite)
    look: dict[str, Any] = {"language": lang, "password": password, "issuer": issuer}
    parameters, secret = settings_of(settings or (), year), key_of(key)
    if roster is not None:
        from tianbao.commands.writing import build_many

        look |= {"locked": {*(lock or ())}, "outputs": outputs}
        build_many(known, parameters, (roster, values, sources or ()), carry or (), output, secret, look)
        return
    outputs.check({output: WorkbookResult()})
    prefill = prefilled(known, parameters, values, last_year, carry or (), sources or ())
    if prefill.renewal is not None:
        from collection import renewal_text

        note(renewal_text(prefill.renewal, lang))
    look["locked"] = {*prefill.locked, *(lock or ())}
    stamp = stamp_texts(prefill.cell_map, key=secret, locked=prefill.marks())
    build_workbook(prefill.cell_map, output, prefill.values, stamp=stamp, **look)
    note(f"已生成 Built: {output}")


_CHINESE_ALONE = (
    "The form has no words in English: its own stand there in Chinese, those of the toolkit in English."
)
"""What is said where a workbook in English is asked for, of a form that has none."""


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
