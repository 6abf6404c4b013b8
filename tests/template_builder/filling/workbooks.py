"""Small templates for the tests, and what is in the workbooks that are made of them."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Callable, Mapping
from decimal import Decimal

import openpyxl
import xlsxwriter
from openpyxl.worksheet.worksheet import Worksheet

from template_builder import Filled, Template

__all__ = ["Cells", "filled", "lines", "parts_of", "shown", "template"]

Cells = Mapping[str, str | float]


def template(
    sheets: Mapping[str, Cells], more: Callable[[xlsxwriter.Workbook], object] = lambda book: None
) -> Template:
    """Return a template with these cells; what begins with `=` is a formula, its result 0."""
    return Template(parts_of(workbook(sheets, more)))


def workbook(
    sheets: Mapping[str, Cells], more: Callable[[xlsxwriter.Workbook], object] = lambda book: None
) -> bytes:
    """Return the bytes of such a workbook."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    for name, cells in sheets.items():
        sheet = book.add_worksheet(name)
        for cell, content in cells.items():
            if isinstance(content, str) and content.startswith("{="):
                sheet.write_array_formula(cell if ":" in cell else f"{cell}:{cell}", content, None, 0)
            elif isinstance(content, str) and content.startswith("="):
                sheet.write_formula(cell, content, None, 0)
            elif isinstance(content, str):
                sheet.write_string(cell, content)
            else:
                sheet.write_number(cell, content)
    more(book)
    book.close()
    return stream.getvalue()


def parts_of(content: bytes) -> dict[str, bytes]:
    """Return the parts of a workbook."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def lines(*values: Mapping[str, object]) -> list[dict[str, Filled]]:
    """Return the lines that these values fill in."""
    return [{name: one(value) for name, value in line.items()} for line in values]


def one(value: object) -> Filled:
    """Return what stands for a value."""
    assert value is None or isinstance(value, str | int | Decimal)
    return Filled(value, "" if value is None else str(value))


def filled(of: Template, rows: Mapping[tuple[str, int], list[dict[str, Filled]]], **fixed: object) -> bytes:
    """Return the workbook that a template makes, which must have no problem with these rows."""
    assert of.problems_with(list(rows)) == []
    return of.fill({name: one(value) for name, value in fixed.items()}, rows)


def shown(content: bytes, sheet: str, *, values: bool = False) -> dict[str, object]:
    """Return what the cells of a sheet hold: formulas, or with `values` their results."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # it knows no small charts
        found = openpyxl.load_workbook(io.BytesIO(content), data_only=values)[sheet]
    assert isinstance(found, Worksheet)
    return {
        cell.coordinate: cell.value for row in found.iter_rows() for cell in row if cell.value is not None
    }
