"""The formulas of the sheet 自检: counts, lights, and links to the first place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count
from typing import Any

from template_builder.guidance.areas import (
    Aggregate,
    Area,
    FirstPlace,
    FirstRow,
    Function,
    Link,
    PlaceAddress,
)
from template_builder.guidance.cell_values import CHECK_SHEET, FORM_SHEET
from template_builder.guidance.check_model import (
    COUNTS,
    FIRST_RANK,
    LINK,
    STATE,
    WHOLE,
    RuleLine,
    SectionLine,
)
from template_builder.guidance.flags import RANKS
from template_builder.guidance.nodes import Cell, Compared, If, Joined, Node, Number, Sum, Words
from template_builder.guidance.status import status_node
from template_builder.xlsx.ranges import Run, rectangles
from templates.language import address, sheet_prefix
from templates.model.page import CellAddress
from templates.text import Language, Text

__all__ = ["STATES", "CheckFormulas"]

STATES = {
    "passed": Text("通过", "Passed"),
    "missing": Text("未填", "Missing"),
    "wrong": Text("有误", "Wrong"),
    "remark": Text("提醒", "Remark"),
    "open": Text("未判断", "Not judged"),
}
"""What a light may say."""

_BROKEN = ("missing", "wrong", "remark", "remark")
"""What the light of a rule of each of `RANKS` says when it is broken."""

_GO = Text("定位", "Go to")

_FIRST_PLACE = 8
"""The hidden column with the first place, as 1,000 times its row and its column; 0 where there is none."""

_LONGEST = 7_000
"""Characters of a formula; what is longer is worked out in hidden cells right of the line."""

_Cells = Iterator[tuple[CellAddress, Node[Any]]]


class CheckFormulas:
    """The formulas of the sheet for a form's sheet of some name, on which the cells `shown` show anything."""

    def __init__(self, form_sheet: str, shown: Iterable[CellAddress], language: Language) -> None:
        self._prefix = sheet_prefix(form_sheet)
        self._shown: Mapping[tuple[int, ...], CellAddress] = {cell: cell for cell in shown}
        self._language: Language = language

    def section(self, line: SectionLine) -> _Cells:
        """Yield the cells of a section: its counts, its light, the link."""
        counts = []
        for rank, ranges in enumerate(line.ranges):
            areas = tuple(self._area(text, spots) for text, spots in ranges)
            counts.append(_cell(line.row, FIRST_RANK + rank))
            yield counts[-1], Aggregate("SUM", areas)
        missing, wrong, *remarks = map(Cell, counts)
        passed: Node[str] = self._state("passed")
        if line.filled:
            filled = Aggregate("SUM", self._areas(line.filled))
            passed = If(Compared(filled, "=", 0), self._state("open"), passed)
        light = If(Compared(Sum(tuple(remarks)), ">", 0), self._state("remark"), passed)
        light = If(Compared(missing, ">", 0), self._state("missing"), light)
        yield _cell(line.row, STATE), If(Compared(wrong, ">", 0), self._state("wrong"), light)
        first, last = (address(cell.row, cell.column) for cell in (counts[0], counts[-1]))
        total = Aggregate("SUM", (Area(f"{first}:{last}", tuple(counts)),))
        yield from self._link(line, total, _Spare(line.row))

    def rule(self, line: RuleLine) -> _Cells:
        """Yield the cells of what is checked: the number of its places, its light, the link."""
        spare, number = _Spare(line.row), Cell(_cell(line.row, COUNTS))
        total = spare.fitting("SUM", self._areas(run for run, _ in line.search))
        yield from spare.taken()
        yield number.address, total
        light: Node[str] = self._state("passed")
        if line.rank:
            kinds: tuple[tuple[Function, tuple[Run, ...]], ...] = (
                ("COUNTA", line.inputs),
                ("COUNT", line.computed),
                ("SUM", line.filled),
            )
            entries = [spare.fitting(function, self._areas(runs)) for function, runs in kinds if runs]
            yield from spare.taken()
            light = If(Compared(Sum(tuple(entries)), "=", 0), self._state("open"), light)
        broken = self._state(_BROKEN[line.rank])
        yield _cell(line.row, STATE), If(Compared(number, ">", 0), broken, light)
        yield from self._link(line, number, spare)

    def whole(self, rules: Sequence[RuleLine]) -> _Cells:
        """Yield the cell that says how far the form is, from the numbers of all that is checked."""
        totals = []
        for rank in range(len(RANKS)):
            found = rectangles((line.row, COUNTS) for line in rules if line.rank == rank)
            areas = (Area(text, tuple(_cell(*spot) for spot in spots)) for text, spots in found)
            totals.append(Aggregate("SUM", tuple(areas)))
        yield _cell(*WHOLE), status_node(totals, self._language)

    def _link(self, line: SectionLine | RuleLine, number: Node[int], spare: _Spare) -> _Cells:
        """Yield the link to the first place of a line, with its place where it may be in several columns."""
        none, words = Compared(number, "=", 0), Words(_GO.say(self._language))
        target: Node[str]
        if len(line.search) > 1:
            first = Cell(_cell(line.row, _FIRST_PLACE))
            least = spare.fitting("MIN", [self._first_place(run, column) for run, column in line.search])
            yield from spare.taken()
            yield first.address, If(none, Number(0), least)
            target = Joined((Words(f"#{self._prefix}"), PlaceAddress(first)))
        else:
            ((run, column),) = line.search
            if run[0] == run[1]:
                target = Words(f"#{self._prefix}{address(run[0], column)}")
            else:
                letters = address(1, column)[:-1]
                target = Joined((Words(f"#{self._prefix}{letters}"), self._first_row(run)))
        yield _cell(line.row, LINK), If(none, Words(""), Link(target, words))

    def _first_place(self, run: Run, column: int) -> FirstPlace:
        return FirstPlace(self._first_row(run), run[1], column)

    def _first_row(self, run: Run) -> FirstRow:
        (area,) = self._areas([run])
        return FirstRow(area, run[0])

    def _areas(self, runs: Iterable[Run]) -> tuple[Area, ...]:
        return tuple(
            self._area(_range(run), [(row, run[2]) for row in range(run[0], run[1] + 1)]) for run in runs
        )

    def _area(self, text: str, spots: Iterable[tuple[int, int]]) -> Area:
        found = (self._shown.get((FORM_SHEET, *spot)) for spot in spots)
        return Area(self._prefix + text, tuple([cell for cell in found if cell is not None]))

    def _state(self, state: str) -> Words:
        return Words(STATES[state].say(self._language))


class _Spare:
    """The hidden cells right of a line, for formulas that would be too long in one cell."""

    def __init__(self, row: int) -> None:
        self._cells = (_cell(row, column) for column in count(_FIRST_PLACE + 1))
        self._taken: list[tuple[CellAddress, Node[Any]]] = []

    def fitting(self, function: Function, operands: Sequence[Node[tuple[Any, ...]]]) -> Aggregate:
        """Return a function over operands, of which some may be worked out in hidden cells."""
        lengths = [len(operand.formula) + 1 for operand in operands]
        if sum(lengths) <= _LONGEST:
            return Aggregate(function, tuple(operands))
        pieces: list[list[Node[tuple[Any, ...]]]] = []
        length = _LONGEST
        for operand, more in zip(operands, lengths, strict=True):
            if length + more > _LONGEST:
                pieces.append([])
                length = 0
            pieces[-1].append(operand)
            length += more
        cells = [next(self._cells) for _ in pieces]
        for cell, piece in zip(cells, pieces, strict=True):
            self._taken.append((cell, Aggregate(function, tuple(piece))))
        found = rectangles((cell.row, cell.column) for cell in cells)
        areas = (Area(text, tuple(_cell(*spot) for spot in spots)) for text, spots in found)
        return Aggregate("MIN" if function == "MIN" else "SUM", tuple(areas))

    def taken(self) -> _Cells:
        """Yield the hidden cells that were taken since the last call."""
        yield from self._taken
        self._taken = []


def _cell(row: int, column: int) -> CellAddress:
    return CellAddress(CHECK_SHEET, row, column)


def _range(run: Run) -> str:
    first, last, column = run
    return address(first, column) + (f":{address(last, column)}" if last > first else "")
