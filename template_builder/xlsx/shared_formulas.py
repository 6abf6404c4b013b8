"""Formulas that say the same row after row: written once, which keeps the file small.

ECMA-376 part 1, 18.3.1.40: the first cell of a shared formula holds its text and the range, the others its
number alone; references move along with the row, but for those that are fixed by `$`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from template_builder.xlsx.ranges import Position
from templates.language import address

__all__ = ["Shared", "shared"]

_LEAST = 2
_REFERENCE = re.compile(r"(?<![A-Za-z0-9_.$])([A-Z]{1,3})(\d+)(?![\d(A-Za-z_.])")


class Shared(str):
    """A formula as the first of its cells writes it, or "" for the others; `area` is empty for those."""

    number: int
    area: str

    def __new__(cls, text: str, number: int, area: str = "") -> Shared:
        made = super().__new__(cls, text)
        made.number, made.area = number, area
        return made


@dataclass(frozen=True, slots=True)
class _Shape:
    """A formula without the rows of its references, and these rows."""

    pieces: tuple[str, ...]
    rows: tuple[int, ...]


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
        shapes = {row: _shape(formulas[row, column]) for row in rows}
        for run, moves in _runs(rows, shapes):
            area = f"{address(run[0], column)}:{address(run[-1], column)}"
            found[run[0], column] = Shared(_written(shapes[run[0]], moves), number, area)
            found |= {(row, column): Shared("", number) for row in run[1:]}
            number += 1
    return found


def _shape(formula: str) -> _Shape:
    pieces, rows, piece, quotes = [], [], "", 0
    *before, behind = _REFERENCE.split(formula)
    for words, column, row in zip(before[::3], before[1::3], before[2::3], strict=True):
        quotes += words.count('"')
        if quotes % 2:  # in a text
            piece += words + column + row
        else:
            pieces.append(piece + words + column)
            rows.append(int(row))
            piece = ""
    return _Shape((*pieces, piece + behind), tuple(rows))


def _runs(rows: list[int], shapes: Mapping[int, _Shape]) -> Iterator[tuple[list[int], tuple[int, ...]]]:
    """Yield rows under one another whose formulas are alike, and by how much each reference moves a row."""
    run: list[int] = []
    moves: tuple[int, ...] | None = None
    for row in rows:
        step = _moves(shapes[run[-1]], shapes[row]) if run and run[-1] == row - 1 else None
        if step is not None and moves in (None, step):
            run.append(row)
            moves = step
            continue
        if moves is not None and len(run) >= _LEAST:
            yield run, moves
        run, moves = [row], None
    if moves is not None and len(run) >= _LEAST:
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
