"""Formulas that say the same row after row: written once, which keeps the file small.

ECMA-376 part 1, 18.3.1.40: the first cell of a shared formula holds its text and the range, the others its
number alone; references move along with the row, but for those that are fixed by `$`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import add

from template_builder.xlsx.ranges import Position
from templates.language import address

__all__ = ["Shared", "shared"]

_REFERENCE = re.compile(r"([A-Z](?<![A-Za-z0-9_.$].)[A-Z]{0,2})([0-9]+)(?![0-9(A-Za-z_.])")
"""A reference that moves along; what must not stand before it comes second, which is faster to look for."""


class Shared(str):
    """A formula as the first of its cells writes it, or "" for the others; `area` is empty for those."""

    number: int
    area: str

    def __new__(cls, text: str, number: int, area: str = "") -> Shared:
        formula = super().__new__(cls, text)
        formula.number, formula.area = number, area
        return formula


@dataclass(frozen=True, slots=True)
class _Shape:
    """A formula without the rows of its references, and these rows."""

    pieces: tuple[str, ...]
    rows: tuple[int, ...]

    def moved(self, moves: tuple[int, ...]) -> _Shape:
        """Return the shape one row further down, where each reference moves by so many rows."""
        return _Shape(self.pieces, tuple(map(add, self.rows, moves)))

    @property
    def formula(self) -> str:
        """The formula of this shape."""
        return "".join(map(add, self.pieces, map(str, self.rows))) + self.pieces[-1]


def shared(formulas: Mapping[Position, str]) -> dict[Position, Shared]:
    """Return, for the cells of a sheet whose formulas are alike but for the row, the shared ones.

    The formulas name no other sheet.
    """
    columns: defaultdict[int, list[int]] = defaultdict(list)
    for row, column in sorted(formulas):
        columns[column].append(row)
    found: dict[Position, Shared] = {}
    number = 0
    for column, rows in columns.items():
        for run, moves in _runs(rows, {row: formulas[row, column] for row in rows}):
            area = f"{address(run[0], column)}:{address(run[-1], column)}"
            first = _written(_shape(formulas[run[0], column]), moves)
            found[run[0], column] = Shared(first, number, area)
            found |= {(row, column): Shared("", number) for row in run[1:]}
            number += 1
    return found


def _shape(formula: str) -> _Shape:
    *before, behind = _REFERENCE.split(formula)
    if '"' not in formula:
        return _Shape((*map(add, before[::3], before[1::3]), behind), tuple(map(int, before[2::3])))
    pieces, rows, piece, quotes = [], [], "", 0
    for words, column, row in zip(before[::3], before[1::3], before[2::3], strict=True):
        quotes += words.count('"')
        if quotes % 2:  # in a text
            piece += words + column + row
        else:
            pieces.append(piece + words + column)
            rows.append(int(row))
            piece = ""
    return _Shape((*pieces, piece + behind), tuple(rows))


def _runs(rows: Sequence[int], formulas: Mapping[int, str]) -> Iterator[tuple[list[int], tuple[int, ...]]]:
    """Yield rows under one another whose formulas are alike, and by how much each reference moves a row.

    The first two formulas of a run are taken apart; what each further one must be follows from them.
    """
    run: list[int] = []
    moves: tuple[int, ...] | None = None
    shape = _Shape(("",), ())
    for row in rows:
        if run and run[-1] == row - 1:
            if moves is None:
                found = _shape(formulas[row])
                moves = _moves(_shape(formulas[run[0]]), found)
                if moves is not None:
                    run.append(row)
                    shape = found
                    continue
            elif formulas[row] == (below := shape.moved(moves)).formula:
                run.append(row)
                shape = below
                continue
        if moves is not None:
            yield run, moves
        run, moves = [row], None
    if moves is not None:
        yield run, moves


def _moves(above: _Shape, below: _Shape) -> tuple[int, ...] | None:
    """Return by how many rows each reference moves from one row to the next: 1 or 0; None if not alike."""
    if above.pieces != below.pieces:
        return None
    moves = tuple(after - before for before, after in zip(above.rows, below.rows, strict=True))
    return moves if all(move in (0, 1) for move in moves) else None


def _written(shape: _Shape, moves: tuple[int, ...]) -> str:
    rows = (str(row) if move else f"${row}" for row, move in zip(shape.rows, moves, strict=True))
    return "".join(piece + row for piece, row in zip(shape.pieces, rows, strict=False)) + shape.pieces[-1]
