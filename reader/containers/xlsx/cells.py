"""The cells of a worksheet as they are stored, and the mapping that makes `Raw` values of them.

ISO/IEC 29500-1, 18.3.1.4 (`c`) and 18.18.11 (its types). Both ways of scanning a sheet end in
`stored_cell`, so what a cell holds is decided in one place.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, KeysView, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar, overload

from reader.containers.grid import Position
from reader.containers.values.dates import from_iso, from_serial
from reader.containers.xlsx.styles import Styles
from templates.kinds import Raw, RawValue

__all__ = [
    "WHITE_SPACE",
    "CellTable",
    "StoredCell",
    "StoredSheet",
    "UnknownContent",
    "stored_cell",
    "unescaped",
]

WHITE_SPACE = " \t\r\n"
"""What is taken off the ends of a text in the XML that does not ask to keep it."""

_Other = TypeVar("_Other")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_NO_NUMBERS = frozenset({"inf", "infinity", "nan"})
_BOOLEANS = {"0": False, "1": True, "false": False, "true": True}
_ESCAPE = re.compile("_x00([0-9A-Fa-f]{2})_")
_LONGEST_INDEX = 9


class UnknownContent(Exception):
    """A cell does not hold what its type says, and what it does hold cannot be told for certain."""


class StoredCell:
    """A cell that holds something, as the sheet's XML has it.

    What it comes to depends on the styles and shared strings of its workbook, so the same object may
    stand for equal cells of many workbooks; it is never changed, but for what it remembers.
    """

    __slots__ = ("error", "formula", "last", "position", "shared_formula", "string", "style", "value")

    def __init__(
        self,
        position: Position,
        style: int | None,
        value: RawValue = None,
        formula: str | None = None,
        shared_formula: str | None = None,
        string: int | None = None,
        error: str | None = None,
    ) -> None:
        self.position = position
        self.style = style
        """The index of its style; None where it names none."""
        self.value = value
        """A `Decimal` may yet turn out to be a date, by the style."""
        self.formula = formula
        self.shared_formula = shared_formula
        """The index of a shared formula, which is written at the first of its cells alone."""
        self.string = string
        """The number of a shared string."""
        self.error = error
        self.last: tuple[Styles, str | None, Raw] | None = None

    def raw(self, styles: Styles, strings: Sequence[str], formulas: Mapping[str, str]) -> Raw:
        """Return what the cell comes to in a workbook with these styles and texts."""
        formula = self.formula if self.shared_formula is None else formulas[self.shared_formula]
        if self.string is not None:
            return Raw(strings[self.string] or None, styles.format_of(self.style), formula=formula)
        last = self.last
        if last is not None and last[0] is styles and last[1] is formula:
            return last[2]
        value, serial = self.value, None
        if isinstance(value, Decimal) and (temporal := styles.temporal_of(self.style)):
            moment = from_serial(float(value), temporal, styles.since_1904)
            value, serial = (value, None) if moment is None else (moment, value)
        raw = Raw(value, styles.format_of(self.style), self.error, formula, serial)
        if styles.shared:  # as many workbooks of a round share theirs; others would be kept for nothing
            self.last = (styles, formula, raw)
        return raw


@dataclass(frozen=True, slots=True)
class StoredSheet:
    """What a scan gives: the cells that hold something, and the shared formulas by index."""

    cells: dict[Position, StoredCell]
    formulas: dict[str, str]
    hidden_rows: frozenset[int] | None = field(default=None, compare=False)
    """The rows that people do not see, of a sheet without anything but plain rows and texts; else None."""
    last_row: int | None = field(default=None, compare=False)
    """The last row that is written out, where it is known: no cell stands below it."""


class CellTable(Mapping[Position, Raw]):
    """The cells of a sheet by position. Each `Raw` is made when it is asked for."""

    __slots__ = ("_cells", "_formulas", "_strings", "_struck", "_styles", "last_row")

    def __init__(
        self,
        sheet: StoredSheet,
        strings: Sequence[str],
        styles: Styles,
        struck: frozenset[int] = frozenset(),
    ) -> None:
        self._cells = sheet.cells
        self._formulas = sheet.formulas
        self._strings = strings
        self._styles = styles
        self._struck = struck
        """The numbers of the shared strings that are struck through in part."""
        self.last_row = sheet.last_row
        """A row below which no cell stands, where the scan knew one."""

    def struck(self) -> frozenset[Position]:
        """Return the cells that are struck through, by their styles or by those of their texts."""
        styles, texts = self._styles.struck, self._struck
        if not styles and not texts:
            return frozenset()
        return frozenset(
            position
            for position, cell in self._cells.items()
            if cell.style in styles or (cell.string is not None and cell.string in texts)
        )

    def __getitem__(self, position: Position) -> Raw:
        return self._cells[position].raw(self._styles, self._strings, self._formulas)

    @overload
    def get(self, position: Position, /) -> Raw | None: ...
    @overload
    def get(self, position: Position, /, default: Raw) -> Raw: ...
    @overload
    def get(self, position: Position, /, default: _Other) -> Raw | _Other: ...
    def get(self, position: Position, /, default: Raw | _Other | None = None) -> Raw | _Other | None:
        """Return the cell at a position; as `Mapping.get`, without a detour, as readers ask for each cell."""
        cell = self._cells.get(position)
        if cell is None:
            return default
        last = cell.last  # nearly all cells are those of the file before
        if last is not None and last[0] is self._styles and cell.shared_formula is None:
            return last[2]
        return cell.raw(self._styles, self._strings, self._formulas)

    def keys(self) -> KeysView[Position]:
        """Return the positions, as those of a `dict`, which are quickly compared with others."""
        return self._cells.keys()

    def __contains__(self, position: object) -> bool:
        return position in self._cells

    def __iter__(self) -> Iterator[Position]:
        return iter(self._cells)

    def __len__(self) -> int:
        return len(self._cells)


def stored_cell(
    position: Position,
    kind: str | None,
    style: int | None,
    text: str,
    formula: str | None = None,
    shared_formula: str | None = None,
) -> StoredCell | None:
    """Return what a cell holds by its type (`s`, `str`, ...) and text, None where that is nothing.

    Raises `UnknownContent`. A formula without a result is kept, as somebody may have typed it.
    """
    if not text and formula is None:
        return None
    value: RawValue
    match kind:
        case "s":
            return StoredCell(position, style, None, formula, shared_formula, string=_index(text))
        case "e":
            return StoredCell(position, style, None, formula, shared_formula, error=text)
        case "str":
            value = unescaped(text)
        case "inlineStr":
            value = text or None
        case "b":
            value = _BOOLEANS.get(text, text)
        case "d":
            value = from_iso(text) or text or None
        case _:
            value = _number(text, kind) if text else None
    return StoredCell(position, style, value, formula, shared_formula)


def unescaped(text: str) -> str:
    """Return a text with the characters that Excel escapes, as XML cannot hold them: `_x000D_` is CR."""
    if "_x00" not in text:  # a quick look: nearly no text has any
        return text
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)


def _number(text: str, kind: str | None) -> Decimal | str:
    """Return the shortest number that gives the stored double, or the text where it is no number."""
    if _NUMBER.fullmatch(text):
        value = float(text)
        return Decimal(repr(value)) if math.isfinite(value) else text
    if kind is None or text.lstrip("+-").lower() in _NO_NUMBERS:
        return text
    raise UnknownContent(text)


def _index(text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) <= _LONGEST_INDEX:
        return int(text)
    raise UnknownContent(text)
