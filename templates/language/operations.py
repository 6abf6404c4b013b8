"""What the generated code of expressions calls: operations on values that raise where a sheet has an error.

`values.py` says what an operation gives. Here an error is no value that every caller passes on, but raised
as `Failed`; so the code of an expression is as short as the expression, and the first error ends it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from operator import eq, ge, gt, le, lt, ne
from types import NoneType
from typing import Any

from templates.kinds.shared.clean import key as spelling
from templates.language import values
from templates.language.values import BLANKS, MARKS, ExcelError, Result, is_blank, is_mark

__all__ = [
    "PLAIN",
    "ZERO",
    "Failed",
    "add",
    "attempt",
    "chained",
    "compare",
    "compare_alike",
    "compare_folded",
    "divide",
    "filled",
    "filled_beyond_marks",
    "fold",
    "fold_key",
    "folded_key",
    "join",
    "key",
    "leaf",
    "multiply",
    "negate",
    "number",
    "number_shown",
    "raise_power",
    "sheet_fold",
    "sheet_key",
    "sound",
    "subtract",
    "text",
]

ZERO = Decimal(0)

PLAIN = frozenset({Decimal, str, NoneType})
"""The types of nearly all leaves. What has another type is converted, or is an error."""

_QUOTES = dict.fromkeys(map(ord, "“”„‟「」『』＂"), '"')
_AS_IT_IS = re.compile(r"[\u4e00-\u9fff\u3001\u3003-\u300b\u3010\u30110-9a-z%,()-]*")
"""Texts that folding leaves as they are, at a glance; others may be, too."""

_LEFT_OUT = dict.fromkeys(map(ord, BLANKS))
"""What the sheet leaves out where it compares texts."""

_ODD_FIRST = frozenset({"", *BLANKS, *(mark[0] for mark in MARKS)})
"""How every text begins that is blank or a mark, at a glance."""


_HOLDS: dict[str, Callable[[Any, Any], bool]] = {
    "=": eq,
    "<>": ne,
    "<": lt,
    "<=": le,
    ">": gt,
    ">=": ge,
}


class Failed(Exception):
    """An expression comes to an error, such as `#DIV/0!`."""

    def __init__(self, error: ExcelError) -> None:
        super().__init__(error.code)
        self.error = error


def attempt(work: Callable[[], Result]) -> Result:
    """Return what `work` gives, or the error it comes to, as a value."""
    try:
        return work()
    except Failed as failed:
        return failed.error


def leaf(value: Any) -> Result:
    """Return what a leaf of a tree of values holds, an error as a value.

    Raises:
        TypeError: it is no value of a record.
    """
    if value.__class__ in PLAIN:
        plain: Result = value
        return plain
    held = values.result_of(value)
    # An instance of a subclass becomes a plain one: generated code looks at the very class.
    if isinstance(held, Decimal):
        return Decimal(held)
    return str.__str__(held) if isinstance(held, str) else held


def sound(value: object) -> Decimal | str | bool | None:
    """Return what a leaf of a tree of values holds; an error is raised."""
    held = leaf(value)
    if isinstance(held, ExcelError):
        raise Failed(held)
    return held


def number(value: Result) -> Decimal:
    """Return the number that arithmetic takes a value for; a text counts 0."""
    if value is None:
        return ZERO
    found = values.number_of(value)
    if isinstance(found, ExcelError):
        raise Failed(found)
    return found


def number_shown(value: Result) -> Decimal | None:
    """Return the number that a computed cell shows; a formula that gives an empty cell shows 0."""
    if value is None:
        return ZERO
    return value if isinstance(value, Decimal) else None


def text(value: Result) -> str:
    """Return the text that `&` takes a value for."""
    if value.__class__ is str:
        return value
    found = values.text_of(value)
    if isinstance(found, ExcelError):
        raise Failed(found)
    return found


def join(left: Result, right: Result) -> str:
    """Return `left & right`."""
    return text(left) + text(right)


def _certain(result: Decimal | ExcelError) -> Decimal:
    if isinstance(result, ExcelError):
        raise Failed(result)
    return result


def add(left: Decimal, right: Decimal) -> Decimal:
    """Return `left + right`."""
    return _certain(values.plus(left, right))


def subtract(left: Decimal, right: Decimal) -> Decimal:
    """Return `left - right`."""
    return _certain(values.plus(left, values.negated(right)))


def multiply(left: Decimal, right: Decimal) -> Decimal:
    """Return `left * right`."""
    return _certain(values.times(left, right))


def divide(left: Decimal, right: Decimal) -> Decimal:
    """Return `left / right`."""
    return _certain(values.divided(left, right))


def raise_power(base: Decimal, exponent: Decimal) -> Decimal:
    """Return `base ^ exponent`."""
    return _certain(values.power(base, exponent))


def negate(number: Decimal) -> Decimal:
    """Return `-number`."""
    return values.negated(number)


def chained(first: Result, steps: tuple[Callable[[Result], Result], ...]) -> Result:
    """Return what comes of a value by one step after the other: a chain too long to write in one line."""
    for step in steps:
        first = step(first)
    return first


def compare(operator: str, left: Result, right: Result) -> bool:
    """Return `left operator right` for one of `= <> < <= > >=`."""
    holds = values.compare(operator, left, right)
    if isinstance(holds, ExcelError):
        raise Failed(holds)
    return holds


def compare_folded(operator: str, left: Result, right: Result) -> bool:
    """Return the same; texts that differ in white space, width, quotes or a final stop alone are equal."""
    if left.__class__ is str and right.__class__ is str:
        return _HOLDS[operator](_folded_text_key(left), _folded_text_key(right))
    if left.__class__ is Decimal and right.__class__ is Decimal:  # as is usual
        return _HOLDS[operator](values.fifteen(left), values.fifteen(right))
    return compare(operator, left, right)


def compare_alike(operator: str, left: Result, right: Result) -> bool:
    """Return the same for texts as the sheet compares them, without spaces and a final `。`."""
    return compare(operator, sheet_key(left), sheet_key(right))


def filled(value: Result) -> bool:
    """Tell whether a value is anything but blank."""
    if value.__class__ is str:
        return value[:1] not in _ODD_FIRST or not is_blank(value)
    if isinstance(value, ExcelError):
        raise Failed(value)
    return value is not None


def filled_beyond_marks(value: Result) -> bool:
    """Tell whether a value is anything but blank or a mark for nothing, such as `/`."""
    if value.__class__ is str:
        return value[:1] not in _ODD_FIRST or not (is_blank(value) or is_mark(value))
    return filled(value)


def key(value: Result) -> Result:
    """Return what is the same for texts that are equal; other values are no texts."""
    if isinstance(value, str):
        return value.lower()
    if isinstance(value, ExcelError):
        raise Failed(value)
    return value


def folded_key(value: Result) -> Result:
    """Return what is the same for texts that are equal once they are folded."""
    return _folded_text_key(value) if value.__class__ is str else key(value)


def sheet_key(value: Result) -> str:
    """Return what is the same for texts that the sheet takes for equal; a number counts as its text."""
    return _sheet_text_key(text(value))


@lru_cache(maxsize=4096)
def _sheet_text_key(text: str) -> str:
    return sheet_fold(text).lower()


def sheet_fold(text: str) -> str:
    """Return a text as the sheet compares texts: no spaces, no line breaks, no final `。`."""
    if " " in text or not text.isprintable():  # an ideographic or no-break space does not count as printable
        text = text.translate(_LEFT_OUT)
    return text.removesuffix("。")


@lru_cache(maxsize=4096)
def _folded_text_key(text: str) -> str:
    return fold(text).lower()


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Return a text as texts are compared: no white space, no final stop, one width, one kind of quote."""
    if _AS_IT_IS.fullmatch(text):
        return text
    return spelling(text.translate(_QUOTES)).rstrip("。;.")


@lru_cache(maxsize=4096)
def fold_key(text: str) -> str:
    """Return a text as a reader looks it up: as `fold`, but that of stops a final `。` alone counts nothing.

    What a sheet would not find, a reader does not find either, as there is nothing to tell a clerk by.
    """
    return spelling(text.translate(_QUOTES)).removesuffix("。")
