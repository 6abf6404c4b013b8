"""The cells of a returned form, each read through its kind, in a tree with the rows that people added."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from reader.containers.grid import Grid, Position
from reader.judge.formulas import with_result
from reader.locate.registration import Insertion, Registration
from templates.kinds import Outcome, Raw
from templates.model.cell_map import CellMap
from templates.model.field import Field
from templates.model.page import Cell
from templates.model.shape import Group, Leaf, Node, Repeat
from templates.path import Path, Tree, join

__all__ = ["Place", "Placed", "read_places"]

_NOTHING = Raw(None)
_GONE = Outcome(None, readable=False, counted=False)


@dataclass(frozen=True, slots=True)
class Place:
    """A field where it is now.

    `origin` is its path in the cell map (of the item beside it in a row that was inserted), `position` its
    place in the sheet as it came, None where its row or column is gone.
    """

    cell: Cell
    field: Field
    origin: Path
    position: Position | None
    raw: Raw | None
    outcome: Outcome

    @property
    def is_input(self) -> bool:
        """Whether a person fills it."""
        return self.field.is_input


@dataclass(frozen=True, slots=True)
class Placed:
    """A returned form: the filling as it was read, and the place of each of its paths."""

    filling: dict[str, Any]
    places: Mapping[Path, Place]
    inserted: Mapping[Path, int]
    """The items that stand in rows of their own making, with those rows."""
    deleted: frozenset[Path]
    """The inputs of the items whose rows are all gone: they are no items any more."""

    def below(self, path: Path) -> Iterator[tuple[Path, Place]]:
        """Yield the places at a path and below it, in the order of the form."""
        return ((at, place) for at, place in self.places.items() if at[: len(path)] == path)


def read_places(grid: Grid, cell_map: CellMap, registration: Registration) -> Placed:
    """Read every input of a form. Computed fields are left blank in the filling."""
    work = _Work(grid, registration, {path: cell for cell in cell_map for path in cell.fields})
    filling = work.read(cell_map.shape, (), (), None, {})
    return Placed(filling, work.places, work.inserted, _deleted(work.places, registration))


def _deleted(places: Mapping[Path, Place], registration: Registration) -> frozenset[Path]:
    """Return the inputs of the innermost items none of which has its row any more."""
    rows: defaultdict[Path, set[int]] = defaultdict(set)
    for path, place in places.items():
        if place.is_input:
            rows[_item(path)].add(place.cell.row)
    gone = {item for item, own in rows.items() if item and not own & registration.rows.keys()}
    return frozenset(path for path in places if _item(path) in gone)


def _item(path: Path) -> Path:
    """Return the path of the innermost item that a field lies in; `()` where it is in no list."""
    last = max((at for at, part in enumerate(path) if isinstance(part, int)), default=-1)
    return path[: last + 1]


@dataclass(slots=True)
class _Work:
    grid: Grid
    registration: Registration
    cells: Mapping[str, Cell]
    places: dict[Path, Place] = field(default_factory=dict)
    inserted: dict[Path, int] = field(default_factory=dict)
    _new: dict[Path, list[Insertion]] = field(init=False)

    def __post_init__(self) -> None:
        new: defaultdict[Path, list[Insertion]] = defaultdict(list)
        for insertion in self.registration.insertions:
            new[insertion.repeat].append(insertion)
        self._new = dict(new)

    def read(
        self, node: Node, origin: Path, path: Path, row: int | None, constants: Mapping[str, str]
    ) -> Tree:
        """Read what lies below a node of the shape; `row` is the inserted row it is in, if any."""
        match node:
            case Leaf(of):
                value = constants.get(of.names[-1])
                self.places[path] = place = self._place(of, origin, row, value)
                return of.kind.operand(place.outcome.value)
            case Group(parts):
                return {
                    name: self.read(part, (*origin, name), (*path, name), row, constants)
                    for name, part in parts.items()
                }
            case Repeat(item):
                items: list[Tree] = []
                for number, new_row in self._rows(origin, node.room):
                    here = (*path, len(items))
                    if new_row is not None:
                        self.inserted[here] = new_row
                    constants = node.constants[number]
                    items.append(self.read(item, (*origin, number), here, new_row, constants))
                return items

    def _rows(self, repeat: Path, room: int) -> Iterator[tuple[int, int | None]]:
        """Yield the items of a list: their number in the cell map, and the row where one was inserted."""
        new = self._new.get(repeat, [])
        for number in range(-1, room):
            if number >= 0:
                yield number, None
            for insertion in new:
                if insertion.after == number:
                    yield max(number, 0), insertion.row

    def _place(self, of: Field, origin: Path, row: int | None, constant: str | None) -> Place:
        cell = self.cells[join(origin)]
        position = self.registration.position(cell)
        if row is not None and not of.constant:
            column = self.registration.columns.get(cell.column)
            position = None if column is None else (row, column)
        raw = self.grid.cells.get(position) if position else None
        if of.constant:
            return Place(cell, of, origin, position, raw, Outcome(constant))
        if of.formula is not None:
            return Place(cell, of, origin, position, raw, Outcome(None))
        if position is None:
            return Place(cell, of, origin, None, None, _GONE)
        raw = with_result(raw) if raw else None
        return Place(cell, of, origin, position, raw, of.kind.read(raw or _NOTHING, cell.bounds))
