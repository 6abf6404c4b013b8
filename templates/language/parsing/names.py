"""Names: which field of the form an expression means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches

from templates.language.errors import ExpressionError
from templates.model.expression import ItemNumber, Number, Ref, String
from templates.model.shape import Group, Leaf, Node, Repeat, node_at
from templates.path import Names

__all__ = ["Lookup", "nearest"]


def nearest(name: str, known: Iterator[str] | tuple[str, ...], otherwise: str) -> str:
    """Return the remedy for an unknown name: the nearest known one, or what else to do."""
    close = get_close_matches(name, sorted(set(known)), n=1, cutoff=0.6)
    return f"Did you mean '{close[0]}'?" if close else otherwise


@dataclass(frozen=True, slots=True)
class _Place:
    """Where names are looked up: an item, or the whole form; `bound` repeats lie on the way to it."""

    node: Node
    names: Names
    bound: int


@dataclass(frozen=True, slots=True)
class Lookup:
    """The names that an expression may use: those of its item, of the items around it, of the form.

    `scope` are the names of the repeat whose item the expression belongs to, `constants` the parameters of
    the form, `this` the field that `self` means.
    """

    shape: Group
    scope: Names
    constants: Mapping[str, int | str]
    this: Names | None = None

    def find(
        self, name: str, where: tuple[str, str] | None, rest: str, column: int
    ) -> Ref | Number | String | ItemNumber:
        """Return what `name` means; with `where` and `rest`, what `name[constant="value"].rest` means.

        Raises `ExpressionError` for what is unknown, or known and no single field.
        """
        if where is None:
            if name == "item_number" and self.scope:
                return ItemNumber()
            if name == "self" and self.this is not None:
                return self._ref(self._own_place(self.this), self.this, None, column)
        full = (*name.split("."), *(rest.split(".") if rest else ()))
        for place in self._places():
            if node_at(place.node, full) is not None:
                at = len(full) - len(rest.split(".")) if rest else len(full)
                self._check_filter(place, full[:at], where, full[at:], column)
                return self._ref(place, full, where, column)
        if where is None and name in self.constants:
            value = self.constants[name]
            return String(value) if isinstance(value, str) else Number(Decimal(value))
        raise self._unknown(".".join(full), column)

    def _own_place(self, this: Names) -> _Place:
        return _Place(self.shape, (), _repeats(self.shape, this))

    def _places(self) -> Iterator[_Place]:
        """Yield the innermost item first, then the items around it, then the form."""
        for length in range(len(self.scope), 0, -1):
            names = self.scope[:length]
            node = node_at(self.shape, names)
            if isinstance(node, Repeat):
                yield _Place(node.item, names, _repeats(self.shape, names))
        yield _Place(self.shape, (), 0)

    def _ref(self, place: _Place, names: Names, where: tuple[str, str] | None, column: int) -> Ref:
        node = node_at(place.node, names)
        plain = isinstance(node, Repeat) and isinstance(node.item, Leaf)
        leaf = node.item if isinstance(node, Repeat) and plain else node
        written = ".".join(names)
        if not isinstance(leaf, Leaf):
            inside = [".".join((*names, *below)) for below in _leaves(leaf)] if leaf is not None else []
            remedy = f"Name one of its fields, such as '{inside[0]}'." if inside else "Name a field."
            raise ExpressionError(f"'{written}' is no single field.", remedy, column)
        full = (*place.names, *names)
        return Ref(
            names=full,
            bound=place.bound,
            column=_repeats(self.shape, full) > place.bound,
            numeric=leaf.field.kind.numeric,
            label=leaf.field.limits.label,
            where=where,
            marks=leaf.field.kind.marks_blank(leaf.field.limits),
        )

    def _check_filter(
        self, place: _Place, names: Names, where: tuple[str, str] | None, rest: Names, column: int
    ) -> None:
        if where is None:
            return
        key, value = where
        repeat, written = node_at(place.node, names), ".".join(names)
        if not isinstance(repeat, Repeat) or isinstance(repeat.item, Leaf):
            raise ExpressionError(
                f"'{written}' is no list of items.", "Only a list can be narrowed by [...].", column
            )
        keys = tuple(sorted({key for constants in repeat.constants for key in constants}))
        if key not in keys:
            remedy = nearest(key, keys, "A list is narrowed by a constant that the form gives its items.")
            raise ExpressionError(f"'{key}' is no constant of '{written}'.", remedy, column)
        if _repeats(repeat.item, rest):
            raise ExpressionError(
                f"A list lies behind '{written}[...]'.", "Narrow the last list of the name.", column
            )
        values = tuple(sorted({constants[key] for constants in repeat.constants if key in constants}))
        if value not in values:
            remedy = nearest(value, values, "The values are: " + ", ".join(values) + ".")
            raise ExpressionError(f"No item of '{written}' has '{value}' as its {key}.", remedy, column)

    def _unknown(self, name: str, column: int) -> ExpressionError:
        if name == "item_number":
            return ExpressionError(
                "'item_number' has no meaning outside of a repeat.", "Use it in a repeat.", column
            )
        if name == "self":
            return ExpressionError("'self' has no meaning here.", "Name the field.", column)
        known = [".".join(names) for place in self._places() for names in _leaves(place.node) if names]
        remedy = nearest(name, (*known, *self.constants), "Use the name of a field or of a parameter.")
        return ExpressionError(f"There is no field or parameter '{name}'.", remedy, column)


def _repeats(node: Node, names: Names) -> int:
    """Count the repeats on the way that `names` lead, the end included."""
    return sum(isinstance(node_at(node, names[:length]), Repeat) for length in range(1, len(names) + 1))


def _leaves(node: Node) -> Iterator[Names]:
    match node:
        case Leaf():
            yield ()
        case Repeat(item=item):
            yield from _leaves(item)
        case Group(parts=parts):
            for name, part in parts.items():
                for names in _leaves(part):
                    yield (name, *names)
