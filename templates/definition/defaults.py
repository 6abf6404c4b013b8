"""Defaults of parameters that follow from other parameters: `MIN(200, MAX(20, projects_shown))`.

A parameter that is not known yet is a blank, which MIN and MAX pass over, as Excel's do.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache

from templates.findings.errors import Sentence, nearest
from templates.path import NAME

__all__ = ["Default", "default_value", "parse_default"]


@dataclass(frozen=True, slots=True)
class _Extreme:
    """The least or the greatest of several defaults."""

    function: str
    parts: tuple[Default, ...]


Default = int | str | _Extreme
"""A number, the name of a parameter, or MIN or MAX of such."""

_FUNCTIONS = {"MIN": min, "MAX": max}
_WORD = re.compile(rf"\s*({NAME}|[0-9]{{1,9}}(?![0-9])|[(),])", re.ASCII)
_MOST_WORDS = 100


class _Misspelt(Exception):
    """What is written is no default."""


@lru_cache(maxsize=128)
def parse_default(source: str, names: tuple[str, ...]) -> Default | Sentence:
    """Return the default that an author wrote, or what is wrong with it.

    `names` are the parameters of the form that are numbers.
    """
    words = _WORD.findall(source)
    if _WORD.sub("", source).strip() or len(words) > _MOST_WORDS:
        return Sentence.of("default-misspelt", found=source)
    words.reverse()
    try:
        default = _taken(words)
    except _Misspelt:
        return Sentence.of("default-misspelt", found=source)
    if words:
        return Sentence.of("default-misspelt", found=source)
    unknown = next((name for name in _names(default) if name not in names), None)
    if unknown is not None:
        return Sentence.of("default-of-nothing", name=unknown, near=nearest(unknown, names))
    return default


def _taken(words: list[str]) -> Default:
    """Take a default from the end of the words, which stand in reverse order."""
    word = words.pop() if words else ""
    if word.isdigit():
        return int(word)
    if not word.isidentifier():
        raise _Misspelt
    if not words or words[-1] != "(":
        return word
    if word not in _FUNCTIONS:
        raise _Misspelt
    parts: list[Default] = []
    while words.pop() in ("(", ","):
        parts.append(_taken(words))
        if not words or words[-1] not in (",", ")"):
            raise _Misspelt
    return _Extreme(word, tuple(parts))


def _names(default: Default) -> Collection[str]:
    match default:
        case _Extreme(parts=parts):
            return [name for part in parts for name in _names(part)]
        case str():
            return [default]
        case _:
            return []


def default_value(default: Default, known: Mapping[str, int | None]) -> int | None:
    """Return the number that a default comes to, given what is known of the parameters; None for none."""
    match default:
        case _Extreme(function, parts):
            values = [value for part in parts if (value := default_value(part, known)) is not None]
            return _FUNCTIONS[function](values) if values else None
        case str():
            return known.get(default)
        case _:
            return default
