"""Styles as xlsxwriter takes them: the formats of one workbook, each of which exists once."""

from __future__ import annotations

from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

from template_builder.xlsx.styles import BODY_FONT, CellStyle

__all__ = ["BODY", "STEADY", "Formats"]

BODY = {"font_name": BODY_FONT, "font_size": 11, "font_family": 3, "font_charset": 134, "font_scheme": False}
"""The properties that every format of a workbook begins with."""

STEADY = {"font_name": "Arial", "font_size": 10, "font_family": 2, "font_scheme": False}
"""A normal format whose digits are as wide in every program, as each has this font or one cut after it."""


class Formats:
    """The formats of a workbook, for cells and for conditional formats."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._cells: dict[CellStyle, Format] = {}
        self._highlights: dict[CellStyle, Format] = {}

    def of_cell(self, style: CellStyle) -> Format:
        """Return the format of cells of a style."""
        if style not in self._cells:
            self._cells[style] = self._workbook.add_format(_properties(style))
        return self._cells[style]

    def of_highlight(self, style: CellStyle) -> Format:
        """Return the conditional format with the ink, the fill and the weight of a style."""
        if style not in self._highlights:
            properties = {"font_color": style.ink, "bold": style.bold, "bg_color": style.fill}
            self._highlights[style] = self._workbook.add_format(properties)
        return self._highlights[style]


def _properties(style: CellStyle) -> dict[str, Any]:
    properties = {
        **BODY,
        "font_name": style.font,
        "font_size": style.size,
        "bold": style.bold,
        "font_color": style.ink,
        "align": style.across,
        "valign": style.down,
        "text_wrap": style.wrap,
        "num_format": style.number_format,
        "locked": style.locked,
        "indent": style.indent,
        "shrink": style.shrink,
        "rotation": 90 if style.turned else 0,
    }
    if style.fill:
        properties |= {"bg_color": style.fill, "pattern": 1}
    if style.border:
        properties |= {"border": 1, "border_color": style.line}
    if style.open_left:
        properties["left"] = 0
    return properties
