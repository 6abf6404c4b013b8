"""What was found in a return, taken out of its reading without reading all of that."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from templates import Severity, Text

__all__ = ["Found", "found_in"]

_SOME, _NONE = '"findings": [{"message": {"code": ', '"findings": [], "addresses": '
"""How the findings begin in a reading as `json.dumps` writes it: no value of a field looks so, as the quotes
in a text are escaped."""

_DECODER = json.JSONDecoder()


@dataclass(frozen=True, slots=True)
class Found:
    """A finding of a return: its code, how severe it was, in which fields, whether all of it was explained.

    `title` says what is checked, `fields` are paths of the cell map, or of the record where that has none.
    """

    code: str
    severity: Severity
    title: Text
    fields: tuple[str, ...]
    explained: bool


def found_in(reading: str) -> list[Found]:
    """Return what was found, given a reading as the ledger keeps it; of one without findings, nothing."""
    start = reading.find(_SOME)
    if start < 0:
        if not reading or _NONE in reading:
            return []
        return [_found(one) for one in json.loads(reading)["findings"]]
    found, _ = _DECODER.raw_decode(reading, start + len('"findings": '))
    return [_found(one) for one in found]


def _found(data: Mapping[str, Any]) -> Found:
    message, places = data["message"], data["locations"]
    title = message["sentence"] if message["name"] is None else message["name"]
    fields = dict.fromkeys(place["map_field"] or place["field"] for place in places)
    fields.pop(None, None)
    return Found(
        message["code"],
        Severity(data["severity"]),
        Text(title["zh"], title["en"]),
        tuple(fields),
        bool(places) and all(place["explanation"] for place in places),
    )
