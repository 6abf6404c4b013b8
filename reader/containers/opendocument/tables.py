"""The sheets of an OpenDocument file: their cells, merges, comments, and what is hidden.

OpenDocument 1.3, part 3, 9.1 (tables) and 19.385 (`office:value-type`). A cell or a row may stand for many
alike (`number-columns-repeated`), so a sheet of a million rows takes a line.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from reader.containers.grid import Area, Grid, PlainDetails, Position
from reader.containers.limits import MOST_CELLS, MOST_COLUMNS, MOST_ROWS, MOST_SHEETS
from reader.containers.opendocument.number_styles import NumberStyles
from reader.containers.opendocument.values import TableCell, Written, holds_something, raw_of
from reader.containers.values.lazy_cells import LazyCells
from reader.errors import refusal

__all__ = ["Table", "TableScan"]

_STYLES = frozenset({"office:automatic-styles", "office:styles", "office:master-styles"})
_PASSED_OVER = frozenset(
    {"table:tracked-changes", "table:content-validations", "table:shapes", "office:forms", "draw:frame"}
    | {"draw:custom-shape", "draw:g", "table:dde-links", "table:named-expressions", "table:data-pilot-tables"}
)
"""What may hold paragraphs that are no content of a cell."""

_HIDDEN = frozenset({"collapse", "filter"})
_BLANKS = {"text:s": " ", "text:tab": "\t", "text:line-break": "\n"}
_MOST_SPACES = 10_000
_LONGEST_NUMBER = 10


@dataclass(slots=True)
class Table:
    """A sheet while it is read."""

    name: str
    style: str
    cells: dict[Position, TableCell] = field(default_factory=dict)
    merges: list[Area] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    comments: dict[Position, str] = field(default_factory=dict)
    struck: set[Position] = field(default_factory=set)
    row: int = 0
    column: int = 0
    rows_alike: int = 1
    """For how many rows the row that is read stands."""
    columns: int = 0
    default_styles: list[tuple[int, str]] = field(default_factory=list)
    """The last column of each run of columns with the same style for cells that name none."""
    row_style: str = ""

    def style_of(self, column: int) -> str:
        """Return the style of a cell that names none."""
        if self.row_style:
            return self.row_style
        return next((style for last, style in self.default_styles if column <= last), "")

    def without_rows(self) -> Table:
        """Return the sheet without what its rows hold."""
        return replace(self, cells={}, merges=[], comments={}, struck=set())


class TableScan:
    """What a parser tells of a document's content, made into the grids of its sheets."""

    def __init__(self, part: str, styles: NumberStyles, hidden_styles: frozenset[str] = frozenset()) -> None:
        self._part = part
        self._styles = styles
        self._hidden_styles = set(hidden_styles)
        self._tables: list[Table] = []
        self._table: Table | None = None
        self._within_styles = False
        self._table_style = ""
        self._passing = 0
        self._nested = 0
        self._cell: Mapping[str, str] | None = None
        self._written = Written()
        self._comment: list[str] | None = None
        self._paragraph = False
        self._cells = 0

    @property
    def hidden_styles(self) -> frozenset[str]:
        """The styles of sheets that people do not see."""
        return frozenset(self._hidden_styles)

    @property
    def is_passing_over(self) -> bool:
        """Whether what comes is no content of a sheet."""
        return self._passing > 0

    def grids(self) -> list[Grid]:
        """Return the sheets in their order."""
        return [
            Grid(
                table.name,
                LazyCells(table.cells, partial(raw_of, self._styles)),
                table.style not in self._hidden_styles,
                index,
                PlainDetails(
                    tuple(table.merges),
                    frozenset(table.hidden_rows),
                    frozenset(table.hidden_columns),
                    table.comments,
                    frozenset(table.struck),
                ),
            )
            for index, table in enumerate(self._tables)
        ]

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take the start of an element."""
        if self._passing:
            self._passing += 1
        elif self._within_styles:
            self._style(tag, attributes)
        elif tag in ("table:table-cell", "table:covered-table-cell"):
            self._begin_cell(attributes)
        elif tag == "text:p":
            self._begin_paragraph()
        elif tag in _BLANKS:
            self._blank(tag, attributes)
        elif tag == "office:annotation":
            self._comment = []
        elif tag == "table:table-row":
            self._begin_row(attributes)
        elif tag == "table:table-column":
            self._column(attributes)
        elif tag == "table:table":
            self._begin_table(attributes)
        elif tag in _PASSED_OVER:
            self._passing = 1
        elif tag in _STYLES:
            self._within_styles = True

    def end(self, tag: str) -> None:
        """Take the end of an element."""
        if self._passing:
            self._passing -= 1
        elif self._within_styles:
            self._within_styles = tag not in _STYLES
            self._styles.end(tag.rpartition(":")[2])
        elif tag in ("table:table-cell", "table:covered-table-cell"):
            self._end_cell()
        elif tag == "text:p":
            self._paragraph = False
        elif tag == "office:annotation":
            self._end_comment()
        elif tag == "table:table-row" and self._table is not None:
            self._table.row += self._table.rows_alike - 1
        elif tag == "table:table":
            self._nested -= 1
            self._table = self._table if self._nested else None

    def text(self, characters: str) -> None:
        """Take characters."""
        if self._paragraph and not self._passing:
            self._pieces().append(characters)
        elif self._within_styles:
            self._styles.text(characters)

    def _style(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "style":
            self._table_style = attributes.get("style:name", "")
        elif name == "table-properties" and attributes.get("table:display") == "false":
            self._hidden_styles.add(self._table_style)
        self._styles.start(name, attributes)

    def _begin_table(self, attributes: Mapping[str, str]) -> None:
        self._nested += 1
        if self._nested > 1:  # a table within a cell is no sheet
            raise refusal("damaged", self._part)
        if len(self._tables) >= MOST_SHEETS:
            raise refusal("too-large", self._part)
        self._table = Table(attributes.get("table:name", ""), attributes.get("table:style-name", ""))
        self._tables.append(self._table)

    def _column(self, attributes: Mapping[str, str]) -> None:
        table = self._table
        if table is None:
            return
        count = min(_count(attributes, "table:number-columns-repeated"), MOST_COLUMNS)
        first = table.columns + 1
        table.columns = min(table.columns + count, MOST_COLUMNS)
        table.default_styles.append((table.columns, attributes.get("table:default-cell-style-name", "")))
        if attributes.get("table:visibility") in _HIDDEN:
            table.hidden_columns.update(range(first, table.columns + 1))

    def _begin_row(self, attributes: Mapping[str, str]) -> None:
        table = self._table
        if table is None:
            return
        table.row, table.column = table.row + 1, 0
        table.rows_alike = _count(attributes, "table:number-rows-repeated")
        table.row_style = attributes.get("table:default-cell-style-name", "")
        if attributes.get("table:visibility") in _HIDDEN:
            table.hidden_rows.update(range(table.row, min(table.row + table.rows_alike, MOST_ROWS + 1)))

    def _begin_cell(self, attributes: Mapping[str, str]) -> None:
        self._cell = attributes
        self._written = Written()

    def _begin_paragraph(self) -> None:
        self._paragraph = self._cell is not None
        if self._comment is not None:
            self._comment += ["\n"] if self._comment else []
        else:
            self._written.begin_paragraph()

    def _pieces(self) -> list[str]:
        return self._written.pieces if self._comment is None else self._comment

    def _blank(self, tag: str, attributes: Mapping[str, str]) -> None:
        if self._paragraph:
            count = _count(attributes, "text:c", _MOST_SPACES) if tag == "text:s" else 1
            self._pieces().append(_BLANKS[tag] * count)

    def _end_comment(self) -> None:
        table = self._table
        if table is not None and self._comment is not None:
            table.comments[table.row, table.column + 1] = "".join(self._comment)
        self._comment, self._paragraph = None, False

    def _end_cell(self) -> None:
        attributes, written = self._cell, self._written
        self._cell = None
        if self._table is None or attributes is None:
            return
        text = attributes.get("office:string-value") or written.text()
        self.take(
            TableCell(
                _count(attributes, "table:number-columns-repeated"),
                _count(attributes, "table:number-columns-spanned"),
                _count(attributes, "table:number-rows-spanned"),
                attributes if holds_something(attributes, text) else None,
                text,
                attributes.get("table:style-name", ""),
            )
        )

    def take_all(self, cells: Iterable[TableCell]) -> None:
        """Take the cells of a row. Raises `UnreadableWorkbook` where there can be no more."""
        table = self._table
        if table is None:
            return
        row, column = table.row, table.column
        is_plain = table.rows_alike == 1 and row <= MOST_ROWS and not self._styles.struck
        for cell in cells:
            alike, held = cell.alike, cell.held
            is_single = cell.wide == cell.high == 1
            if held is None and is_single:  # most of all
                column += alike
            elif held is not None and is_plain and cell.style and alike == 1 and is_single:  # of the others
                column += 1
                table.cells[row, column] = cell
            else:
                table.column = column
                self.take(cell)
                column = table.column
        table.column = column
        if column > MOST_COLUMNS and any(at > MOST_COLUMNS for _, at in table.cells):
            raise refusal("damaged", self._part)
        self.check_size(table)

    def check_size(self, table: Table) -> None:
        """Raise `UnreadableWorkbook` (too-large) where there are too many cells."""
        if len(table.cells) > MOST_CELLS or self._cells > MOST_CELLS:
            raise refusal("too-large", self._part)

    def take(self, cell: TableCell) -> None:
        """Take the next cell of the row. Raises `UnreadableWorkbook` where there can be no more."""
        table = self._table
        if table is None:
            return
        alike, wide, high = cell.alike, cell.wide, cell.high
        row, first = table.row, table.column + 1
        table.column += alike
        if wide > 1 or high > 1:
            table.merges.append(Area(row, first, row + high - 1, first + wide - 1))
        if cell.held is None:
            return
        last = row + table.rows_alike - 1
        if table.column > MOST_COLUMNS or last > MOST_ROWS:
            raise refusal("damaged", self._part)
        self._cells += alike * table.rows_alike
        if self._cells > MOST_CELLS:
            raise refusal("too-large", self._part)
        style = cell.style or table.style_of(first)
        columns = range(first, table.column + 1)
        places = [(each, column) for each in range(row, last + 1) for column in columns]
        stored = cell if style == cell.style else replace(cell, style=style, last=None)
        for place in places:
            table.cells[place] = stored
        if self._styles.struck and self._styles.is_struck(style):
            table.struck.update(places)


def _count(attributes: Mapping[str, str], name: str, most: int = MOST_ROWS) -> int:
    """Return how many times something stands there: once, unless an attribute says more.

    Raises `UnreadableWorkbook` (damaged) where that is no such number.
    """
    text = attributes.get(name)
    if text is None:
        return 1
    if text.isascii() and text.isdigit() and len(text) < _LONGEST_NUMBER and 1 <= int(text) <= most:
        return int(text)
    raise refusal("damaged", f"{name} {text[:_LONGEST_NUMBER]}")
