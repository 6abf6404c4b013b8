"""The items of a filling: their indices, and the paths that lead to their fields."""

from __future__ import annotations

from collections.abc import Iterator

from templates.model.page import Item
from templates.model.rule import Rule
from templates.model.shape import Group, Leaf, Node, Repeat
from templates.path import Indices, Names, Path, Tree

__all__ = ["indexed_path", "item_indices", "item_path", "reported_path"]


def item_indices(
    tree: Tree, scope: Names, shape: Node, where: tuple[str, str] | None = None
) -> Iterator[Indices]:
    """Yield the indices of the items of a repeat; `()` where `scope` names no repeat.

    `where` keeps the items whose constant of that name has that value.
    """
    if not scope:
        yield ()
        return
    node = shape
    reached: list[tuple[Indices, Tree]] = [((), tree)]
    for name in scope:
        if isinstance(node, Repeat):
            reached = [
                ((*indices, number), item) for indices, items in reached for number, item in enumerate(items)
            ]
            node = node.item
        assert isinstance(node, Group)
        node = node.parts[name]
        reached = [(indices, item[name]) for indices, item in reached]
    for indices, items in reached:
        for number, item in enumerate(items):
            if where is None or item[where[0]] == where[1]:
                yield (*indices, number)


def indexed_path(shape: Node, names: Names, indices: Indices) -> Path:
    """Return the path of a field or repeat: its names, with the numbers of the items around it."""
    numbers, node = list(indices), shape
    path: list[str | int] = []
    for name in names:
        if isinstance(node, Repeat):
            path.append(numbers.pop(0))
            node = node.item
        assert isinstance(node, Group)
        path.append(name)
        node = node.parts[name]
    return (*path, *numbers[:1]) if isinstance(node, Repeat) and isinstance(node.item, Leaf) else tuple(path)


def reported_path(shape: Node, rule: Rule, indices: Indices) -> Path:
    """Return the path of what a rule reports to, in the item with these indices.

    Where `at` lies in a list that the rule does not go through, it is the item of the same number, or else
    the first: so of a list within the item, its first item.
    """
    node, path, within = shape, list[str | int](), list[int]()

    def enter(depth: int) -> Node:
        assert isinstance(node, Repeat)
        own = rule.at[:depth] == rule.scope[:depth]
        number = indices[len(within)] if len(within) < len(indices) else 0
        within.append(number if own or number < len(node.rows(tuple(within))) else 0)
        path.append(within[-1])
        return node.item

    for depth, name in enumerate(rule.at):
        if isinstance(node, Repeat):
            node = enter(depth)
        assert isinstance(node, Group)
        path.append(name)
        node = node.parts[name]
    if isinstance(node, Repeat) and isinstance(node.item, Leaf) and len(within) < len(indices):
        enter(len(rule.at))
    return tuple(path)


def item_path(shape: Node, item: Item) -> Path:
    """Return the path of an item of the cell map: `("annual_goals", 1, "indicators", 3)`."""
    path = indexed_path(shape, item.names, item.indices)
    return path if len(path) == len(item.names) + len(item.indices) else (*path, item.indices[-1])
