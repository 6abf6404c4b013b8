"""Content that stands in the form's area and is none of its cells': what an unmerge laid bare, a value beside
its cell. It belongs to no field, so it is in no record, and must not vanish without a word."""

from __future__ import annotations

from collections.abc import Sequence

from reader.containers import Grid, Position
from reader.display import shown_raw
from reader.judge.finding_report import FindingReport, FoundAt
from reader.judge.plan import ReadingPlan
from reader.locate import LocatedForm, holds_nothing, located_in_place
from templates import CellMap
from templates.model.page import CellAddress, Role

__all__ = ["check_strays"]


def check_strays(plan: ReadingPlan, grids: Sequence[Grid], report: FindingReport) -> None:
    """Report each cell of the form's rows and columns that holds something and is no cell of the form."""
    free = plan.cell_map.derived(_free_in_place) if plan.in_place else _free(plan.located)
    for sheet, positions in enumerate(free):
        cells = grids[sheet].cells
        for position in sorted(cells.keys() & positions):
            raw = cells[position]
            if not holds_nothing(raw):
                report.add(
                    "content-outside-cells", FoundAt(CellAddress(sheet, *position), found=shown_raw(raw))
                )


def _free_in_place(cell_map: CellMap) -> tuple[frozenset[Position], ...]:
    return _free(located_in_place(cell_map))


def _free(located: LocatedForm) -> tuple[frozenset[Position], ...]:
    """Return for each sheet the positions in the form's rows and columns where nothing should stand."""
    rows: dict[int, set[int]] = {}
    columns: dict[int, set[int]] = {}
    taken: set[CellAddress] = set()
    for entry in located.cells:
        if entry.address is not None and entry.cell.role is not Role.EXPLANATION:
            rows.setdefault(entry.address.sheet, set()).add(entry.address.row)
            columns.setdefault(entry.address.sheet, set()).add(entry.address.column)
            taken.add(entry.address)
    return tuple(
        frozenset(
            (row, column)
            for row in rows.get(sheet, ())
            for column in columns.get(sheet, ())
            if CellAddress(sheet, row, column) not in taken
        )
        for sheet in range(max(rows, default=-1) + 1)
    )
