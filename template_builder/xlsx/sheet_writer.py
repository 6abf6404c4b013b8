"""The one writer of cells: text stays text, every failure is an error, same inputs give same bytes.

Rows and columns count from 1, widths are in digits of the body font, heights in points.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from xlsxwriter.chart import Chart
from xlsxwriter.format import Format

from template_builder.xlsx.cell_xml import CellContent, RowLayout, content_end, formula_element, result_end
from template_builder.xlsx.contents import (
    SizedText,
    checked_formula,
    checked_number,
    checked_password,
    checked_text,
    units,
)
from template_builder.xlsx.data_validation import DataValidation, options_of
from template_builder.xlsx.errors import BuildError
from template_builder.xlsx.formats import Formats
from template_builder.xlsx.package import PlainWorksheet
from template_builder.xlsx.ranges import Extent, Frame, area_name
from template_builder.xlsx.styles import BODY_FONT, SEVERITIES, CellStyle, Mark
from templates.kinds.base import Content
from templates.language import address, sheet_prefix
from templates.model.page import CellAddress
from templates.model.paper import Margins, Paper
from templates.model.picture import Picture
from templates.seal import cell_mark, cells_sum, comment_mark, formula_mark

__all__ = ["Link", "PageSetup", "SheetWriter", "content_mark", "footer_code", "page_setup"]

_A4 = 9
_FOOTER_PARTS = re.compile("&&|&[LCR]")
_TOP_BELOW_HEADER, _BELOW_FOOTER, _HEIGHT_OF_FOOTER = 0.75, 0.3, 0.2
"""In inches: the top margin of a page with a header, what is below a footer, and what it takes itself."""
_LONGEST_FOOTER = 255
"""Characters of a footer with all its codes (Excel specifications and limits)."""

_COMMENT_WIDTH, _COMMENT_LINE, _COMMENT_LETTERS = 300, 18, 22
"""Width of a comment and height of its lines in pixels, and how many Chinese characters a line takes."""


@dataclass(frozen=True, slots=True)
class Link:
    """A text that leads to a cell of the same workbook; the sheet of `target` counts among all its sheets."""

    text: str
    target: CellAddress


@dataclass(frozen=True, slots=True)
class PageSetup:
    """How a sheet prints: on A4, fitted to the width of one page (or of as many as `across` says).

    It is as many pages high as it needs to be, or as `down` says.

    The rows from first to last of `repeat` stand on top of every page, the first `repeat_columns` at its
    left. `footer` may have parts, `&L` for the left, `&C` for the middle, `&R` for the right;
    so may `header`.
    """

    area: Extent
    repeat: tuple[int, int] | None = None
    across: int = 1
    down: int = 0
    repeat_columns: int = 0
    landscape: bool = False
    header: str = ""
    footer: str = "&P / &N"
    breaks: tuple[int, ...] = ()
    """Rows after which a new page begins."""
    column_breaks: tuple[int, ...] = ()
    """Columns after which one begins; all is then printed in the `scale`, in percent."""
    scale: int = 100
    fitted: bool = True
    """Whether all is fitted to pages where no columns end them; else it is printed in the `scale`."""
    margins: Margins | None = None
    in_colour: bool = False
    """Whether colours are printed, which charts need."""


def page_setup(paper: Paper, area: Extent) -> PageSetup:
    """Return how a sheet prints on the paper that its form asks for."""
    scale = paper.scale
    return PageSetup(
        area, landscape=paper.landscape, scale=scale or 100, fitted=scale is None, margins=paper.margins
    )


def _must(code: int | None, where: str) -> None:
    """Raise `BuildError` for a return code of xlsxwriter that is not 0."""
    if code:
        raise BuildError("excel-cannot-hold", place=where, reason=f"code {code}")


def _call(where: str, method: Callable[..., int | None], *arguments: object) -> None:
    """Call xlsxwriter, and raise `BuildError` for its warnings too: some failures have no return code."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        try:
            _must(method(*arguments), where)
        except UserWarning as warning:
            raise BuildError("excel-cannot-hold", place=where, reason=warning) from warning


class SheetWriter:
    """One sheet of a workbook being written."""

    def __init__(
        self,
        sheet: PlainWorksheet,
        formats: Formats,
        names: Sequence[str],
        marks: Mapping[tuple[int, int], Mark] | None = None,
    ) -> None:
        self._sheet, self._formats, self._names = sheet, formats, names
        self._marks = marks or {}
        self.name = names[-1]
        self._seal: dict[tuple[int, int], int] = {}
        self._comments: list[int] = []
        sheet.print_black_and_white()  # colours are for the screen: words say all that they do
        for (row, column), mark in self._marks.items():
            if mark.comment:
                self.comment(row, column, mark.comment)

    @property
    def seal(self) -> int:
        """What all cells of the sheet hold so far, as the seal of the workbook has it."""
        return cells_sum((*self._seal.values(), *self._comments))

    def put(self, row: int, column: int, content: Content, style: CellStyle) -> None:
        """Write a text, a number, a truth value or, for None, an empty cell of that style.

        A text goes into the table of shared strings; see `fill` for what a person may have filled in.
        """
        where = self._where(row, column)
        form = self._format(row, column, style)
        at = (row - 1, column - 1)
        if content is None or content == "":
            _must(self._sheet.write_blank(*at, None, form), where)
        elif isinstance(content, str):
            _must(self._sheet.write_string(*at, checked_text(content, where), form), where)
        elif isinstance(content, bool):
            _must(self._sheet.write_boolean(*at, content, form), where)
        else:
            _must(self._sheet.write_number(*at, checked_number(content, where), form), where)
        self._seal[row, column] = cell_mark(self.name, row, column, content)

    def fill(self, row: int, column: int, content: CellContent, style: CellStyle) -> None:
        """Write what is filled in at a cell: a text stands in the cell itself, not in the shared strings."""
        where = self._where(row, column)
        form = self._format(row, column, style)
        _must(self._sheet.write_raw(row - 1, column - 1, content_end(content, where), form), where)
        self._seal[row, column] = content_mark(self.name, row, column, content)

    def formula(self, row: int, column: int, formula: str, cached: Content, style: CellStyle) -> None:
        """Write a formula (without `=`) and the result that it has; None is an empty text.

        One that several cells share is given as `Shared`.
        """
        where = self._where(row, column)
        end = result_end(formula_element(checked_formula(formula, where)), cached, where)
        form = self._format(row, column, style)
        _must(self._sheet.write_raw(row - 1, column - 1, end, form), where)
        self._seal[row, column] = formula_mark(self.name, row, column)

    def link(self, row: int, column: int, link: Link, style: CellStyle) -> None:
        """Write a text that leads to another cell of the workbook when it is clicked."""
        where = self._where(row, column)
        number, *target = link.target
        if number >= len(self._names):
            raise BuildError("link-to-no-sheet", place=where, number=number)
        internal = f"internal:{sheet_prefix(self._names[number])}{address(*target)}"
        form = self._format(row, column, style)
        text = checked_text(link.text, where)
        _call(where, self._sheet.write_url, row - 1, column - 1, internal, form, text)
        self._seal[row, column] = cell_mark(self.name, row, column, text)

    def merge(self, extent: Extent, style: CellStyle) -> None:
        """Merge the cells of `extent`; its content is written to the first of them afterwards."""
        row, column, rows, columns = extent
        if rows * columns == 1:
            return
        last = (row + rows - 2, column + columns - 2)
        form = self._format(row, column, style)
        _must(self._sheet.merge_range(row - 1, column - 1, *last, "", form), self._where(row, column))

    def merge_in_parts(self, extent: Extent, parts: Sequence[Extent], style: CellStyle) -> None:
        """Give the cells of `extent` a style, and merge those of each of its `parts`.

        In the file the parts stand behind all other merged cells, whenever they are written.
        """
        self.merge(extent, style)
        # xlsxwriter has noted the whole as merged, to which the parts are the alternative.
        self._sheet.merge.pop()
        self._sheet.merged_parts = [*(self._sheet.merged_parts or ()), *parts]

    def validate(self, extents: Sequence[Extent], rule: DataValidation) -> None:
        """Let Excel refuse what `rule` does not allow, in all of `extents`."""
        areas = [
            [row - 1, column - 1, row + rows - 2, column + columns - 2]
            for row, column, rows, columns in extents
        ]
        options = options_of(rule) | {"other_cells": areas[1:]}
        _call(self._where(*extents[0][:2]), self._sheet.data_validation, *areas[0], options)

    def width(self, column: int, width: float, *, hidden: bool = False) -> None:
        """Set the width of a column."""
        at = column - 1
        _must(self._sheet.set_column(at, at, width, None, {"hidden": hidden}), self._where(1, column))

    def height(self, row: int, height: float, *, hidden: bool = False) -> None:
        """Set the height of a row, in whole pixels."""
        _must(self._sheet.set_row(row - 1, height, None, {"hidden": hidden}), self._where(row, 1))

    def lay_out(self, row: int, layout: RowLayout) -> None:
        """Set how a row is shown, its height to the point."""
        options = {"hidden": layout.hidden, "level": layout.level, "collapsed": layout.collapsed}
        _must(self._sheet.set_row(row - 1, layout.height, None, options), self._where(row, 1))
        self._sheet.row_layouts[row - 1] = layout

    def highlight(self, extent: Extent, formula: str, style: CellStyle) -> None:
        """Colour the cells of `extent` where a formula of the first of them (without `=`) holds."""
        row, column, rows, columns = extent
        options = {"type": "formula", "criteria": f"={formula}", "format": self._formats.of_highlight(style)}
        last = (row + rows - 2, column + columns - 2)
        _call(self._where(row, column), self._sheet.conditional_format, row - 1, column - 1, *last, options)

    def style_number(self, style: CellStyle) -> int:
        """Return the number that cells of a style have in the file, for those that others write."""
        return int(self._formats.of_cell(style)._get_xf_index())  # type: ignore[no-untyped-call]  # not annotated

    def outline(self, levels: int) -> None:
        """Show as many levels of an outline at the edge of the sheet."""
        self._sheet.outline_row_level = levels

    def chart(self, row: int, column: int, chart: Chart) -> None:
        """Let a chart stand with its corner at a cell."""
        _must(self._sheet.insert_chart(row - 1, column - 1, chart), self._where(row, column))

    def picture(self, row: int, column: int, picture: Picture, frame: Frame) -> None:
        """Let a picture stand in a frame at a cell."""
        self._sheet.hold_picture(row - 1, column - 1, picture, frame)

    def freeze(self, row: int, column: int = 1) -> None:
        """Keep in sight what lies above `row` and left of `column`."""
        _must(self._sheet.freeze_panes(row - 1, column - 1), self.name)

    def filter(self, extent: Extent) -> None:
        """Put filter arrows on the first row of `extent`."""
        row, column, rows, columns = extent
        _must(self._sheet.autofilter(row - 1, column - 1, row + rows - 2, column + columns - 2), self.name)

    def select(self, row: int, column: int) -> None:
        """Let the cursor stand here when the sheet is opened."""
        _must(self._sheet.set_selection(row - 1, column - 1, row - 1, column - 1), self.name)

    def tolerate_text_numbers(self, extent: Extent) -> None:
        """Show no green corner at digits that are a text on purpose, such as a phone number."""
        _call(self.name, self._sheet.ignore_errors, {"number_stored_as_text": area_name(extent)})

    def hide(self) -> None:
        """Keep the sheet out of sight."""
        self._sheet.hide()

    def protect(self, password: str | None = None) -> None:
        """Lock all cells whose style is locked; all can be selected, and widths and heights changed."""
        self._sheet.protect(
            checked_password(password), {"format_columns": True, "format_rows": True, "autofilter": True}
        )

    def set_page(self, setup: PageSetup) -> None:
        """Set up printing."""
        sheet = self._sheet
        row, column, rows, columns = setup.area
        sheet.set_paper(_A4)
        sheet.set_landscape() if setup.landscape else sheet.set_portrait()
        margins = setup.margins or (Margins(top=_TOP_BELOW_HEADER) if setup.header else Margins())
        sheet.set_margins(margins.left, margins.right, margins.top, margins.bottom)
        sheet.center_horizontally()
        if not setup.fitted:
            sheet.set_print_scale(setup.scale)
        elif setup.column_breaks:
            sheet.set_print_scale(setup.scale)
            sheet.set_v_pagebreaks(list(setup.column_breaks))
        else:
            sheet.fit_to_pages(setup.across, setup.down)
        sheet.black_white = not setup.in_colour
        sheet.hide_gridlines(2)
        sheet.footer = self._checked_footer(footer_code(setup.footer))
        sheet.margin_footer = min(_BELOW_FOOTER, margins.bottom - _HEIGHT_OF_FOOTER)
        sheet.header_footer_changed = True
        if setup.header:
            _call(self.name, sheet.set_header, footer_code(setup.header))
        _must(sheet.print_area(row - 1, column - 1, row + rows - 2, column + columns - 2), self.name)
        if setup.repeat:
            sheet.repeat_rows(setup.repeat[0] - 1, setup.repeat[1] - 1)
        if setup.repeat_columns:
            sheet.repeat_columns(0, setup.repeat_columns - 1)
        if setup.breaks:
            sheet.set_h_pagebreaks(list(setup.breaks))

    def _format(self, row: int, column: int, style: CellStyle) -> Format:
        """Return the format of a cell: that of its style, unless a mark gives it another colour."""
        mark = self._marks.get((row, column))
        if mark is not None and mark.severity is not None:
            style = replace(style, fill=SEVERITIES[mark.severity])
        return self._formats.of_cell(style)

    def comment(self, row: int, column: int, text: str) -> None:
        """Write a comment as wide as a column of print, and as high as its words need."""
        where = self._where(row, column)
        count = sum(1 + units(line) // _COMMENT_LETTERS for line in text.split("\n"))
        options = {"author": "", "width": _COMMENT_WIDTH, "height": _COMMENT_LINE * (count + 1)}
        options |= {"font_name": BODY_FONT, "font_size": 9, "font_family": 3}
        _call(where, self._sheet.write_comment, row - 1, column - 1, checked_text(text, where), options)
        self._comments.append(comment_mark(self.name, row, column, text))

    def _checked_footer(self, code: str) -> str:
        if units(code) > _LONGEST_FOOTER:
            raise BuildError("footer-too-long", sheet=self.name, most=_LONGEST_FOOTER)
        return code

    def _where(self, row: int, column: int) -> str:
        return f"{self.name}!{address(row, column)}"


def content_mark(sheet: str, row: int, column: int, content: CellContent) -> int:
    """Return the mark that the seal has of a cell that is filled in."""
    return cell_mark(sheet, row, column, content.text if isinstance(content, SizedText) else content)


def footer_code(text: str) -> str:
    """Return the code of a footer or header: its parts in our font; a text without any is in the middle."""
    font = f'&9&"{BODY_FONT},Regular"'  # a size right before the text would take its first digits along
    written = _FOOTER_PARTS.sub(lambda found: found[0] if found[0] == "&&" else found[0] + font, text)
    return written if re.match("&[LCR]", text) else f"&C{font}{written}"
