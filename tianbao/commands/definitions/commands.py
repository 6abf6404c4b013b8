"""The commands about forms themselves: which there are, what is in one, whether a definition is right."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from tianbao.commands.options import FormName, Lang, Overwrite, Settings, Year
from tianbao.commands.terminal.completion import form_names

__all__ = ["check", "forms", "map_", "new", "schema"]

_WRONG = 1

_BlankSettings = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="NAME=VALUE", help="With --watch: a parameter of the blank; repeatable."),
]
_BlankYear = Annotated[
    str | None, typer.Option("--year", metavar="YEAR", help="With --watch: short for --set year=YEAR.")
]


def forms(lang: Lang = "zh") -> None:
    """List the built-in forms and their parameters."""
    from templates import builtin, builtin_versions
    from tianbao.output.form_list import form_text

    texts = (form_text(builtin(name), older) for name, older in builtin_versions().items())
    typer.echo("\n".join(texts), nl=False)


def map_(
    form: FormName,
    settings: Settings = None,
    year: Year = None,
    format: Annotated[
        Literal["table", "json", "placeholders"],
        typer.Option("--format", help="What to print; placeholders: for `summarize --template`."),
    ] = "table",
    lang: Lang = "zh",
) -> None:
    """Print every cell of a form: field, address, role, kind, formula."""
    from dataclasses import asdict

    from tianbao.commands.arguments import cell_map_of
    from tianbao.commands.terminal.console import put, put_json
    from tianbao.output.field_guide import field_guide, guide_text
    from tianbao.output.json_output import json_text

    if format == "placeholders":
        from collection import Vocabulary
        from tianbao.output.placeholder_list import placeholders_text

        put(placeholders_text(Vocabulary(cell_map_of(form, settings or (), year)).listing(), lang))
        return
    entries = field_guide(cell_map_of(form, settings or (), year), lang)
    if format == "json":
        put_json(json_text([asdict(entry) for entry in entries]))
    else:
        put(guide_text(entries, lang))


def schema(form: FormName, settings: Settings = None, year: Year = None, lang: Lang = "zh") -> None:
    """Print the JSON Schema of a form's record."""
    from templates import record_schema
    from tianbao.commands.arguments import cell_map_of
    from tianbao.commands.terminal.console import put_json
    from tianbao.output.json_output import json_text

    put_json(json_text(record_schema(cell_map_of(form, settings or (), year))))


def new(
    definition: Annotated[Path, typer.Argument(metavar="NAME.yaml", help="The definition to begin.")],
    source: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="FORM",
            help="Begin with a copy of this form, built-in or a FILE.yaml.",
            autocompletion=form_names,
        ),
    ] = None,
    lang: Lang = "zh",
) -> None:
    """Begin a form: a small definition that works as it stands, with comments. No file is replaced."""
    from collection import DefinitionResult, Outputs
    from template_builder import replace_file
    from tianbao.commands.arguments import form_of
    from tianbao.commands.terminal.console import note, put
    from tianbao.output.starter import copied_text, starter_text

    Outputs().check({definition: DefinitionResult()})
    if source is None:
        text = starter_text(definition.stem, definition.name, lang)
    else:
        form = form_of(source)
        text = copied_text(form, definition.stem)
        for name, picture in form.source.pictures:  # which a definition shows from its own folder
            if not definition.with_name(name).exists():
                replace_file(definition.with_name(name), picture)
    put(text, definition)
    note(f"接着 Next: tianbao check --watch --open {definition}")


def check(
    definition: Annotated[Path, typer.Argument(metavar="FORM.yaml", help="The definition to check.")],
    watch: Annotated[
        bool,
        typer.Option("--watch", help="Check at each save, and build the blank beside it, until Ctrl-C."),
    ] = False,
    open_: Annotated[
        bool, typer.Option("--open", help="With --watch: open the blank as soon as there is one.")
    ] = False,
    settings: _BlankSettings = None,
    year: _BlankYear = None,
    overwrite: Overwrite = False,
    lang: Lang = "zh",
) -> None:
    """Check a form definition and print every mistake with its line.

    How forms are written: docs/form-language.md, in Chinese docs/form-language.zh.md.
    """
    from tianbao.commands.arguments import must_be_readable
    from tianbao.commands.definitions.checking import checked, watch_definition

    if not watch:
        if open_ or settings or year is not None or overwrite:
            raise typer.BadParameter("--open, --set, --year and --overwrite go with --watch.")
        must_be_readable(definition)
        if checked(definition, lang) is None:
            raise typer.Exit(_WRONG)
        return
    from contextlib import suppress

    from tianbao.commands.arguments import settings_of
    from tianbao.commands.terminal.console import note

    given = settings_of(settings or (), year)
    with suppress(KeyboardInterrupt):  # which is how one stops
        watch_definition(definition, given, overwrite=overwrite, opens=open_, lang=lang)
    note("已停止 Stopped.")
