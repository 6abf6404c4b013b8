"""What the summary of a form shows."""

from __future__ import annotations

from dataclasses import dataclass

from templates.path import Names
from templates.text import Text

__all__ = ["Summary", "Table"]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the summary: the items of one repeat, or of several alike, under one another.

    Where `of` names fields or groups instead, it has a line for each department.
    """

    key: str
    title: Text
    of: tuple[Names, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """What the summary shows: the fields (or whole groups) of the overview, and the tables of items."""

    overview: tuple[Names, ...]
    tables: tuple[Table, ...]
