"""The rows and cells of a sheet."""

from __future__ import annotations

import math
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from tests.ooxml.areas import LAST_COLUMN, LAST_ROW, Area, area_of, column_number
from tests.ooxml.book import Book
from tests.ooxml.faults import Fault
from tests.ooxml.formulas import Slip, formula_faults
from tests.ooxml.package import MAIN
from tests.ooxml.texts import TEXT_LIMIT, is_longer, text_of

__all__ = ["cell_faults"]

_HIGHEST = 409.5
_FORMULA, _VALUE, _INLINE = f"{MAIN}f", f"{MAIN}v", f"{MAIN}is"


def cell_faults(part: str, rows: Element, book: Book) -> Iterator[Fault]:
    """Look at all rows and cells."""
    cells = _Cells(part, book)
    last = 0
    for row in rows:
        number = int(row.get("r", "0"))
        yield from cells.row_faults(row, number, last)
        yield from cells.faults(row, number)
        last = number
    yield from formula_faults(part, cells.formulas, book.scope)


class _Cells:
    """The cells of a sheet being looked at; their formulas are kept to be looked at together."""

    def __init__(self, part: str, book: Book) -> None:
        self._part, self._book = part, book
        self._shared: dict[str, Area] = {}
        self.formulas: list[tuple[str, str]] = []

    def row_faults(self, row: Element, number: int, last: int) -> Iterator[Fault]:
        """Look at what a row says of itself; `last` is the number of the row before."""
        part, at = self._part, f"row {number}"
        if not last < number:
            yield Fault("cell-order", part, at, f"The row stands after row {last}.")
        if number > LAST_ROW:
            yield Fault("reference-outside", part, at, "The row lies outside the sheet.")
        if float(row.get("ht", "0")) > _HIGHEST:
            yield Fault("row-height", part, at, f"The row is {row.get('ht')} points high.")
        if not self._has_style(row):
            yield Fault("style-index", part, at, f"There is no style {row.get('s')}.")

    def faults(self, row: Element, number: int) -> Iterator[Fault]:
        """Look at the cells of a row."""
        part, last = self._part, 0
        for cell in row:
            at = cell.get("r", "")
            letters = at.rstrip("0123456789")
            column = column_number(letters)
            if at != f"{letters}{number}" or not letters.isupper() or not last < column:
                yield Fault("cell-order", part, at, f"The cell stands in row {number} after column {last}.")
            if column > LAST_COLUMN:
                yield Fault("reference-outside", part, at, "The cell lies outside the sheet.")
            if not self._has_style(cell):
                yield Fault("style-index", part, at, f"There is no style {cell.get('s')}.")
            last = column
            slip = self._slip(at, cell) if len(cell) else None
            if slip is not None:
                yield Fault(slip[0], part, at, slip[1])

    def _has_style(self, element: Element) -> bool:
        return self._book.styles is None or element.get("s", "0") in self._book.styles.cells

    def _slip(self, at: str, cell: Element) -> Slip | None:
        """Look at what a cell holds."""
        value, computed = None, False
        for child in cell:
            if child.tag == _VALUE:
                value = child.text or ""
            elif child.tag == _FORMULA:
                computed = True
                if child.text or child.get("t") != "shared":
                    self.formulas.append((at, child.text or ""))
                if child.get("t") == "shared" and not self._is_shared(at, child):
                    return "formula-shared", "The cell has no part in a shared formula."
            elif child.tag == _INLINE and is_longer(text_of(child), TEXT_LIMIT):
                return "text-too-long", "The text is longer than a cell can hold."
        if value is None:
            return ("cached-missing", "The formula has no result.") if computed else None
        return _value_slip(cell.get("t", "n"), value, self._book)

    def _is_shared(self, at: str, formula: Element) -> bool:
        """Return whether a cell is the first of a shared formula, or in the area that the first one gave."""
        number, cell = formula.get("si", ""), area_of(at)
        area = area_of(formula.get("ref", "")) if formula.text else self._shared.get(number)
        if cell is None or area is None:
            return False
        if formula.text:
            known = number in self._shared
            self._shared[number] = area
            return not known and cell[:2] == area[:2]
        return area.top <= cell.top <= area.bottom and area.left <= cell.left <= area.right


def _value_slip(kind: str, value: str, book: Book) -> Slip | None:
    match kind:
        case "n" if not _is_number(value):
            return "cell-value", f"“{value}” is no number."
        case "s" if book.strings is not None and value not in book.strings:
            return "string-index", f"There is no shared string {value}."
        case "e":
            return "cached-error", f"The cell shows {value}."
        case "str" if is_longer(value, TEXT_LIMIT):
            return "text-too-long", "The text is longer than a cell can hold."
        case "b" if value not in {"0", "1"}:
            return "cell-value", f"“{value}” is no truth value."
        case "n" | "s" | "str" | "b":
            return None
        case _:
            return "cell-value", f"No cell with a value is of type {kind}."


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False
