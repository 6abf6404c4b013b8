"""Tables of what people type: the row they come from, what stands in the cell, what is read of it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from templates import catalogue
from templates.kinds import KINDS, Limits, Outcome, Raw

__all__ = ["codes", "read", "rows"]


def rows(*table: tuple[Any, ...]) -> pytest.MarkDecorator:
    """Parametrize a test by rows: number, typed, value, codes; ids say the number and what was typed."""
    names = ("typed", "value", "expected")
    ids = [f"{row}-{typed!r}" for row, typed, *_ in table]
    return pytest.mark.parametrize(names, [row[1:] for row in table], ids=ids)


def read(kind: str, typed: Any, limits: Limits | None = None) -> Outcome:
    """Read what was typed: a `Raw` as it is, a text or another value as a cell of format General."""
    raw = typed if isinstance(typed, Raw) else Raw(Decimal(typed) if type(typed) is int else typed)
    outcome = KINDS[kind].read(raw, limits or KINDS[kind].limits())
    assert {note.code for note in outcome.notes} <= catalogue().keys()
    return outcome


def codes(outcome: Outcome) -> str:
    """Return the codes of an outcome, in their order, joined by a space."""
    return " ".join(note.code for note in outcome.notes)
