"""What comes with forms and is none: whose it is, and to which return it belongs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from collection.round.folder import Round
from collection.round.incoming.arrivals import Arrival
from collection.round.incoming.owners import How, Owner, Owners
from collection.round.ledger.events import EventKind
from collection.round.ledger.ledger import Ledger
from collection.round.states import DepartmentState, Return, RoundState, state_of_round
from reader import Reading

__all__ = ["Belonging", "Companions", "attach_strays", "is_companion"]

_CODES = frozenset({"pdf-file", "picture-file", "word-document", "word-form"})
"""As what the reader knows files that people send along: prints and scans with a seal, pictures, letters."""

_SEALED = ".ofd"
"""The format in which Chinese programs seal documents: an archive, for the reader."""


@dataclass(frozen=True, slots=True)
class Belonging:
    """Whose a file is, and whether it belongs to a return: `form` is one of the same message."""

    owner: Owner
    is_attached: bool = False
    form: str = ""


def is_companion(name: str, refusal: str | None) -> bool:
    """Tell whether a file that is no form may belong to one; `refusal` is why it cannot be read as a form."""
    return refusal in _CODES or (refusal is not None and Path(name).suffix.lower() == _SEALED)


class Companions:
    """The forms that came in a round, and with what each came, while more comes.

    `may_have_strays` is true where something was sent instead of a form, which may belong to one.
    """

    def __init__(self, owners: Owners, state: RoundState) -> None:
        self._owners = owners
        self._forms = {
            one.digest: department.member.code
            for department in state.departments
            for one in department.returns
            if one.verdict.refusal is None
        }
        self._returned: set[str | None] = set(self._forms.values())
        self.may_have_strays = any(
            is_companion(one.name, one.verdict.refusal)
            for department in state.departments
            for one in department.returns
        )
        self._together: defaultdict[str, list[str]] = defaultdict(list)

    def came(self, arrivals: Sequence[Arrival]) -> None:
        """Note what came in which message or archive, whether it is new or known."""
        for one in arrivals:
            if one.together:
                self._together[one.together].append(one.digest)

    def of(self, arrivals: Sequence[Arrival], readings: Sequence[Reading]) -> list[Belonging]:
        """Return whose each of some files is: of the forms first, as the others go by them."""
        found: list[Belonging] = []
        for arrival, reading in zip(arrivals, readings, strict=True):
            owner = self._owners.owner_of(reading, arrival.name, arrival.sender, arrival.answered)
            if _refusal(reading) is None and owner.code is not None:
                self._forms[arrival.digest] = owner.code
                self._returned.add(owner.code)
            found.append(Belonging(owner))
        for at, (arrival, reading) in enumerate(zip(arrivals, readings, strict=True)):
            if is_companion(arrival.name, _refusal(reading)):
                found[at] = self._of_companion(arrival, found[at])
                self.may_have_strays |= not found[at].is_attached
        return found

    def _of_companion(self, arrival: Arrival, usual: Belonging) -> Belonging:
        """Return whose a file is that is no form.

        Its name counts first, then the forms in its message or archive; where these are of several
        departments, it is nobody's. Where there is none, it is its sender's, or that of the department in the
        subject, if a form of it came before; else it is taken for what is sent instead of a form.
        """
        forms = {
            self._forms[digest]: digest
            for digest in self._together[arrival.together]
            if digest in self._forms
        }
        owner = usual.owner
        if owner.how is not How.FILE_NAME and forms:
            several = len(forms) > 1
            owner = Owner(None, How.NOTHING) if several else Owner(next(iter(forms)), How.MESSAGE)
            return Belonging(owner, True, "" if several else forms[owner.code or ""])
        if owner.code is None or owner.how is How.REPLY:  # the last hint of all
            named = self._owners.owner_by_words(arrival.subject)
            if named in self._returned:
                owner = Owner(named, How.SUBJECT)
        return replace(
            usual,
            owner=owner,
            is_attached=owner.code in self._returned,
            form=forms.get(owner.code or "", ""),
        )


def _refusal(reading: Reading) -> str | None:
    """Return why a file cannot be read as a form; None of one that can."""
    return reading.findings[0].code if reading.status == "unreadable" else None


def attach_strays(round: Round, ledger: Ledger) -> int:
    """Attach what departments sent instead of a form before their form came; return how many files.

    What the officer decided on stays what it was taken for.
    """
    strays = [
        (department, one)
        for department in state_of_round(round, ledger).departments
        for one in _strays(department)
    ]
    if strays:
        with ledger.transaction():
            for department, one in strays:
                details = {"mail": one.mail} if one.mail else {}
                ledger.add(EventKind.ATTACHED, department.member.code, digest=one.digest, details=details)
    return len(strays)


def _strays(department: DepartmentState) -> list[Return]:
    refusals = {one.verdict.refusal for one in department.returns}
    return [
        one
        for one in department.returns
        if None in refusals and one.decision is None and is_companion(one.name, one.verdict.refusal)
    ]
