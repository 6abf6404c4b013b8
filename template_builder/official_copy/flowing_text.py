"""Where a text is parted that goes on, on another page: between paragraphs, else sentences, else words."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from template_builder.print_layout.heights import ATOM, lines

__all__ = ["LEAST_LINES", "parted_text"]

LEAST_LINES = 3
"""How many lines of a text stand on a page at least."""

_PARAGRAPH = re.compile(r"(?<=\n)(?=[^\n])")
_SENTENCE = re.compile(r"(?<=[。；！？;!?\n])(?=[^。；！？;!?”’）)\n])|(?<=[.])(?=\s)")
_CLAUSE = re.compile(r"(?<=[，、,：:])")


def parted_text(text: str, width: float, size: float, most: int) -> tuple[str, str] | None:
    """Return the first part of a text, of at most `most` lines, and the rest; None where it cannot be parted.

    `width` is in digits of the body font, `size` in points. What fills less than half of the room is not
    taken where another place to part the text fills more.
    """
    best = None
    for starts in _places(text):
        found = _best(text, starts, width, size, most)
        if found is not None:
            best = found
            if lines(found[0], width, size) * 2 > most:
                break
    return best


def _places(text: str) -> Iterator[list[int]]:
    """Yield where a part may begin: first the places that are best."""
    for pattern in (_PARAGRAPH, _SENTENCE, _CLAUSE, ATOM):
        yield [found.start() for found in pattern.finditer(text) if 0 < found.start() < len(text)]


def _best(text: str, starts: list[int], width: float, size: float, most: int) -> tuple[str, str] | None:
    """Return the longest first part that has room, where both parts have lines enough."""

    def count(start: int) -> int:
        return lines(text[:start].rstrip(), width, size)

    for start in reversed(starts[: bisect_right(starts, most, key=count)]):
        first, rest = text[:start].rstrip(), text[start:].lstrip("\n")
        if count(start) < LEAST_LINES:
            return None
        if lines(rest, width, size) >= LEAST_LINES:
            return first, rest
    return None
