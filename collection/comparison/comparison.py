"""What became different between two rounds, department by department."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from collection.comparison.departments import Pair, Standing, paired
from collection.comparison.fields import FieldChange, FieldPlan
from collection.comparison.items import ItemChange, ItemPlan, item_plans
from collection.comparison.sides import Sides
from collection.summary.tables import merged
from collection.summary.workbook.body import Counted
from templates.kinds.base import Value
from templates.path import Tree

__all__ = ["Comparison", "DepartmentChanges"]

_FROM_NOTHING = frozenset({Standing.NEW, Standing.BOTH, Standing.GONE})
"""Where all items are known on both sides: a missing return says nothing of those that it would have."""

_NOT_SMALL = 10
"""A rise or fall is told in percent from a tenth of the usual figure on."""


@dataclass(frozen=True, slots=True)
class DepartmentChanges:
    """A department in both rounds: its main figures then and now, the fields that changed, its items.

    Amounts are in the unit of the later round. `items` has those of each table, by the table's key.
    """

    pair: Pair
    figures: Sequence[tuple[Value, Value]]
    fields: Sequence[FieldChange]
    items: Mapping[str, Sequence[ItemChange]]


class Comparison:
    """Two rounds side by side; what is worked out once for both.

    >>> with open_sides((Path("2025"), Path("2026"))) as sides:
    ...     for department in Comparison(sides).departments():
    ...         print(department.pair.shown.name, len(department.fields))

    Raises `CollectionError` where amounts are in units that are none.
    """

    def __init__(self, sides: Sides, least: Decimal | None = None) -> None:
        self.sides, self._least = sides, least
        self.pairs = paired(sides.before, sides.after)
        self.plan = FieldPlan(sides)
        plans = item_plans(sides.before.cell_map, sides.after.cell_map, self.plan.places)
        self.tables: Sequence[ItemPlan] = [one for one in plans if one.is_comparable]
        self.not_compared: Sequence[ItemPlan] = [one for one in plans if not one.is_comparable]

    def departments(self) -> Iterator[DepartmentChanges]:
        """Yield the departments in the order of `pairs`; nothing keeps what was yielded."""
        for pair in self.pairs:
            before, after = (
                _tree(one.counted) if one is not None and one.counted is not None else None
                for one in (pair.before, pair.after)
            )
            is_known = pair.standing in _FROM_NOTHING
            yield DepartmentChanges(
                pair,
                self.plan.figures(before, after),
                list(self.plan.changes(before, after)) if pair.standing is Standing.BOTH else (),
                {one.table.key: list(one.changes(before, after)) if is_known else () for one in self.tables},
            )

    def least(self, figures: Sequence[Decimal]) -> Decimal:
        """Return from which earlier figure on a change is told in percent; if none is set, a tenth of usual.

        `figures` are the earlier ones of all departments; the usual one is their median, to one digit.
        """
        if self._least is not None:
            return self._least
        known = sorted(one for one in figures if one > 0)
        if not known:
            return Decimal(0)
        usual = known[len(known) // 2] / _NOT_SMALL
        return Decimal(1).scaleb(usual.adjusted()) * int(usual.scaleb(-usual.adjusted()))


def _tree(counted: Counted) -> Tree:
    reading = counted.read()
    return merged(reading.values, reading.computed)
