"""A workbook of any file type: the sheets it lists, each read when it is wanted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from reader.containers.grid import Grid

__all__ = ["ReadSheet", "Sheet", "Workbook"]


class Sheet(Protocol):
    """A sheet that a workbook lists. It is read when its corner or its grid is asked for."""

    @property
    def name(self) -> str:
        """The name that people see on the tab."""

    @property
    def index(self) -> int:
        """The sheet's place among all sheets of the workbook, from 0."""

    @property
    def visible(self) -> bool:
        """Whether people see the sheet."""

    def corner(self) -> str | None:
        """Return the text of cell A1, None where there is none or the sheet is too damaged to say.

        This looks at the first bytes alone, so that sheets nobody asked for cost little.
        """

    def grid(self) -> Grid:
        """Read the sheet whole. Raises `UnreadableWorkbook` where it cannot be read for certain."""


@dataclass(frozen=True, slots=True)
class ReadSheet:
    """A sheet of a file type whose sheets are read all at once."""

    read: Grid

    @property
    def name(self) -> str:
        """The name on the tab."""
        return self.read.name

    @property
    def index(self) -> int:
        """The sheet's place, from 0."""
        return self.read.index

    @property
    def visible(self) -> bool:
        """Whether people see the sheet."""
        return self.read.visible

    def corner(self) -> str | None:
        """Return the text of cell A1."""
        raw = self.read.cells.get((1, 1))
        return raw.value if raw is not None and isinstance(raw.value, str) else None

    def grid(self) -> Grid:
        """Return the sheet."""
        return self.read


@dataclass(frozen=True, slots=True)
class Workbook:
    """An opened file: its sheets in their order, charts and macros left out. There is at least one."""

    sheets: Sequence[Sheet]
    content: bytes = b""
    """The bytes that it was opened from, where they are an archive: what they are as a file can be asked."""
