"""What is so now of each department, as it follows from what happened."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from collection.round.folder import Round
from collection.round.ledger.attached import AttachedFile, attached_files
from collection.round.ledger.deliveries import DELIVERY_EVENTS, Delivery, deliveries
from collection.round.ledger.events import Event, EventKind
from collection.round.ledger.ledger import Ledger, Member, Verdict
from templates import Text

__all__ = ["STATE_WORDS", "DepartmentState", "Return", "RoundState", "State", "state_of_round"]


class State(StrEnum):
    """Where a department is."""

    WAITING = "waiting"
    """Nothing came back yet."""
    UNREADABLE = "unreadable"
    """What came cannot be read."""
    ERRORS = "errors"
    """Its current return has errors."""
    READY = "ready"
    """Its current return has no error, and nobody has accepted it yet."""
    ACCEPTED = "accepted"
    REFUSED = "refused"
    SET_ASIDE = "set-aside"
    """Its current return was left out of account, and no other takes its place by itself."""


STATE_WORDS: Mapping[State, Text] = {
    State.WAITING: Text("未报", "waiting"),
    State.UNREADABLE: Text("不能读取", "unreadable"),
    State.ERRORS: Text("有错误", "errors"),
    State.READY: Text("可接收", "ready"),
    State.ACCEPTED: Text("已接收", "accepted"),
    State.REFUSED: Text("已退回", "refused"),
    State.SET_ASIDE: Text("已搁置", "set aside"),
}
"""What people call the states."""

_DECISIONS = {
    EventKind.ACCEPTED: State.ACCEPTED,
    EventKind.REFUSED: State.REFUSED,
    EventKind.SET_ASIDE: State.SET_ASIDE,
    EventKind.RESTORED: None,
}
"""What each decision of the officer makes of the file that it is about."""


_ABOUT_A_RETURN = (EventKind.CORRECTED, EventKind.RECEIPTED)
_LETTERS = (EventKind.MAILED, EventKind.REMINDED, *_ABOUT_A_RETURN)
_CAME = (EventKind.RECEIVED, EventKind.ATTACHED, EventKind.MESSAGE, EventKind.ASSIGNED)
_TELLING = (*_CAME, *_DECISIONS, *_LETTERS, *DELIVERY_EVENTS)
"""The events from which it follows what is so."""


@dataclass(frozen=True, slots=True)
class Return:
    """A file that came back: where it is kept, its name as it came, when, and what was made of it.

    `how` says by what its department is known, `decision` is the officer's last event on the file.
    """

    digest: str
    path: str
    name: str
    at: datetime
    how: str
    verdict: Verdict
    number: int
    decision: Event | None = None
    sender: str = ""
    mail: str = ""
    """The SHA-256 of the message that it came with; empty where it came without."""

    @property
    def order(self) -> tuple[bool, int, datetime, int]:
        """By which of several the last is the one that counts: readable, issue of the form, arrival."""
        return self.verdict.refusal is None, self.verdict.revision, self.at, self.number

    @property
    def state(self) -> State:
        """What the file makes of its department where it is the current one."""
        decided = None if self.decision is None else _DECISIONS[self.decision.kind]
        if decided is not None:
            return decided
        if self.verdict.refusal is not None:
            return State.UNREADABLE
        return State.ERRORS if self.verdict.errors else State.READY

    def judged(self, verdict: Verdict) -> Return:
        """Return the same file with what other rules made of it."""
        return replace(self, verdict=verdict)


@dataclass(frozen=True, slots=True)
class DepartmentState:
    """What is so of a department: its state, the return that counts, and all that came from it.

    `messages` are those from it, or about it, of which there is something to say: that they hold no form,
    were answered by a program, or did not arrive. `letters` says when the last of each kind was written to
    it; of corrections and receipts, that of its current return. `attachments` are the files that belong to
    its return and are none; `lacks_attachment` is true where the round asks for one and none came with a form
    that did. `deliveries` says what became of letters that were sent.
    """

    member: Member
    state: State
    current: Return | None
    returns: tuple[Return, ...]
    is_late: bool
    messages: tuple[Event, ...] = ()
    letters: Mapping[EventKind, datetime] = field(default_factory=dict)
    attachments: tuple[AttachedFile, ...] = ()
    lacks_attachment: bool = False
    deliveries: Mapping[EventKind, Delivery] = field(default_factory=dict)

    @property
    def ties(self) -> tuple[Return, ...]:
        """Returns that came as the current one did: of the same issue of the form, at the same time."""
        if self.current is None:
            return ()
        order = self.current.order[:-1]
        return tuple(one for one in self.returns if one is not self.current and one.order[:-1] == order)


@dataclass(frozen=True, slots=True)
class RoundState:
    """What is so of a round: its departments as the roster has them, and what is nobody's.

    `messages` are those from and about nobody in the roster, of which there is something to say.
    `attachments` came with forms of several departments and are nobody's in particular;
    `asks_for_attachments` tells whether each department is to send one.
    """

    id: str
    deadline: date
    departments: tuple[DepartmentState, ...]
    unassigned: tuple[Return, ...]
    messages: tuple[Event, ...] = ()
    attachments: tuple[AttachedFile, ...] = ()
    asks_for_attachments: bool = False

    @property
    def counts(self) -> Mapping[State, int]:
        """How many departments are in each state."""
        return {state: sum(one.state is state for one in self.departments) for state in State}


def state_of_round(round: Round, ledger: Ledger) -> RoundState:
    """Return what is so now.

    A file that was read by other rules than those of now counts as those rules had it, until it is read
    anew.
    """
    events = ledger.events(*_TELLING)
    returned: dict[str | None, list[Return]] = defaultdict(list)
    attached: dict[str | None, list[AttachedFile]] = defaultdict(list)
    files = attached_files(events)
    for file in files.values():
        attached[file.department].append(file)
    for department, one in _returns(events, ledger.verdicts(round.rules)):
        if one.digest not in files:
            returned[department].append(one)
    ends = datetime.combine(round.settings.deadline + timedelta(days=1), time()).astimezone()
    told: defaultdict[str | None, list[Event]] = defaultdict(list)
    for event in events:
        if event.kind is EventKind.MESSAGE and event.details["why"]:
            told[event.department].append(event)
    letters = {
        (event.kind, event.department, event.digest): event for event in events if event.kind in _LETTERS
    }
    sent = deliveries(events)
    departments = tuple(
        _department(member, returned[member.code], ends, letters, sent, told[member.code])
        for member in ledger.members()
        if not member.has_left
    )
    asks = round.settings.asks_for_attachments
    departments = tuple(_with_attachments(one, attached[one.member.code], asks) for one in departments)
    nobodys = tuple(returned[None]), tuple(told[None]), tuple(attached[None])
    return RoundState(round.id, round.settings.deadline, departments, *nobodys, asks)


def _with_attachments(
    one: DepartmentState, attached: Sequence[AttachedFile], is_asked_for: bool
) -> DepartmentState:
    """Return a department with the files that belong to its return: they change nothing else of it."""
    if not attached and not is_asked_for:
        return one
    current = one.current
    has_form = current is not None and current.verdict.refusal is None and one.state is not State.SET_ASIDE
    return replace(
        one, attachments=tuple(attached), lacks_attachment=is_asked_for and has_form and not attached
    )


def _returns(events: Iterable[Event], verdicts: Mapping[str, Verdict]) -> Iterable[tuple[str | None, Return]]:
    """Yield each file that came back, with its department."""
    assigned: dict[str | None, Event] = {}
    decided: dict[str | None, Event] = {}
    received: list[Event] = []
    for event in events:
        if event.kind is EventKind.RECEIVED:
            received.append(event)
        elif event.kind is EventKind.ASSIGNED:
            assigned[event.digest] = event
            decided.pop(event.digest, None)  # what was decided of it as another's
        elif event.kind in _DECISIONS:
            decided[event.digest] = event
    for event in received:
        assert event.digest is not None
        owner = assigned.get(event.digest, event)
        yield (
            owner.department,
            Return(
                event.digest,
                event.details["path"],
                event.details["name"],
                datetime.fromisoformat(event.details["at"]),
                owner.details.get("how", EventKind.ASSIGNED.value),
                verdicts[event.digest],
                owner.number,
                decided.get(event.digest),
                event.details.get("sender", ""),
                event.details.get("mail", ""),
            ),
        )


def _department(
    member: Member,
    returns: Sequence[Return],
    ends: datetime,
    letters: Mapping[tuple[EventKind, str | None, str | None], Event],
    sent: Mapping[str, Delivery],
    messages: Sequence[Event],
) -> DepartmentState:
    current = _current(returns)
    digest = None if current is None else current.digest
    written = {
        kind: letters[key]
        for kind in _LETTERS
        if (key := (kind, member.code, digest if kind in _ABOUT_A_RETURN else None)) in letters
    }
    state, is_late = (State.WAITING, False) if current is None else (current.state, current.at >= ends)
    return DepartmentState(
        member,
        state,
        current,
        tuple(returns),
        is_late,
        tuple(messages),
        {kind: event.at for kind, event in written.items()},
        deliveries={
            kind: sent[letter]
            for kind, event in written.items()
            if (letter := event.details.get("letter", "")) in sent
        },
    )


def _current(returns: Sequence[Return]) -> Return | None:
    """Return the one that counts: what was accepted or refused last, until something comes after that."""
    chosen = [one for one in returns if one.state in (State.ACCEPTED, State.REFUSED)]
    last = max(chosen, key=_decided, default=None)
    if last is not None and all(one.number < _decided(last) for one in returns):
        return last
    return max(returns, key=lambda one: one.order, default=None)


def _decided(one: Return) -> int:
    return 0 if one.decision is None else one.decision.number
