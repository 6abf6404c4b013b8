"""How large a picture stands in its cells: as large as they are, in the proportions that it has."""

from __future__ import annotations

from collections.abc import Sequence

from template_builder.print_layout.heights import LEAST_HEIGHT
from template_builder.xlsx.ranges import Frame
from templates.kinds.presentation import Align
from templates.model.cell_map import CellMap
from templates.model.page import FIRST_COLUMN, Cell
from templates.model.picture import Picture

__all__ = ["frame_in", "frame_of", "height_with_space", "room_of_picture"]

_DIGIT = 5.5
"""Width of a digit of the body font, in points: no program makes columns narrower than by this."""
_SPACE = 2.0
"""Points between a picture and the edges of its cells."""
_LEAST = 1.0
"""Points of a picture in cells that have no room for one."""


def room_of_picture(cell_map: CellMap, cell: Cell) -> float:
    """Return the height in points that the rows of a cell have whatever is filled in: those in sight."""
    rows = set(range(cell.row, cell.row + cell.rows))
    for item in cell_map.items:
        if item.beyond:
            rows.difference_update(range(item.first_row, item.last_row + 1))
    return sum(cell_map.row_heights.get(row, LEAST_HEIGHT) for row in rows)


def frame_in(cell_map: CellMap, cell: Cell) -> Frame | None:
    """Return where the picture of a cell stands in it; None of a cell without one."""
    if cell.picture is None:
        return None
    first = cell.column - FIRST_COLUMN
    widths = cell_map.column_widths[first : first + cell.columns]
    return frame_of(cell.picture, widths, room_of_picture(cell_map, cell), cell.align)


def height_with_space(frame: Frame) -> float:
    """Return the height in points that a picture takes, with what is above and below it."""
    return frame.top + frame.height + _SPACE


def frame_of(picture: Picture, widths: Sequence[float], height: float, align: Align | None) -> Frame:
    """Return where a picture stands in columns of some widths (in digits) and rows of a height in points.

    It stands on top, as rows may become higher, and in the middle unless `align` says otherwise.
    """
    points = [width * _DIGIT for width in widths]
    room = max(_LEAST, sum(points) - 2 * _SPACE)
    scale = min(room / picture.width, max(_LEAST, height - 2 * _SPACE) / picture.height)
    wide = picture.width * scale
    left = _SPACE + {"left": 0.0, "right": room - wide}.get(align or "center", (room - wide) / 2)
    column = 0
    while column < len(points) - 1 and left >= points[column]:
        left -= points[column]
        column += 1
    return Frame(column, left, _SPACE, wide, picture.height * scale)
