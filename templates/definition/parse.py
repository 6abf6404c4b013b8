"""Reading form definitions: from YAML, checked against their JSON Schema, to data."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path as FilePath
from typing import Any

from templates.definition.boxes import Box, RepeatBox, RowBox, StackItem, boxes_of
from templates.definition.defaults import default_value, parse_default
from templates.definition.form import Form, Parameter
from templates.definition.source import Data, Place, Problems, Source, read_source
from templates.findings.catalogue import catalogue
from templates.findings.errors import ParameterError, Sentence, nearest
from templates.findings.finding import Message, Severity
from templates.kinds.base import Choices, Term
from templates.model.cell_map import FormIdentity
from templates.model.page import LAYOUT_WITH_EXPLANATIONS, Sheet
from templates.model.summary import MainFigure, Summary, Table
from templates.path import split_names
from templates.text import Text

__all__ = ["check_code", "definition_schema", "parse_definition", "parse_source"]

LAYOUT = 2
"""The layout of a form that names none: the newest."""


@cache
def definition_schema() -> dict[str, Any]:
    """Return the JSON Schema of form definitions."""
    return dict(json.loads((files("templates.definition") / "form.schema.json").read_text(encoding="utf-8")))


def parse_definition(path: FilePath, *, checked: bool = True) -> Form:
    """Read a definition and check it as far as can be done without laying it out.

    `checked=False` leaves out the check against the JSON Schema, for forms that were checked before.

    Raises:
        DefinitionError: with every mistake found.
    """
    source, problems = read_source(path)
    return parse_source(source, problems, checked=checked)


def parse_source(source: Source, problems: Problems, *, checked: bool = True) -> Form:
    """Return the form that a source defines, checked as `parse_definition` does.

    Raises:
        DefinitionError: with every mistake found, those that are in `problems` already among them.
    """
    if checked:
        from templates.definition.schema_check import check_schema  # jsonschema takes long to import

        check_schema(source, definition_schema(), problems)
    problems.raise_all()
    data = source.data
    messages = {**catalogue(), **_messages(data.get("messages", {}))}
    form = Form(
        FormIdentity(
            data["form"],
            str(data["version"]),
            Text.of(data["title"]),
            Text.of(data.get("sheet", data["title"])),
            data.get("layout", LAYOUT),
        ),
        {name: _parameter(name, entry) for name, entry in data.get("parameters", {}).items()},
        {name: _choices(name, entry) for name, entry in data.get("choices", {}).items()},
        tuple(map(float, data["columns"])),
        boxes_of(data["body"], ("body",)),
        tuple(_looped(data.get("rules", []), "rules")),
        tuple(_looped(data.get("rolls", []), "rolls")),
        messages,
        tuple(_sheet(entry) for entry in data.get("sheets", [])),
        _summary(data.get("summary")),
        {key: split_names(path) for key, path in data.get("roster", {}).items()},
        source,
    )
    _check_parameters(form, problems)
    _check_choices(form, problems)
    _check_explanations(form, problems)
    _check_rows(form, form.body, problems)
    problems.raise_all()
    return form


def _parameter(name: str, data: Mapping[str, Any]) -> Parameter:
    return Parameter(
        name,
        Text.of(data.get("title", name)),
        data.get("default"),
        data.get("minimum"),
        data.get("maximum"),
        tuple(data.get("options", ())),
    )


def _messages(data: Mapping[str, Any]) -> dict[str, Message]:
    return {
        code: Message(
            code,
            Severity(entry["severity"]),
            Text.of(entry),
            Text.of(entry["fix"]),
            Text.of(entry["name"]) if "name" in entry else None,
            entry.get("explain") == "required",
        )
        for code, entry in data.items()
    }


def _choices(name: str, data: Mapping[str, Any]) -> Choices:
    groups = data.get("groups", {"": data.get("items", [])})
    codes = {key: data[key] for key in ("kept", "elsewhere") if key in data}
    return Choices(
        name,
        {group: tuple(map(_term, terms)) for group, terms in groups.items()},
        data.get("by"),
        {text: code for code, texts in data.get("refuse", {}).items() for text in texts},
        **codes,
    )


def _term(data: str | Mapping[str, Any]) -> Term:
    if isinstance(data, str):
        return Term(data)
    return Term(data["value"], tuple(data.get("fold", ())), tuple(data.get("keep", ())))


def _looped(data: list[Mapping[str, Any]], key: str) -> Iterator[tuple[Place, Mapping[str, Any]]]:
    """Yield each part of a list once for each entry of its `for`, with `{name}` replaced by its words."""
    for number, entry in enumerate(data):
        for words in entry.get("for", [{}]):
            yield (
                (key, number),
                {name: _replaced(value, words) for name, value in entry.items() if name != "for"},
            )


def _replaced(value: Data, words: Mapping[str, str]) -> Data:
    if isinstance(value, Mapping):
        return {key: _replaced(inner, words) for key, inner in value.items()}
    if isinstance(value, str):
        for name, word in words.items():
            value = value.replace("{" + name + "}", str(word))
    return value


def _sheet(data: Mapping[str, Any]) -> Sheet:
    return Sheet(
        Text.of(data["name"]),
        tuple((style, Text.of(text)) for entry in data["paragraphs"] for style, text in entry.items()),
    )


def _summary(data: Mapping[str, Any] | None) -> Summary | None:
    if data is None:
        return None
    return Summary(
        tuple(split_names(path) for path in data.get("overview", [])),
        tuple(
            Table(
                entry["key"],
                Text.of(entry["title"]),
                tuple(split_names(path) for path in entry["of"]),
                tuple(split_names(path) for path in entry.get("match", ())),
                split_names(entry["follow"]) if "follow" in entry else None,
            )
            for entry in data.get("tables", [])
        ),
        tuple(
            MainFigure(split_names(entry["of"]), split_names(entry["before"]) if "before" in entry else None)
            for entry in data.get("main", [])
        ),
    )


def _check_parameters(form: Form, problems: Problems) -> None:
    """Each number has limits; a default is allowed where nothing is given but what has none."""
    above: dict[str, int | str] = {}
    for name, parameter in form.parameters.items():
        place: Place = ("parameters", name)
        limit = parameter.maximum
        if not parameter.options and (parameter.minimum is None or limit is None):
            problems.report(place, "parameter-without-limits", name=name)
        elif isinstance(limit, str) and not isinstance(above.get(limit), int):
            numbers = [key for key, value in above.items() if isinstance(value, int)]
            near = nearest(limit, numbers)
            problems.report((*place, "maximum"), "maximum-not-a-parameter", name=limit, near=near)
        else:
            value = _default(form, parameter, above, problems)
            if value is not None:
                above[name] = value
        above.setdefault(name, parameter.sample)


def _default(
    form: Form, parameter: Parameter, above: Mapping[str, int | str], problems: Problems
) -> int | str | None:
    """Return what the default of a parameter comes to; what is wrong with it is reported."""
    place: Place = ("parameters", parameter.name, "default")
    value: int | str | None = parameter.default
    if isinstance(value, str) and not parameter.options:
        default = parse_default(value, form.numbers)
        if isinstance(default, Sentence):
            problems.report(place, default)
            return None
        known = {name: number for name, number in above.items() if isinstance(number, int)}
        value = default_value(default, known)
        if value is None:
            problems.report(place, "default-without-value", name=parameter.name)
    try:
        return None if value is None else parameter.limited(above).read(value)
    except ParameterError as error:
        problems.report(place, "default-not-allowed", reason=error)
    return None


def _check_choices(form: Form, problems: Problems) -> None:
    """A spelling must lead back to one term, or reading it would be a guess."""
    for name, choices in form.choices.items():
        place: Place = ("choices", name)
        for group, terms in choices.groups.items():
            seen: dict[str, str] = dict.fromkeys(choices.refuse, "refuse")
            for term in terms:
                for spelling in (term.value, *term.fold, *term.keep):
                    if spelling in seen:
                        problems.report(
                            (*place, "groups", group) if group else place,
                            "spelling-of-two-terms",
                            spelling=spelling,
                            first=seen[spelling],
                            second=term.value,
                        )
                    seen[spelling] = term.value
        for code in (*choices.refuse.values(), choices.kept, choices.elsewhere):
            check_code(form, problems, place, code)


def _check_explanations(form: Form, problems: Problems) -> None:
    """What must be explained needs a cell for the explanation."""
    if form.identity.layout < LAYOUT_WITH_EXPLANATIONS:
        for code in form.source.data.get("messages", ()):
            if form.messages[code].needs_explanation:
                problems.report(("messages", code, "explain"), "explanation-without-cell", name=code)


def _check_rows(form: Form, boxes: tuple[Box, ...], problems: Problems) -> None:
    """The rows of a repeat, and those shown, are a number or a parameter that is one."""
    for box in boxes:
        match box:
            case RowBox(items=items):
                for item in items:
                    _check_rows(form, item.boxes if isinstance(item, StackItem) else (), problems)
            case RepeatBox():
                _check_count(form, (*box.place, "rows"), box.rows, problems)
                _check_count(form, (*box.place, "shown"), box.shown, problems)
        if not isinstance(box, RowBox):
            _check_rows(form, box.body, problems)


def _check_count(form: Form, place: Place, count: int | str | None, problems: Problems) -> None:
    if isinstance(count, str) and count not in form.numbers:
        problems.report(place, "count-not-a-parameter", name=count, near=nearest(count, form.numbers))


def check_code(form: Form, problems: Problems, place: Place, code: str) -> None:
    """Report a code that has no message, with the nearest one that has."""
    if code not in form.messages:
        problems.report(place, "message-missing", name=code, near=nearest(code, form.messages))
