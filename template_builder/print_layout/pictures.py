"""How large a picture stands in its cells: as large as they are, in the proportions that it has."""

from __future__ import annotations

from collections.abc import Sequence

from template_builder.print_layout.heights import LEAST_HEIGHT
from template_builder.xlsx.ranges import Frame
from templates.kinds.presentation import Align
from templates.model.cell_map import CellMap
from templates.model.page import Cell
from templates.model.picture import Picture

__all__ = ["frame_of", "room_of_picture"]

_DIGIT = 5.5
"""Width of a digit of the body font, in points: no program makes columns narrower than by this."""
_SPACE = 2.0
"""Points between a picture and the edges of its cells."""


def room_of_picture(cell_map: CellMap, cell: Cell) -> float:
    """Return the height in points that the rows of a cell have whatever is filled in."""
    rows = range(cell.row, cell.row + cell.rows)
    return sum(cell_map.row_heights.get(row, LEAST_HEIGHT) for row in rows)


def frame_of(picture: Picture, widths: Sequence[float], height: float, align: Align | None) -> Frame:
    """Return where a picture stands in columns of some widths (in digits) and rows of a height in points.

    It stands on top, as rows may become higher, and in the middle unless `align` says otherwise.
    """
    points = [width * _DIGIT for width in widths]
    room = sum(points) - 2 * _SPACE
    scale = min(room / picture.width, (height - 2 * _SPACE) / picture.height)
    wide = picture.width * scale
    left = _SPACE + {"left": 0.0, "right": room - wide}.get(align or "center", (room - wide) / 2)
    column = 0
    while column < len(points) - 1 and left >= points[column]:
        left -= points[column]
        column += 1
    return Frame(column, left, _SPACE, wide, picture.height * scale)
