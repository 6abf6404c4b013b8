"""Finding the cells of a form again: from where the cell map has them to where they are now."""

from __future__ import annotations

from collections.abc import Sequence

from reader.alignment import LEAST_SCORE, Alignment, align
from reader.containers import Grid
from reader.errors import refusal
from reader.locate.keys import Keys, are_in_place, read_keys
from reader.locate.located import LocatedCell, LocatedForm, Method
from reader.locate.new_rows import new_rows
from templates.model.cell_map import CellMap
from templates.model.page import Cell, CellAddress, Role

__all__ = ["locate", "locate_by_keys", "located_in_place"]


def locate(grids: Sequence[Grid], cell_map: CellMap, *, has_stamp: bool = True) -> LocatedForm:
    """Find every cell of a form in its sheets, which are in the order of the cell map.

    A form that nobody moved anything in gives the same object each time.

    Raises `UnreadableWorkbook` (coordinates-lost) where most of the inputs cannot be found by keys or labels.
    """
    if not has_stamp:  # the numbers may be those of other parameters, which nothing names
        return _locate_by_labels(grids, cell_map, [Keys({}, {})] * len(grids))
    if all(are_in_place(grid, cell_map) for grid in grids):
        return located_in_place(cell_map)
    return locate_by_keys(grids, cell_map)


def locate_by_keys(grids: Sequence[Grid], cell_map: CellMap) -> LocatedForm:
    """Find the cells by the numbers of their rows and columns, wherever people moved them; see `locate`.

    Where the numbers are gone, what is left of them and the labels say where the cells are.
    """
    keys = [read_keys(grid, cell_map) for grid in grids]
    located = _located(grids, cell_map, keys)
    return _locate_by_labels(grids, cell_map, keys) if _is_lost(located) else located


def _locate_by_labels(grids: Sequence[Grid], cell_map: CellMap, keys: Sequence[Keys]) -> LocatedForm:
    """Find the cells by their labels, and by what is left of the numbers. Raises `UnreadableWorkbook`."""
    aligned = [align(grid, cell_map) for grid in grids]
    certainty = min(alignment.score for alignment in aligned)
    if certainty < LEAST_SCORE:
        raise refusal("coordinates-lost")
    mixed = [_completed(*pair, cell_map) for pair in zip(keys, aligned, strict=True)]
    return _located(grids, cell_map, mixed, Method.LABELS, certainty)


def _completed(keys: Keys, aligned: Alignment, cell_map: CellMap) -> Keys:
    """Return the keys of rows and columns; of either, those of the alignment where most are gone."""
    rows = keys.rows if 2 * len(keys.rows) >= cell_map.last_row - 1 else aligned.rows
    columns = keys.columns if 2 * len(keys.columns) >= len(cell_map.numbered_columns) else aligned.columns
    return Keys(rows, columns)


def _located(
    grids: Sequence[Grid],
    cell_map: CellMap,
    keys: Sequence[Keys],
    method: Method = Method.KEYS,
    certainty: float = 1.0,
) -> LocatedForm:
    if not all(of_sheet.columns for of_sheet in keys):
        return LocatedForm(tuple(LocatedCell(cell, None, method, certainty) for cell in cell_map))
    new = [new_rows(grid, number, keys[number], cell_map) for number, grid in enumerate(grids)]
    return LocatedForm(
        tuple(LocatedCell(cell, _address(cell, keys[cell.sheet]), method, certainty) for cell in cell_map),
        tuple(item for rows in new for item in rows.inserted),
        frozenset(
            (number, row)
            for number, of_sheet in enumerate(keys)
            for row in range(2, cell_map.last_row + 1)
            if row not in of_sheet.rows
        ),
        tuple(row for rows in new for row in rows.outside),
    )


def located_in_place(cell_map: CellMap) -> LocatedForm:
    """Return a form whose cells are all where the cell map has them."""
    return cell_map.derived(_in_place)


def _in_place(cell_map: CellMap) -> LocatedForm:
    return LocatedForm(tuple(LocatedCell(cell, cell.address) for cell in cell_map))


def _address(cell: Cell, keys: Keys) -> CellAddress | None:
    row, column = keys.rows.get(cell.row), keys.columns.get(cell.column)
    return None if row is None or column is None else CellAddress(cell.sheet, row, column)


def _is_lost(located: LocatedForm) -> bool:
    """Tell whether most of the inputs of a form are nowhere, those of inserted items among them."""
    inputs = {entry.cell.address: entry.address for entry in located.cells if entry.cell.role is Role.INPUT}
    found = [address is not None for address in inputs.values()]
    for item in located.inserted:
        found += [address is not None for beside, address in item.cells.items() if beside in inputs]
    return 2 * sum(found) < len(found)
