"""Rolling a record forward: what last year's form prefills in this year's blank.

What rolls where is written in the form's definition; nothing here knows a field by name.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from templates.findings.errors import ValuesError, words_in_a_row
from templates.findings.finding import Finding, Location, Message
from templates.language import evaluate
from templates.model.carryover import Roll, RollFields
from templates.model.cell_map import CellMap
from templates.model.page import Role
from templates.model.shape import Group, Leaf, Node, Repeat, node_at
from templates.path import Names, Path, Tree, join, names_of, split, value_at
from templates.records.calculation import fill_computed
from templates.records.filling import filling_from
from templates.records.record import is_unfilled, record_of
from templates.text import Text

__all__ = ["Rolled", "roll_forward"]


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


@dataclass(slots=True)
class _Work:
    """One rolling: what has come together so far."""

    values: dict[str, Any] = field(default_factory=dict)
    locked: set[Names] = field(default_factory=set)
    carried: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def roll_forward(
    last: CellMap, values: Mapping[str, Any], this: CellMap, options: Collection[str] = ()
) -> Rolled:
    """Return what last year's `values`, a record of the cell map `last`, prefill in the cell map `this`.

    `options` are the names of what rolls only when asked for.

    Raises:
        ValuesError: the years do not follow one another, an option is unknown, or `values` do not fit.
    """
    _check_years(last, this)
    optional = sorted({roll.option for roll in this.rolls if roll.option})
    known = words_in_a_row(optional) if optional else Text("无", "none")
    for option in options:
        if option not in optional:
            raise ValuesError("option-unknown", option=option, known=known)
    filling = filling_from(last, values)
    fill_computed(last, filling)
    work = _Work()
    for roll, condition in zip(this.rolls, last.rolls, strict=True):
        if roll.option is None or roll.option in options:
            _roll(replace(roll, when=condition.when), last, this, filling, work)
    locked = _cells_of(work.locked, this, filling_from(this, work.values))
    return Rolled(work.values, frozenset(locked), tuple(work.carried), tuple(work.findings))


def _check_years(last: CellMap, this: CellMap) -> None:
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


def _roll(roll: Roll, last: CellMap, this: CellMap, filling: Tree, work: _Work) -> None:
    node = node_at(last.shape, roll.source)
    assert node is not None
    found = value_at(filling, roll.source)
    if isinstance(node, Repeat):
        value: Tree = [
            _fields(node.item, item, roll.fields) for item in _going_on(roll, node, filling, found, work)
        ]
    elif roll.when is None or evaluate(roll.when, filling, ()) is True:
        value = record_of(node, found)
    else:
        value = None
    if _is_nothing(value):
        return
    target = join(roll.target)
    _put(work.values, roll.target, value)
    work.carried.append(target)
    if roll.locked:
        work.locked.add(roll.target)
    if roll.note is not None:
        field = node_at(this.shape, roll.target)
        label = field.field.limits.label if isinstance(field, Leaf) else Text(target)
        work.findings.append(_finding(roll.note, target, value, label))


def _going_on(roll: Roll, node: Repeat, filling: Tree, items: list[Tree], work: _Work) -> Iterator[Tree]:
    """Yield the items that go on; those that do not are reported."""
    for number, item in enumerate(items):
        if is_unfilled(node.item, item):
            continue
        if roll.when is None or evaluate(roll.when, filling, (number,)) is True:
            yield item
        elif roll.otherwise is not None:
            path = join((*roll.source, number))
            first = next((value for value in item.values() if value), "") if isinstance(item, dict) else item
            work.findings.append(_finding(roll.otherwise, path, first, Text(path)))


def _fields(node: Node, item: Tree, fields: RollFields) -> Tree:
    """Return what goes on of an item: all of it, or the chosen fields, with its constants."""
    if not fields or not isinstance(node, Group):
        return record_of(node, item)
    chosen: dict[str, Tree] = {
        name: item[name]
        for name, part in node.parts.items()
        if isinstance(part, Leaf) and part.field.constant
    }
    for new, old in fields.items():
        part = node.parts[new]
        if isinstance(old, str):
            chosen[new] = record_of(node.parts[old], item[old])
        elif isinstance(part, Repeat):
            chosen[new] = [
                _fields(part.item, one, old) for one in item[new] if not is_unfilled(part.item, one)
            ]
    return chosen


def _is_nothing(value: Tree) -> bool:
    """Tell whether a value, a group or a list holds nothing at all."""
    if isinstance(value, Mapping):
        return all(map(_is_nothing, value.values()))
    return value is None or value == []


def _put(values: dict[str, Any], names: Path, value: Tree) -> None:
    for name in names[:-1]:
        values = values.setdefault(str(name), {})
    values[str(names[-1])] = value


def _cells_of(locked: Collection[Names], cell_map: CellMap, filling: Tree) -> Iterator[str]:
    """Yield the paths of the inputs below some names that are not blank."""
    for cell in cell_map:
        path = split(cell.path)
        below = any(names_of(path)[: len(one)] == one for one in locked)
        if below and cell.role is Role.INPUT and value_at(filling, path) is not None:
            yield cell.path


def _finding(message: Message, path: str, value: Tree, label: Text) -> Finding:
    found = None if isinstance(value, Mapping | list) else str(value)
    return Finding(message, message.severity, (Location(path, found=found),), slots={"label": label})
