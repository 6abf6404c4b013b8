"""What a place is called: its path in the record, where its item is one, else that of the cell map."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from reader.judge.places import Placed
from reader.judge.report import FieldPaths
from templates.model.cell_map import CellMap
from templates.model.shape import Group, Leaf, Node, Repeat
from templates.path import Path, Tree, join
from templates.records.record import is_unfilled

__all__ = ["field_paths", "record_paths"]


def record_paths(cell_map: CellMap, placed: Placed) -> dict[Path, Path | None]:
    """Return the path in the record of every field, item and list of a filling; None in a blank item."""
    found: dict[Path, Path | None] = {}

    def walk(node: Node, filling: Tree, path: Path, record: Path | None) -> None:
        found[path] = record
        match node:
            case Leaf():
                pass
            case Group(parts):
                for name, part in parts.items():
                    walk(part, filling[name], (*path, name), None if record is None else (*record, name))
            case Repeat(item):
                count = 0
                for number, entry in enumerate(filling):
                    blank = record is None or is_unfilled(item, entry)
                    walk(item, entry, (*path, number), None if blank or record is None else (*record, count))
                    count += not blank

    walk(cell_map.shape, placed.filling, (), ())
    return found


def field_paths(placed: Placed, records: Mapping[Path, Path | None]) -> dict[Path, FieldPaths]:
    """Return what findings call every field, item and list of a filling."""
    origins: dict[Path, Path] = {}
    for path, place in placed.places.items():
        for end in range(1, len(path) + 1):
            origins.setdefault(path[:end], place.origin[:end])
    return {
        path: FieldPaths(
            join(record if record is not None else origins[path]),
            None if _is_within(path, placed.inserted) else join(origins[path]),
        )
        for path, record in records.items()
        if path
    }


def _is_within(path: Path, items: Collection[Path]) -> bool:
    return any(path[:end] in items for end in range(1, len(path) + 1))
