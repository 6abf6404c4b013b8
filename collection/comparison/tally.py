"""What is counted while the departments of a comparison go by: for its first page, and for the terminal."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from collection.comparison.comparison import Comparison, DepartmentChanges
from collection.comparison.departments import Move, Standing
from collection.comparison.fields import Basis
from collection.comparison.items import Fate
from templates.kinds.base import Value
from templates.kinds.shared.content import ARITHMETIC

__all__ = ["Largest", "Sum", "Tally", "tallied"]

_MOST = 5


@dataclass(slots=True)
class Sum:
    """What a main figure comes to then and now, of all departments, and of those with both returns."""

    before: Decimal = Decimal(0)
    after: Decimal = Decimal(0)
    before_of_both: Decimal = Decimal(0)
    after_of_both: Decimal = Decimal(0)


class Largest(NamedTuple):
    """A department with both returns: how much its first main figure changed, and by which part of itself."""

    name: str
    number: int
    before: Decimal
    after: Decimal

    @property
    def change(self) -> Decimal:
        """What it has more now."""
        return self.after - self.before

    @property
    def growth(self) -> Decimal:
        """The same in parts of what it had; 0 where that was nothing."""
        return ARITHMETIC.divide(self.change, abs(self.before)) if self.before else Decimal(0)


@dataclass(slots=True)
class Tally:
    """The counts so far. `items` has them by the key of a table and the fate."""

    standings: Counter[Standing] = field(default_factory=Counter)
    moves: Counter[Move] = field(default_factory=Counter)
    bases: Counter[Basis] = field(default_factory=Counter)
    items: Counter[tuple[str, Fate]] = field(default_factory=Counter)
    amounts: defaultdict[tuple[str, Fate], list[Decimal]] = field(
        default_factory=lambda: defaultdict(lambda: [Decimal(0), Decimal(0)])
    )
    """What is followed of the items, then and now, where that is a number; likewise by table and fate."""
    sums: list[Sum] = field(default_factory=list)
    _both: list[Largest] = field(default_factory=list)
    _number: int = 0

    def add(self, department: DepartmentChanges) -> None:
        """Count a department."""
        standing = department.pair.standing
        self.standings[standing] += 1
        self.moves.update(department.pair.moves)
        self.bases.update(one.basis for one in department.fields)
        for key, items in department.items.items():
            for one in items:
                self.items[key, one.fate] += 1
                amounts = self.amounts[key, one.fate]
                for place, value in enumerate((one.before, one.after)):
                    if isinstance(value, Decimal | int):
                        amounts[place] += value
        self.sums = self.sums or [Sum() for _ in department.figures]
        for sums, (before, after) in zip(self.sums, department.figures, strict=True):
            _add(sums, before, after, of_both=standing is Standing.BOTH)
        if department.figures and standing is Standing.BOTH:
            before, after = department.figures[0]
            if isinstance(before, Decimal | int) and isinstance(after, Decimal | int):
                name = department.pair.shown.name
                self._both.append(Largest(name, self._number, Decimal(before), Decimal(after)))
        self._number += 1

    @property
    def returned(self) -> tuple[int, int]:
        """How many departments have a return that counts, then and now."""
        both = self.standings[Standing.BOTH]
        had = self.standings[Standing.GONE] + self.standings[Standing.NOT_NOW]
        return both + had, both + self.standings[Standing.NEW] + self.standings[Standing.NOT_BEFORE]

    @property
    def earlier(self) -> Sequence[Decimal]:
        """The first main figure then of each department with both returns."""
        return [one.before for one in self._both]

    def by_amount(self) -> list[Largest]:
        """Return what rose most, then what fell most, from the largest rise to the largest fall."""
        rises = sorted((one for one in self._both if one.change > 0), key=lambda one: -one.change)
        falls = sorted((one for one in self._both if one.change < 0), key=lambda one: one.change)
        return [*rises[:_MOST], *reversed(falls[:_MOST])]

    def by_growth(self, least: Decimal) -> list[Largest]:
        """Return the same in percent, of those that had at least so much."""
        known = [one for one in self._both if one.before >= least and one.before]
        rises = sorted((one for one in known if one.change > 0), key=lambda one: -one.growth)
        falls = sorted((one for one in known if one.change < 0), key=lambda one: one.growth)
        return [*rises[:_MOST], *reversed(falls[:_MOST])]

    def largest(self) -> list[Largest]:
        """Return those that changed most, whether they rose or fell."""
        changed = (one for one in self._both if one.change)
        return sorted(changed, key=lambda one: -abs(one.change))[:_MOST]


def tallied(comparison: Comparison) -> Tally:
    """Return the counts of a comparison."""
    tally = Tally()
    for department in comparison.departments():
        tally.add(department)
    return tally


def _add(one: Sum, before: Value, after: Value, *, of_both: bool) -> None:
    then, now = (
        Decimal(value) if isinstance(value, Decimal | int) else Decimal(0) for value in (before, after)
    )
    one.before += then
    one.after += now
    if of_both:
        one.before_of_both += then
        one.after_of_both += now
