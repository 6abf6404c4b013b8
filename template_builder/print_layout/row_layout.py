"""How a form's sheet is trimmed for a filling: rows, ends of pages, the footer; and what of it may vary."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from template_builder.bulk.slots import BREAKS, FOOTER, SIDES, Key, RowLayout, SheetLayout, row_key
from template_builder.print_layout.heights import Block, needed
from template_builder.print_layout.measures import Measures, Measuring
from template_builder.xlsx.contents import Sized
from template_builder.xlsx.writer import footer_code
from templates.model.cell_map import CellMap
from templates.model.page import Cell, Role
from templates.path import Tree, split, value_at

__all__ = ["Trims"]

_MOST_KEPT = 256


class Trims:
    """The trim of a form's sheet. Where texts take as much room as others did, it is not worked out again."""

    def __init__(self, cell_map: CellMap, measuring: Measuring, tree: Tree, varying: Collection[Key]) -> None:
        self._map, self._measuring = cell_map, measuring
        inputs = {split(cell.path): cell for cell in cell_map if cell.role is Role.INPUT}
        inputs = {path: cell for path, cell in inputs.items() if (cell.row, cell.column) in varying}
        blocks = {split(cell.path): block for cell, block in measuring.inputs}
        self._varying = [(path, blocks.get(path)) for path in inputs]
        self._rows = {row for cell in inputs.values() for row in _rows(cell)}
        self._known: dict[tuple[float, ...], Mapping[Key, Any]] = {}
        self._blocks = {(cell.row, cell.column): block for cell, block in measuring.inputs}
        self.trim = self._trim(measuring.over(tree)).by_key()
        """What the trim is for that filling."""

    def touched(self) -> frozenset[Key]:
        """Return what of the trim may differ, but for rows that come into sight."""
        if not self._rows:
            return frozenset()
        rows = set(self._rows)
        blocks = [set(_rows(cell)) for cell in self._map if cell.rows > 1]
        before = 0
        while before < len(rows):  # what one text over several rows lacks is shared with the next
            before = len(rows)
            rows.update(*(block for block in blocks if block & rows))
        return frozenset({BREAKS, FOOTER, SIDES, *map(row_key, rows)})

    def following(self, tree: Tree) -> Mapping[Key, Any]:
        """Return what of the trim is another for a filling that differs in the varying cells alone."""
        key = tuple(self._height(value_at(tree, path), block) for path, block in self._varying)
        if key not in self._known:
            if len(self._known) >= _MOST_KEPT:
                self._known.clear()
            trim = self._trim(self._measuring.over(tree)).by_key()
            self._known[key] = {at: found for at, found in trim.items() if found != self.trim[at]}
        return {**self._known[key], FOOTER: footer_code(self._measuring.footer(tree))}

    def sized(self, contents: Mapping[Key, Any]) -> dict[Key, Sized]:
        """Return the texts among the contents of some cells that stand there in smaller letters."""
        found: dict[Key, Sized] = {}
        for key, content in contents.items():
            block = self._blocks.get(key)
            if block is not None and isinstance(content, str) and content:
                size = self._measuring.shown(block, content).size
                if size != block.size:
                    found[key] = Sized(content, size)
        return found

    def _height(self, content: Any, block: Block | None) -> float:
        """Return the height that a text takes; 0 for what is not measured, -1 for a blank."""
        if content in (None, ""):
            return -1.0
        return needed(self._measuring.shown(block, content)) if block and isinstance(content, str) else 0.0

    def _trim(self, measures: Measures) -> SheetLayout:
        hidden = measures.hidden
        rows = {
            row: RowLayout(
                self._measuring.height(row, measures),
                row in hidden,
                int(row in measures.grouped),
                row - 1 in hidden and row not in hidden,
            )
            for row in self._measuring.rows
        }
        return SheetLayout(rows, measures.breaks, footer_code(measures.footer), measures.sides)


def _rows(cell: Cell) -> range:
    return range(cell.row, cell.row + cell.rows)
