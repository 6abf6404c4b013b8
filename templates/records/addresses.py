"""Where the fields of a form stand, as a tree in the shape of a filling."""

from __future__ import annotations

from typing import Any

from templates.model.cell_map import CellMap
from templates.model.page import Role
from templates.path import set_value, split
from templates.records.filling import filling_from

__all__ = ["address_tree"]


def address_tree(cell_map: CellMap) -> dict[str, Any]:
    """Return the tree of addresses: a `CellAddress` for each field, the words themselves for a constant."""
    tree = filling_from(cell_map, None)
    for cell in cell_map:
        for path in cell.fields:
            if cell.role is not Role.LABEL:
                set_value(tree, split(path), cell.address)
    return tree
