"""What a department returned the year before, beside what it returns now."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from collection.round.folder import Round
from collection.round.ledger.ledger import Ledger
from collection.summary.naming import label_of
from collection.summary.tables import merged, value_or_none
from reader import Reading
from reader.display import shown
from templates import CellMap, Finding, Location, Severity, Text, catalogue
from templates.kinds.shared.clean import key
from templates.model.carryover import Roll, RollFields
from templates.model.shape import Leaf, enclosing, leaves, node_at
from templates.path import Names, Tree, join

__all__ = ["PAST_CODES", "findings_beside_last_year", "last_year_of", "single_rolls"]

PAST_CODES = frozenset({"past-differs-from-last-round", "same-as-last-year"})
_MUCH, _LEAST = 80, 5
"""From which share of same entries on, in percent, a form looks copied, and of how many entries at least."""


def last_year_of(round: Round, ledger: Ledger, code: str) -> Reading | None:
    """Return what a department returned the year before, as far as the round was told."""
    told = ledger.past(code)
    return None if told is None else Reading.from_dict(json.loads(told), [round.form])


def findings_beside_last_year(reading: Reading, last: Reading, round: Round) -> Iterator[Finding]:
    """Yield what is to be said of a return beside that of the year before.

    Figures that moved from one year's column to the other are compared; where the form says that they were
    plans then, a difference is no more than a notice. Of what is to be written anew each year, it is told how
    much is the same.
    """
    assert reading.cell_map is not None
    now, then = _tree(reading), _tree(last)
    for roll in single_rolls(reading.cell_map):
        before, found = value_or_none(then, roll.source), value_or_none(now, roll.target)
        if isinstance(before, Decimal | int) and isinstance(found, Decimal | int) and before != found:
            yield _differs(reading, roll, found, before, round)
    same, all_entries = _alike(reading.cell_map, reading.values, last.values)
    if all_entries >= _LEAST and 100 * same >= _MUCH * all_entries:
        message = catalogue()["same-as-last-year"]
        words = {"p": Text(str(100 * same // all_entries))}
        yield Finding(message, _level(message.code, message.severity, round), (Location(),), slots=words)


def _tree(reading: Reading) -> Tree:
    return merged(reading.values, reading.computed)


def single_rolls(cell_map: CellMap) -> Iterator[Roll]:
    """Yield what moves from one year's column to another: single fields, outside of all lists."""
    for roll in cell_map.rolls:
        before = roll.is_of_the_year_before(cell_map.form.name)
        if before and roll.source != roll.target and _is_single(cell_map, roll):
            yield roll


def _is_single(cell_map: CellMap, roll: Roll) -> bool:
    single = isinstance(node_at(cell_map.shape, roll.target), Leaf)
    return single and not enclosing(cell_map.shape, roll.target)


def _differs(
    reading: Reading, roll: Roll, found: Decimal | int, before: Decimal | int, round: Round
) -> Finding:
    assert reading.cell_map is not None
    message = catalogue()["past-differs-from-last-round"]
    field = join(roll.target)
    sheet, _, cell = reading.addresses.get(field, "").rpartition("!")
    severity = Severity.NOTICE if roll.note is not None else _level(message.code, message.severity, round)
    place = Location(field, field, sheet or None, cell or None, shown(Decimal(found)))
    return Finding(
        message, severity, (place,), shown(Decimal(before)), {"label": label_of(reading.cell_map, field)}
    )


def _level(code: str, usual: Severity, round: Round) -> Severity:
    return round.settings.severities.get(code, usual)


def _alike(cell_map: CellMap, now: Mapping[str, Any], then: Mapping[str, Any]) -> tuple[int, int]:
    """Return how many of the entries that are to be written anew are the same as then, and of how many."""
    same = count = 0
    for names in _written_anew(cell_map):
        here, there = (Counter(_words(tree, names)) for tree in (now, then))
        same += sum((here & there).values())
        count += sum(here.values())
    return same, count


def _words(tree: Tree, names: Names) -> Iterator[str]:
    """Yield the words that stand at some names in a record, through all items of lists."""
    if isinstance(tree, list):
        for item in tree:
            yield from _words(item, names)
    elif names and isinstance(tree, Mapping):
        yield from _words(tree.get(names[0]), names[1:])
    elif isinstance(tree, str) and not names and key(tree):
        yield key(tree)


def _written_anew(cell_map: CellMap) -> Iterator[Names]:
    """Yield the fields of words that nothing of the year before goes into, and that offer no list."""
    given = [*cell_map.roster.values(), *(one for roll in cell_map.rolls for one in _given(roll))]
    for names, leaf in leaves(cell_map.shape):
        field = leaf.field
        is_word = field.kind.column(field.limits).sort not in ("decimal", "whole")
        is_given = any(names[: len(one)] == one for one in given)
        if field.is_input and is_word and field.limits.choices is None and not is_given:
            yield names


def _given(roll: Roll) -> Iterator[Names]:
    """Yield what a roll fills in unasked, and what of the year before it puts into a column of the past."""
    if not roll.fields:
        if roll.option is None:
            yield roll.target
        return
    for new, old in _pairs(roll.fields):
        if roll.option is None or new != old:
            yield (*roll.target, *new)


def _pairs(fields: RollFields) -> Iterator[tuple[Names, Names]]:
    for new, old in fields.items():
        if isinstance(old, str):
            yield (new,), (old,)
        else:
            yield from (((new, *inner), (new, *before)) for inner, before in _pairs(old))
