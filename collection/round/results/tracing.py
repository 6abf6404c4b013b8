"""From a figure back to where it came from: the cell, the file, who sent it and when."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from collection.errors import CollectionError
from collection.round.folder import Round
from collection.round.results.amending import Amendment, amendments
from collection.round.results.current import COUNTED, reading_as_it_came, reading_of_return
from collection.round.results.summarizing import body_of_round, edition_in, edition_of
from collection.round.states import DepartmentState, Return, state_of_round
from collection.summary.workbook.finding_again import field_at
from reader.containers import column_number
from templates import Language
from templates.path import Tree, split, value_at

__all__ = ["Trace", "trace", "trace_cell"]


_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


@dataclass(frozen=True, slots=True)
class Trace:
    """Where a field of a department came from.

    `field` is its path in the record, `value` what was read or worked out there, `address` its sheet and cell
    in the file that the department sent (`申报表!C31`), None where it has no cell. `counts` tells whether
    the return is in the sums of the round, `mail` where the message that it came with is kept. Where the
    officer amended the field, `amendment` says why, and `sent` what the department had sent.
    """

    department: DepartmentState
    field: str
    value: Any
    address: str | None
    returned: Return
    counts: bool
    amendment: Amendment | None = None
    sent: Any = None
    mail: str | None = None


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
        amendment = amendments(ledger).get(current.digest, {}).get(field)
        mail = ledger.files().get(current.mail)
        came = reading if amendment is None else reading_as_it_came(round, ledger, current)
    value = _value(reading.values, reading.computed, field)
    if value is _NOTHING:
        raise CollectionError("round-field-unknown", code=code, field=field)
    address, counts = reading.addresses.get(field), department.state in COUNTED
    sent = None if amendment is None else _value(came.values, came.computed, field)
    return Trace(department, field, value, address, current, counts, amendment, sent, mail)


def trace_cell(round: Round, cell: str, summary: Path | None = None) -> Trace:
    """Return where the figure in a cell of the summary (`总表!D7`) came from.

    `summary` is the workbook, by default that in the round's folder. It must have been written since anything
    happened in the round: the rows of another moment are those of others.

    Raises `CollectionError` where it was not, or the cell shows no field of a department.
    """
    path = round.folder.summary if summary is None else summary
    name, _, place = cell.rpartition("!")
    position = _position(place)
    if position is None:
        raise CollectionError("round-trace-unclear", found=cell)
    with round.ledger() as ledger:
        edition, now = edition_in(path), edition_of(round, ledger)
        language = next((one for one in get_args(Language) if edition == f"{now} {one}"), None)
        if language is None:
            raise CollectionError("round-summary-older", path=path)
        body = body_of_round(round, ledger, path)
        found = field_at(body, name.strip("'").replace("''", "'"), *position, language)
    if found is None:
        raise CollectionError("round-cell-of-nobody", found=cell)
    subject, field = found
    return trace(round, subject.code or "", field)


def _position(written: str) -> tuple[int, int] | None:
    """Return the row and the column of an address as people write it, from 1."""
    match = _ADDRESS.fullmatch(written.strip().upper().replace("$", ""))
    return (int(match[2]), column_number(match[1])) if match else None


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
