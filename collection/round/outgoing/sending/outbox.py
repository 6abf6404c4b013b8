"""The letters of a kind that are to be sent now, and those that are not, and why."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from collection.errors import CollectionError
from collection.round.folder import Round
from collection.round.ledger.deliveries import DELIVERY_EVENTS, Delivery, DeliveryState, deliveries
from collection.round.ledger.events import Event, EventKind
from collection.round.ledger.ledger import Ledger, Member
from collection.round.mailboxes.smtp_settings import SmtpSettings
from collection.round.outgoing.letters.letters import is_to_correct, is_to_remind
from collection.round.outgoing.letters.receipts import deserves_receipt
from collection.round.states import DepartmentState, state_of_round
from templates.findings.errors import words_in_a_row

__all__ = ["Outbox", "OutgoingLetter", "note_as_sent", "outbox_of", "smtp_of"]

_WENT = (DeliveryState.SENT, DeliveryState.BOUNCED)
"""What became of letters that are not sent again unless somebody asks for it."""


@dataclass(frozen=True, slots=True)
class OutgoingLetter:
    """A letter that was written to a department: the path of its draft, and what became of it before.

    `written` is the event by which it was written.
    """

    member: Member
    written: Event
    delivery: Delivery | None = None

    @property
    def path(self) -> str:
        """Where its draft is, from the folder of the round."""
        return self.written.details["letter"]

    @property
    def was_begun(self) -> bool:
        """Whether it was, or may have been, sent before."""
        return self.delivery is not None and self.delivery.state in (*_WENT, DeliveryState.DOUBTFUL)


@dataclass(frozen=True, slots=True)
class Outbox:
    """What there is to send of the letters of a kind.

    `letters` are to be sent now, `before` is how many were sent before. Of `doubtful` ones nobody knows
    whether the server accepted them: they are sent again only where somebody asks for it. To those
    `without_address` nothing can be sent.
    """

    kind: EventKind
    letters: Sequence[OutgoingLetter]
    before: int = 0
    doubtful: Sequence[OutgoingLetter] = ()
    without_address: Sequence[Member] = ()


def outbox_of(
    round: Round,
    kind: EventKind,
    today: date,
    *,
    again: Collection[str] = (),
    only: Collection[str] = (),
) -> Outbox:
    """Return what there is to send of a kind: `outbox_of(round, EventKind.MAILED, today)`.

    Of reminders it is those of today, of corrections and receipts those of the current returns. The letters
    to the departments `again` are sent even if they were or may have been sent; `only` names the departments
    that are thought of at all, by default every one.

    Raises `CollectionError` where a code is that of no department to which such a letter was written.
    """
    with round.ledger() as ledger:
        written = _written(round, ledger, kind, today)
        sent = deliveries(ledger.events(*DELIVERY_EVENTS, EventKind.MESSAGE))
    _check(written, [*again, *only])
    letters: list[OutgoingLetter] = []
    doubtful: list[OutgoingLetter] = []
    without: list[Member] = []
    before = 0
    for code, (member, event) in written.items():
        if only and code not in only:
            continue
        one = OutgoingLetter(member, event, sent.get(event.details["letter"]))
        state = None if one.delivery is None else one.delivery.state
        if code not in again and state in _WENT:
            before += 1
        elif code not in again and state is DeliveryState.DOUBTFUL:
            doubtful.append(one)
        elif member.email is None:
            without.append(member)
        else:
            letters.append(one)
    letters.sort(key=_tries)  # one that is put off every time keeps no other from being sent
    return Outbox(kind, letters, before, doubtful, without)


def note_as_sent(round: Round, kind: EventKind, today: date, codes: Collection[str]) -> Sequence[Member]:
    """Note that letters went out which this program did not send, or of which it did not know.

    Raises `CollectionError` where a code is that of no department to which such a letter was written.
    """
    with round.ledger() as ledger:
        written = _written(round, ledger, kind, today)
        sent = deliveries(ledger.events(*DELIVERY_EVENTS, EventKind.MESSAGE))
        _check(written, codes)
        with ledger.transaction():
            for code in dict.fromkeys(codes):
                letter = written[code][1].details["letter"]
                message_id = sent[letter].message_id if letter in sent else ""
                details = {"letter": letter, "message_id": message_id, "answer": "", "by": "officer"}
                ledger.add(EventKind.SENT, code, details=details)
    return [written[code][0] for code in dict.fromkeys(codes)]


def smtp_of(round: Round) -> SmtpSettings:
    """Return by which server the letters of a round are sent. Raises `CollectionError` where none is set."""
    if round.settings.smtp is None:
        raise CollectionError("smtp-not-set", path=round.folder.settings)
    return round.settings.smtp


def _tries(one: OutgoingLetter) -> int:
    return 0 if one.delivery is None else one.delivery.tries


def _check(written: Mapping[str, object], codes: Collection[str]) -> None:
    unknown = [code for code in dict.fromkeys(codes) if code not in written]
    if unknown:
        raise CollectionError("round-letter-unknown", codes=words_in_a_row(unknown))


def _written(round: Round, ledger: Ledger, kind: EventKind, today: date) -> dict[str, tuple[Member, Event]]:
    """Return the letter of a kind that each department is to have now, by its code."""
    last = {event.department: event for event in ledger.events(kind) if event.details["letter"]}
    return {
        one.member.code: (one.member, event)
        for one in state_of_round(round, ledger).departments
        if (event := last.get(one.member.code)) is not None and _is_due(one, event, today)
    }


def _is_due(one: DepartmentState, event: Event, today: date) -> bool:
    """Tell whether a letter still says what is so."""
    match event.kind:
        case EventKind.REMINDED:
            return is_to_remind(one) and event.details["mark"] == f"{today:%Y%m%d}"
        case EventKind.CORRECTED:
            return is_to_correct(one) and one.current is not None and event.digest == one.current.digest
        case EventKind.RECEIPTED:
            return deserves_receipt(one) and one.current is not None and event.digest == one.current.digest
        case _:
            return True
