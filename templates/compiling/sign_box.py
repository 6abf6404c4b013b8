"""The foot of a form, where somebody signs and stamps by hand: its spaces, and the words before each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from templates.text import Text

__all__ = ["even_spans", "words_before_room"]

_COLONS = "：:"


def even_spans(widths: Sequence[float], count: int) -> Iterator[int]:
    """Yield how many of the columns of these widths each of `count` parts takes, all about as wide.

    Each has one at least; parts end at the edges of columns that are nearest.
    """
    total, start = sum(widths), 0
    for part in range(1, count):
        ends = range(start + 1, len(widths) - (count - part) + 1)
        wanted = total * part / count
        end = min(ends, key=lambda end: abs(sum(widths[:end]) - wanted))
        yield end - start
        start = end
    yield len(widths) - start


def words_before_room(words: Text) -> Text:
    """Return words as they stand before a space to write in: with a colon, unless they have a mark.

    >>> words_before_room(Text("日期：　　年　　月　　日", "Date")).en
    'Date:'
    """
    return Text(_with_colon(words.zh, "："), _with_colon(words.en, ":"))


def _with_colon(words: str, colon: str) -> str:
    plain = words.rstrip()
    has_mark = any(mark in plain for mark in _COLONS) or not plain[-1:].isalnum()
    return words if has_mark else f"{plain}{colon}"
