"""What findings and addresses call a field: its path in the record, if its item is one of the record."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from reader.containers import address
from reader.judge.plan import ReadingPlan
from reader.judge.planning import plan_of
from reader.judge.trees import FieldNode, GroupNode, ListNode, PlanNode
from reader.locate import located_in_place
from templates import CellMap
from templates.path import Path, join

__all__ = ["FieldNames", "FieldPaths", "field_names"]


@dataclass(frozen=True, slots=True)
class FieldPaths:
    """What findings call a field: as a person is told of it, and its path in the cell map.

    `field` is the path in the record, or in the cell map where the field is in no item of the record.
    `map_field` is None for a field in a row that a person inserted.
    """

    field: str
    map_field: str | None


class FieldNames:
    """The names of all fields, items and lists of a plan, given which of the items are filled."""

    def __init__(self, plan: ReadingPlan, filled: Sequence[bool]) -> None:
        self._plan = plan
        self._records = dict(_record_paths(plan.root, filled))
        self._addresses: tuple[tuple[str, ...], Mapping[str, str]] | None = None
        self._known: dict[Path, FieldPaths] = {}
        self._inserted = {item.path for item in plan.items if item.inserted}

    def of(self, path: Path) -> FieldPaths:
        """Return what a field, an item or a list is called."""
        known = self._known.get(path)
        if known is None:
            known = self._known[path] = self._found(path)
        return known

    def _found(self, path: Path) -> FieldPaths:
        in_map, record = join(self._plan.map_paths[path]), self._records[path]
        new = any(path[:end] in self._inserted for end in range(1, len(path) + 1))
        return FieldPaths(in_map if record is None else record, None if new else in_map)

    def addresses(self, sheets: tuple[str, ...]) -> Mapping[str, str]:
        """Return where each field of the record stands, by its path: `申报表!C31`."""
        if self._addresses is None or self._addresses[0] != sheets:
            self._addresses = (sheets, self._written(sheets))
        return self._addresses[1]

    def _written(self, sheets: tuple[str, ...]) -> Mapping[str, str]:
        return {
            record: f"{sheets[entry.address.sheet]}!{address(entry.address[1:])}"
            for entry in self._plan.fields
            if entry.address is not None and (record := self._records[entry.path]) is not None
        }


def field_names(plan: ReadingPlan, filled: tuple[bool, ...]) -> FieldNames:
    """Return the names of a plan's fields where these of its items are filled."""
    return plan.cell_map.derived(_names_in_place)(filled) if plan.in_place else FieldNames(plan, filled)


def _names_in_place(cell_map: CellMap) -> Callable[[tuple[bool, ...]], FieldNames]:
    plan = plan_of(cell_map, located_in_place(cell_map))
    return lru_cache(maxsize=64)(lambda filled: FieldNames(plan, filled))


def _record_paths(node: PlanNode, filled: Sequence[bool]) -> dict[Path, str | None]:
    """Return the written path in the record of every field, item and list; None in an item that is blank."""
    found: dict[Path, str | None] = {}

    def walk(node: PlanNode, path: Path, record: str | None) -> None:
        found[path] = record
        match node:
            case FieldNode():
                pass
            case GroupNode(parts):
                for name, part in parts.items():
                    prefix = f"{record}." if record else record
                    walk(part, (*path, name), None if prefix is None else f"{prefix}{name}")
            case ListNode(items):
                count = 0
                for at, (number, item) in enumerate(items):
                    is_item = record is not None and filled[number]
                    walk(item, (*path, at), f"{record}[{count}]" if is_item else None)
                    count += is_item

    walk(node, (), "")
    return found
