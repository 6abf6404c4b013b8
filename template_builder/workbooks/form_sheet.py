"""The form's own sheet: coordinates, status, cells, refusals, messages and flags, and how it prints."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from template_builder.guidance.cell_values import FORM_SHEET, CellValues
from template_builder.guidance.guide import STATUS, Guide
from template_builder.guidance.status import READY
from template_builder.print_layout.measures import Measures, Measuring
from template_builder.workbooks.lists import Lists
from template_builder.xlsx.data_validation import DataValidation
from template_builder.xlsx.shared_formulas import shared
from template_builder.xlsx.styles import CHECK, CHECK_HEAD, COORDINATE, FLAG, LEGEND, LIGHTS, style_of
from template_builder.xlsx.styles import STATUS as STATUS_STYLE
from template_builder.xlsx.writer import Extent, PageSetup, SheetWriter, cell_name
from templates.kinds.base import Limits
from templates.kinds.shared.prompts import LONGEST_PROMPT
from templates.language import quoted
from templates.model.field import Field
from templates.model.page import FIRST_COLUMN, FIRST_ROW, STATUS_ROW, Cell, CellAddress, Role
from templates.path import split, value_at
from templates.text import Text

__all__ = ["CHECK_WIDTH", "FormSheet"]

_CHECKS = Text("检查", "Checks")
_MORE_ROWS = Text(
    "行不够时：选中下面隐藏处的上下两行，右键“取消隐藏”。",
    " For more rows: select the rows around the hidden ones below, right-click, Unhide.",
)
_LEGEND = Text(
    "浅黄色的格由您填写，按 Tab 键逐格前进；浅蓝色的格自动计算，不用填，也改不了。",
    "Fill in the pale yellow cells, Tab leads from one to the next; the pale blue ones are worked out.",
)
CHECK_WIDTH = 96.0
_STATUS_HEIGHT = 24.0


def _extent(cell: Cell) -> Extent:
    return (cell.row, cell.column, cell.rows, cell.columns)


class FormSheet:
    """The form's own sheet, being written."""

    def __init__(
        self, page: SheetWriter, guide: Guide, measuring: Measuring, lists: Lists, locked: frozenset[str]
    ) -> None:
        self._locked = locked
        self._page, self._guide, self._measuring, self._lists = page, guide, measuring, lists
        self._map, self._language = guide.cell_map, guide.language
        self._refusals: dict[DataValidation, list[Extent]] = {}
        self._crowded = self._with_spare_rows()

    def write(self, shown: CellValues, measures: Measures) -> None:
        """Write the sheet as it shows a filling."""
        self._coordinates()
        sides = self._measuring.side_cells
        beside = set(map(id, sides))
        for cell in self._map:
            if id(cell) not in beside:
                self._cell(cell, shown)
        for refusal, extents in self._refusals.items():
            self._page.validate(_stacked(extents), refusal)
        self._status(shown)
        for cell in sides:  # after all others: the workbook template takes their merging out of the blank
            self._cell(cell, shown)
        self._beside(shown)
        self._measures(measures)
        self._setup(measures)

    def _coordinates(self) -> None:
        """Number rows and columns in the hidden first column and row, the corner is the stamp's."""
        self._page.put(1, 1, None, COORDINATE)
        for row in range(STATUS_ROW, self._map.last_row + 1):
            self._page.put(row, 1, row, COORDINATE)
        for column in range(FIRST_COLUMN, self._map.last_column + 1):
            self._page.put(1, column, column, COORDINATE)

    def _cell(self, cell: Cell, shown: CellValues) -> None:
        style = style_of(cell, self._number_format(cell), locked=cell.path in self._locked)
        if (cell.row, cell.column) in self._measuring.turned:
            style = replace(style, turned=True)
        self._page.merge(_extent(cell), style)
        if cell.role is Role.COMPUTED:
            self._page.formula(
                cell.row, cell.column, self._guide.formulas[cell.address], shown[cell.address], style
            )
        elif cell.role is Role.INPUT:
            self._page.put(cell.row, cell.column, shown[cell.address], style)
        else:
            words = cell.text.say(self._language) if cell.text else ""
            self._page.put(cell.row, cell.column, words, style)
        if cell.role is Role.INPUT and cell.of is not None and not style.locked:
            self._refusals.setdefault(self._refusal(cell, cell.of), []).append(_extent(cell))

    def _number_format(self, cell: Cell) -> str:
        if cell.of is None or cell.role is Role.LABEL:
            return "General"
        return cell.of.kind.number_format(cell.bounds, self._language)

    def _refusal(self, cell: Cell, of: Field) -> DataValidation:
        limits = cell.bounds
        validation = of.kind.validation(limits)
        source, items = None, validation.items
        if validation.type == "list":
            source = self._source(cell, limits, items)
            items = () if source else items
        prompt = of.kind.prompt(limits).say(self._language)
        more = _MORE_ROWS.say(self._language) if (cell.row, cell.column) in self._crowded else ""
        return DataValidation(
            validation.type,
            (cell.label if cell.label.zh else limits.label).say(self._language),
            prompt + more if len(prompt + more) <= LONGEST_PROMPT else prompt,
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
        sibling = value_at(self._guide.addresses, (*split(cell.path)[:-1], choices.by))
        return self._lists.dependent(choices, cell_name(sibling.row, sibling.column, fixed=True))

    def _with_spare_rows(self) -> frozenset[tuple[int, int]]:
        """Return the first input of each item in a list that has rows out of sight."""
        lists = {(item.names, item.indices[:-1]) for item in self._map.items if item.beyond}
        first = {item.first_row: item for item in self._map.items if (item.names, item.indices[:-1]) in lists}
        found: dict[int, int] = {}
        for cell in self._map:
            if cell.role is Role.INPUT and cell.row in first:
                found.setdefault(cell.row, cell.column)
        return frozenset(found.items())

    def _status(self, shown: CellValues) -> None:
        _, row, column = STATUS
        area = (row, column, 1, self._map.last_column - column + 1)
        self._page.merge(area, STATUS_STYLE)
        self._page.formula(row, column, self._guide.formulas[STATUS], shown[STATUS], STATUS_STYLE)
        ready, first = quoted(READY.say(self._language)), cell_name(row, column, fixed=True)
        self._page.mark(area, f"LEFT({first},LEN({ready}))={ready}", LIGHTS["passed"])

    def _beside(self, shown: CellValues) -> None:
        """Write the messages and the flags."""
        beside = self._guide.columns.message
        formulas = {
            (row, column): formula
            for (sheet, row, column), formula in self._guide.formulas.items()
            if sheet == FORM_SHEET and column >= beside
        }
        alike = shared(formulas)
        for (row, column), formula in formulas.items():
            written = alike.get((row, column), formula)
            style = CHECK if column == beside else FLAG
            self._page.formula(row, column, written, shown[CellAddress(FORM_SHEET, row, column)], style)

    def _measures(self, measures: Measures) -> None:
        """Set widths and heights, and put the rows beyond those shown into closed groups."""
        page, cell_map, columns = self._page, self._map, self._guide.columns
        page.width(1, 6, hidden=True)
        page.height(1, 15, hidden=True)
        page.height(STATUS_ROW, _STATUS_HEIGHT)
        for number, width in enumerate(cell_map.column_widths):
            page.width(FIRST_COLUMN + number, width)
        page.width(columns.message, CHECK_WIDTH)
        last = max((column for _, _, column in self._guide.formulas), default=columns.message)
        for column in range(columns.marked, max(last, columns.marked) + 1):
            page.width(column, 4, hidden=True)
        bottom = cell_map.last_row
        for row in range(FIRST_ROW, bottom + 2):
            ends = row - 1 in measures.hidden and row not in measures.hidden
            height = self._measuring.height(row, measures)
            if row <= bottom or ends:
                page.height(
                    row, height, hidden=row in measures.hidden, grouped=row in measures.grouped, ends=ends
                )

    def _setup(self, measures: Measures) -> None:
        page, cell_map, titles = self._page, self._map, self._measuring.titles
        width = cell_map.last_column - FIRST_COLUMN + 1
        area = (FIRST_ROW, FIRST_COLUMN, cell_map.last_row - FIRST_ROW + 1, width)
        repeat = (FIRST_ROW, titles) if titles else None
        page.set_page(PageSetup(area, repeat, footer=measures.footer, breaks=measures.breaks))
        page.tolerate_text_numbers(area)
        page.freeze((titles or STATUS_ROW) + 1)
        beside = self._guide.columns.message
        head, legend = _CHECKS.say(self._language), _LEGEND.say(self._language)
        page.put(STATUS_ROW, beside, legend if titles else f"{head}　{legend}", LEGEND)
        if titles:
            page.put(titles, beside, head, CHECK_HEAD)
        first = next((cell for cell in cell_map if cell.role is Role.INPUT), None)
        if first is not None:
            page.select(first.row, first.column)


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
