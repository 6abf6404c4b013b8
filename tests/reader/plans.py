"""A small form, and sheets of it as plain cells, as a person would return them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from reader import Grid, Reading, read_grids
from reader.containers import Position
from templates import CellMap, Form, Role, compile, load, stamp_text
from templates.kinds import Raw
from templates.path import split, value_at
from templates.records.calculation import fill_computed
from templates.records.filling import filling_from

__all__ = ["Cells", "cell_map", "codes", "filled", "form", "moved", "number", "read_cells", "text"]

Cells = dict[Position, Raw]

GOOD: Mapping[str, Any] = {
    "name": "某局",
    "fiscal": {"amount": Decimal("80.5"), "last_year": Decimal(70)},
    "other": {"amount": Decimal("19.5"), "last_year": Decimal(0)},
    "projects": [{"name": "一", "budget": Decimal(60)}, {"name": "二", "budget": Decimal(40)}],
    "goals": ["安全", "便民"],
    "blocks": [
        {"goal": "安全", "items": [{"level": "产出", "what": "检查", "type": "甲类"}]},
        {"goal": "便民", "items": [{"level": "产出", "what": "网点", "type": "甲类"}]},
    ],
}


@cache
def form() -> Form:
    """Return the small form."""
    return load(Path(__file__).with_name("plan.yaml"))


@cache
def cell_map(year: int = 2020, unit: str = "万元", projects: int = 3) -> CellMap:
    """Return the cell map of the small form."""
    return compile(form(), {"year": year, "unit": unit, "projects": projects})


def filled(values: Mapping[str, Any] = GOOD, of: CellMap | None = None) -> Cells:
    """Return the cells of a sheet with its keys, stamp, labels, and the values of a record."""
    of = of or cell_map()
    filling = filling_from(of, values)
    fill_computed(of, filling)
    cells = {(1, 1): Raw(stamp_text(of))}
    cells |= {(row, 1): number(row) for row in range(2, of.last_row + 1)}
    cells |= {(1, column): number(column) for column in of.numbered_columns}
    for cell in of:
        if cell.text is not None:
            cells[cell.row, cell.column] = text(cell.text.zh)
        elif cell.fields and cell.of is not None and cell.limits is not None:
            value = cell.of.kind.write(value_at(filling, split(cell.fields[0])), cell.limits)
            formula = "SUM(1)" if cell.role is Role.COMPUTED else None
            if isinstance(value, int | Decimal):
                cells[cell.row, cell.column] = number(value, cell.of.kind.number_format(cell.limits), formula)
            elif value is not None:
                cells[cell.row, cell.column] = text(value)
    return cells


def number(value: object, number_format: str = "General", formula: str | None = None) -> Raw:
    """Return a cell with a number."""
    return Raw(Decimal(str(value)), number_format, formula=formula)


def text(value: str) -> Raw:
    """Return a cell with a text."""
    return Raw(value)


def moved(cells: Cells, row: int, by: int) -> Cells:
    """Return the cells with all from `row` on moved down, as inserting rows does, or up over deleted ones."""
    kept = {at: raw for at, raw in cells.items() if not row + by <= at[0] < row}
    return {(at[0] + by if at[0] >= row else at[0], at[1]): raw for at, raw in kept.items()}


def read_cells(cells: Cells, name: str = "计划") -> Reading:
    """Read a sheet of these cells."""
    return read_grids("plan.xlsx", [Grid(name, cells)], [form()])


def codes(reading: Reading) -> list[tuple[str, str, str | None]]:
    """Return code, severity and cell of each finding."""
    return [(finding.code, str(finding.severity), finding.cell) for finding in reading.findings]
