"""The tables of a summary workbook, each with its columns and the rows that a department makes in it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from collection.summary.finding_list import SEVERITY_WORDS
from collection.summary.items import ItemRows, around, count_of
from collection.summary.overview import DepartmentFields, counts_of
from collection.summary.tables import Column, Subject
from collection.summary.workbook.body import Counted, Uncounted
from collection.summary.workbook.columns import cell_of, cells_of, fitted, stream_column
from reader import Reading
from template_builder.streaming.row_xml import FileLink, StreamContent
from template_builder.streaming.stream_columns import StreamColumn
from templates import CellMap, Language, Severity, Text
from templates.model.shape import Repeat, node_at
from templates.model.summary import Table as FormTable
from templates.path import Tree
from templates.records.department import department_field

__all__ = [
    "FieldSheet",
    "ItemSheet",
    "Line",
    "OverviewSheet",
    "Sheet",
    "form_sheets",
    "leading",
    "named",
]

_WIDE_CODE, _WIDE_NAME = 9.2, 18.0
_CODE_HEAD, _NAME_HEAD = Text("编码", "Code"), Text("单位", "Department")
_LATE = Text("（迟）", " (late)")
_LEADING = 2
_LONGEST_NAME, _BEGINNING, _END = 22, 10, 11
_LATE_HEAD = Text("状态", "State")
_SOURCE = Text("来源", "Source")


class Line(NamedTuple):
    """A row: what its cells hold, and the severity that marks it."""

    contents: Sequence[StreamContent]
    mark: str | None = None


class Sheet(ABC):
    """A table of the summary that each department has rows in."""

    title: Text
    columns: Sequence[StreamColumn]
    keys: Sequence[str | None]
    """The path of the field, or the key, of what each column shows; None of our own columns."""
    inputs: frozenset[str] = frozenset()
    """The keys of what departments fill in, each once."""

    @abstractmethod
    def lines(self, counted: Counted, reading: Reading, tree: Tree) -> Iterator[Line]:
        """Yield the rows of a department; `tree` has the values of its reading, computed ones too."""

    @abstractmethod
    def paths(self, reading: Reading, tree: Tree) -> Iterator[Sequence[str | None]]:
        """Yield the path in the record of what each cell of these rows shows; None where that is no field."""


def form_sheets(cell_map: CellMap, language: Language) -> list[Sheet]:
    """Return the sheets of the tables that a form names."""
    return [
        ItemSheet(cell_map, table, language)
        if isinstance(node_at(cell_map.shape, table.of[0]), Repeat)
        else FieldSheet(cell_map, table, language)
        for table in cell_map.summary.tables
    ]


def leading(language: Language) -> list[StreamColumn]:
    """Return the columns that every sheet begins with: the code and the name of a department."""
    return [
        StreamColumn((_CODE_HEAD.say(language),), _WIDE_CODE, "@", wrap=True),
        StreamColumn((_NAME_HEAD.say(language),), _WIDE_NAME, "@", wrap=True),
    ]


def source_of(counted: Counted, reading: Reading, path: str | None) -> FileLink | str:
    """Return the link to the cell of a field in the file of a department; a reference where it has none."""
    sheet, _, cell = reading.addresses.get(path or "", "").rpartition("!")
    said = cell or _file_name(counted.subject.file)
    return FileLink(said, counted.target, sheet, cell) if counted.target else said


class OverviewSheet(Sheet):
    """总表: a line for each department."""

    def __init__(self, cell_map: CellMap, language: Language) -> None:
        self.title, self._language = Text("总表", "Overview"), language
        self._fields = DepartmentFields(cell_map, cell_map.summary.overview)
        self._shown = _own(self._fields.columns, cell_map)
        self._repeats = {
            table.title: [around(cell_map.shape, names) for names in table.of]
            for table in cell_map.summary.tables
            if isinstance(node_at(cell_map.shape, table.of[0]), Repeat)
        }
        shown = [self._fields.columns[number] for number in self._shown]
        counts = [
            Column(title.zh, Text(f"{title.zh}数", f"{title.en}"), "whole", "0", total=True)
            for title in self._repeats
        ]
        findings = [
            Column(str(severity), SEVERITY_WORDS[severity], "whole", "0", total=True)
            for severity in (Severity.ERROR, Severity.WARNING)
        ]
        columns = [
            *leading(language),
            StreamColumn((_LATE_HEAD.say(language),), 9.2, "@", wrap=True, marked=True),
            *(stream_column(column, language) for column in (*shown, *counts, *findings)),
            StreamColumn((_SOURCE.say(language),), 12, "@", wrap=True),
        ]
        self.columns = fitted(columns)
        self.keys = (None, None, None, *(column.key for column in (*shown, *counts, *findings)), None)
        self.inputs = self._fields.inputs

    def lines(self, counted: Counted, reading: Reading, tree: Tree) -> Iterator[Line]:
        """Yield the row of a department."""
        language = self._language
        entries = self._fields.entries(tree)
        amounts = cells_of([entries[number] for number in self._shown], language)
        items = [
            sum(count_of(tree, on_the_way) for on_the_way in several) for several in self._repeats.values()
        ]
        counts = counts_of(reading)
        state = counted.state.say(language) + (_LATE.say(language) if counted.is_late else "")
        contents = [
            *named(counted.subject, language),
            state,
            *amounts,
            *items,
            counts[Severity.ERROR],
            counts[Severity.WARNING],
            source_of(counted, reading, None),
        ]
        yield Line(contents, next((str(severity) for severity in Severity if counts[severity]), None))

    def paths(self, reading: Reading, tree: Tree) -> Iterator[Sequence[str | None]]:
        """Yield the paths of the fields."""
        paths = [None, None, None, *(self._fields.paths[number] for number in self._shown)]
        yield [*paths, *[None] * (len(self.columns) - len(paths))]

    def uncounted(self, one: Uncounted) -> Sequence[StreamContent]:
        """Return the row of a return that is in no sum, which stands below the others."""
        file = _file_name(one.subject.file)
        said = [*named(one.subject, self._language), None, one.what.say(self._language)]
        source = FileLink(file, one.target) if one.target else file
        return [*said, *[None] * (len(self.columns) - len(said) - 1), source]


class FieldSheet(Sheet):
    """A table of the form with a line for each department, such as 收支."""

    def __init__(self, cell_map: CellMap, table: FormTable, language: Language) -> None:
        self.title, self._language = table.title, language
        self._fields = DepartmentFields(cell_map, table.of)
        self._shown = _own(self._fields.columns, cell_map)
        shown = [self._fields.columns[number] for number in self._shown]
        self.columns = [*leading(language), *(stream_column(column, language) for column in shown)]
        self.keys = (None, None, *(column.key for column in shown))
        self.inputs = self._fields.inputs
        self._paths = (None, None, *(self._fields.paths[number] for number in self._shown))

    def lines(self, counted: Counted, reading: Reading, tree: Tree) -> Iterator[Line]:
        """Yield the row of a department."""
        entries = self._fields.entries(tree)
        amounts = cells_of([entries[number] for number in self._shown], self._language)
        yield Line([*named(counted.subject, self._language), *amounts])

    def paths(self, reading: Reading, tree: Tree) -> Iterator[Sequence[str | None]]:
        """Yield the paths of the fields."""
        yield self._paths


class ItemSheet(Sheet):
    """A table of the form with a line for each item, such as 项目."""

    def __init__(self, cell_map: CellMap, table: FormTable, language: Language) -> None:
        self.title, self._language = table.title, language
        self._items = ItemRows(cell_map, table)
        self._shown = [number for number, column in enumerate(self._items.columns) if not column.is_part]
        shown = [self._items.columns[number] for number in self._shown]
        columns = [
            *leading(language),
            *(stream_column(column, language) for column in shown),
            StreamColumn((_SOURCE.say(language),), 9.2, "@"),
        ]
        self.columns = fitted(columns)
        self.keys = (None, None, *(column.key for column in shown), None)

    def choices(self) -> Iterator[tuple[int, Sequence[str]]]:
        """Yield the columns that hold terms of a list, with the terms."""
        for place, number in enumerate(self._shown, _LEADING):
            terms = self._items.columns[number].terms
            if terms:
                yield place, terms

    def lines(self, counted: Counted, reading: Reading, tree: Tree) -> Iterator[Line]:
        """Yield a row for each item of a department."""
        whose, language = named(counted.subject, self._language), self._language
        for names, chain, entries in self._items.whole_rows(tree):
            first = self._items.first_field(names, chain, reading.addresses)
            yield Line([*whose, *cells_of(entries, language), source_of(counted, reading, first)])

    def paths(self, reading: Reading, tree: Tree) -> Iterator[Sequence[str | None]]:
        """Yield the paths of the fields."""
        for names, chain, _ in self._items.whole_rows(tree):
            yield [None, None, *self._items.paths(names, chain), None]


def named(subject: Subject, language: Language) -> tuple[StreamContent, StreamContent]:
    """Return the code and the name of a department as cells hold them."""
    return cell_of(subject.code, language), cell_of(subject.name, language)


def _file_name(path: str) -> str:
    """Return the name of a file, without the middle of a long one, so that it takes two lines at most."""
    name = path.replace("\\", "/").rpartition("/")[2]
    return name if len(name) <= _LONGEST_NAME else f"{name[:_BEGINNING]}…{name[-_END:]}"


def _own(columns: Sequence[Column], cell_map: CellMap) -> list[int]:
    """Return the numbers of the columns that a workbook shows: no parts, and the name only once."""
    first = department_field(cell_map)
    name = ".".join(first) if first else ""
    return [number for number, column in enumerate(columns) if not column.is_part and column.key != name]
