"""The readings of the returns of a round."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from collection.round.folder import Round
from collection.round.ledger.ledger import Ledger, Member
from collection.round.results.amending import Amendment, amended, amendments
from collection.round.states import Return, State, state_of_round
from reader import Reading

__all__ = ["COUNTED", "current_readings", "reading_as_it_came", "reading_of_return"]

COUNTED = frozenset({State.ERRORS, State.READY, State.ACCEPTED})
"""The states of departments whose current return is in the sums: what was not refused or set aside."""


def reading_of_return(
    round: Round, ledger: Ledger, one: Return, changed: Mapping[str, Mapping[str, Amendment]] | None = None
) -> Reading:
    """Return what was read in a file that came back, by the rules of its verdict, as it was amended since.

    `changed` are all `amendments`, for who has them already.
    """
    reading = reading_as_it_came(round, ledger, one)
    changes = (amendments(ledger) if changed is None else changed).get(one.digest)
    return (
        reading
        if changes is None
        else amended(reading, list(changes.values()), round.form, round.settings.severities)
    )


def current_readings(round: Round, ledger: Ledger) -> Iterator[tuple[Member, Reading]]:
    """Yield the readings of the returns that count with their departments, in the order of the roster."""
    changed = amendments(ledger)
    for department in state_of_round(round, ledger).departments:
        if department.current is not None and department.state in COUNTED:
            yield department.member, reading_of_return(round, ledger, department.current, changed)


def reading_as_it_came(round: Round, ledger: Ledger, one: Return) -> Reading:
    """Return the same without what was amended."""
    told = ledger.reading(one.digest, one.verdict.rules)
    assert told is not None, "a verdict is noted with its reading"
    return Reading.from_dict(json.loads(told), [round.form])
