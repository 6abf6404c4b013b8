"""The commands about forms themselves: which there are, what is in one, whether a definition is right."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from tianbao.commands.options import FormName, Lang, Settings, Year

__all__ = ["check", "forms", "map_", "schema"]

_WRONG = 1


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


def check(
    definition: Annotated[Path, typer.Argument(metavar="FORM.yaml", help="The definition to check.")],
    lang: Lang = "zh",
) -> None:
    """Check a form definition and print every mistake with its line."""
    from template_builder import check_building, lists_without_heads
    from templates import DefinitionError, load
    from tianbao.commands.arguments import must_be_readable
    from tianbao.commands.terminal.console import note, put

    must_be_readable(definition)
    try:
        form = load(definition)
        for version in (form, *form.older):
            check_building(version)
    except DefinitionError as error:
        put(f"{error.sentence(lang)}\n")
        note(f"{len(error.problems)} 处错误 mistakes.")
        raise typer.Exit(_WRONG) from None
    for remark in lists_without_heads(form):
        note(remark.sentence(lang))
    put(f"{definition}: 没有错误 No mistakes ({form.name} {form.identity.version}).\n")
