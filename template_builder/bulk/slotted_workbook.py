"""A form's workbook, written once blank and cut at its slots: the frame of all that are filled in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from template_builder.bulk.slots import InputSlot, Slot, SlotKey, cut, slot_contents
from template_builder.guidance.cell_values import CHECK_SHEET
from template_builder.workbooks.form_plan import STAMP, FormContents, FormPlan, form_plan
from template_builder.workbooks.form_workbook import sheet_names, workbook_parts
from template_builder.xlsx.archive import Entry, archive, whole
from template_builder.xlsx.sealing import cells_of_seal, sealed_entries
from template_builder.xlsx.sheet_writer import content_mark
from templates.model.cell_map import CellMap
from templates.seal import SEAL_PART, cells_sum
from templates.text import Language

__all__ = ["SlottedSheet", "SlottedWorkbook", "slotted_workbook"]

_KEPT = 2
_PART = re.compile(r"xl/worksheets/sheet([0-9]+)\.xml")


@dataclass(frozen=True)
class SlottedSheet:
    """A sheet that differs from workbook to workbook: `pieces`, one more than the `slots` between them."""

    part: str
    name: str
    number: int
    pieces: Sequence[str]
    slots: Sequence[Slot]

    def filled(self, contents: Mapping[SlotKey, Any]) -> bytes:
        """Return the part with all its contents. Raises `ValuesError` for what no cell can hold."""
        written = [self.pieces[0]]
        for slot, piece in zip(self.slots, self.pieces[1:], strict=True):
            written += (slot.filled(contents[slot.key]), piece)
        return "".join(written).encode()

    @cached_property
    def inputs(self) -> frozenset[SlotKey]:
        """The cells among the slots whose contents the seal of the workbook knows."""
        return frozenset(slot.key for slot in self.slots if isinstance(slot, InputSlot))

    def seal(self, contents: Mapping[SlotKey, Any], inputs: Iterable[SlotKey] | None = None) -> int:
        """Return what the seal has of these contents: of all inputs, or of some."""
        keys = self.inputs if inputs is None else inputs
        return cells_sum(content_mark(self.name, *key, contents[key]) for key in keys)


@dataclass(frozen=True, slots=True)
class SlottedWorkbook:
    """The parts of a form's workbook in their order; those that are always the same are deflated.

    `blank` is what its seal has of the cells while nothing is filled in.
    """

    plan: FormPlan
    parts: tuple[Entry | SlottedSheet, ...]
    blank: int

    def filled(self, contents: FormContents) -> bytes:
        """Return the workbook that shows these contents. Raises `ValuesError` for what no cell can hold."""
        sheets = slot_contents(contents)
        entries = (
            part if isinstance(part, Entry) else whole(part.part, part.filled(sheets[part.number]))
            for part in self.parts
        )
        filled = (part.seal(sheets[part.number]) for part in self.parts if isinstance(part, SlottedSheet))
        return archive(sealed_entries(entries, cells_sum((self.blank, *filled))))


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
    count = len(plan.layouts)
    cells: dict[int, set[SlotKey]] = {number: {STAMP[1:]} for number in range(count)}
    cells[CHECK_SHEET] = set()
    for sheet, row, column in (*plan.guide.fields, *plan.guide.nodes):
        cells[sheet].add((row, column))
    parts: list[Entry | SlottedSheet] = []
    written = dict(workbook_parts(plan, plan.blank, password=password, issuer=issuer))
    blank = cells_of_seal(written.pop(SEAL_PART))
    for name, content in written.items():
        found = _PART.fullmatch(name)
        place = int(found[1]) - 1 if found else count + 1
        if place > count:
            parts.append(whole(name, content))
            continue
        form = place < count
        number, rows = (place, plan.layouts[place].rows) if form else (CHECK_SHEET, ())
        pieces, slots = cut(names[place], content.decode(), cells[number], rows, paper=form)
        parts.append(SlottedSheet(name, names[place], number, pieces, slots))
    return SlottedWorkbook(plan, tuple(parts), blank)
