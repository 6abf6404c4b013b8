"""What people do to a workbook in LibreOffice, by UNO: run within `office_server.py`, which imports it.

It imports nothing of the project. Each operation is a list: its name, then what it takes; rows and columns
are counted from 1. Sheets are unprotected first, as people who change their structure do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import uno
from com.sun.star.table import TableSortField

__all__ = ["damaged"]

ANY = uno.Enum("com.sun.star.sheet.ValidationType", "ANY")


def damaged(document: Any, sheet: Any, operation: list[Any]) -> None:
    """Do one operation."""
    sheet.unprotect("")
    name, *given = operation
    OPERATIONS[name](document, sheet, *given)


def insert_rows(document: Any, sheet: Any, row: int, count: int) -> None:
    """Insert blank rows before a row."""
    sheet.Rows.insertByIndex(row - 1, count)


def delete_rows(document: Any, sheet: Any, row: int, count: int) -> None:
    """Delete rows."""
    sheet.Rows.removeByIndex(row - 1, count)


def insert_columns(document: Any, sheet: Any, column: int, count: int) -> None:
    """Insert blank columns before a column."""
    sheet.Columns.insertByIndex(column - 1, count)


def delete_columns(document: Any, sheet: Any, column: int, count: int) -> None:
    """Delete columns."""
    sheet.Columns.removeByIndex(column - 1, count)


def move_rows(document: Any, sheet: Any, row: int, count: int, before: int) -> None:
    """Cut whole rows and insert them before another row, which is none of them."""
    sheet.Rows.insertByIndex(before - 1, count)
    start = row + count if row >= before else row
    source = _rows(sheet, start, count).RangeAddress
    sheet.moveRange(sheet.getCellByPosition(0, before - 1).CellAddress, source)
    sheet.Rows.removeByIndex(start - 1, count)


def copy_rows(document: Any, sheet: Any, row: int, count: int, before: int) -> None:
    """Copy whole rows and insert them before another row."""
    sheet.Rows.insertByIndex(before - 1, count)
    start = row + count if row >= before else row
    source = _rows(sheet, start, count).RangeAddress
    sheet.copyRange(sheet.getCellByPosition(0, before - 1).CellAddress, source)


def sort_rows(document: Any, sheet: Any, row: int, count: int, column: int) -> None:
    """Sort whole rows downwards by a column, once nothing in them is merged."""
    area = _rows(sheet, row, count)
    area.merge(False)
    field = TableSortField()
    field.Field, field.IsAscending = column - 1, False
    settings = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
    settings.Name = "SortFields"
    settings.Value = uno.Any("[]com.sun.star.table.TableSortField", (field,))
    area.sort((settings,))


def hide_rows(document: Any, sheet: Any, row: int, count: int) -> None:
    """Hide rows."""
    for number in range(row - 1, row - 1 + count):
        sheet.Rows.getByIndex(number).IsVisible = False


def hide_columns(document: Any, sheet: Any, column: int, count: int) -> None:
    """Hide columns."""
    for number in range(column - 1, column - 1 + count):
        sheet.Columns.getByIndex(number).IsVisible = False


def unmerge(document: Any, sheet: Any, row: int, count: int) -> None:
    """Take the merged cells of some rows apart."""
    _rows(sheet, row, count).merge(False)


def paste(document: Any, sheet: Any, row: int, column: int, text: str) -> None:
    """Put a text into a cell, be it a label."""
    sheet.getCellByPosition(column - 1, row - 1).String = text


def rename(document: Any, sheet: Any, name: str) -> None:
    """Give the sheet another name."""
    sheet.Name = name


def copy_sheet(document: Any, sheet: Any, name: str) -> None:
    """Copy the sheet to the end."""
    document.Sheets.copyByName(sheet.Name, name, document.Sheets.Count)


def move_sheet(document: Any, sheet: Any) -> None:
    """Move the sheet to the end."""
    document.Sheets.moveByName(sheet.Name, document.Sheets.Count)


def leave_alone(document: Any, sheet: Any) -> None:
    """Take all other sheets away, as where the sheet was moved into a workbook of its own."""
    for name in document.Sheets.ElementNames:
        if name != sheet.Name:
            document.Sheets.removeByName(name)


def hide_sheet(document: Any, sheet: Any) -> None:
    """Hide the sheet."""
    sheet.IsVisible = False


def allow_anything(document: Any, sheet: Any) -> None:
    """Take all validation off."""
    area = _used(sheet)
    rule = area.Validation
    rule.Type = ANY
    area.Validation = rule


def _used(sheet: Any) -> Any:
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    end = cursor.RangeAddress
    return sheet.getCellRangeByPosition(0, 0, end.EndColumn, end.EndRow)


def _rows(sheet: Any, row: int, count: int) -> Any:
    last = _used(sheet).RangeAddress.EndColumn
    return sheet.getCellRangeByPosition(0, row - 1, last, row + count - 2)


OPERATIONS: Mapping[str, Callable[..., None]] = {
    "insert rows": insert_rows,
    "delete rows": delete_rows,
    "insert columns": insert_columns,
    "delete columns": delete_columns,
    "move rows": move_rows,
    "copy rows": copy_rows,
    "sort rows": sort_rows,
    "hide rows": hide_rows,
    "hide columns": hide_columns,
    "unmerge": unmerge,
    "paste": paste,
    "rename": rename,
    "copy sheet": copy_sheet,
    "move sheet": move_sheet,
    "leave alone": leave_alone,
    "hide sheet": hide_sheet,
    "unprotect": lambda document, sheet: None,
    "allow anything": allow_anything,
}
