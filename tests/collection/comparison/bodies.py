"""Rounds for comparisons that need no file: readings by the codes of their departments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from collection import sum_up
from collection.comparison.sides import Side, Sides
from collection.summary.workbook.body import body_of
from templates import CellMap, Stamp, Text
from tests.collection.rounds import reading_of

__all__ = ["side_of", "sides_of"]


def side_of(cell_map: CellMap, values: Mapping[str, Mapping[str, Any]], name: str) -> Side:
    """Return what departments returned, by their codes, as a side of a comparison."""
    form = cell_map.form
    readings = [
        replace(
            reading_of(cell_map, one, file=f"{code}.xlsx"),
            stamp=Stamp(form.name, form.version, cell_map.parameters, cell_map.digest, department=code),
        )
        for code, one in values.items()
    ]
    return Side(Path(name), body_of(sum_up(readings), Path("c.xlsx")), name=Text(name))


def sides_of(
    before: tuple[CellMap, Mapping[str, Mapping[str, Any]]],
    after: tuple[CellMap, Mapping[str, Mapping[str, Any]]],
) -> Sides:
    """Return two sides, the earlier one first."""
    return Sides(side_of(*before, "2025"), side_of(*after, "2026"))
