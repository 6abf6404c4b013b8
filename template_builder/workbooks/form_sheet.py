"""A sheet of a form: coordinates, cells, status, validations, messages and flags, and how it prints."""

from __future__ import annotations

from dataclasses import replace

from template_builder.guidance.cell_values import CHECK_SHEET, CellValues
from template_builder.guidance.columns import Columns
from template_builder.guidance.flags import remark_columns
from template_builder.guidance.guide import STATUS
from template_builder.guidance.status import READY
from template_builder.print_layout.layout_plan import LayoutPlan
from template_builder.print_layout.pictures import frame_in
from template_builder.print_layout.sheet_layout import SheetLayout
from template_builder.workbooks.form_plan import STAMP, FormContents, FormPlan
from template_builder.xlsx.cell_xml import CellContent
from template_builder.xlsx.contents import SizedText
from template_builder.xlsx.ranges import Extent, Position, fixed_address
from template_builder.xlsx.shared_formulas import shared
from template_builder.xlsx.sheet_writer import SheetWriter, page_setup
from template_builder.xlsx.styles import (
    CHECK,
    CHECK_HEAD,
    COORDINATE,
    EXPLANATION_HEAD,
    FLAG,
    LEGEND,
    LIGHTS,
    CellStyle,
    style_of,
)
from template_builder.xlsx.styles import STATUS as STATUS_STYLE
from templates.kinds.base import Content
from templates.language import address, quoted
from templates.model.page import FIRST_COLUMN, FIRST_ROW, STATUS_ROW, Cell, CellAddress, Role
from templates.text import Text

__all__ = ["CHECK_WIDTH", "text_as_shown", "write_form_sheet"]

_CHECKS = Text("检查", "Checks")
_LEGEND = Text(
    "浅黄色的格由您填写，按 Tab 键逐格前进；浅蓝色的格自动计算，不用填，也改不了。",
    "Fill in the pale yellow cells (Tab moves to the next one); the pale blue cells are calculated.",
)
_EXPLAIN = Text(
    "有提醒而情况属实的，在“说明”栏写明原因。",
    " Where a remark is made but the entry is correct, give the reason under Explanation.",
)
CHECK_WIDTH = 96.0
_EXPLANATION_WIDTH = 26.0
_STATUS_HEIGHT = 24.0


def write_form_sheet(sheet: SheetWriter, plan: FormPlan, contents: FormContents, number: int = 0) -> None:
    """Write the sheet of a number with what it shows for a record, the stamp among it."""
    _FormSheet(sheet, plan, contents, number).write()


def text_as_shown(content: Content, size: float | None) -> CellContent:
    """Return what the cell of an input holds, where the layout gives its text a size of letters, or none."""
    return SizedText(content, size) if size is not None and isinstance(content, str) else content


def _extent(cell: Cell) -> Extent:
    return (cell.row, cell.column, cell.rows, cell.columns)


class _FormSheet:
    def __init__(self, sheet: SheetWriter, plan: FormPlan, contents: FormContents, number: int) -> None:
        self._sheet, self._plan, self._number = sheet, plan, number
        self._values: CellValues = contents.values
        self._layout: SheetLayout = contents.layouts[number]
        self._laying_out: LayoutPlan = plan.layouts[number]
        self._map, self._language, self._guide = plan.cell_map.by_sheet[number], plan.language, plan.guide
        self._columns: Columns = plan.guide.beside[number]

    def write(self) -> None:
        self._coordinates()
        sides = {(cell.row, cell.column) for cell in self._laying_out.side_cells}
        for cell in self._map:
            if (cell.row, cell.column) not in sides:
                self._cell(cell)
        for validation, extents in self._plan.validations.areas[self._number].items():
            self._sheet.validate(extents, validation)
        self._status()
        self._side_labels()
        self._beside()
        self._measures()
        self._setup()

    def _coordinates(self) -> None:
        """Number rows and columns in the hidden first column and row, the corner is the stamp's."""
        stamp = STAMP._replace(sheet=self._number)
        self._sheet.fill(stamp.row, stamp.column, self._values[stamp], COORDINATE)
        for row in range(STATUS_ROW, self._map.last_row + 1):
            self._sheet.put(row, 1, row, COORDINATE)
        for column in self._map.numbered_columns:
            self._sheet.put(1, column, column, COORDINATE)

    def _cell(self, cell: Cell) -> None:
        style, address = self._style(cell), cell.address
        self._sheet.merge(_extent(cell), style)
        if cell.role is Role.COMPUTED:
            formula = self._guide.formulas[address]
            self._sheet.formula(cell.row, cell.column, formula, self._values[address], style)
        elif cell.role in (Role.INPUT, Role.EXPLANATION):
            size = self._layout.sizes.get((cell.row, cell.column))
            self._sheet.fill(cell.row, cell.column, text_as_shown(self._values[address], size), style)
        else:
            self._sheet.put(cell.row, cell.column, self._words(cell), style)
        self._picture(cell)

    def _picture(self, cell: Cell) -> None:
        frame = frame_in(self._map, cell)
        if cell.picture is not None and frame is not None:
            self._sheet.picture(cell.row, cell.column, cell.picture, frame)

    def _style(self, cell: Cell) -> CellStyle:
        style = style_of(cell, self._number_format(cell), locked=cell.path in self._plan.locked)
        turned = (cell.row, cell.column) in self._laying_out.turned
        return replace(style, turned=True) if turned else style

    def _words(self, cell: Cell) -> str:
        return cell.text.say(self._language) if cell.text else ""

    def _number_format(self, cell: Cell) -> str:
        if cell.of is None or cell.role is Role.LABEL:
            return "General"
        if cell.role is Role.COMPUTED and not cell.of.kind.numeric:
            return "General"  # a formula that is looked at in a cell for texts becomes a text itself
        return cell.of.kind.number_format(cell.bounds, self._language)

    def _status(self) -> None:
        status = STATUS._replace(sheet=self._number)
        _, row, column = status
        area = (row, column, 1, self._map.last_column - column + 1)
        self._sheet.merge(area, STATUS_STYLE)
        self._sheet.formula(row, column, self._guide.formulas[status], self._values[status], STATUS_STYLE)
        ready, first = quoted(READY.say(self._language)), fixed_address(row, column)
        self._sheet.highlight(area, f"LEFT({first},LEN({ready}))={ready}", LIGHTS["passed"])

    def _side_labels(self) -> None:
        """Write the labels beside several rows, each merged in parts where a page ends within it."""
        for cell in self._laying_out.side_cells:
            style, extent = self._style(cell), _extent(cell)
            parts = [part for part in self._layout.side_labels if _holds(extent, part)]
            self._sheet.merge_in_parts(extent, parts, style)
            self._sheet.put(cell.row, cell.column, self._words(cell), style)
            self._picture(cell)

    def _beside(self) -> None:
        """Write the messages and the flags."""
        beside = self._columns.message
        formulas: dict[Position, str] = {
            (row, column): formula
            for (sheet, row, column), formula in self._guide.formulas.items()
            if sheet == self._number and column >= beside
        }
        own = {at: text for at, text in formulas.items() if not self._is_across(text)}
        alike = shared(own)
        for (row, column), formula in formulas.items():
            written = alike.get((row, column), formula)
            style = CHECK if column == beside else FLAG
            cached = self._values[CellAddress(self._number, row, column)]
            self._sheet.formula(row, column, written, cached, style)

    def _is_across(self, formula: str) -> bool:
        """Tell whether a formula may read another sheet of the form; such are written out in each cell."""
        return len(self._guide.sheet_names) > 1 and "'!" in formula

    def _measures(self) -> None:
        """Set widths and heights, and put the rows beyond those shown into closed groups."""
        sheet, columns = self._sheet, self._columns
        sheet.width(1, 6, hidden=True)
        sheet.height(1, 15, hidden=True)
        sheet.height(STATUS_ROW, _STATUS_HEIGHT)
        for number, width in enumerate(self._map.column_widths):
            sheet.width(FIRST_COLUMN + number, width)
        sheet.width(columns.message, CHECK_WIDTH)
        if columns.explained:
            sheet.width(columns.explanation, _EXPLANATION_WIDTH)
            self._ask_for_explanations()
        shown = (self._number, CHECK_SHEET)
        last = max((column for on, _, column in self._guide.formulas if on in shown), default=columns.message)
        for column in range(columns.marked, max(last, columns.marked) + 1):
            sheet.width(column, 4, hidden=True)
        for row, layout in self._layout.rows.items():
            sheet.lay_out(row, layout)

    def _ask_for_explanations(self) -> None:
        """Let a cell for an explanation stand out where there are remarks in its rows, and none in it."""
        flags, columns = remark_columns(self._guide.flags, self._number), self._columns
        cells = self._map.explanations
        if flags:
            first, last = (f"${address(cells[0].row, column)}" for column in (flags.start, flags.stop - 1))
            explained = f"${address(cells[0].row, columns.explained_remarks)}"
            area = (cells[0].row, columns.explanation, cells[-1].row - cells[0].row + 1, 1)
            asked = f"AND(SUM({first}:{last})>0,{explained}=0)"
            self._sheet.highlight(area, asked, LIGHTS["remark"])

    def _setup(self) -> None:
        sheet, cell_map, titles = self._sheet, self._map, self._laying_out.titles
        width = cell_map.last_column - FIRST_COLUMN + 1
        area = (FIRST_ROW, FIRST_COLUMN, cell_map.last_row - FIRST_ROW + 1, width)
        repeat = self._laying_out.repeated
        setup = page_setup(cell_map.paper, area)
        setup = replace(setup, repeat=repeat, footer=self._layout.footer, breaks=self._layout.breaks)
        sheet.set_page(setup)
        sheet.tolerate_text_numbers(area)
        sheet.freeze((titles or STATUS_ROW) + 1)
        self._heads(titles)
        first = next((cell for cell in cell_map if cell.role is Role.INPUT), None)
        if first is not None:
            sheet.select(first.row, first.column)

    def _heads(self, titles: int) -> None:
        """Write the heads of the columns beside the form, in the last row of `titles` if there are any."""
        columns = self._columns
        row, style = (titles, CHECK_HEAD) if titles else (STATUS_ROW, LEGEND)
        head, legend = _CHECKS.say(self._language), _LEGEND.say(self._language)
        if columns.explained:
            legend += _EXPLAIN.say(self._language)
            words = self._map.explanations[0].label.say(self._language)
            self._sheet.put(row, columns.explanation, words, EXPLANATION_HEAD)
        self._sheet.put(row, columns.message, head if titles else f"{head}　{legend}", style)
        if titles:
            self._sheet.put(STATUS_ROW, FIRST_COLUMN + len(self._map.column_widths), legend, LEGEND)


def _holds(extent: Extent, part: Extent) -> bool:
    """Tell whether the cells of a part are among those of an extent."""
    row, column, rows, _ = extent
    return part[1] == column and row <= part[0] < row + rows
