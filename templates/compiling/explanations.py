"""The cells 说明 beside a form: one open cell for each block of rows, to explain what is found there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from templates.kinds import EXPLANATION
from templates.kinds.base import Limits
from templates.model.field import Field
from templates.model.page import Cell, Role
from templates.text import Text

__all__ = ["explanation_cells"]

_LABEL = Text("说明", "Explanation")
_HINT = Text(
    "有提醒而情况属实的，在此说明原因",
    "Where a remark is made but the entry is correct, give the reason here",
)
_LONGEST = 500


def explanation_cells(cells: Iterable[Cell], columns: Sequence[int]) -> Iterator[Cell]:
    """Yield the cells beside those of a form, one for each block of rows, in a column for each sheet.

    A block begins in each row in which an input or a computed cell begins, and ends with these, at the latest
    before the next. So the rules of a form, which its author may mend at any time, make no difference.
    """
    ends: dict[tuple[int, int], int] = {}
    for cell in cells:
        if cell.role in (Role.INPUT, Role.COMPUTED):
            first = (cell.sheet, cell.row)
            ends[first] = max(ends.get(first, 0), cell.row + cell.rows)
    limits = EXPLANATION.limits({"max_length": _LONGEST}, Limits(_LABEL, _HINT))
    field = Field((), EXPLANATION, limits)
    firsts = sorted(ends)
    for number, (sheet, row) in enumerate(firsts):
        end = ends[sheet, row]
        if (sheet, end - 1) >= (following := (*firsts, (sheet + 1, 0))[number + 1]):
            end = following[1]
        yield Cell(
            row,
            columns[sheet],
            end - row,
            1,
            Role.EXPLANATION,
            "",
            of=field,
            limits=limits,
            label=_LABEL,
            sheet=sheet,
        )
