"""Finding the cells of a form again: from where the cell map has them to where they are now."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from reader.alignment import LEAST_SCORE, Alignment, align
from reader.containers import Grid
from reader.errors import refusal
from reader.locate.keys import Keys, are_in_place, read_keys
from reader.locate.located import LocatedCell, LocatedForm, Method
from reader.locate.new_rows import new_rows
from templates.model.cell_map import CellMap
from templates.model.page import Cell, CellAddress, Role

__all__ = ["locate", "locate_by_keys", "located_in_place"]


def locate(
    grids: Sequence[Grid],
    cell_map: CellMap,
    *,
    numbered: Collection[int] | None = None,
    missing: frozenset[int] = frozenset(),
) -> LocatedForm:
    """Find every cell of a form in its sheets, which are in the order of the cell map.

    On the sheets `numbered` (all, where it is None) rows and columns are found by the numbers that these
    carry; on a sheet without a stamp they may be those of other parameters, which nothing names. In the place
    of the sheets that are `missing` stand blank ones. A form that nobody moved anything in gives the same
    object each time.

    Raises `UnreadableWorkbook` (coordinates-lost) where most of the inputs of a sheet cannot be found by keys
    or labels.
    """
    on_sheets = cell_map.by_sheet
    if numbered is None or len(numbered) == len(on_sheets):
        if all(are_in_place(*pair) for pair in zip(grids, on_sheets, strict=True)):
            return located_in_place(cell_map)
        return locate_by_keys(grids, cell_map)
    return _together(
        (
            _nowhere(one)
            if number in missing
            else _on_sheet(grids[number], number, one, by_keys=number in numbered)
            for number, one in enumerate(on_sheets)
        ),
        missing,
    )


def locate_by_keys(grids: Sequence[Grid], cell_map: CellMap) -> LocatedForm:
    """Find the cells by the numbers of their rows and columns, wherever people moved them; see `locate`.

    Where the numbers are gone, what is left of them and the labels say where the cells are.
    """
    pairs = enumerate(zip(grids, cell_map.by_sheet, strict=True))
    return _together(_on_sheet(grid, number, one, by_keys=True) for number, (grid, one) in pairs)


def _together(on_sheets: Iterable[LocatedForm], missing: frozenset[int] = frozenset()) -> LocatedForm:
    """Return what was found on all sheets as one."""
    parts = list(on_sheets)
    if len(parts) == 1:
        return parts[0]
    return LocatedForm(
        tuple(cell for part in parts for cell in part.cells),
        tuple(item for part in parts for item in part.inserted),
        frozenset().union(*(part.deleted_rows for part in parts)),
        tuple(row for part in parts for row in part.outside),
        {number: certainty for part in parts for number, certainty in part.labelled.items()},
        missing,
    )


def _nowhere(on_sheet: CellMap) -> LocatedForm:
    return LocatedForm(tuple(LocatedCell(cell, None) for cell in on_sheet))


def _on_sheet(grid: Grid, number: int, on_sheet: CellMap, *, by_keys: bool) -> LocatedForm:
    """Find the cells of one sheet. Raises `UnreadableWorkbook`."""
    keys = read_keys(grid, on_sheet) if by_keys else Keys({}, {})
    if by_keys:
        located = _located(grid, number, on_sheet, keys)
        if not _is_lost(located):
            return located
    aligned = align(grid, on_sheet)
    if aligned.score < LEAST_SCORE:
        raise refusal("coordinates-lost")
    mixed = _completed(keys, aligned, on_sheet)
    return _located(grid, number, on_sheet, mixed, Method.LABELS, aligned.score)


def _completed(keys: Keys, aligned: Alignment, on_sheet: CellMap) -> Keys:
    """Return the keys of rows and columns; of either, those of the alignment where most are gone."""
    rows = keys.rows if 2 * len(keys.rows) >= on_sheet.last_row - 1 else aligned.rows
    columns = keys.columns if 2 * len(keys.columns) >= len(on_sheet.numbered_columns) else aligned.columns
    return Keys(rows, columns)


def _located(
    grid: Grid,
    number: int,
    on_sheet: CellMap,
    keys: Keys,
    method: Method = Method.KEYS,
    certainty: float = 1.0,
) -> LocatedForm:
    labelled = {number: certainty} if method is Method.LABELS else {}
    if not keys.columns:
        cells = tuple(LocatedCell(cell, None, method, certainty) for cell in on_sheet)
        return LocatedForm(cells, labelled=labelled)
    new = new_rows(grid, number, keys, on_sheet)
    return LocatedForm(
        tuple(LocatedCell(cell, _address(cell, keys), method, certainty) for cell in on_sheet),
        new.inserted,
        frozenset((number, row) for row in range(2, on_sheet.last_row + 1) if row not in keys.rows),
        new.outside,
        labelled,
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
