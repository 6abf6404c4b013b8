"""The parts of a template that are looked at together: sheets with their rows, and what belongs to them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from template_builder.filling.other_texts import OtherText, texts_of_drawing, texts_of_sheet
from template_builder.filling.parts.cell_styles import CellStyles
from template_builder.filling.parts.package import Package, SheetPart
from template_builder.filling.parts.xml_tree import Element
from template_builder.filling.sheet_rows import SheetRows
from template_builder.xlsx.errors import BuildError

__all__ = ["Contents", "SheetContents"]

_CHARTS = ("drawingml.chart+xml", "ms-office.chartex+xml")


@dataclass(frozen=True, slots=True)
class SheetContents:
    """A sheet with cells: its part, its rows, and the parts of tables, drawings and comments."""

    sheet: SheetPart
    rows: SheetRows
    tables: tuple[str, ...]
    drawings: tuple[str, ...]
    old_drawings: tuple[str, ...]
    comments: tuple[str, ...]


class Contents:
    """A template taken apart; what it gives are the trees of the package, which may be changed."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.strings = self._strings()
        styles = next(package.related(package.book, "styles"), None)
        self.styles = CellStyles(None if styles is None else package.tree(styles))
        self.sheets = tuple(self._sheet(one) for one in package.sheets if one.has_cells)
        self.charts = {
            part: self._sheet_of_chart(part) for ending in _CHARTS for part in package.of_type(ending)
        }
        """The parts of charts, each with the sheet that it lies on, as people look for it."""

    @property
    def book(self) -> Element:
        """The root of the part of the workbook."""
        return self.package.tree(self.package.book)

    @property
    def is_1904(self) -> bool:
        """Whether days are counted from 1904."""
        properties = self.book.child("workbookPr")
        return properties is not None and properties.attributes.get("date1904") in ("1", "true")

    def _strings(self) -> list[Element]:
        part = next(self.package.related(self.package.book, "sharedStrings"), None)
        return [] if part is None else [one for one in self.package.tree(part).elements if one.local == "si"]

    def _sheet(self, sheet: SheetPart) -> SheetContents:
        package = self.package
        root = package.tree(sheet.part)
        data = root.child("sheetData")
        if data is None:
            raise BuildError("template-damaged", part=sheet.part)
        of = {
            kind: tuple(package.related(sheet.part, kind))
            for kind in ("table", "drawing", "vmlDrawing", "comments", "threadedComment")
        }
        return SheetContents(
            sheet,
            SheetRows(sheet.name, data, self.strings),
            of["table"],
            of["drawing"],
            of["vmlDrawing"],
            (*of["comments"], *of["threadedComment"]),
        )

    def _sheet_of_chart(self, chart: str) -> str:
        for sheet in self.package.sheets:
            for drawing in self.package.related(sheet.part, "drawing"):
                if any(one.target == chart for one in self.package.relations(drawing).values()):
                    return sheet.name
        return chart.rpartition("/")[2]

    def other_texts(self) -> Iterator[tuple[str, str, OtherText]]:
        """Yield every text that stands in no cell, with its part, and the sheet or part for people."""
        for one in self.sheets:
            for text in texts_of_sheet(self.package.tree(one.sheet.part)):
                yield one.sheet.part, one.sheet.name, text
            for part in (*one.drawings, *one.comments):
                for text in texts_of_drawing(self.package.tree(part)):
                    yield part, one.sheet.name, text
        for part, where in self.charts.items():
            for text in texts_of_drawing(self.package.tree(part)):
                yield part, where, text
