"""The marks of locked cells: by them it is seen later whether what was filled in and locked is still there.

They stand in the stamp: for each such cell how many inputs further it is than the one before, where that is
not 1, then a full stop and a short hash of what it holds.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from decimal import Decimal
from hashlib import blake2b
from itertools import pairwise
from typing import Any

from templates.findings.errors import ValuesError
from templates.kinds import Kind, Limits, Outcome, Raw, Value, key
from templates.model.cell_map import CellMap
from templates.model.page import Cell, Role
from templates.path import split, value_at
from templates.records.filling import filling_from

__all__ = ["locked_marks", "mark_of", "marks_by_path", "marks_text", "read_again"]

_BYTES = 2
_MOST = 5_000
"""A stamp stands in a cell, which holds 32,767 characters."""

_MARK = re.compile(r"([0-9]*)\.([0-9a-f]{4})")


def locked_marks(cell_map: CellMap, values: Mapping[str, Any], locked: Collection[str]) -> str:
    """Return the marks of the cells with these paths, for the values of a record; empty where there are none.

    Raises `ValuesError` where there are more than a stamp can hold.
    """
    if not locked:
        return ""
    filling = filling_from(cell_map, values)
    marks = {}
    for cell in cell_map:
        if cell.path in locked and cell.role is Role.INPUT:
            marks[cell.path] = _mark_in(cell, value_at(filling, split(cell.path)))
    return marks_text(cell_map, marks)


def _mark_in(cell: Cell, operand: Value) -> str:
    assert cell.of is not None
    kind, limits = cell.of.kind, cell.bounds
    return mark_of(read_again(kind.recorded(operand, limits), kind, limits).value)


def read_again(value: Value, kind: Kind, limits: Limits) -> Outcome:
    """Return what is read in a cell that holds a value. Raises `ValuesError` where no cell can hold it."""
    written = kind.write(value, limits)
    if isinstance(written, int) and not isinstance(written, bool):
        written = Decimal(written)
    return kind.read(Raw(written), limits)


def mark_of(value: Value) -> str:
    """Return the mark of what was read in a cell: the same for texts that differ in spaces alone."""
    written = (
        key(value) if isinstance(value, str) else "" if value is None else f"{Decimal(value).normalize():f}"
    )
    return blake2b(written.encode("utf-8", "surrogatepass"), digest_size=_BYTES).hexdigest()


def marks_text(cell_map: CellMap, marks: Mapping[str, str]) -> str:
    """Return the text of marks by the paths of their cells; the reverse of `marks_by_path`."""
    if len(marks) > _MOST:
        raise ValuesError("too-many-locked", count=len(marks), most=_MOST)
    numbers = cell_map.derived(_numbers)
    at = sorted((numbers[path], mark) for path, mark in marks.items() if path in numbers)
    steps = [(after[0] - before[0], after[1]) for before, after in pairwise([(0, ""), *at])]
    return "".join(f"{'' if step == 1 else step}.{mark}" for step, mark in steps)


def marks_by_path(cell_map: CellMap, text: str) -> dict[str, str]:
    """Return the marks of a stamp by the paths of their cells; of another text, as many as there are."""
    paths = {number: path for path, number in cell_map.derived(_numbers).items()}
    marks, number = {}, 0
    for step, mark in _MARK.findall(text):
        number += int(step or 1)
        if number in paths:
            marks[paths[number]] = mark
    return marks


def _numbers(cell_map: CellMap) -> dict[str, int]:
    """Return the numbers of the inputs, from 1 in the order of the sheet."""
    inputs = (cell for cell in cell_map if cell.role is Role.INPUT)
    return {cell.path: number for number, cell in enumerate(inputs, 1)}
