"""What goes wrong before anything of a round is read or written."""

from __future__ import annotations

__all__ = ["CollectionError"]


class CollectionError(Exception):
    """A round cannot be worked on as asked; the text is one sentence that says why and what to do."""
