"""The check of a definition against its JSON Schema, in words for the form's author."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from templates.definition.parse import nearest
from templates.definition.source import Place, Problems, Source

__all__ = ["check_schema"]

_TYPES = {
    "object": "a mapping (name: value)",
    "array": "a list",
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
}

_OTHERS = {"row": ["head", "side", "repeat", "section", "body"], "label": ["field", "stack"]}
"""What else a box or an item may be: without its own key it is taken for a row, or for a label."""


def check_schema(source: Source, schema: Mapping[str, Any], problems: Problems) -> None:
    """Report every place at which a definition has not the shape that the schema asks for."""
    for error in Draft202012Validator(schema).iter_errors(source.data):
        place: Place = tuple(error.absolute_path)
        for inner, message, remedy in _worded(error, place):
            problems.report(inner, message, remedy)


def _worded(error: ValidationError, place: Place) -> list[tuple[Place, str, str]]:
    """Return the place, what is wrong and the remedy, for each thing that an error of the validator tells."""
    value: Any = error.instance
    asked: Any = error.validator_value
    match error.validator:
        case "additionalProperties":
            known = list(error.schema.get("properties", {})) if isinstance(error.schema, Mapping) else []
            known += _OTHERS.get(known[0], []) if known else []
            return [
                (
                    (*place, key),
                    f"The key `{key}` is not known here.",
                    nearest(key, known, f"Known are {', '.join(known)}."),
                )
                for key in value
                if key not in known
            ]
        case "required":
            missing = [key for key in asked if key not in value]
            return [(place, f"The key `{key}` is missing here.", f"Add `{key}`.") for key in missing]
        case "type":
            names = asked if isinstance(asked, list) else [asked]
            wanted = " or ".join(_TYPES[name] for name in names)
            return [(place, f"{_shown(value)} is not what belongs here.", f"Give {wanted}.")]
        case "enum":
            words = [str(word) for word in asked]
            return [
                (
                    place,
                    f"{_shown(value)} is not known here.",
                    nearest(str(value), words, f"Give one of {', '.join(words)}."),
                )
            ]
        case "pattern":
            return [(place, f"{_shown(value)} is not written as it must be.", _remedy_for_pattern(asked))]
        case _:
            return [
                (place, f"{_shown(value)} is not allowed here.", f"The limit is {error.validator}: {asked}.")
            ]


def _remedy_for_pattern(pattern: str) -> str:
    if "\\n" in pattern:
        return "Write it on one line."
    if "31" in pattern:
        return "A sheet's name has at most 31 characters and none of [ ] : * ? / \\."
    if "-" in pattern and "A-Z" not in pattern:
        return "Use small letters, digits and hyphens."
    return "Use letters, digits and underscores, with dots between the parts of a path."


def _shown(value: object) -> str:
    text = str(value)
    return f"“{text if len(text) <= 40 else text[:39] + '…'}”"
