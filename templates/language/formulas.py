"""Pieces of formulas: addresses, texts in quotes, the blank test, lists of arguments."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from templates.language.errors import ExpressionError
from templates.language.values import MARKS
from templates.model.page import CellAddress

__all__ = [
    "MOST_ARGUMENTS",
    "Piece",
    "address",
    "areas",
    "blank",
    "call",
    "compared",
    "pieces",
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


class Piece(NamedTuple):
    """Rows of several columns that lie under one another in each of them."""

    rows: int
    written: tuple[str, ...]
    """Of each column the range, the address of the only cell, or the words that the form has in all rows."""
    first: tuple[str, ...]
    """Of each column the address of the first cell, or the words."""

    def has_words(self, column: int) -> bool:
        """Whether a column has words of the form here, and no cells."""
        return self.written[column].startswith(('"', "("))


def pieces(
    columns: Sequence[Sequence[CellAddress | str]], prefix: Callable[[int], str] = lambda sheet: ""
) -> list[Piece]:
    """Return the rows of columns, which have the same number of cells or words, in pieces.

    In a piece the cells of each column lie under one another, and its words are the same.
    """
    starts = sorted({0}.union(*map(_breaks, columns)))
    ends = (*starts[1:], len(columns[0]))
    return [
        Piece(
            end - start,
            tuple(_range(cells[start], cells[end - 1], prefix) for cells in columns),
            tuple(_range(cells[start], cells[start], prefix) for cells in columns),
        )
        for start, end in zip(starts, ends, strict=True)
    ]


def _breaks(cells: Sequence[CellAddress | str]) -> Iterator[int]:
    """Yield where a cell does not lie under the one before, or another word follows."""
    expected: CellAddress | str | tuple[int, int, int] = cells[0]
    for number, cell in enumerate(cells):
        if cell != expected:
            yield number
        expected = cell if isinstance(cell, str) else (cell.sheet, cell.row + 1, cell.column)


def _range(first: CellAddress | str, last: CellAddress | str, prefix: Callable[[int], str]) -> str:
    """Return a range of cells under one another, the address of one, or the words that stand in each row."""
    if isinstance(first, str) or isinstance(last, str):
        return quoted(str(first))
    written = prefix(first.sheet) + address(first.row, first.column)
    return written if first == last else f"{written}:{address(last.row, last.column)}"


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
