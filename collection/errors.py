"""What goes wrong before anything of a round is read or written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reader import UnreadableWorkbook

__all__ = ["CollectionError", "unreadable_file"]


class CollectionError(Exception):
    """A round cannot be worked on as asked; the text is one sentence that says why and what to do."""


def unreadable_file(path: Path, error: UnreadableWorkbook) -> CollectionError:
    """Return the error of a workbook that is needed and cannot be read: its finding in both languages."""
    zh, en = (f"{error.finding.sentence(said)} {error.finding.remedy(said)}" for said in ("zh", "en"))
    return CollectionError(f"{path}: {zh} {en}")
