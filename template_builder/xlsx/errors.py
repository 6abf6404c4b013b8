"""What goes wrong while a workbook is written."""

from __future__ import annotations

__all__ = ["BuildError"]


class BuildError(Exception):
    """The workbook could not be written; the text is one sentence that says why and what to do."""
