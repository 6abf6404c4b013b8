"""Names: which field of the form an expression means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from templates.findings.errors import Sentence, nearest, words_in_a_row
from templates.kinds.base import Choices
from templates.language.errors import ExpressionError
from templates.model.expression import Filter, ItemNumber, Number, Ref, String
from templates.model.shape import Group, Leaf, Node, Repeat, node_at
from templates.path import Indices, Names

__all__ = ["Lookup", "nearest_name"]


def nearest_name(name: str, known: Iterable[str]) -> Sentence | None:
    """Return the question whether the known name was meant that is nearest; None where none is near."""
    return nearest(name, sorted(set(known)), "did-you-mean-name")


@dataclass(frozen=True, slots=True)
class _Namespace:
    """Where names are looked up: an item, or the whole form; `bound` repeats lie on the way to it."""

    node: Node
    names: Names
    bound: int


@dataclass(frozen=True, slots=True)
class Lookup:
    """The names that an expression may use: those of its item, of the items around it, of the form.

    `scope` are the names of the repeat whose item the expression belongs to, `constants` the parameters of
    the form, `this` the field that `self` means. With `spellings`, fields know those of their terms.
    """

    shape: Group
    scope: Names
    constants: Mapping[str, int | str]
    this: Names | None = None
    spellings: bool = True

    def find(
        self, names: Names, filters: tuple[Filter, ...], column: int
    ) -> Ref | Number | String | ItemNumber:
        """Return what names mean; `filters` have the repeats by the names as they are written.

        Raises `ExpressionError` for what is unknown, or known and no single field.
        """
        alone = names[0] if len(names) == 1 else None
        if alone == "item_number" and self.scope:
            return ItemNumber()
        if alone == "self" and self.this is not None:
            return self._ref(self._of_form(self.this), self.this, (), column)
        for namespace in self._namespaces():
            if node_at(namespace.node, names) is not None:
                for filter in filters:
                    self._check_filter(namespace, filter, column)
                self._check_kept(namespace, names, filters, column)
                return self._ref(namespace, names, filters, column)
        if alone is not None and alone in self.constants:
            value = self.constants[alone]
            return String(value) if isinstance(value, str) else Number(Decimal(value))
        raise self._unknown(".".join(names), column)

    def _of_form(self, this: Names) -> _Namespace:
        return _Namespace(self.shape, (), _repeats(self.shape, this))

    def _namespaces(self) -> Iterator[_Namespace]:
        """Yield the innermost item first, then the items around it, then the form."""
        for length in range(len(self.scope), 0, -1):
            names = self.scope[:length]
            node = node_at(self.shape, names)
            if isinstance(node, Repeat):
                yield _Namespace(node.item, names, _repeats(self.shape, names))
        yield _Namespace(self.shape, (), 0)

    def _ref(self, namespace: _Namespace, names: Names, filters: tuple[Filter, ...], column: int) -> Ref:
        node = node_at(namespace.node, names)
        plain = isinstance(node, Repeat) and isinstance(node.item, Leaf)
        leaf = node.item if isinstance(node, Repeat) and plain else node
        written = ".".join(names)
        if not isinstance(leaf, Leaf):
            inside = [".".join((*names, *below)) for below in _leaves(leaf)] if leaf is not None else []
            if inside:
                raise ExpressionError("group-for-field", column, name=written, inside=inside[0])
            raise ExpressionError("not-a-field", column, name=written)
        full = (*namespace.names, *names)
        return Ref(
            names=full,
            bound=namespace.bound,
            column=_repeats(self.shape, full) > namespace.bound,
            numeric=leaf.field.kind.numeric,
            label=leaf.field.limits.label,
            where=tuple(one._replace(repeat=(*namespace.names, *one.repeat)) for one in filters),
            marks=leaf.field.kind.marks_blank(leaf.field.limits),
            wording=leaf.field.kind.wording(leaf.field.limits),
            spellings=_spellings(leaf.field.limits.choices) if self.spellings else (),
        )

    def _check_filter(self, namespace: _Namespace, filter: Filter, column: int) -> None:
        repeat, written = node_at(namespace.node, filter.repeat), ".".join(filter.repeat)
        if not isinstance(repeat, Repeat) or isinstance(repeat.item, Leaf):
            raise ExpressionError("not-a-list", column, name=written)
        keys = {key for constants in repeat.every_row for key in constants}
        if filter.key not in keys:
            near = nearest_name(filter.key, keys)
            raise ExpressionError("not-a-constant", column, key=filter.key, name=written, near=near)
        values = sorted(_values_in_each_item(repeat, filter.key, namespace.bound))
        if filter.value not in values:
            raise ExpressionError(
                "no-item-with-constant",
                column,
                name=written,
                value=filter.value,
                key=filter.key,
                known=words_in_a_row(values),
                near=nearest_name(filter.value, values),
            )

    def _check_kept(
        self, namespace: _Namespace, names: Names, filters: tuple[Filter, ...], column: int
    ) -> None:
        """In each of the items that an expression may stand in, all filters together keep something."""
        if len(filters) < 2:
            return
        full = (*namespace.names, *names)
        kept: dict[Indices, bool] = {}
        for indices, constants in _rows_of(self.shape, full, (), ()):
            found = all(
                constants.get((*namespace.names, *one.repeat), {}).get(one.key) == one.value
                for one in filters
            )
            kept[indices[: namespace.bound]] = kept.get(indices[: namespace.bound], False) or found
        if not all(kept.values()):
            written = words_in_a_row(f'{one.key}="{one.value}"' for one in filters)
            raise ExpressionError("no-item-with-constants", column, name=".".join(names), filters=written)

    def _unknown(self, name: str, column: int) -> ExpressionError:
        if name == "item_number":
            return ExpressionError("item-number-outside", column)
        if name == "self":
            return ExpressionError("self-without-meaning", column)
        known = [
            ".".join(names) for namespace in self._namespaces() for names in _leaves(namespace.node) if names
        ]
        near = nearest_name(name, (*known, *self.constants))
        code = "name-unknown" if name.isascii() else "name-unknown-chinese"
        return ExpressionError(code, column, name=name, near=near)


def _spellings(choices: Choices | None) -> tuple[tuple[str, ...], ...]:
    """Return the terms of a list that have other spellings, each with these."""
    terms = choices.terms() if choices is not None else ()
    return tuple(dict.fromkeys((term.value, *term.fold) for term in terms if term.fold))


def _values_in_each_item(repeat: Repeat, key: str, bound: int) -> set[str]:
    """Return the values that a constant has, in whichever of the items around the list an expression stands.

    The items of the first `bound` repeats are known where it stands: in each of them there must be a row.
    """
    found: dict[Indices, set[str]] = {}
    for indices, rows in (repeat.apart or {(): repeat.constants}).items():
        found.setdefault(indices[:bound], set()).update(row[key] for row in rows if key in row)
    return set.intersection(*found.values())


def _rows_of(
    node: Node, names: Names, way: Names, indices: Indices
) -> Iterator[tuple[Indices, dict[Names, Mapping[str, str]]]]:
    """Yield the indices of each item on the way to a field, with the constants of all around it."""
    if isinstance(node, Repeat):
        for index, constants in enumerate(node.rows(indices)):
            for found, inner in _rows_of(node.item, names, way, (*indices, index)):
                yield found, {way: constants, **inner}
    elif names:
        assert isinstance(node, Group)
        yield from _rows_of(node.parts[names[0]], names[1:], (*way, names[0]), indices)
    else:
        yield indices, {}


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
