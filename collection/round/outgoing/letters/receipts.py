"""Receipts (回执): letters that say of a return that it came, which file it is, and that it has no errors."""

from __future__ import annotations

from functools import partial

from collection.round.folder import Round
from collection.round.incoming.checks import follow_roster
from collection.round.ledger.events import EventKind
from collection.round.ledger.ledger import Ledger
from collection.round.outgoing.letters.draft import one_line
from collection.round.outgoing.letters.writing import Letter, Letters, LetterWriter, first_of
from collection.round.results.current import reading_of_return
from collection.round.states import DepartmentState, Return, State, state_of_round
from templates import Severity, Text

__all__ = ["deserves_receipt", "receipt_round"]

_DIGITS = 12
"""Hexadecimal digits of the digest of a return that a receipt shows."""

_NO_WARNINGS = Text("没有需要留意的地方。", "There is nothing to look at again.")
_WARNINGS = Text(
    "另有 {count} 处提醒，属实的不必更正，请留意：\n\n",
    "There are {count} warnings; what is right needs no correction:\n\n",
)


def receipt_round(round: Round) -> Letters:
    """Write a receipt to each department whose current return has no errors, once for each return.

    Raises `CollectionError`.
    """
    with round.alone() as ledger:
        writer = LetterWriter(round, ledger, follow_roster(round, ledger))
        receipted = ledger.digests(EventKind.RECEIPTED)
        for one in state_of_round(round, ledger).departments:
            if one.current is None or not deserves_receipt(one):
                continue
            if one.current.digest in receipted:
                writer.before += 1
            else:
                writer.write(one.member, partial(_receipt, round, ledger, one.current))
        return writer.letters()


def deserves_receipt(one: DepartmentState) -> bool:
    """Tell whether the current return of a department counts and has no errors."""
    return (
        one.current is not None
        and one.state in (State.READY, State.ACCEPTED)
        and one.current.verdict.refusal is None
        and one.current.verdict.errors == 0
    )


def _receipt(round: Round, ledger: Ledger, one: Return) -> Letter:
    language = round.settings.language
    warnings = [
        f"{finding.cell or ''} {finding.sentence(language)}".strip()
        for finding in reading_of_return(round, ledger, one).findings
        if finding.severity is Severity.WARNING
    ]
    told = _NO_WARNINGS.say(language)
    if warnings:
        told = _WARNINGS.say(language).format(count=len(warnings)) + first_of(warnings, language)
    slots = {
        "file": one_line(one.name),
        "digest": one.digest[:_DIGITS],
        "received": f"{one.at.astimezone():%Y-%m-%d %H:%M}",
        "revision": str(one.verdict.revision),
        "count": str(len(warnings)),
        "warnings": told,
    }
    return Letter(EventKind.RECEIPTED, None, one.digest, slots=slots)
