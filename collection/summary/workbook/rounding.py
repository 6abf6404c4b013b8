"""舍位平衡: amounts in a larger unit, rounded so that the parts still add up to their totals.

The totals are rounded first, each as usual; what its parts lack of a total, or have too much, is made up
where rounding takes or gives most (the method of largest remainders). That goes from the sum of all to the
sums of which the form makes it up, from these to the groups of departments, and from a group to its
departments. What a form adds up itself is then the sum of its rounded parts, so that every line and every
column adds up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

from templates import CellMap
from templates.model.expression import Call, Ref
from templates.model.shape import Leaf, node_at
from templates.path import join

__all__ = ["Balanced", "Column", "balanced", "parts_of", "rounded_table"]

STEP = Decimal("0.01")
"""What amounts are rounded to."""


@dataclass(frozen=True, slots=True)
class Balanced:
    """An amount as it is shown, and the same as it would be shown for itself alone."""

    shown: Decimal
    usual: Decimal

    @property
    def carries(self) -> Decimal:
        """What was added for the sake of the total."""
        return self.shown - self.usual


@dataclass(slots=True)
class Column:
    """The amounts of a column, in the unit of the summary: None where there is none."""

    amounts: list[Decimal | None] = field(default_factory=list)

    @property
    def total(self) -> Decimal:
        """The sum of the amounts."""
        return sum((one for one in self.amounts if one is not None), Decimal(0))


def usual(amount: Decimal) -> Decimal:
    """Return an amount rounded for itself."""
    return amount.quantize(STEP, ROUND_HALF_UP)


def balanced(amounts: Sequence[Decimal], total: Decimal) -> list[Decimal]:
    """Return the amounts rounded so that they add up to a rounded total; of equal remainders the first.

    >>> balanced([Decimal("0.333")] * 3, Decimal("1.00"))
    [Decimal('0.34'), Decimal('0.33'), Decimal('0.33')]
    """
    floors = [one.quantize(STEP, ROUND_FLOOR) for one in amounts]
    if not amounts:
        return []
    each, more = divmod(int((total - sum(floors, Decimal(0))) / STEP), len(amounts))
    order = sorted(range(len(amounts)), key=lambda place: (floors[place] - amounts[place], place))
    upper = set(order[:more])
    return [floor + STEP * (each + (place in upper)) for place, floor in enumerate(floors)]


def rounded_table(
    columns: Mapping[str, Column], parts: Mapping[str, Sequence[str]], groups: Sequence[str]
) -> dict[str, list[Balanced | None]]:
    """Return the columns of a table with a line for each department, rounded; each line is of a group.

    `parts` says of a column that the form adds up which columns it is the sum of.
    """
    totals = _totals(columns, parts)
    found: dict[str, list[Decimal | None]] = {}
    for name, column in columns.items():
        if name not in parts:
            found[name] = _by_groups(column.amounts, totals[name], groups)
    for name in _innermost_first(parts):
        found[name] = [
            _sum(found[part][place] for part in parts[name]) for place in range(len(columns[name].amounts))
        ]
    return {
        name: [
            None if one is None or shown is None else Balanced(shown, usual(one))
            for one, shown in zip(columns[name].amounts, shown_column, strict=True)
        ]
        for name, shown_column in found.items()
    }


def _totals(columns: Mapping[str, Column], parts: Mapping[str, Sequence[str]]) -> dict[str, Decimal]:
    """Return the rounded total of each column: those that the form adds up first, then what makes them up."""
    inner = {part for several in parts.values() for part in several}
    totals = {name: usual(column.total) for name, column in columns.items() if name not in inner}
    for name in reversed(_innermost_first(parts)):
        each = balanced([columns[part].total for part in parts[name]], totals[name])
        for part, total in zip(parts[name], each, strict=True):
            totals.setdefault(part, total)
    return totals


def _innermost_first(parts: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the columns that are sums, each behind those that it is the sum of."""
    found: dict[str, None] = {}

    def visit(name: str) -> None:
        for part in parts.get(name, ()):
            visit(part)
        if name in parts:
            found.setdefault(name)

    for name in parts:
        visit(name)
    return list(found)


def _by_groups(
    amounts: Sequence[Decimal | None], total: Decimal, groups: Sequence[str]
) -> list[Decimal | None]:
    places: dict[str, list[int]] = {}
    for place, amount in enumerate(amounts):
        if amount is not None:
            places.setdefault(groups[place], []).append(place)
    members = {group: [amounts[place] or Decimal(0) for place in found] for group, found in places.items()}
    of_groups = balanced([sum(one, Decimal(0)) for one in members.values()], total)
    shown: list[Decimal | None] = [None] * len(amounts)
    for found, several, of_group in zip(places.values(), members.values(), of_groups, strict=True):
        for place, one in zip(found, balanced(several, of_group), strict=True):
            shown[place] = one
    return shown


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    present = [one for one in amounts if one is not None]
    return sum(present, Decimal(0)) if present else None


def parts_of(cell_map: CellMap, names: Sequence[str]) -> dict[str, Sequence[str]]:
    """Return of which others each of these fields is the sum, where the form adds it up of them alone."""
    parts: dict[str, Sequence[str]] = {}
    for name in names:
        node = node_at(cell_map.shape, tuple(name.split(".")))
        formula = node.field.formula if isinstance(node, Leaf) else None
        if isinstance(formula, Call) and formula.function == "SUM":
            of = [join(one.names) for one in formula.arguments if isinstance(one, Ref)]
            if len(of) == len(formula.arguments) and set(of) <= set(names):
                parts[name] = of
    return parts
