"""The functions that results of formulas are worked out with, where a template uses no others.

An error is a value, as in a sheet. What is not known is `Unknown`: such a cell is left without a result,
until the program that opens the workbook works it out. Excel's rules: ECMA-376 part 1, 18.17.7.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal
from typing import Any, NamedTuple

__all__ = ["FUNCTIONS", "Area", "ErrorValue", "Unknown", "Value", "apply", "number", "scalar", "shown"]


class Unknown(Exception):
    """A result that is not worked out here."""


class ErrorValue(str):
    """An error that a cell shows, such as `#DIV/0!`."""

    __slots__ = ()


Value = float | str | bool | None


class Area(NamedTuple):
    """The values of some cells, row by row; one that is blank is None."""

    columns: int
    values: Sequence[Value]


Argument = Value | Area

_DIVISION, _VALUE, _NUMBER = ErrorValue("#DIV/0!"), ErrorValue("#VALUE!"), ErrorValue("#NUM!")
_ARITHMETIC: Mapping[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "^": operator.pow,
}
_COMPARISON: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def scalar(argument: Argument) -> Value:
    """Return the one value of an argument. Raises `Unknown` of several."""
    if not isinstance(argument, Area):
        return argument
    if len(argument.values) != 1:
        raise Unknown
    return argument.values[0]


def number(value: Value) -> float | ErrorValue:
    """Return what arithmetic takes a value for. Raises `Unknown` of a text that may be a number."""
    if isinstance(value, ErrorValue):
        return value
    if isinstance(value, str):
        if any(sign.isdigit() for sign in value):
            raise Unknown  # programs differ in which texts they take for numbers
        return _VALUE
    return float(value or 0)


def shown(value: Value) -> str:
    """Return the text that `&` takes a value for. Raises `Unknown` of a fraction, whose digits differ."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        if not value.is_integer() or abs(value) >= 1e11:
            raise Unknown
        return str(int(value))
    return value or ""


def apply(sign: str, left: Value, right: Value) -> Value:
    """Return what an operator gives of two values."""
    for one in (left, right):
        if isinstance(one, ErrorValue):
            return one
    if sign == "&":
        return shown(left) + shown(right)
    if sign in _COMPARISON:
        return _compared(sign, left, right)
    first, second = number(left), number(right)
    if isinstance(first, ErrorValue):
        return first
    if isinstance(second, ErrorValue):
        return second
    return _finite(lambda: _ARITHMETIC[sign](first, second))


def _finite(work: Callable[[], float]) -> Value:
    try:
        result = work()
    except ZeroDivisionError:
        return _DIVISION
    except (OverflowError, ValueError):
        return _NUMBER
    if isinstance(result, complex) or not math.isfinite(result):
        return _NUMBER
    return result


def _compared(sign: str, left: Value, right: Value) -> Value:
    def sortable(value: Value, other: Value) -> tuple[int, object]:
        if value is None:
            value = "" if isinstance(other, str) else False if isinstance(other, bool) else 0.0
        if isinstance(value, bool):
            return 2, value
        if isinstance(value, str):
            if sign not in ("=", "<>"):
                raise Unknown  # the order of Chinese texts is the program's
            return 1, value.casefold()
        return 0, value

    return _COMPARISON[sign](sortable(left, right), sortable(right, left))


def _numbers(arguments: Iterable[Argument]) -> list[float]:
    """Return the numbers: all in areas, and what is given itself. Raises `_Failed` with the first error."""
    found: list[float] = []
    for argument in arguments:
        if isinstance(argument, Area):
            for value in argument.values:
                if isinstance(value, ErrorValue):
                    raise _Failed(value)
                if isinstance(value, float):
                    found.append(value)
            continue
        one = number(argument)
        if isinstance(one, ErrorValue):
            raise _Failed(one)
        found.append(one)
    return found


class _Failed(Exception):
    def __init__(self, error: ErrorValue) -> None:
        super().__init__(error)
        self.error = error


def _of_numbers(work: Callable[[list[float]], Value]) -> Callable[..., Value]:
    def called(*arguments: Argument) -> Value:
        try:
            return work(_numbers(arguments))
        except _Failed as failed:
            return failed.error

    return called


def _average(numbers: list[float]) -> Value:
    return math.fsum(numbers) / len(numbers) if numbers else _DIVISION


def _count(*arguments: Argument) -> Value:
    found = 0
    for one in arguments:
        values = one.values if isinstance(one, Area) else [one]
        found += sum(isinstance(value, float) for value in values)
    return float(found)


def _count_all(*arguments: Argument) -> Value:
    values = [value for one in arguments for value in (one.values if isinstance(one, Area) else [one])]
    return float(sum(value is not None for value in values))


def _rounding(mode: str) -> Callable[..., Value]:
    def called(value: Argument, digits: Argument = 0.0) -> Value:
        first, places = number(scalar(value)), number(scalar(digits))
        if isinstance(first, ErrorValue) or isinstance(places, ErrorValue):
            return first if isinstance(first, ErrorValue) else places
        if abs(places) > 15 or abs(first) > 1e15:
            raise Unknown
        step = Decimal(1).scaleb(-int(places))
        return float(Decimal(repr(first)).quantize(step, rounding=mode) + 0)

    return called


def _if(condition: Argument, then: Argument = True, otherwise: Argument = False) -> Value:
    found = scalar(condition)
    if isinstance(found, ErrorValue):
        return found
    if isinstance(found, str):
        return _VALUE
    return scalar(then if found else otherwise)


def _if_error(value: Argument, instead: Argument) -> Value:
    found = scalar(value)
    return scalar(instead) if isinstance(found, ErrorValue) else found


def _truth(work: Callable[[Iterable[bool]], bool]) -> Callable[..., Value]:
    def called(*arguments: Argument) -> Value:
        values = [value for one in arguments for value in (one.values if isinstance(one, Area) else [one])]
        for value in values:
            if isinstance(value, ErrorValue):
                return value
        return work(bool(value) for value in values if isinstance(value, float | bool))

    return called


def _not(value: Argument) -> Value:
    found = scalar(value)
    return found if isinstance(found, ErrorValue) else not found


def _rank(value: Argument, among: Argument, order: Argument = 0.0) -> Value:
    found = number(scalar(value))
    if isinstance(found, ErrorValue) or not isinstance(among, Area):
        return found if isinstance(found, ErrorValue) else ErrorValue("#N/A")
    others = [one for one in among.values if isinstance(one, float)]
    if found not in others:
        return ErrorValue("#N/A")
    ascending = bool(scalar(order))
    return 1.0 + sum(one < found if ascending else one > found for one in others)


def _sum_of_products(*arguments: Argument) -> Value:
    areas = [one if isinstance(one, Area) else Area(1, [one]) for one in arguments]
    if len({(one.columns, len(one.values)) for one in areas}) != 1:
        return _VALUE
    for one in areas:
        for value in one.values:
            if isinstance(value, ErrorValue):
                return value
    rows = zip(*(one.values for one in areas), strict=True)
    return math.fsum(math.prod(value if isinstance(value, float) else 0.0 for value in row) for row in rows)


_SUM = _of_numbers(math.fsum)
FUNCTIONS: Mapping[str, Callable[..., Value]] = {
    "SUM": _SUM,
    "AVERAGE": _of_numbers(_average),
    "MAX": _of_numbers(lambda numbers: max(numbers, default=0.0)),
    "MIN": _of_numbers(lambda numbers: min(numbers, default=0.0)),
    "PRODUCT": _of_numbers(lambda numbers: math.prod(numbers) if numbers else 0.0),
    "COUNT": _count,
    "COUNTA": _count_all,
    "ROUND": _rounding(ROUND_HALF_UP),
    "ROUNDUP": _rounding(ROUND_UP),
    "ROUNDDOWN": _rounding(ROUND_DOWN),
    "ABS": _of_numbers(lambda numbers: abs(numbers[0])),
    "INT": _of_numbers(lambda numbers: float(math.floor(numbers[0]))),
    "IF": _if,
    "IFERROR": _if_error,
    "AND": _truth(all),
    "OR": _truth(any),
    "NOT": _not,
    "RANK": _rank,
    "RANK.EQ": _rank,
    "SUMPRODUCT": _sum_of_products,
}
"""The functions that are known, by their names; SUBTOTAL and ROW, which need to know more, are apart."""
