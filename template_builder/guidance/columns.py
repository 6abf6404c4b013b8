"""The columns beside the form: the messages, and hidden ones with what they are put together from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from template_builder.guidance.flags import Flag
from templates.model.cell_map import CellMap

__all__ = ["Columns"]


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns right of a form whose last column is `form`: one of each sort, and `flag_columns` flags.

    A form whose findings can be `explained` beside it has two more.
    """

    form: int
    explained: bool
    flag_columns: int = 0

    @classmethod
    def beside(cls, cell_map: CellMap, flags: Iterable[Flag] = ()) -> Columns:
        """Return the columns beside one sheet of a form, whose cell map is that sheet's, with its flags."""
        none = cls(cell_map.last_column, bool(cell_map.explanations))
        ends = [flag.demand.sentence if flag.demand else flag.address for flag in flags]
        last = max((end.column for end in ends), default=none.flags - 1)
        return cls(none.form, none.explained, last + 1 - none.flags)

    @property
    def explanation(self) -> int:
        """What the department says to what is found in the row.

        It is right beside the form, as the Tab key leads there from each row: no window must move for it.
        """
        return self.form + 1

    @property
    def message(self) -> int:
        """What is wrong in the row, in words."""
        return self.explanation + 1 if self.explained else self.form + 1

    @property
    def marked(self) -> int:
        """Whether the row has any flag (hidden, as all that follow)."""
        return self.message + 1

    @property
    def filled(self) -> int:
        """Whether anything is filled in in the row."""
        return self.marked + 1

    @property
    def explained_remarks(self) -> int:
        """How many remarks of the row are explained."""
        return self.marked + 2

    @property
    def flags(self) -> int:
        """The first column of the flags."""
        return self.marked + (3 if self.explained else 2)

    @property
    def rest(self) -> int:
        """The first column of the pieces of a message that does not fit into one formula."""
        return self.flags + self.flag_columns
