"""Counting what each rule cost: from all returns of a round, not only those that count now."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from statistics import median

from collection.round.folder import Round
from collection.round.ledger.events import EventKind
from collection.round.ledger.ledger import Ledger
from collection.round.results.statistics.findings import Found, found_in
from collection.round.states import DepartmentState, Return, state_of_round
from collection.summary.naming import label_of, title_words
from templates import CellMap, Severity, Text, catalogue
from templates.path import join, names_of, split

__all__ = ["GroupStatistics", "RuleStatistics", "Statistics", "statistics_of_round"]

_DAY = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class RuleStatistics:
    """What one code, at one severity, cost a round.

    `departments` and `returns` had it. A further return is one that came after a return with errors:
    `resent` counts those in which an error of this code was gone, and `unmended` those in which it still
    stood; `resending` are the departments that sent the former. `remaining` departments have it in the
    return that counts now, `explained` ones said why it is right. `fields` and `groups` count the departments
    by where it was found, and by their group in the roster (None: of no group).
    """

    code: str
    severity: Severity
    title: Text
    is_of_form: bool
    """Whether it is a rule of the form, not a check of the toolkit that every form has."""
    departments: int
    returns: int
    resending: int
    resent: int
    unmended: int
    remaining: int
    explained: int
    fields: tuple[tuple[Text, int], ...]
    groups: Mapping[str | None, int]


@dataclass(frozen=True, slots=True)
class GroupStatistics:
    """What the departments of one group in the roster sent (None: those of no group).

    `clean_at_first` are those whose first return had no error. `resent` are the returns that came after one
    with errors. `days` is the median of the days from the first return of a department to its first without
    errors; None where none has come so far.
    """

    name: str | None
    departments: int
    returned: int
    returns: int
    clean_at_first: int
    resent: int
    days: Decimal | None
    worst: tuple[Text, int] | None
    """The error that most of its departments had, and how many."""


@dataclass(frozen=True, slots=True)
class Statistics:
    """What is learnt of a round. Files that the officer set aside are left out of account.

    `distribution` has how many departments sent how many returns. `clean` departments came to a return
    without errors; `days` is the median of the days that this took, `days_of_resenders` that of those whose
    first return had errors. `corrections` is how many were made, for `corrected` departments. `until` is when
    the last thing happened that the ledger knows.
    """

    id: str
    name: str
    title: Text
    deadline: date
    until: datetime | None
    departments: int
    returned: int
    returns: int
    clean_at_first: int
    clean: int
    resent: int
    days: Decimal | None
    days_of_resenders: Decimal | None
    corrections: int
    corrected: int
    distribution: Mapping[int, int]
    rules: tuple[RuleStatistics, ...]
    """The errors first, and of one severity what cost most further returns, then most departments."""
    groups: tuple[GroupStatistics, ...]

    def of(self, *severities: Severity) -> Sequence[RuleStatistics]:
        """Return the rules of some severities."""
        return [rule for rule in self.rules if rule.severity in severities]


_Key = tuple[Severity, str]


@dataclass(slots=True)
class _Tally:
    """What is counted of one code at one severity; departments are counted once for each thing."""

    title: Text
    departments: int = 0
    returns: int = 0
    resending: int = 0
    resent: int = 0
    unmended: int = 0
    remaining: int = 0
    explained: int = 0
    fields: Counter[str] = field(default_factory=Counter)
    groups: Counter[str | None] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class _Course:
    """What a department sent: how many returns, how many of them after errors, and how long it took."""

    group: str | None
    returns: int
    resent: int
    was_clean_at_first: bool
    days: float | None
    errors: frozenset[str]


def statistics_of_round(round: Round, ledger: Ledger) -> Statistics:
    """Count what each rule cost the departments that are in the roster now.

    >>> with round.ledger() as ledger:
    ...     statistics = statistics_of_round(round, ledger)
    """
    state = state_of_round(round, ledger)
    found = {digest: found_in(reading) for digest, reading in ledger.readings(round.rules)}
    tallies: dict[_Key, _Tally] = {}
    courses = [_course(one, found, tallies) for one in state.departments]
    codes = {one.member.code for one in state.departments}
    corrected = [event for event in ledger.events(EventKind.CORRECTED) if event.department in codes]
    returned = [one for one in courses if one.returns]
    clean = [one.days for one in returned if one.days is not None]
    return Statistics(
        round.id,
        round.folder.path.resolve().name,
        title_words(round.cell_map)[0],
        state.deadline,
        ledger.last_at(),
        len(courses),
        len(returned),
        sum(one.returns for one in courses),
        sum(one.was_clean_at_first for one in courses),
        len(clean),
        sum(one.resent for one in courses),
        _median(clean),
        _median([one.days for one in returned if one.days is not None and not one.was_clean_at_first]),
        len({(event.department, event.digest) for event in corrected}),
        len({event.department for event in corrected}),
        dict(sorted(Counter(one.returns for one in courses).items())),
        tuple(_rules(round.cell_map, tallies)),
        tuple(_groups(courses, tallies)),
    )


def _course(
    department: DepartmentState, found: Mapping[str, Sequence[Found]], tallies: dict[_Key, _Tally]
) -> _Course:
    """Count what a department sent, in the order in which it came."""
    returns = [one for one in department.returns if not _is_set_aside(one)]
    returns.sort(key=lambda one: (one.at, one.number))
    group = department.member.group or None
    each = [found.get(one.digest, ()) for one in returns]
    keys = [{(one.severity, one.code) for one in some} for some in each]
    for some in each:
        for one in some:
            tallies.setdefault((one.severity, one.code), _Tally(one.title))
    for key in set().union(*keys):
        _count(tallies[key], key, keys, [one for some in each for one in some], group)
    if department.current is not None:
        for key in {(one.severity, one.code) for one in found.get(department.current.digest, ())}:
            if key in tallies:  # what was set aside may still be the current one
                tallies[key].remaining += 1
    clean = next((one for one in returns if _is_clean(one)), None)
    return _Course(
        group,
        len(returns),
        sum(not _is_clean(before) for before, _ in pairwise(returns)),
        bool(returns) and clean is returns[0],
        None if clean is None else (clean.at - returns[0].at).total_seconds() / _DAY,
        frozenset(code for severity, code in set().union(*keys) if severity is Severity.ERROR),
    )


def _count(
    tally: _Tally, key: _Key, keys: Sequence[set[_Key]], found: Sequence[Found], group: str | None
) -> None:
    """Count one code, at one severity, of a department that had it."""
    of_key = [one for one in found if (one.severity, one.code) == key]
    tally.departments += 1
    tally.groups[group] += 1
    tally.returns += sum(key in some for some in keys)
    tally.fields.update({_name(path) for one in of_key for path in one.fields})
    tally.explained += any(one.explained for one in of_key)
    if key[0] is Severity.ERROR:
        mended = sum(key in before and key not in after for before, after in pairwise(keys))
        tally.resent += mended
        tally.resending += mended > 0
        tally.unmended += sum(key in before and key in after for before, after in pairwise(keys))


def _is_set_aside(one: Return) -> bool:
    return one.decision is not None and one.decision.kind is EventKind.SET_ASIDE


def _is_clean(one: Return) -> bool:
    return one.verdict.refusal is None and not one.verdict.errors


def _rules(cell_map: CellMap, tallies: Mapping[_Key, _Tally]) -> Iterator[RuleStatistics]:
    of_form = {rule.message.code: rule.message for rule in cell_map.rules}
    known = {**catalogue(), **of_form}
    order = {severity: number for number, severity in enumerate(Severity)}
    ordered = sorted(
        tallies.items(),
        key=lambda one: (order[one[0][0]], -one[1].resent, -one[1].departments, -one[1].returns, one[0][1]),
    )
    for (severity, code), tally in ordered:
        title = known[code].title if code in known else tally.title
        yield RuleStatistics(
            code,
            severity,
            _title(title),
            code in of_form,
            tally.departments,
            tally.returns,
            tally.resending,
            tally.resent,
            tally.unmended,
            tally.remaining,
            tally.explained,
            tuple(_fields(cell_map, tally.fields)),
            dict(tally.groups),
        )


@lru_cache(maxsize=8192)
def _name(path: str) -> str:
    """Return the path of a field without the numbers of items: those of a list are one field."""
    return join(names_of(split(path)))


def _fields(cell_map: CellMap, names: Counter[str]) -> Iterator[tuple[Text, int]]:
    """Yield what the fields are called in which something was found, the most frequent first."""
    for name, count in sorted(names.items(), key=lambda one: (-one[1], one[0])):
        yield _label(cell_map, name), count


def _label(cell_map: CellMap, name: str) -> Text:
    try:
        return label_of(cell_map, name)
    except (KeyError, AssertionError):  # of an older version of the form
        return Text(name)


def _title(title: Text) -> Text:
    """Return what is checked as a name, not as a sentence."""
    opened = title.opened()
    return Text(opened.zh.rstrip("。"), opened.en.rstrip("."))


def _groups(courses: Sequence[_Course], tallies: Mapping[_Key, _Tally]) -> Iterator[GroupStatistics]:
    by_name: defaultdict[str | None, list[_Course]] = defaultdict(list)
    for one in courses:
        by_name[one.group].append(one)
    for name, some in sorted(by_name.items(), key=lambda one: one[0] is None):  # of no group: last
        returned = [one for one in some if one.returns]
        worst = min(
            Counter(code for one in some for code in one.errors).items(),
            key=lambda one: (-one[1], one[0]),
            default=None,
        )
        yield GroupStatistics(
            name,
            len(some),
            len(returned),
            sum(one.returns for one in some),
            sum(one.was_clean_at_first for one in some),
            sum(one.resent for one in some),
            _median([one.days for one in returned if one.days is not None]),
            None if worst is None else (_title(tallies[Severity.ERROR, worst[0]].title), worst[1]),
        )


def _median(values: Sequence[float]) -> Decimal | None:
    return round(Decimal(median(values)), 1) if values else None
