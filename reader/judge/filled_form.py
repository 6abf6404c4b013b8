"""A returned form with each input read through its kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from reader.containers import Grid
from reader.judge.field_names import FieldNames, field_names
from reader.judge.formula_results import with_result
from reader.judge.plan import ReadingPlan, is_odd
from templates import CellMap
from templates.kinds import Outcome, Raw
from templates.path import Tree, value_at
from templates.records.calculation import fill_computed

__all__ = ["FilledForm", "read_form"]


@dataclass(frozen=True, slots=True)
class FilledForm:
    """The fields of a plan with what was read: the cells, outcomes and operands, in the order of the fields.

    What the form computes is among the operands, a blank as None. `filling` is the tree of all operands, in
    which a computed blank is "", as it is in a sheet. `odd` are the inputs that could not be read, that the
    sheet does not count, or that have notes.
    """

    plan: ReadingPlan
    raws: Sequence[Raw | None]
    outcomes: Sequence[Outcome]
    operands: Sequence[Tree]
    odd: Sequence[int]
    filling: dict[str, Any]
    record: Mapping[str, Any]
    computed: Mapping[str, Any]
    names: FieldNames

    @property
    def cell_map(self) -> CellMap:
        """The cell map of the form."""
        return self.plan.cell_map

    def filling_as_typed(self) -> Tree:
        """Return the filling with each text as it stands in its cell, which is what the sheet judges.

        Numbers are as they were read: the sheet says by itself of a text that is none. Where all texts were
        read as they stand, which is usual, it is the filling itself.
        """
        typed = {number: value for number, value in self._texts() if value != self.operands[number]}
        if not typed:
            return self.filling
        operands = list(self.operands)
        for number, value in typed.items():
            operands[number] = value
        for number in self.plan.computed:
            operands[number] = "" if operands[number] is None else operands[number]
        return self.plan.filling(operands, self.plan.every_item)

    def _texts(self) -> Iterator[tuple[int, str | Decimal | bool]]:
        """Yield what stands in each input that holds no number by its kind."""
        for number in self.plan.texts:
            raw = self.raws[number]
            if raw is not None and raw.error is None and isinstance(raw.value, str | Decimal | bool):
                yield number, raw.value

    def read_otherwise(self) -> frozenset[int]:
        """Return the inputs whose texts were read as others than those that stand in the cells."""
        return frozenset(number for number, value in self._texts() if value != self.operands[number])

    def is_missing(self, number: int) -> bool:
        """Tell whether a field is blank that must be filled in; those in lists never are in this sense."""
        return number in self.plan.required and self.outcomes[number].value is None


def read_form(plan: ReadingPlan, grids: Sequence[Grid]) -> FilledForm:
    """Read every input of a form, and work out what the form computes."""
    cells = [grid.cells for grid in grids]
    raws: list[Raw | None] = [None] * len(plan.fields)
    outcomes = list(plan.outcomes)
    odd = list(plan.odd)
    held_at = [of_sheet.get for of_sheet in cells]
    for number, sheet, position, read, limits in plan.reads:
        raw = held_at[sheet](position)
        if raw is not None:
            raws[number] = raw = raw if raw.formula is None else with_result(raw)
            outcomes[number] = outcome = read(raw, limits)
            if is_odd(outcome):
                odd.append(number)
    values: list[Tree] = [outcome.value for outcome in outcomes]
    filled = plan.filled_items(values)
    record = plan.record(values, filled)
    operands = values.copy()
    for number, operand in plan.operands:
        operands[number] = operand(values[number])
    filling = plan.filling(operands, plan.every_item)
    fill_computed(plan.cell_map, filling)
    for number in plan.computed:
        entry = plan.fields[number]
        if entry.address is not None:
            raws[number] = cells[entry.address.sheet].get(entry.address[1:])
        computed = value_at(filling, entry.path)
        if computed == "":
            operands[number] = values[number] = None
        else:
            operands[number] = computed
            values[number] = entry.field.kind.recorded(computed, entry.field.limits)
    return FilledForm(
        plan,
        raws,
        outcomes,
        operands,
        sorted({number for number in odd if is_odd(outcomes[number])}),
        filling,
        record,
        plan.computed_tree(values, filled),
        field_names(plan, filled),
    )
