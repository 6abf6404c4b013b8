"""Last year's form for this year's blank: reading it, rolling it forward, and saying what came along."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from collection.distribution.renewal import Renewal
from collection.distribution.values_file import read_record
from collection.errors import unreadable_file
from collection.summary.naming import label_of
from reader import UnreadableWorkbook, read
from templates import (
    CellMap,
    Finding,
    Form,
    Language,
    Location,
    Rolled,
    Rule,
    Text,
    compile,
    roll_forward,
    versions,
)
from templates.language import blank_tested, judge, slot_text
from templates.model.shape import Group, Repeat, node_at
from templates.path import Indices, Tree, join, names_of, split
from templates.records.calculation import fill_computed
from templates.records.filling import filling_from
from templates.records.item_paths import item_indices, reported_path

__all__ = ["carried_into", "renew", "renewal_text"]


def renew(form: Form, path: Path, parameters: Mapping[str, object], options: Collection[str] = ()) -> Renewal:
    """Return this year's blank of a form, prefilled from the filled workbook or record of the year before.

    Parameters that are not given are last year's; the year is the next. Where it is of an older
    version of the form, what was left at that version's default is now left at this version's.

    Raises:
        CollectionError: the workbook cannot be read.
        ParameterError, ValuesError: what was given does not fit the form.
    """
    last, values = _last(form, path, parameters)
    year = last.parameters.get("year")
    following = {"year": year + 1} if isinstance(year, int) else {}
    this = compile(form, {**_carried(form, last), **following, **parameters})
    rolled = carried_into(this, form, last, values, options)
    filling = filling_from(this, rolled.values)
    fill_computed(this, filling)
    return Renewal(this, rolled, tuple(_disagreements(this, filling)))


def carried_into(
    this: CellMap, form: Form, last: CellMap, values: Mapping[str, Any], options: Collection[str] = ()
) -> Rolled:
    """Return what a record of the year before prefills in this year's cell map of a form.

    Raises `ValuesError` where the years do not follow one another, or it is of another form.
    """
    if last.form.name == this.form.name and last.form.version != this.form.version:
        known = {name: value for name, value in last.parameters.items() if name in form.parameters}
        last = compile(form, {**this.parameters, **known})
    return roll_forward(last, values, this, options)


def _last(form: Form, path: Path, parameters: Mapping[str, object]) -> tuple[CellMap, Mapping[str, Any]]:
    if path.suffix.lower() == ".json":
        given, values, version = read_record(path)
        form = next((one for one in versions(form) if one.identity.version == version), form)
        year = parameters.get("year")
        this = form.parameters["year"].read(year) if "year" in form.parameters and year is not None else None
        before = {"year": this - 1} if isinstance(this, int) else {}
        return compile(form, {**parameters, **before, **given}), values
    try:
        reading = read(path, [form])
    except UnreadableWorkbook as error:
        raise unreadable_file(path, error) from error
    assert reading.cell_map is not None
    return reading.cell_map, reading.values


def _carried(form: Form, last: CellMap) -> dict[str, int | str]:
    """Return last year's parameters, for the version of the form that this year's blank is of."""
    before = last.origin.definition if last.origin else form
    assert isinstance(before, Form)
    if before.identity.version == form.identity.version:
        return dict(last.parameters)
    left = before.settle({name: last.parameters[name] for name in _without_default(before)})
    return {
        name: value
        for name, value in last.parameters.items()
        if name in form.parameters and (name in _without_default(form) or value != left[name])
    }


def _without_default(form: Form) -> list[str]:
    return [name for name, parameter in form.parameters.items() if parameter.default is None]


def _disagreements(cell_map: CellMap, filling: Tree) -> Iterator[Finding]:
    """Yield what is wrong in what was carried; rules that only test for blanks do not count yet."""
    for rule in cell_map.rules:
        if rule.found is None or rule.expected is None or blank_tested(rule.ensure):
            continue
        for indices in item_indices(filling, rule.scope, cell_map.shape, rule.where):
            if judge(rule, filling, indices, folded=True):
                yield _finding(rule, indices, cell_map, filling)


def _finding(rule: Rule, indices: Indices, cell_map: CellMap, filling: Tree) -> Finding:
    shown = {"label": rule.label, "found": rule.found, "expected": rule.expected, **rule.slots}
    slots = {name: slot_text(slot, filling, indices) for name, slot in shown.items() if slot is not None}
    path = join(reported_path(cell_map.shape, rule, indices))
    return Finding(rule.message, rule.severity, (Location(path, path),), slots=slots)


def renewal_text(renewal: Renewal, language: Language) -> str:
    """Return lines that say what was carried, and what in it is to be checked."""
    rolled, cell_map = renewal.rolled, renewal.cell_map
    carried = [_called(cell_map, field).say(language) for field in rolled.carried]
    heads = {
        "zh": (f"从上年带入 {len(carried)} 处：", "、", "带入的内容请核对："),
        "en": (f"{len(carried)} carried from last year: ", "; ", "Check what was carried: "),
    }
    head, separator, wrong = heads[language]
    lines = [head + separator.join(carried)]
    lines += [f"  {finding.sentence(language)} {finding.remedy(language)}" for finding in rolled.findings]
    sentences = dict.fromkeys(finding.sentence(language) for finding in renewal.disagreements)
    lines += [f"  {wrong}{sentence}" for sentence in sentences]
    return "\n".join(lines)


def _called(cell_map: CellMap, field: str) -> Text:
    """Return what a carried field or list is called; a list of several fields is carried item by item."""
    label = label_of(cell_map, field)
    match node_at(cell_map.shape, names_of(split(field))):
        case Repeat(Group()):
            return Text(f"{label.zh}（逐项）", f"{label.en} (item by item)")
    return label
