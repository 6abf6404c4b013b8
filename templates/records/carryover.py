"""Rolling a record forward: what earlier forms, of this or another sort, prefill in a blank.

What rolls where is written in the form's definition; nothing here knows a field by name.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from templates.findings.errors import ValuesError, words_in_a_row
from templates.findings.finding import Finding
from templates.model.cell_map import CellMap
from templates.model.page import Role
from templates.path import Names, Tree, names_of, split, value_at
from templates.records.calculation import fill_computed
from templates.records.carrying import Carrier, Work
from templates.records.filling import filling_from
from templates.text import Text

__all__ = [
    "Carryover",
    "RollSource",
    "Rolled",
    "carry_over",
    "check_years",
    "roll_forward",
    "years_between",
]


@dataclass(frozen=True, slots=True)
class RollSource:
    """A record from which something rolls: the cell map of its form, and its values."""

    cell_map: CellMap
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Rolled:
    """What rolling gives: the values to prefill, the paths that stay locked, and what there is to say.

    `carried` names each field, group or repeat of this year's form that was prefilled.
    `findings` are at the fields of this year's form; of items that do not go on, at those of last year's.
    """

    values: dict[str, Any]
    locked: frozenset[str] = frozenset()
    carried: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Carryover:
    """What several records prefill in a form, before it is known how many rows that has.

    `carried` has for each source what was prefilled from it: a name, and how many items, where it is a list.
    """

    values: dict[str, Any]
    locked: frozenset[Names] = frozenset()
    carried: tuple[tuple[tuple[str, int | None], ...], ...] = ()
    findings: tuple[Finding, ...] = ()

    def into(self, this: CellMap) -> Rolled:
        """Return what goes into a cell map. Raises `ValuesError` where it has too few rows."""
        locked = _cells_of(self.locked, this, filling_from(this, self.values)) if self.locked else ()
        names = tuple(dict.fromkeys(name for source in self.carried for name, _ in source))
        return Rolled(self.values, frozenset(locked), names, self.findings)


def carry_over(this: CellMap, sources: Sequence[RollSource], options: Collection[str] = ()) -> Carryover:
    """Return what the records of `sources` prefill in the form of a cell map, each as the rolls of it say.

    A roll is for the record of its form and its year; one whose record is not there prefills nothing. They
    are carried in the order of the rolls: of two that fill the same field, the later one counts. `options`
    are the names of what rolls only when asked for.

    Raises:
        ValuesError: an option is unknown, the values do not fit their form, or units cannot be converted.
    """
    optional = sorted({roll.option for roll in this.rolls if roll.option})
    known = words_in_a_row(optional) if optional else Text("无", "none")
    for option in options:
        if option not in optional:
            raise ValuesError("option-unknown", option=option, known=known)
    work, carried = Work(), [list[tuple[str, int | None]]() for _ in sources]
    carriers = []
    for number, source in enumerate(sources):
        filling = filling_from(source.cell_map, source.values)
        fill_computed(source.cell_map, filling)
        carriers.append(Carrier(number, source.cell_map, filling, this, work))
    for roll in this.rolls:
        if roll.option is not None and roll.option not in options:
            continue
        for carrier, names in zip(carriers, carried, strict=True):
            if roll.form == carrier.last.form.name and years_between(this, carrier.last) in (roll.year, None):
                carrier.roll(roll)
                names += work.carried
                work.carried.clear()
    return Carryover(work.values, frozenset(work.locked), tuple(map(tuple, carried)), tuple(work.said()))


def years_between(this: CellMap, other: CellMap) -> int | None:
    """Return the year of another cell map, counted from that of this one; None where one has no year."""
    now, then = this.parameters.get("year"), other.parameters.get("year")
    return then - now if isinstance(now, int) and isinstance(then, int) else None


def roll_forward(
    last: CellMap, values: Mapping[str, Any], this: CellMap, options: Collection[str] = ()
) -> Rolled:
    """Return what last year's `values`, a record of the cell map `last`, prefill in the cell map `this`.

    `options` are the names of what rolls only when asked for. What rolls from other forms and other years is
    for `carry_over`.

    Raises:
        ValuesError: the years do not follow one another, an option is unknown, or `values` do not fit.
    """
    check_years(last, this)
    return carry_over(this, [RollSource(last, values)], options).into(this)


def check_years(last: CellMap, this: CellMap) -> None:
    """Raise `ValuesError` unless one is of the year before the other, of the same form and unit of money."""
    if last.form.name != this.form.name:
        raise ValuesError("last-year-of-another-form", last=last.form.name, this=this.form.name)
    if last.form.version != this.form.version:
        editions = [f"{form.name} {form.version}" for form in (last.form, this.form)]
        raise ValuesError("last-year-of-another-form", last=editions[0], this=editions[1])
    years = last.parameters.get("year"), this.parameters.get("year")
    if not (isinstance(years[0], int) and isinstance(years[1], int) and years[0] + 1 == years[1]):
        raise ValuesError("last-year-not-the-year-before", last=str(years[0]), this=str(years[1]))
    units = last.parameters.get("unit"), this.parameters.get("unit")
    if units[0] != units[1]:
        raise ValuesError("last-year-in-another-unit", last=str(units[0]), this=str(units[1]))


def _cells_of(locked: Collection[Names], cell_map: CellMap, filling: Tree) -> Iterator[str]:
    """Yield the paths of the inputs below some names that are not blank."""
    for cell in cell_map:
        path = split(cell.path)
        below = any(names_of(path)[: len(one)] == one for one in locked)
        if below and cell.role is Role.INPUT and value_at(filling, path) is not None:
            yield cell.path
