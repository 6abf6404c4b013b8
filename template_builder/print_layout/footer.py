"""What stands below each page: whose form it is, and the number of the page."""

from __future__ import annotations

__all__ = ["footer_text"]

_LONGEST_NAME = 32
_NO_NAME = "_" * 24
"""A line to write on: no formula reaches a footer."""


def footer_text(footer: str, name: object) -> str:
    """Return a footer with the name of a department in the place of `{name}`; a line where it has none."""
    words = " ".join(str(name).split()) if name else _NO_NAME
    if len(words) > _LONGEST_NAME:
        words = words[:_LONGEST_NAME] + "…"
    return footer.replace("{name}", words.replace("&", "&&"))
