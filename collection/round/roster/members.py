"""Taking over the roster: what it says now of the departments of the round, and what became different."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date

from collection.roster.roster import Department, Roster
from collection.round.ledger.events import EventKind
from collection.round.ledger.ledger import Ledger, Member

__all__ = ["DeadlineChange", "RosterChange", "note_deadline", "take_over"]

_DEADLINE = "deadline"
"""The fact by which the ledger knows the deadline that was last taken over."""
_TOLD = tuple(field.name for field in fields(Member) if field.name not in ("code", "has_left"))


@dataclass(frozen=True, slots=True)
class RosterChange:
    """What became different of one department since the roster was last looked at, and what it was."""

    kind: EventKind
    member: Member
    before: Member | None = None


@dataclass(frozen=True, slots=True)
class DeadlineChange:
    """The settings name another deadline than when they were last looked at."""

    before: date
    now: date


def take_over(ledger: Ledger, roster: Roster) -> Sequence[RosterChange]:
    """Note in the ledger what the roster says now; return what became different.

    A department is known by its code. One that is no longer there keeps all that came from it.
    """
    known = {member.code: member for member in ledger.members()}
    now = [_member(department) for department in roster.departments]
    codes = {one.code for one in now}
    left = [replace(member, has_left=True) for code, member in known.items() if code not in codes]
    return [
        change
        for place, member in enumerate([*now, *left])
        if (change := _noted(ledger, member, known.get(member.code), place)) is not None
    ]


def note_deadline(ledger: Ledger, deadline: date) -> DeadlineChange | None:
    """Note in the ledger after which day returns are late; return the change, if it is another one now."""
    now, before = deadline.isoformat(), ledger.fact(_DEADLINE)
    if before == now:
        return None
    ledger.set_fact(_DEADLINE, now)
    if before is None:
        return None
    ledger.add(EventKind.DEADLINE, None, details={"before": before, "now": now})
    return DeadlineChange(date.fromisoformat(before), deadline)


def _member(department: Department) -> Member:
    assert department.code is not None  # a roster of a round has all of them
    return Member(department.code, *(getattr(department, name) for name in _TOLD))


def _noted(ledger: Ledger, member: Member, before: Member | None, place: int) -> RosterChange | None:
    ledger.set_member(member, place)
    if member == before:
        return None
    details: dict[str, str] = {}
    if member.has_left:
        kind = EventKind.LEFT
    elif before is None or before.has_left:
        kind = EventKind.JOINED
    else:
        kind = EventKind.CHANGED
        changed = (name for name in _TOLD if getattr(before, name) != getattr(member, name))
        details = {name: getattr(before, name) or "" for name in changed}
    ledger.add(kind, member.code, details=details)
    return RosterChange(kind, member, before)
