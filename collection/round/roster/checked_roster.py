"""The roster of a round: one in which every department has a code, and which fits the form."""

from __future__ import annotations

import hashlib
from pathlib import Path

from collection.distribution.distribution import unfit
from collection.roster.heads import COLUMNS, PASSED_OVER
from collection.roster.roster import Roster, look_at_roster, refuse
from collection.round.folder import Round
from templates import CellMap
from templates.findings.errors import Sentence

__all__ = ["checked_roster", "roster_mark", "roster_of_round"]


def roster_of_round(round: Round) -> Roster:
    """Read the roster that lies in the folder of a round, as `checked_roster` does."""
    return checked_roster(round.folder.roster, round.cell_map)


def roster_mark(round: Round, digest: str) -> str:
    """Return what tells a roster as it is understood now: by its bytes, the form, and the heads we know."""
    return hashlib.sha256(repr((digest, round.rules, COLUMNS, PASSED_OVER)).encode()).hexdigest()


def checked_roster(path: Path, cell_map: CellMap) -> Roster:
    """Read a roster in which every department has a code that no other has, and which fits the form.

    Raises `CollectionError`, with all that is wrong and its rows.
    """
    roster, problems = look_at_roster(path, cell_map)
    problems += [
        Sentence.of("roster-code-blank", row=department.row, name=department.name)
        for department in roster.departments
        if department.code is None
    ]
    refuse(path, [*problems, *unfit(cell_map, roster)])
    return roster
