"""Figures that the officer settled with a department otherwise: what is so after that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

from collection.errors import CollectionError
from collection.round.ledger.events import EventKind
from collection.round.ledger.ledger import Ledger
from collection.summary.naming import label_of
from reader import Reading, read
from reader.display import shown
from template_builder import build
from templates import CellMap, Field, Finding, Form, Location, Severity, Text, catalogue
from templates.kinds import Raw
from templates.model.shape import Leaf, Repeat, node_at
from templates.path import names_of, split, value_at, with_value

__all__ = ["Amendment", "amended", "amendments", "checked_value"]


@dataclass(frozen=True, slots=True)
class Amendment:
    """Another value for a field of a return, as it was typed, and why."""

    field: str
    typed: str
    reason: str


def amendments(ledger: Ledger) -> Mapping[str, Mapping[str, Amendment]]:
    """Return the amendments that hold, by the digests of the returns and the fields: the last of each."""
    found: dict[str, dict[str, Amendment]] = {}
    for event in ledger.events(EventKind.AMENDED):
        told = event.details
        one = Amendment(told["field"], told["value"], told["reason"])
        found.setdefault(event.digest or "", {})[one.field] = one
    return found


def checked_value(cell_map: CellMap, values: Mapping[str, Any], field: str, typed: str) -> Any:
    """Return the value that a text stands for in a field of a record.

    Raises `CollectionError` where people do not fill the field in, or it cannot hold that.
    """
    of = _field(cell_map, values, field)
    if of is None:
        raise CollectionError("round-field-unknown", code=cell_map.form.name, field=field)
    if of.formula is not None:
        raise CollectionError("round-field-computed", field=field)
    if not of.is_input:
        raise CollectionError("round-field-unknown", code=cell_map.form.name, field=field)
    outcome = of.kind.read(Raw(typed or None), of.limits)
    if not outcome.readable:
        raise CollectionError("round-value-unclear", found=typed, label=label_of(cell_map, field))
    return outcome.value


def _field(cell_map: CellMap, values: Mapping[str, Any], field: str) -> Field | None:
    path = split(field)
    try:
        node = node_at(cell_map.shape, names_of(path))
        if not isinstance(node, Leaf) or node.field.formula is None:
            value_at(values, path)  # its item must be one of the record
    except (KeyError, IndexError, TypeError, AttributeError, AssertionError):
        return None
    if isinstance(node, Repeat):  # of plain fields: an item of it
        node = node.item
    return node.field if isinstance(node, Leaf) else None


def amended(
    reading: Reading, changes: Sequence[Amendment], form: Form, severities: Mapping[str, Severity]
) -> Reading:
    """Return a reading with other values in some fields, and all that follows from them.

    What is wrong is judged anew, as if the department had written the values; what was found in the file
    itself, and is no matter of rules, stays. Of each change a notice says what stood there and why it is
    another. `severities` are those that are set for codes.
    """
    cell_map = reading.cell_map
    assert cell_map is not None
    values = reading.values
    for one in changes:
        values = with_value(values, split(one.field), checked_value(cell_map, values, one.field, one.typed))
    stream = BytesIO()
    build(cell_map, stream, values)
    anew = read(stream.getvalue(), [form], severities=severities)
    now = {_said(finding): finding for finding in anew.findings}
    judged = {rule.message.code for rule in cell_map.rules}
    fields = {one.field for one in changes}
    kept = [
        finding
        for finding in reading.findings
        if _said(finding) in now or not (finding.code in judged or _is_only_at(finding, fields))
    ]
    known = set(map(_said, kept))
    new = [_moved(finding, reading) for said, finding in now.items() if said not in known]
    notices = [_notice(reading, one, value_at(values, split(one.field))) for one in changes]
    return replace(reading, values=values, computed=anew.computed, findings=(*notices, *kept, *new))


def _said(finding: Finding) -> tuple[str, tuple[str | None, ...]]:
    return finding.code, tuple(location.field for location in finding.locations)


def _is_only_at(finding: Finding, fields: set[str]) -> bool:
    return bool(finding.locations) and {location.field for location in finding.locations} <= fields


def _moved(finding: Finding, reading: Reading) -> Finding:
    """Return a finding at the cells of the file that came."""
    return replace(
        finding, locations=tuple(_at_its_cell(location, reading) for location in finding.locations)
    )


def _at_its_cell(location: Location, reading: Reading) -> Location:
    sheet, _, cell = reading.addresses.get(location.field or "", "").rpartition("!")
    return replace(location, sheet=sheet or None, cell=cell or None)


def _notice(reading: Reading, one: Amendment, value: Any) -> Finding:
    message = catalogue()["figure-amended"]
    assert reading.cell_map is not None
    before = value_at(reading.values, split(one.field))
    place = _at_its_cell(Location(one.field, found=shown(before)), reading)
    slots = {"label": label_of(reading.cell_map, one.field), "reason": Text(one.reason)}
    return Finding(message, message.severity, (place,), shown(value), slots)
