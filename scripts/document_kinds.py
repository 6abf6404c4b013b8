"""Writes what the kinds say about themselves into the JSON Schema and the form language's page.

A test checks that both are current, so a new kind needs no edit in either.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
SCHEMA = ROOT / "templates" / "definition" / "form.schema.json"
PAGE = ROOT / "docs" / "form-language.md"

_WIDTH = 150
_TABLE = re.compile(r"(\| kind \| [^\n]*\n\|[-|]*\n)(?:\|[^\n]*\n)*")


def schema() -> str:
    """Return the JSON Schema with the kinds there are; the options that are common to all kinds stay."""
    kinds = _kinds()
    written: dict[str, Any] = json.loads(SCHEMA.read_text(encoding="utf-8"))
    parts: dict[str, Any] = {
        name: part for name, part in written["$defs"].items() if not name.endswith("Field")
    }
    field = parts["field"]
    common = dict(field["properties"])
    common["kind"] = {"enum": list(kinds)}
    choices = []
    for name, kind in kinds.items():
        options = kind.options()
        key = f"{name}Field"
        parts[key] = {
            "additionalProperties": False,
            "required": options.get("required", []),
            "properties": {**dict.fromkeys(common, True), **options.get("properties", {})},
        }
        test = {"required": ["kind"], "properties": {"kind": {"const": name}}}
        choices.append({"if": test, "then": {"$ref": f"#/$defs/{key}"}})
    parts["field"] = {**field, "properties": common, "allOf": choices}
    return _dumped({**written, "$defs": parts}) + "\n"


def page() -> str:
    """Return the page of the form language with the table of the kinds there are."""
    rows = "".join(
        f"| `{name}` | {kind.describe().content} | {kind.describe().value} |\n"
        for name, kind in _kinds().items()
    )
    return _TABLE.sub(lambda table: table[1] + rows, PAGE.read_text(encoding="utf-8"))


def _kinds() -> Mapping[str, Any]:
    sys.path.insert(0, str(ROOT))
    from templates.kinds import KINDS

    return KINDS


def _dumped(node: Any, indent: str = "") -> str:
    """Return JSON in which all that fits on a line stands on one line."""
    line = json.dumps(node, ensure_ascii=False, default=dict)
    if len(indent) + len(line) <= _WIDTH and (indent or not isinstance(node, Mapping)):
        return line
    inner = indent + "  "
    if isinstance(node, Mapping):
        entries = [f"{inner}{json.dumps(key)}: {_dumped(part, inner)}" for key, part in node.items()]
        return "{\n" + ",\n".join(entries) + f"\n{indent}}}"
    if isinstance(node, list):
        return "[\n" + ",\n".join(inner + _dumped(part, inner) for part in node) + f"\n{indent}]"
    return line


if __name__ == "__main__":
    SCHEMA.write_text(schema(), encoding="utf-8")
    PAGE.write_text(page(), encoding="utf-8")
