"""The single fields of a form in two rounds: what each department said of them then and now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from collection.comparison.sides import Sides
from collection.round.incoming.past_year import single_rolls
from collection.summary.naming import label_of
from collection.summary.tables import value_or_none
from collection.summary.workbook.other_unit import places_between
from templates import CellMap, Field, Text
from templates.kinds.base import Value
from templates.kinds.shared.content import plain, shifted
from templates.language.references import references_of
from templates.model.shape import Leaf, enclosing, leaves, node_at
from templates.path import Names, Tree, join
from templates.records.department import department_field

__all__ = ["Basis", "FieldChange", "FieldPlan", "MainFigure", "is_amount", "is_percentage", "places_moved"]


class Basis(StrEnum):
    """What two values of a field have to do with each other."""

    YEARLY = "yearly"
    """The same field a year later."""
    PAST = "past"
    """The same year, as it was returned then and as the later form says it was."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field that says otherwise: its path, what it was, and what it is, amounts in the later form's unit.

    Of a past year's figure, `source` is where it stood then, and `planned` says that it was a plan.
    """

    path: str
    label: Text
    basis: Basis
    before: Value
    after: Value
    field: Field
    source: str = ""
    planned: bool = False


@dataclass(frozen=True, slots=True)
class MainFigure:
    """One of the figures that the form is summed up by: where it stands, what it is called."""

    names: Names
    label: Text
    was: Field
    now: Field


@dataclass(frozen=True, slots=True)
class _Compared:
    names: Names
    label: Text
    now: Field
    then: Names
    was: Field
    basis: Basis
    planned: bool = False


class FieldPlan:
    """Which fields can be compared, made once for both rounds."""

    def __init__(self, sides: Sides) -> None:
        before, after = sides.before.cell_map, sides.after.cell_map
        self.places = places_moved(sides)
        self.main = [
            MainFigure(names, _figure_name(after, names), was.field, now.field)
            for names in _main(after)
            if (was := _leaf(before, names)) is not None and (now := _leaf(after, names)) is not None
        ]
        self._past = list(_past(sides)) if sides.follow_one_another else []
        told = _with_their_sums(after, {one.names for one in self._past})
        self._yearly = [
            _Compared(names, label_of(after, join(names)), leaf.field, names, was.field, Basis.YEARLY)
            for names, leaf in leaves(after.shape)
            if names not in told and names != department_field(after) and _is_single(after, names)
            if not leaf.field.constant and (was := _leaf(before, names)) is not None
        ]

    def figures(self, before: Tree, after: Tree) -> list[tuple[Value, Value]]:
        """Return the main figures of a department, then and now; of a tree that is None, nothing."""
        return [
            (_of(one.was, before, one.names, self.places), _of(one.now, after, one.names))
            for one in self.main
        ]

    def changes(self, before: Tree, after: Tree) -> Iterator[FieldChange]:
        """Yield what a department says otherwise than it did."""
        for one in (*self._yearly, *self._past):
            was, now = _of(one.was, before, one.then, self.places), _of(one.now, after, one.names)
            if was == now or (one.basis is Basis.PAST and not _are_numbers(was, now)):
                continue
            source = join(one.then) if one.basis is Basis.PAST else ""
            yield FieldChange(join(one.names), one.label, one.basis, was, now, one.now, source, one.planned)


def _with_their_sums(cell_map: CellMap, past: set[Names]) -> set[Names]:
    """Return the fields of past years with all that the form works out of these alone."""
    for names in cell_map.computed:
        leaf = _leaf(cell_map, names)
        of = () if leaf is None or leaf.field.formula is None else references_of(leaf.field.formula)
        if of and all(one.names in past for one in of):
            past.add(names)
    return past


def is_amount(field: Field) -> bool:
    """Tell whether a field holds amounts in the form's unit of money."""
    return field.kind.column(field.limits).total


def is_percentage(field: Field) -> bool:
    """Tell whether a field is shown in percent."""
    return "%" in field.kind.column(field.limits).number_format


def places_moved(sides: Sides) -> int:
    """Return by how many places amounts of the earlier round move to be in the unit of the later one.

    Raises `CollectionError` where one of the units is none.
    """
    units = [side.cell_map.parameters.get("unit") for side in (sides.before, sides.after)]
    if units[0] == units[1] or None in units:
        return 0
    return places_between(sides.before.cell_map, str(units[1]))


def _moved(value: Decimal | int, places: int) -> Decimal | int:
    return plain(shifted(Decimal(value), places)) if places else value


def _of(field: Field, tree: Tree, names: Names, places: int = 0) -> Value:
    value: Any = value_or_none(tree, names)
    if isinstance(value, Decimal | int) and is_amount(field):
        value = _moved(value, places)
    return field.kind.exported(value)


def _are_numbers(*values: Value) -> bool:
    return all(isinstance(value, Decimal | int) for value in values)


def _leaf(cell_map: CellMap, names: Names) -> Leaf | None:
    node = node_at(cell_map.shape, names)
    return node if isinstance(node, Leaf) and _is_single(cell_map, names) else None


def _is_single(cell_map: CellMap, names: Names) -> bool:
    return not enclosing(cell_map.shape, names)


def _main(cell_map: CellMap) -> Iterator[Names]:
    """Yield the fields of the main figures; where a form names none, the amounts of its overview."""
    if cell_map.summary.main:
        yield from (figure.of for figure in cell_map.summary.main)
        return
    for names in cell_map.summary.overview:
        node = node_at(cell_map.shape, names)
        for path, leaf in leaves(node) if node is not None else ():
            if is_amount(leaf.field) and _is_single(cell_map, (*names, *path)):
                yield (*names, *path)


def _figure_name(cell_map: CellMap, names: Names) -> Text:
    leaf = _leaf(cell_map, names)
    heads = leaf.field.limits.heads if leaf is not None else ()
    if len(heads) < 2:
        return label_of(cell_map, join(names))
    return Text("·".join(head.zh for head in heads[:-1]), ", ".join(head.en for head in heads[:-1]))


def _past(sides: Sides) -> Iterator[_Compared]:
    """Yield the figures of past years that both forms have, as the form says what rolls on."""
    before, after = sides.before.cell_map, sides.after.cell_map
    for roll in single_rolls(after):
        now, was = _leaf(after, roll.target), _leaf(before, roll.source)
        if now is not None and was is not None:
            label = label_of(after, join(roll.target))
            planned = roll.note is not None
            yield _Compared(roll.target, label, now.field, roll.source, was.field, Basis.PAST, planned)
