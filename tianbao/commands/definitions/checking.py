"""Checking a definition, once or at each save, and the blank beside it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

from collection import Outputs, WorkbookResult
from template_builder import build, check_building, lists_without_heads
from templates import DefinitionError, Form, Language, TianbaoError, compile, load
from templates.definition.form import Parameter
from templates.findings.errors import Sentence
from tianbao.commands.terminal.console import note, put
from tianbao.commands.terminal.opening import open_with_system
from tianbao.commands.terminal.watching import watched

__all__ = ["checked", "watch_definition"]

_FIRST_YEAR = 1900
"""A parameter that begins here or later and reaches this year counts years."""


def checked(definition: Path, lang: Language) -> Form | None:
    """Return the form of a definition that is right; print what is wrong with one that is not."""
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


def watch_definition(
    definition: Path, given: Mapping[str, str], *, overwrite: bool, opens: bool, lang: Language
) -> None:
    """Check a definition at each save, and build its blank where it has no mistakes; never returns."""
    for is_there in watched(definition):
        note(f"—— {datetime.now():%H:%M:%S} ——")
        if not is_there:
            note(Sentence.of("definition-vanished", path=definition).say(lang))
            continue
        try:
            form = checked(definition, lang)
            if form is None:
                continue
            blank = _built(form, definition, given, overwrite=overwrite, lang=lang)
            note(f"已生成 Built: {blank}")
            if opens:
                opens = False
                open_with_system(blank)
        except TianbaoError as error:  # such as a blank that is open in Excel, which may be closed soon
            note(error.sentence(lang))


def _built(
    form: Form, definition: Path, given: Mapping[str, str], *, overwrite: bool, lang: Language
) -> Path:
    """Build the blank of a form beside its definition; what nobody gave has the least that is allowed."""
    blank = definition.with_suffix(".xlsx")
    Outputs((definition,), forms=(form,), overwrite=overwrite).check({blank: WorkbookResult()})
    usual = {name: str(_usual(one)) for name, one in form.parameters.items() if one.default is None}
    build(compile(form, {**usual, **given}), blank, language=lang)
    return blank


def _usual(parameter: Parameter) -> int | str:
    """Return this year, where a parameter allows it, else the least that it allows."""
    this_year, least, most = date.today().year, parameter.minimum, parameter.maximum
    if not parameter.options and least is not None and isinstance(most, int) and least <= this_year <= most:
        return this_year if least >= _FIRST_YEAR else parameter.sample
    return parameter.sample
