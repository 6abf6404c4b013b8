"""Finding the cells of a form again: from where the cell map has them to where they are now."""

from __future__ import annotations

from collections.abc import Sequence

from reader.containers import Grid
from reader.locate.keys import Keys, are_in_place, read_keys
from reader.locate.located import LocatedCell, LocatedForm
from reader.locate.new_rows import new_rows
from reader.unreadable import refusal
from templates.model.cell_map import CellMap
from templates.model.page import Cell, CellAddress, Role

__all__ = ["locate", "locate_by_keys", "located_in_place"]


def locate(grids: Sequence[Grid], cell_map: CellMap) -> LocatedForm:
    """Find every cell of a form in its sheets, which are in the order of the cell map.

    A form that nobody moved anything in gives the same object each time.

    Raises `UnreadableWorkbook` (coordinates-lost) where most of the inputs cannot be found.
    """
    if all(are_in_place(grid, cell_map) for grid in grids):
        return located_in_place(cell_map)
    return locate_by_keys(grids, cell_map)


def locate_by_keys(grids: Sequence[Grid], cell_map: CellMap) -> LocatedForm:
    """Find the cells by the numbers of their rows and columns, wherever people moved them; see `locate`."""
    keys = [read_keys(grid, cell_map) for grid in grids]
    new = [new_rows(grid, number, keys[number], cell_map) for number, grid in enumerate(grids)]
    located = LocatedForm(
        tuple(LocatedCell(cell, _address(cell, keys[cell.sheet])) for cell in cell_map),
        tuple(item for rows in new for item in rows.inserted),
        frozenset(
            (number, row)
            for number, of_sheet in enumerate(keys)
            for row in range(2, cell_map.last_row + 1)
            if row not in of_sheet.rows
        ),
        tuple(row for rows in new for row in rows.outside),
    )
    _refuse_lost(located)
    return located


def located_in_place(cell_map: CellMap) -> LocatedForm:
    """Return a form whose cells are all where the cell map has them."""
    return cell_map.derived(_in_place)


def _in_place(cell_map: CellMap) -> LocatedForm:
    return LocatedForm(tuple(LocatedCell(cell, cell.address) for cell in cell_map))


def _address(cell: Cell, keys: Keys) -> CellAddress | None:
    row, column = keys.rows.get(cell.row), keys.columns.get(cell.column)
    return None if row is None or column is None else CellAddress(cell.sheet, row, column)


def _refuse_lost(located: LocatedForm) -> None:
    """Refuse a form most of whose inputs are nowhere, those of inserted items among them."""
    inputs = {entry.cell.address: entry.address for entry in located.cells if entry.cell.role is Role.INPUT}
    found = [address is not None for address in inputs.values()]
    for item in located.inserted:
        found += [address is not None for beside, address in item.cells.items() if beside in inputs]
    if 2 * sum(found) < len(found):
        raise refusal("coordinates-lost")
