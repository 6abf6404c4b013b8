"""The records of a round as a data set of Parquet, to which rounds and years are added."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from collection.errors import CollectionError
from collection.outputs.outputs import ANYTHING, Outputs
from collection.round.folder import Round
from collection.round.results.summarizing import body_of_round, edition_of
from collection.round.states import STATE_WORDS
from collection.summary.dataset import Cell, Partition, TableFile
from collection.summary.finding_list import findings_table
from collection.summary.items import ItemRows, around, count_of
from collection.summary.overview import counts_of
from collection.summary.tables import (
    Column,
    Entry,
    Subject,
    columns_of,
    entries_of,
    fields_of,
    merged,
    value_or_none,
)
from collection.summary.workbook.body import Counted
from collection.summary.workbook.sheet_names import distinct
from reader import Reading
from templates import CellMap, Finding, Language, Severity, Text
from templates.kinds.shared.content import shifted
from templates.kinds.typed.units import money_places
from templates.model.shape import repeats
from templates.model.summary import Table as FormTable
from templates.path import Names, Tree, join

__all__ = ["Exported", "export_columns", "export_round"]

_LEADING = (
    Column("issuer", Text("下发单位", "Issuer")),
    Column("round", Text("收表", "Round")),
    Column("department_code", Text("编码", "Code")),
    Column("department", Text("部门", "Department")),
    Column("group", Text("分组", "Group")),
)
_FACTS = (
    Column("state", Text("状态", "State")),
    Column("is_late", Text("迟报", "Late"), "whole"),
    *(Column(f"{severity}s", Text(f"{severity}s"), "whole") for severity in Severity),
    Column("file", Text("文件", "File")),
)
_COUNTED, _FILE = Column("is_counted", Text("计入汇总", "Counted"), "whole"), _FACTS[-1]
_SUBJECT = findings_table(()).columns[:3]
"""What says whose a finding is, which every table of a data set says in its own way."""

_STATES = {words: state.value for state, words in STATE_WORDS.items()}
_RECORDS, _FINDINGS = "records", "findings"


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: how many departments have records, and how many rows each table has."""

    departments: int
    rows: Mapping[str, int]


def export_round(
    round: Round,
    destination: Path,
    language: Language = "zh",
    *,
    outputs: Outputs = ANYTHING,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Exported:
    """Write what counts in a round into a data set of Parquet, in place of what it had of this round.

    Each table of a form is a folder, `FORM/TABLE/year=YEAR/`, in which every round has a file: `records` with
    a row for each department, a table for each list of the form under its path, `findings`. Amounts are in
    元, whatever unit the form has. All files are written before the first is put in its place; a run that was
    killed leaves whole files, and the next one mends the rest.

    Raises:
        CollectionError: the ledger cannot be used, or a file there must be left alone.
        BuildError: a file cannot be written.
    """
    if destination in outputs.inputs:  # where the round keeps what it is made of
        raise CollectionError("output-is-an-input", path=destination)
    outputs.check_folder(destination)
    with round.alone() as ledger:
        body = body_of_round(round, ledger, destination / _RECORDS)
        year = round.cell_map.parameters.get("year", round.settings.deadline.year)
        edition = edition_of(round, ledger)
        counted = sorted(body.counted, key=lambda one: one.subject.code or "")
        form = round.form.name
        with Partition(destination, form, int(year), round.id, edition, outputs) as partition:
            writer = _Writer(round, partition, language)
            for done, one in enumerate(counted, 1):
                writer.add(one, one.read())
                progress(done, len(counted))
            for other in body.uncounted:
                if other.finding is not None:
                    reading, finding = other.finding
                    writer.add_findings(other.subject, "", reading, [finding], is_counted=False)
    return Exported(len(counted), {name: file.count for name, file in writer.files.items()})


def export_columns(cell_map: CellMap) -> dict[str, tuple[Column, ...]]:
    """Return the columns of all tables that a form has in a data set, by the names of the tables."""
    rows = _Rows(cell_map)
    return {name: columns for name, columns in rows.columns.items() if name != _FINDINGS}


class _Rows:
    """The rows of readings of a form in each table."""

    def __init__(self, cell_map: CellMap) -> None:
        self._repeats = [names for names, _ in repeats(cell_map.shape)]
        self._ways = [around(cell_map.shape, names) for names in self._repeats]
        lists = distinct([_RECORDS, _FINDINGS, *map(join, self._repeats)])[2:]
        self._fields = list(fields_of(cell_map.shape))
        self._items = {
            name: _items(cell_map, names) for name, names in zip(lists, self._repeats, strict=True)
        }
        own = [column for path, field in self._fields for column in columns_of(join(path), field)]
        counts = [Column(f"{join(names)}_count", Text(join(names)), "whole") for names in self._repeats]
        self.columns: dict[str, tuple[Column, ...]] = {_RECORDS: (*_LEADING, *own, *counts, *_FACTS)}
        self.columns |= {name: (*_LEADING, *items.columns) for name, items in self._items.items()}
        unit = cell_map.parameters.get("unit")
        self._places = 0 if unit is None else money_places(str(unit))

    def of(self, tree: Tree) -> Iterator[tuple[str, list[Entry]]]:
        """Yield the rows of a record, each with the name of its table, without what stands around."""
        entries: list[Entry] = [
            entry for path, field in self._fields for entry in entries_of(field, value_or_none(tree, path))
        ]
        entries += [count_of(tree, on_the_way) for on_the_way in self._ways]
        yield _RECORDS, self._in_yuan(entries, self.columns[_RECORDS][len(_LEADING) :])
        for name, items in self._items.items():
            for row in items.rows(tree):
                yield name, self._in_yuan(row, items.columns)

    def _in_yuan(self, entries: Sequence[Entry], columns: Sequence[Column]) -> list[Entry]:
        return [
            shifted(entry, self._places) if column.total and isinstance(entry, Decimal) else entry
            for entry, column in zip(entries, columns, strict=False)  # facts come behind them
        ]


def _items(cell_map: CellMap, names: Names) -> ItemRows:
    return ItemRows(cell_map, FormTable(join(names), Text(join(names)), (names,)))


class _Writer:
    """What writes readings into the tables of a partition."""

    def __init__(self, round: Round, partition: Partition, language: Language) -> None:
        self._issuer, self._round, self._language = round.settings.issuer or None, round.id, language
        self._rows = _Rows(round.cell_map)
        self.files: dict[str, TableFile] = {
            name: partition.table(name, columns) for name, columns in self._rows.columns.items()
        }
        found = findings_table(()).columns
        self._finding_columns = [number for number, column in enumerate(found) if column not in _SUBJECT]
        columns = (*_LEADING, _COUNTED, *(found[number] for number in self._finding_columns), _FILE)
        self.files[_FINDINGS] = partition.table(_FINDINGS, columns)

    def add(self, one: Counted, reading: Reading) -> None:
        """Write all rows of a return that counts."""
        subject, counts = one.subject, counts_of(reading)
        leading = self._leading(subject, one.group)
        facts = (
            _STATES.get(one.state),
            int(one.is_late),
            *(counts[severity] for severity in Severity),
            subject.file,
        )
        for name, entries in self._rows.of(merged(reading.values, reading.computed)):
            row = (*leading, *map(self._said, entries))
            self.files[name].add((*row, *facts) if name == _RECORDS else row)
        self.add_findings(subject, one.group, reading, reading.findings, is_counted=True)

    def add_findings(
        self,
        subject: Subject,
        group: str,
        reading: Reading,
        findings: Sequence[Finding],
        *,
        is_counted: bool,
    ) -> None:
        """Write findings; of a return that is in no sum, that which says why."""
        table = findings_table([(subject, reading, findings)])
        for row, severity in zip(table.rows_in(self._language), table.marks, strict=True):
            told = [
                severity if table.columns[number].key == "severity" else row[number]
                for number in self._finding_columns
            ]
            leading = self._leading(subject, group)
            self.files[_FINDINGS].add((*leading, int(is_counted), *told, subject.file))

    def _leading(self, subject: Subject, group: str) -> tuple[Cell, ...]:
        return self._issuer, self._round, subject.code, subject.name, group or None

    def _said(self, entry: Entry) -> Cell:
        return entry.say(self._language) if isinstance(entry, Text) else entry
