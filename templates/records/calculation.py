"""Working out what a form computes."""

from __future__ import annotations

from typing import Any

from templates.language import evaluate_computed
from templates.model.cell_map import CellMap
from templates.model.shape import Leaf, enclosing, node_at
from templates.path import set_value
from templates.records.item_paths import indexed_path, item_indices

__all__ = ["fill_computed"]


def fill_computed(cell_map: CellMap, filling: dict[str, Any]) -> None:
    """Compute every computed field of a filling, in place; a blank one holds "", as it does in a sheet."""
    for names in cell_map.computed:
        node = node_at(cell_map.shape, names)
        assert isinstance(node, Leaf)
        assert node.field.formula is not None
        for indices in item_indices(filling, enclosing(cell_map.shape, names), cell_map.shape):
            value = evaluate_computed(node.field.formula, filling, indices)
            set_value(filling, indexed_path(cell_map.shape, names, indices), "" if value is None else value)
