"""The items of two rounds, such as projects and indicators: which go on, which are new, which have ended."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

from collection.comparison.fields import is_amount
from collection.summary.items import around, chains_of
from collection.summary.naming import label_of, repeat_name
from collection.summary.tables import value_or_none
from templates import CellMap, Field, Text
from templates.kinds import key
from templates.kinds.base import Value
from templates.kinds.shared.content import plain, shifted
from templates.model.shape import Group, Leaf, Node, Repeat, enclosing, leaves, node_at
from templates.model.summary import Table
from templates.path import Names, Tree, join

__all__ = ["Fate", "ItemChange", "ItemPlan", "item_plans"]


class Fate(StrEnum):
    """What became of an item. Of targets, `GROWS` is one that asks for more, `SHRINKS` for less."""

    BEGINS = "begins"
    ENDS = "ends"
    GROWS = "grows"
    SHRINKS = "shrinks"
    STAYS = "stays"
    OTHER = "other"
    """It says otherwise, and nobody can tell whether that is more or less."""


_FATES = {"more": Fate.GROWS, "less": Fate.SHRINKS, "same": Fate.STAYS, None: Fate.OTHER}


@dataclass(frozen=True, slots=True)
class ItemChange:
    """An item of one round beside the same of the other: what it is called, the value that is followed.

    `part` says of which repeat it is where a table has several; `was` and `field` are its paths.
    """

    fate: Fate
    part: Text
    names: tuple[str, ...]
    before: Value
    after: Value
    was: str | None
    field: str | None


class _Item(NamedTuple):
    numbers: tuple[int, ...]
    value: Tree


@dataclass(frozen=True, slots=True)
class _Plan:
    """A repeat in both forms."""

    names: Names
    part: Text
    before: Sequence[Names]
    after: Sequence[Names]
    followed: tuple[Field, Field] | None


class ItemPlan:
    """The items of one table: by which fields they are known again, and which one is followed.

    What the form does not say is its first words and its first amount.
    """

    def __init__(self, table: Table, before: CellMap, after: CellMap, places: int) -> None:
        item = _item(after, table.of[0])
        assert item is not None
        self.table, self._places = table, places
        self.match = table.match or _first(item, _is_word)
        follow = table.follow or next(iter(_first(item, is_amount)), None)
        self.follow = follow if follow is not None and _known(before, after, table.of[0], follow) else None
        self._plans = [
            _Plan(
                names,
                repeat_name(after, around(after.shape, names)[0]),
                around(before.shape, names),
                around(after.shape, names),
                None if self.follow is None else _known(before, after, names, self.follow),
            )
            for names in table.of
            if all(_known(before, after, names, one) for one in self.match)
        ]
        self.labels = tuple(_label(after, table.of, one) for one in self.match)
        self.follow_label = None if self.follow is None else _label(after, table.of, self.follow)

    @property
    def is_comparable(self) -> bool:
        """Whether both forms have its items, with words to know them by."""
        return bool(self.match and self._plans)

    @property
    def several(self) -> bool:
        """Whether its items are of several repeats."""
        return len(self.table.of) > 1

    @property
    def followed(self) -> Field | None:
        """The field that is followed, as the later form has it."""
        found = self._plans[0].followed if self._plans else None
        return None if found is None else found[1]

    def changes(self, before: Tree, after: Tree) -> Iterator[ItemChange]:
        """Yield each item of a department, those of now first; a tree that is None has none."""
        for plan in self._plans:
            were = [_Item(*_parted(chain)) for chain in _chains(before, plan.before)]
            are = [_Item(*_parted(chain)) for chain in _chains(after, plan.after)]
            pairs = self._paired(were, are)
            for number, item in enumerate(are):
                yield self._change(plan, pairs.get(number), item)
            gone = set(range(len(were))) - {other for other, _ in pairs.values()}
            for number in sorted(gone):
                yield self._change(plan, (number, were[number]), None)

    def _paired(self, were: Sequence[_Item], are: Sequence[_Item]) -> dict[int, tuple[int, _Item]]:
        """Return which item was which: of several that are called the same, those of one part first."""
        known: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
        for number, item in enumerate(were):
            known[self._key(item)].append(number)
        pairs: dict[int, tuple[int, _Item]] = {}
        keys = [self._key(item) for item in are]
        for is_of_same_part in (True, False):
            for number, item in enumerate(are):
                same = [
                    other
                    for other in known.get(keys[number], ())
                    if not is_of_same_part or were[other].numbers[:-1] == item.numbers[:-1]
                ]
                if number not in pairs and same:
                    known[keys[number]].remove(same[0])
                    pairs[number] = (same[0], were[same[0]])
        return pairs

    def _key(self, item: _Item) -> tuple[str, ...]:
        return tuple(key(name) for name in self._names(item))

    def _names(self, item: _Item) -> tuple[str, ...]:
        return tuple(_words(value_or_none(item.value, one)) for one in self.match)

    def _change(self, plan: _Plan, was: tuple[int, _Item] | None, item: _Item | None) -> ItemChange:
        old = None if was is None else was[1]
        shown = item or old
        assert shown is not None
        names = self._names(shown)
        before = after = None
        if plan.followed is not None and self.follow is not None:
            then, now = plan.followed
            if old is not None:
                before = _value(then, value_or_none(old.value, self.follow), self._places)
            if item is not None:
                after = _value(now, value_or_none(item.value, self.follow), 0)
        return ItemChange(
            self._fate(plan, old, item, before, after, names[0] if names else ""),
            plan.part,
            names,
            before,
            after,
            None if old is None else _path(plan.before, old.numbers),
            None if item is None else _path(plan.after, item.numbers),
        )

    def _fate(
        self,
        plan: _Plan,
        old: _Item | None,
        item: _Item | None,
        before: Value,
        after: Value,
        name: str,
    ) -> Fate:
        if old is None:
            return Fate.BEGINS
        if item is None:
            return Fate.ENDS
        if plan.followed is None or before == after:
            return Fate.STAYS
        return _FATES[plan.followed[1].kind.moved(after, before, name)]


def item_plans(before: CellMap, after: CellMap, places: int) -> list[ItemPlan]:
    """Return what can be followed of the tables of items that the later form's summary names."""
    return [
        ItemPlan(table, before, after, places)
        for table in after.summary.tables
        if isinstance(node_at(after.shape, table.of[0]), Repeat) and _item(after, table.of[0]) is not None
    ]


def _item(cell_map: CellMap, names: Names) -> Node | None:
    """Return the shape of the items of a repeat; None where they are single values, or there is no repeat."""
    node = node_at(cell_map.shape, names)
    return node.item if isinstance(node, Repeat) and isinstance(node.item, Group) else None


def _first(item: Node, fits: Callable[[Field], bool]) -> tuple[Names, ...]:
    found = (
        names
        for names, leaf in leaves(item)
        if fits(leaf.field) and not leaf.field.constant and not enclosing(item, names)
    )
    return tuple(one for one in [next(found, None)] if one is not None)


def _known(before: CellMap, after: CellMap, repeat: Names, names: Names) -> tuple[Field, Field] | None:
    """Return the field of an item in both forms; None where one has none such."""
    fields = []
    for cell_map in (before, after):
        item = _item(cell_map, repeat)
        leaf = None if item is None else node_at(item, names)
        if not isinstance(leaf, Leaf):
            return None
        fields.append(leaf.field)
    return fields[0], fields[1]


def _label(cell_map: CellMap, repeats: Sequence[Names], names: Names) -> Text:
    """Return what a field of items is called; what several repeats call it, where they differ."""
    labels = dict.fromkeys(label_of(cell_map, join((*repeat, *names))) for repeat in repeats)
    return Text("／".join(one.zh for one in labels), " / ".join(one.en for one in labels))


def _chains(tree: Tree, repeats: Sequence[Names]) -> Iterator[Any]:
    return iter(()) if tree is None else chains_of(tree, repeats)


def _parted(chain: Sequence[tuple[int, Tree]]) -> tuple[tuple[int, ...], Tree]:
    return tuple(number for number, _ in chain), chain[-1][1]


def _path(repeats: Sequence[Names], numbers: Sequence[int]) -> str:
    parts: list[str | int] = []
    done = 0
    for repeat, number in zip(repeats, numbers, strict=True):
        parts += [*repeat[done:], number]
        done = len(repeat)
    return join(parts)


def _words(value: Value) -> str:
    return "" if value is None else str(value)


def _value(field: Field, value: Value, places: int) -> Value:
    if places and isinstance(value, Decimal | int) and is_amount(field):
        return plain(shifted(Decimal(value), places))
    return field.kind.exported(value)


def _is_word(field: Field) -> bool:
    """Tell whether a field is of words that somebody wrote, by which an item can be known."""
    return field.formula is None and not field.kind.numeric
