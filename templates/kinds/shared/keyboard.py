"""The signs that an input method for Chinese types for those of a formula or of YAML."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["MEANT", "QUOTES", "SPACES", "SPACE_WORDS", "shown", "typed_in_latin"]

_FULL_WIDTH_OFFSET = 0xFEE0

QUOTES: Mapping[str, str] = MappingProxyType({"“": "”", "‘": "’", "「": "」", "『": "』", "＂": "＂"})
"""Quotation marks of Chinese texts, each with the one that closes it."""

SPACES = "\u3000\u00a0\u2002\u2003\u2009\u200b\ufeff"
"""White space that is no plain space and no tab: the full-width space, and those of web pages."""

SPACE_WORDS = ("全角空格", "a full-width space")
"""What a space of these is called, which nobody sees."""

MEANT: Mapping[str, str] = MappingProxyType(
    {chr(code + _FULL_WIDTH_OFFSET): chr(code) for code in range(ord("!"), ord("~") + 1)}
    | {sign: '"' for pair in QUOTES.items() for sign in pair}
    | dict.fromkeys("、；", ",")
    | dict.fromkeys("【〔［", "[")
    | dict.fromkeys("】〕］", "]")
    | dict.fromkeys("—–−", "-")
    | {"。": ".", "≥": ">=", "≤": "<=", "≠": "<>", "×": "*", "÷": "/"}
    | dict.fromkeys(SPACES, " ")
)
"""The sign that was meant, by the one that was typed."""

_TEXT = '"(?:[^"]|"")*"'
_QUOTED = "|".join(f"{begin}[^{end}]*{end}" for begin, end in QUOTES.items())
_PARTS = re.compile(rf"(?P<text>{_TEXT})|(?P<quoted>{_QUOTED})|(?P<sign>[{re.escape(''.join(MEANT))}])")


def typed_in_latin(formula: str) -> str:
    """Return a formula with the signs that were meant; what stands in quotation marks stays as it is.

    >>> typed_in_latin("IF（a＞１，“是”，0）")
    'IF(a>1,"是",0)'
    """

    def meant(part: re.Match[str]) -> str:
        match part.lastgroup:
            case "text":
                return part[0]
            case "quoted":
                return f'"{part[0][1:-1]}"'
            case _:
                return MEANT[part[0]]

    return _PARTS.sub(meant, formula)


def shown(signs: str) -> tuple[str, str]:
    """Return signs as a sentence in each language shows them, each once."""
    words = [
        (*SPACE_WORDS,) if sign in SPACES else (f"`{sign}`", f"`{sign}`") for sign in dict.fromkeys(signs)
    ]
    zh, en = (dict.fromkeys(row) for row in zip(*words, strict=True))
    return " ".join(zh), " ".join(en)
