"""Pieces of formulas: addresses, texts in quotes, the blank test, lists of arguments."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from templates.language.errors import ExpressionError
from templates.language.values import MARKS
from templates.model.page import CellAddress

__all__ = [
    "MOST_ARGUMENTS",
    "address",
    "areas",
    "blank",
    "call",
    "compared",
    "quoted",
    "sheet_prefix",
    "stripped",
]

MOST_ARGUMENTS = 255
"""How many arguments Excel lets a function have."""

_LONGEST_LITERAL = 255
_MARKS = "||" + "|".join(MARKS) + "|"
_NO_BREAK, _IDEOGRAPHIC = "\u00a0", "\u3000"


def address(row: int, column: int) -> str:
    """Return the address of a cell, both counted from 1: `C5`."""
    return f"{_letters(column)}{row}"


@lru_cache(maxsize=1024)
def _letters(column: int) -> str:
    letters = ""
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def sheet_prefix(name: str) -> str:
    """Return what stands before an address on another sheet: `'申报表'!`."""
    return "'" + name.replace("'", "''") + "'!"


def areas(cells: Iterable[CellAddress], prefix: Callable[[int], str] = lambda sheet: "") -> list[str]:
    """Return cells as ranges: each run of cells under one another is one (`B2:B5`).

    `prefix` gives what stands before an address on the sheet of a number.
    """
    runs: list[tuple[CellAddress, int]] = []  # the first cell and the last row
    for cell in cells:
        if runs and cell == runs[-1][0]._replace(row=runs[-1][1] + 1):
            runs[-1] = (runs[-1][0], cell.row)
        else:
            runs.append((cell, cell.row))
    return [
        prefix(first.sheet)
        + address(first.row, first.column)
        + (f":{address(last, first.column)}" if last > first.row else "")
        for first, last in runs
    ]


def quoted(text: str) -> str:
    """Return a text as a formula writes it: quotes doubled, in pieces where it is over 255 characters."""
    if len(text) <= _LONGEST_LITERAL:
        return '"' + text.replace('"', '""') + '"'
    pieces = (text[at : at + _LONGEST_LITERAL] for at in range(0, len(text), _LONGEST_LITERAL))
    return f"({'&'.join(map(quoted, pieces))})"


def stripped(formula: str) -> str:
    """Return the formula of a text without its spaces and line breaks; it gives "" where that is blank."""
    plain = f'SUBSTITUTE(SUBSTITUTE({formula},"{_IDEOGRAPHIC}"," "),"{_NO_BREAK}"," ")'
    return f"TRIM(CLEAN({plain}))"


def compared(formula: str) -> str:
    """Return the formula of a text as texts are compared: without spaces, line breaks and a final `。`."""
    compact = f"CLEAN({formula})"
    for space in (" ", _IDEOGRAPHIC, _NO_BREAK):
        compact = f'SUBSTITUTE({compact},"{space}","")'
    # what CLEAN has left holds no line break, so one marks where the text ends
    return f'SUBSTITUTE(SUBSTITUTE({compact}&CHAR(10),"。"&CHAR(10),""),CHAR(10),"")'


def blank(formula: str, *, marks: bool) -> str:
    """Return the formula that is TRUE where a text is blank; with `marks`, also for one of `MARKS`."""
    if not marks:
        return f'{stripped(formula)}=""'
    # of all marks one is missing where the text is one of them; unlike ISNUMBER and FIND, this keeps an error
    return f'LEN(SUBSTITUTE({quoted(_MARKS)},"|"&{stripped(formula)}&"|",""))<{len(_MARKS)}'


def call(name: str, arguments: Sequence[str]) -> str:
    """Return a call of Excel's function. Raises `ExpressionError` for more arguments than Excel takes."""
    if len(arguments) > MOST_ARGUMENTS:
        raise ExpressionError("arguments-too-many", name=name, count=len(arguments), most=MOST_ARGUMENTS)
    return f"{name}({','.join(arguments)})"
