"""Carrying: what of one record goes into another, item by item, as the rolls of a form say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from templates.findings.catalogue import catalogue
from templates.findings.finding import Finding, Location, Message
from templates.kinds import Value
from templates.kinds.money import in_unit
from templates.language import evaluate, parse
from templates.model.carryover import BY_NUMBER, Roll, RollFields, lists_around, pairs_of
from templates.model.cell_map import CellMap
from templates.model.expression import Expression
from templates.model.field import Field
from templates.model.shape import Group, Leaf, Node, Repeat, node_at
from templates.path import Indices, Names, Path, Tree, join, names_of, value_at
from templates.records.locking import read_again
from templates.records.record import is_unfilled
from templates.records.trees import added, are_alike, reached, value_held
from templates.text import Text

__all__ = ["Carrier", "Work"]

_Item = tuple[int, Names, Names, Indices]
"""An item of a source: the number of the source, the list it goes into, its own list, its place there."""


@dataclass(slots=True)
class Work:
    """What has come together of a record so far, and in which place of its list each item stands."""

    values: dict[str, Any] = field(default_factory=dict)
    locked: set[Names] = field(default_factory=set)
    carried: list[tuple[str, int | None]] = field(default_factory=list)
    findings: list[tuple[Finding, int | None]] = field(default_factory=list)
    """What there is to say; a note with the turn whose values it speaks of."""
    turn: int = 0
    put: dict[Path, int] = field(default_factory=dict)
    """In which turn each value was carried that stands in the record."""
    rows: dict[_Item, int] = field(default_factory=dict)
    origins: dict[Path, int] = field(default_factory=dict)
    """Of which source each item is that stands in a list."""

    def said(self) -> Iterator[Finding]:
        """Yield the findings, but no note on values that have all been replaced by later ones."""
        standing = {None, *self.put.values()}
        yield from (finding for finding, turn in self.findings if turn in standing)


@dataclass(frozen=True, slots=True)
class Carrier:
    """What carries from one source: its number among them, its cell map and filling, and where to."""

    number: int
    last: CellMap
    filling: Tree
    this: CellMap
    work: Work

    def roll(self, roll: Roll) -> None:
        """Carry what a roll says; nothing where there is nothing, or its condition does not hold."""
        node, target = node_at(self.last.shape, roll.source), node_at(self.this.shape, roll.target)
        assert node is not None
        assert target is not None
        condition = self._condition(roll)
        known = {item[:3] for item in self.work.rows}
        old, new = lists_around(self.last.shape, roll.source), lists_around(self.this.shape, roll.target)
        within = node.item if isinstance(node, Repeat) else node
        into = target.item if isinstance(target, Repeat) else target
        count = 0
        self.work.turn += 1
        for indices in self._positions(old):
            if condition is not None and evaluate(condition, self.filling, indices) is not True:
                self._left(roll, indices)
                continue
            place = self._path(self.last.shape, roll.source, indices)
            is_nothing = _is_nothing(within, value_at(self.filling, place))
            if is_nothing and not indices:
                continue
            at = self._spot(roll, old, new, indices, known)
            if at is not None and not is_nothing:
                self._carry(
                    within, into, place, self._path(self.this.shape, roll.target, at), roll, roll.fields
                )
                count += 1
        if count:
            self.work.carried.append((join(roll.target), count if isinstance(node, Repeat) else None))
            if roll.note is not None:
                single = isinstance(node, Leaf) and not old
                shown = self._value(node.field, roll.source) if isinstance(node, Leaf) and single else None
                label = target.field.limits.label if isinstance(target, Leaf) else Text(join(roll.target))
                self._say(roll.note, join(roll.target), shown, label, self.work.turn)

    def _condition(self, roll: Roll) -> Expression | None:
        if roll.when is None:
            return None
        known = self.last.derived(_no_conditions)
        around = lists_around(self.last.shape, roll.source)
        at = roll.when, around[-1] if around else ()
        if at not in known:
            known[at] = parse(at[0], self.last.shape, at[1], self.last.parameters, gives="truth")
        return known[at]

    def _positions(self, lists: tuple[Names, ...], indices: Indices = ()) -> Iterator[Indices]:
        """Yield the numbers of the items that are filled, those of outer lists first."""
        if len(indices) == len(lists):
            yield indices
            return
        names = lists[len(indices)]
        node = node_at(self.last.shape, names)
        assert isinstance(node, Repeat)
        items = value_at(self.filling, self._path(self.last.shape, names, indices))
        for number, item in enumerate(items):
            if not is_unfilled(node.item, item):
                yield from self._positions(lists, (*indices, number))

    @staticmethod
    def _path(shape: Node, names: Names, indices: Indices) -> Path:
        """Return a path with the numbers of items behind the names of the lists that they are in."""
        numbers, path = list(indices), list[str | int]()
        for length, name in enumerate(names, 1):
            path.append(name)
            if numbers and isinstance(node_at(shape, names[:length]), Repeat):
                path.append(numbers.pop(0))
        return tuple(path)

    def _left(self, roll: Roll, indices: Indices) -> None:
        """Report an item that does not go on."""
        if roll.otherwise is None or not indices:
            return
        place = self._path(self.last.shape, roll.source, indices)
        item = value_at(self.filling, place)
        first = next((value for value in item.values() if value), "") if isinstance(item, dict) else item
        self._say(roll.otherwise, join(place), first, Text(join(place)))

    def _say(self, message: Message, path: str, value: Tree, label: Text, turn: int | None = None) -> None:
        found = None if value is None or isinstance(value, Mapping | list) else str(value)
        finding = Finding(message, message.severity, (Location(path, found=found),), slots={"label": label})
        self.work.findings.append((finding, turn))

    def _spot(
        self,
        roll: Roll,
        old: tuple[Names, ...],
        new: tuple[Names, ...],
        indices: Indices,
        known: set[tuple[int, Names, Names]],
    ) -> Indices | None:
        """Return the numbers of the items into which something goes; None where they were left out before.

        Lists that lie within each other are carried item by item. Where the source has more of them, the
        outermost of it run together; where the target has more, the first item of these is meant.
        """
        more, less = max(len(old) - len(new), 0), max(len(new) - len(old), 0)
        at: Indices = ()
        for level, names in enumerate(new):
            if level < less:
                self._have(names, at)
                at = (*at, 0)
                continue
            mine = more + level - less
            item: _Item = (self.number, names, old[mine], indices[: mine + 1])
            row = self.work.rows.get(item)
            if row is None:
                is_whole = names == roll.target
                if not is_whole and item[:3] in known:
                    return None
                row = self._row(roll, item, names, at, is_whole=is_whole)
                self.work.rows[item] = row
            at = (*at, row)
        return at

    def _have(self, names: Names, at: Indices) -> None:
        """See to it that a list has a first item."""
        items = reached(self.work.values, self._path(self.this.shape, names, at))
        if not items:
            items.append({})

    def _row(self, roll: Roll, item: _Item, names: Names, at: Indices, *, is_whole: bool) -> int:
        """Return where an item stands in a list: where it is known again, else at the end."""
        way = self._path(self.this.shape, names, at)
        items = reached(self.work.values, way)
        target, source = node_at(self.this.shape, names), node_at(self.last.shape, item[2])
        assert isinstance(target, Repeat)
        assert isinstance(source, Repeat)
        place = self._path(self.last.shape, item[2], item[3])
        fresh = self._constants(target, source, value_at(self.filling, place))
        if is_whole and roll.match:
            own = (path for path, of in self.work.origins.items() if of == self.number)
            taken = {path[-1] for path in own if path[:-1] == way}
            free = [number for number in range(len(items)) if number not in taken]
            row = self._known(roll, target, source, place, items, free, fresh)
            if row is not None:
                self.work.origins[(*way, row)] = self.number
                return row
        self.work.origins[(*way, len(items))] = self.number
        items.append(fresh if isinstance(target.item, Group) else None)
        return len(items) - 1

    def _constants(self, target: Repeat, source: Repeat, found: Tree) -> dict[str, Any]:
        """Return the constants of an item: those that the source has, and those that all items have."""
        fresh: dict[str, Any] = {}
        for name in dict.fromkeys(name for row in target.every_row for name in row):
            words = {row.get(name) for row in target.every_row}
            if isinstance(source.item, Group) and isinstance(source.item.parts.get(name), Leaf):
                fresh[name] = found[name]
            elif len(words) == 1:
                (fresh[name],) = words
        return fresh

    def _known(
        self,
        roll: Roll,
        target: Repeat,
        source: Repeat,
        place: Path,
        items: list[Tree],
        free: list[int],
        fresh: dict[str, Any],
    ) -> int | None:
        """Return the place of the item that is the same, among those which no item of this source has."""
        if roll.match == (BY_NUMBER,):
            return free[0] if free else None
        assert isinstance(target.item, Group)
        assert isinstance(source.item, Group)
        pairs = {join(pair.new): pair for pair in pairs_of(source.item, target.item, roll.fields)}
        wanted = []
        for name in roll.match:
            pair = pairs[name]
            part = node_at(source.item, pair.old)
            assert isinstance(part, Leaf)
            value = self._value(part.field, (*place, *pair.old))
            wanted.append((pair.new, fresh.get(name) if value is None else value))
        for number in free:
            if all(are_alike(value_held(items[number], names), value) for names, value in wanted):
                return number
        return None

    def _carry(
        self, source: Node, target: Node, old: Path, new: Path, roll: Roll, fields: RollFields
    ) -> None:
        """Carry a node of the source that stands at a path into one of this form at another."""
        match source, target:
            case Leaf(), Leaf():
                self._put(source.field, target.field, old, new, roll)
            case Group(), Group():
                if len(new):
                    reached(self.work.values, new, dict)
                for pair in pairs_of(source, target, fields):
                    before, after = node_at(source, pair.old), node_at(target, pair.new)
                    assert before is not None
                    assert after is not None
                    self._carry(before, after, (*old, *pair.old), (*new, *pair.new), roll, pair.fields)
            case Repeat(), Repeat():
                items = reached(self.work.values, new)
                for number, item in enumerate(value_at(self.filling, old)):
                    if is_unfilled(source.item, item):
                        continue
                    at = (self.number, names_of(new), names_of(old), _numbers((*old, number)))
                    row = self.work.rows.get(at)
                    if row is None:
                        row = self.work.rows[at] = len(items)
                        is_group = isinstance(target.item, Group)
                        items.append(self._constants(target, source, item) if is_group else None)
                    self._carry(source.item, target.item, (*old, number), (*new, row), roll, fields)

    def _put(self, source: Field, target: Field, old: Path, new: Path, roll: Roll) -> None:
        """Carry the value of a field, in the unit of the form; one that its cell cannot take is told."""
        value = self._value(source, old)
        holder, name = (
            reached(self.work.values, new[:-1], dict if isinstance(new[-1], str) else list),
            new[-1],
        )
        if value is None:
            if isinstance(holder, dict):
                holder.setdefault(name, None)
            return
        value = in_unit(value, source.limits, target.limits)
        if roll.add:
            value = added(holder[name] if isinstance(name, int) else holder.get(name), value)
        between = self.last.form.name != self.this.form.name
        if (between or roll.locked) and not target.constant and not _is_fit(value, target):
            self._say(catalogue()["carried-not-fitting"], join(new), value, target.limits.label)
            return
        holder[name] = value
        if not target.constant:
            self.work.put[new] = self.work.turn
        if roll.locked:
            self.work.locked.add(target.names)

    def _value(self, of: Field, place: Path) -> Value:
        """Return what a record of the source has at a place, or what its form computes there."""
        found = value_at(self.filling, place)
        return None if found == "" else of.kind.recorded(found, of.limits)


def _is_fit(value: Value, target: Field) -> bool:
    """Tell whether a value is read again in a cell of a field as what it is."""
    return read_again(value, target.kind, target.limits).readable


def _no_conditions(cell_map: CellMap) -> dict[tuple[str, Names], Expression]:
    """Return what will know the conditions that were judged on records of a cell map."""
    return {}


def _numbers(path: Path) -> Indices:
    return tuple(part for part in path if isinstance(part, int))


def _is_nothing(node: Node, value: Tree) -> bool:
    """Tell whether nothing stands in a field, a group or an item, be it computed or filled in."""
    match node:
        case Leaf(field):
            return value is None or value == "" or field.constant
        case Group(parts):
            return all(_is_nothing(part, value[name]) for name, part in parts.items())
        case Repeat(item):
            return all(_is_nothing(item, one) for one in value)
