"""A form's workbook, written once blank and cut at its slots: the frame of all that are filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from template_builder.bulk.slots import Slot, SlotKey, cut, slot_contents
from template_builder.guidance.cell_values import CHECK_SHEET, FORM_SHEET
from template_builder.workbooks.form_plan import STAMP, FormContents, FormPlan, form_plan
from template_builder.workbooks.form_workbook import sheet_names, workbook_parts
from template_builder.xlsx.archive import Entry, archive, whole
from templates.model.cell_map import CellMap
from templates.text import Language

__all__ = ["SlottedSheet", "SlottedWorkbook", "slotted_workbook"]

_KEPT = 2
_PART = re.compile(r"xl/worksheets/sheet([0-9]+)\.xml")


@dataclass(frozen=True, slots=True)
class SlottedSheet:
    """A sheet that differs from workbook to workbook: `pieces`, one more than the `slots` between them."""

    part: str
    number: int
    pieces: Sequence[str]
    slots: Sequence[Slot]

    def filled(self, contents: Mapping[SlotKey, Any]) -> bytes:
        """Return the part with all its contents. Raises `ValuesError` for what no cell can hold."""
        written = [self.pieces[0]]
        for slot, piece in zip(self.slots, self.pieces[1:], strict=True):
            written += (slot.filled(contents[slot.key]), piece)
        return "".join(written).encode()


@dataclass(frozen=True, slots=True)
class SlottedWorkbook:
    """The parts of a form's workbook in their order; those that are always the same are deflated."""

    plan: FormPlan
    parts: tuple[Entry | SlottedSheet, ...]

    def filled(self, contents: FormContents) -> bytes:
        """Return the workbook that shows these contents. Raises `ValuesError` for what no cell can hold."""
        sheets = slot_contents(contents)
        return archive(
            part if isinstance(part, Entry) else whole(part.part, part.filled(sheets[part.number]))
            for part in self.parts
        )


@lru_cache(maxsize=_KEPT)
def slotted_workbook(
    cell_map: CellMap, language: Language, locked: frozenset[str], password: str | None, issuer: str
) -> SlottedWorkbook:
    """Return the frame of a form's workbooks; the inputs at the paths `locked` cannot be changed.

    The last ones are kept, so that workbooks built one after the other share one.

    Raises:
        BuildError: Excel could not hold what the form asks for.
    """
    plan = form_plan(cell_map, language, locked)
    names = sheet_names(plan)
    cells: dict[int, set[SlotKey]] = {FORM_SHEET: {STAMP[1:]}, CHECK_SHEET: set()}
    for sheet, row, column in (*plan.guide.fields, *plan.guide.nodes):
        cells[sheet].add((row, column))
    parts: list[Entry | SlottedSheet] = []
    for name, content in workbook_parts(plan, plan.blank, password=password, issuer=issuer).items():
        found = _PART.fullmatch(name)
        number = int(found[1]) - 1 if found else len(cells)
        if number not in cells:
            parts.append(whole(name, content))
            continue
        form = number == FORM_SHEET
        rows = plan.layout.rows if form else ()
        pieces, slots = cut(names[number], content.decode(), cells[number], rows, paper=form)
        parts.append(SlottedSheet(name, number, pieces, slots))
    return SlottedWorkbook(plan, tuple(parts))
