"""What the officer decides of a file that came back, with the reason, which the ledger keeps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from collection.errors import CollectionError
from collection.round.folder import Round
from collection.round.incoming.checks import check_again
from collection.round.incoming.companions import attach_strays
from collection.round.ledger.attached import AttachedFile
from collection.round.ledger.events import EventKind
from collection.round.states import DepartmentState, Return, RoundState, state_of_round
from templates.findings.errors import words_in_a_row

__all__ = ["assign", "decide"]

_File = TypeVar("_File", bound=Return | AttachedFile)

_LEAST_DIGITS = 6
"""Hexadecimal digits of a digest that are enough to name a file."""


def decide(round: Round, decision: EventKind, code: str, reason: str, file: str | None = None) -> Return:
    """Note a decision on a file of a department, by default the current one; return the file.

    `file` is the name of the file, as it came or as it is kept, or the beginning of its digest. The same
    decision on the same file for the same reason is noted once.

    Raises `CollectionError` where there is no such department or file, or no reason.
    """
    if not reason.strip():
        raise CollectionError("round-reason-missing")
    with round.alone() as ledger:
        department = _department(state_of_round(round, ledger), code)
        one = department.current if file is None else _named(file, department.returns)
        if one is None:
            raise CollectionError("round-nothing-returned", code=code)
        last = one.decision
        if last is None or last.kind is not decision or last.details.get("reason") != reason:
            ledger.add(decision, code, digest=one.digest, details={"reason": reason})
        return one


def assign(round: Round, file: str, code: str, reason: str) -> Return | AttachedFile:
    """Note whose a file is, whoever it was taken to be from; return the file.

    What is no form goes with the return of the department, if one came.

    Raises `CollectionError` where there is no such department or file, or no reason.
    """
    if not reason.strip():
        raise CollectionError("round-reason-missing")
    with round.alone() as ledger:
        state = state_of_round(round, ledger)
        department = _department(state, code)
        one = _named(file, _files(state))
        if one not in (*department.returns, *department.attachments):
            with ledger.transaction():
                ledger.add(EventKind.ASSIGNED, code, digest=one.digest, details={"reason": reason})
                check_again(round, ledger, {code})
            attach_strays(round, ledger)
        return one


def _files(state: RoundState) -> Iterator[Return | AttachedFile]:
    """Yield all that came back, what is nobody's first."""
    yield from state.unassigned
    yield from state.attachments
    for department in state.departments:
        yield from department.returns
        yield from department.attachments


def _department(state: RoundState, code: str) -> DepartmentState:
    found = next((one for one in state.departments if one.member.code == code), None)
    if found is None:
        raise CollectionError("round-code-unknown", codes=code)
    return found


def _named(file: str, returns: Iterable[_File]) -> _File:
    """Return the one file that goes by a name, or whose digest begins so."""
    found = [
        one
        for one in returns
        if file in (one.name, one.path, one.path.rpartition("/")[2])
        or (len(file) >= _LEAST_DIGITS and one.digest.startswith(file.lower()))
    ]
    if not found:
        raise CollectionError("round-file-unknown", file=file)
    if len(found) > 1:
        paths = words_in_a_row(one.path for one in found)
        raise CollectionError("round-file-ambiguous", file=file, paths=paths)
    return found[0]
