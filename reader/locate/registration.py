"""Finding the cells of the form again: from where they are now to where the cell map has them.

Column A of a form's sheet holds, in each row, the number of the row in the cell map, and row 1 the
numbers of the columns. Whatever people inserted, deleted or moved, the numbers went along.
"""

from __future__ import annotations

from bisect import bisect
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from reader.containers.grid import Grid, Position
from templates.kinds import Raw, cleaned
from templates.model.cell_map import CellMap
from templates.model.page import Cell, Role
from templates.path import Path, split
from templates.records.item_paths import item_path

__all__ = ["Insertion", "Registration", "is_blank", "register"]


@dataclass(frozen=True, slots=True)
class Insertion:
    """A row that a person put among the items of a repeat: one more item.

    `repeat` is the path of the list in the cell map (`("projects",)`), `after` the number of the item
    above it, -1 where it stands above the first.
    """

    repeat: Path
    after: int
    row: int


@dataclass(frozen=True, slots=True)
class Registration:
    """Where the rows and columns of the cell map are in a sheet, what is new and what is gone.

    `outside` are rows that hold something in the form's columns and are neither the form's nor a repeat's.
    """

    rows: Mapping[int, int]
    columns: Mapping[int, int]
    insertions: tuple[Insertion, ...] = ()
    outside: tuple[int, ...] = ()

    def position(self, cell: Cell) -> Position | None:
        """Return where a cell of the cell map is now, None where its row or column is gone."""
        row, column = self.rows.get(cell.row), self.columns.get(cell.column)
        return None if row is None or column is None else (row, column)


def register(grid: Grid, cell_map: CellMap) -> Registration:
    """Find the rows and columns of a form in a sheet. Where a number stands twice, the first counts."""
    keyed = {at: raw for at, raw in grid.cells.items() if 1 in at}
    rows = _numbered({row: raw for (row, column), raw in keyed.items() if column == 1}, cell_map.last_row)
    columns = _numbered(
        {column: raw for (row, column), raw in keyed.items() if row == 1}, cell_map.last_column
    )
    insertions: list[Insertion] = []
    outside: list[int] = []
    by_key = {row: key for key, row in rows.items()}
    known = sorted(by_key)
    lists = _lists(cell_map)
    for row, filled in sorted(_filled(grid, columns).items()):
        if row in by_key:
            continue
        place = bisect(known, row)
        above = lists.get(by_key[known[place - 1]], ()) if place else ()
        below = lists.get(by_key[known[place]], ()) if place < len(known) else ()
        beside = [(entry, entry.number) for entry in above]
        beside = beside or [(entry, -1) for entry in below if entry.number == 0]
        found = [Insertion(entry.repeat, after, row) for entry, after in beside if entry.columns & filled]
        insertions += found
        outside += [] if found else [row]
    return Registration(rows, columns, tuple(insertions), tuple(outside))


def is_blank(raw: Raw | None) -> bool:
    """Whether a cell holds nothing, or nothing but white space."""
    if raw is None or raw.error is not None:
        return raw is None
    return raw.value is None or (isinstance(raw.value, str) and not cleaned(raw.value))


@dataclass(frozen=True, slots=True)
class _ListRow:
    """A row of the cell map that is one item of a list: which, and the columns of its inputs."""

    repeat: Path
    number: int
    columns: frozenset[int]


def _numbered(line: Mapping[int, Raw], last: int) -> dict[int, int]:
    """Return, for each number of the cell map that stands in a line of keys, its first place there."""
    found: dict[int, int] = {}
    for place in sorted(line):
        value = line[place].value
        if place > 1 and isinstance(value, Decimal | str):
            key = _key(str(value))
            if key is not None and 2 <= key <= last:
                found.setdefault(key, place)
    return found


def _key(text: str) -> int | None:
    whole = cleaned(text).removesuffix(".0")
    return int(whole) if whole.isascii() and whole.isdigit() and len(whole) < 8 else None


def _filled(grid: Grid, columns: Mapping[int, int]) -> dict[int, frozenset[int]]:
    """Return for each row of the sheet the columns of the cell map in which it holds something."""
    keys = {place: key for key, place in columns.items()}
    filled: defaultdict[int, set[int]] = defaultdict(set)
    for (row, column), raw in grid.cells.items():
        if row > 1 and column in keys and not is_blank(raw):
            filled[row].add(keys[column])
    return {row: frozenset(found) for row, found in filled.items()}


def _lists(cell_map: CellMap) -> dict[int, list[_ListRow]]:
    """Return, for each row of the cell map, the lists that have one of their one-row items there."""
    inputs = defaultdict(set)
    for cell in cell_map.cells:
        if cell.role is Role.INPUT:
            for path in _prefixes(split(cell.fields[0])):
                inputs[path].add(cell.column)
    found: defaultdict[int, list[_ListRow]] = defaultdict(list)
    for item in cell_map.items:
        path = item_path(cell_map.shape, item)
        if item.first_row == item.last_row:
            found[item.first_row].append(_ListRow(path[:-1], item.indices[-1], frozenset(inputs[path])))
    return found


def _prefixes(path: Path) -> Iterator[Path]:
    """Yield the paths of the items that a field lies in."""
    return (path[: place + 1] for place, part in enumerate(path) if isinstance(part, int))
