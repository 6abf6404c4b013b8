"""Reading form definitions: from YAML, checked against their JSON Schema, to data."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path as FilePath
from typing import Any

from templates.definition.boxes import SheetBoxes, boxes_of
from templates.definition.checks import check_definition, speaks_english
from templates.definition.form import Form, Parameter
from templates.definition.pictures import check_pictures, pictures_beside
from templates.definition.source import Data, Place, Problems, Source, present, read_text, source_of
from templates.findings.catalogue import catalogue
from templates.findings.finding import Message, Severity
from templates.kinds.base import Choices, Term
from templates.model.cell_map import FormIdentity
from templates.model.page import Sheet
from templates.model.paper import Paper
from templates.model.summary import MainFigure, Summary, Table
from templates.path import split_names
from templates.text import Text

__all__ = ["definition_schema", "form_of", "parse_definition", "parse_source"]

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
    text, file = read_text(path)
    source, problems = source_of(text, file, pictures_beside(text, file))
    return parse_source(source, problems, checked=checked)


def parse_source(source: Source, problems: Problems, *, checked: bool = True) -> Form:
    """Return the form that a source defines, checked as `parse_definition` does.

    Raises:
        DefinitionError: with every mistake found, those that are in `problems` already among them.
    """
    form = form_of(source, problems, checked=checked)
    problems.raise_all()
    assert form is not None, "of a definition without mistakes there is a form"
    return form


def form_of(source: Source, problems: Problems, *, checked: bool = True) -> Form | None:
    """Return the form that a source defines; mistakes go to `problems`.

    What is wrong is not part of it, so that all else can be checked; None where nothing is left.
    """
    data = source.data
    if checked:
        from templates.definition.schema_check import check_schema  # jsonschema takes long to import

        source, data = check_schema(source, definition_schema(), problems)
    if data is None:
        return None
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
        tuple(map(float, present(data["columns"]))),
        boxes_of(data["body"], ("body",)),
        tuple(_looped(data.get("rules", []), "rules")),
        tuple(_looped(data.get("rolls", []), "rolls")),
        messages,
        tuple(_sheet(entry) for entry in present(data.get("sheets", [])) if "body" not in entry),
        _summary(data.get("summary")),
        {key: split_names(path) for key, path in data.get("roster", {}).items()},
        source,
        Paper.of(data.get("page", {})),
        tuple(_field_sheets(data)),
        speaks_english=speaks_english(data),
    )
    check_definition(form, data, problems)
    check_pictures(source, data, problems)
    return form


def _parameter(name: str, data: Mapping[str, Any]) -> Parameter:
    return Parameter(
        name,
        Text.of(data.get("title", name)),
        data.get("default"),
        data.get("minimum"),
        data.get("maximum"),
        tuple(present(data.get("options", ()))),
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
        {group: tuple(map(_term, present(terms))) for group, terms in groups.items()},
        data.get("by"),
        {text: code for code, texts in data.get("refuse", {}).items() for text in present(texts)},
        **codes,
    )


def _term(data: str | Mapping[str, Any]) -> Term:
    if isinstance(data, str):
        return Term(data)
    return Term(data["value"], tuple(present(data.get("fold", ()))), tuple(present(data.get("keep", ()))))


def _looped(data: list[Mapping[str, Any] | None], key: str) -> Iterator[tuple[Place, Mapping[str, Any]]]:
    """Yield each part of a list once for each entry of its `for`, with `{name}` replaced by its words."""
    for number, entry in enumerate(data):
        if entry is None:
            continue
        for words in present(entry.get("for", [{}])):
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
        tuple(
            (style, Text.of(text)) for entry in present(data["paragraphs"]) for style, text in entry.items()
        ),
    )


def _field_sheets(data: Mapping[str, Any]) -> Iterator[SheetBoxes]:
    """Yield the further sheets of fields; one without columns of its own has those of the first."""
    for number, entry in enumerate(data.get("sheets", [])):
        if entry is not None and "body" in entry:
            place: Place = ("sheets", number)
            columns = tuple(map(float, present(entry.get("columns", data["columns"]))))
            body, paper = boxes_of(entry["body"], (*place, "body")), entry.get("page", data.get("page", {}))
            yield SheetBoxes(place, Text.of(entry["name"]), columns, body, Paper.of(paper))


def _summary(data: Mapping[str, Any] | None) -> Summary | None:
    if data is None:
        return None
    return Summary(
        tuple(split_names(path) for path in present(data.get("overview", []))),
        tuple(
            Table(
                entry["key"],
                Text.of(entry["title"]),
                tuple(split_names(path) for path in present(entry["of"])),
                tuple(split_names(path) for path in entry.get("match", ())),
                split_names(entry["follow"]) if "follow" in entry else None,
            )
            for entry in present(data.get("tables", []))
        ),
        tuple(
            MainFigure(split_names(entry["of"]), split_names(entry["before"]) if "before" in entry else None)
            for entry in present(data.get("main", []))
        ),
    )
