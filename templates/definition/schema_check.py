"""The check of a definition against its JSON Schema, in words for the form's author."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend

from templates.definition.faults import Faults
from templates.definition.source import Data, Place, Problems, Source, retyped_source
from templates.findings.errors import Sentence, nearest, words_in_a_row
from templates.kinds.shared.keyboard import MEANT
from templates.text import Text

__all__ = ["check_schema"]

_TYPES = {
    "object": Text("一组键和值", "a mapping (name: value)"),
    "array": Text("一个列表", "a list"),
    "string": Text("一段文字", "a text"),
    "integer": Text("一个整数", "a whole number"),
    "number": Text("一个数", "a number"),
    "boolean": Text("true 或 false", "true or false"),
}

_OTHERS = {
    "row": ["head", "side", "repeat", "section", "body", "sign", "image"],
    "label": ["field", "stack", "image"],
    "paragraphs": ["body", "columns"],
}
"""What else a box, an item or a sheet may be: without its own key it is a row, a label, a sheet of words."""


def _is_integer(checker: object, value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(checker: object, value: object) -> bool:
    return _is_integer(checker, value) or (isinstance(value, float) and math.isfinite(value))


# JSON has neither 2.0 beside 2 nor .inf and .nan, YAML has: rows are counted and limits compared with them.
_extend: Callable[..., type[Draft202012Validator]] = extend
_Validator = _extend(
    Draft202012Validator,
    type_checker=Draft202012Validator.TYPE_CHECKER.redefine_many(
        {"integer": _is_integer, "number": _is_number}
    ),
)


def check_schema(source: Source, schema: Mapping[str, Any], problems: Problems) -> tuple[Source, Data]:
    """Report every place at which a definition has not the shape that the schema asks for.

    Return the source, without what was typed with a Chinese keyboard in the shape of another sign, and its
    data without what is wrong, None where nothing is left of it.
    """
    validator = _Validator(schema)
    found = list(validator.iter_errors(source.data))
    if not found:
        return source, source.data
    if _signs_at(found):
        again = retyped_source(source, problems, lambda one: _wrong(list(validator.iter_errors(one.data))))
        source, found = (again, list(validator.iter_errors(again.data))) if again else (source, found)
    cut: set[Place] = set()
    for error in found:
        place: Place = tuple(error.absolute_path)
        for inner, what in _worded(error, place):
            problems.report(inner, what)
            cut |= {inner} if what.code == "comma-within-braces" else set()
    from templates.definition.repair import repaired  # a definition without mistakes needs none

    data, faults = repaired(source.data, validator.iter_errors)
    problems.faults |= faults | Faults(frozenset(cut))
    return source, data


def _wrong(errors: Sequence[ValidationError]) -> tuple[int, list[Place]]:
    """Return how many mistakes there are, and the places of those with a sign of another keyboard in them."""
    counted = [max(len(list(_unknown_keys(one))), 1) if _is_of_keys(one) else 1 for one in errors]
    return sum(counted), _signs_at(errors)


def _signs_at(errors: Iterable[ValidationError]) -> list[Place]:
    """Return the places at which a key or a word is wrong that has a sign of another keyboard."""
    places: list[Place] = []
    for error in errors:
        place: Place = tuple(error.absolute_path)
        if _is_of_keys(error):
            places += [(*place, key) for key, _ in _unknown_keys(error) if _has_sign(key)]
        elif isinstance(error.instance, str) and _has_sign(error.instance):
            places.append(place)
    return places


def _is_of_keys(error: ValidationError) -> bool:
    return error.validator == "additionalProperties"


def _has_sign(text: str) -> bool:
    return not MEANT.keys().isdisjoint(text)


def _worded(error: ValidationError, place: Place) -> list[tuple[Place, Sentence]]:
    """Return the place and what is wrong there, for each thing that an error of the validator tells."""
    value: Any = error.instance
    asked: Any = error.validator_value
    match error.validator:
        case "additionalProperties":
            cut = _cut_text(value, dict(_unknown_keys(error)))
            if cut is not None:
                return [((*place, cut[0]), Sentence.of("comma-within-braces", key=cut[0], whole=cut[1]))]
            return [((*place, key), _key_unknown(key, near, error)) for key, near in _unknown_keys(error)]
        case "required":
            misspelt = [near for _, near in _unknown_keys(error)]
            meant = {near.slots["word"].say("en") for near in misspelt if near is not None}
            missing = [key for key in asked if key not in value and not meant & {key, *_OTHERS.get(key, ())}]
            return [(place, Sentence.of("key-missing", key=key)) for key in missing]
        case "type":
            wanted = [_TYPES[name] for name in (asked if isinstance(asked, list) else [asked])]
            words = Text("或".join(one.zh for one in wanted), " or ".join(one.en for one in wanted))
            return [(place, Sentence.of("type-wrong", found=_shown(value), wanted=words))]
        case "enum":
            known = [str(word) for word in asked]
            near = nearest(str(value), known)
            what = Sentence.of("word-unknown", found=_shown(value), known=words_in_a_row(known), near=near)
            return [(place, what)]
        case "pattern":
            return [(place, Sentence.of(_code_of_pattern(asked), found=_shown(value)))]
        case limit:
            return [(place, Sentence.of("limit-broken", found=_shown(value), limit=limit, value=asked))]


def _unknown_keys(error: ValidationError) -> Iterator[tuple[str, Sentence | None]]:
    """Yield the keys that a schema does not have, each with the one that was probably meant."""
    known = _known_keys(error)
    given: Any = error.instance
    for key in given:
        if key not in known:
            yield key, nearest(key, known)


def _cut_text(given: Mapping[str, Any], unknown: Mapping[str, Sentence | None]) -> tuple[str, str] | None:
    """Return the key of a text that commas cut within braces, and the whole of it as it should be written.

    What is behind a comma is taken for a key without a value; it is none that was misspelt.
    """
    entries = list(given.items())
    for number, (key, begin) in enumerate(entries):
        rest = itertools.takewhile(
            lambda entry: entry[0] in unknown and entry[1] is None, entries[number + 1 :]
        )
        parts = [str(part) for part, _ in rest if unknown[part] is None]
        if key not in unknown and isinstance(begin, str) and parts:
            whole = ", ".join([begin, *parts])
            return key, f'"{whole}"' if "'" in whole or '"' not in whole else f"'{whole}'"
    return None


def _known_keys(error: ValidationError) -> list[str]:
    known = list(error.schema.get("properties", {})) if isinstance(error.schema, Mapping) else []
    return known + (_OTHERS.get(known[0], []) if known else [])


def _key_unknown(key: str, near: Sentence | None, error: ValidationError) -> Sentence:
    return Sentence.of("key-unknown", key=key, known=words_in_a_row(_known_keys(error)), near=near)


def _code_of_pattern(pattern: str) -> str:
    """Return the code of what is wrong with a text that does not match a pattern of the schema."""
    if "\\n" in pattern:
        return "not-one-line"
    if "fit" in pattern:
        return "not-a-scale"
    if "[gG]" in pattern:
        return "not-a-picture-name"
    if "31" in pattern:
        return "not-a-sheet-name"
    return "not-a-name" if "-" in pattern and "A-Z" not in pattern else "not-a-path"


def _shown(value: object) -> str:
    text = str(value)
    return f"“{text if len(text) <= 40 else text[:39] + '…'}”"
