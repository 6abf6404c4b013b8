"""The readings of the returns that count, and the summary of a round."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from collection.errors import CollectionError
from collection.outputs.outputs import ANYTHING, Outputs
from collection.round.folder import Round
from collection.round.ledger.ledger import Ledger, Member
from collection.round.results.amending import amended, amendments
from collection.round.states import Return, State, state_of_round
from collection.summary.export import Format, summarize
from collection.summary.summary import Summary
from reader import Reading
from templates import Language

__all__ = ["COUNTED", "current_readings", "reading_as_it_came", "reading_of_return", "summarize_round"]

COUNTED = frozenset({State.ERRORS, State.READY, State.ACCEPTED})
"""The states of departments whose current return is in the sums: what was not refused or set aside."""


def summarize_round(
    round: Round,
    destination: Path,
    format: Format = "xlsx",
    language: Language = "zh",
    *,
    outputs: Outputs = ANYTHING,
) -> Summary:
    """Sum up the current return of each department that has one, and write the summary.

    What a department sent before, and what was refused or set aside, is in no sum.

    Raises:
        CollectionError: nothing that counts has come back, or the summary cannot be written.
    """
    with round.ledger() as ledger:
        readings = [reading for _, reading in current_readings(round, ledger)]
    if not readings:
        raise CollectionError("round-nothing-counts")
    return summarize(readings, destination, format, language, outputs=outputs)


def current_readings(round: Round, ledger: Ledger) -> Iterator[tuple[Member, Reading]]:
    """Yield the readings of the returns that count with their departments, in the order of the roster."""
    for department in state_of_round(round, ledger).departments:
        if department.current is not None and department.state in COUNTED:
            yield department.member, reading_of_return(round, ledger, department.current)


def reading_of_return(round: Round, ledger: Ledger, one: Return) -> Reading:
    """Return what was read in a file that came back, by the rules of its verdict, as it was amended since."""
    reading = reading_as_it_came(round, ledger, one)
    changes = amendments(ledger).get(one.digest)
    return (
        reading
        if changes is None
        else amended(reading, list(changes.values()), round.form, round.settings.severities)
    )


def reading_as_it_came(round: Round, ledger: Ledger, one: Return) -> Reading:
    """Return the same without what was amended."""
    told = ledger.reading(one.digest, one.verdict.rules)
    assert told is not None, "a verdict is noted with its reading"
    return Reading.from_dict(json.loads(told), [round.form])
