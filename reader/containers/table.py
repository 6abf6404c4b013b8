"""A plain table, such as a roster: the rows of a workbook's first sheet, each cell as it came."""

from __future__ import annotations

from pathlib import Path

from reader.containers.file_types import open_file
from templates.kinds import Raw

__all__ = ["read_table"]

_BLANK = Raw(None)


def read_table(path: Path) -> list[list[Raw]]:
    """Return the rows of the first sheet that people see, from the first row on.

    All rows have as many cells as the widest; what holds nothing is a `Raw` of None. Raises
    `UnreadableWorkbook` where the file is no sound workbook.
    """
    sheets = open_file(path).sheets
    sheet = next((sheet for sheet in sheets if sheet.visible), sheets[0])
    cells = sheet.grid().cells
    height = max((row for row, _ in cells), default=0)
    width = max((column for _, column in cells), default=0)
    return [
        [cells.get((row, column), _BLANK) for column in range(1, width + 1)] for row in range(1, height + 1)
    ]
