"""A file that is looked at again each time it is saved."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

__all__ = ["watched"]

_SECONDS = 0.3
"""How long between two looks; a file that changed in between may be half saved, and is left to its editor."""

_State = tuple[int, int] | None


def watched(path: Path, wait: Callable[[float], None] = time.sleep) -> Iterator[bool]:
    """Yield whether a file is there: at once, and each time it was saved, removed or put back, without end.

    Editors write a file in place or put another there; either changes its time or its size. `wait` is what is
    done between two looks.
    """
    seen = _state(path)
    yield seen is not None
    while True:
        wait(_SECONDS)
        found = _state(path)
        if found == seen:
            continue
        while True:
            wait(_SECONDS)
            again = _state(path)
            if again == found:
                break
            found = again
        if found != seen:
            seen = found
            yield seen is not None


def _state(path: Path) -> _State:
    """Return when a file was saved, and its size; None where there is none, or it cannot be looked at now."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
