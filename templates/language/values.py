"""What a cell or a formula gives, and how Excel treats it: blanks, texts, numbers, errors.

A blank counts 0 in arithmetic and "" in text. Comparison ignores case and puts numbers before texts and
texts before truth values. A text counts 0 in arithmetic too, whatever it says, as Excel's N has it: what an
engine makes of `1,121.34`, `12.5%` or `2020-1-1` is its own affair. Numbers are exact decimals here and
binary numbers in a sheet, so they are compared by their first 15 digits.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

__all__ = [
    "BLANKS",
    "DIV0",
    "MARKS",
    "MOST_PLACES",
    "NA",
    "NUM",
    "ExcelError",
    "Result",
    "absolute",
    "compare",
    "divided",
    "fifteen",
    "general",
    "is_blank",
    "is_mark",
    "negated",
    "number_of",
    "plus",
    "power",
    "result_of",
    "rounded",
    "rounded_whole",
    "text_of",
    "times",
]


@dataclass(frozen=True, slots=True)
class ExcelError:
    """An error as a value: `#DIV/0!`."""

    code: str


DIV0 = ExcelError("#DIV/0!")
NA = ExcelError("#N/A")
NUM = ExcelError("#NUM!")

Result = Decimal | str | bool | None | ExcelError
"""What an expression gives; `None` is a blank cell."""

BLANKS = "".join(map(chr, range(33))) + "\u00a0\u3000"
"""What a text may consist of and be blank: control characters, spaces, no-break and ideographic spaces."""

MARKS = (
    *("-", "－", "—", "——", "–", "--", "---", "－－", "/", "／", "//", "\\", "＼", "*", "＊", "_", "__"),
    *("…", "……", "..", "..."),
)
"""What people type for nothing where a text belongs, as far as a formula is to know it."""

# Contexts of their own: a program that sets a decimal context must not change what a formula gives.
_EXACT = Context(prec=28, rounding=ROUND_HALF_UP, Emax=999_999, Emin=-999_999, traps=[])
_WIDE = Context(prec=400, rounding=ROUND_HALF_UP, Emax=999_999, Emin=-999_999, traps=[])
_FIFTEEN = Context(prec=15, rounding=ROUND_HALF_UP, Emax=999_999, Emin=-999_999, traps=[])
MOST_PLACES = 12
"""So many places, before or behind the point, ROUNDUP and ROUNDDOWN round to."""

_LARGEST = Decimal("1.79769313486232E+308")
_NOTHING = Decimal("1E-16")
_DIGITS_LEFT = 15
_BELOW_LARGEST = 308
_UNITS = {Decimal(places): Decimal(1).scaleb(-places) for places in range(-6, 16)}
"""What a number is rounded to a multiple of, by the digits that it keeps."""


def result_of(leaf: object) -> Result:
    """Return what a leaf of a tree of values holds: whole numbers become `Decimal`."""
    if isinstance(leaf, bool):
        return leaf
    if isinstance(leaf, int):
        return Decimal(leaf)
    if leaf is None or isinstance(leaf, Decimal | str | ExcelError):
        return leaf
    raise TypeError(f"{type(leaf).__name__} is not a value of a record")


def is_blank(value: object) -> bool:
    """Tell whether a value is blank: nothing, or a text of nothing but spaces and line breaks."""
    return value is None or (isinstance(value, str) and not value.strip(BLANKS))


def is_mark(value: object) -> bool:
    """Tell whether a value is a text that is nothing but one of `MARKS`."""
    return isinstance(value, str) and "".join(map(_shown, value)).strip(BLANKS) in MARKS


def _shown(sign: str) -> str:
    return "" if sign < " " else sign


def number_of(value: Result) -> Decimal | ExcelError:
    """Return the number that arithmetic takes a value for, as Excel's N does: a text counts 0."""
    match value:
        case None | str():
            return Decimal(0)
        case bool():
            return Decimal(int(value))
        case _:
            return value


def text_of(value: Result) -> str | ExcelError:
    """Return the text that `&` takes a value for."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).upper()
        case Decimal():
            return general(value)
        case _:
            return value


def general(number: Decimal) -> str:
    """Return a number as Excel's format General says it: at most 15 digits, no idle zeros."""
    short = _FIFTEEN.plus(number)
    if short == 0:
        return "0"
    if -10 < short.adjusted() < 21:
        written = f"{short:f}"
        return written.rstrip("0").rstrip(".") if "." in written else written
    mantissa, _, exponent = f"{short.normalize(_FIFTEEN):E}".partition("E")
    return f"{mantissa}E{int(exponent):+03d}"


def plus(a: Decimal, b: Decimal) -> Decimal | ExcelError:
    """Return `a + b`; what is left of two numbers that all but cancel each other out is 0."""
    total = _EXACT.add(a, b)
    # what a third times three leaves of one is nothing, as it is in a sheet
    least = total.adjusted() + _DIGITS_LEFT
    few = least < a.adjusted() or least < b.adjusted()  # else enough digits are left, at a glance
    if few and total and total.copy_abs() < _EXACT.multiply(max(a.copy_abs(), b.copy_abs()), _NOTHING):
        return Decimal(0)
    return _bounded(total)


def times(a: Decimal, b: Decimal) -> Decimal | ExcelError:
    """Return `a * b`."""
    return _bounded(_EXACT.multiply(a, b))


def divided(a: Decimal, b: Decimal) -> Decimal | ExcelError:
    """Return `a / b`."""
    return _bounded(_EXACT.divide(a, b)) if b else DIV0


def power(base: Decimal, exponent: Decimal) -> Decimal | ExcelError:
    """Return `base ^ exponent`, with Excel's errors: 0^0 is `#NUM!`, 0^-1 is `#DIV/0!`."""
    if not base:
        return Decimal(0) if exponent > 0 else DIV0 if exponent else NUM
    return _bounded(_EXACT.power(base, exponent))


def _bounded(number: Decimal) -> Decimal | ExcelError:
    if number.adjusted() < _BELOW_LARGEST and number.is_finite():
        return number
    return number if number.is_finite() and number.copy_abs() <= _LARGEST else NUM


def negated(number: Decimal) -> Decimal:
    """Return `-number`; there is no minus zero."""
    return _EXACT.minus(number)


def absolute(number: Decimal) -> Decimal:
    """Return a number without its sign."""
    return _EXACT.abs(number)


def rounded(number: Decimal, digits: Decimal) -> Decimal | ExcelError:
    """Return `number` rounded to `digits` places, half away from zero; negative ones before the point."""
    unit = _UNITS.get(digits)
    if unit is None:
        places = int(digits)
        if abs(places) > 300:
            return NUM if places > 0 else Decimal(0)
        unit = Decimal(1).scaleb(-places, _WIDE)
    if not (number.is_finite() and number.adjusted() < _BELOW_LARGEST) and number.copy_abs() > _LARGEST:
        return NUM
    return _WIDE.add(number.quantize(unit, context=_WIDE), Decimal(0))  # no minus zero


def rounded_whole(number: Decimal, digits: Decimal, way: str) -> Decimal | ExcelError:
    """Return `number` with `digits` places, rounded the one `way` of the module `decimal`.

    What is less than a millionth of the last place is what a binary number has left over, and is nothing.
    """
    places = int(digits)
    if abs(places) > MOST_PLACES:
        return NUM
    scaled = _bounded(number.scaleb(places, _WIDE))
    if isinstance(scaled, ExcelError):
        return scaled
    near = scaled.quantize(_UNITS[Decimal(6)], context=_WIDE)
    whole = near.quantize(Decimal(1), rounding=way, context=_WIDE)
    return _WIDE.add(whole.scaleb(-places, _WIDE), Decimal(0))  # no minus zero


def compare(operator: str, left: Result, right: Result) -> bool | ExcelError:
    """Return `left operator right` for one of `= <> < <= > >=`."""
    if isinstance(left, ExcelError):
        return left
    if isinstance(right, ExcelError):
        return right
    a, b = _rank(left, right), _rank(right, left)
    match operator:
        case "=":
            return a == b
        case "<>":
            return a != b
        case "<":
            return a < b
        case "<=":
            return a <= b
        case ">":
            return a > b
        case _:
            return a >= b


def _rank(value: Decimal | str | bool | None, other: Decimal | str | bool | None) -> tuple[int, Any]:
    if value is None:  # a blank is what its neighbour would be if it were empty
        value = "" if isinstance(other, str) else False if isinstance(other, bool) else Decimal(0)
    match value:
        case bool():
            return 2, value
        case str():
            return 1, value.lower()
        case _:
            return 0, fifteen(value)


fifteen = _FIFTEEN.plus
"""Return a number with its first 15 digits, which are those that are compared."""
