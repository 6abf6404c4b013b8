"""Loading forms: from a file, or from those that come with the toolkit."""

from __future__ import annotations

import difflib
from functools import cache
from pathlib import Path as FilePath

from templates.definition.form import Form
from templates.definition.parse import FORMS, builtin_names, parse_definition
from templates.findings.errors import UnknownForm
from templates.text import Text

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
        close = difflib.get_close_matches(name, names, 1)
        near = Text(f"是不是 {close[0]}？", f"did you mean {close[0]}?") if close else None
        every = Text(f"内置的有 {'、'.join(names)}。", f"the built-in forms are {', '.join(names)}.")
        hint = near or every
        raise UnknownForm(f"没有内置的表 {name}，{hint.zh}There is no built-in form {name}; {hint.en}")
    return parse_definition(FilePath(str(FORMS / f"{name}.yaml")), checked=False)
