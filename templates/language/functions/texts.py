"""Functions of texts: their length, their digits, their beginning, and the names of what is missing."""

from __future__ import annotations

from decimal import Decimal

from templates.language.formulas import blank, quoted
from templates.language.functions.arguments import any_fails, plain
from templates.language.functions.signatures import (
    Arguments,
    Code,
    Coder,
    Function,
    Renderer,
    Takes,
    whole_number,
)
from templates.language.operations import Failed
from templates.language.values import NUM
from templates.model.expression import Ref, marks
from templates.text import Language

__all__ = ["DIGITS", "LEFT", "LEN", "MISSING"]

_DIGITS = frozenset("0123456789")


def count_digits(text: str) -> int:
    """Return how many digits a text has."""
    return sum(sign in _DIGITS for sign in text)


def left(text: str, count: Decimal) -> str:
    """Return the first characters of a text."""
    if count < 0:
        raise Failed(NUM)
    return text[: int(count)]


def _len(coder: Coder, given: Arguments) -> Code:
    text = coder.text(given[0])
    return whole_number(f"len({text.text})", fails=text.fails)


def _render_digits(sheet: Renderer, given: Arguments) -> str:
    text = sheet.formula(given[0])
    without = "+".join(f'LEN(SUBSTITUTE({text},"{digit}",""))' for digit in range(10))
    return f"(10*LEN({text})-({without}))"


def _digits(coder: Coder, given: Arguments) -> Code:
    text = coder.text(given[0])
    return whole_number(f"count_digits({text.text})", fails=text.fails)


def _left(coder: Coder, given: Arguments) -> Code:
    text, count = coder.text(given[0]), coder.number(given[1])
    return Code(f"left({text.text}, {count.text})", "text", fails=True)


def _separator(language: Language) -> str:
    return ", " if language == "en" else "、"


def _labels(given: Arguments, language: Language) -> list[str]:
    return [one.label.say(language) if isinstance(one, Ref) else "" for one in given]


def _render_missing(sheet: Renderer, given: Arguments) -> str:
    separator = _separator(sheet.language)
    words = "&".join(
        f'IF({blank(sheet.formula(one), marks=marks(one))},{quoted(separator + label)},"")'
        for one, label in zip(given, _labels(given, sheet.language), strict=True)
    )
    return f"MID({words},{len(separator) + 1},9999)"


def _missing(coder: Coder, given: Arguments) -> Code:
    codes = [coder.filled(one, marks=marks(one)) for one in given]
    pairs = ", ".join(
        f"({code.text}, {label!r})" for code, label in zip(codes, _labels(given, coder.language), strict=True)
    )
    words = f"[label for there, label in ({pairs},) if not there]"
    return Code(f"{_separator(coder.language)!r}.join({words})", "text", any_fails(codes))


LEN = Function("LEN", (Takes.VALUE,), "number", plain("LEN"), _len, 1, 1)
DIGITS = Function("DIGITS", (Takes.VALUE,), "number", _render_digits, _digits, 1, 1, (count_digits,))
LEFT = Function("LEFT", (Takes.VALUE, Takes.FIXED), "text", plain("LEFT"), _left, 2, 2, (left,))
MISSING = Function(
    "MISSING",
    (Takes.CELL,),
    "text",
    _render_missing,
    _missing,
    1,
    None,
    tests_blank=True,
    names_fields=True,
)
