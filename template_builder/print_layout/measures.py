"""How a filled form lies on paper: heights of rows, rows out of sight, ends of pages, the footer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

from template_builder.print_layout.heights import INDENT, MAXIMUM, Block, height_of, row_heights
from template_builder.print_layout.page_breaks import page_breaks, room_on_page
from template_builder.print_layout.side_labels import (
    kept_together,
    label_rows,
    parted,
    side_cells,
    turned,
    turned_block,
)
from template_builder.xlsx.styles import style_of
from template_builder.xlsx.writer import Extent
from templates.model.cell_map import CellMap
from templates.model.page import FIRST_COLUMN, FIRST_ROW, Cell, Item, Role
from templates.model.shape import Repeat, node_at
from templates.path import Indices, Names, Tree, split, value_at
from templates.records.department import department_field
from templates.records.item_paths import item_path
from templates.records.record import is_unfilled
from templates.text import Language, Text

__all__ = ["Measures", "Measuring", "title_rows"]

_FOOTER = Text(
    "&L填报单位：{name}&R打印日期：&D　　第 &P 页，共 &N 页",
    "&LDepartment: {name}&RPrinted: &D   Page &P of &N",
)
_LONGEST_NAME = 32
_NO_NAME = "_" * 24
"""A line to write on: no formula reaches a footer."""
_SPARE_HEIGHT = 20.0
_SMALLER = (9.0, 8.0)
"""Sizes in points for a text that would not fit on a page; a smaller one is not readable on paper."""
_TITLE_STYLES = frozenset({"title", "unit", "note"})


@dataclass(frozen=True, slots=True)
class Measures:
    """What of the paper follows from a filling."""

    heights: Mapping[int, float]
    """The height of each row, in points."""
    hidden: frozenset[int]
    """The rows that are out of sight."""
    grouped: frozenset[int]
    """The rows in outline groups. One that is closed holds no row in sight: programs close it as a whole."""
    breaks: tuple[int, ...]
    """The rows after which a page ends."""
    footer: str
    sides: tuple[Extent, ...] = ()
    """The cells over which the labels at the side are merged: none runs over the end of a page."""


class Measuring:
    """What of the paper is fixed for a cell map in one language; `over` a filling it gives the measures."""

    def __init__(self, cell_map: CellMap, language: Language) -> None:
        self._map = cell_map
        self._language: Language = language
        self.titles = title_rows(cell_map)
        self.turned: set[tuple[int, int]] = set()
        labels: dict[tuple[int, int], Block] = {}
        self.inputs: list[tuple[Cell, Block]] = []
        for cell in cell_map:
            style = style_of(cell)
            if not style.wrap or cell.role is Role.COMPUTED:
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
                self.inputs.append((cell, block))
        self._labels = tuple(labels.values())
        self.side_cells = side_cells(cell_map)
        places = {(cell.row, cell.column) for cell in self.side_cells}
        self._sides = [block for place, block in labels.items() if place in places]
        self._kept = kept_together(cell_map)
        self._boxes = _boxes(cell_map)
        self._department = department_field(cell_map)
        titles = row_heights(range(FIRST_ROW, self.titles + 1), self._labels, cell_map.row_heights)
        self._room = room_on_page(cell_map.column_widths) - sum(titles.values())

    @property
    def spare_rows(self) -> frozenset[int]:
        """The rows that are out of sight in a blank form."""
        return frozenset(row for box in self._boxes for item in box for row in _rows(item))

    @property
    def rows(self) -> range:
        """The rows that are trimmed: those of the form, and one more where the last of them may be hidden."""
        return range(FIRST_ROW, self._map.last_row + 1 + (self._map.last_row in self.spare_rows))

    def height(self, row: int, measures: Measures) -> float:
        """Return the height of a row, also of one that is out of sight."""
        return measures.heights.get(row, self._map.row_heights.get(row, _SPARE_HEIGHT))

    def over(self, contents: Tree) -> Measures:
        """Return the measures of a filling."""
        hidden = self._hidden(contents)
        rows = [row for row in range(FIRST_ROW, self._map.last_row + 1) if row not in hidden]
        blocks = list(self._labels)
        for cell, block in self.inputs:
            content = value_at(contents, split(cell.path))
            if isinstance(content, str) and content:
                blocks.append(self.shown(block, content))
        heights = row_heights(rows, blocks, self._map.row_heights)
        below = {row: height for row, height in heights.items() if row > self.titles}
        bound = self._kept | label_rows(self._sides, heights) | self._text_rows(heights)
        breaks = tuple(page_breaks(self._map.sections, below, self._room, bound))
        sides = parted(self.side_cells, breaks)
        return Measures(heights, hidden, self._grouped(hidden), breaks, self.footer(contents), sides)

    def shown(self, block: Block, text: str) -> Block:
        """Return a text as its cell shows it: in smaller letters where it would run over the end of a page.

        What has too many lines for any page keeps its letters, as long as two rows of the cell fit on one.
        """
        most = block.rows * min(MAXIMUM, self._room / 2 if block.rows > 1 else MAXIMUM)
        sized = block = replace(block, text=text)
        for room in (min(self._room, most), most):
            for size in (block.size, *_SMALLER):
                sized = replace(block, size=size, runs_on=room > self._room)
                if height_of(sized, self._map.row_heights) <= room:
                    return sized
        return sized

    def _text_rows(self, heights: Mapping[int, float]) -> frozenset[int]:
        """Return the rows after which no page may end, as a text over several of them fits on one."""
        bound: set[int] = set()
        for _, block in self.inputs:
            rows = range(block.row, block.row + block.rows)
            if block.rows > 1 and sum(heights.get(row, 0) for row in rows) <= self._room:
                bound.update(rows[:-1])
        return frozenset(bound)

    def _grouped(self, hidden: frozenset[int]) -> frozenset[int]:
        boxes = ({row for item in box for row in _rows(item)} for box in self._boxes)
        return frozenset(row for rows in boxes for row in (rows & hidden or rows))

    def _hidden(self, contents: Tree) -> frozenset[int]:
        """Return the spare rows, without those that are needed and those above them in the same box."""
        hidden: set[int] = set()
        for box in self._boxes:
            for item in reversed(box):
                node = node_at(self._map.shape, item.names)
                assert isinstance(node, Repeat)
                path = item_path(self._map.shape, item)
                if not is_unfilled(node.item, value_at(contents, path)):
                    break
                hidden |= _rows(item)
        return frozenset(hidden)

    def footer(self, contents: Tree) -> str:
        """Return the text of the footer: the department, where it is known, and the number of the page."""
        name = value_at(contents, self._department) if self._department else None
        said = " ".join(str(name).split()) if name else _NO_NAME
        if len(said) > _LONGEST_NAME:
            said = said[:_LONGEST_NAME] + "…"
        return _FOOTER.say(self._language).replace("{name}", said.replace("&", "&&"))


def _rows(item: Item) -> frozenset[int]:
    return frozenset(range(item.first_row, item.last_row + 1))


def _boxes(cell_map: CellMap) -> tuple[tuple[Item, ...], ...]:
    """Return the items beyond those shown, those of one box together, from the top.

    An item beside which another list has a cell is left in sight.
    """
    found: dict[tuple[Names, Indices, int], list[Item]] = defaultdict(list)
    ends: dict[tuple[Names, Indices], int] = {}
    others = _rows_of_others(cell_map)
    for item in cell_map.items:
        around = (item.names, item.indices[:-1])
        if item.beyond and not any(
            names[: len(item.names)] != item.names for row in _rows(item) for names in others[row]
        ):
            # Items of one box follow one another; the next box of the same list begins with one in sight.
            start = ends.get(around, item.indices[-1])
            found[item.names, item.indices[:-1], start].append(item)
            ends[around] = start
        else:
            ends.pop(around, None)
    return tuple(map(tuple, found.values()))


def _rows_of_others(cell_map: CellMap) -> dict[int, set[Names]]:
    """Return for each row the lists whose items have a field there; `()` for what is in no list."""
    rows: defaultdict[int, set[Names]] = defaultdict(set)
    for cell in cell_map:
        if cell.role is not Role.LABEL:
            path = split(cell.fields[0])
            last = max((at for at, part in enumerate(path) if isinstance(part, int)), default=0)
            names = tuple(part for part in path[:last] if isinstance(part, str))
            for row in range(cell.row, cell.row + cell.rows):
                rows[row].add(names)
    return rows


def title_rows(cell_map: CellMap) -> int:
    """Return the last of the rows on top that hold nothing but titles; 0 where there are none."""
    last = 0
    for cell in sorted(cell_map, key=lambda cell: cell.row):
        if cell.style not in _TITLE_STYLES:
            break
        last = cell.row + cell.rows - 1
    return last
