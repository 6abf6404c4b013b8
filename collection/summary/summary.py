"""Summing up a round: which readings belong together, and the tables that they make."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from collection.errors import CollectionError
from collection.parameters import ROUND
from collection.summary.finding_list import findings_table
from collection.summary.items import items_table
from collection.summary.naming import department_of
from collection.summary.overview import fields_table, overview
from collection.summary.tables import Table
from reader import Reading
from templates import CellMap, Finding, Language, Location, Text, catalogue
from templates.kinds import key
from templates.model.shape import Repeat, node_at
from templates.model.summary import Table as FormTable

__all__ = ["Summary", "is_of_round", "other_round", "sum_up", "summary_tables"]

_Round = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """A round summed up: its tables (overview, the form's own, findings), of which form, and from what.

    `left_out` are the readings that are in no table but that of the findings, each with the finding that
    says why; `repeated` those of a department that has several files, all of which are in it.
    """

    cell_map: CellMap
    tables: tuple[Table, ...]
    included: tuple[Reading, ...]
    left_out: tuple[tuple[Reading, Finding], ...]
    repeated: tuple[tuple[Reading, Finding], ...] = ()


def sum_up(readings: Sequence[Reading]) -> Summary:
    """Sum up the readings of the form, version, year and unit that most of them have.

    The others are left out, and so are the files that could not be read; the findings say so of each.

    Raises:
        CollectionError: none of the files could be read.
    """
    rounds = Counter(_round(reading.cell_map) for reading in readings if reading.cell_map)
    if not rounds:
        raise CollectionError("nothing-to-sum-up")
    main = rounds.most_common(1)[0][0]
    numbered = dict(enumerate(readings))
    included = {
        number: reading
        for number, reading in numbered.items()
        if reading.cell_map and _round(reading.cell_map) == main
    }
    cell_map = next(iter(included.values())).cell_map
    assert cell_map is not None
    left_out = {
        number: other_round(reading.cell_map, cell_map) if reading.cell_map else reading.findings[0]
        for number, reading in numbered.items()
        if number not in included
    }
    repeated = _repeated(included)
    files = [
        (reading, [left_out[number]] if number in left_out else _with(reading.findings, repeated.get(number)))
        for number, reading in numbered.items()
    ]
    summed = tuple(included.values())
    tables = (
        overview(cell_map, summed),
        *(_table(cell_map, table, summed) for table in cell_map.summary.tables),
        findings_table(files),
    )
    return Summary(
        cell_map,
        tables,
        summed,
        tuple((readings[number], finding) for number, finding in left_out.items()),
        tuple((readings[number], finding) for number, finding in repeated.items()),
    )


def _with(findings: Sequence[Finding], more: Finding | None) -> Sequence[Finding]:
    return findings if more is None else [*findings, more]


def _repeated(readings: Mapping[int, Reading]) -> dict[int, Finding]:
    """Return a finding for each reading of a department that has more than one file.

    The amounts of such a department are added up twice.
    """
    by_name: defaultdict[str, list[int]] = defaultdict(list)
    for number, reading in readings.items():
        by_name[key(department_of(reading) or "")].append(number)
    message = catalogue()["department-repeated"]
    found: dict[int, Finding] = {}
    for name, several in by_name.items():
        for number in several if name and len(several) > 1 else ():
            others = ", ".join(readings[other].file for other in several if other != number)
            locations = (Location(found=department_of(readings[number])),)
            found[number] = Finding(message, message.severity, locations, slots={"others": Text(others)})
    return found


def _table(cell_map: CellMap, table: FormTable, readings: Sequence[Reading]) -> Table:
    """Return one of the form's own tables: of the items of repeats, or with a line for each department."""
    if isinstance(node_at(cell_map.shape, table.of[0]), Repeat):
        return items_table(cell_map, table, readings)
    return fields_table(cell_map, table, readings)


def summary_tables(readings: Sequence[Reading], language: Language = "zh") -> tuple[Table, ...]:
    """Return the tables of a summary as plain values, with all texts in one language."""
    return tuple(replace(table, rows=table.rows_in(language)) for table in sum_up(readings).tables)


def is_of_round(cell_map: CellMap, main: CellMap) -> bool:
    """Tell whether the forms of two cell maps can be summed: form, version, year and unit are the same."""
    return _round(cell_map) == _round(main)


def _round(cell_map: CellMap) -> _Round:
    settled = tuple(cell_map.parameters.get(name) for name in ROUND)
    return (cell_map.form.name, cell_map.form.version, *settled)


def other_round(cell_map: CellMap, main: CellMap) -> Finding:
    """Return the finding of a form that cannot be summed with those of the cell map `main`."""
    found, expected = _round_words(cell_map), _round_words(main)
    message = catalogue()["other-round"]
    slots = {"found": found, "expected": expected}
    return Finding(message, message.severity, (Location(found=found.zh),), expected.zh, slots)


def _round_words(cell_map: CellMap) -> Text:
    """Say what makes a round: the form, its version, year and unit."""
    form = cell_map.form
    settled = [str(cell_map.parameters[name]) for name in ROUND if name in cell_map.parameters]
    return Text(
        "，".join([f"{form.title.zh}（{form.name} {form.version}）", *settled]),
        ", ".join([f"{form.title.en} ({form.name} {form.version})", *settled]),
    )
