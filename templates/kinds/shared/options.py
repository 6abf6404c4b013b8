"""Options that several kinds have: their JSON Schema."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from templates.kinds.shared.content import LONGEST_TEXT
from templates.text import Language, Text

__all__ = ["DECIMALS", "MAX_LENGTH", "WORDS", "with_words"]

DECIMALS: Mapping[str, Any] = MappingProxyType(
    {"description": "How many decimals a number has at most.", "type": "integer", "minimum": 0, "maximum": 10}
)

WORDS: Mapping[str, Any] = MappingProxyType(
    {"description": "Words shown around the number, which stands for {}.", "$ref": "#/$defs/text"}
)


def with_words(number_format: str, words: Text | None, language: Language) -> str:
    """Return a number format with the words that a form puts about the number (`长期目标（截止 {} 年）`)."""
    if words is None:
        return number_format
    before, _, after = words.say(language).replace('"', "”").partition("{}")
    return "".join((f'"{before}"' if before else "", number_format, f'"{after}"' if after else ""))


MAX_LENGTH: Mapping[str, Any] = MappingProxyType(
    {
        "description": "How many characters a text has at most.",
        "type": "integer",
        "minimum": 1,
        "maximum": LONGEST_TEXT,
    }
)
