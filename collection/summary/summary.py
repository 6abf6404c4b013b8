"""Summing up a round: which readings belong together, and the tables that they make."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from collection.errors import CollectionError
from collection.parameters import ROUND
from collection.roster.roster import Department, Roster
from collection.summary.finding_list import findings_table
from collection.summary.items import items_table
from collection.summary.naming import department_of, subject_of
from collection.summary.newest import Departments, FileFacts, newest
from collection.summary.overview import fields_table, overview
from collection.summary.tables import Subject, Table
from reader import Reading
from templates import CellMap, Finding, Language, Location, Text, catalogue
from templates.model.shape import Repeat, node_at
from templates.model.summary import Table as FormTable

__all__ = ["Summary", "is_of_round", "other_round", "sum_up", "summary_tables"]

_Round = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """A round summed up: of which form, and from what.

    `included` are the readings that count, in the order of the roster if there is one, with their `subjects`
    and the `groups` that the roster puts them in. `left_out` are those that cannot be summed with them, each
    with the finding that says why; `repeated` those in whose place a newer one of the department counts;
    `same` those whose bytes are those of another. `missing` are the departments of the roster of which none
    counts, `expected` is how many the roster has.
    """

    cell_map: CellMap
    included: tuple[Reading, ...]
    subjects: tuple[Subject, ...]
    groups: tuple[str, ...]
    left_out: tuple[tuple[Reading, Finding], ...] = ()
    repeated: tuple[tuple[Reading, Finding], ...] = ()
    same: tuple[Reading, ...] = ()
    missing: tuple[Department, ...] = ()
    expected: int | None = None

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables of the summary: the overview, the form's own, the findings of all files."""
        summed = list(zip(self.subjects, self.included, strict=True))
        files = [(subject, reading, reading.findings) for subject, reading in summed]
        files += [(subject_of(one), one, (finding,)) for one, finding in (*self.repeated, *self.left_out)]
        return (
            overview(self.cell_map, summed),
            *(_table(self.cell_map, table, summed) for table in self.cell_map.summary.tables),
            findings_table(files),
        )


def sum_up(
    readings: Sequence[Reading],
    roster: Roster | None = None,
    facts: Mapping[str, FileFacts] = MappingProxyType({}),
) -> Summary:
    """Sum up the readings of the form, version, year and unit that most of them have.

    The others are left out, and so are the files that could not be read. Of several of one department the
    newest counts; the same bytes count once. `facts` are those of the files, by the names that readings have.

    Raises:
        CollectionError: none of the files could be read.
    """
    rounds = Counter(_round(reading.cell_map) for reading in readings if reading.cell_map)
    if not rounds:
        raise CollectionError("nothing-to-sum-up")
    main = rounds.most_common(1)[0][0]
    alike = {
        number: reading
        for number, reading in enumerate(readings)
        if reading.cell_map and _round(reading.cell_map) == main
    }
    cell_map = next(iter(alike.values())).cell_map
    assert cell_map is not None
    left_out = [
        (one, other_round(one.cell_map, cell_map) if one.cell_map else one.findings[0])
        for number, one in enumerate(readings)
        if number not in alike
    ]
    departments = Departments(roster)
    chosen = newest(alike, facts, departments)
    included = [alike[number] for number in chosen.counted]
    known = [departments.of(reading) for reading in included]
    had = {one.row for one in known if one is not None}
    return Summary(
        cell_map,
        tuple(included),
        tuple(_subject(reading, one) for reading, one in zip(included, known, strict=True)),
        tuple((one.group or "") if one else "" for one in known),
        tuple(left_out),
        tuple((alike[number], _older(alike[number], alike[last])) for number, last in chosen.older.items()),
        tuple(alike[number] for number in chosen.same),
        tuple(one for one in departments.all if one.row not in had),
        len(departments.all) if roster else None,
    )


def _subject(reading: Reading, department: Department | None) -> Subject:
    said = subject_of(reading)
    if department is None:
        return said
    return Subject(department.code or said.code, said.name or department.name, said.file)


def _older(reading: Reading, counted: Reading) -> Finding:
    message = catalogue()["department-repeated"]
    locations = (Location(found=department_of(reading)),)
    return Finding(message, message.severity, locations, slots={"counted": Text(counted.file)})


def _table(cell_map: CellMap, table: FormTable, readings: Sequence[tuple[Subject, Reading]]) -> Table:
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
