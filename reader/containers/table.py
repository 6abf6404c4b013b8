"""A plain table, such as a roster: the rows of a workbook's first sheet, each cell as it came."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from reader.containers.file_types import open_file
from templates.kinds import Raw

__all__ = ["table_rows"]

_BLANK = Raw(None)


def table_rows(path: Path) -> Iterator[list[Raw]]:
    """Yield the rows of the first sheet that people see, from the first row on.

    All rows have as many cells as the widest; what holds nothing is a `Raw` of None. A row is let go of once
    it is yielded. Raises `UnreadableWorkbook` where the file is no sound workbook.
    """
    sheets = open_file(path).sheets
    sheet = next((sheet for sheet in sheets if sheet.visible), sheets[0])
    cells = dict(sheet.grid().cells)
    height = max((row for row, _ in cells), default=0)
    width = max((column for _, column in cells), default=0)
    for row in range(1, height + 1):
        yield [cells.pop((row, column), _BLANK) for column in range(1, width + 1)]
