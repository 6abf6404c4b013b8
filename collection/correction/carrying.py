"""What a return says, carried over into the current blank of its form: by the paths of its fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reader import Reading
from templates import CellMap, Form, builtin, compile
from templates.compiling.room import parameters_with_room
from templates.model.shape import Group, Leaf, Node, Repeat
from templates.path import Tree, join

__all__ = ["Carried", "carried"]

_Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Carried:
    """A record in the newest version of its form, with a row for each of its items.

    `lost` are the paths and values of the record that the new form has no place for, `raised` the parameters
    that were made larger, with what they were and are.
    """

    form: Form
    cell_map: CellMap
    values: Mapping[str, Any]
    lost: tuple[tuple[str, str], ...] = ()
    raised: tuple[tuple[str, int, int], ...] = ()


def carried(reading: Reading, forms: Sequence[Form] = ()) -> Carried:
    """Carry the record of a reading over into the newest version of its form, at its own parameters.

    Raises `ParameterError` where a list has more items than its form may ever have rows.
    """
    before = reading.cell_map
    assert before is not None, "a file that could not be read has no record"
    form = next((form for form in forms if form.name == before.form.name), None) or builtin(before.form.name)
    given = {name: value for name, value in before.parameters.items() if name in form.parameters}
    cell_map = compile(form, given)
    lost: list[tuple[str, str]] = []
    values = _kept(cell_map.shape, reading.values, (), lost)
    larger = compile(form, parameters_with_room(cell_map, values))
    raised = tuple(
        (name, old, new)
        for name, old in cell_map.parameters.items()
        if isinstance(old, int) and isinstance(new := larger.parameters[name], int) and new != old
    )
    return Carried(form, larger, values, tuple(lost), raised)


def _kept(node: Node, tree: Tree, path: _Path, lost: list[tuple[str, str]]) -> Any:
    """Return what of a tree has a place in a shape; the rest goes to `lost`."""
    match node:
        case Leaf():
            return tree
        case Group(parts):
            inner = tree if isinstance(tree, Mapping) else {}
            lost += (
                (join(at), str(value))
                for name in inner.keys() - parts.keys()
                for at, value in _filled(inner[name], (*path, name))
            )
            return {
                name: _kept(parts[name], value, (*path, name), lost)
                for name, value in inner.items()
                if name in parts
            }
        case Repeat(item):
            items = tree if isinstance(tree, list | tuple) else []
            return [_kept(item, one, (*path, number), lost) for number, one in enumerate(items)]


def _filled(tree: Tree, path: _Path) -> Iterator[tuple[_Path, object]]:
    """Yield the path of each value in a tree that is no blank."""
    if isinstance(tree, Mapping):
        for name, inner in tree.items():
            yield from _filled(inner, (*path, name))
    elif isinstance(tree, list | tuple):
        for number, inner in enumerate(tree):
            yield from _filled(inner, (*path, number))
    elif tree is not None:
        yield path, tree
