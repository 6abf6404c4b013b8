"""What there is to say of letters that were sent: in notes, and in a mark beside a department's state."""

from __future__ import annotations

from collections.abc import Iterator

from collection.round.ledger.deliveries import DeliveryState
from collection.round.ledger.events import EventKind
from collection.round.states import DepartmentState, State
from templates import Language, Text

__all__ = ["delivery_mark", "delivery_notes"]

_LETTERS = {
    EventKind.MAILED: Text("信", "letter"),
    EventKind.REMINDED: Text("催报信", "reminder"),
    EventKind.CORRECTED: Text("更正信", "correction"),
    EventKind.RECEIPTED: Text("回执", "receipt"),
}
_NOTES = {
    DeliveryState.SENT: Text("{day} {letter}已发出", "{letter} sent on {day}"),
    DeliveryState.DOUBTFUL: Text(
        "{day} {letter}可能已发出，请核实", "{letter} may have been sent on {day}; look it up"
    ),
    DeliveryState.REFUSED: Text(
        "{day} {letter}被服务器拒收：{words}", "{letter} refused by the server on {day}: {words}"
    ),
    DeliveryState.DEFERRED: Text(
        "{day} {letter}未能发出，待再发：{words}", "{letter} put off on {day}, still to be sent: {words}"
    ),
    DeliveryState.BOUNCED: Text("{day} {letter}被退回", "{letter} came back on {day}"),
}
_MARKS = {
    DeliveryState.BOUNCED: Text("（退信）", " (not delivered)"),
    DeliveryState.REFUSED: Text("（发信被拒）", " (letter refused)"),
    DeliveryState.DOUBTFUL: Text("（可能已发信）", " (letter may be sent)"),
    DeliveryState.DEFERRED: Text("（待发信）", " (letter to be sent)"),
}
"""Beside the state of a department, what the officer is to look after; the worst first."""

_SENT = Text("（已发信）", " (letter sent)")
_RECEIPTED = Text("（已发回执）", " (receipt sent)")


def delivery_notes(one: DepartmentState, language: Language) -> Iterator[str]:
    """Yield what became of each letter, and when; the words of a server stand in it as it said them."""
    for kind, delivery in one.deliveries.items():
        said = _NOTES[delivery.state].say(language).replace("{letter}", _LETTERS[kind].say(language))
        day = f"{delivery.at.astimezone():%m-%d}"
        yield said.replace("{day}", day).replace("{words}", delivery.words)


def delivery_mark(one: DepartmentState, language: Language) -> str:
    """Return in a word what became of the letters of a department; empty where none was sent."""
    is_waited_for = one.state in (State.WAITING, State.UNREADABLE)
    states = {
        delivery.state
        for kind, delivery in one.deliveries.items()
        if is_waited_for or kind not in (EventKind.MAILED, EventKind.REMINDED)
    }
    for state, words in _MARKS.items():
        if state in states:
            return words.say(language)
    if EventKind.RECEIPTED in one.deliveries:
        return _RECEIPTED.say(language)
    is_first = one.state is State.WAITING and EventKind.REMINDED not in one.letters
    return _SENT.say(language) if is_first and EventKind.MAILED in one.deliveries else ""
