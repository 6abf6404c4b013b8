"""Formulas of the form that read the wrong cells, as somebody cut a cell and pasted it elsewhere.

A spreadsheet program lets the formulas that read a cell follow it where it is cut and pasted, and turns the
references to what was there into `#REF!`. Compared is which cells a formula reads, each in the coordinates of
the cell map; how a program writes the formula does not matter.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from reader.containers import Position, column_number
from reader.judge.filled_form import FilledForm
from reader.judge.plan import ReadingPlan
from reader.judge.planning import plan_of
from reader.locate import located_in_place
from templates import CellMap
from templates.language import references_of, render_computed, resolve
from templates.model.expression import Expression
from templates.model.page import CellAddress
from templates.path import Indices, Path, Tree, indices_of
from templates.records.addresses import address_tree

__all__ = ["MovedFormulas", "moved_formulas"]

_TEXT = re.compile(r'"(?:[^"]|"")*"')
_REFERENCE = re.compile(
    r"(?P<sheet>'(?:[^']|'')+'!|[\w.\[\]]+!)?"
    r"(?<![A-Za-z0-9_.$])(?P<right>\$?)(?P<column>[A-Z]{1,3})(?P<down>\$?)(?P<row>\d{1,7})"
    r"(?::(?P<last_right>\$?)(?P<last_column>[A-Z]{1,3})(?P<last_down>\$?)(?P<last_row>\d{1,7}))?(?![\w(.!])"
)
_SHEET_NAME = re.compile(r""""(?:[^"]|"")*"|(?P<name>'(?:[^']|'')+'|[\w.]+)!""")
"""A text, which is kept, or the name of a sheet before an address."""
_LOST = "#REF!"
_MOST_CELLS = 10_000
"""Nobody sums up more cells of a form; a larger range is none of its."""

_MEMORY = 1024


@dataclass(frozen=True, slots=True)
class MovedFormulas:
    """The numbers of the computed fields whose formulas read the wrong cells, and of those that follow."""

    moved: frozenset[int]
    followers: frozenset[int]

    def __contains__(self, number: int) -> bool:
        """Tell whether a field is one of either."""
        return number in self.moved or number in self.followers


_NONE = MovedFormulas(frozenset(), frozenset())


def moved_formulas(form: FilledForm, sheets: Sequence[str]) -> MovedFormulas:
    """Return which formulas of a form are no longer those of the cell map; its sheets have these names."""
    plan = form.plan
    look = plan.cell_map.derived(_in_place) if plan.in_place else _Look(plan)
    numbered = _with_numbers(plan.cell_map, sheets) if len(sheets) > 1 else None
    moved = frozenset(
        number
        for number in look.expected
        if (raw := form.raws[number]) is not None
        and raw.formula is not None
        and not look.is_right(number, numbered(raw.formula) if numbered else raw.formula)
    )
    return MovedFormulas(moved, look.followers(moved)) if moved else _NONE


def _with_numbers(cell_map: CellMap, sheets: Sequence[str]) -> Callable[[str], str]:
    """Return what writes the number of each of the form's sheets for its name in a formula: `'1'!C5`.

    A program that rewrites no formulas leaves there what a sheet was called before it was renamed.
    """
    names = [
        *enumerate(cell_map.sheet_names("zh")),
        *enumerate(cell_map.sheet_names("en")),
        *enumerate(sheets),
    ]
    known = {name: f"'{number}'!" for number, name in names}

    def numbered(match: re.Match[str]) -> str:
        name = match["name"]
        if name is None:
            return match[0]
        plain = name[1:-1].replace("''", "'") if name.startswith("'") else name
        return known.get(plain, match[0])

    return lambda formula: _SHEET_NAME.sub(numbered, formula)


class _Look:
    """What the computed cells of a plan should read, and what a formula does."""

    def __init__(self, plan: ReadingPlan) -> None:
        cell_map = plan.cell_map
        self._names = tuple(map(str, range(len(cell_map.field_sheets))))
        """What formulas call the sheets here, whatever people call them: their numbers."""
        several = len(self._names) > 1
        self._sheets = {f"'{name}'!": int(name) for name in self._names} if several else {}
        tree = cell_map.derived(address_tree)
        self._located = {
            entry.address: entry.cell.address for entry in plan.located.cells if entry.address is not None
        }
        gone = {entry.cell.address for entry in plan.located.cells if entry.address is None}
        self._inserted = {
            at for item in plan.located.inserted for at in item.cells.values() if at is not None
        }
        self.expected: dict[int, frozenset[CellAddress]] = {}
        self._texts: dict[int, str] = {}
        self._addresses: dict[int, CellAddress] = {}
        self._places: dict[int, CellAddress] = {}
        inserted = {item.path for item in plan.items if item.inserted}
        for number in plan.computed:
            entry = plan.fields[number]
            if entry.address is None or entry.field.formula is None or _lies_in(entry.path, inserted):
                continue
            indices = indices_of(entry.map_path)
            cells = _cells_read(entry.field.formula, tree, indices)
            if not cells.isdisjoint(gone):
                continue  # what became of it is said with the row or the column that is gone
            self.expected[number], self._places[number] = cells, entry.address
            self._texts[number] = render_computed(
                entry.field.formula, tree, indices, sheet=entry.cell.sheet, sheet_names=self._names
            )
            self._addresses[number] = entry.cell.address
        self._reads = lru_cache(maxsize=_MEMORY)(self._cells_of)

    def is_right(self, number: int, formula: str) -> bool:
        """Tell whether a formula reads the cells that it should."""
        if formula == self._texts[number]:
            return True  # also where a program that rewrites no formulas put rows in
        cells = self._reads(formula, self._places[number], (0, 0))
        if cells is not None and not cells:
            return True  # what reads no cell went along with none; its value is compared as any other
        return cells == self.expected[number] or any(
            self._is_shared(formula, number, first) for first in self.expected if first != number
        )

    def _is_shared(self, formula: str, number: int, first: int) -> bool:
        """Tell whether a formula is that of another cell, which a program wrote once for both."""
        at, other = self._places[number], self._places[first]
        if at.sheet != other.sheet:
            return False
        if self._reads(formula, other, (0, 0)) != self.expected[first]:
            return False
        moved = at.row - other.row, at.column - other.column
        return self._reads(formula, at, moved) == self.expected[number]

    def followers(self, moved: frozenset[int]) -> frozenset[int]:
        """Return the computed fields that are computed from some others, through whatever is between."""
        wrong = {self._addresses[number] for number in moved}
        found: set[int] = set()
        while True:
            more = {
                number
                for number, cells in self.expected.items()
                if number not in found and not cells.isdisjoint(wrong)
            }
            if not more:
                return frozenset(found) - moved
            found |= more
            wrong |= {self._addresses[number] for number in more}

    def _cells_of(
        self, formula: str, place: CellAddress, moved: tuple[int, int]
    ) -> frozenset[CellAddress] | None:
        """Return the cells of the cell map that a formula reads; None where it reads any other.

        Its references are `moved` by so many rows and columns, but for those that are fixed by `$`.
        """
        bare = _TEXT.sub('""', formula)
        if _LOST in bare:
            return None
        cells = set()
        for match in _REFERENCE.finditer(bare):
            sheet = self._sheets.get(match["sheet"]) if match["sheet"] else place.sheet
            if sheet is None:
                return None
            for row, column in _positions(match, moved):
                at = CellAddress(sheet, row, column)
                cell = self._located.get(at)
                if cell is not None:
                    cells.add(cell)
                elif at not in self._inserted:
                    return None
        return frozenset(cells)


def _in_place(cell_map: CellMap) -> _Look:
    return _Look(plan_of(cell_map, located_in_place(cell_map)))


def _positions(match: re.Match[str], moved: tuple[int, int]) -> Iterator[Position]:
    """Yield the cells of a reference; no cell at all of a range that is too large."""
    first = _corner(match["row"], match["column"], match["down"], match["right"], moved)
    last = first
    if match["last_row"]:
        last = _corner(
            match["last_row"], match["last_column"], match["last_down"], match["last_right"], moved
        )
    rows, columns = range(first[0], last[0] + 1), range(first[1], last[1] + 1)
    if len(rows) * len(columns) > _MOST_CELLS:
        yield 0, 0  # which is no cell
    else:
        yield from ((row, column) for row in rows for column in columns)


def _corner(row: str, column: str, row_fixed: str, column_fixed: str, moved: tuple[int, int]) -> Position:
    down, right = moved
    return int(row) + (0 if row_fixed else down), column_number(column) + (0 if column_fixed else right)


def _lies_in(path: Path, items: set[Path]) -> bool:
    return any(path[:end] in items for end in range(1, len(path) + 1))


def _cells_read(expression: Expression, tree: Tree, indices: Indices) -> frozenset[CellAddress]:
    found: set[CellAddress] = set()
    for ref in references_of(expression):
        leaves = resolve(tree, ref, indices)
        found.update(leaf for leaf in (leaves if ref.column else [leaves]) if isinstance(leaf, CellAddress))
    return frozenset(found)
