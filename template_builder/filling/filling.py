"""A template being filled in: first the rows of all sheets, then all that refers to rows, then results."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence

from template_builder.filling.calculation import Calculation
from template_builder.filling.contents import Contents, SheetContents
from template_builder.filling.formulas.moving import Mover
from template_builder.filling.formulas.row_map import RowMap
from template_builder.filling.known_names import KnownNames
from template_builder.filling.marks import cells_sum_of
from template_builder.filling.parts.properties import with_seal
from template_builder.filling.referring.charts import move_chart, refresh_chart
from template_builder.filling.referring.drawings import move_anchors, move_comments, move_old_drawing
from template_builder.filling.referring.sheet_areas import move_areas
from template_builder.filling.referring.tables import (
    move_names,
    move_pivot_source,
    move_table,
    table_problems,
)
from template_builder.filling.sheet_rows import Line, cell_text
from templates.findings.errors import Sentence

__all__ = ["Alike", "filled_parts", "problems_of"]

_PIVOTS = "pivotCacheDefinition+xml"
_BEHIND_CALCULATION = frozenset(
    {"oleSize", "customWorkbookViews", "pivotCaches", "smartTagPr", "smartTagTypes", "webPublishing"}
    | {"fileRecoveryPr", "webPublishObjects", "extLst"}
)
"""What stands behind `calcPr` in the part of a workbook (18.2.27)."""


Lines = Mapping[tuple[str, int], Sequence[Line]]

Alike = Mapping[tuple[str, int], Hashable]
"""Which rows repeat for the same lines: those with the same value."""


def problems_of(contents: Contents, rows: Collection[tuple[str, int]], alike: Alike) -> list[Sentence]:
    """Return what hinders that these rows are repeated, whatever they are filled with."""
    work = _Filling(contents, {}, {row: [{}, {}] for row in rows}, alike)
    work.fill()
    return work.problems


def filled_parts(contents: Contents, fixed: Line, lines: Lines, alike: Alike) -> dict[str, bytes]:
    """Return the parts of the workbook that is filled in, with its seal."""
    work = _Filling(contents, fixed, lines, alike)
    work.fill()
    work.settle()
    return with_seal(contents.package, cells_sum_of(contents))


class _Filling:
    """One template, whose trees are changed."""

    def __init__(self, contents: Contents, fixed: Line, lines: Lines, alike: Alike) -> None:
        self._contents, self._package, self._fixed = contents, contents.package, fixed
        self._lines = {
            one.sheet.name: {row: given for (sheet, row), given in lines.items() if sheet == one.sheet.name}
            for one in contents.sheets
        }
        self._maps = {
            sheet: RowMap({row: len(given) for row, given in of.items()})
            for sheet, of in self._lines.items()
            if of
        }
        self._mover = Mover(self._maps, [one.name for one in self._package.sheets], alike)
        self.problems: list[Sentence] = []

    def fill(self) -> None:
        """Fill in everything but results of formulas."""
        for sheet in self._contents.sheets:
            self._fill_sheet(sheet)
        self._package.become_workbook()
        if self._maps:
            move_names(self._contents.book, self._mover)
            self._package.touch(self._package.book)
            for part in self._package.of_type(_PIVOTS):
                if move_pivot_source(self._package.tree(part), self._mover):
                    self._package.touch(part)
            for part, where in self._contents.charts.items():
                self.problems += move_chart(where, self._package.tree(part), self._mover)
                self._package.touch(part)
        for part, _, text in self._contents.other_texts():
            if text.fill(lambda name: self._fixed[name].text if name in self._fixed else ""):
                self._package.touch(part)

    def _fill_sheet(self, sheet: SheetContents) -> None:
        package, name = self._package, sheet.sheet.name
        rows, root = self._maps.get(name), package.tree(sheet.sheet.part)
        self.problems += self._table_problems(sheet)
        before = b"" if self._lines[name] else root.to_bytes()
        if self._maps:
            sheet.rows.share_nothing()
        if rows is not None:
            rows.check(name, sheet.rows.rows())
        sheet.rows.fill(
            self._mover,
            self._fixed,
            self._lines[name],
            self._contents.styles,
            is_1904=self._contents.is_1904,
        )
        self.problems += sheet.rows.problems
        if self._maps:
            self.problems += move_areas(name, root, self._mover)
        if not before or root.to_bytes() != before:
            package.touch(sheet.sheet.part)
        for part in sheet.tables if self._maps else ():
            move_table(name, package.tree(part), self._mover)
            package.touch(part)
        if rows is not None:
            self._move_what_lies_over(sheet, rows)

    def _table_problems(self, sheet: SheetContents) -> Iterator[Sentence]:
        if sheet.tables:
            texts = {
                (row, column): cell_text(cell, sheet.rows.strings) for row, column, cell in sheet.rows.cells()
            }
            for part in sheet.tables:
                root = self._package.tree(part)
                yield from table_problems(sheet.sheet.name, root, self._maps.get(sheet.sheet.name), texts)

    def _move_what_lies_over(self, sheet: SheetContents, rows: RowMap) -> None:
        package = self._package
        for part in sheet.drawings:
            move_anchors(package.tree(part), rows)
            package.touch(part)
        for part in sheet.comments:
            move_comments(package.tree(part), rows)
            package.touch(part)
        for part in sheet.old_drawings:
            package.put(part, move_old_drawing(package.content(part), rows))

    def settle(self) -> None:
        """Give formulas and charts their results, or let them be worked out when the workbook is opened."""
        contents, package = self._contents, self._package
        copied = {
            name: frozenset(
                row for of in self._lines[name] for row in range(rows.first(of), rows.last(of) + 1)
            )
            for name, rows in self._maps.items()
        }
        results = Calculation([one.rows for one in contents.sheets], copied, KnownNames(contents))
        changed = results.settle()
        for sheet in contents.sheets:
            if sheet.sheet.name in changed:
                package.touch(sheet.sheet.part)
        for part in contents.charts:
            if refresh_chart(package.tree(part), results.area, results.has_changed):
                package.touch(part)
        self._calculate_on_opening()
        for part in list(package.related(package.book, "calcChain")):
            package.drop(part, package.book)

    def _calculate_on_opening(self) -> None:
        book = self._contents.book
        found = book.child("calcPr")
        if found is None:
            found = book.sibling("calcPr")
            place = next(
                (
                    number
                    for number, one in enumerate(book.children)
                    if not isinstance(one, str) and one.local in _BEHIND_CALCULATION
                ),
                len(book.children),
            )
            book.children.insert(place, found)
        found.attributes["fullCalcOnLoad"] = "1"
        self._package.touch(self._package.book)
