"""Random expressions over random cells, of the sort on which spreadsheet engines agree.

Numbers are multiples of a quarter, which binary numbers hold exactly; only division leaves the exact, so
nothing is divided by, or rounded after, what was divided. Of conditions joined by AND and OR none is an
error, as IronCalc does not look at all of them. It also shows up to 17 digits, and the sign of minus zero, in
a number that becomes a text, so that is rounded, and 0 added.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from random import Random
from typing import TypeVar

from templates.path import Tree
from tests.templates.language.arithmetic import NUMBERLIKE
from tests.templates.language.desk import filling

__all__ = ["Chance"]

Choice = TypeVar("Choice")

_NUMBERS = ("a", "b", "c", "INDEX(items.amount, 2)", "INDEX(blocks.rows.size, 5)")
_TEXTS = ("s", "t", "u", "INDEX(goals.listed, 3)", "INDEX(items.name, 1)")
_NUMBER_COLUMNS = ("items.amount", "blocks.rows.size", 'blocks.rows[level="产出"].size')
_TEXT_COLUMNS = ("items.name", "goals.listed", "blocks.goal", 'blocks.rows[level="效益"].word')
_PAIRS = (
    "items.name, ?, items.amount",
    "blocks.rows.word, ?, blocks.rows.size",
    'blocks.rows[level="产出"].word, ?, blocks.rows[level="产出"].size',
    "blocks.rows.level, ?, blocks.rows.size",
)
"""Columns of the same rows, with a word between them."""

_WORDS = (
    "甲",
    "乙",
    "Ab",
    "aB",
    "Ａ",
    "ａ",
    "12",
    "*",
    "?",
    ">5",
    " ",
    "　",
    "\n",
    "\u00a0 ",
    " 甲",
    '"',
    "人员类",
)
_PATHS = (
    *"abc",
    *(f"items[{row}].amount" for row in range(5)),
    *(f"blocks[{block}].rows[{row}].size" for block in range(2) for row in range(3)),
)
_TEXT_PATHS = (
    *"stu",
    *(f"items[{row}].name" for row in range(5)),
    *(f"goals.listed[{row}]" for row in range(3)),
    *(f"blocks[{block}].goal" for block in range(2)),
    *(f"blocks[{block}].rows[{row}].word" for block in range(2) for row in range(3)),
)


class Chance:
    """A source of random expressions and cells."""

    def __init__(self, random: Random) -> None:
        self._random = random

    def cells(self) -> Tree:
        """Return a filling: numbers, blanks and stray texts where numbers belong, else words and blanks."""
        numbers = {path: self._cell() for path in _PATHS}
        words = {path: self._pick((None, None, *_WORDS)) for path in _TEXT_PATHS}
        return filling({**numbers, **words})

    def expression(self) -> str:
        """Return the source of an expression."""
        return self._pick((self._number, self._text, self._truth))(4)

    def _pick(self, choices: Sequence[Choice]) -> Choice:
        return choices[self._random.randrange(len(choices))]

    def _cell(self) -> Decimal | str | None:
        if self._random.random() < 0.6:
            return Decimal(self._random.randrange(-400, 400)) / 4
        return self._pick((None, None, Decimal(0), *_WORDS, *NUMBERLIKE))

    def _simple(self) -> str:
        """Return a number that is no error: a literal, a count or a total."""
        columns, words = self._pick(_NUMBER_COLUMNS), self._pick(_TEXT_COLUMNS)
        return self._pick(
            (
                str(self._random.randrange(0, 4)),
                f"SUM({columns}, {self._pick(_NUMBERS)})",
                f"COUNT({columns}, {self._pick('abc')})",
                f"MIN({columns}, {self._pick(_NUMBERS)}, 2)",
                f"MAX({columns})",
                f"COUNTA({words}, {self._pick('stu')}, {self._pick('abc')})",
                f"COUNTSAME({words}, {self._pick(_TEXTS)})",
                f"COUNTSAME({columns}, {self._pick(_NUMBERS)})",
                f"LEN({self._pick(_TEXTS)})",
                f"COUNTIF({columns}, {self._criterion()})",
                f"COUNTIF({words}, {self._word()})",
                f"SUMIF({columns}, {self._criterion()})",
                f"SUMIF({self._pick(_PAIRS)})".replace("?", self._word()),
                f"IFERROR({self._found()}, {self._random.randrange(0, 4)})",
            )
        )

    def _criterion(self) -> str:
        """Return what numbers are to be."""
        sign, number = self._pick(("=", "<>", "<", "<=", ">", ">=")), self._random.randrange(-8, 8) / 4
        return self._pick((f'"{sign}{number}"', f'"{sign}" & {self._pick(_NUMBERS)}', self._pick(_NUMBERS)))

    def _word(self) -> str:
        """Return what texts are to be."""
        word = self._pick(("甲", "<>乙", "=Ab", "人员类", "12", ">", "甲。"))
        return self._pick(
            (f'"{word}"' if word != ">" else "s", self._pick(_TEXTS), f'"<>" & {self._pick(_TEXTS)}')
        )

    def _found(self) -> str:
        """Return a number that is looked up."""
        column, keys = self._pick(_PAIRS).split(", ?, ")[::-1]
        return f"INDEX({column}, MATCH({self._pick(_TEXTS)}, {keys}, 0))"

    def _exact(self, depth: int) -> str:
        if depth <= 0:
            return self._pick((self._simple(), self._pick(_NUMBERS)))
        choices: tuple[Callable[[], str], ...] = (
            lambda: f"{self._exact(depth - 1)} {self._pick('+-*')} {self._exact(depth - 1)}",
            lambda: f"({self._exact(depth - 1)} {self._pick('+-')} {self._exact(depth - 1)})",
            lambda: f"-{self._exact(0)}",
            lambda: f"{self._pick(_NUMBERS)} ^ 2",
            lambda: f"-{self._pick(_NUMBERS)} ^ 2",
            lambda: f"ABS({self._exact(depth - 1)})",
            lambda: f"ROUNDUP({self._exact(depth - 1)}, {self._random.randrange(-1, 3)})",
            lambda: f"ROUNDDOWN({self._exact(depth - 1)}, {self._random.randrange(-1, 3)})",
            lambda: f"IFERROR({self._number(depth - 1)}, {self._exact(depth - 1)})",
            lambda: f"ROUND({self._exact(depth - 1)}, {self._random.randrange(-1, 3)})",
            lambda: f"SUM({self._exact(depth - 1)} + 0, {self._exact(depth - 1)} + 0)",
            lambda: f"IF({self._truth(depth - 1)}, {self._exact(depth - 1)}, {self._exact(depth - 1)})",
            lambda: f"IF({self._truth(depth - 1)}, {self._exact(depth - 1)}, {self._text(0)}) * 2",
        )
        return self._pick(choices)()

    def _number(self, depth: int) -> str:
        if self._random.random() < 0.3:
            return f"({self._exact(depth - 1)}) / {self._pick((*_NUMBERS, self._simple()))}"
        return self._exact(depth)

    def _text(self, depth: int) -> str:
        if depth <= 0:
            word = self._pick(_WORDS).replace('"', '""').replace("\n", " ")
            return self._pick((*_TEXTS, f'"{word}"'))
        choices: tuple[Callable[[], str], ...] = (
            lambda: f"{self._text(depth - 1)} & {self._text(depth - 1)}",
            lambda: f"ROUND({self._exact(depth - 1)}, 2) + 0 & {self._text(depth - 1)}",
            lambda: f"IF({self._truth(depth - 1)}, {self._text(depth - 1)}, {self._text(depth - 1)})",
            lambda: f"MISSING(s, {self._pick('abc')}, t)",
            lambda: (
                f"IFERROR(INDEX(items.name, MATCH({self._pick('abc')}, items.amount, 0)), {self._text(0)})"
            ),
        )
        return self._pick(choices)()

    def _truth(self, depth: int) -> str:
        order = self._pick(("=", "<>", "<", "<=", ">", ">="))
        if depth <= 1:
            return self._sure(order)
        choices: tuple[Callable[[], str], ...] = (
            lambda: f"({self._exact(depth - 1)}) {order} {self._exact(depth - 1)}",
            lambda: f"({self._text(depth - 1)}) {order[:1] if order[:1] == '=' else '<>'} {self._text(0)}",
            lambda: f"NOT({self._truth(depth - 1)})",
            lambda: f"ISNUMBER({self._exact(depth - 1)})",
            lambda: f"AND({self._sure(order)}, {self._sure('=')})",
            lambda: f"OR({self._sure(order)}, {self._sure('<')}, {self._sure('<>')})",
        )
        return self._pick(choices)()

    def _sure(self, order: str) -> str:
        """Return a condition that is no error."""
        number, text = self._pick(_NUMBERS), self._pick(_TEXTS)
        return self._pick(
            (
                f"{number} {order} {self._simple()}",
                f"{self._simple()} {order} {self._simple()}",
                f'{text} = ""',
                f'"" <> {number}',
                f"{text} = {self._text(0)}",
                f'ONEOF({text}, "甲", "ab", "*")',
                f"ISNUMBER({number})",
            )
        )
