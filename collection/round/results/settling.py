"""What the officer settles with a department by phone: a figure of its return, without a new file."""

from __future__ import annotations

from collection.errors import CollectionError
from collection.round.folder import Round
from collection.round.ledger.events import EventKind
from collection.round.results.amending import Amendment, amendments, checked_value
from collection.round.results.current import reading_as_it_came
from collection.round.states import Return, state_of_round

__all__ = ["amend"]


def amend(round: Round, code: str, field: str, typed: str, reason: str) -> Return:
    """Note another value for a field in the current return of a department; return that file.

    It is so until the department sends another file. The same amendment is noted once.

    Raises `CollectionError` where there is no such department, return or field, no reason, or the field
    cannot hold the value.
    """
    if not reason.strip():
        raise CollectionError("round-reason-missing")
    with round.alone() as ledger:
        departments = state_of_round(round, ledger).departments
        department = next((one for one in departments if one.member.code == code), None)
        if department is None:
            raise CollectionError("round-code-unknown", codes=code)
        current = department.current
        if current is None or current.verdict.refusal is not None:
            raise CollectionError("round-nothing-returned", code=code)
        reading = reading_as_it_came(round, ledger, current)
        assert reading.cell_map is not None
        checked_value(reading.cell_map, reading.values, field, typed)
        last = amendments(ledger).get(current.digest, {}).get(field)
        if last != Amendment(field, typed, reason):
            details = {"field": field, "value": typed, "reason": reason}
            ledger.add(EventKind.AMENDED, code, digest=current.digest, details=details)
        return current
