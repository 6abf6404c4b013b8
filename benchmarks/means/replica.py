"""The same workbook written by peers: every cell, look, merge, width, height and validation of ours.

What our workbook holds is taken from it beforehand, so that the peers need only write. Each library is
imported where it is used, so that the memory of one is not counted for another.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

__all__ = ["Replica", "by_openpyxl", "by_xlsxwriter", "replica"]

Look = tuple[str, float, bool, str | None, bool, str | None, str | None, bool, str, bool]
"""Font, size, bold, fill, border, across, down, wrap, number format, locked."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a peer is told of a sheet; rows and columns count from 1."""

    name: str
    cells: Sequence[tuple[int, int, Any, Any, Look]]
    """Row, column, value or formula, its result, look."""
    merges: Sequence[tuple[int, int, int, int]]
    widths: Mapping[str, float]
    heights: Mapping[int, float]
    validations: Sequence[Any]
    hidden: bool


@dataclass(frozen=True, slots=True)
class Replica:
    """What a peer is told of a workbook, and where its texts differ from department to department."""

    sheets: Sequence[Sheet]
    name: str

    def of(self, name: str, text: Any) -> Any:
        """Return what a cell holds in the workbook of the department `name`."""
        return name if text == self.name else text


def replica(content: bytes, name: str) -> Replica:
    """Return what a workbook of ours holds, made for the department `name`."""
    import openpyxl

    formulas = openpyxl.load_workbook(io.BytesIO(content))
    results = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    sheets = [_sheet(formulas[title], results[title]) for title in formulas.sheetnames]
    return Replica(sheets, name)


def _sheet(sheet: Any, results: Any) -> Sheet:
    cells = [
        (cell.row, cell.column, cell.value, results.cell(cell.row, cell.column).value, _look(cell))
        for row in sheet.iter_rows()
        for cell in row
        if cell.has_style and type(cell).__name__ == "Cell"
    ]
    return Sheet(
        sheet.title,
        cells,
        [(area.min_row, area.min_col, area.max_row, area.max_col) for area in sheet.merged_cells.ranges],
        {letter: column.width for letter, column in sheet.column_dimensions.items()},
        {row: found.height for row, found in sheet.row_dimensions.items() if found.height},
        list(sheet.data_validations.dataValidation),
        sheet.sheet_state != "visible",
    )


def _look(cell: Any) -> Look:
    fill = cell.fill.fgColor.rgb[2:] if cell.fill.patternType else None
    return (
        cell.font.name,
        cell.font.size,
        bool(cell.font.bold),
        fill,
        cell.border.left.style is not None,
        cell.alignment.horizontal,
        cell.alignment.vertical,
        bool(cell.alignment.wrap_text),
        cell.number_format,
        cell.protection.locked,
    )


def by_xlsxwriter(found: Replica, name: str) -> bytes:
    """Write the workbook of a department with xlsxwriter."""
    import xlsxwriter

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    looks: dict[Look, Any] = {}
    for one in found.sheets:
        sheet = book.add_worksheet(one.name)
        for row, column, last_row, last_column in one.merges:
            sheet.merge_range(row - 1, column - 1, last_row - 1, last_column - 1, "")
        for row, column, value, result, look in one.cells:
            if look not in looks:
                looks[look] = book.add_format(_properties(look))
            at, form = (row - 1, column - 1), looks[look]
            if value is None:
                sheet.write_blank(*at, None, form)
            elif isinstance(value, str) and value.startswith("=") and result != value:
                sheet.write_formula(*at, value, form, result if result is not None else "")
            elif isinstance(value, str):
                sheet.write_string(*at, found.of(name, value), form)
            else:
                sheet.write_number(*at, value, form)
        for letter, width in one.widths.items():
            sheet.set_column(f"{letter}:{letter}", width)
        for row, height in one.heights.items():
            sheet.set_row(row - 1, height)
        for rule in one.validations:
            first, *others = (
                [area.min_row - 1, area.min_col - 1, area.max_row - 1, area.max_col - 1]
                for area in rule.sqref.ranges
            )
            options = {**_options(rule), "other_cells": others}
            sheet.data_validation(first[0], first[1], first[2], first[3], options)
        sheet.protect()
        if one.hidden:
            sheet.hide()
    book.close()
    return stream.getvalue()


def _properties(look: Look) -> dict[str, Any]:
    font, size, bold, fill, border, across, down, wrap, number_format, locked = look
    properties = {
        "font_name": font,
        "font_size": size,
        "bold": bold,
        "align": across or "left",
        "valign": {"center": "vcenter"}.get(down or "", down or "bottom"),
        "text_wrap": wrap,
        "num_format": number_format,
        "locked": locked,
    }
    return properties | ({"bg_color": f"#{fill}"} if fill else {}) | ({"border": 1} if border else {})


def _options(rule: Any) -> dict[str, Any]:
    words = {"input_title": rule.promptTitle, "input_message": rule.prompt}
    words |= {"error_title": rule.errorTitle, "error_message": rule.error}
    options: dict[str, Any] = {key: text for key, text in words.items() if text}
    kind = {"textLength": "length", None: "any"}.get(rule.type, rule.type)
    options["validate"] = kind
    if kind == "list":
        listed = rule.formula1.startswith('"')
        return options | {"source": rule.formula1.strip('"').split(",") if listed else f"={rule.formula1}"}
    if kind == "any":
        return options
    criteria = {"greaterThanOrEqual": ">=", "lessThanOrEqual": "<="}.get(rule.operator, "between")
    if criteria == "between":
        return options | {"criteria": criteria, "minimum": rule.formula1, "maximum": rule.formula2}
    return options | {"criteria": criteria, "value": rule.formula1}


def by_openpyxl(found: Replica, name: str) -> bytes:
    """Write the workbook of a department with openpyxl."""
    import openpyxl
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side

    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    line = Side(style="thin")
    box, nothing = Border(line, line, line, line), Border()
    styles: dict[Look, Any] = {}
    for one in found.sheets:
        sheet = book.create_sheet(one.name)
        for row, column, value, _, look in one.cells:
            if look not in styles:
                font, size, bold, fill, border, across, down, wrap, number_format, locked = look
                styles[look] = (
                    Font(name=font, size=size, bold=bold),
                    PatternFill("solid", fill) if fill else PatternFill(),
                    box if border else nothing,
                    Alignment(horizontal=across, vertical=down, wrap_text=wrap),
                    number_format,
                    Protection(locked=locked),
                )
            cell = sheet.cell(row, column)
            cell.value = found.of(name, value)
            cell.font, cell.fill, cell.border, cell.alignment, cell.number_format, cell.protection = styles[
                look
            ]
        for row, column, last_row, last_column in one.merges:
            sheet.merge_cells(start_row=row, start_column=column, end_row=last_row, end_column=last_column)
        for letter, width in one.widths.items():
            sheet.column_dimensions[letter].width = width
        for row, height in one.heights.items():
            sheet.row_dimensions[row].height = height
        for rule in one.validations:
            sheet.add_data_validation(rule)
        sheet.protection.enable()
        sheet.sheet_state = "hidden" if one.hidden else "visible"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
