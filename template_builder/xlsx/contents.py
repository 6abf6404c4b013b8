"""What a workbook can hold: texts, numbers, formulas and passwords, checked before they are written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from template_builder.xlsx.errors import BuildError
from templates.findings.errors import ValuesError

__all__ = ["SizedText", "checked_formula", "checked_number", "checked_password", "checked_text", "units"]

_TEXT_LIMIT = 32_767
_FORMULA_LIMIT = 8_192
_LITERAL_LIMIT = 255
_PASSWORD_LIMIT = 15
_LITERAL = re.compile(r'"((?:[^"]|"")*)"')
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class SizedText:
    """A text in letters of another size than its cell's, in points."""

    text: str
    size: float


def units(text: str) -> int:
    """Return the length of a text as Excel counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def checked_text(text: str, where: str) -> str:
    """Return a text that a cell can hold. Raises `ValuesError` for any other, with the place `where`."""
    found = _NOT_XML.search(text)
    if found:
        raise ValuesError(
            f"{where}: 文字中有单元格不能保存的字符 a character that no cell can hold "
            f"(U+{ord(found.group()):04X})，请删去 remove it."
        )
    if 2 * len(text) > _TEXT_LIMIT and units(text) > _TEXT_LIMIT:
        raise ValuesError(
            f"{where}: 文字有 {units(text)} 个字符，单元格最多 {_TEXT_LIMIT} 个 the text is longer "
            f"than a cell can hold，请缩短 shorten it."
        )
    return text


def checked_number(number: Decimal | int, where: str) -> float:
    """Return a number as a cell holds it. Raises `ValuesError` for one that it cannot hold."""
    value = Decimal(number)
    if not value.is_finite() or abs(value) >= Decimal("1E+308"):
        raise ValuesError(f"{where}: {number} 不是单元格能保存的数 is no number that a cell can hold.")
    return float(value)


def checked_formula(formula: str, where: str) -> str:
    """Return a formula that Excel can hold. Raises `BuildError` for any other."""
    if len(formula) > _FORMULA_LIMIT:
        raise BuildError(
            f"{where}: 公式有 {len(formula)} 个字符，最多 {_FORMULA_LIMIT} 个 the formula is too long for "
            "Excel，请减少行数或拆分规则 use fewer rows or split the rule."
        )
    if any(units(literal) > _LITERAL_LIMIT for literal in _LITERAL.findall(formula)):
        raise BuildError(
            f"{where}: 公式中的文字超过 {_LITERAL_LIMIT} 个字符 a text in the formula is too long for Excel，"
            "请缩短 shorten it."
        )
    return formula


def checked_password(password: str | None) -> str:
    """Return a password that can lock a sheet or a workbook; empty for None.

    It is hashed by its bytes, which only ASCII has alike in every language. Raises `BuildError` for others.
    """
    if password and not (password.isascii() and password.isprintable() and len(password) <= _PASSWORD_LIMIT):
        raise BuildError(
            f"密码只能用 1 到 {_PASSWORD_LIMIT} 个英文字母、数字和符号 a password has 1 to {_PASSWORD_LIMIT} "
            "ASCII characters."
        )
    return password or ""
