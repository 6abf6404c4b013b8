"""The guide: every formula that leads a clerk through a form, and what each of them shows over a filling.

What is fixed for a cell map and a language (the formulas) is kept apart from what follows from a filling
(the figures), so that many workbooks of one layout need only the figures worked out, and of these only
those that a changed field touches.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from template_builder.guidance.cell_values import CHECK_SHEET, FORM_SHEET, CellValues
from template_builder.guidance.check_formulas import SHEET, WHOLE, Line, Tally, World
from template_builder.guidance.check_model import FIRST_LINE, later_lines, lines_of
from template_builder.guidance.flags import flags_of
from template_builder.guidance.messages import Columns, RowMessage, flag_formula, messages, sentence
from template_builder.xlsx.ranges import over, rectangles
from templates.kinds.base import Content
from templates.language import address, judge, render_computed, sheet_prefix
from templates.model.cell_map import CellMap
from templates.model.page import FIRST_COLUMN, STATUS_ROW, CellAddress, Role
from templates.path import Tree, indices_of, split, value_at
from templates.records.addresses import address_tree
from templates.text import Language

__all__ = ["STATUS", "Figures", "Guide"]

Spot = tuple[int, int]

STATUS = CellAddress(FORM_SHEET, STATUS_ROW, FIRST_COLUMN)
"""The cell of the form's sheet that says how far it is filled in."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What the cells of a workbook show over one filling."""

    world: World
    """The cells of the form, its flags and the marks of its rows."""
    flags: tuple[int, ...]
    """For each flag of the guide, 1 where its rule is broken."""
    shown: CellValues
    """Every cell that follows from the filling, those above among them."""


class Guide:
    """The formulas of one cell map in one language, and their figures over a filling."""

    def __init__(self, cell_map: CellMap, language: Language = "zh") -> None:
        self.cell_map = cell_map
        self.language: Language = language
        self.addresses = address_tree(cell_map)
        self.flags = flags_of(cell_map, self.addresses)
        self.columns = Columns.of(cell_map, self.flags)
        self.sections, self.rules = lines_of(cell_map, self.flags, self.columns)
        self.later = later_lines(cell_map, self.rules[-1].row + 1 if self.rules else FIRST_LINE)
        self.messages = tuple(messages(self.flags, self.columns, self.addresses, language))
        self.fields = {
            (cell.row, cell.column): split(cell.path) for cell in cell_map if cell.role is not Role.LABEL
        }
        self.inputs: dict[int, list[Spot]] = defaultdict(list)
        for cell in cell_map:
            if cell.role is Role.INPUT:
                self.inputs[cell.row].append((cell.row, cell.column))
        self.spots = tuple((flag.row, self.columns.flags + flag.column) for flag in self.flags)
        self.tally = Tally(self.sections, self.rules, cell_map.form.sheet.say(language), language)

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines of the sheet 自检 that formulas work out: sections, then all that is checked."""
        return self.tally.lines

    def values(self, contents: Tree) -> CellValues:
        """Return what every cell shows that follows from a filling (see `contents_of`)."""
        return self.figures(contents).shown

    @cached_property
    def formulas(self) -> Mapping[CellAddress, str]:
        """Every formula, without `=`."""
        status = sheet_prefix(SHEET.say(self.language)) + address(*WHOLE)
        found: dict[CellAddress, str] = {STATUS: status}
        for cell in self.cell_map:
            if cell.of is not None and cell.role is Role.COMPUTED and cell.of.formula is not None:
                path = split(cell.path)
                found[cell.address] = render_computed(cell.of.formula, self.addresses, indices_of(path))
        for flag, (row, column) in zip(self.flags, self.spots, strict=True):
            found[CellAddress(FORM_SHEET, row, column)] = flag_formula(flag, self.addresses, self.language)
        for message in self.messages:
            row = message.row
            ends = [self.spots[number][1] for piece in message.pieces for number in piece]
            area = f"{address(row, min(ends))}:{address(row, max(ends))}"
            found[CellAddress(FORM_SHEET, row, self.columns.marked)] = f"IF(SUM({area})>0,1,0)"
            said = message.formulas
            if len(said) > 1:
                spots = [(row, self.columns.rest + number) for number in range(len(said))]
                found |= {
                    CellAddress(FORM_SHEET, *spot): formula for spot, formula in zip(spots, said, strict=True)
                }
                said = ("&".join(address(*spot) for spot in spots),)
            found[CellAddress(FORM_SHEET, row, self.columns.message)] = said[0]
        for row, inputs in self.inputs.items():
            counted = over("COUNTA", [text for text, _ in rectangles(inputs)])
            found[CellAddress(FORM_SHEET, row, self.columns.filled)] = f"IF({counted}>0,1,0)"
        found |= {CellAddress(CHECK_SHEET, *spot): formula for spot, formula in self.tally.formulas.items()}
        return found

    def figures(self, contents: Tree) -> Figures:
        """Return what everything shows over a filling: inputs as kinds write them, the rest evaluated."""
        cells: dict[Spot, Content] = {spot: value_at(contents, path) for spot, path in self.fields.items()}
        flags = [int(judge(flag.rule, contents, flag.indices)) for flag in self.flags]
        world = World(dict(zip(self.spots, flags, strict=True)), cells)
        for message in self.messages:
            world.flags[message.row, self.columns.marked] = self.marked(message, flags)
        for row in self.inputs:
            world.flags[row, self.columns.filled] = self.filled(row, cells)
        shown: dict[CellAddress, Content] = {
            CellAddress(FORM_SHEET, *spot): content for spot, content in cells.items()
        }
        shown |= {CellAddress(FORM_SHEET, *spot): flag for spot, flag in world.flags.items()}
        for message in self.messages:
            shown |= self.said(message, flags, contents)
        checked: dict[Spot, Content] = {}
        for line in self.tally.lines:
            checked |= self.tally.figures(line, world)
        checked[WHOLE] = self.tally.whole(checked)
        shown |= {CellAddress(CHECK_SHEET, *spot): content for spot, content in checked.items()}
        shown[STATUS] = checked[WHOLE]
        return Figures(world, tuple(flags), shown)

    def marked(self, message: RowMessage, flags: Sequence[int]) -> int:
        """Return 1 where a row has any flag, else 0."""
        return int(any(flags[number] for piece in message.pieces for number in piece))

    def filled(self, row: int, cells: Mapping[Spot, Content]) -> int:
        """Return 1 where a row has an input that holds anything, else 0."""
        return int(any(cells[spot] not in (None, "") for spot in self.inputs[row]))

    def said(self, message: RowMessage, flags: Sequence[int], contents: Tree) -> dict[CellAddress, Content]:
        """Return what the message of a row says, and the pieces it is put together from if there are any."""
        said = [
            "".join(
                sentence(self.flags[number], contents, self.language) for number in piece if flags[number]
            )
            for piece in message.pieces
        ]
        shown: dict[CellAddress, Content] = {
            CellAddress(FORM_SHEET, message.row, self.columns.message): "".join(said)
        }
        if len(said) > 1:
            for column, text in enumerate(said, self.columns.rest):
                shown[CellAddress(FORM_SHEET, message.row, column)] = text
        return shown
