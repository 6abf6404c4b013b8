"""A plain table, such as a roster: the rows of a workbook's first sheet, each cell as it came."""

from __future__ import annotations

from pathlib import Path

from reader.containers.package import open_package
from reader.containers.workbook import grid, open_workbook
from templates.kinds import Raw

__all__ = ["read_table"]

_BLANK = Raw(None)


def read_table(path: Path) -> list[list[Raw]]:
    """Return the rows of the first sheet that people see, from the first row on.

    All rows have as many cells as the widest; what holds nothing is a `Raw` of None. Raises
    `UnreadableWorkbook` where the file is no sound workbook.
    """
    workbook = open_workbook(open_package(path))
    sheet = next((sheet for sheet in workbook.sheets if sheet.visible), workbook.sheets[0])
    cells = grid(workbook, sheet).cells
    height = max((row for row, _ in cells), default=0)
    width = max((column for _, column in cells), default=0)
    return [
        [cells.get((row, column), _BLANK) for column in range(1, width + 1)] for row in range(1, height + 1)
    ]
