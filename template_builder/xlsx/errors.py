"""What goes wrong while a workbook is written."""

from __future__ import annotations

from templates.findings.errors import TianbaoError

__all__ = ["BuildError"]


class BuildError(TianbaoError):
    """The workbook could not be written; the sentence says why and what to do."""
