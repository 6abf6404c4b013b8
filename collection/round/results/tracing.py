"""From a figure back to where it came from: the cell, the file, who sent it and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from collection.errors import CollectionError
from collection.round.folder import Round
from collection.round.results.current import COUNTED, reading_of_return
from collection.round.states import DepartmentState, Return, state_of_round
from templates.path import Tree, split, value_at

__all__ = ["Trace", "trace"]


@dataclass(frozen=True, slots=True)
class Trace:
    """Where a field of a department came from.

    `field` is its path in the record, `value` what was read or worked out there, `address` its sheet and cell
    in the file that the department sent (`申报表!C31`), None where it has no cell. `counts` tells whether
    the return is in the sums of the round.
    """

    department: DepartmentState
    field: str
    value: Any
    address: str | None
    returned: Return
    counts: bool


def trace(round: Round, code: str, field: str) -> Trace:
    """Return where a field in the current return of a department came from.

    Raises `CollectionError` where there is no such department, it has returned nothing that could be read,
    or its record has no such field.
    """
    with round.ledger() as ledger:
        state = state_of_round(round, ledger)
        department = next((one for one in state.departments if one.member.code == code), None)
        if department is None:
            raise CollectionError("round-code-unknown", codes=code)
        current = department.current
        if current is None or current.verdict.refusal is not None:
            raise CollectionError("round-nothing-returned", code=code)
        reading = reading_of_return(round, ledger, current)
    value = _value(reading.values, reading.computed, field)
    if value is _NOTHING:
        raise CollectionError("round-field-unknown", code=code, field=field)
    return Trace(department, field, value, reading.addresses.get(field), current, department.state in COUNTED)


_NOTHING = object()


def _value(values: Mapping[str, Any], computed: Mapping[str, Any], field: str) -> Tree:
    """Return the value of a field that people fill in, or that the form computes; `_NOTHING` of no field."""
    for tree in (values, computed):
        try:
            found = value_at(tree, split(field))
        except (KeyError, IndexError, TypeError):
            continue
        if not isinstance(found, dict | list):
            return found
    return _NOTHING
