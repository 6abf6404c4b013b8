"""The formulas of a workbook taken apart: what in them refers to cells, and what is anything else.

ECMA-376 part 1, 18.17. Only what moves along with rows must be known; all else is kept as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import NamedTuple

from template_builder.xlsx.contents import FORMULA_LIMIT
from template_builder.xlsx.errors import BuildError
from template_builder.xlsx.ranges import fixed_address
from templates.language import address

__all__ = ["LAST_ROW", "Corner", "Reference", "Token", "TokenKind", "column_of", "tokens"]

LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_LONGEST, _SHOWN = 8 * FORMULA_LIMIT, 20

_PATTERN = re.compile(
    r"""
    (?P<text>"(?:[^"]|"")*")
  | (?P<error>\#[A-Za-z0-9/_]+[!?]?)
  | (?P<prefix>(?:'(?:[^']|'')+'|(?:\[[^\]]*\])?[\w.\\]+(?::[\w.\\]+)?|\[[^\]]*\])!)?
    (?: (?P<area>\$?[A-Za-z]{1,3}\$?[0-9]{1,7}(?::\$?[A-Za-z]{1,3}\$?[0-9]{1,7})?)(?![\w.(\[!?\\])
      | (?P<columns>\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3})(?![\w.(\[!?\\])
      | (?P<rows>\$?[0-9]{1,7}:\$?[0-9]{1,7})(?![\w.]) )
  | (?P<foreign>(?:'(?:[^']|'')+'|(?:\[[^\]]*\])?[\w.\\]+(?::[\w.\\]+)?|\[[^\]]*\])!)
  | (?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
  | (?P<name>[^\W0-9][\w.?\\]*|\\[\w.?\\]*)
  | (?P<space>\s+)
  | (?P<operator><>|<=|>=|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_CORNER = re.compile(r"(\$?)([A-Za-z]*)(\$?)([0-9]*)")


class TokenKind(Enum):
    """What a piece of a formula is."""

    REFERENCE = auto()
    NAME = auto()
    """A defined name, a table, or a function where `(` follows."""
    BRACKETS = auto()
    """What stands behind the name of a table: `[[#This Row],[金额]]`."""
    NUMBER = auto()
    TEXT = auto()
    ERROR = auto()
    SPACE = auto()
    OPERATOR = auto()


class Corner(NamedTuple):
    """The end of a reference; `column` or `row` is 0 where it goes over whole rows or columns."""

    column: int
    row: int
    fixed_column: bool
    fixed_row: bool

    @property
    def written(self) -> str:
        """How it stands in a formula."""
        column = address(1, self.column)[:-1] if self.column else ""
        row = str(self.row) if self.row else ""
        if column and row and self.fixed_column and self.fixed_row:
            return fixed_address(self.row, self.column)
        return "$" * (self.fixed_column and bool(column)) + column + "$" * self.fixed_row + row


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference to cells: the sheet before it as it is written, `'汇总 表'!`, and its one or two ends."""

    prefix: str
    first: Corner
    last: Corner | None = None

    @property
    def sheets(self) -> tuple[str, ...]:
        """The names of the sheets, one or (of a reference through sheets) two; empty where none is named."""
        name = self.prefix.removesuffix("!")
        if name.startswith("'"):
            name = name[1:-1].replace("''", "'")
        return tuple(name.split(":")) if name else ()

    @property
    def is_foreign(self) -> bool:
        """Whether it leads to another workbook."""
        return "[" in self.prefix

    @property
    def end(self) -> Corner:
        """The last end, which is the first of a single cell."""
        return self.last or self.first

    @property
    def written(self) -> str:
        """How it stands in a formula."""
        last = "" if self.last is None else f":{self.last.written}"
        return f"{self.prefix}{self.first.written}{last}"

    def down(self, rows: int, columns: int) -> Reference | None:
        """Return it as it is so many cells further on, as when it is copied; None beyond the sheet."""
        corners = [self.first, *([self.last] if self.last else [])]
        moved = []
        for corner in corners:
            row = corner.row if corner.fixed_row or not corner.row else corner.row + rows
            column = corner.column if corner.fixed_column or not corner.column else corner.column + columns
            if not (0 <= row <= LAST_ROW and 0 <= column <= _LAST_COLUMN) or (corner.row and row < 1):
                return None
            if corner.column and column < 1:
                return None
            moved.append(corner._replace(row=row, column=column))
        return replace(self, first=moved[0], last=moved[1] if self.last else None)


class Token(NamedTuple):
    """A piece of a formula as it is written; `reference` where it refers to cells."""

    kind: TokenKind
    text: str
    reference: Reference | None = None


_KINDS = {
    "text": TokenKind.TEXT,
    "error": TokenKind.ERROR,
    "foreign": TokenKind.NAME,
    "number": TokenKind.NUMBER,
    "name": TokenKind.NAME,
    "space": TokenKind.SPACE,
    "operator": TokenKind.OPERATOR,
}


def tokens(formula: str) -> Iterator[Token]:
    """Yield the pieces of a formula (without `=`), which put together are the formula again.

    Raises `BuildError` for one that is far longer than any program writes.
    """
    if len(formula) > _LONGEST:
        raise BuildError("template-damaged", part=f"{formula[:_SHOWN]}…")
    place, before = 0, ""
    while place < len(formula):
        if formula[place] == "[" and (before or formula[place + 1 : place + 2] in "@#"):
            end = _closing(formula, place)
            yield Token(TokenKind.BRACKETS, formula[place:end])
            place, before = end, ""
            continue
        found = _PATTERN.match(formula, place)
        assert found is not None, "any character is an operator"
        token = _token(found)
        yield token
        before = token.text if token.kind is TokenKind.NAME else ""
        place = found.end()


def _token(found: re.Match[str]) -> Token:
    kind = found.lastgroup or ""
    written = found.group()
    if kind not in _KINDS:
        reference = _reference(found["prefix"] or "", found[kind])
        if reference is not None:
            return Token(TokenKind.REFERENCE, written, reference)
        return Token(TokenKind.NAME, written)
    return Token(_KINDS[kind], written)


def _reference(prefix: str, written: str) -> Reference | None:
    """Return a reference; None for what is beyond every sheet, and so a name."""
    corners = [_corner(part) for part in written.split(":")]
    if any(corner is None for corner in corners):
        return None
    first, *rest = [corner for corner in corners if corner is not None]
    return Reference(prefix, first, rest[0] if rest else None)


def _corner(written: str) -> Corner | None:
    found = _CORNER.fullmatch(written)
    assert found is not None
    dollar, letters, second, digits = found.groups()
    column, row = column_of(letters), int(digits or 0)
    if column > _LAST_COLUMN or row > LAST_ROW or (digits and not row):
        return None
    if letters:
        return Corner(column, row, bool(dollar), bool(second))
    return Corner(0, row, False, bool(dollar or second))


def column_of(letters: str) -> int:
    """Return the number of a column, from 1; 0 for no letters."""
    number = 0
    for letter in letters.upper():
        number = 26 * number + ord(letter) - ord("A") + 1
    return number


def _closing(formula: str, start: int) -> int:
    """Return the place behind the bracket that closes the one at `start`; `'` escapes the next sign."""
    depth, place = 0, start
    while place < len(formula):
        sign = formula[place]
        if sign == "'":
            place += 2
            continue
        depth += (sign == "[") - (sign == "]")
        place += 1
        if not depth:
            break
    return min(place, len(formula))
