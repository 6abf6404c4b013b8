"""What changed between two filled forms, field by field: two returns, or a return and a record."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path as PathOfFile

from collection.errors import CollectionError
from collection.printing.sources import FilledForm, sources_in
from collection.summary.naming import label_of
from reader import ReadSettings
from reader.settings import USUAL
from templates import Form, Text
from templates.model.shape import Group, Leaf, Node, Repeat
from templates.path import Path, Tree, join

__all__ = ["Change", "ChangeKind", "changes_between", "filled_form_in"]

_LIKE = 0.5
"""The share of the fields of two items that must agree for one to be the other, changed."""


class ChangeKind(StrEnum):
    """What became of a field, or of an item of a list."""

    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    """The same item, elsewhere in its list."""


@dataclass(frozen=True, slots=True)
class Change:
    """A field, or an item, that is other in the new form; blanks are None.

    `field` is the path in the new record, or in the old one where it is gone; `was` its path in the old one,
    None where it is new. An item that is new or gone has its values as a mapping.
    """

    kind: ChangeKind
    field: str
    was: str | None
    label: Text
    old: Tree
    new: Tree


def filled_form_in(
    place: PathOfFile, forms: Sequence[Form] = (), settings: ReadSettings = USUAL
) -> FilledForm:
    """Return the one filled form of a workbook or a JSON file.

    Raises:
        TianbaoError: it cannot be read, or it holds several.
    """
    sources = sources_in([place])
    if len(sources) != 1:
        raise CollectionError("one-form-needed", place=place, count=len(sources))
    return sources[0].filled_form(forms, settings)


def changes_between(old: FilledForm, new: FilledForm) -> tuple[Change, ...]:
    """Return what a form says otherwise than an older one, in the order of the form.

    The items of a list are compared with what they were: an item keeps its identity where it moves, or where
    most of it stays. Raises `CollectionError` where these are different forms.
    """
    if old.cell_map.form.name != new.cell_map.form.name:
        raise CollectionError("forms-differ", old=old.cell_map.form.name, new=new.cell_map.form.name)
    walk = _Walk(old, new)
    return tuple(walk.node(new.cell_map.shape, old.values, new.values, (), ()))


@dataclass(frozen=True, slots=True)
class _Walk:
    old: FilledForm
    new: FilledForm

    def node(self, node: Node, old: Tree, new: Tree, was: Path, path: Path) -> Iterator[Change]:
        match node:
            case Leaf(field):
                if not field.constant and old != new:
                    yield self._change(ChangeKind.CHANGED, was, path, old, new)
            case Group(parts):
                for name, part in parts.items():
                    yield from self.node(part, _of(old, name), _of(new, name), (*was, name), (*path, name))
            case Repeat(item):
                yield from self._items(item, old or (), new or (), was, path)

    def _items(
        self, item: Node, old: Sequence[Tree], new: Sequence[Tree], was: Path, path: Path
    ) -> Iterator[Change]:
        pairs = _paired(item, old, new)
        still = _in_order(pairs)
        for number, tree in enumerate(new):
            before = pairs.get(number)
            if before is None:
                yield self._change(ChangeKind.ADDED, None, (*path, number), None, tree)
                continue
            places = (*was, before), (*path, number)
            if number not in still:
                yield self._change(ChangeKind.MOVED, *places, before + 1, number + 1)
            yield from self.node(item, old[before], tree, *places)
        for number in sorted(set(range(len(old))) - set(pairs.values())):
            yield self._change(ChangeKind.REMOVED, (*was, number), None, old[number], None)

    def _change(self, kind: ChangeKind, was: Path | None, path: Path | None, old: Tree, new: Tree) -> Change:
        of = self.new if path is not None else self.old
        field = join(path if path is not None else was or ())
        return Change(kind, field, None if was is None else join(was), label_of(of.cell_map, field), old, new)


def _of(tree: Tree, name: str) -> Tree:
    return tree.get(name) if isinstance(tree, Mapping) else None


def _paired(item: Node, old: Sequence[Tree], new: Sequence[Tree]) -> dict[int, int]:
    """Return which item of a list was which: those that agree wholly, then by how much of them agrees.

    What is a single value, and the only item of a list, has nothing else that it could have been.
    """
    were = [dict(_values(item, tree)) for tree in old]
    alike = sorted(
        (-_likeness(one, other), abs(number - before), number, before)
        for number, one in enumerate(dict(_values(item, tree)) for tree in new)
        for before, other in enumerate(were)
    )
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for unlike, apart, number, before in alike:
        may_be = -unlike >= _LIKE or (apart == 0 and (isinstance(item, Leaf) or len(old) == len(new) == 1))
        if may_be and number not in pairs and before not in taken:
            pairs[number] = before
            taken.add(before)
    return pairs


def _in_order(pairs: Mapping[int, int]) -> frozenset[int]:
    """Return the items that stay where they are if the fewest are taken to have moved.

    That is a longest increasing subsequence, found by patience sorting.
    """
    tops: list[int] = []
    chains: list[tuple[int, ...]] = []
    for number in sorted(pairs):
        place = bisect_left(tops, pairs[number])
        chain = (*(chains[place - 1] if place else ()), number)
        tops[place : place + 1] = [pairs[number]]
        chains[place : place + 1] = [chain]
    return frozenset(chains[-1] if chains else ())


def _likeness(one: Mapping[Path, Tree], other: Mapping[Path, Tree]) -> float:
    keys = one.keys() | other.keys()
    return sum(one.get(key) == other.get(key) for key in keys) / len(keys) if keys else 1.0


def _values(node: Node, tree: Tree, path: Path = ()) -> Iterator[tuple[Path, Tree]]:
    """Yield what is filled in below a node, without constants."""
    match node:
        case Leaf(field):
            if not field.constant and field.formula is None and tree is not None:
                yield path, tree
        case Group(parts):
            for name, part in parts.items():
                yield from _values(part, _of(tree, name), (*path, name))
        case Repeat(item):
            for number, one in enumerate(tree or ()):
                yield from _values(item, one, (*path, number))
