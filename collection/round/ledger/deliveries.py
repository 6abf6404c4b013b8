"""What became of letters that were sent: accepted by the server, refused, returned, or nobody knows."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from collection.round.ledger.events import Event, EventKind

__all__ = [
    "ABOUT",
    "DELIVERY_EVENTS",
    "Delivery",
    "DeliveryState",
    "deliveries",
    "message_id_of",
    "message_ids_in",
    "owners_of_letters",
]

_MESSAGE_ID = re.compile(rb"<[0-9a-f]{32}@tianbao\.invalid>", re.IGNORECASE)
"""How the Message-IDs of letters look (RFC 5322); the domain is one that nobody can have (RFC 2606)."""

ABOUT = "about"
"""The detail of a message that came which holds the Message-ID of the letter that it is about."""

DELIVERY_EVENTS = (EventKind.SENDING, EventKind.SENT, EventKind.UNSENT)
"""The events by which a letter is known to be sent; messages that came tell of those that did not arrive."""


class DeliveryState(StrEnum):
    """What became of a letter; the value is what JSON has."""

    SENT = "sent"
    """The server accepted it."""
    DOUBTFUL = "doubtful"
    """It was begun to be sent, and not noted whether the server accepted it."""
    REFUSED = "refused"
    """The server refused it."""
    DEFERRED = "deferred"
    """The server was not ready to take it, or the connection broke before it could."""
    BOUNCED = "bounced"
    """It was sent, and a message came that says that it did not arrive."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of a letter, when, under which Message-ID, and in which words of the server.

    `number` is that of the last event, `tries` how often it was begun to be sent.
    """

    state: DeliveryState
    at: datetime
    message_id: str
    words: str
    number: int
    tries: int = 1


def message_id_of(number: str) -> str:
    """Return the Message-ID of a letter; `number` is what no other letter has."""
    return f"<{hashlib.sha256(number.encode()).hexdigest()[:32]}@tianbao.invalid>"


def message_ids_in(content: bytes) -> list[str]:
    """Return the Message-IDs of letters that stand somewhere, each once."""
    return list(dict.fromkeys(found.decode().lower() for found in _MESSAGE_ID.findall(content)))


def deliveries(events: Iterable[Event]) -> Mapping[str, Delivery]:
    """Return what became of each letter that was begun to be sent, by the path of its draft."""
    found: dict[str, Delivery] = {}
    letters: dict[str, str] = {}
    for event in events:
        details = event.details
        if event.kind is EventKind.MESSAGE:
            letter = letters.get(details.get(ABOUT, ""))
            if letter is not None and details["why"] == "bounce":
                found[letter] = replace(
                    found[letter], state=DeliveryState.BOUNCED, at=event.at, number=event.number
                )
        elif event.kind in DELIVERY_EVENTS:
            letter = details["letter"]
            if details["message_id"]:
                letters[details["message_id"]] = letter
            before = found[letter].tries if letter in found else 0
            tries = before + (event.kind is EventKind.SENDING)
            words = details.get("answer", "")
            found[letter] = Delivery(
                _state(event), event.at, details["message_id"], words, event.number, tries
            )
    return found


def _state(event: Event) -> DeliveryState:
    if event.kind is EventKind.SENT:
        return DeliveryState.SENT
    if event.kind is EventKind.SENDING:
        return DeliveryState.DOUBTFUL
    return DeliveryState.REFUSED if event.details["is_final"] else DeliveryState.DEFERRED


def owners_of_letters(events: Iterable[Event]) -> Mapping[str, str]:
    """Return the departments to which letters went, by their Message-IDs."""
    return {
        event.details["message_id"]: event.department
        for event in events
        if event.kind in DELIVERY_EVENTS and event.department is not None and event.details["message_id"]
    }
