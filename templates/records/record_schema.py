"""The JSON Schema of a form's record, from the shape of its cell map."""

from __future__ import annotations

from typing import Any

from templates.model.cell_map import CellMap
from templates.model.shape import Group, Leaf, Node, Repeat

__all__ = ["record_schema"]


def record_schema(cell_map: CellMap) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of the `values` that `read` gives and `build` takes."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:tianbao:record:{cell_map.form.name}:{cell_map.form.version}",
        "title": cell_map.form.title.say("zh"),
        **_schema(cell_map.shape),
    }


def _schema(node: Node) -> dict[str, Any]:
    match node:
        case Leaf(field):
            if field.constant:
                return {"type": "string", "description": field.limits.label.zh}
            return {"description": field.limits.label.zh, **field.kind.schema(field.limits)}
        case Repeat():
            return {"type": "array", "maxItems": node.room, "items": _item_schema(node)}
        case Group(parts):
            kept = {name: _schema(part) for name, part in parts.items() if not _computed(part)}
            return {"type": "object", "additionalProperties": False, "properties": kept}


def _item_schema(node: Repeat) -> dict[str, Any]:
    """Return the schema of an item; a constant must be one of those the form gives its rows."""
    schema = _schema(node.item)
    for name in node.constants[0]:
        values = list(dict.fromkeys(constants[name] for constants in node.every_row))
        schema["properties"][name]["enum"] = values
        schema["required"] = [*schema.get("required", ()), name]
    return schema


def _computed(node: Node) -> bool:
    """Tell whether all below a node is computed, and so no part of a record."""
    match node:
        case Leaf(field):
            return field.formula is not None
        case Group(parts):
            return all(map(_computed, parts.values()))
        case Repeat(item):
            return _computed(item)
