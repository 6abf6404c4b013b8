"""What the cells of a workbook show where a few fields of a record vary."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from template_builder.guidance.cell_values import CellValues, contents_of, written
from template_builder.guidance.guide import Guide
from template_builder.guidance.nodes import SheetState
from templates.findings.errors import ValuesError
from templates.model.cell_map import CellMap
from templates.model.page import Cell, Role
from templates.path import Path, Tree, join, split, with_value

__all__ = ["Change", "IncrementalValues"]


@dataclass(frozen=True, slots=True)
class Change:
    """What follows from other values of varying fields: the filling, and what the touched cells show."""

    filling: Tree
    values: CellValues


class IncrementalValues:
    """What the cells of a form show for a record's `values`, of which the fields at some paths vary.

    What follows from those fields is known beforehand, and nothing else is worked out again. `filling` is
    what the cells hold for `values`.
    """

    def __init__(self, guide: Guide, values: Mapping[str, Any] | None, paths: Collection[Path]) -> None:
        self.filling = contents_of(guide.cell_map, values)
        self.values: CellValues = guide.values(self.filling)
        """What every cell shows that depends on the values."""
        self._inputs = _inputs_at(guide.cell_map, paths)
        addresses = [cell.address for cell in self._inputs.values()]
        self._followers = guide.followers(addresses)
        self._computed = {cell: guide.fields[cell] for cell in self._followers if cell in guide.fields}
        self.touched = frozenset([*addresses, *self._followers])
        """The cells that may show something else where the varying fields do."""

    def changed(self, values: Mapping[Path, Any]) -> Change:
        """Return what follows where some of the varying fields hold other `values`.

        Raises `ValuesError` for a field that does not vary, and for what a cell cannot hold.
        """
        for path, value in values.items():
            if path not in self._inputs or isinstance(value, Mapping | list | tuple):
                raise ValuesError("field-does-not-vary", field=join(path))
        filling, shown = self.filling, {**self.values}
        for path, value in values.items():
            content = shown[self._inputs[path].address] = written(self._inputs[path], value)
            filling = with_value(filling, path, content)
        for cell, path in self._computed.items():
            shown[cell] = self._followers[cell].value(SheetState(filling, shown))
            filling = with_value(filling, path, shown[cell])
        state = SheetState(filling, shown)
        for cell, node in self._followers.items():
            if cell not in self._computed:
                shown[cell] = node.value(state)
        return Change(filling, {cell: shown[cell] for cell in self.touched})


def _inputs_at(cell_map: CellMap, paths: Collection[Path]) -> dict[Path, Cell]:
    inputs = {split(cell.path): cell for cell in cell_map if cell.role is Role.INPUT and cell.of is not None}
    for path in paths:
        if path not in inputs:
            raise ValuesError("field-not-to-fill-in", field=join(path))
    return {path: inputs[path] for path in dict.fromkeys(paths)}
