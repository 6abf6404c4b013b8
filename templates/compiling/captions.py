"""What a person calls a field: by the words over and beside it."""

from __future__ import annotations

from collections.abc import Sequence

from templates.language.values import is_blank, is_mark
from templates.text import Text

__all__ = ["caption", "names_something", "words_about"]


def names_something(words: Text) -> bool:
    """Tell whether words name what stands beside or below them; a mark such as `—` does not."""
    return not (is_blank(words.zh) or is_mark(words.zh))


def words_about(
    around: Text | None, label: Text | None, head: Text | None
) -> tuple[tuple[Text, ...], Text | None]:
    """Return the words over and beside a field: the side and the label of its row, and its head.

    The second are those of the side, where they are not among the first and there is no head.
    """
    head = head if head is not None and names_something(head) else None
    side = around if (label is None) == (head is None) else None
    words = tuple(_plain(part) for part in (side, label, head) if part is not None)
    left_out = around if side is None and head is None else None
    return words, None if left_out is None or not names_something(left_out) else _plain(left_out)


def _plain(words: Text) -> Text:
    return Text(words.zh.strip().rstrip("：:"), words.en.strip().rstrip("：:"))


def caption(words: Sequence[Text]) -> Text:
    """Say what a person calls a field that has these words about it."""
    return Text("·".join(part.zh for part in words), ", ".join(part.en for part in words))
