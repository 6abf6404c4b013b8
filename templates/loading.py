"""Loading forms: from a file, or from those that come with the toolkit, each with its older versions."""

from __future__ import annotations

import copyreg
import glob
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path as FilePath

from templates.definition.form import Form
from templates.definition.parse import form_of, parse_definition, parse_source
from templates.definition.source import Problems, read_text, source_of
from templates.definition.versions import FORMS, VERSION_MARK, builtin_versions, older_names
from templates.findings.errors import (
    DefinitionError,
    ParameterError,
    Problem,
    Sentence,
    UnknownForm,
    nearest,
    words_in_a_row,
)

__all__ = ["builtin", "load", "versions"]


def load(path: FilePath) -> Form:
    """Read a definition, and check all of it: its shape, its words, and its layout at sample parameters.

    So are its older versions, which stand beside it: version 1 of the form in `form.yaml` in `form.v1.yaml`.

    Raises:
        DefinitionError: with every mistake found, each with file, line, path and remedy.
    """
    form: Form | None = None
    older: list[Form] = []
    problems: list[Problem] = []
    try:
        form = _checked(path)
    except DefinitionError as error:
        problems += error.problems
    for name in _names_beside(path):
        try:
            older.append(_checked(path.with_name(name + path.suffix)))
            if form is not None:
                _check_version(older[-1], form, name.removeprefix(path.stem + VERSION_MARK))
        except DefinitionError as error:
            problems += error.problems
    if form is None or problems:
        raise DefinitionError(problems)
    return replace(form, older=tuple(older))


def _checked(path: FilePath) -> Form:
    return _checked_source(*read_text(path))


@lru_cache(maxsize=16)
def _checked_source(text: str, file: str) -> Form:
    """Return the form of a definition that is checked whole; who loads it again has it at once."""
    # a form that comes with the toolkit may never need it
    from templates.compiling.compile import compile, compile_into

    source, problems = source_of(text, file)
    form = form_of(source, problems)
    if form is not None and problems:
        compile_into(form, _sample(form), problems)
    problems.raise_all()
    assert form is not None, "of a definition without mistakes there is a form"
    compile(form, _given(form))
    return form


def _given(form: Form) -> dict[str, int | str]:
    """Return the parameters that must be given, with the least that is allowed."""
    return {
        name: parameter.sample for name, parameter in form.parameters.items() if parameter.default is None
    }


def _sample(form: Form) -> dict[str, int | str]:
    """Return parameters with which to look for further mistakes in a form that has some."""
    try:
        return form.settle(_given(form))
    except (ParameterError, KeyError):  # some of them are wrong, which was told
        return {name: parameter.sample for name, parameter in form.parameters.items()}


def _names_beside(path: FilePath) -> tuple[str, ...]:
    beside = path.parent.glob(f"{glob.escape(path.stem + VERSION_MARK)}*{glob.escape(path.suffix)}")
    return older_names(path.stem, [file.name.removesuffix(path.suffix) for file in beside])


def _check_version(older: Form, form: Form, version: str) -> None:
    """An older version is of the same form, and of the version that its file name says."""
    problems = Problems(older.source)
    if older.name != form.name:
        problems.report(("form",), "older-version-of-another-form", name=older.name, form=form.name)
    if older.identity.version != version or version == form.identity.version:
        found, newest = older.identity.version, form.identity.version
        problems.report(("version",), "older-version-misnamed", found=found, named=version, newest=newest)
    problems.raise_all()


@cache
def builtin(name: str) -> Form:
    """Return a form that comes with the toolkit; it was checked when the toolkit was made.

    By the form's name it is the newest version, by a name such as `department-goals.v1` an older one.

    Raises:
        UnknownForm: there is no such form.
    """
    known = builtin_versions()
    if name not in known and name not in known.get(name.partition(VERSION_MARK)[0], ()):
        near = nearest(name, known, "form-probably-meant")
        hint = near or Sentence.of("forms-built-in", names=words_in_a_row(known))
        raise UnknownForm("form-unknown", name=name, hint=hint)
    return parse_definition(FilePath(str(FORMS / f"{name}.yaml")), checked=False)


def versions(form: Form) -> Iterator[Form]:
    """Yield a form and its older versions, the newest first; those of the toolkit when they are asked for."""
    yield form
    if _builtin_name(form) == form.name:
        yield from map(builtin, builtin_versions()[form.name])
    else:
        yield from form.older


def _builtin_name(form: Form) -> str | None:
    """Return by which name a form comes with the toolkit, if it does."""
    older = f"{form.name}{VERSION_MARK}{form.identity.version}"
    known = builtin_versions().get(form.name)
    if known is None:
        return None
    return next(
        (name for name in (form.name, *known) if name in (form.name, older) and form == builtin(name)), None
    )


@lru_cache(maxsize=16)
def _defined(text: str, file: str, older: tuple[tuple[str, str], ...] = ()) -> Form:
    """Return the form of a definition that was checked before, in this process or in another."""
    form = parse_source(*source_of(text, file), checked=False)
    return replace(form, older=tuple(_defined(*source) for source in older)) if older else form


def _reduced(form: Form) -> tuple[Callable[..., Form], tuple[object, ...]]:
    """Return how a form is made again in another process: of its definition, or by its name."""
    name = _builtin_name(form)
    if name is not None:
        return builtin, (name,)
    older = tuple((version.source.text, version.source.file) for version in form.older)
    return _defined, (form.source.text, form.source.file, older)


copyreg.pickle(Form, _reduced)  # as what makes a form is not known where forms are described
