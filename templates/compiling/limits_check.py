"""The check of limits that name parameters: they must make sense at every value that is allowed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from math import prod

from templates.compiling.label_words import LabelWords, named_parameters
from templates.definition.boxes import FieldItem, field_items
from templates.definition.form import Form
from templates.definition.source import Problems
from templates.kinds import KINDS
from templates.text import Text

__all__ = ["check_limits"]

_MOST_COMBINATIONS = 400
"""Of parameters that have more together, those with most are tried with the least and the greatest alone."""


def check_limits(form: Form, sample: Mapping[str, int | str], problems: Problems) -> None:
    """Report limits that are wrong at other parameters than `sample`, at which the whole form is checked."""
    for item in field_items(form.boxes):
        kind = KINDS[item.options["kind"]]
        names = [name for name in kind.with_parameters() if name in item.options]
        words = [Text(str(item.options[name])) for name in names]
        named = sorted({one for text in words for one in named_parameters(text, form.parameters)})
        if named and not list(_mistakes(form, item, names, sample)):
            _check_item(form, item, names, named, problems)


def _check_item(form: Form, item: FieldItem, names: list[str], named: list[str], problems: Problems) -> None:
    """Report the first parameters at which the options of a field are wrong."""
    for values in product(*_tried([_allowed(form, name) for name in named])):
        given = dict(zip(named, values, strict=True))
        for name, reason in _mistakes(form, item, names, given):
            said = ", ".join(f"{key}={value}" for key, value in given.items())
            problems.report((*item.place, name), "at-parameters", parameters=said, reason=reason)
            return


def _mistakes(
    form: Form, item: FieldItem, names: list[str], given: Mapping[str, int | str]
) -> Iterator[tuple[str, object]]:
    """Yield what is wrong with the options of a field at some parameters."""
    kind, apart = KINDS[item.options["kind"]], Problems(form.source)
    fill = LabelWords(given, apart).fill
    said = {name: fill(Text(str(item.options[name])), (name,), ())[0].zh for name in names}
    for problem in apart.all:
        yield names[0], problem.what
    known = kind.options().get("properties", {})
    options = {name: value for name, value in {**item.options, **said}.items() if name in known}
    if not apart:
        yield from kind.mistakes(options)


def _allowed(form: Form, name: str) -> Sequence[int | str]:
    """Return the values that a parameter may have."""
    parameter = form.parameters[name]
    if parameter.options:
        return parameter.options
    return range(parameter.minimum or 0, _most(form, name) + 1)


def _tried(allowed: list[Sequence[int | str]]) -> list[Sequence[int | str]]:
    """Return the values of each parameter that are tried together."""
    while prod(map(len, allowed)) > _MOST_COMBINATIONS and max(map(len, allowed)) > len(("least", "most")):
        longest = max(range(len(allowed)), key=lambda number: len(allowed[number]))
        allowed[longest] = (allowed[longest][0], allowed[longest][-1])
    return allowed


def _most(form: Form, name: str) -> int:
    """Return the greatest value of a number, which may be that of another parameter."""
    parameter = form.parameters[name]
    if isinstance(parameter.maximum, str) and parameter.maximum in form.parameters:
        return _most(form, parameter.maximum)
    return parameter.maximum if isinstance(parameter.maximum, int) else parameter.minimum or 0
