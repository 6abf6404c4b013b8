"""How a form's sheet is laid out where a few fields vary: worked out anew only if a text needs other room."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from template_builder.bulk.slots import BREAKS, FOOTER, SIDE_LABELS, SlotKey, layout_contents, row_key
from template_builder.print_layout.layout_plan import InputText, LayoutPlan
from template_builder.workbooks.form_sheet import text_as_shown
from template_builder.xlsx.cell_xml import CellContent
from template_builder.xlsx.sheet_writer import footer_code
from templates.kinds.base import Content
from templates.model.cell_map import CellMap
from templates.model.page import Cell, Role
from templates.path import Path, Tree, split, value_at

__all__ = ["IncrementalLayout"]

_MOST_KEPT = 256

_Room = tuple[float, bool]
"""What the room of a text depends on: the height it needs, and whether pages end within it."""


class IncrementalLayout:
    """The layout of a sheet of a form over a `filling` whose cells at some positions vary.

    `is_named`: so does the name of the department, wherever it stands, which the footer says. If the
    texts of these cells take as much room as others did before, it is not worked out again.
    """

    def __init__(
        self,
        cell_map: CellMap,
        plan: LayoutPlan,
        filling: Tree,
        varying: Collection[SlotKey],
        *,
        is_named: bool = False,
    ) -> None:
        self._map, self._plan, self._is_named = cell_map, plan, is_named
        texts = {(text.cell.row, text.cell.column): text for text in plan.inputs}
        inputs = [cell for cell in cell_map if cell.role is Role.INPUT and (cell.row, cell.column) in varying]
        self._varying: list[tuple[Path, InputText | None]] = [
            (split(cell.path), texts.get((cell.row, cell.column))) for cell in inputs
        ]
        self._texts = {key: text for key, text in texts.items() if key in varying}
        self._rows = {row for cell in inputs for row in _rows(cell)}
        self._tall = {
            row
            for text in plan.inputs
            if text.block.rows > 1 and value_at(filling, text.path)
            for row in _rows(text.cell)
        }
        self._known: dict[tuple[_Room, ...], Mapping[SlotKey, Any]] = {}
        self._base = layout_contents(plan.layout(filling))

    @property
    def touched(self) -> frozenset[SlotKey]:
        """The slots of the layout that may differ, apart from those of rows that come into sight."""
        if not self._rows:
            return frozenset([FOOTER] if self._is_named else [])
        rows = self._rows | self._tall  # an end of a page may move into or out of a text over several rows
        blocks = [set(_rows(cell)) for cell in self._map if cell.rows > 1]
        before = 0
        while before < len(rows):  # what one text over several rows lacks is shared with the next
            before = len(rows)
            rows.update(*(block for block in blocks if block & rows))
        return frozenset({BREAKS, FOOTER, SIDE_LABELS, *map(row_key, rows)})

    def changed(self, filling: Tree) -> dict[SlotKey, Any]:
        """Return the slots of the layout that differ for a filling in which only varying cells do."""
        key = tuple(self._room(value_at(filling, path), text) for path, text in self._varying)
        if key not in self._known:
            if len(self._known) >= _MOST_KEPT:
                self._known.clear()
            found = layout_contents(self._plan.layout(filling))
            self._known[key] = {at: shown for at, shown in found.items() if shown != self._base[at]}
        return {**self._known[key], FOOTER: footer_code(self._plan.footer(filling))}

    def sized(self, contents: Mapping[SlotKey, Any]) -> dict[SlotKey, CellContent]:
        """Return the texts among the contents of varying cells that stand there in smaller letters."""
        found: dict[SlotKey, CellContent] = {}
        for key, text in self._texts.items():
            content = contents.get(key)
            if isinstance(content, str) and content:
                block, _ = self._plan.fit(text, content)
                if block.size != text.block.size:
                    found[key] = text_as_shown(content, block.size)
        return found

    def _room(self, content: Content, text: InputText | None) -> _Room:
        """Return the room that a text takes; 0 for what is not measured, -1 for a blank."""
        if content in (None, ""):
            return -1.0, False
        if text is None or not isinstance(content, str):
            return 0.0, False
        block, height = self._plan.fit(text, content)
        return height, block.runs_on


def _rows(cell: Cell) -> range:
    return range(cell.row, cell.row + cell.rows)
