"""The fixed part of a form's page layout, and how a filling is laid out: heights, pages, the footer."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from template_builder.print_layout.footer import footer_text
from template_builder.print_layout.heights import (
    INDENT,
    MAXIMUM,
    Block,
    grown,
    height_needed,
    height_of,
    needed,
    rounded_heights,
    row_heights,
    unrounded_heights,
)
from template_builder.print_layout.page_breaks import MOST_BLANK, page_breaks, room_on_page
from template_builder.print_layout.pictures import frame_in, height_with_space
from template_builder.print_layout.print_titles import long_lists, repeated_rows
from template_builder.print_layout.sheet_layout import SheetLayout
from template_builder.print_layout.side_labels import (
    kept_together,
    label_rows,
    parted,
    rows_above,
    side_cells,
    turned,
    turned_block,
)
from template_builder.print_layout.spare_rows import SpareRows
from template_builder.xlsx.cell_xml import RowLayout
from template_builder.xlsx.ranges import Position
from template_builder.xlsx.styles import style_of
from templates.model.cell_map import CellMap
from templates.model.page import FIRST_COLUMN, FIRST_ROW, Cell, Role
from templates.path import Path, Tree, split, value_at
from templates.records.department import department_field
from templates.text import Language, Text

__all__ = ["InputText", "LayoutPlan", "title_rows"]

_FOOTER = Text(
    "&L填报单位：{name}&R打印日期：&D　　第 &P 页，共 &N 页",
    "&LDepartment: {name}&RPrinted: &D   Page &P of &N",
)
_SPARE_HEIGHT = 20.0
_SMALLER = (9.0, 8.0)
"""Sizes in points for a text that has no room in its rows; a smaller one is not readable on paper."""
_ROUNDING = 1e-6
"""More than the rounding error of a sum of heights of rows."""
_TITLE_STYLES = frozenset({"title", "subtitle", "unit", "note", "image", "plain"})


@dataclass(frozen=True, slots=True)
class InputText:
    """An input whose words may take more room than its cell has."""

    cell: Cell
    path: Path
    block: Block
    """The cells it is shown in, without a text."""
    least: float
    """The height in points of its rows where they show nothing."""
    room: float
    """The height in points up to which a text stays on one page in its own letters."""

    @property
    def position(self) -> Position:
        """The first cell that it is shown in."""
        return self.cell.row, self.cell.column


ShownText = tuple[InputText, Block, float]
"""A text that is filled in, as it is shown, and the height in points that it needs."""


class LayoutPlan:
    """The fixed part of the page layout of a cell map in one language; it lays out any filling."""

    def __init__(self, cell_map: CellMap, language: Language) -> None:
        self._map = cell_map
        self._language: Language = language
        self.titles = title_rows(cell_map)
        """The last of the rows on top that hold nothing but titles; 0 where there are none."""
        self.turned: set[Position] = set()
        """The labels at the side whose words run from the bottom to the top."""
        inputs: list[tuple[Cell, Block]] = []
        labels: dict[Position, Block] = {}
        for cell in cell_map:
            style = style_of(cell)
            if not style.wrap or cell.role in (Role.COMPUTED, Role.EXPLANATION):
                continue
            first = cell.column - FIRST_COLUMN
            width = sum(cell_map.column_widths[first : first + cell.columns]) - style.indent * INDENT
            words = cell.text.say(language) if cell.role is Role.LABEL and cell.text else ""
            block = Block(cell.row, cell.rows, width, style.size, words)
            if cell.role is Role.LABEL:
                if turned(cell, block):
                    block = turned_block(block)
                    self.turned.add((cell.row, cell.column))
                labels[cell.row, cell.column] = block
            else:
                inputs.append((cell, block))
        self.side_cells = side_cells(cell_map)
        places = {(cell.row, cell.column) for cell in self.side_cells}
        pictures = {(cell.row, cell.column): frame_in(cell_map, cell) for cell in self.side_cells}
        self._sides = [
            (block, height_with_space(frame) if (frame := pictures[place]) else needed(block))
            for place, block in labels.items()
            if place in places
        ]
        self._kept = kept_together(cell_map)
        self._signed = frozenset(cell.row for cell in cell_map if cell.style == "sign")
        self._spare = SpareRows(cell_map)
        self._department = department_field(cell_map)
        rows = range(FIRST_ROW, cell_map.last_row + 1)
        single = [block for block in labels.values() if block.rows == 1]
        self._heights = unrounded_heights(rows, single, cell_map.row_heights)
        self._tall = [(block, needed(block)) for block in labels.values() if block.rows > 1]
        titles = row_heights(range(FIRST_ROW, self.titles + 1), tuple(labels.values()), cell_map.row_heights)
        self._room = room_on_page(cell_map.column_widths, cell_map.paper) - sum(titles.values())
        all_rows = row_heights(rows, tuple(labels.values()), cell_map.row_heights)
        long = long_lists(cell_map, all_rows, self._room) if cell_map.paper.repeat_heads else ()
        self.long_lists = tuple(long)
        """The lists that no page holds with all their rows, where their heads are to stand on each page."""
        self.repeated = repeated_rows(cell_map, self.titles, self.long_lists)
        """The first and the last row that each page repeats."""
        heads = (
            range(max(self.titles, self.repeated[0] - 1) + 1, self.repeated[1] + 1) if self.repeated else ()
        )
        self._room -= sum(all_rows[row] for row in heads)
        self.inputs = tuple(self._input(cell, block) for cell, block in inputs)
        """The inputs whose texts are measured."""

    @property
    def rows(self) -> range:
        """The rows that are laid out: the form's, and one more where the last of them may be hidden."""
        return range(FIRST_ROW, self._map.last_row + 1 + (self._map.last_row in self._spare.all))

    @property
    def blank(self) -> SheetLayout:
        """A layout to begin with: of a blank form, without ends of pages and what follows from them."""
        return SheetLayout(self._rows({}, self._spare.all), footer="&C ")

    def layout(self, filling: Tree) -> SheetLayout:
        """Return how the form's sheet is laid out for a filling."""
        hidden = self._spare.hidden(filling)
        shown = self._texts(filling)
        heights, breaks = self._pages(hidden, shown)
        return SheetLayout(
            self._rows(heights, hidden),
            breaks,
            self.footer(filling),
            parted(self.side_cells, breaks),
            {text.position: block.size for text, block, _ in shown if block.size != text.block.size},
        )

    def fit(self, text: InputText, words: str) -> tuple[Block, float]:
        """Return the words of an input as its cell shows them, and the height in points that they need.

        Pages end within a text over several rows that is longer than one. A text stands in smaller letters
        where its rows have no room for it.
        """
        plain = text.block
        height = height_needed(words, plain.width, plain.size)
        if max(height, text.least) < text.room - _ROUNDING:
            return Block(plain.row, plain.rows, plain.width, plain.size, words), height
        most = self._most(plain)
        block = replace(plain, text=words, runs_on=plain.rows > 1)
        for size in (plain.size, *_SMALLER):
            block = replace(block, size=size)
            if height_of(block, self._map.row_heights) <= most:
                break
        return block, needed(block)

    def footer(self, filling: Tree) -> str:
        """Return the text of the footer: the department, where it is known, and the number of the page."""
        name = value_at(filling, self._department) if self._department else None
        return footer_text(_FOOTER.say(self._language), name)

    def _input(self, cell: Cell, block: Block) -> InputText:
        least = height_of(block, self._map.row_heights)
        return InputText(cell, split(cell.path), block, least, min(self._room, self._most(block)))

    def _most(self, block: Block) -> float:
        """Return the height in points that the rows of a cell can have, on however many pages."""
        return block.rows * min(MAXIMUM, self._room / 2 if block.rows > 1 else self._room)

    def _texts(self, filling: Tree) -> list[ShownText]:
        """Return the texts that are filled in, each as it is shown and with the height that it needs."""
        shown = []
        for text in self.inputs:
            content = value_at(filling, text.path)
            if content and isinstance(content, str):
                shown.append((text, *self.fit(text, content)))
        return shown

    def _fitted(self, hidden: frozenset[int], shown: Sequence[ShownText]) -> dict[int, float]:
        """Return a height for each row in sight such that every text shows whole."""
        heights = {row: height for row, height in self._heights.items() if row not in hidden}
        tall = list(self._tall)
        for _, block, height in shown:
            if block.rows > 1:
                tall.append((block, height))
            elif block.row in heights:
                (heights[block.row],) = grown(block, height, [heights[block.row]])
        for block, height in sorted(tall, key=lambda one: one[0].rows):
            span = [row for row in range(block.row, block.row + block.rows) if row in heights]
            heights.update(zip(span, grown(block, height, [heights[row] for row in span]), strict=True))
        return rounded_heights(heights)

    def _pages(
        self, hidden: frozenset[int], shown: Sequence[ShownText]
    ) -> tuple[dict[int, float], tuple[int, ...]]:
        """Return the heights of the rows in sight, and the rows after which a page ends.

        A text over several rows stays on one page, unless too much of the page before stayed blank for
        it: then pages end between its lines.
        """
        torn: frozenset[Position] = frozenset()
        while True:
            heights = self._fitted(hidden, _running_on(shown, torn))
            below = {row: height for row, height in heights.items() if row > self.titles}
            bound = self._kept | label_rows(self._sides, heights) | self._text_rows(heights, torn)
            bound |= rows_above(self._signed, below)
            breaks = tuple(page_breaks(self._map.sections, below, self._room, bound))
            more = self._wasteful(below, breaks) - torn
            if not more:
                return heights, breaks
            torn |= more

    def _wasteful(self, heights: Mapping[int, float], breaks: Sequence[int]) -> frozenset[Position]:
        """Return the texts over several rows before which too much of a page stays blank."""
        found: set[Position] = set()
        start = 0
        for end in breaks:
            used = sum(height for row, height in heights.items() if start < row <= end)
            if self._room - used > MOST_BLANK * self._room:
                found |= {
                    text.position
                    for text in self.inputs
                    if text.block.rows > 1 and text.block.row <= end + 1 < text.block.row + text.block.rows
                }
            start = end
        return frozenset(found)

    def _rows(self, heights: Mapping[int, float], hidden: frozenset[int]) -> dict[int, RowLayout]:
        grouped, least = self._spare.grouped(hidden), self._map.row_heights
        return {
            row: RowLayout(
                heights[row] if row in heights else least.get(row, _SPARE_HEIGHT),
                row in hidden,
                int(row in grouped),
                row - 1 in hidden and row not in hidden,
            )
            for row in self.rows
        }

    def _text_rows(self, heights: Mapping[int, float], torn: Collection[Position]) -> frozenset[int]:
        """Return the rows after which no page may end, as a text over several of them stays on one."""
        bound: set[int] = set()
        for text in self.inputs:
            rows = range(text.block.row, text.block.row + text.block.rows)
            if text.position in torn:
                continue
            if text.block.rows > 1 and sum(heights.get(row, 0) for row in rows) <= self._room:
                bound.update(rows[:-1])
        return frozenset(bound)


def _running_on(shown: Sequence[ShownText], torn: Collection[Position]) -> Sequence[ShownText]:
    """Return the texts with those that are torn as texts within which pages end."""
    return [
        (text, replace(block, runs_on=True) if text.position in torn else block, height)
        for text, block, height in shown
    ]


def title_rows(cell_map: CellMap) -> int:
    """Return the last of the rows on top that hold nothing but titles; 0 where there are none."""
    last = 0
    for cell in sorted(cell_map, key=lambda cell: cell.row):
        if cell.style not in _TITLE_STYLES:
            return min(last, cell.row - 1)
        last = max(last, cell.row + cell.rows - 1)
    return last
