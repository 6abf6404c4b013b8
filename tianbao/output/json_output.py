"""What other programs read: readings as JSON, with money as exact numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from decimal import Decimal
from typing import Any

import simplejson

from collection.summary.naming import subject_of
from reader import Reading
from templates import Finding, Language, Location, Stamp
from templates.kinds.shared.content import plain_text
from templates.model.shape import Group, Leaf, Node, Repeat

__all__ = ["json_array", "json_entry", "json_line", "json_text", "reading_object"]


def json_text(found: Any) -> str:
    """Return the JSON of plain data, indented; a `Decimal` keeps all its digits and has no exponent."""
    return json_entry(found) + "\n"


def json_entry(found: Any) -> str:
    """Return the JSON of one entry of an array."""
    return simplejson.dumps(_plain(found), ensure_ascii=False, indent=1)


def json_array(entries: Iterable[str]) -> str:
    """Return the JSON of a list as `json_text` does, from the JSON of each entry."""
    # a line ends in the JSON of an object only where its parts do: those of texts are escaped
    written = ",\n ".join(entry.replace("\n", "\n ") for entry in entries)
    return f"[\n {written}\n]\n" if written else "[]\n"


def json_line(found: Any) -> str:
    """Return one line of JSON."""
    return simplejson.dumps(_plain(found), ensure_ascii=False) + "\n"


def reading_object(reading: Reading, language: Language = "zh") -> dict[str, Any]:
    """Return a reading as plain data: the object that `read --format json` prints for a file."""
    cell_map = reading.cell_map
    return {
        "file": reading.file,
        "status": reading.status,
        "department": _department_object(reading),
        "form": cell_map.form.name if cell_map else None,
        "version": cell_map.form.version if cell_map else None,
        "parameters": dict(cell_map.parameters) if cell_map else None,
        "stamp": _stamp_object(reading.stamp),
        "values": reading.values if cell_map else None,
        "computed": _exported(cell_map.shape, reading.computed) if cell_map else None,
        "findings": [_finding_object(finding, language) for finding in reading.findings],
        "explanations": [asdict(found) for found in reading.explanations],
    }


def _department_object(reading: Reading) -> dict[str, Any] | None:
    """Return whose a form is: the code in its stamp, the name that stands in it."""
    if reading.cell_map is None:
        return None
    subject = subject_of(reading)
    return {"code": subject.code, "name": subject.name}


def _stamp_object(stamp: Stamp | None) -> dict[str, Any] | None:
    """Return for whom the workbook was made and how often it went out; whether it is signed, not by whom."""
    if stamp is None:
        return None
    return {
        "department": stamp.department or None,
        "revision": stamp.revision,
        "signed": bool(stamp.signature),
    }


def _exported(node: Node, value: Any) -> Any:
    """Return what the form computes; shares with the 15 digits that a cell keeps, sums exact."""
    match node:
        case Leaf(field):
            return field.kind.exported(value)
        case Group(parts):
            return {name: _exported(parts[name], inner) for name, inner in value.items()}
        case Repeat(item):
            return [_exported(item, inner) for inner in value]


def _finding_object(finding: Finding, language: Language) -> dict[str, Any]:
    return {
        "code": finding.code,
        "severity": str(finding.severity),
        "field": finding.field,
        "sheet": finding.sheet,
        "cell": finding.cell,
        "found": finding.found,
        "expected": finding.expected,
        "explanation": finding.explanation,
        "message": finding.sentence(language),
        "fix": finding.remedy(language),
        "locations": [_location_object(location) for location in finding.locations],
    }


def _location_object(location: Location) -> dict[str, Any]:
    return {
        "field": location.field,
        "sheet": location.sheet,
        "cell": location.cell,
        "found": location.found,
        "explanation": location.explanation,
    }


def _plain(found: Any) -> Any:
    """Turn each `Decimal` into its digits, which the JSON writer then takes over as they stand."""
    match found:
        case Decimal():
            return simplejson.RawJSON(plain_text(found))
        case Mapping():
            return {name: _plain(inner) for name, inner in found.items()}
        case list() | tuple():
            return [_plain(inner) for inner in found]
        case _:
            return found
