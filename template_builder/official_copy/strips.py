"""A filled form as strips: what stands side by side, from one edge of a cell to the next.

Rows of the form that no edge of a cell parts are one strip, as high as its words need. Strips and columns
count from 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from template_builder.guidance.cell_values import CellValues
from template_builder.official_copy.kept_rows import innermost_items, kept_rows
from template_builder.print_layout.heights import INDENT, LEAST_HEIGHT, Block, height_needed
from template_builder.print_layout.pictures import frame_in, height_with_space
from template_builder.print_layout.side_labels import turned, turned_block
from template_builder.xlsx.ranges import Frame
from template_builder.xlsx.styles import CellStyle, style_of
from templates.kinds.base import Content
from templates.model.cell_map import CellMap
from templates.model.page import FIRST_COLUMN, Cell, Item, Role, Section
from templates.model.picture import Picture
from templates.path import Tree
from templates.text import Language

__all__ = ["CopyCell", "Strips", "strips_of"]


@dataclass(frozen=True, slots=True)
class CopyCell:
    """A cell of the copy: its strips and columns, what it holds, and how it looks.

    `is_label`: it says what stands beside or below it, and says so again where a page has cut it. `words` are
    what takes room in it, `width` digits wide.
    """

    first: int
    last: int
    column: int
    columns: int
    content: Content
    style: CellStyle
    is_label: bool
    words: str
    width: float
    picture: Picture | None = None
    frame: Frame | None = None
    """Where the picture stands in the cell."""
    least: float = 0.0
    """The height in points that it takes, whatever it says."""

    @property
    def flows(self) -> bool:
        """Whether it is a text that can go on, on another page."""
        return not self.is_label and bool(self.words)


@dataclass(frozen=True)
class Strips:
    """All strips of a filled form: how high each is, which belong together, and the cells on them."""

    cells: tuple[CopyCell, ...]
    heights: tuple[float, ...]
    """The height in points of each strip where no label beside several strips needs more."""
    units: tuple[range, ...]
    """The strips of each section; those between two go with the one below."""
    heads: frozenset[int]
    """The strips that say what stands in the columns below them."""
    bound: frozenset[int]
    """The strips after which no page ends: heads, and those that share an item or a text."""
    of_items: frozenset[int]
    """The strips that hold an item of a list."""

    @cached_property
    def within(self) -> Mapping[int, tuple[int, ...]]:
        """The numbers of the cells that lie within each strip."""
        found: dict[int, list[int]] = {strip: [] for strip in range(len(self.heights))}
        for number, cell in enumerate(self.cells):
            if cell.first == cell.last:
                found[cell.first].append(number)
        return {strip: tuple(numbers) for strip, numbers in found.items()}

    @cached_property
    def _beside(self) -> Mapping[int, tuple[int, ...]]:
        found: dict[int, list[int]] = {strip: [] for strip in range(len(self.heights))}
        for number, cell in enumerate(self.cells):
            if cell.last > cell.first:
                for strip in range(cell.first, cell.last + 1):
                    found[strip].append(number)
        return {strip: tuple(numbers) for strip, numbers in found.items()}

    def beside(self, strips: Iterable[int]) -> list[int]:
        """Return the numbers of the cells that stand beside several strips, the lowest of them first."""
        numbers = {number for strip in strips for number in self._beside[strip]}
        return sorted(numbers, key=lambda one: (self.cells[one].last - self.cells[one].first, one))

    def on(self, strips: Sequence[int]) -> list[int]:
        """Return the numbers of all cells on some strips, in their order."""
        return sorted({*self.beside(strips), *(number for strip in strips for number in self.within[strip])})

    def heads_above(self, strip: int) -> range:
        """Return the strips of the heads that name the columns of a strip of the same section."""
        (unit,) = (unit for unit in self.units if strip in unit)
        last = next((above for above in range(strip - 1, unit.start - 1, -1) if above in self.heads), None)
        if last is None or strip in self.heads:
            return range(strip, strip)
        first = last
        while first - 1 in self.heads and first - 1 in unit:
            first -= 1
        return range(first, last + 1)

    def counted(self, unit: range) -> frozenset[int]:
        """Return the strips of a section that hold its content: not its heads, nor what stands above them."""
        heads = [strip for strip in unit if strip in self.heads]
        return frozenset(unit) - self.heads - frozenset(range(unit.start, min(heads, default=unit.start)))


def strips_of(cell_map: CellMap, filling: Tree, shown: CellValues, language: Language) -> Strips:
    """Return a form as strips, with what its cells show for a filling."""
    last_column = cell_map.last_column
    cells = [cell for cell in cell_map if cell.column <= last_column]
    rows = kept_rows(cell_map, cells, filling)
    place = _strip_of_row(rows, cells)
    made = []
    for cell in cells:
        kept = [place[row] for row in range(cell.row, cell.row + cell.rows) if row in place]
        if kept:
            made.append(_copy_cell(cell_map, cell, kept[0], kept[-1], shown, language))
    heights = _heights(cell_map, cells, made, place)
    heads = _heads(cell_map, cells, place)
    return Strips(
        tuple(made),
        heights,
        tuple(_units(cell_map, place, len(heights))),
        heads,
        heads | _bound(cell_map, made, place),
        frozenset(strip for item in innermost_items(cell_map) for strip in _strips_of(item, place)),
    )


def _strip_of_row(rows: Sequence[int], cells: Sequence[Cell]) -> dict[int, int]:
    """Return the strip of each row that is kept."""
    index = {row: number for number, row in enumerate(rows)}
    starts: set[int] = set()
    for cell in cells:
        kept = [index[row] for row in range(cell.row, cell.row + cell.rows) if row in index]
        if kept:
            starts |= {kept[0], kept[-1] + 1}
    found: dict[int, int] = {}
    strip = -1
    for number, row in enumerate(rows):
        strip += number in starts
        found[row] = strip
    return found


def _copy_cell(
    cell_map: CellMap, cell: Cell, first: int, last: int, shown: CellValues, language: Language
) -> CopyCell:
    label = cell.role is Role.LABEL
    if label:
        content: Content = cell.text.say(language) if cell.text else ""
        style = replace(style_of(cell), fill=None)
    else:
        content = shown[cell.address]
        style = _field_style(cell, content, language)
    at = cell.column - FIRST_COLUMN
    width = sum(cell_map.column_widths[at : at + cell.columns]) - style.indent * INDENT
    words = content if isinstance(content, str) and style.wrap else ""
    if label and words:
        block = Block(0, last - first + 1, width, style.size, words)
        if turned(cell, block):
            style, words = replace(style, turned=True), turned_block(block).text
    made = CopyCell(first, last, at, cell.columns, content, style, label, words, width)
    frame = frame_in(cell_map, cell)
    if frame is None:
        return made
    return replace(made, picture=cell.picture, frame=frame, least=height_with_space(frame))


def _field_style(cell: Cell, content: Content, language: Language) -> CellStyle:
    """Return how a field looks on paper: without a tint, and a text wrapped, where a number belongs too."""
    assert cell.of is not None
    style = style_of(cell, cell.of.kind.number_format(cell.bounds, language), locked=True)
    style = replace(style, fill=None, down="vcenter")
    if isinstance(content, str):
        return replace(style, number_format="General", wrap=True, shrink=False)
    return style


def _heights(
    cell_map: CellMap, cells: Sequence[Cell], made: Sequence[CopyCell], place: Mapping[int, int]
) -> tuple[float, ...]:
    """Return the height of each strip: what its own cells need, of labels alone what the form gives them."""
    filled = {
        place[row]
        for cell in cells
        if cell.role is not Role.LABEL
        for row in range(cell.row, cell.row + cell.rows)
        if row in place
    }
    heights = [0.0] * (max(place.values(), default=-1) + 1)
    for row, strip in place.items():
        if strip not in filled:
            heights[strip] += cell_map.row_heights.get(row, LEAST_HEIGHT)
    heights = [max(height, LEAST_HEIGHT) for height in heights]
    for cell in made:
        if cell.first == cell.last:
            needed = height_needed(cell.words, cell.width, cell.style.size) if cell.words else 0.0
            heights[cell.first] = max(heights[cell.first], needed, cell.least)
    return tuple(heights)


def _heads(cell_map: CellMap, cells: Sequence[Cell], place: Mapping[int, int]) -> frozenset[int]:
    rows = {row for cell in cells if cell.style == "head" for row in range(cell.row, cell.row + cell.rows)}
    for item in innermost_items(cell_map):
        rows.difference_update(range(item.first_row, item.last_row + 1))
    return frozenset(place[row] for row in rows if row in place)


def _bound(cell_map: CellMap, made: Sequence[CopyCell], place: Mapping[int, int]) -> frozenset[int]:
    """Return the strips after which an item or a text goes on, or somebody signs."""
    found: set[int] = set()
    for item in innermost_items(cell_map):
        found.update(_strips_of(item, place)[:-1])
    for cell in made:
        if cell.flows:
            found.update(range(cell.first, cell.last))
    found.update(place[cell.row] - 1 for cell in cell_map if cell.style == "sign" and place.get(cell.row))
    return frozenset(found)


def _strips_of(part: Item | Section, place: Mapping[int, int]) -> list[int]:
    """Return the strips of an item or a section that are kept."""
    rows = range(part.first_row, part.last_row + 1)
    return list(dict.fromkeys(place[row] for row in rows if row in place))


def _units(cell_map: CellMap, place: Mapping[int, int], count: int) -> Iterator[range]:
    start = 0
    for section in cell_map.sections:
        kept = _strips_of(section, place)
        if kept and kept[-1] >= start:
            yield range(start, kept[-1] + 1)
            start = kept[-1] + 1
    if start < count:
        yield range(start, count)
