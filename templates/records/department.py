"""The field that tells the departments apart."""

from __future__ import annotations

from templates.model.cell_map import CellMap
from templates.model.shape import enclosing, leaves, node_at
from templates.path import Names

__all__ = ["department_field"]


def department_field(cell_map: CellMap) -> Names | None:
    """Return the field that tells the departments apart: the name of the roster.

    Where the form does not say which that is, it is the first text of the summary's overview.
    """
    if "name" in cell_map.roster:
        return cell_map.roster["name"]
    for names in cell_map.summary.overview:
        node = node_at(cell_map.shape, names)
        for path, leaf in leaves(node) if node is not None else ():
            is_words = leaf.field.is_input and not leaf.field.kind.numeric
            if is_words and not enclosing(cell_map.shape, (*names, *path)):
                return (*names, *path)
    return None
