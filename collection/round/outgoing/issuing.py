"""Issuing in a round: a signed blank for each department that has none yet."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from collection.distribution.distribution import Blanks, file_names
from collection.errors import CollectionError
from collection.folders import make_folder
from collection.roster.roster import Department
from collection.round.folder import Round
from collection.round.incoming.checks import check_again, follow_roster
from collection.round.ledger.events import EventKind
from collection.round.ledger.ledger import Ledger
from collection.round.outgoing.earlier_returns import EarlierReturns
from collection.round.roster.checked_roster import roster_of_round
from collection.round.roster.members import DeadlineChange, RosterChange
from template_builder import replace_file
from templates import Rolled, stamp_texts
from templates.findings.errors import words_in_a_row

__all__ = ["IssuedInRound", "issue_round"]

_AT_ONCE = 200
"""Workbooks between two notes in the ledger: one that was not noted is made anew, with the same bytes."""


@dataclass(frozen=True, slots=True)
class IssuedInRound:
    """What was issued now, how many departments had their blank before, and how the roster had changed."""

    files: Sequence[str]
    before: int
    changes: Sequence[RosterChange | DeadlineChange]


def issue_round(
    round: Round,
    only: Collection[str] = (),
    *,
    last_year: Path | Sequence[Path] | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> IssuedInRound:
    """Make a blank for each department in the roster that has none; `only` are the codes of some of them.

    `last_year` are the folders of earlier rounds, or of returns: last year's, or of other forms from which
    something rolls into this one. Their figures are carried into the blanks; of a department that returned
    none, nothing is. What is returned now, or was before, is then compared with last year's.

    What the roster says now is taken over first. Done twice, nothing is made the second time; killed, what is
    missing is made by the next run.

    Raises:
        CollectionError: the roster or the ledger is wrong, or there is no department of a code.
        ValuesError: what a department returned is of no year that rolls, or has no room.
        BuildError: a workbook cannot be written.
    """
    round.must_have_key()
    roster = roster_of_round(round)
    codes = {department.code for department in roster.departments}
    unknown = sorted(set(only) - codes)
    if unknown:
        raise CollectionError("round-code-unknown", codes=words_in_a_row(unknown))
    paths = [last_year] if isinstance(last_year, Path) else last_year or ()
    last = EarlierReturns(paths, round.form, round.cell_map.parameters) if paths else None
    with round.alone() as ledger:
        changes = follow_roster(round, ledger, roster)
        issued = {event.department for event in ledger.events(EventKind.ISSUED)}
        taken = set(ledger.files().values())
        named = zip(roster.departments, file_names(roster.departments), strict=True)
        wanted = [
            (department, _free(f"{round.folder.issued.name}/{name}", taken))
            for department, name in named
            if department.code not in issued and (not only or department.code in only)
        ]
        carried = (
            {} if last is None else last.rolled(round.cell_map, [department for department, _ in wanted])
        )
        if last is not None:
            with ledger.transaction():
                check_again(round, ledger, last.keep(ledger, round.cell_map, roster.departments))
        if wanted:
            make_folder(round.folder.issued)
            blanks = Blanks(
                round.cell_map, roster, language=round.settings.language, issuer=round.settings.issuer
            )
            for done in _made(round, blanks, carried, ledger, wanted):
                progress(done, len(wanted))
    return IssuedInRound([path for _, path in wanted], len(issued), changes)


def _free(path: str, taken: Collection[str]) -> str:
    """Return a path that no other department's file has: numbers go on when a roster grows."""
    stem, number = path.removesuffix(".xlsx"), 1
    while path in taken:
        number += 1
        path = f"{stem} ({number}).xlsx"
    return path


def _made(
    round: Round,
    blanks: Blanks,
    carried: Mapping[int, Rolled],
    ledger: Ledger,
    wanted: Sequence[tuple[Department, str]],
) -> Iterator[int]:
    """Write the blanks, and note them in the ledger some at a time; yield how many are done."""
    for start in range(0, len(wanted), _AT_ONCE):
        made = []
        for number, (department, path) in enumerate(wanted[start : start + _AT_ONCE], start + 1):
            code = department.code or ""
            stamp = partial(stamp_texts, round.cell_map, department=code, round=round.id, key=round.key)
            if department.row in carried:
                workbook = blanks.carried(department, stamp, carried[department.row])
            else:
                workbook = blanks.blank(department, stamp())
            replace_file(round.folder.path / path, workbook)
            made.append((code, hashlib.sha256(workbook).hexdigest(), len(workbook), path))
            yield number
        with ledger.transaction():
            for code, digest, size, path in made:
                ledger.add_file(digest, size, path)
                ledger.add(EventKind.ISSUED, code, digest=digest)
