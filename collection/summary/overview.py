"""The tables of a summary with a line for each department: the overview, and what else a form names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from collection.summary.items import around, count_of
from collection.summary.naming import repeat_names
from collection.summary.tables import (
    CODE,
    FILE,
    Column,
    Entry,
    Subject,
    Table,
    columns_of,
    entries_of,
    fields_of,
    merged,
    value_or_none,
)
from reader import Reading
from templates import CellMap, Field, Severity, Text
from templates.model.shape import enclosing, node_at, repeats
from templates.model.summary import Table as FormTable
from templates.path import Names, Tree, join
from templates.records.department import department_field

__all__ = ["DepartmentFields", "counts_of", "fields_table", "overview"]

_SEVERITIES = {
    Severity.ERROR: Text("错误", "Errors"),
    Severity.WARNING: Text("警告", "Warnings"),
    Severity.NOTICE: Text("提示", "Notices"),
}


class DepartmentFields:
    """The fields that stand in the line of a department, its name first."""

    def __init__(self, cell_map: CellMap, named: Sequence[Names]) -> None:
        self._fields = _fields(cell_map, named)
        self._ways = [(names, field, bool(field.kind.parts())) for names, field in self._fields]
        self.columns: tuple[Column, ...] = tuple(
            column for names, field in self._fields for column in columns_of(join(names), field)
        )

    def entries(self, tree: Tree) -> list[Entry]:
        """Return the entries of one department, whose reading has these values (`merged`)."""
        entries: list[Entry] = []
        for names, field, has_parts in self._ways:
            value = value_or_none(tree, names)
            if has_parts:
                entries += entries_of(field, value)
            else:
                entries.append(field.kind.exported(value))
        return entries

    @property
    def inputs(self) -> frozenset[str]:
        """The paths of the fields that departments fill in."""
        return frozenset(join(names) for names, field in self._fields if field.is_input)

    @property
    def paths(self) -> tuple[str | None, ...]:
        """The path of the field in each column; None for a part of a value."""
        return tuple(None if column.is_part else column.key for column in self.columns)


def overview(cell_map: CellMap, readings: Sequence[tuple[Subject, Reading]]) -> Table:
    """Return a line for each reading: its fields, how many items it has, its findings, and the file."""
    fields = DepartmentFields(cell_map, cell_map.summary.overview)
    named = [names for names, _ in repeats(cell_map.shape)]
    ways = [around(cell_map.shape, names) for names in named]
    columns = [CODE, *fields.columns]
    columns += [
        Column(f"{join(names)}_count", Text(f"{name.zh}数", f"Number of {name.en}"), "whole", "0", total=True)
        for names, name in zip(named, repeat_names(cell_map, named), strict=True)
    ]
    columns += [
        Column(f"{severity}s", words, "whole", "0", total=True) for severity, words in _SEVERITIES.items()
    ]
    columns[1:2] = [replace(column, marked=True) for column in columns[1:2]]
    rows, marks = [], []
    for subject, reading in readings:
        tree = merged(reading.values, reading.computed)
        counts = counts_of(reading)
        rows.append(
            (
                subject.code,
                *fields.entries(tree),
                *(count_of(tree, on_the_way) for on_the_way in ways),
                *(counts[severity] for severity in Severity),
                subject.file,
            )
        )
        marks.append(next((str(severity) for severity in Severity if counts[severity]), None))
    title = Text("总表", "Overview")
    return Table("overview", title, (*columns, FILE), tuple(rows), tuple(marks))


def counts_of(reading: Reading) -> Counter[Severity]:
    """Return how many findings of each severity there are."""
    return Counter(finding.severity for finding in reading.findings)


def fields_table(cell_map: CellMap, table: FormTable, readings: Sequence[tuple[Subject, Reading]]) -> Table:
    """Return a line for each reading: the fields that a table of the form names, and the file."""
    fields = DepartmentFields(cell_map, table.of)
    rows = tuple(
        (subject.code, *fields.entries(merged(reading.values, reading.computed)), subject.file)
        for subject, reading in readings
    )
    return Table(table.key, table.title, (CODE, *fields.columns, FILE), rows)


def _fields(cell_map: CellMap, named: Sequence[Names]) -> list[tuple[Names, Field]]:
    """Return the fields that the summary names, groups written out, the department's name first."""
    first = department_field(cell_map)
    wanted = list(named) if first is None or first in named else [first, *named]
    found = {
        (*names, *path): field
        for names in wanted
        if (node := node_at(cell_map.shape, names)) is not None and not enclosing(cell_map.shape, names)
        for path, field in fields_of(node)
    }
    return sorted(found.items(), key=lambda entry: entry[0] != first)
