"""A round seen as a whole: how much has come back, by group and by day, and what is still to come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import accumulate

from collection.round.folder import Round
from collection.round.ledger.events import EventKind
from collection.round.ledger.ledger import Ledger
from collection.round.states import DepartmentState, RoundState, State, state_of_round
from collection.summary.naming import title_words
from templates import Text

__all__ = ["Group", "Overview", "overview_of_round"]

_UNANSWERED = frozenset({State.ERRORS, State.REFUSED})
"""The states in which a correction that went out is still to be returned."""

_DAY = timedelta(days=1)
_MOST_DAYS = 60
"""Days that are shown one by one; what came before counts on the first of them."""


@dataclass(frozen=True, slots=True)
class Group:
    """Some departments of a round: all of one group in the roster (None: of no group), or every one.

    `returned` counts those of which something came that can be read, `late` those whose current return came
    after the deadline, `corrections` those to which a correction went out that has not come back.
    """

    name: str | None
    departments: tuple[DepartmentState, ...]
    counts: Mapping[State, int]
    returned: int
    late: int
    corrections: int
    unattached: int = 0
    """How many returned without the scan that the round asks for."""

    @property
    def total(self) -> int:
        """How many departments there are."""
        return len(self.departments)


@dataclass(frozen=True, slots=True)
class Overview:
    """A round as it is on a day.

    `name` is that of its folder, `title` what the form calls itself. `until` is when the last thing happened
    that the ledger knows. `arrivals` has for each day until today how many departments had returned something
    that can be read by its end; `until_day` is the day on which the round ends: the deadline, or the last
    arrival after it. `missing` are the departments of which nothing came that can be read, `corrections`
    those to which a correction went out that has not come back.
    """

    state: RoundState
    name: str
    title: Text
    today: date
    until: datetime | None
    whole: Group
    groups: tuple[Group, ...]
    arrivals: tuple[tuple[date, int], ...]
    until_day: date
    missing: tuple[DepartmentState, ...]
    corrections: tuple[DepartmentState, ...]
    unattached: tuple[DepartmentState, ...] = ()
    """Those that returned without the scan that the round asks for."""

    @property
    def days_left(self) -> int:
        """Days until the deadline: 0 on that day itself, below 0 after it."""
        return (self.state.deadline - self.today).days


def overview_of_round(round: Round, ledger: Ledger, today: date) -> Overview:
    """Return a round as it is today.

    >>> with round.ledger() as ledger:
    ...     overview = overview_of_round(round, ledger, date(2026, 3, 28))
    """
    state = state_of_round(round, ledger)
    days = {one.member.code: day for one in state.departments if (day := _first_day(one)) is not None}
    by_name: dict[str | None, list[DepartmentState]] = {}
    for one in state.departments:
        by_name.setdefault(one.member.group or None, []).append(one)
    groups = [_group(name, departments, days) for name, departments in by_name.items()]
    arrivals, until_day = _arrivals(sorted(days.values()), state.deadline, today)
    return Overview(
        state,
        round.folder.path.resolve().name,
        title_words(round.cell_map)[0],
        today,
        ledger.last_at(),
        _group(None, state.departments, days),
        tuple(sorted(groups, key=lambda group: group.name is None)),  # those of no group come last
        arrivals,
        until_day,
        tuple(one for one in state.departments if one.member.code not in days),
        tuple(one for one in state.departments if _awaits_correction(one)),
        tuple(one for one in state.departments if one.lacks_attachment),
    )


def _group(name: str | None, departments: Sequence[DepartmentState], days: Container[str]) -> Group:
    found = Counter(one.state for one in departments)
    return Group(
        name,
        tuple(departments),
        {state: found[state] for state in State},
        sum(one.member.code in days for one in departments),
        sum(one.is_late for one in departments),
        sum(map(_awaits_correction, departments)),
        sum(one.lacks_attachment for one in departments),
    )


def _awaits_correction(one: DepartmentState) -> bool:
    return one.state in _UNANSWERED and EventKind.CORRECTED in one.letters


def _first_day(one: DepartmentState) -> date | None:
    """Return the day on which the first file of a department came that can be read."""
    times = [back.at for back in one.returns if back.verdict.refusal is None]
    return min(times).astimezone().date() if times else None


def _arrivals(days: Sequence[date], deadline: date, today: date) -> tuple[tuple[tuple[date, int], ...], date]:
    """Return the days until today with how many had returned something by the end of each, and the last day.

    Files bear the times of machines of which some were never set: what came before the first day that is
    shown counts there, and what came after today counts today.
    """
    if not days:
        return (), deadline
    end = max(deadline, min(days[-1], today))
    first = max(min(days[0], end) - _DAY, end - _DAY * (_MOST_DAYS - 1))
    shown = max(min(today, end), first)
    found = Counter(min(max(day, first), shown) for day in days)
    each = [first + _DAY * number for number in range((shown - first).days + 1)]
    return tuple(zip(each, accumulate(found[day] for day in each), strict=True)), end
