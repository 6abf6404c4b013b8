"""What a department changed: its current return beside the one whose place that took."""

from __future__ import annotations

from dataclasses import dataclass

from collection.differences import Change, changes_between
from collection.errors import CollectionError
from collection.printing.sources import FilledForm
from collection.round.folder import Round
from collection.round.ledger.ledger import Ledger
from collection.round.results.current import reading_as_it_came
from collection.round.states import DepartmentState, Return, state_of_round

__all__ = ["Superseded", "superseded"]


@dataclass(frozen=True, slots=True)
class Superseded:
    """The current return of a department, the one before it, and what it says otherwise, field by field.

    `ties` are others that came as the current one did: of the same issue of the form, at the same time.
    """

    department: DepartmentState
    current: Return
    before: Return
    changes: tuple[Change, ...]
    ties: tuple[Return, ...]


def superseded(round: Round, code: str) -> Superseded:
    """Return what the current return of a department changes, without what the officer amended.

    Raises `CollectionError` where there is no such department, or not two returns of it that can be read.
    """
    with round.ledger() as ledger:
        departments = state_of_round(round, ledger).departments
        department = next((one for one in departments if one.member.code == code), None)
        if department is None:
            raise CollectionError("round-code-unknown", codes=code)
        current = department.current
        others = [one for one in department.returns if one is not current and one.verdict.refusal is None]
        if current is None or current.verdict.refusal is not None or not others:
            raise CollectionError("round-nothing-before", code=code)
        before = max(others, key=lambda one: one.order)
        old, new = (_filled(round, ledger, one) for one in (before, current))
    return Superseded(department, current, before, changes_between(old, new), department.ties)


def _filled(round: Round, ledger: Ledger, one: Return) -> FilledForm:
    reading = reading_as_it_came(round, ledger, one)
    assert reading.cell_map is not None
    return FilledForm(reading.cell_map, reading.values)
