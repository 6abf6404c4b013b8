"""What a cell can hold: from a value given for it, and as the text that a person sees in it."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, Context, Decimal

from templates.findings.errors import ValuesError
from templates.kinds.base import Content

__all__ = [
    "ARITHMETIC",
    "LONGEST_TEXT",
    "content",
    "plain",
    "plain_text",
    "rounded",
    "shifted",
    "written",
]

LONGEST_TEXT = 32_767
"""Characters that a cell can hold, counted in UTF-16 (Excel specifications and limits)."""

_DIGITS = 15
"""Significant digits of a number in a cell (Excel specifications and limits)."""

ARITHMETIC = Context(prec=28, rounding=ROUND_HALF_EVEN, Emin=-999_999, Emax=999_999, traps=[])
"""How kinds calculate. A program that sets a decimal context of its own must not change what is read."""

_FIFTEEN = Context(prec=_DIGITS, rounding=ROUND_HALF_EVEN, Emin=-999_999, Emax=999_999)
_WRITTEN = Context(prec=60, rounding=ROUND_HALF_EVEN, Emin=-999_999, Emax=999_999)
_LARGEST_EXPONENT = 300
_MOST_WRITTEN_DIGITS = 30
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def content(value: object) -> Content:
    """Return what a cell is to hold for a value; what it cannot hold exactly as a number becomes text.

    Raises ValuesError for what no cell can hold: lists, objects, over-long texts, forbidden characters.
    """
    match value:
        case None | bool():
            return value
        case str():
            return _text(value)
        case float():
            return _number(Decimal(repr(value)))
        case int() | Decimal():
            return _number(Decimal(value))
    raise ValuesError("value-of-no-cell", type=type(value).__name__)


def _number(value: Decimal) -> Content:
    if not value.is_finite():
        raise ValuesError("number-of-no-cell", number=value)
    if abs(value.adjusted()) > _LARGEST_EXPONENT and value:
        return str(value)
    exact = plain(value)
    return exact if len(exact.as_tuple().digits) <= _DIGITS or rounded(exact) == exact else plain_text(exact)


def _text(value: str) -> str | None:
    forbidden = _NOT_IN_XML.search(value)
    if forbidden:
        raise ValuesError("character-of-no-cell", character=f"U+{ord(forbidden[0]):04X}")
    length = len(value.encode("utf-16-le")) // 2
    if length > LONGEST_TEXT:
        raise ValuesError("text-too-long-for-a-cell", length=length, most=LONGEST_TEXT)
    return value or None


def plain(value: Decimal) -> Decimal:
    """Return an equal number without exponent, without needless zeros and without a negative zero."""
    if value and _is_plain(str(value)):
        return value
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return Decimal(text) if value else Decimal(0)


def _is_plain(digits: str) -> bool:
    """Return whether a number that is not 0 is written as `plain` gives it."""
    return "E" not in digits and (digits[-1] != "0" or "." not in digits)


def plain_text(value: Decimal) -> str:
    """Return the digits of a number, without exponent and needless zeros."""
    return format(plain(value), "f")


def shifted(value: Decimal, places: int) -> Decimal:
    """Return the exact product of a number and a power of ten."""
    sign, digits, exponent = value.as_tuple()
    assert isinstance(exponent, int)
    return Decimal((sign, digits, exponent + places))


def rounded(value: Decimal) -> Decimal:
    """Return the number with the 15 significant digits that a cell keeps (`0.30000000000000004` is 0.3)."""
    digits = str(value)
    if value and len(digits) <= _DIGITS and _is_plain(digits):
        return value
    return plain(_FIFTEEN.plus(value))


def written(value: Decimal, decimals: int) -> str:
    """Return a number for people with at most so many decimals; one of absurd size has an exponent."""
    if value.adjusted() > _MOST_WRITTEN_DIGITS:
        return str(value)
    text = f"{value.quantize(shifted(Decimal(1), -decimals), context=_WRITTEN):f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
