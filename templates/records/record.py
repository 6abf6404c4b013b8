"""From a filling to the record: what people filled in, and what the form computes from it."""

from __future__ import annotations

from templates.model.shape import Group, Leaf, Node, Repeat
from templates.path import Tree

__all__ = ["computed_of", "is_unfilled", "record_of"]


def record_of(node: Node, filling: Tree) -> Tree:
    """Return the record of a filling: inputs and constants, without the items that are wholly blank."""
    match node:
        case Leaf(field):
            return field.kind.recorded(filling, field.limits)
        case Group(parts):
            return {
                name: record_of(part, filling[name])
                for name, part in parts.items()
                if _has(part, computed=False)
            }
        case Repeat(item):
            return [record_of(item, entry) for entry in filling if not is_unfilled(item, entry)]


def computed_of(node: Node, filling: Tree) -> Tree:
    """Return what the form computes, in the shape of the record."""
    match node:
        case Leaf(field):
            return None if filling == "" else field.kind.recorded(filling, field.limits)
        case Group(parts):
            return {
                name: computed_of(part, filling[name])
                for name, part in parts.items()
                if _has(part, computed=True)
            }
        case Repeat(item):
            return [computed_of(item, entry) for entry in filling if not is_unfilled(item, entry)]


def _has(node: Node, *, computed: bool) -> bool:
    """Tell whether a node holds any computed field, or any other."""
    match node:
        case Leaf(field):
            return (field.formula is not None) is computed
        case Group(parts):
            return any(_has(part, computed=computed) for part in parts.values())
        case Repeat(item):
            return _has(item, computed=computed)


def is_unfilled(node: Node, filling: Tree) -> bool:
    """Tell whether no input below a node holds anything; constants and computed fields do not count."""
    match node:
        case Leaf(field):
            return filling is None or not field.is_input
        case Group(parts):
            return all(is_unfilled(part, filling[name]) for name, part in parts.items())
        case Repeat(item):
            return all(is_unfilled(item, entry) for entry in filling)
