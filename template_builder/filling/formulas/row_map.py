"""Where the rows of a template come to stand, once some of them are repeated."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import accumulate

from template_builder.filling.formulas.tokens import LAST_ROW, column_of
from template_builder.xlsx.errors import BuildError
from template_builder.xlsx.ranges import area_name

__all__ = ["Area", "RowMap", "area_of"]

_AREA = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Za-z]{1,3})\$?([0-9]{1,7}))?")

Area = tuple[int, int, int, int]
"""First row, first column, last row, last column, all from 1."""


@lru_cache(maxsize=65_536)
def area_of(written: str) -> Area | None:
    """Return the area of an address such as `B5` or `B5:D9`; None for anything else, as whole columns."""
    found = _AREA.fullmatch(written)
    if found is None:
        return None
    left, top, right, bottom = found.groups()
    return int(top), column_of(left), int(bottom or top), column_of(right or left)


class RowMap:
    """The rows of a sheet, of which some stand once for each of so many lines; with none, one stays, empty.

    >>> RowMap({5: 3}).first(6), RowMap({5: 3}).last(5)
    (8, 7)
    """

    def __init__(self, counts: Mapping[int, int]) -> None:
        self._rows = sorted(counts)
        self._counts = {row: max(1, counts[row]) for row in self._rows}
        self._added = [0, *accumulate(self._counts[row] - 1 for row in self._rows)]

    @property
    def added(self) -> int:
        """How many rows there are more than before."""
        return self._added[-1]

    def repeats(self, row: int) -> bool:
        """Tell whether a row is repeated."""
        return row in self._counts

    def first(self, row: int) -> int:
        """Return where a row stands, or the first of its copies."""
        return min(row + self._added[bisect_left(self._rows, row)], LAST_ROW)

    def last(self, row: int) -> int:
        """Return where a row stands, or the last of its copies."""
        return min(self.first(row) + self._counts.get(row, 1) - 1, LAST_ROW)

    def touches(self, row: int) -> bool:
        """Tell whether a row, or one above it, is repeated."""
        return bool(self._rows) and self._rows[0] <= row

    def crossed(self, top: int, bottom: int) -> bool:
        """Tell whether one of these rows is repeated."""
        return any(top <= row <= bottom for row in self._rows)

    def area(self, written: str, *, stretched: bool = True) -> str:
        """Return an address of cells, `B5:D9` or `B5`, as it is afterwards: over all copies of its rows."""
        area = area_of(written)
        if area is None:
            return written
        top, left, bottom, right = area
        first, last = self.first(top), (self.last if stretched else self.first)(bottom)
        name = area_name((first, left, last - first + 1, right - left + 1))
        if ":" not in written and (first, left) == (last, right):
            return name.partition(":")[0]
        return name

    def areas(self, written: str, *, stretched: bool = True) -> str:
        """Return the same of several addresses with spaces between."""
        return " ".join(self.area(one, stretched=stretched) for one in written.split())

    def check(self, sheet: str, rows: Iterable[int]) -> None:
        """Check that rows stay within a sheet. Raises `BuildError`."""
        if max(rows, default=0) + self.added > LAST_ROW:
            raise BuildError("template-too-many-rows", sheet=sheet, most=LAST_ROW)
