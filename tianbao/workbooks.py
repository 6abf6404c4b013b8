"""Workbooks that leave: one form, or one for each department of a roster."""

from collection import issue, read_roster
from template_builder import build

__all__ = ["build", "issue", "read_roster"]
