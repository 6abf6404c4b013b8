"""The formulas of the sheet 自检: counts, lights, and links to the first place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import count
from typing import Any

from template_builder.guidance.areas import (
    Aggregate,
    Area,
    FirstPlace,
    FirstRow,
    Function,
    Hyperlink,
    PlaceAddress,
    PlaceOnSheet,
    PlaceSheet,
)
from template_builder.guidance.cell_values import CHECK_SHEET
from template_builder.guidance.check_model import (
    COUNTS,
    EXPLAINED,
    FIRST_RANK,
    LINK,
    STATE,
    WHOLE,
    RuleLine,
    SectionLine,
)
from template_builder.guidance.explanations import ExplainedIn
from template_builder.guidance.flags import RANKS
from template_builder.guidance.nodes import (
    CellReference,
    Compared,
    Difference,
    If,
    Joined,
    Node,
    Number,
    Sum,
    Words,
)
from template_builder.guidance.status import status_node
from template_builder.xlsx.ranges import Position, Stretch, rectangles
from templates.language import address, sheet_prefix
from templates.model.page import CellAddress
from templates.text import Language, Text

__all__ = ["STATES", "CheckFormulas"]

STATES = {
    "passed": Text("通过", "Passed"),
    "missing": Text("未填", "Missing"),
    "wrong": Text("有误", "Wrong"),
    "remark": Text("提醒", "Remark"),
    "explained": Text("已说明", "Explained"),
    "open": Text("未判断", "Not checked"),
}
"""What a light may say."""

_BROKEN = ("missing", "wrong", "remark", "remark")
"""What the light of a rule of each of `RANKS` says when it is broken."""

_GO = Text("定位", "Go to")

_FIRST_PLACE = 9
"""The hidden column with the first place, as 1,000 times its row and its column; 0 where there is none."""

_LONGEST = 7_000
"""Characters of a formula; what is longer is worked out in hidden cells right of the line."""

_Cells = Mapping[CellAddress, Node[Any]]


class CheckFormulas:
    """Makes the formulas of the sheet in one language, for the lines of a form.

    `sheets` are the names of the form's sheets, and `shown` are their cells that may show anything.
    """

    def __init__(self, sheets: Sequence[str], shown: Iterable[CellAddress], language: Language) -> None:
        self._prefixes = [sheet_prefix(name) for name in sheets]
        self._shown: Mapping[tuple[int, ...], CellAddress] = {cell: cell for cell in shown}
        self._language: Language = language

    def section(self, line: SectionLine) -> _Cells:
        """Return the cells of a section: its counts, its light, the link."""
        cells = _LineCells(line.row)
        counts = [
            cells.put(
                FIRST_RANK + rank,
                Aggregate("SUM", tuple(self._area(line.sheet, *found) for found in ranges)),
            )
            for rank, ranges in enumerate(line.ranges)
        ]
        missing, wrong, *remarks = counts
        passed: Node[str] = self._state("passed")
        if line.filled:
            filled = self._sum(line.filled)
            passed = If(Compared(filled, "=", 0), self._state("open"), passed)
        explained = cells.put(EXPLAINED, self._sum(line.explained)) if line.explained else None
        remarked = Sum(tuple(remarks))
        light = If(Compared(remarked, ">", 0), self._remark(remarked, explained), passed)
        light = If(Compared(missing, ">", 0), self._state("missing"), light)
        cells.put(STATE, If(Compared(wrong, ">", 0), self._state("wrong"), light))
        area = Area(f"{counts[0].formula}:{counts[-1].formula}", tuple(cell.address for cell in counts))
        self._link(line, Aggregate("SUM", (area,)), cells)
        return cells.nodes

    def rule(self, line: RuleLine) -> _Cells:
        """Return the cells of what is checked: the number of its places, its light, the link."""
        cells = _LineCells(line.row)
        number = cells.put(COUNTS, cells.fitting("SUM", self._areas(run for run, _ in line.search)))
        light: Node[str] = self._state("passed")
        if line.rank:
            kinds: tuple[tuple[Function, tuple[Stretch, ...]], ...] = (
                ("COUNTA", line.inputs),
                ("COUNT", line.computed),
                ("SUM", line.filled),
            )
            entries = [cells.fitting(function, self._areas(runs)) for function, runs in kinds if runs]
            light = If(Compared(Sum(tuple(entries)), "=", 0), self._state("open"), light)
        broken: Node[str] = self._state(_BROKEN[line.rank])
        if line.explained:
            rows = [self._explained_in(*runs) for runs in line.explained]
            broken = self._remark(number, cells.put(EXPLAINED, cells.fitting("SUM", rows)))
        cells.put(STATE, If(Compared(number, ">", 0), broken, light))
        self._link(line, number, cells)
        return cells.nodes

    def whole(self, rules: Sequence[RuleLine]) -> _Cells:
        """Return the cell that says how far the form is, from the numbers of all that is checked."""
        totals = []
        for rank in range(len(RANKS)):
            found = rectangles((line.row, COUNTS) for line in rules if line.rank == rank)
            totals.append(Aggregate("SUM", tuple(_check_area(text, positions) for text, positions in found)))
        found = rectangles((line.row, EXPLAINED) for line in rules if line.explained)
        explained = Aggregate("SUM", tuple(_check_area(text, positions) for text, positions in found))
        return {_cell(*WHOLE): status_node(totals, self._language, explained if found else None)}

    def _explained_in(self, flags: Stretch, remarks: Stretch) -> ExplainedIn:
        (tested,), (explained,) = self._areas([flags]), self._areas([remarks])
        return ExplainedIn(tested, explained, Number(1))

    def _remark(self, remarks: Node[int], explained: CellReference | None) -> Node[str]:
        """Return the light of remarks, which is another where all of them are explained."""
        remark = self._state("remark")
        if explained is None:
            return remark
        return If(Compared(Difference(remarks, explained), ">", 0), remark, self._state("explained"))

    def _link(self, line: SectionLine | RuleLine, number: Node[int], cells: _LineCells) -> None:
        """Put the link to the first place of a line, with its place where it may be in several columns."""
        none, words = Compared(number, "=", 0), Words(_GO.say(self._language))
        target: Node[str]
        sheets = {run.sheet for run, _ in line.search}
        prefix = self._prefixes[min(sheets)]
        if len(line.search) > 1:
            places = [self._first_place(run, column, several=len(sheets) > 1) for run, column in line.search]
            least = cells.fitting("MIN", places)
            first = cells.put(_FIRST_PLACE, If(none, Number(0), least))
            if len(sheets) > 1:
                sheet, place = PlaceSheet(first, tuple(self._prefixes)), PlaceAddress(PlaceOnSheet(first))
                target = Joined((Words("#"), sheet, place))
            else:
                target = Joined((Words(f"#{prefix}"), PlaceAddress(first)))
        else:
            ((run, column),) = line.search
            if run.first == run.last:
                target = Words(f"#{prefix}{address(run.first, column)}")
            else:
                letters = address(1, column)[:-1]
                target = Joined((Words(f"#{prefix}{letters}"), self._first_row(run)))
        cells.put(LINK, If(none, Words(""), Hyperlink(target, words)))

    def _first_place(self, run: Stretch, column: int, *, several: bool) -> FirstPlace:
        """Return the place that the first flag of a run leads to; of `several` sheets, it says which."""
        sheets = len(self._prefixes) if several else 1
        return FirstPlace(self._first_row(run), run.last, column, run.sheet if several else 0, sheets)

    def _first_row(self, run: Stretch) -> FirstRow:
        (area,) = self._areas([run])
        return FirstRow(area, run.first)

    def _sum(self, runs: Iterable[Stretch]) -> Aggregate:
        return Aggregate("SUM", self._areas(runs))

    def _areas(self, runs: Iterable[Stretch]) -> tuple[Area, ...]:
        return tuple(
            self._area(run.sheet, _range(run), [(row, run.column) for row in range(run.first, run.last + 1)])
            for run in runs
        )

    def _area(self, sheet: int, text: str, positions: Iterable[Position]) -> Area:
        found = (self._shown.get((sheet, *position)) for position in positions)
        return Area(self._prefixes[sheet] + text, tuple([cell for cell in found if cell is not None]))

    def _state(self, state: str) -> Words:
        return Words(STATES[state].say(self._language))


class _LineCells:
    """The cells of a line, each put behind those that it depends on.

    Hidden cells right of the line hold what would make a formula too long.
    """

    def __init__(self, row: int) -> None:
        self.nodes: dict[CellAddress, Node[Any]] = {}
        self._row = row
        self._spare = count(_FIRST_PLACE + 1)

    def put(self, column: int, node: Node[Any]) -> CellReference:
        """Put a formula into a column, and return its cell."""
        cell = _cell(self._row, column)
        self.nodes[cell] = node
        return CellReference(cell)

    def fitting(self, function: Function, operands: Sequence[Node[tuple[Any, ...]]]) -> Aggregate:
        """Return a function over operands, of which hidden cells hold some where it would be too long."""
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
        cells = [self.put(next(self._spare), Aggregate(function, tuple(piece))).address for piece in pieces]
        found = rectangles((cell.row, cell.column) for cell in cells)
        areas = tuple(_check_area(text, positions) for text, positions in found)
        return Aggregate("MIN" if function == "MIN" else "SUM", areas)


def _cell(row: int, column: int) -> CellAddress:
    return CellAddress(CHECK_SHEET, row, column)


def _check_area(text: str, positions: Iterable[Position]) -> Area:
    return Area(text, tuple(_cell(*position) for position in positions))


def _range(run: Stretch) -> str:
    last = f":{address(run.last, run.column)}" if run.last > run.first else ""
    return address(run.first, run.column) + last
