"""The columns beside the form: the messages, and hidden ones with what they are put together from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from template_builder.guidance.flags import Flag
from templates.model.cell_map import CellMap

__all__ = ["Columns"]


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns right of a form whose last column is `form`: one of each sort, and `flag_columns` flags."""

    form: int
    flag_columns: int = 0

    @classmethod
    def beside(cls, cell_map: CellMap, flags: Iterable[Flag]) -> Columns:
        """Return the columns beside the form of a cell map with its flags."""
        none = cls(cell_map.last_column)
        last = max((flag.address.column for flag in flags), default=none.flags - 1)
        return cls(none.form, last + 1 - none.flags)

    @property
    def message(self) -> int:
        """What is wrong in the row, in words."""
        return self.form + 1

    @property
    def marked(self) -> int:
        """Whether the row has any flag (hidden, as all that follow)."""
        return self.form + 2

    @property
    def filled(self) -> int:
        """Whether anything is filled in in the row."""
        return self.form + 3

    @property
    def flags(self) -> int:
        """The first column of the flags."""
        return self.form + 4

    @property
    def rest(self) -> int:
        """The first column of the pieces of a message that does not fit into one formula."""
        return self.flags + self.flag_columns
