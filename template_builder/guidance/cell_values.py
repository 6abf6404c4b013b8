"""What the cells of a workbook hold for a record: inputs as their kinds write them, and computed cells."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from templates.findings.errors import ValuesError
from templates.kinds.base import Content
from templates.model.cell_map import CellMap
from templates.model.page import Cell, CellAddress, Role
from templates.path import Path, Tree, split, value_at
from templates.records.calculation import fill_computed
from templates.records.filling import filling_from

__all__ = ["CHECK_SHEET", "FORM_SHEET", "CellValues", "contents_of", "written"]

FORM_SHEET, CHECK_SHEET = 0, -1
"""The numbers of the form's first sheet, and of the sheet 自检, which stands behind all of the form's."""

CellValues = Mapping[CellAddress, Content]
"""What cells show, by their addresses in the workbook."""


def contents_of(cell_map: CellMap, values: Mapping[str, Any] | None) -> Tree:
    """Return the filling of a record with its contents: inputs as their kinds write them, then the computed.

    Raises:
        ValuesError: the values do not fit the form, or a cell cannot hold one.
    """
    tree = filling_from(cell_map, values)
    for cell, around, name in cell_map.derived(_inputs):
        item = value_at(tree, around)
        item[name] = written(cell, item[name])
    fill_computed(cell_map, tree)
    return tree


def _inputs(cell_map: CellMap) -> list[tuple[Cell, Path, str | int]]:
    """Return the inputs, each with the path of what it is a part of, and its name or number in that."""
    cells = [cell for cell in cell_map if cell.role is Role.INPUT and cell.of is not None]
    paths = [split(cell.path) for cell in cells]
    return [(cell, path[:-1], path[-1]) for cell, path in zip(cells, paths, strict=True)]


def written(cell: Cell, value: Any) -> Content:
    """Return what an input holds for a value. Raises `ValuesError`, which names the field."""
    assert cell.of is not None
    try:
        return cell.of.kind.write(value, cell.bounds)
    except ValuesError as error:
        raise ValuesError("at-place", place=cell.path, reason=error) from error
