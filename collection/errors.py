"""What goes wrong before anything of a round is read or written."""

from __future__ import annotations

from pathlib import Path

from templates.findings.errors import TianbaoError

__all__ = ["CollectionError", "unreadable_file"]


class CollectionError(TianbaoError):
    """A round cannot be worked on as asked; the sentence says why and what to do."""


def unreadable_file(path: Path, error: TianbaoError) -> CollectionError:
    """Return the error of a workbook that is needed and cannot be read: which file it is, and its finding."""
    return CollectionError("workbook-unreadable", path=path, reason=error)
