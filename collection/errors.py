"""What goes wrong before anything of a round is read or written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from templates import Text
from templates.findings.errors import Sentence, TianbaoError

__all__ = ["CollectionError", "one_a_line", "unreadable_file"]

_MOST_SHOWN = 20


class CollectionError(TianbaoError):
    """A round cannot be worked on as asked; the sentence says why and what to do."""


def unreadable_file(path: Path, error: TianbaoError) -> CollectionError:
    """Return the error of a workbook that is needed and cannot be read: which file it is, and its finding."""
    return CollectionError("workbook-unreadable", path=path, reason=error)


def one_a_line(problems: Sequence[Sentence]) -> Text:
    """Return what is wrong, a line for each; of many, the first ones and how many more there are."""
    more = len(problems) - _MOST_SHOWN
    shown = [*problems[:_MOST_SHOWN], *([Sentence.of("problems-more", count=more)] if more > 0 else [])]
    return Text(
        "".join(f"\n  {one.say('zh')}" for one in shown), "".join(f"\n  {one.say('en')}" for one in shown)
    )
