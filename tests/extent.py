"""How much of a long test is done: all of it, as much as `make quick` has time for, or as `make soak` has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from hypothesis import settings

__all__ = ["extent", "some"]

_Case = TypeVar("_Case")

_USUAL = 100
"""Examples that hypothesis tries unless the profile says otherwise; that of `make quick` says fewer."""

SOAKING = 100_000
"""Examples that the profile of `make soak` says."""


def extent(whole: int, quick: int, soak: int | None = None) -> int:
    """Return how many of something to try: `whole`, or what `make quick` or `make soak` has time for."""
    examples = settings().max_examples
    if soak is not None and examples >= SOAKING:
        return soak
    return whole if examples >= _USUAL else quick


def some(cases: Sequence[_Case], every: int) -> Sequence[_Case]:
    """Return all of many cases that are alike, or for `make quick` every so many of them."""
    return cases[:: extent(1, every)]
