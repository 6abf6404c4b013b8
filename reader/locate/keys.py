"""The numbers that a form's sheet carries: column A holds those of the rows, row 1 those of the columns.

Whatever people inserted, deleted or moved, the numbers went along.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from decimal import Decimal

from reader.containers import Grid, Position
from templates.kinds import Raw, cleaned
from templates.model.cell_map import CellMap

__all__ = ["Keys", "are_in_place", "read_keys"]


@dataclass(frozen=True, slots=True)
class Keys:
    """Where the rows and columns of the cell map are in a sheet, by their numbers in the cell map."""

    rows: Mapping[int, int]
    columns: Mapping[int, int]


def read_keys(grid: Grid, cell_map: CellMap) -> Keys:
    """Find the rows and columns of a form in a sheet. Where a number stands twice, the first counts."""
    keys = {at: raw for at, raw in grid.cells.items() if 1 in at}
    rows = {row: raw for (row, column), raw in keys.items() if column == 1}
    columns = {column: raw for (row, column), raw in keys.items() if row == 1}
    return Keys(
        _numbered(rows, range(2, cell_map.last_row + 1)),
        _numbered(columns, frozenset(cell_map.numbered_columns)),
    )


def are_in_place(grid: Grid, cell_map: CellMap) -> bool:
    """Tell whether each number of the form stands where it was written, and nothing stands below the form."""
    cells = grid.cells
    last_row, keys = cell_map.derived(_keys_in_place)
    for at, number in keys:
        raw = cells.get(at)
        if raw is None or raw.value != number:
            return False
    return grid.ends_by(last_row)


def _keys_in_place(cell_map: CellMap) -> tuple[int, tuple[tuple[Position, Decimal], ...]]:
    """Return the last row, and where the numbers stand in a form that nobody moved anything in."""
    last_row = cell_map.last_row
    rows = tuple(((row, 1), Decimal(row)) for row in range(2, last_row + 1))
    columns = tuple(((1, column), Decimal(column)) for column in cell_map.numbered_columns)
    return last_row, rows + columns


def _numbered(line: Mapping[int, Raw], known: Container[int]) -> dict[int, int]:
    """Return, for each number of the cell map that stands in a line of keys, its first place there."""
    found: dict[int, int] = {}
    for place in sorted(line):
        value = line[place].value
        if place > 1 and isinstance(value, Decimal | str):
            key = _key(str(value))
            if key is not None and key in known:
                found.setdefault(key, place)
    return found


def _key(text: str) -> int | None:
    whole = cleaned(text).removesuffix(".0")
    return int(whole) if whole.isascii() and whole.isdigit() and len(whole) < 8 else None
