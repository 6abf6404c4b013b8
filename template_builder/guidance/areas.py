"""Nodes over ranges of cells: totals and counts, the first flagged cell, and links to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from template_builder.guidance.nodes import Node, Picker, SheetState, picker
from template_builder.xlsx.ranges import over
from templates.language import address, quoted
from templates.model.page import CellAddress

__all__ = [
    "Aggregate",
    "Area",
    "FirstPlace",
    "FirstRow",
    "Function",
    "Hyperlink",
    "PlaceAddress",
    "PlaceOnSheet",
    "PlaceSheet",
]

Function = Literal["SUM", "MIN", "COUNTA", "COUNT"]

_NOWHERE = 1_000_000_000
"""The place where no cell is flagged: greater than any. Where there are several sheets, so many times the
number of its sheet is added to a place."""

_PER_ROW = 1_000
"""A place is one number: so many times its row, and its column."""


@dataclass(frozen=True, slots=True)
class Area(Node[tuple[Any, ...]]):
    """A range, as a formula names it, and those of its cells that may show anything, from the top."""

    text: str
    cells: tuple[CellAddress, ...]

    @property
    def formula(self) -> str:
        return self.text

    def value(self, state: SheetState) -> tuple[Any, ...]:
        return tuple([state.shown[cell] for cell in self.cells])

    @property
    def depends_on(self) -> frozenset[CellAddress]:
        return frozenset(self.cells)


@dataclass(frozen=True, slots=True)
class Aggregate(Node[int]):
    """A function over areas: `SUM` of whole numbers, `COUNTA` of inputs, `COUNT` of computed cells; `MIN`.

    `MIN` also takes places. An input never holds the text "", which COUNTA would count.
    """

    function: Function
    operands: tuple[Node[tuple[Any, ...]], ...]
    _pick: Picker = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        cells = [cell for operand in self.operands if isinstance(operand, Area) for cell in operand.cells]
        object.__setattr__(self, "_pick", picker(cells))

    @property
    def formula(self) -> str:
        return over(self.function, [operand.formula for operand in self.operands])

    def value(self, state: SheetState) -> int:
        values = self._pick(state.shown)
        for operand in self.operands:
            if not isinstance(operand, Area):
                values += operand.value(state)
        return _FUNCTIONS[self.function](values)

    @property
    def parts(self) -> tuple[Node[object], ...]:
        return self.operands


_FUNCTIONS: Mapping[Function, Callable[[tuple[Any, ...]], int]] = {
    "SUM": sum,
    "MIN": lambda values: min(values, default=_NOWHERE),
    "COUNTA": lambda values: len(values) - values.count(None) - values.count(""),
    "COUNT": lambda values: sum(isinstance(value, int | Decimal) for value in values),
}


@dataclass(frozen=True, slots=True)
class FirstRow(Node[int]):
    """The row of the first cell of a column that shows 1; it has a value only if one does."""

    area: Area
    first: int
    """The first row of the area."""

    @property
    def formula(self) -> str:
        return f"MATCH(1,{self.area.formula},0)+{self.first - 1}"

    def value(self, state: SheetState) -> int:
        return next(cell.row for cell in self.area.cells if state.shown[cell] == 1)

    @property
    def parts(self) -> tuple[Node[object], ...]:
        return (self.area,)


@dataclass(frozen=True, slots=True)
class FirstPlace(Node[tuple[int]]):
    """The place, as one number, that the first flagged cell of a column leads to: its row, and a column.

    A place far beyond the last sheet where none is flagged. `last` is the last row of the area, `sheet` the
    number of its sheet among `sheets`.
    """

    row: FirstRow
    last: int
    column: int
    sheet: int = 0
    sheets: int = 1

    @property
    def formula(self) -> str:
        area, first, column, nowhere = self.row.area, self.row.first, self._column, self._nowhere
        if first == self.last:
            return f"IF({area.formula}=1,{_PER_ROW * first + column},{nowhere})"
        return f"IFERROR(({self.row.formula})*{_PER_ROW}+{column},{nowhere})"

    def value(self, state: SheetState) -> tuple[int]:
        flagged = 1 in self.row.area.value(state)
        return (_PER_ROW * self.row.value(state) + self._column if flagged else self._nowhere,)

    @property
    def _column(self) -> int:
        return _NOWHERE * self.sheet + self.column

    @property
    def _nowhere(self) -> int:
        return _NOWHERE * self.sheets

    @property
    def parts(self) -> tuple[Node[object], ...]:
        return (self.row,)


@dataclass(frozen=True, slots=True)
class PlaceAddress(Node[str]):
    """The address, `C12`, of a place on a sheet that is given as one number."""

    place: Node[int]

    @property
    def formula(self) -> str:
        place = self.place.formula
        return f"ADDRESS(INT({place}/{_PER_ROW}),MOD({place},{_PER_ROW}),4)"

    def value(self, state: SheetState) -> str:
        return address(*divmod(self.place.value(state), _PER_ROW))

    @property
    def parts(self) -> tuple[Node[object], ...]:
        return (self.place,)


@dataclass(frozen=True, slots=True)
class PlaceOnSheet(Node[int]):
    """A place on its sheet, of one that says by its number which of several sheets it is on."""

    place: Node[int]

    @property
    def formula(self) -> str:
        return f"MOD({self.place.formula},{_NOWHERE})"

    def value(self, state: SheetState) -> int:
        return self.place.value(state) % _NOWHERE

    @property
    def parts(self) -> tuple[Node[object], ...]:
        return (self.place,)


@dataclass(frozen=True, slots=True)
class PlaceSheet(Node[str]):
    """What stands before the address of a place that says which of several sheets it is on: `'申报表'!`."""

    place: Node[int]
    prefixes: tuple[str, ...]

    @property
    def formula(self) -> str:
        names = ",".join(map(quoted, self.prefixes))
        return f"CHOOSE(INT({self.place.formula}/{_NOWHERE})+1,{names})"

    def value(self, state: SheetState) -> str:
        return self.prefixes[self.place.value(state) // _NOWHERE]

    @property
    def parts(self) -> tuple[Node[object], ...]:
        return (self.place,)


@dataclass(frozen=True, slots=True)
class Hyperlink(Node[str]):
    """A link to a place of the workbook; the cell shows `words`."""

    target: Node[str]
    words: Node[str]

    @property
    def formula(self) -> str:
        return f"HYPERLINK({self.target.formula},{self.words.formula})"

    def value(self, state: SheetState) -> str:
        return self.words.value(state)

    @property
    def parts(self) -> tuple[Node[object], ...]:
        return self.target, self.words
