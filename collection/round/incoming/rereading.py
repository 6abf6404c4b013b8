"""Reading all returns again when the rules became others: the form, the catalogue, the severities."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from contextlib import ExitStack, closing
from dataclasses import dataclass

from collection.intake.read_batch import read_each
from collection.round.folder import Round
from collection.round.incoming.checks import as_of_round
from collection.round.incoming.past_year import last_year_of
from collection.round.incoming.verdicts import verdict_on
from collection.round.ledger.ledger import Ledger, Member
from collection.round.states import Return, State, state_of_round

__all__ = ["Reread", "reread"]

_AT_ONCE = 100
"""Files that are read and noted together."""


@dataclass(frozen=True, slots=True)
class Reread:
    """A return of which the rules of now say something else than those before.

    `code` is that of its department, None where it is nobody's; `new` and `gone` are the findings, each as
    its code, severity and cell.
    """

    code: str | None
    path: str
    before: State
    after: State
    new: Sequence[str]
    gone: Sequence[str]


def reread(
    round: Round,
    *,
    jobs: int = 1,
    executor: Executor | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> list[Reread]:
    """Read every return that the rules of now have not read; return those of which they say something else.

    Done twice, nothing is read the second time. As many processes as there are `jobs` read, or an `executor`
    does. Raises `CollectionError` where the ledger cannot be used, or a cluster is lost.
    """
    round.must_have_key()
    changes: list[Reread] = []
    with round.alone() as ledger, ExitStack() as stack:
        rules = round.rules
        state = state_of_round(round, ledger)
        members: dict[str | None, Member] = {one.member.code: one.member for one in state.departments}
        returns: list[tuple[str | None, Return]] = [(None, one) for one in state.unassigned]
        for department in state.departments:
            returns += [(department.member.code, one) for one in department.returns]
        old = [(code, one) for code, one in returns if one.verdict.rules != rules]
        paths = [round.folder.path / one.path for _, one in old]
        readings = stack.enter_context(
            closing(read_each(paths, [round.form], settings=round.reads, jobs=jobs, executor=executor))
        )
        for start in range(0, len(old), _AT_ONCE):
            some = old[start : start + _AT_ONCE]
            verdicts = [
                verdict_on(
                    one.digest,
                    rules,
                    one.path,
                    as_of_round(
                        reading, members.get(code), one.how, round, last_year_of(round, ledger, code or "")
                    ),
                )
                for (code, one), reading in zip(some, readings, strict=False)  # the rest comes later
            ]
            before = [_findings(ledger, one, one.verdict.rules) for _, one in some]
            with ledger.transaction():
                for verdict in verdicts:
                    ledger.set_verdict(verdict)
            for (code, one), verdict, had in zip(some, verdicts, before, strict=True):
                has = _findings(ledger, one, rules)
                if has != had:
                    now = one.judged(verdict)
                    new, gone = sorted(has - had), sorted(had - has)
                    changes.append(Reread(code, one.path, one.state, now.state, new, gone))
            progress(start + len(some), len(old))
    return changes


def _findings(ledger: Ledger, one: Return, rules: str) -> frozenset[str]:
    """Return what was found in a file by some rules, each as its code, severity and cell."""
    reading = json.loads(ledger.reading(one.digest, rules) or "{}")
    return frozenset(
        " ".join(filter(None, (found["message"]["code"], found["severity"], place["cell"])))
        for found in reading.get("findings", ())
        for place in found["locations"] or ({"cell": None},)
    )
