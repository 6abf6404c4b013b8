"""The same work done by the libraries that people reach for: openpyxl, xlsxwriter and pandas.

The peers are given the finished content of every cell; this toolkit works it out from the definition. pandas
writes values alone: it knows neither merged cells nor validations. Each library is imported where it is
used, so that the memory of one is not counted for another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from templates import CellMap, Role
from templates.language import render_computed
from templates.path import split, value_at
from templates.records.addresses import address_tree
from templates.records.calculation import fill_computed
from templates.records.filling import filling_from

__all__ = [
    "PlainCell",
    "cells_of",
    "openpyxl_cells",
    "openpyxl_form",
    "pandas_cells",
    "pandas_form",
    "xlsxwriter_form",
]


@dataclass(frozen=True, slots=True)
class PlainCell:
    """What a peer is told of a cell."""

    row: int
    column: int
    rows: int
    columns: int
    value: Any
    formula: str | None
    role: Role
    number_format: str
    items: tuple[str, ...]
    prompt: str


def cells_of(cell_map: CellMap, values: Mapping[str, Any]) -> list[PlainCell]:
    """Return the content of every cell of a filled form."""
    filling, where = filling_from(cell_map, values), address_tree(cell_map)
    fill_computed(cell_map, filling)
    cells = []
    for cell in cell_map:
        value: Any = cell.text.zh if cell.text else None
        formula: str | None = None
        items: tuple[str, ...] = ()
        number_format, prompt = "General", ""
        if cell.role is not Role.LABEL and cell.of is not None and cell.limits is not None:
            value = value_at(filling, split(cell.path)) if cell.path else None  # an explanation is no field
            value = float(value) if isinstance(value, Decimal) else value
            if cell.of.formula is not None:
                formula = "=" + render_computed(cell.of.formula, where, ())
            number_format = cell.of.kind.number_format(cell.limits)
            items = cell.of.kind.validation(cell.limits).items if formula is None else ()
            prompt = cell.of.kind.prompt(cell.limits).zh
        cells.append(
            PlainCell(
                cell.row,
                cell.column,
                cell.rows,
                cell.columns,
                value,
                formula,
                cell.role,
                number_format,
                items,
                prompt,
            )
        )
    return cells


def xlsxwriter_form(path: Path, cells: Sequence[PlainCell]) -> None:
    """Write a form with xlsxwriter."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    looks: dict[tuple[Role, str], Any] = {}
    for cell in cells:
        key = (cell.role, cell.number_format)
        if key not in looks:
            looks[key] = book.add_format(
                {
                    "border": 1,
                    "text_wrap": True,
                    "valign": "vcenter",
                    "num_format": cell.number_format,
                    "locked": cell.role not in (Role.INPUT, Role.EXPLANATION),
                    "bg_color": "#FFF8E1" if cell.role is Role.INPUT else "#FFFFFF",
                }
            )
        look, row, column = looks[key], cell.row - 1, cell.column - 1
        if cell.rows * cell.columns > 1:
            sheet.merge_range(row, column, row + cell.rows - 1, column + cell.columns - 1, "", look)
        if cell.formula:
            sheet.write_formula(row, column, cell.formula, look, cell.value if cell.value is not None else "")
        elif isinstance(cell.value, str):
            sheet.write_string(row, column, cell.value, look)
        elif cell.value is None:
            sheet.write_blank(row, column, None, look)
        else:
            sheet.write_number(row, column, cell.value, look)
        if cell.role is Role.INPUT:
            rule = {"validate": "list", "source": list(cell.items)} if cell.items else {"validate": "any"}
            sheet.data_validation(row, column, row, column, {**rule, "input_message": cell.prompt})
    sheet.protect()
    book.close()


def openpyxl_form(path: Path, cells: Sequence[PlainCell]) -> None:
    """Write a form with openpyxl."""
    import openpyxl
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    line = Side(style="thin")
    border, wrapped = Border(line, line, line, line), Alignment(wrap_text=True, vertical="center")
    font, fill = Font(name="宋体", size=10), PatternFill("solid", "FFF8E1")
    for cell in cells:
        for row in range(cell.row, cell.row + cell.rows):
            for column in range(cell.column, cell.column + cell.columns):
                one = sheet.cell(row, column)
                one.border, one.alignment, one.font = border, wrapped, font
                one.number_format = cell.number_format
                if cell.role is Role.INPUT:
                    one.fill, one.protection = fill, Protection(locked=False)
        sheet.cell(cell.row, cell.column).value = cell.formula or cell.value
        if cell.rows * cell.columns > 1:
            last = (cell.row + cell.rows - 1, cell.column + cell.columns - 1)
            sheet.merge_cells(
                start_row=cell.row, start_column=cell.column, end_row=last[0], end_column=last[1]
            )
        if cell.role is Role.INPUT:
            rule = DataValidation(showInputMessage=True, prompt=cell.prompt)
            if cell.items:
                rule = DataValidation("list", '"' + ",".join(cell.items) + '"', prompt=cell.prompt)
            rule.add(f"{get_column_letter(cell.column)}{cell.row}")
            sheet.add_data_validation(rule)
    sheet.protection.enable()
    book.save(path)


def pandas_form(path: Path, cells: Sequence[PlainCell]) -> None:
    """Write the values of a form with pandas."""
    import pandas as pd

    height, width = max(cell.row for cell in cells), max(cell.column for cell in cells)
    grid: list[list[Any]] = [[None] * width for _ in range(height)]
    for cell in cells:
        grid[cell.row - 1][cell.column - 1] = cell.formula or cell.value
    pd.DataFrame(grid).to_excel(path, header=False, index=False)


def openpyxl_cells(path: Path) -> list[tuple[Any, ...]]:
    """Read values and formulas with openpyxl, which takes two loads."""
    import openpyxl

    rows: list[tuple[Any, ...]] = []
    for values in (True, False):
        book = openpyxl.load_workbook(path, data_only=values)
        rows += list(book.worksheets[0].iter_rows(values_only=True))
    return rows


def pandas_cells(path: Path) -> object:
    """Read values with pandas, by its fastest engine."""
    import pandas as pd

    return pd.read_excel(path, header=None, engine="calamine")
