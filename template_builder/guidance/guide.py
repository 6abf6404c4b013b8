"""The guide: every formula that leads a clerk through a form, and what each of them shows over a filling.

Each cell has one tree (see `nodes`), from which come its formula, its value, and whether it follows from a
cell that changes. They are kept in an order in which a cell stands behind those that it depends on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from template_builder.guidance.areas import Aggregate, Area
from template_builder.guidance.cell_values import CHECK_SHEET, FORM_SHEET, CellValues
from template_builder.guidance.check_formulas import CheckFormulas
from template_builder.guidance.check_model import (
    SHEET,
    WHOLE,
    RuleLine,
    SectionLine,
    first_rule,
    later_lines,
    lines_of,
)
from template_builder.guidance.columns import Columns
from template_builder.guidance.explanations import explanation_nodes
from template_builder.guidance.flags import flags_of
from template_builder.guidance.form_nodes import BrokenRule, ComputedCell
from template_builder.guidance.messages import message_nodes
from template_builder.guidance.nodes import CellReference, Compared, If, Node, Number, SheetState
from template_builder.xlsx.ranges import rectangles
from templates.language import sheet_prefix
from templates.model.cell_map import CellMap
from templates.model.page import FIRST_COLUMN, STATUS_ROW, CellAddress, Role
from templates.path import Tree, indices_of, names_of, split, value_at
from templates.records.addresses import address_tree
from templates.records.calculation import Breach, broken_in_sheet
from templates.text import Language

__all__ = ["STATUS", "Guide"]

STATUS = CellAddress(FORM_SHEET, STATUS_ROW, FIRST_COLUMN)
"""The cell of the form's first sheet that says how far the form is filled in; further sheets have one too."""

_Cells = Iterator[tuple[CellAddress, Node[Any]]]


class Guide:
    """The formulas of one cell map in one language, and what they show.

    guide = Guide(cell_map)
    guide.formulas[STATUS]                                 # '自检'!A2
    guide.values(contents_of(cell_map, record))[STATUS]    # 还有16处未填。
    """

    def __init__(self, cell_map: CellMap, language: Language = "zh") -> None:
        self.cell_map = cell_map
        self.language: Language = language
        self.addresses = address_tree(cell_map)
        self.sheet_names = cell_map.sheet_names(language)
        on_sheets = cell_map.by_sheet
        self.flags = flags_of(cell_map, self.addresses, [Columns.beside(one).flags for one in on_sheets])
        self.beside = tuple(
            Columns.beside(one, [flag for flag in self.flags if flag.address.sheet == number])
            for number, one in enumerate(on_sheets)
        )
        """The columns beside the form on each of its sheets."""
        self.sections, self.rules = lines_of(cell_map, self.flags, self.beside, self.addresses)
        self.later = later_lines(cell_map, first_rule(self.sections) + len(self.rules))
        self.fields = {
            cell.address: split(cell.path) for cell in cell_map if cell.role in (Role.INPUT, Role.COMPUTED)
        }
        """The paths of inputs and computed cells by their addresses."""
        self.nodes: Mapping[CellAddress, Node[Any]] = self._all_nodes()
        """The trees of all formulas, each behind those that it depends on."""

    @property
    def columns(self) -> Columns:
        """The columns beside the form on its first sheet."""
        return self.beside[FORM_SHEET]

    @property
    def lines(self) -> tuple[SectionLine | RuleLine, ...]:
        """The lines of the sheet 自检 that formulas work out: sections, then all that is checked."""
        return *self.sections, *self.rules

    @cached_property
    def formulas(self) -> Mapping[CellAddress, str]:
        """Every formula, without `=`."""
        return {address: node.formula for address, node in self.nodes.items()}

    def values(self, filling: Tree) -> CellValues:
        """Return what every cell shows that follows from a filling (see `contents_of`)."""
        shown: dict[CellAddress, Any] = self._nothing.copy()
        # The rules are judged all at once, which is far faster than one by one.
        for breach in broken_in_sheet(self.cell_map, filling):
            shown[self._flags_by_breach[breach]] = 1
        for address, path in self.fields.items():
            shown[address] = value_at(filling, path)
        state = SheetState(filling, shown)
        for address, value in self._further:
            shown[address] = value(state)
        return shown

    @cached_property
    def _flags_by_breach(self) -> Mapping[Breach, CellAddress]:
        return {(flag.number, flag.indices): flag.address for flag in self.flags if flag.demand is None}

    @cached_property
    def _nothing(self) -> dict[CellAddress, int | None]:
        """What flags show that are not raised, and explanations that nobody wrote."""
        flags = {flag.address: 0 for flag in self.flags}
        return {**flags, **{cell.address: None for cell in self.cell_map.explanations}}

    @cached_property
    def _further(self) -> Sequence[tuple[CellAddress, Callable[[SheetState], Any]]]:
        """The cells that are neither the form's own nor flags, in their order, and what works them out."""
        known = {*self.fields, *self._flags_by_breach.values()}
        return [(address, node.value) for address, node in self.nodes.items() if address not in known]

    def followers(self, cells: Collection[CellAddress]) -> Mapping[CellAddress, Node[Any]]:
        """Return the formulas that may show something else where these cells do, in their order."""
        found: dict[CellAddress, Node[Any]] = {}
        if not cells:
            return found
        touched = set(cells)
        for address, node in self.nodes.items():
            if not touched.isdisjoint(node.depends_on):
                touched.add(address)
                found[address] = node
        return found

    def _all_nodes(self) -> dict[CellAddress, Node[Any]]:
        nodes: dict[CellAddress, Node[Any]] = dict(self._computed())
        nodes.update(
            (flag.address, BrokenRule(flag, self.addresses, self.language, self.sheet_names))
            for flag in self.flags
            if flag.demand is None
        )
        beside = (self.flags, self.beside, self.addresses, self.language)
        nodes.update(explanation_nodes(self.cell_map, *beside))
        nodes.update(message_nodes(*beside, self.sheet_names))
        nodes.update(self._filled_rows())
        check = CheckFormulas(self.sheet_names, (*self.fields, *nodes), self.language)
        for section in self.sections:
            nodes.update(check.section(section))
        for rule in self.rules:
            nodes.update(check.rule(rule))
        nodes.update(check.whole(self.rules))
        whole = CellReference(CellAddress(CHECK_SHEET, *WHOLE), sheet_prefix(SHEET.say(self.language)))
        nodes.update((STATUS._replace(sheet=number), whole) for number in range(len(self.beside)))
        return nodes

    def _computed(self) -> _Cells:
        """Yield the computed cells of the form, each behind those that it is computed from."""
        order = {names: number for number, names in enumerate(self.cell_map.computed)}
        found = []
        for cell in self.cell_map:
            if cell.role is Role.COMPUTED and cell.of is not None and cell.of.formula is not None:
                path = split(cell.path)
                at = (self.addresses, cell.sheet, self.sheet_names)
                node = ComputedCell(cell.of.formula, indices_of(path), *at)
                found.append((order[names_of(path)], cell.address, node))
        yield from ((address, node) for _, address, node in sorted(found, key=lambda entry: entry[0]))

    def _filled_rows(self) -> _Cells:
        """Yield, for each row that has inputs, whether anything is filled in there."""
        inputs: dict[tuple[int, int], list[CellAddress]] = defaultdict(list)
        for cell in self.cell_map:
            if cell.role is Role.INPUT:
                inputs[cell.sheet, cell.row].append(cell.address)
        for (sheet, row), cells in inputs.items():
            found = rectangles((cell.row, cell.column) for cell in cells)
            areas = [
                Area(text, tuple(CellAddress(sheet, *position) for position in positions))
                for text, positions in found
            ]
            filled = Compared(Aggregate("COUNTA", tuple(areas)), ">", 0)
            yield CellAddress(sheet, row, self.beside[sheet].filled), If(filled, Number(1), Number(0))
