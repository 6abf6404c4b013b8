"""From a cell map, and values if there are any, to the locked workbook that a department fills in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

from template_builder.checks import RowChecks, row_checks
from template_builder.heights import Block, row_heights
from template_builder.lists import LISTS, Lists
from template_builder.pages import page_breaks, room_on_page
from template_builder.styles import CHECK, CHECK_HEAD, COORDINATE, PARAGRAPHS, Look, look_of
from template_builder.writer import Book, Extent, Page, Paper, Refusal, cell_name
from templates.cellmap import Cell, CellMap, Field, Role, Sheet
from templates.filling import addresses, evaluate_all, leaf_at, place, set_leaf
from templates.kinds.base import Content, Limits
from templates.language import render_computed
from templates.path import Indices, Tree, split
from templates.stamp import stamp_text
from templates.text import Language, Text

__all__ = ["build"]

_CHECKS = Text("检查", "Checks")
_FOOTER = Text("第 &P 页，共 &N 页", "Page &P of &N")
_CHECK_WIDTH = 60.0
_SHEET_WIDTH = 74.0
_TITLE_STYLES = frozenset({"title", "unit", "note"})


def build(
    cell_map: CellMap,
    destination: Path | BinaryIO,
    values: Mapping[str, Any] | None = None,
    *,
    language: Language = "zh",
    password: str | None = None,
) -> None:
    """Write the workbook of a cell map, prefilled with a record's `values`.

    A value is written as its kind writes it; one that its cell should not hold is written as it is, for
    the reader to find. With a `password` the protection can only be lifted by who knows it.

    Raises:
        ValuesError: the values do not fit the form, or a cell cannot hold one.
        BuildError: the file cannot be written, or Excel could not hold what the form asks for.
    """
    properties = {
        "title": cell_map.form.title.say(language),
        "subject": f"{cell_map.form.name} {cell_map.form.version}",
    }
    with Book(destination, properties) as book:
        page = book.page(cell_map.form.sheet.say(language))
        lists = Lists()
        _Form(page, cell_map, _contents(cell_map, values or {}), lists, language).write()
        page.protect(password)
        for sheet in cell_map.sheets:
            _write_sheet(book.page(sheet.name.say(language)), sheet, language, password)
        if lists.columns:
            hidden = book.page(LISTS)
            lists.write(hidden)
            hidden.protect(password)
            hidden.hide()
        book.lock(password)


def _contents(cell_map: CellMap, values: Mapping[str, Any]) -> Tree:
    """Return the tree of what the cells are to hold: inputs as their kinds write them, then the computed."""
    tree = place(cell_map, values)
    for cell in cell_map:
        if cell.role is Role.INPUT and cell.of is not None:
            path = split(cell.path)
            set_leaf(tree, path, cell.of.kind.write(leaf_at(tree, path), _limits(cell)))
    evaluate_all(cell_map, tree)
    return tree


def _limits(cell: Cell) -> Limits:
    return cell.limits or (cell.of.limits if cell.of else Limits())


def _extent(cell: Cell) -> Extent:
    return (cell.row, cell.column, cell.rows, cell.columns)


class _Form:
    """The form's own sheet, being written."""

    def __init__(
        self, page: Page, cell_map: CellMap, contents: Tree, lists: Lists, language: Language
    ) -> None:
        self._page, self._map, self._contents = page, cell_map, contents
        self._lists, self._language = lists, language
        self._addresses = addresses(cell_map)
        self._titles = _title_rows(cell_map)
        self._refusals: dict[Refusal, list[Extent]] = {}
        self._blocks: list[Block] = []

    def write(self) -> None:
        """Write the sheet."""
        self._coordinates()
        for cell in self._map:
            self._cell(cell)
        for refusal, extents in self._refusals.items():
            self._page.refuse(_stacked(extents), refusal)
        for checks in row_checks(self._map, self._addresses, self._contents, self._language):
            self._checks(checks)
        self._setup(self._measures())

    def _coordinates(self) -> None:
        """Number rows and columns in the hidden first column and row, with the stamp in the corner."""
        self._page.put(1, 1, stamp_text(self._map), COORDINATE)
        for row in range(2, self._map.last_row + 1):
            self._page.put(row, 1, row, COORDINATE)
        for column in range(2, self._map.last_column + 1):
            self._page.put(1, column, column, COORDINATE)

    def _cell(self, cell: Cell) -> None:
        look = look_of(cell, self._number_format(cell))
        self._page.merge(_extent(cell), look)
        content = self._content(cell)
        if cell.of is not None and cell.of.formula is not None:
            formula = render_computed(cell.of.formula, self._addresses, _indices(cell))
            self._page.formula(cell.row, cell.column, formula, content, look)
        else:
            self._page.put(cell.row, cell.column, content, look)
        if cell.role is Role.INPUT and cell.of is not None:
            self._refusals.setdefault(self._refusal(cell, cell.of), []).append(_extent(cell))
        if isinstance(content, str) and look.wrap:
            first = cell.column - 2
            width = sum(self._map.column_widths[first : first + cell.columns])
            self._blocks.append(Block(cell.row, cell.rows, width, look.size, content))

    def _content(self, cell: Cell) -> Content:
        if cell.role is Role.LABEL:
            return cell.text.say(self._language) if cell.text else ""
        content: Content = leaf_at(self._contents, split(cell.path))
        return content

    def _number_format(self, cell: Cell) -> str:
        if cell.of is None or cell.role is Role.LABEL:
            return "General"
        limits = _limits(cell)
        if limits.words:
            limits = replace(limits, words=Text(limits.words.say(self._language)))
        return cell.of.kind.number_format(limits)

    def _refusal(self, cell: Cell, of: Field) -> Refusal:
        limits = _limits(cell)
        validation = of.kind.validation(limits)
        source, items = None, validation.items
        if validation.type == "list":
            source = self._source(cell, limits, items)
            items = () if source else items
        return Refusal(
            validation.type,
            (cell.label if cell.label.zh else limits.label).say(self._language),
            of.kind.prompt(limits).say(self._language),
            validation.refusal.say(self._language),
            validation.minimum,
            validation.maximum,
            items,
            source,
        )

    def _source(self, cell: Cell, limits: Limits, items: tuple[str, ...]) -> str | None:
        choices = limits.choices
        if choices is None or choices.by is None or limits.group is not None:
            return self._lists.source(items)
        sibling = leaf_at(self._addresses, (*split(cell.path)[:-1], choices.by))
        return self._lists.dependent(choices, cell_name(*sibling, fixed=True))

    def _checks(self, checks: RowChecks) -> None:
        for number, (formula, cached) in enumerate(checks.formulas):
            self._page.formula(checks.row, self._map.last_column + 1 + number, formula, cached, CHECK)

    def _measures(self) -> dict[int, float]:
        """Set widths and heights; return the heights of the form's rows."""
        page, cell_map = self._page, self._map
        page.width(1, 6, hidden=True)
        page.height(1, 15, hidden=True)
        for number, width in enumerate(cell_map.column_widths):
            page.width(2 + number, width)
        page.width(cell_map.last_column + 1, _CHECK_WIDTH)
        rows = range(2, cell_map.last_row + 1)
        heights = row_heights(rows, self._blocks, cell_map.row_heights)
        for row, height in heights.items():
            page.height(row, height)
        return heights

    def _setup(self, heights: Mapping[int, float]) -> None:
        page, cell_map = self._page, self._map
        area = (2, 2, cell_map.last_row - 1, cell_map.last_column - 1)
        repeat = (2, self._titles) if self._titles else None
        room = room_on_page(cell_map.column_widths) - sum(heights[row] for row in range(2, self._titles + 1))
        breaks = page_breaks(cell_map.sections, heights, room)
        page.paper(Paper(area, repeat, footer=_FOOTER.say(self._language), breaks=tuple(breaks)))
        page.tolerate_text_numbers(area)
        if self._titles:
            page.freeze(self._titles + 1)
            page.put(self._titles, cell_map.last_column + 1, _CHECKS.say(self._language), CHECK_HEAD)
        first = next((cell for cell in cell_map if cell.role is Role.INPUT), None)
        if first is not None:
            page.select(first.row, first.column)


def _indices(cell: Cell) -> Indices:
    return tuple(part for part in split(cell.fields[0]) if isinstance(part, int))


def _stacked(extents: Iterable[Extent]) -> list[Extent]:
    """Return the same cells with those under one another as one block, which keeps the file small."""
    blocks: list[Extent] = []
    for row, column, rows, columns in sorted(extents, key=lambda extent: (extent[1], extent[3], extent[0])):
        above = blocks[-1] if blocks else (0, 0, 0, 0)
        if (above[1], above[3], above[0] + above[2]) == (column, columns, row):
            blocks[-1] = (above[0], column, above[2] + rows, columns)
        else:
            blocks.append((row, column, rows, columns))
    return blocks


def _title_rows(cell_map: CellMap) -> int:
    """Return the last of the rows on top that hold nothing but titles; 0 where there are none."""
    last = 0
    for cell in sorted(cell_map, key=lambda cell: cell.row):
        if cell.style not in _TITLE_STYLES:
            break
        last = cell.row + cell.rows - 1
    return last


def _write_sheet(page: Page, sheet: Sheet, language: Language, password: str | None) -> None:
    """Write a sheet of paragraphs, such as the filling instructions."""
    blocks = []
    for row, (style, text) in enumerate(sheet.paragraphs, 1):
        look: Look = PARAGRAPHS.get(style, PARAGRAPHS["text"])
        words = text.say(language)
        page.put(row, 1, words, look)
        blocks.append(Block(row, 1, _SHEET_WIDTH, look.size, words))
    page.width(1, _SHEET_WIDTH)
    for row, height in row_heights(range(1, len(blocks) + 1), blocks).items():
        page.height(row, height)
    page.paper(Paper((1, 1, max(1, len(blocks)), 1), footer=_FOOTER.say(language)))
    page.protect(password)
