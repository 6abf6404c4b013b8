"""What each name in double braces means, for one form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from collection.summary.items import around
from collection.summary.own_workbook.words import (
    DEPARTMENT_NAME,
    DEPARTMENT_WORDS,
    FIXED_WORDS,
    ITEM_WORDS,
    PARAMETER_LABELS,
)
from templates import CellMap, Field, Text
from templates.findings.errors import Sentence, nearest, words_in_a_row
from templates.kinds.shared.clean import key
from templates.model.shape import Leaf, Repeat, leaves, node_at
from templates.path import Names, indices_of, join, names_of, split
from templates.records.department import department_field

__all__ = ["DepartmentWord", "FieldName", "FixedWord", "ItemWord", "Meaning", "PlaceholderName", "Vocabulary"]


@dataclass(frozen=True, slots=True)
class FixedWord:
    """A word that stands for the same everywhere."""

    word: str


@dataclass(frozen=True, slots=True)
class DepartmentWord:
    """A word that each department has a value for."""

    word: str


@dataclass(frozen=True, slots=True)
class ItemWord:
    """A word that each item of a list has a value for."""

    word: str


@dataclass(frozen=True, slots=True)
class FieldName:
    """A field of the form: its names, the lists that it lies in, the outermost first, and the items meant.

    Without `numbers`, the row of a field in a list is repeated for each item.
    """

    names: Names
    field: Field
    lists: tuple[Names, ...] = ()
    numbers: tuple[int, ...] = ()

    @property
    def is_repeated(self) -> bool:
        """Whether there is one for each item."""
        return bool(self.lists) and not self.numbers


Meaning = FixedWord | DepartmentWord | ItemWord | FieldName


@dataclass(frozen=True, slots=True)
class PlaceholderName:
    """A name that may be used: what it is called, and its `scope`: `everywhere`, `department`, or a list."""

    name: str
    label: Text
    scope: str
    kind: str = ""


class Vocabulary:
    """The names that may be used for a form.

    >>> Vocabulary(cell_map).meaning("trips.cost")  # doctest: +SKIP
    """

    def __init__(self, cell_map: CellMap) -> None:
        self._map, self._department = cell_map, department_field(cell_map)
        self._fields = {join(names): names for names, _ in leaves(cell_map.shape)}

    def meaning(self, name: str) -> Meaning | Sentence:
        """Return what a name means, or what is wrong with it."""
        if name in DEPARTMENT_WORDS and (name not in self._fields or name == DEPARTMENT_NAME):
            return DepartmentWord(name)
        if name in self._fields:
            if self._fields[name] == self._department:
                return DepartmentWord(DEPARTMENT_NAME)
            return self._field(self._fields[name])
        if name in ITEM_WORDS:
            return ItemWord(name)
        if name in FIXED_WORDS or (name in PARAMETER_LABELS and name in self._map.parameters):
            return FixedWord(name)
        if "[" in name:
            found = self._numbered(name)
            if found is not None:
                return found
        called = self._labels.get(key(name), ())
        if len(called) == 1:
            return self.meaning(called[0])
        if called:
            return Sentence.of("placeholder-ambiguous", name=name, fields=words_in_a_row(called))
        if node_at(self._map.shape, tuple(name.split("."))) is not None:
            inner = next(field for field in self._fields if field.startswith(f"{name}."))
            return Sentence.of("placeholder-is-a-group", name=name, example=inner)
        near = nearest(name, self.names)
        return Sentence.of("placeholder-unknown", name=name, form=self._map.form.name, near=near)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """All names, in the order of the listing."""
        return tuple(one.name for one in self.listing())

    def listing(self) -> Iterator[PlaceholderName]:
        """Yield every name that may be used."""
        for word, label in FIXED_WORDS.items():
            yield PlaceholderName(word, label, "everywhere")
        for word, label in PARAMETER_LABELS.items():
            if word in self._map.parameters and word not in self._fields:
                yield PlaceholderName(word, label, "everywhere")
        for word, (label, _) in DEPARTMENT_WORDS.items():
            if word not in self._fields or word == DEPARTMENT_NAME:
                yield PlaceholderName(word, label, "department")
        for word, (label, _) in ITEM_WORDS.items():
            yield PlaceholderName(word, label, "item")
        for path, names in self._fields.items():
            if names == self._department:
                continue  # it is the name of the department
            found = self._field(names)
            scope = join(found.lists[-1]) if found.lists else "department"
            label = found.field.limits.label
            yield PlaceholderName(path, label if label.zh else Text(path), scope, found.field.kind.name)

    def _field(self, names: Names, numbers: tuple[int, ...] = ()) -> FieldName:
        node = node_at(self._map.shape, names)
        if isinstance(node, Repeat):  # a list of plain values
            node = node.item
        assert isinstance(node, Leaf)
        return FieldName(names, node.field, tuple(around(self._map.shape, names)), numbers)

    def _numbered(self, name: str) -> Meaning | Sentence | None:
        """Return the field of one item, `projects[0].name`; None where there is no such field."""
        path = split(name)
        if join(path) != name or join(names_of(path)) not in self._fields:
            return None
        found = self._field(names_of(path), indices_of(path))
        parts: list[str | int] = []
        for length, part in enumerate(found.names, 1):
            parts += [part, 0] if found.names[:length] in found.lists else [part]
        example = join(parts)
        right = split(example)
        placed = [isinstance(part, int) for part in path] == [isinstance(part, int) for part in right]
        return found if placed else Sentence.of("placeholder-item-number", name=name, example=example)

    @cached_property
    def _labels(self) -> dict[str, list[str]]:
        """What people call the names, folded, each with all names that are called so."""
        found: dict[str, list[str]] = {}
        for one in self.listing():
            for label in {key(one.label.zh), key(one.label.en)}:
                known = found.setdefault(label, [])
                if one.name not in known:
                    known.append(one.name)
        if self._department is not None:
            called = self._field(self._department).field.limits.label
            found.setdefault(key(called.zh), [DEPARTMENT_NAME])
        return found
