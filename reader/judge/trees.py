"""From a row of values to trees in the shape of a form: its filling, its record, what it computes.

The shape is walked once, when a plan is made. What builds a tree are functions within functions, one for each
group and each list, as that is what takes the least time for each of thousands of forms.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter

from templates.path import Tree

__all__ = ["Build", "FieldNode", "GroupNode", "ListNode", "PlanNode", "builder"]

Build = Callable[[Sequence[Tree], Sequence[bool]], Tree]
"""Makes a tree of the values of all fields; the second says of each item whether it is one of the tree."""


@dataclass(frozen=True, slots=True)
class FieldNode:
    """A field, by its number in the plan."""

    number: int


@dataclass(frozen=True, slots=True)
class GroupNode:
    """Named parts."""

    parts: Mapping[str, PlanNode]


@dataclass(frozen=True, slots=True)
class ListNode:
    """The items of a list, each with its number among all items of the plan."""

    items: tuple[tuple[int, PlanNode], ...]


PlanNode = FieldNode | GroupNode | ListNode


def builder(node: PlanNode, fields: frozenset[int]) -> Build:
    """Return what builds the tree of some of the fields; a group or list without any of them is left out."""
    match node:
        case FieldNode(number):
            return lambda values, filled: values[number]
        case GroupNode(parts):
            return _group({name: part for name, part in parts.items() if _has(part, fields)}, fields)
        case ListNode(items):
            builders = [(number, builder(item, fields)) for number, item in items]
            return lambda values, filled: [
                build(values, filled) for number, build in builders if filled[number]
            ]


def _group(parts: Mapping[str, PlanNode], fields: frozenset[int]) -> Build:
    numbers = [part.number for part in parts.values() if isinstance(part, FieldNode)]
    if len(parts) == len(numbers) > 1:  # an `itemgetter` of one number gives no tuple
        names, pick = tuple(parts), itemgetter(*numbers)
        return lambda values, filled: dict(zip(names, pick(values)))  # noqa: B905 - as many, and it is called often
    builders = [(name, builder(part, fields)) for name, part in parts.items()]
    return lambda values, filled: {name: build(values, filled) for name, build in builders}


def _has(node: PlanNode, fields: frozenset[int]) -> bool:
    match node:
        case FieldNode(number):
            return number in fields
        case GroupNode(parts):
            return any(_has(part, fields) for part in parts.values())
        case ListNode(items):
            return any(_has(item, fields) for _, item in items)
