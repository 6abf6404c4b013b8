"""Which inputs stand behind an expression, through whatever is computed from them."""

from __future__ import annotations

from collections.abc import Iterator

from reader.judge.places import Placed
from templates.language import references_of
from templates.model.expression import Expression, Ref
from templates.path import Indices, Names, Path, Tree, indices_of

__all__ = ["Dependencies"]


class Dependencies:
    """The inputs behind the fields of one filled form. Each is followed once."""

    def __init__(self, placed: Placed) -> None:
        self._placed = placed
        self._known: dict[Path, frozenset[Path]] = {}

    def of_expression(self, expression: Expression, indices: Indices) -> frozenset[Path]:
        """Return the inputs behind an expression that stands in the items `indices`."""
        return frozenset(
            path for ref in references_of(expression) for path in self.of_reference(ref, indices)
        )

    def of_reference(self, ref: Ref, indices: Indices) -> frozenset[Path]:
        """Return the inputs behind a reference: of a whole column, those of every item."""
        targets = _targets(self._placed.filling, ref.names, indices[: ref.bound], ref, ())
        return frozenset(path for target in targets for path in self.of_field(target))

    def of_field(self, path: Path) -> frozenset[Path]:
        """Return the inputs that a field is computed from; an input itself."""
        if path not in self._known:
            place = self._placed.places[path]
            formula = place.field.formula
            if formula is None:
                self._known[path] = frozenset([path] if place.is_input else [])
            else:
                self._known[path] = self.of_expression(formula, indices_of(path))
        return self._known[path]


def _targets(node: Tree, names: Names, bound: Indices, ref: Ref, path: Path) -> Iterator[Path]:
    if isinstance(node, list):
        numbers = bound[:1] or range(len(node))
        for number in numbers:
            if _is_meant(node[number], ref):
                yield from _targets(node[number], names, bound[1:], ref, (*path, number))
    elif names:
        yield from _targets(node[names[0]], names[1:], bound, ref, (*path, names[0]))
    else:
        yield path


def _is_meant(item: Tree, ref: Ref) -> bool:
    """Whether the filter of a reference keeps an item; items of outer repeats lack the constant it names."""
    if ref.where is None or not isinstance(item, dict):
        return True
    name, value = ref.where
    return name not in item or item[name] == value
