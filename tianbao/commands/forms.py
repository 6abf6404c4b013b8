"""The commands about forms themselves: which there are, what is in one, whether a definition is right."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

import typer

from templates import Form, Language
from templates.definition.form import Parameter
from tianbao.commands.options import FormName, Lang, Overwrite, Settings, Year
from tianbao.commands.terminal.completion import form_names

__all__ = ["check", "forms", "map_", "new", "schema"]

_WRONG = 1
_FIRST_YEAR = 1900
"""A parameter that begins here or later and reaches this year counts years."""

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

    if not watch:
        if open_ or settings or year is not None or overwrite:
            raise typer.BadParameter("--open, --set, --year and --overwrite go with --watch.")
        must_be_readable(definition)
        if _checked(definition, lang) is None:
            raise typer.Exit(_WRONG)
        return
    from contextlib import suppress

    from tianbao.commands.arguments import settings_of
    from tianbao.commands.terminal.console import note

    given = settings_of(settings or (), year)
    with suppress(KeyboardInterrupt):  # which is how one stops
        _watch(definition, given, overwrite=overwrite, opens=open_, lang=lang)
    note("已停止 Stopped.")


def _checked(definition: Path, lang: Language) -> Form | None:
    """Return the form of a definition that is right; print what is wrong with one that is not."""
    from template_builder import check_building, lists_without_heads
    from templates import DefinitionError, load
    from tianbao.commands.terminal.console import note, put

    try:
        form = load(definition)
        for version in (form, *form.older):
            check_building(version)
    except DefinitionError as error:
        put(f"{error.sentence(lang)}\n")
        note(f"{len(error.problems)} 处错误 mistakes.")
        return None
    for remark in lists_without_heads(form):
        note(remark.sentence(lang))
    put(f"{definition}: 没有错误 No mistakes ({form.name} {form.identity.version}).\n")
    return form


def _watch(
    definition: Path, given: Mapping[str, str], *, overwrite: bool, opens: bool, lang: Language
) -> None:
    """Check a definition at each save, and build its blank where it has no mistakes; never returns."""
    from datetime import datetime

    from templates import TianbaoError
    from templates.findings.errors import Sentence
    from tianbao.commands.terminal.console import note
    from tianbao.commands.terminal.opening import open_with_system
    from tianbao.commands.terminal.watching import watched

    for is_there in watched(definition):
        note(f"—— {datetime.now():%H:%M:%S} ——")
        if not is_there:
            note(Sentence.of("definition-vanished", path=definition).say(lang))
            continue
        try:
            form = _checked(definition, lang)
            if form is None:
                continue
            blank = _built(form, definition, given, overwrite=overwrite, lang=lang)
            note(f"已生成 Built: {blank}")
            if opens:
                opens = False
                open_with_system(blank)
        except (
            TianbaoError
        ) as error:  # such as a blank that is open in Excel: the next save may find it closed
            note(error.sentence(lang))


def _built(
    form: Form, definition: Path, given: Mapping[str, str], *, overwrite: bool, lang: Language
) -> Path:
    """Build the blank of a form beside its definition; what nobody gave has the least that is allowed."""
    from collection import Outputs, WorkbookResult
    from template_builder import build
    from templates import compile

    blank = definition.with_suffix(".xlsx")
    Outputs((definition,), forms=(form,), overwrite=overwrite).check({blank: WorkbookResult()})
    usual = {name: str(_usual(one)) for name, one in form.parameters.items() if one.default is None}
    build(compile(form, {**usual, **given}), blank, language=lang)
    return blank


def _usual(parameter: Parameter) -> int | str:
    """Return this year, where a parameter allows it, else the least that it allows."""
    from datetime import date

    this_year, least, most = date.today().year, parameter.minimum, parameter.maximum
    if not parameter.options and least is not None and isinstance(most, int) and least <= this_year <= most:
        return this_year if least >= _FIRST_YEAR else parameter.sample
    return parameter.sample
