"""What is so now of each department, as it follows from what happened."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from collection.round.folder import Round
from collection.round.ledger.events import Event, EventKind
from collection.round.ledger.ledger import Ledger, Member, Verdict

__all__ = ["DepartmentState", "Return", "RoundState", "State", "state_of_round"]


class State(StrEnum):
    """Where a department is."""

    WAITING = "waiting"
    """Nothing came back yet."""
    UNREADABLE = "unreadable"
    """What came cannot be read."""
    ERRORS = "errors"
    """Its current return has errors."""
    READY = "ready"
    """Its current return has no error."""


@dataclass(frozen=True, slots=True)
class Return:
    """A file that came back: where it is kept, its name as it came, when, and what the rules made of it."""

    digest: str
    path: str
    name: str
    at: datetime
    how: str
    verdict: Verdict

    @property
    def order(self) -> tuple[bool, int, datetime]:
        """By which of several the last is the one that counts: readable, issue of the form, arrival."""
        return self.verdict.refusal is None, self.verdict.revision, self.at


@dataclass(frozen=True, slots=True)
class DepartmentState:
    """What is so of a department: its state, the return that counts, and all that came from it."""

    member: Member
    state: State
    current: Return | None
    returns: tuple[Return, ...]
    is_late: bool


@dataclass(frozen=True, slots=True)
class RoundState:
    """What is so of a round: its departments as the roster has them, and the files that are nobody's."""

    id: str
    deadline: date
    departments: tuple[DepartmentState, ...]
    unassigned: tuple[Return, ...]

    @property
    def counts(self) -> Mapping[State, int]:
        """How many departments are in each state."""
        return {state: sum(one.state is state for one in self.departments) for state in State}


def state_of_round(round: Round, ledger: Ledger) -> RoundState:
    """Return what is so now.

    Files that were read by other rules than those of now are counted as those rules had them; `reread` is
    what reads them anew.
    """
    paths = ledger.files()
    verdicts = ledger.verdicts(round.rules)
    returned: dict[str | None, list[Return]] = defaultdict(list)
    for event in ledger.events(EventKind.RECEIVED):
        returned[event.department].append(_return(event, paths, verdicts))
    ends = datetime.combine(round.settings.deadline + timedelta(days=1), time()).astimezone()
    departments = tuple(
        _department(member, returned[member.code], ends) for member in ledger.members() if not member.has_left
    )
    return RoundState(round.id, round.settings.deadline, departments, tuple(returned[None]))


def _return(event: Event, paths: Mapping[str, str], verdicts: Mapping[str, Verdict]) -> Return:
    assert event.digest is not None
    at = datetime.fromisoformat(event.details["at"])
    path, verdict = paths[event.digest], verdicts[event.digest]
    return Return(event.digest, path, event.details["name"], at, event.details["how"], verdict)


def _department(member: Member, returns: Sequence[Return], ends: datetime) -> DepartmentState:
    current = max(returns, key=lambda one: one.order, default=None)
    if current is None:
        return DepartmentState(member, State.WAITING, None, (), False)
    if current.verdict.refusal is not None:
        state = State.UNREADABLE
    else:
        state = State.ERRORS if current.verdict.errors else State.READY
    return DepartmentState(member, state, current, tuple(returns), current.at >= ends)
