"""Loading forms: from a file, or from those that come with the toolkit."""

from __future__ import annotations

import copyreg
from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path as FilePath

from templates.definition.form import Form
from templates.definition.parse import FORMS, builtin_names, parse_definition, parse_source
from templates.definition.source import source_of
from templates.findings.errors import Sentence, UnknownForm, nearest, words_in_a_row

__all__ = ["builtin", "load"]


def load(path: FilePath) -> Form:
    """Read a definition, and check all of it: its shape, its words, and its layout at sample parameters.

    Raises:
        DefinitionError: with every mistake found, each with file, line, path and remedy.
    """
    from templates.compiling.compile import compile  # a form that comes with the toolkit may never need it

    form = parse_definition(path)
    compile(
        form,
        {name: parameter.sample for name, parameter in form.parameters.items() if parameter.default is None},
    )
    return form


@cache
def builtin(name: str) -> Form:
    """Return a form that comes with the toolkit; it was checked when the toolkit was made.

    Raises:
        UnknownForm: there is no such form.
    """
    names = builtin_names()
    if name not in names:
        near = nearest(name, names, "form-probably-meant")
        hint = near or Sentence.of("forms-built-in", names=words_in_a_row(names))
        raise UnknownForm("form-unknown", name=name, hint=hint)
    return parse_definition(FilePath(str(FORMS / f"{name}.yaml")), checked=False)


@lru_cache(maxsize=16)
def _defined(text: str, file: str) -> Form:
    """Return the form of a definition that was checked before, in this process or in another."""
    return parse_source(*source_of(text, file), checked=False)


def _reduced(form: Form) -> tuple[Callable[..., Form], tuple[str, ...]]:
    """Return how a form is made again in another process: of its definition, or by its name."""
    if form.name in builtin_names() and form == builtin(form.name):
        return builtin, (form.name,)
    return _defined, (form.source.text, form.source.file)


copyreg.pickle(Form, _reduced)  # as what makes a form is not known where forms are described
