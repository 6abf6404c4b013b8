"""Values of a record that is coming together: how they are reached, told apart and added."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from templates.kinds import Value
from templates.kinds.shared.clean import key
from templates.path import Names, Path, Tree

__all__ = ["added", "are_alike", "reached", "value_held"]

_NUMBERS = (Decimal, int)


def added(held: Tree, value: Value) -> Value:
    """Return a number with the one that is held added; the number itself where none is.

    >>> added(Decimal(30), Decimal(8)), added(None, Decimal(8)), added(30, 8)
    (Decimal('38'), Decimal('8'), 38)
    """
    return held + value if isinstance(held, _NUMBERS) and isinstance(value, _NUMBERS) else value


def are_alike(found: Tree, value: Tree) -> bool:
    """Tell whether two values are the same: of words whatever their width, spaces and case."""
    if isinstance(found, str) and isinstance(value, str):
        return key(found) == key(value)
    return bool(found is not None and found == value)


def value_held(tree: Tree, names: Names) -> Tree:
    """Return what a record has at some names, None where it has nothing."""
    for name in names:
        tree = tree.get(name) if isinstance(tree, Mapping) else None
    return tree


def reached(tree: Tree, path: Path, kind: Callable[[], Tree] = list) -> Tree:
    """Return what stands at a path in a record, which is made on the way where it is missing."""
    for number, part in enumerate(path, 1):
        following = path[number] if number < len(path) else None
        make = kind if following is None else list if isinstance(following, int) else dict
        if isinstance(tree, list):
            assert isinstance(part, int)
            if tree[part] is None:
                tree[part] = make()
        elif part not in tree:
            tree[part] = make()
        tree = tree[part]
    return tree
