"""Loading forms: from a file, or from those that come with the toolkit, each with its older versions."""

from __future__ import annotations

import copyreg
import glob
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path as FilePath
from typing import Any

from templates.definition.form import Form
from templates.definition.parse import form_of, parse_definition, parse_source
from templates.definition.pictures import Pictures, pictures_beside
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

__all__ = ["builtin", "load", "rolled_forms", "samples", "versions"]

_DEFINITIONS = (".yaml", ".yml")


def load(path: FilePath) -> Form:
    """Read a definition, and check all of it: its shape, its words, and its layout at sample parameters.

    So are its older versions, which stand beside it: version 1 of the form in `form.yaml` in `form.v1.yaml`;
    and the forms beside it from which something rolls into it.

    Raises:
        DefinitionError: with every mistake found, each with file, line, path and remedy.
    """
    form, problems = _with_older(path)
    sources: dict[str, Form] = {}
    for name in _named(form) if form is not None else ():
        if FilePath(name).suffix in _DEFINITIONS and path.with_name(name).is_file():
            source, mistakes = _with_older(path.with_name(name))
            problems += mistakes
            if source is not None:
                sources[name] = source
    if form is None or problems:
        raise DefinitionError(problems)
    form = replace(form, sources=tuple(sources.items()))
    _check_rolls(form)
    return form


def _with_older(path: FilePath) -> tuple[Form | None, list[Problem]]:
    """Return the form in a file with its older versions, and what is wrong in any of them."""
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
    return (None if form is None else replace(form, older=tuple(older))), problems


def _check_rolls(form: Form) -> None:
    """Check what rolls from other forms, which are known by now. Raises `DefinitionError`."""
    from templates.compiling.carryover_rules import check_rolls_between
    from templates.compiling.compile import compile

    problems = Problems(form.source)
    known = {name: compile(source, samples(source)) for name, source in rolled_forms(form)}
    for place, entry in form.rolls:
        name = entry.get("form")
        if name is not None and name != form.name and name not in known:
            names = words_in_a_row(builtin_versions())
            near = nearest(name, builtin_versions())
            problems.report((*place, "form"), "roll-form-unknown", name=name, known=names, near=near)
    if known:
        check_rolls_between(form, compile(form, samples(form)), known, problems)
    problems.raise_all()


def rolled_forms(form: Form) -> Iterator[tuple[str, Form]]:
    """Yield the other forms from which something rolls into a form, each by the name it has there."""
    beside = dict(form.sources)
    for name in _named(form):
        if name in beside:
            yield name, beside[name]
        elif name != form.name and name in builtin_versions():
            yield name, builtin(name)


def _named(form: Form) -> tuple[str, ...]:
    """Return the names by which the rolls of a form name others, each once."""
    return tuple(dict.fromkeys(entry["form"] for _, entry in form.rolls if "form" in entry))


def samples(form: Form) -> dict[str, int | str]:
    """Return the parameters that must be given, with the least that is allowed: to try a form with."""
    return {name: one.sample for name, one in form.parameters.items() if one.default is None}


def _checked(path: FilePath) -> Form:
    text, file = read_text(path)
    return _checked_source(text, file, pictures_beside(text, file))


@lru_cache(maxsize=16)
def _checked_source(text: str, file: str, pictures: Pictures) -> Form:
    """Return the form of a definition that is checked whole; who loads it again has it at once."""
    # a form that comes with the toolkit may never need it
    from templates.compiling.compile import compile, compile_into
    from templates.compiling.limits_check import check_limits

    source, problems = source_of(text, file, pictures)
    form = form_of(source, problems)
    if form is not None:
        check_limits(form, _sample(form), problems)
    if form is not None and problems:
        compile_into(form, _sample(form), problems)
    problems.raise_all()
    assert form is not None, "of a definition without mistakes there is a form"
    compile(form, samples(form))
    return form


def _sample(form: Form) -> dict[str, int | str]:
    """Return parameters with which to look for further mistakes in a form that has some."""
    try:
        return form.settle(samples(form))
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

    By the form's name it is the newest version, by a name such as `travel-plan.v1` an older one.

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
def _defined(
    text: str,
    file: str,
    pictures: Pictures = (),
    older: tuple[tuple[str, str, Pictures], ...] = (),
    sources: tuple[tuple[str, tuple[Any, ...]], ...] = (),
) -> Form:
    """Return the form of a definition that was checked before, in this process or in another."""
    form = parse_source(*source_of(text, file, pictures), checked=False)
    if not older and not sources:
        return form
    beside = tuple((name, _defined(*source)) for name, source in sources)
    return replace(form, older=tuple(_defined(*source) for source in older), sources=beside)


def _reduced(form: Form) -> tuple[Callable[..., Form], tuple[object, ...]]:
    """Return how a form is made again in another process: of its definition, or by its name."""
    name = _builtin_name(form)
    return (builtin, (name,)) if name is not None else (_defined, _parts(form))


def _parts(form: Form) -> tuple[object, ...]:
    """Return the texts, files and pictures of a form and of those beside it."""
    source = form.source
    older = tuple((one.source.text, one.source.file, one.source.pictures) for one in form.older)
    sources = tuple((name, _parts(one)) for name, one in form.sources)
    return (source.text, source.file, source.pictures, older, *((sources,) if sources else ()))


copyreg.pickle(Form, _reduced)  # as what makes a form is not known where forms are described
