"""Texts that strangers wrote, as they may be shown: without what is not seen but obeyed."""

from __future__ import annotations

import unicodedata

__all__ = ["harmless"]


def harmless(text: str) -> str:
    """Return a text with U+FFFD for what is not seen: controls, half characters, turned directions."""
    if text.isprintable():  # none of them is, and nearly every text is
        return text
    return "".join("\ufffd" if unicodedata.category(char) in {"Cc", "Cf", "Cs"} else char for char in text)
