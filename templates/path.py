"""Field paths: `trips[4].purpose` in a record, `trips.purpose` in a definition."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

__all__ = [
    "NAME",
    "Indices",
    "Names",
    "Path",
    "Tree",
    "indices_of",
    "join",
    "names_of",
    "set_value",
    "split",
    "split_names",
    "value_at",
    "with_value",
]

Names = tuple[str, ...]
"""A path as a definition writes it: the names without the numbers of items."""

Indices = tuple[int, ...]
"""The numbers of the items a place lies in, outermost repeat first, counted from 0."""

Path = tuple[str | int, ...]
"""A path as a record has it: names and, after the name of a repeat, the number of the item."""

Tree = Any
"""Nested dicts and lists in the shape of a form, with whatever leaves: values, addresses, what was given."""

NAME = r"[A-Za-z_\u3400-\u9fff][A-Za-z0-9_\u3400-\u9fff]*"
"""The regular expression of one name: Latin letters, digits and `_`, or Chinese characters."""

_PART = re.compile(r"([^.\[\]]+)|\[(\d+)\]")


@lru_cache(maxsize=8192)
def split(path: str) -> Path:
    """Return the parts of a written path: `trips[4].purpose` is `("trips", 4, "purpose")`."""
    return tuple(name or int(number) for name, number in _PART.findall(path))


def split_names(path: str) -> Names:
    """Return the names of a path that a definition writes: `income.share` is `("income", "share")`."""
    return tuple(map(str, split(path)))


def join(parts: Iterable[str | int]) -> str:
    """Return the written form of a path; the reverse of `split`."""
    written = ""
    for part in parts:
        if isinstance(part, int):
            written += f"[{part}]"
        else:
            written += f".{part}" if written else part
    return written


def indices_of(path: Path) -> Indices:
    """Return the numbers of the items that a path lies in, without its names."""
    return tuple(part for part in path if isinstance(part, int))


def names_of(path: Path) -> Names:
    """Return the names of a path, without the numbers of its items."""
    return tuple(part for part in path if isinstance(part, str))


def value_at(tree: Tree, path: Path) -> Tree:
    """Return what stands in a tree at a path."""
    for part in path:
        tree = tree[part]
    return tree


def set_value(tree: Tree, path: Path, value: Tree) -> None:
    """Put a value into a tree at a path."""
    value_at(tree, path[:-1])[path[-1]] = value


def with_value(tree: Tree, path: Path, value: Tree) -> Tree:
    """Return a tree with another value at a path; what lies beside the path is shared with `tree`."""
    if not path:
        return value
    part, *rest = path
    changed = tree.copy()
    changed[part] = with_value(tree[part], tuple(rest), value)
    return changed
