"""Columns of a streamed table that are worked out of others: the formula of a row, and the result it has."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from templates.kinds.shared.content import ARITHMETIC, plain, rounded
from templates.language import address

__all__ = ["Held", "RowFormula", "change", "gap", "growth", "growth_between"]

Held = Decimal | int | str | None
"""What a cell of a table holds, or a formula comes to."""


@dataclass(frozen=True, slots=True)
class RowFormula:
    """A formula of cells in its row: `text` has `{0}`, `{1}` for those of the columns `of`, from 0.

    `result` gives what it comes to, of what these cells hold.
    """

    text: str
    of: tuple[int, ...]
    result: Callable[[Sequence[Held]], Held]

    def in_row(self, row: int | str) -> str:
        """Return the formula (without `=`) as it stands in a row, from 1."""
        return self.text.format(*(f"{address(1, column + 1)[:-1]}{row}" for column in self.of))

    def of_row(self, contents: Sequence[Held]) -> Held:
        """Return what it comes to in a row that holds this."""
        return self.result([contents[column] for column in self.of])


def change(before: int, now: int) -> RowFormula:
    """Return the formula of a change between two columns; what is blank, or no number, counts as nothing.

    >>> change(2, 3).in_row(5)
    'N(D5)-N(C5)'
    """
    return RowFormula("N({1})-N({0})", (before, now), lambda held: _number(held[1]) - _number(held[0]))


def gap(before: int, now: int) -> RowFormula:
    """Return the formula of a change where both columns hold a number; an empty text where one does not."""
    return RowFormula('IF(COUNT({0},{1})<2,"",N({1})-N({0}))', (before, now), _gap)


def growth(before: int, change: int) -> RowFormula:
    """Return the formula of a change in parts of what was; an empty text where nothing was."""
    return RowFormula('IF(OR(N({0})=0,NOT(ISNUMBER({1}))),"",N({1})/ABS(N({0})))', (before, change), _growth)


def growth_between(before: int, change: int, unit: int, but: str) -> RowFormula:
    """Return the same where the column `unit` says what is counted; nothing where that is `but`."""
    text = f'IF(OR({{2}}="{but}",N({{0}})=0,NOT(ISNUMBER({{1}}))),"",N({{1}})/ABS(N({{0}})))'
    return RowFormula(text, (before, change, unit), lambda held: "" if held[2] == but else _growth(held))


def _number(held: Held) -> Decimal:
    return Decimal(held) if isinstance(held, Decimal | int) else Decimal(0)


def _gap(held: Sequence[Held]) -> Held:
    if not all(isinstance(one, Decimal | int) for one in held[:2]):
        return ""
    return plain(ARITHMETIC.subtract(_number(held[1]), _number(held[0])))


def _growth(held: Sequence[Held]) -> Held:
    before, change = held[:2]
    if not isinstance(change, Decimal | int) or not _number(before):
        return ""
    return rounded(ARITHMETIC.divide(Decimal(change), abs(_number(before))))
