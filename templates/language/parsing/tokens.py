"""The words of an expression."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from templates.kinds.shared.keyboard import MEANT, SPACES, shown, typed_in_latin
from templates.language.errors import ExpressionError
from templates.path import NAME
from templates.text import Text

__all__ = ["Token", "TokenKind", "tokens"]

TokenKind = Literal["number", "string", "name", "sign", "end"]


@dataclass(frozen=True, slots=True)
class Token:
    """One word, and the column of the source where it begins, counted from 1.

    A `string` has its text without the quotes; a `name` is one identifier, without dots.
    """

    kind: TokenKind
    text: str
    column: int

    @property
    def shown(self) -> Text:
        """The word as a message quotes it."""
        return _THE_END if self.kind == "end" else Text(f"“{self.text}”", f"'{self.text}'")


_THE_END = Text("公式结尾", "the end")

_WORD = re.compile(
    rf"""(?P<number>\d+(?:\.\d+)?)
      | (?P<string>"(?:[^"]|"")*")
      | (?P<name>{NAME})
      | (?P<sign><=|>=|<>|[-+*/^&=<>(),.\[\]])
      | (?P<space>[ \t]+)""",
    re.VERBOSE | re.ASCII,
)

_SIGNS = frozenset('-+*/^&=<>(),.[]" _0123456789')
"""What a formula is made of, beside letters."""


@lru_cache(maxsize=1024)
def tokens(source: str) -> tuple[Token, ...]:
    """Return the words of `source`, the last of them of kind `end`. Raises `ExpressionError`."""
    for character in "\n\r":
        if character in source:
            raise ExpressionError("formula-of-lines", source.index(character) + 1)
    found: list[Token] = []
    position = 0
    while position < len(source):
        word = _WORD.match(source, position)
        if word is None:
            raise _strange(source, position)
        match word.lastgroup:
            case "string":
                found.append(Token("string", word[0][1:-1].replace('""', '"'), position + 1))
            case "number" | "name" | "sign" as kind:
                found.append(Token(kind, word[0], position + 1))
            case _:
                pass
        position = word.end()
    return (*found, Token("end", "", len(source) + 1))


def _strange(source: str, position: int) -> ExpressionError:
    character = source[position]
    if character == '"':
        return ExpressionError("text-not-closed", position + 1)
    if character in "%％":
        return ExpressionError("percent-sign", position + 1)
    meant = '"' if character == "'" else MEANT.get(character, "")
    if not meant or not all(sign in _SIGNS or sign.isalpha() for sign in meant):
        return ExpressionError("sign-unknown", position + 1, sign=character)
    formula = typed_in_latin(source)
    others = [sign for sign, other in _differences(source, formula) if other != meant]
    if others:
        signs = Text(*shown(character + "".join(others)))
        return ExpressionError("signs-of-another-keyboard", position + 1, signs=signs, formula=formula)
    if character in SPACES:
        return ExpressionError("space-of-another-keyboard", position + 1, sign=character)
    return ExpressionError("sign-of-another-keyboard", position + 1, sign=character, meant=meant)


def _differences(source: str, formula: str) -> list[tuple[str, str]]:
    """Return the signs of a source for which others were meant, each with that one."""
    found = []
    rest = formula
    for sign in source:
        meant = sign if rest.startswith(sign) else MEANT.get(sign, sign)
        if meant != sign:
            found.append((sign, meant))
        rest = rest.removeprefix(meant)
    return found
