"""What a workbook can hold: texts, numbers, formulas and passwords, checked before they are written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from template_builder.xlsx.errors import BuildError
from templates.findings.errors import ValuesError
from templates.text import Text

__all__ = [
    "FORMULA_LIMIT",
    "NOT_XML",
    "SizedText",
    "checked_formula",
    "checked_number",
    "checked_password",
    "checked_text",
    "units",
]

_TEXT_LIMIT = 32_767
FORMULA_LIMIT = 8_192
"""Characters of a formula that Excel takes (Excel specifications and limits)."""

_LITERAL_LIMIT = 255
_PASSWORD_LIMIT = 15
_LITERAL = re.compile(r'"((?:[^"]|"")*)"')
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""The characters that no XML can hold (XML 1.0, production 2)."""


@dataclass(frozen=True, slots=True)
class SizedText:
    """A text in letters of another size than its cell's, in points."""

    text: str
    size: float


def units(text: str) -> int:
    """Return the length of a text as Excel counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def checked_text(text: str, where: str | Text) -> str:
    """Return a text that a cell can hold. Raises `ValuesError` for any other, with the place `where`."""
    found = NOT_XML.search(text)
    if found:
        raise ValuesError("character-at-place", place=where, character=f"U+{ord(found.group()):04X}")
    if 2 * len(text) > _TEXT_LIMIT and units(text) > _TEXT_LIMIT:
        raise ValuesError("text-at-place-too-long", place=where, length=units(text), most=_TEXT_LIMIT)
    return text


def checked_number(number: Decimal | int, where: str) -> float:
    """Return a number as a cell holds it. Raises `ValuesError` for one that it cannot hold."""
    value = Decimal(number)
    if not value.is_finite() or abs(value) >= Decimal("1E+308"):
        raise ValuesError("number-at-place", place=where, number=number)
    return float(value)


def checked_formula(formula: str, where: str) -> str:
    """Return a formula that Excel can hold. Raises `BuildError` for any other."""
    if len(formula) > FORMULA_LIMIT:
        raise BuildError("formula-too-long", place=where, length=len(formula), most=FORMULA_LIMIT)
    # No text is too long in a formula that is short, even if each sign of it counted twice.
    if 2 * len(formula) > _LITERAL_LIMIT and _has_long_text(formula):
        raise BuildError("formula-with-long-text", place=where, most=_LITERAL_LIMIT)
    return formula


def _has_long_text(formula: str) -> bool:
    texts: list[str] = _LITERAL.findall(formula)
    return any(2 * len(text) > _LITERAL_LIMIT and units(text) > _LITERAL_LIMIT for text in texts)


def checked_password(password: str | None) -> str:
    """Return a password that can lock a sheet or a workbook; empty for None.

    Excel hashes the bytes of a password, which only ASCII has alike in every language. Raises `BuildError`
    for any other.
    """
    if password and not (password.isascii() and password.isprintable() and len(password) <= _PASSWORD_LIMIT):
        raise BuildError("password-not-ascii", most=_PASSWORD_LIMIT)
    return password or ""
