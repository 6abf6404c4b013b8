"""Rows that people put into a form: one more item of a list, or nothing that the form knows."""

from __future__ import annotations

from bisect import bisect
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from reader.containers import Grid
from reader.locate.keys import Keys
from reader.locate.located import InsertedItem
from templates.kinds import Raw, cleaned, key
from templates.model.cell_map import CellMap
from templates.model.page import Cell, CellAddress, Role
from templates.path import Path, split
from templates.records.item_paths import item_path

__all__ = ["NewRows", "holds_nothing", "new_rows"]


@dataclass(frozen=True, slots=True)
class NewRows:
    """The filled rows of a sheet that the cell map does not have."""

    inserted: tuple[InsertedItem, ...]
    outside: tuple[tuple[CellAddress, ...], ...]


def new_rows(grid: Grid, sheet: int, keys: Keys, cell_map: CellMap) -> NewRows:
    """Return the rows of a sheet that are filled and have no number of the cell map.

    A row that stands next to an item of a list, and holds something where such an item has inputs, is one
    more item, unless it is a copy of heads. A row beside several lists is an item of each of which it holds
    something.
    """
    inserted: list[InsertedItem] = []
    key_at = {row: key for key, row in keys.rows.items()}
    rows = sorted(key_at)
    lists = cell_map.derived(_item_rows)
    outside_rows: list[int] = []
    for row, filled in sorted(_filled(grid, keys.columns).items()):
        if row in key_at:
            continue
        place = bisect(rows, row)
        above = lists.get((sheet, key_at[rows[place - 1]]), ()) if place else ()
        below = lists.get((sheet, key_at[rows[place]]), ()) if place < len(rows) else ()
        beside = [(entry, entry.number) for entry in above]
        beside = beside or [(entry, -1) for entry in below if entry.number == 0]
        found = [(entry, after) for entry, after in beside if entry.inputs & filled]
        if found and _repeats_labels(grid, row, filled, keys.columns, cell_map):
            found = []
        inserted += [_inserted(entry, after, sheet, row, keys) for entry, after in found]
        outside_rows += [] if found else [row]
    return NewRows(tuple(inserted), _held(grid, sheet, outside_rows))


def _repeats_labels(
    grid: Grid, row: int, filled: frozenset[int], columns: Mapping[int, int], cell_map: CellMap
) -> bool:
    """Tell whether all that a row holds are labels that the form has in the same columns."""
    labels = cell_map.derived(_labels_of_columns)
    held = ((column, grid.cells[row, columns[column]].value) for column in filled)
    return all(isinstance(value, str) and key(value) in labels.get(column, ()) for column, value in held)


def _labels_of_columns(cell_map: CellMap) -> Mapping[int, frozenset[str]]:
    found: defaultdict[int, set[str]] = defaultdict(set)
    for cell in cell_map.cells:
        if cell.text is not None:
            found[cell.column].update((key(cell.text.zh), key(cell.text.en)))
    return {column: frozenset(texts) for column, texts in found.items()}


def holds_nothing(raw: Raw | None) -> bool:
    """Whether a cell holds nothing, or nothing but white space."""
    if raw is None or raw.error is not None:
        return raw is None
    return raw.value is None or (isinstance(raw.value, str) and not cleaned(raw.value))


@dataclass(frozen=True, slots=True)
class _ItemRow:
    """A row of the cell map that is one item of a list: which one, its input columns, its fields' cells."""

    repeat: Path
    number: int
    inputs: frozenset[int]
    cells: tuple[Cell, ...]


def _inserted(entry: _ItemRow, after: int, sheet: int, row: int, keys: Keys) -> InsertedItem:
    cells = {
        cell.address: None if column is None else CellAddress(sheet, row, column)
        for cell in entry.cells
        for column in [keys.columns.get(cell.column)]
    }
    first = CellAddress(sheet, row, min(keys.columns.values()))
    return InsertedItem(entry.repeat, after, first, cells)


def _held(grid: Grid, sheet: int, rows: Sequence[int]) -> tuple[tuple[CellAddress, ...], ...]:
    """Return for each of some rows the cells that hold something, without the one of the key."""
    held: dict[int, list[int]] = {row: [] for row in rows}
    for (row, column), raw in grid.cells.items() if held else ():
        if row in held and column > 1 and not holds_nothing(raw):
            held[row].append(column)
    return tuple(
        tuple(CellAddress(sheet, row, column) for column in sorted(columns)) for row, columns in held.items()
    )


def _filled(grid: Grid, columns: Mapping[int, int]) -> dict[int, frozenset[int]]:
    """Return for each row of the sheet the columns of the cell map in which it holds something."""
    keys = {place: key for key, place in columns.items()}
    filled: defaultdict[int, set[int]] = defaultdict(set)
    for (row, column), raw in grid.cells.items():
        if row > 1 and column in keys and not holds_nothing(raw):
            filled[row].add(keys[column])
    return {row: frozenset(found) for row, found in filled.items()}


def _item_rows(cell_map: CellMap) -> Mapping[tuple[int, int], list[_ItemRow]]:
    """Return, for each row of the cell map, the lists that have one of their one-row items there."""
    below: defaultdict[Path, list[Cell]] = defaultdict(list)
    for cell in cell_map.cells:
        if cell.role in (Role.INPUT, Role.COMPUTED):
            for path in _prefixes(split(cell.fields[0])):
                below[path].append(cell)
    found: defaultdict[tuple[int, int], list[_ItemRow]] = defaultdict(list)
    for item in cell_map.items:
        path = item_path(cell_map.shape, item)
        if item.first_row == item.last_row:
            cells = tuple(below[path])
            inputs = frozenset(cell.column for cell in cells if cell.role is Role.INPUT)
            sheet = cells[0].sheet if cells else 0
            found[sheet, item.first_row].append(_ItemRow(path[:-1], item.indices[-1], inputs, cells))
    return found


def _prefixes(path: Path) -> Iterator[Path]:
    """Yield the paths of the items that a field lies in."""
    return (path[: place + 1] for place, part in enumerate(path) if isinstance(part, int))
