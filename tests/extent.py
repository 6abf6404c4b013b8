"""How much of a long test is done: all of it, or as much as `make quick` has time for."""

from __future__ import annotations

from hypothesis import settings

__all__ = ["extent"]

_USUAL = 100
"""Examples that hypothesis tries unless the profile says otherwise; that of `make quick` says fewer."""


def extent(whole: int, quick: int) -> int:
    """Return how many of something to try: `whole`, or `quick` under the profile of `make quick`."""
    return whole if settings().max_examples >= _USUAL else quick
