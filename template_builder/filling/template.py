"""A workbook with placeholders, and the same filled in."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from template_builder.filling.contents import Contents, SheetContents
from template_builder.filling.filling import Alike, filled_parts, problems_of
from template_builder.filling.parts.package import Package
from template_builder.filling.placeholders import names_in, opens_in_vain
from template_builder.filling.sheet_rows import Line, cell_text
from template_builder.xlsx.archive import packed
from templates.findings.errors import Sentence
from templates.language import address

__all__ = ["Placeholder", "Template"]


class Placeholder(NamedTuple):
    """A name in double braces: the sheet and the cell; row and column are 0 of a text in no cell."""

    sheet: str
    row: int
    column: int
    name: str

    @property
    def place(self) -> str:
        """Where it stands, for people: `汇总!C5`."""
        return f"{self.sheet}!{address(self.row, self.column)}" if self.row else self.sheet


class Template:
    """A workbook that somebody made, by its parts, whose placeholders are filled in.

    >>> template = Template(parts)  # doctest: +SKIP
    >>> template.fill({"year": year}, {("汇总", 5): lines})  # doctest: +SKIP

    Raises `BuildError`: it is no .xlsx that can be patched.
    """

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        self._parts = dict(parts)
        contents = Contents(Package(self._parts))
        self.sheets = tuple(one.name for one in contents.package.sheets)
        self.placeholders = tuple(
            placeholder for sheet in contents.sheets for placeholder in _in_cells(sheet)
        )
        self.elsewhere = tuple(
            Placeholder(where, 0, 0, name) for _, where, text in contents.other_texts() for name in text.names
        )
        self.problems = tuple(_unclear(contents))

    def problems_with(
        self, rows: Collection[tuple[str, int]], alike: Alike = MappingProxyType({})
    ) -> list[Sentence]:
        """Return why the template cannot be filled in if these rows, by sheet and number, are repeated."""
        return problems_of(Contents(Package(self._parts)), rows, alike)

    def fill(
        self,
        fixed: Line,
        lines: Mapping[tuple[str, int], Sequence[Line]],
        alike: Alike = MappingProxyType({}),
    ) -> bytes:
        """Return the bytes of the workbook: `fixed` fills all cells but those of the rows of `lines`.

        Each of these rows, by its sheet and its number, stands once for each line. Rows that are `alike`, as
        they have the same value there, have the same lines, so that formulas in one lead to the other.

        Raises:
            BuildError: it has more rows than a sheet.
            ValuesError: a cell cannot hold what is to be filled in.
        """
        return packed(filled_parts(Contents(Package(self._parts)), fixed, lines, alike))


def _in_cells(sheet: SheetContents) -> Iterator[Placeholder]:
    for row, column, cell in sheet.rows.cells():
        if cell.child("f") is None:
            for name in names_in(cell_text(cell, sheet.rows.strings)):
                yield Placeholder(sheet.sheet.name, row, column, name)


def _unclear(contents: Contents) -> Iterator[Sentence]:
    """Yield what looks like a placeholder and is none, with its place."""

    def at(place: str, code: str) -> Sentence:
        return Sentence.of("template-at", place=place, what=Sentence.of(code))

    for one in contents.package.sheets:
        if any(True for _ in names_in(one.name)):
            yield at(one.name, "template-sheet-name")
    for sheet in contents.sheets:
        for row, column, cell in sheet.rows.cells():
            place = Placeholder(sheet.sheet.name, row, column, "").place
            formula = cell.child("f")
            if formula is not None and any(True for _ in names_in(formula.text)):
                yield at(place, "template-in-formula")
            if formula is None and opens_in_vain(cell_text(cell, contents.strings)):
                yield at(place, "template-open")
    for _, where, text in contents.other_texts():
        if text.is_open:
            yield at(where, "template-open")
