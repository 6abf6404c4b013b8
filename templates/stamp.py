"""The stamp in the corner cell of a form sheet: which form, edition and parameters it was made from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from templates.cellmap import CellMap

__all__ = ["Stamp", "parse_stamp", "stamp_text"]

_MARK = "tianbao"
_EDITION = 1


@dataclass(frozen=True, slots=True)
class Stamp:
    """What the corner cell says of the sheet."""

    form: str
    version: str
    parameters: Mapping[str, int | str]
    digest: str


def stamp_text(cell_map: CellMap) -> str:
    """Return the text of the corner cell for a cell map."""
    return json.dumps(
        {
            _MARK: _EDITION,
            "form": cell_map.form.name,
            "version": cell_map.form.version,
            "parameters": dict(cell_map.parameters),
            "digest": cell_map.digest,
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def parse_stamp(text: object) -> Stamp | None:
    """Return the stamp that a corner cell holds, or None where it holds none."""
    if not isinstance(text, str) or not text.startswith('{"' + _MARK + '"'):
        return None
    try:
        found = json.loads(text)
        parameters = {str(name): value for name, value in found["parameters"].items()}
        if not all(isinstance(value, int | str) for value in parameters.values()):
            return None
        return Stamp(str(found["form"]), str(found["version"]), parameters, str(found["digest"]))
    except (ValueError, KeyError, AttributeError):
        return None
