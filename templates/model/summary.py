"""What the summary of a form shows."""

from __future__ import annotations

from dataclasses import dataclass

from templates.path import Names
from templates.text import Text

__all__ = ["MainFigure", "Summary", "Table"]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the summary: the items of one repeat, or of several alike, under one another.

    Where `of` names fields or groups instead, it has a line for each department.
    """

    key: str
    title: Text
    of: tuple[Names, ...]
    match: tuple[Names, ...] = ()
    """The fields by which an item is known again the year after; its first words where there are none."""
    follow: Names | None = None
    """The field whose change from year to year is told; the first amount where there is none."""


@dataclass(frozen=True, slots=True)
class MainFigure:
    """A sum that the first page shows: the field that is added up, and the same of the year before."""

    of: Names
    before: Names | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """What the summary shows: the fields (or whole groups) of the overview, and the tables of items.

    `main` are the sums of the first page; by the first of them the largest departments are found.
    """

    overview: tuple[Names, ...]
    tables: tuple[Table, ...]
    main: tuple[MainFigure, ...] = ()
