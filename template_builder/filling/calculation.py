"""The results that formulas keep in the file: a phone's preview shows them, so none may be of the template.

A formula that what was filled in has no part in keeps its result. Any other is worked out where that is
simple; else the cell has none, and shows nothing until a program has calculated it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from template_builder.filling.formulas.expression import WORDS, Expression, Key
from template_builder.filling.formulas.tokens import LAST_ROW, Reference, Token, TokenKind, tokens
from template_builder.filling.formulas.values import (
    FUNCTIONS,
    Area,
    ErrorValue,
    Unknown,
    Value,
    scalar,
)
from template_builder.filling.known_names import KnownNames
from template_builder.filling.parts.xml_tree import Element
from template_builder.filling.sheet_rows import SheetRows, cell_text

__all__ = ["Calculation"]

_MOST_LOOKS = 3_000_000
"""Cells looked at in all: a running total over tens of thousands of rows is left to the program."""
_DEEPEST = 100
_WHOLE = 1e15
_MOVING = frozenset({"ROW", "ROWS", "INDIRECT", "OFFSET", "CELL"})
"""The functions whose result hangs on where cells stand, or on cells that no reference names."""
_SUBTOTALS = {1: "AVERAGE", 2: "COUNT", 3: "COUNTA", 4: "MAX", 5: "MIN", 6: "PRODUCT", 9: "SUM"}
_SEEN = 100  # 109 sums what 9 sums, but for rows hidden by hand


@dataclass(slots=True)
class _Cell:
    element: Element
    formula: str | None
    is_changed: bool


class Calculation:
    """The results of all formulas of a workbook that was filled in.

    `copied` has, for each sheet, the rows that are copies of a row.
    """

    def __init__(
        self, sheets: Sequence[SheetRows], copied: Mapping[str, frozenset[int]], names: KnownNames
    ) -> None:
        self._names = names
        self._is_changed_at_all = bool(copied) or any(one.filled for one in sheets)
        self._sheets = {one.sheet.casefold(): one for one in sheets}
        self._cells: dict[Key, _Cell] = {}
        self._columns: dict[tuple[str, int], list[int]] = defaultdict(list)
        self._hiding: set[str] = set()
        self._values: dict[Key, Value] = {}
        self._areas: dict[tuple[Reference, str], Area] = {}
        self._unknown: set[Key] = set()
        self._changed: dict[Key, bool] = {}
        self._looks, self._depth = 0, 0
        for name, sheet in self._sheets.items():
            rows = copied.get(sheet.sheet, frozenset())
            if any(row.attributes.get("hidden") in ("1", "true") for row in sheet.data.elements):
                self._hiding.add(name)
            for row, column, cell in sheet.cells():
                formula = cell.child("f")
                text = None
                if formula is not None:
                    text = formula.text if formula.attributes.get("t", "normal") == "normal" else ""
                changed = (row, column) in sheet.filled or (formula is not None and row in rows)
                self._cells[name, row, column] = _Cell(cell, text, changed)
                self._columns[name, column].append(row)

    def settle(self) -> set[str]:
        """Give every formula its result, or none; return the sheets in which one changed."""
        changed: set[str] = set()
        for key, cell in self._cells.items():
            if cell.formula is None or not self._is_changed(key):
                continue
            before = cell.element.child("v")
            shown = (cell.element.attributes.get("t", "n"), None if before is None else before.text)
            try:
                _put(cell.element, self._value(key))
            except (Unknown, RecursionError):
                _drop(cell.element)
            after = cell.element.child("v")
            if shown != (cell.element.attributes.get("t", "n"), None if after is None else after.text):
                changed.add(self._sheets[key[0]].sheet)
        return changed

    def area(self, reference: Reference) -> list[tuple[int, Value]] | None:
        """Return the values of the cells of a reference, each with its place; None if unknown."""
        try:
            cells = self._keys(reference, "")
            return [(place, self._value(key)) for place, key in enumerate(cells)]
        except (Unknown, RecursionError):
            return None

    def has_changed(self, reference: Reference) -> bool:
        """Tell whether what was filled in has a part in what a reference with a sheet leads to."""
        try:
            return any(self._is_changed(key) for key in self._keys(reference, ""))
        except Unknown:
            return False

    def _is_changed(self, key: Key) -> bool:
        """Tell whether what was filled in has a part in what a cell shows."""
        cell = self._cells.get(key)
        if cell is None:
            return False
        if cell.is_changed or cell.formula is None:
            return cell.is_changed
        if key not in self._changed:
            self._changed[key] = False  # of a circle
            self._changed[key] = self._may_change(cell.formula, key[0])
        return self._changed[key]

    def _may_change(self, formula: str, sheet: str) -> bool:
        if not formula:
            return True
        self._depth += 1
        try:
            if self._depth > _DEEPEST:
                return True
            parts = self._known_tokens(formula, 0)
            return any(self._moves(parts, place, sheet) for place in range(len(parts)))
        finally:
            self._depth -= 1

    def _moves(self, parts: Sequence[Token], place: int, sheet: str) -> bool:
        """Tell whether what was filled in has, or may have, a part in a piece of a formula."""
        token = parts[place]
        if token.kind is TokenKind.BRACKETS:
            return self._is_changed_at_all
        if token.kind is TokenKind.NAME:
            is_function = place + 1 < len(parts) and parts[place + 1].text == "("
            name = token.text.upper()
            return self._is_changed_at_all and (name in _MOVING if is_function else name not in WORDS)
        if token.reference is None or token.reference.is_foreign:
            return False
        try:
            return any(self._is_changed(key) for key in self._keys(token.reference, sheet))
        except Unknown:
            return True

    def _known_tokens(self, formula: str, row: int) -> list[Token]:
        """Return the pieces of a formula without white space, those names that are known as references."""
        parts = [token for token in tokens(formula) if token.kind is not TokenKind.SPACE]
        found: list[Token] = []
        for place, token in enumerate(parts):
            if token.kind is TokenKind.BRACKETS and found and found[-1].reference is not None:
                continue  # it was taken with the name before
            behind = parts[place + 1] if place + 1 < len(parts) else None
            if token.kind is TokenKind.NAME and (behind is None or behind.text != "("):
                brackets = behind.text if behind is not None and behind.kind is TokenKind.BRACKETS else ""
                known = self._names.reference(token.text, brackets, row)
                token = Token(TokenKind.REFERENCE, token.text, known) if known is not None else token
            found.append(token)
        return found

    def _keys(self, reference: Reference, sheet: str) -> Iterator[Key]:
        """Yield the cells of a reference row by row. Raises `Unknown` of several sheets and of whole ones."""
        names = reference.sheets or (sheet,)
        name = names[0].casefold()
        first, end = reference.first, reference.end
        if len(names) > 1 or name not in self._sheets or reference.is_foreign or not first.column:
            raise Unknown
        rows: Sequence[int] = range(first.row, end.row + 1)
        columns = range(first.column, end.column + 1)
        if not first.row:  # whole columns: the rows that hold anything
            rows = sorted({row for column in columns for row in self._columns.get((name, column), ())})
        self._looks += len(rows) * len(columns)
        if self._looks > _MOST_LOOKS or (rows and rows[-1] > LAST_ROW):
            raise Unknown
        for row in rows:
            for column in columns:
                yield name, row, column

    def _value(self, key: Key) -> Value:
        """Return what a cell shows. Raises `Unknown`."""
        if key in self._values:
            return self._values[key]
        cell = self._cells.get(key)
        if cell is None:
            return None
        if cell.formula is None or not self._is_changed(key):
            self._values[key] = _held(cell.element, self._sheets[key[0]].strings)
            return self._values[key]
        if key in self._unknown or self._depth > _DEEPEST:
            raise Unknown
        self._unknown.add(key)  # until it is known, and for ever in a circle
        self._depth += 1
        try:
            self._values[key] = self._worked_out(cell.formula, key)
        finally:
            self._depth -= 1
        self._unknown.discard(key)
        return self._values[key]

    def _worked_out(self, formula: str, key: Key) -> Value:
        found = scalar(Expression(self, self._known_tokens(formula, key[1]), key).whole())
        return 0.0 if found is None else found

    def values_of(self, reference: Reference, key: Key) -> Area:
        """Return the values that a formula finds at a reference. Raises `Unknown`."""
        if (reference, key[0]) not in self._areas:
            known = self._values
            keys = list(self._keys(reference, key[0]))
            values = [known[one] if one in known else self._value(one) for one in keys]
            area = Area(reference.end.column - reference.first.column + 1, values)
            if reference.first.row and not (reference.first.fixed_row and reference.end.fixed_row):
                return area  # which no other formula is likely to have
            self._areas[reference, key[0]] = area
        return self._areas[reference, key[0]]

    def subtotal(self, kind: float, references: Sequence[Reference], key: Key) -> Value:
        """Return SUBTOTAL, which passes over other such sums. Raises `Unknown` where rows are hidden."""
        function = _SUBTOTALS.get(int(kind) % _SEEN)
        areas = []
        for one in references:
            cells = list(self._keys(one, key[0]))
            if function is None or any(name in self._hiding for name, _, _ in cells):
                raise Unknown
            kept = [cell for cell in cells if not self._is_subtotal(cell)]
            areas.append(Area(1, [self._value(cell) for cell in kept]))
        if function is None:
            raise Unknown
        return FUNCTIONS[function](*areas)

    def _is_subtotal(self, key: Key) -> bool:
        cell = self._cells.get(key)
        return cell is not None and "SUBTOTAL" in (cell.formula or "").upper()


def _held(cell: Element, strings: Sequence[Element]) -> Value:
    """Return what a cell holds, or the result that it keeps. Raises `Unknown` of a formula without one."""
    kind = cell.attributes.get("t", "n")
    if kind in ("s", "inlineStr"):
        return cell_text(cell, strings)
    value = cell.child("v")
    if value is None or (not value.text and kind != "str"):
        if cell.child("f") is not None:
            raise Unknown
        return None
    if kind == "str":
        return value.text
    if kind == "b":
        return value.text == "1"
    if kind == "e":
        return ErrorValue(value.text)
    try:
        return float(value.text)
    except ValueError as error:  # a date as ISO text
        raise Unknown from error


def _drop(cell: Element) -> None:
    cell.children = [one for one in cell.elements if one.local != "v"]
    cell.attributes.pop("t", None)


def _put(cell: Element, value: Value) -> None:
    _drop(cell)
    result = cell.sibling("v")
    if isinstance(value, bool):
        cell.attributes["t"], result.text = "b", f"{value:d}"
    elif isinstance(value, ErrorValue):
        cell.attributes["t"], result.text = "e", value
    elif isinstance(value, str):
        cell.attributes["t"], result.text = "str", value
    elif value is not None:
        result.text = f"{value:.0f}" if value.is_integer() and abs(value) < _WHOLE else repr(value)
    cell.children.append(result)
