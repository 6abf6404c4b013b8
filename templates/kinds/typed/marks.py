"""Marks and words that stand for nothing where a text belongs: `/`, `——`, `略`."""

from __future__ import annotations

import re

from templates.findings.finding import Severity
from templates.kinds.base import Limits, Note, Outcome
from templates.kinds.shared.clean import folded

__all__ = ["is_mark", "says_nothing"]

_MARK = re.compile(r"[-—–/\\*…_]+|\.{2,}")
"""Marks, in half width, that mean nothing or not applicable."""

_FIRST = frozenset("-—–/\\*…_.－／＼＊＿．\u2212")
"""What a mark begins with, in either width."""

_NONE = frozenset(("无", "没有", "暂无"))
_LATER = frozenset(("略", "待补充", "待定", "待填"))


def is_mark(text: str) -> bool:
    """Return whether a text is nothing but a mark that means nothing or not applicable: `/`, `——`."""
    return text[:1] in _FIRST and _MARK.fullmatch(folded(text)) is not None


def says_nothing(text: str, limits: Limits) -> Outcome | None:
    """Return the outcome of a text that says nothing, or None where it says something.

    A mark is a blank. A word is kept as it is: `略` always leaves something out, `无` only where an
    answer is required.
    """
    if is_mark(text):
        severity = Severity.ERROR if limits.required else None
        return Outcome(None, (Note("placeholder", text, severity=severity),))
    if text in _LATER or (limits.required and text in _NONE):
        return Outcome(text, (Note("none-in-required-text", text, slots={"label": limits.label}),))
    return None
