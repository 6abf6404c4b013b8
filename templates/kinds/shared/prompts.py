"""What kinds say to a clerk, and the check that several of them share."""

from __future__ import annotations

from templates.kinds.base import Check, Limits
from templates.text import NO_WORDS, Text

__all__ = ["LONGEST_PROMPT", "number_only", "prompted", "quoted"]

LONGEST_PROMPT = 255
"""Characters of a prompt (Excel specifications and limits)."""


def prompted(limits: Limits, usual: Text) -> Text:
    """Return the prompt of a field: the author's hint first, then what the kind usually says."""
    hint = limits.hint or NO_WORDS
    return Text(
        _sentences(hint.zh, usual.zh, "。")[:LONGEST_PROMPT],
        _sentences(hint.en, usual.en, ". ")[:LONGEST_PROMPT],
    )


def _sentences(first: str, second: str, stop: str) -> str:
    """Return two sentences as one text, with a stop between them where there is none."""
    first, second = first.strip(), second.strip()
    if not first or not second:
        return first or second
    return f"{first}{second}" if first.endswith("。") else f"{first.rstrip('.')}{stop}{second}"


def quoted(text: str) -> str:
    """Return a text as the form language writes one."""
    return '"' + text.replace('"', '""') + '"'


def number_only(code: str = "not-a-number") -> Check:
    """Return the check that a cell for numbers holds no text, which the sheet would not count."""
    return Check(code, 'OR(self = "", ISNUMBER(self))', in_reader=False)
