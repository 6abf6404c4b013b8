"""The overview of a summary: a line for each department."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from collection.summary.items import items_of
from collection.summary.naming import repeat_names
from collection.summary.tables import (
    FILE,
    Column,
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
from templates.path import Names, join
from templates.records.department import department_field

__all__ = ["fields_table", "overview"]

_SEVERITIES = {
    Severity.ERROR: Text("错误", "Errors"),
    Severity.WARNING: Text("警告", "Warnings"),
    Severity.NOTICE: Text("提示", "Notices"),
}


def overview(cell_map: CellMap, readings: Sequence[Reading]) -> Table:
    """Return a line for each reading: its fields, how many items it has, its findings, and the file."""
    fields = _fields(cell_map, cell_map.summary.overview)
    named = [names for names, _ in repeats(cell_map.shape)]
    columns = [column for names, found in fields for column in columns_of(join(names), found)]
    columns += [
        Column(f"{join(names)}_count", Text(f"{name.zh}数", f"Number of {name.en}"), "whole", "0", total=True)
        for names, name in zip(named, repeat_names(cell_map, named), strict=True)
    ]
    columns += [
        Column(f"{severity}s", words, "whole", "0", total=True) for severity, words in _SEVERITIES.items()
    ]
    columns[:1] = [replace(column, marked=True) for column in columns[:1]]
    rows, marks = [], []
    for reading in readings:
        tree = merged(reading.values, reading.computed)
        row = [entry for names, found in fields for entry in entries_of(found, value_or_none(tree, names))]
        row += [sum(1 for _ in items_of(tree, cell_map.shape, names)) for names in named]
        counts = Counter(finding.severity for finding in reading.findings)
        row += [counts[severity] for severity in Severity]
        rows.append((*row, reading.file))
        marks.append(next((str(severity) for severity in Severity if counts[severity]), None))
    title = Text("总览", "Overview")
    return Table("overview", title, (*columns, FILE), tuple(rows), tuple(marks))


def fields_table(cell_map: CellMap, table: FormTable, readings: Sequence[Reading]) -> Table:
    """Return a line for each reading: the fields that a table of the form names, and the file."""
    fields = _fields(cell_map, table.of)
    columns = [column for names, found in fields for column in columns_of(join(names), found)]
    rows = []
    for reading in readings:
        tree = merged(reading.values, reading.computed)
        row = [entry for names, found in fields for entry in entries_of(found, value_or_none(tree, names))]
        rows.append((*row, reading.file))
    return Table(table.key, table.title, (*columns, FILE), tuple(rows))


def _fields(cell_map: CellMap, named: Sequence[Names]) -> list[tuple[Names, Field]]:
    """Return the fields that the summary names, groups written out, the department's name first."""
    found = {
        (*names, *path): field
        for names in named
        if (node := node_at(cell_map.shape, names)) is not None and not enclosing(cell_map.shape, names)
        for path, field in fields_of(node)
    }
    first = department_field(cell_map)
    return sorted(found.items(), key=lambda entry: entry[0] != first)
