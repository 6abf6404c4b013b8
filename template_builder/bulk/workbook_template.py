"""One layout, thousands of workbooks: a form is written once, and of each only what differs."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from template_builder.bulk.incremental_layout import IncrementalLayout
from template_builder.bulk.incremental_values import IncrementalValues
from template_builder.bulk.segments import SegmentedPart
from template_builder.bulk.slots import SlotKey, slot_contents
from template_builder.bulk.slotted_workbook import SlottedSheet, slotted_workbook
from template_builder.guidance.guide import Guide
from template_builder.workbooks.form_plan import (
    STAMP,
    FormContents,
    check_locked,
    lock_problem,
    locked_cells,
    own_locks,
)
from template_builder.xlsx.archive import Entry, archive
from template_builder.xlsx.sealing import sealed_entries
from templates.findings.errors import Sentence
from templates.model.cell_map import CellMap
from templates.model.page import CellAddress
from templates.path import split, value_at
from templates.records.department import department_field
from templates.seal import cells_sum
from templates.stamp import stamps_on_sheets
from templates.text import Language

__all__ = ["WorkbookTemplate"]


class WorkbookTemplate:
    """A form laid out once, prefilled with what all its workbooks have in common.

    The `varying` fields are paths of the cell map (they count rows). What `fill` gives for values of theirs
    is, part by part, what `build` gives for all the values together:

        template = WorkbookTemplate(cell_map, varying=["name"])
        Path("219001.xlsx").write_bytes(template.fill({"name": "某局"}))

    Raises:
        ValuesError: the values do not fit the form, or there is no such field to vary or to lock.
        BuildError: Excel could not hold what the form asks for.
    """

    def __init__(
        self,
        cell_map: CellMap,
        values: Mapping[str, Any] | None = None,
        *,
        varying: Collection[str] = (),
        locked: Collection[str] = (),
        language: Language = "zh",
        password: str | None = None,
        issuer: str = "",
    ) -> None:
        locked = frozenset(locked) | (own_locks(cell_map, values) - frozenset(varying))
        self._cell_map, self._locked = cell_map, locked_cells(cell_map, locked)
        frame = slotted_workbook(cell_map, language, frozenset(locked), password, issuer)
        plan = frame.plan
        self._values = IncrementalValues(plan.guide, values, [split(path) for path in varying])
        touched = _by_sheet(dict.fromkeys(self._values.touched, None))
        is_named = self._names_department(plan.guide)
        self._layouts: list[IncrementalLayout] = []
        for number, on_sheet in enumerate(cell_map.by_sheet):
            form = touched.setdefault(number, {})
            varying_there = (on_sheet, plan.layouts[number], self._values.filling, form)
            self._layouts.append(IncrementalLayout(*varying_there, is_named=is_named))
            form |= dict.fromkeys((STAMP[1:], *self._layouts[-1].touched))
        shown = FormContents(self._values.values, plan.laid_out(self._values.filling))
        contents = slot_contents(shown.stamped(stamps_on_sheets(cell_map, None)))
        self._parts = [
            (part.number, SegmentedPart(part, contents[part.number], touched.get(part.number, ())))
            if isinstance(part, SlottedSheet)
            else part
            for part in frame.parts
        ]
        self._blank = frame.blank

    @property
    def open_locks(self) -> Mapping[str, Sentence]:
        """What is wrong with the locked fields that `fill` must be given a value for, by their paths."""
        shown = self._values.values
        problems = {cell.path: lock_problem(cell, shown[address]) for address, cell in self._locked.items()}
        return {path: problem for path, problem in problems.items() if problem is not None}

    def fill(
        self, values: Mapping[str, Any] | None = None, *, stamp: str | Sequence[str] | None = None
    ) -> bytes:
        """Return the workbook for these values of the varying fields; `stamp` is what the corners say.

        Raises `ValuesError` where a field does not vary, a cell cannot hold a value, or a locked one is
        blank or holds what cannot stand there.
        """
        change = self._values.changed({split(path): value for path, value in (values or {}).items()})
        for address, cell in self._locked.items():
            check_locked(
                cell, change.values[address] if address in change.values else self._values.values[address]
            )
        sheets = _by_sheet(change.values)
        for number, layout in enumerate(self._layouts):
            form = sheets.setdefault(number, {})
            form |= layout.sized(form)
            form |= layout.changed(change.filling)
        for number, text in enumerate(stamps_on_sheets(self._cell_map, stamp) if stamp is not None else ()):
            sheets[number][STAMP[1:]] = text
        sealed = (
            sheet.seal(sheets.get(number, {}))
            for number, sheet in (part for part in self._parts if isinstance(part, tuple))
        )
        entries = (self._entry(part, sheets) for part in self._parts)
        return archive(sealed_entries(entries, cells_sum((self._blank, *sealed))))

    def _names_department(self, guide: Guide) -> bool:
        """Tell whether the name of the department varies."""
        names = department_field(self._cell_map)
        return names is not None and value_at(guide.addresses, names) in self._values.touched

    @staticmethod
    def _entry(part: Entry | tuple[int, SegmentedPart], sheets: Mapping[int, Mapping[SlotKey, Any]]) -> Entry:
        if isinstance(part, Entry):
            return part
        number, sheet = part
        return sheet.entry(sheets.get(number, {}))


def _by_sheet(contents: Mapping[CellAddress, Any]) -> dict[int, dict[SlotKey, Any]]:
    sheets: dict[int, dict[SlotKey, Any]] = {}
    for (sheet, row, column), content in contents.items():
        sheets.setdefault(sheet, {})[row, column] = content
    return sheets
