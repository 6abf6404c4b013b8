"""The fields of a located form, in the order of its record: what there is to read, and where.

A plan depends on the cell map and on where its cells are, and on nothing that stands in them. Most forms come
back with every cell in its place, so that one plan serves them all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter

from reader.containers import Position
from reader.judge.trees import Build, PlanNode, builder
from reader.locate import LocatedForm, located_in_place
from templates.kinds import Limits, Outcome, Raw, Value
from templates.kinds.shared.usual_kind import UsualKind
from templates.model.cell_map import CellMap
from templates.model.field import Field
from templates.model.page import Cell, CellAddress
from templates.path import Path, Tree
from templates.text import Text

__all__ = ["FieldCell", "PlannedItem", "ReadingPlan", "is_odd"]

_NOTHING = Raw(None)
_MOST_TERMS, _LONGEST_TERM = 128, 64
"""How many texts are remembered of a field with a list of terms; longer ones are none of them."""
_GONE = Outcome(None, readable=False, counted=False)


@dataclass(frozen=True, slots=True)
class FieldCell:
    """A field of a returned form, and the cell it is in.

    `path` counts the items as they came, `map_path` is the path in the cell map (of the item beside it in a
    row that was inserted). `address` is the place in the sheets as they came, None where the cell is gone.
    """

    path: Path
    map_path: Path
    field: Field
    cell: Cell
    address: CellAddress | None
    constant: str | None = None


@dataclass(frozen=True, slots=True)
class PlannedItem:
    """An item of a list: its path, the numbers of the inputs in it, and its first cell if it was inserted."""

    path: Path
    inputs: tuple[int, ...]
    inserted: CellAddress | None


@dataclass(frozen=True, eq=False)
class ReadingPlan:
    """The fields and items of a located form, each with its number, and the shape that they make."""

    cell_map: CellMap
    located: LocatedForm
    fields: tuple[FieldCell, ...]
    items: tuple[PlannedItem, ...]
    root: PlanNode

    @cached_property
    def inputs(self) -> tuple[int, ...]:
        """The numbers of the fields that a person fills in."""
        return tuple(number for number, entry in enumerate(self.fields) if entry.field.is_input)

    @cached_property
    def texts(self) -> tuple[int, ...]:
        """The numbers of the inputs that hold no numbers by their kinds."""
        return tuple(number for number in self.inputs if not self.fields[number].field.kind.numeric)

    @cached_property
    def places(self) -> Mapping[int, tuple[tuple[CellAddress, int], ...]]:
        """The inputs that are there, by the number of their sheet: their places and numbers."""
        places: defaultdict[int, list[tuple[CellAddress, int]]] = defaultdict(list)
        for number in self.inputs:
            address = self.fields[number].address
            if address is not None:
                places[address.sheet].append((address, number))
        return {sheet: tuple(found) for sheet, found in places.items()}

    @cached_property
    def computed(self) -> tuple[int, ...]:
        """The numbers of the fields that the form computes."""
        return tuple(number for number, entry in enumerate(self.fields) if entry.field.formula is not None)

    @cached_property
    def labels(self) -> tuple[tuple[CellAddress, Cell, Text], ...]:
        """The labels, with their places and words."""
        return tuple(
            (entry.address, entry.cell, entry.cell.text)
            for entry in self.located.cells
            if entry.address is not None and entry.cell.text is not None
        )

    @cached_property
    def reads(self) -> tuple[tuple[int, int, Position, Callable[[Raw, Limits], Outcome], Limits], ...]:
        """What is to be read: number, sheet and position of each input that is there, how, and its limits."""
        entries = [(number, self.fields[number]) for number in self.inputs]
        return tuple(
            (number, entry.address.sheet, entry.address[1:], _read_of(entry), entry.cell.bounds)
            for number, entry in entries
            if entry.address is not None
        )

    @cached_property
    def operands(self) -> tuple[tuple[int, Callable[[Value], Value]], ...]:
        """The inputs whose values formulas take for something else, and the functions that give it.

        Most kinds have the usual `operand`, which gives the value itself, and need no call.
        """
        kinds = [(number, self.fields[number].field.kind) for number in self.inputs]
        return tuple(
            (number, kind.operand)
            for number, kind in kinds
            if getattr(type(kind), "operand", None) is not UsualKind.operand
        )

    @cached_property
    def outcomes(self) -> tuple[Outcome, ...]:
        """What is read of each field where its cell is blank: the outcome of a constant is its value."""
        return tuple(map(_blank_outcome, self.fields))

    @cached_property
    def required(self) -> frozenset[int]:
        """The inputs outside of lists that must be filled in, whatever else is filled in."""
        single = [number for number in self.inputs if not _innermost_item(self.fields[number].path)]
        return frozenset(number for number in single if self.fields[number].field.required)

    @cached_property
    def odd(self) -> tuple[int, ...]:
        """The inputs of which there is something to say where they are blank, as their cells are gone."""
        return tuple(number for number in self.inputs if is_odd(self.outcomes[number]))

    @cached_property
    def numbers(self) -> Mapping[Path, int]:
        """The number of each field by its path."""
        return {entry.path: number for number, entry in enumerate(self.fields)}

    @cached_property
    def spans(self) -> Mapping[Path, range]:
        """The numbers of the fields at and below each field, group, item and list."""
        spans: dict[Path, range] = {}
        for number, entry in enumerate(self.fields):
            for end in range(len(entry.path) + 1):
                first = spans.get(entry.path[:end], range(number, number)).start
                spans[entry.path[:end]] = range(first, number + 1)
        return spans

    @cached_property
    def spoken_of(self) -> Mapping[Path, int]:
        """The number of the field whose cell is told of each field, group, item and list: its first.

        Of a constant it is the first of its item.
        """
        named = frozenset(number for number, entry in enumerate(self.fields) if not entry.field.constant)
        first = {path: min(named.intersection(span)) for path, span in self.spans.items() if named & {*span}}
        constants = (entry.path for entry in self.fields if entry.field.constant)
        return first | {path: first[path[:-1]] for path in constants if path[:-1] in first}

    @cached_property
    def map_paths(self) -> Mapping[Path, Path]:
        """The path in the cell map of each field, group, item and list."""
        paths: dict[Path, Path] = {}
        for entry in self.fields:
            for end in range(1, len(entry.path) + 1):
                paths.setdefault(entry.path[:end], entry.map_path[:end])
        return paths

    @cached_property
    def deleted(self) -> frozenset[int]:
        """The fields of the innermost items none of whose inputs has its row any more: they are no items."""
        rows: defaultdict[Path, set[tuple[int, int]]] = defaultdict(set)
        for number in self.inputs:
            entry = self.fields[number]
            rows[_innermost_item(entry.path)].add((entry.cell.sheet, entry.cell.row))
        gone = {item for item, where in rows.items() if item and where <= self.located.deleted_rows}
        return frozenset(
            number for number, entry in enumerate(self.fields) if _innermost_item(entry.path) in gone
        )

    @cached_property
    def filling(self) -> Build:
        """What makes the filling: every field, in every item."""
        return builder(self.root, frozenset(range(len(self.fields))))

    @cached_property
    def record(self) -> Build:
        """What makes the record: what is filled in, and the constants beside it."""
        return builder(self.root, frozenset(range(len(self.fields))) - frozenset(self.computed))

    @cached_property
    def computed_tree(self) -> Build:
        """What makes the tree of what the form computes."""
        return builder(self.root, frozenset(self.computed))

    @cached_property
    def _pickers(self) -> tuple[tuple[itemgetter[Tree], Tree], ...]:
        """For each item, what picks the values of its inputs, and what that gives where all are blank."""
        blanks: list[None] = [None] * len(self.fields)
        pickers = [itemgetter(*item.inputs) if item.inputs else itemgetter(slice(0)) for item in self.items]
        return tuple((pick, pick(blanks)) for pick in pickers)

    @cached_property
    def every_item(self) -> tuple[bool, ...]:
        """Every item of the plan as one that is in a tree."""
        return (True,) * len(self.items)

    @property
    def in_place(self) -> bool:
        """Whether every cell is where the cell map has it, so that the plan is the cell map's only one."""
        return self.located is located_in_place(self.cell_map)

    def filled_items(self, values: Sequence[Tree]) -> tuple[bool, ...]:
        """Tell of each item whether anything is filled in, which makes it one of the record."""
        return tuple(pick(values) != blanks for pick, blanks in self._pickers)


def _read_of(entry: FieldCell) -> Callable[[Raw, Limits], Outcome]:
    """Return what reads a cell; of a list of terms it remembers what it read, as few of them ever come."""
    read: Callable[[Raw, Limits], Outcome] = entry.field.kind.read
    if entry.cell.bounds.choices is None:
        return read
    known: dict[tuple[str, str], Outcome] = {}

    def remembered(raw: Raw, limits: Limits) -> Outcome:
        if not isinstance(raw.value, str) or len(raw.value) > _LONGEST_TERM or raw.formula is not None:
            return read(raw, limits)
        same = (raw.value, raw.number_format)
        outcome = known.get(same)
        if outcome is None:
            if len(known) >= _MOST_TERMS:
                known.clear()
            outcome = known[same] = read(raw, limits)
        return outcome

    return remembered


def is_odd(outcome: Outcome) -> bool:
    """Tell whether an input could not be read, is not counted by the sheet, or has notes."""
    return bool(outcome.notes) or not outcome.readable or not outcome.counted


def _blank_outcome(entry: FieldCell) -> Outcome:
    if entry.field.constant:
        return Outcome(entry.constant)
    if entry.field.formula is not None:
        return Outcome(None)
    return _GONE if entry.address is None else entry.field.kind.read(_NOTHING, entry.cell.bounds)


def _innermost_item(path: Path) -> Path:
    """Return the path of the innermost item that a field lies in; `()` where it is in no list."""
    last = max((at for at, part in enumerate(path) if isinstance(part, int)), default=-1)
    return path[: last + 1]
