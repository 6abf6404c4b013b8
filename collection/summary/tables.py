"""Plain tables: what a summary holds before it becomes a workbook or a file of any kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from templates import Language, Text
from templates.kinds.presentation import Sort
from templates.model.field import Field
from templates.model.shape import Group, Leaf, Node, Repeat

__all__ = [
    "CODE",
    "FILE",
    "Column",
    "Entry",
    "Subject",
    "Table",
    "columns_of",
    "entries_of",
    "fields_of",
    "merged",
    "value_or_none",
]

Entry = Decimal | int | str | Text | None
"""What a table may hold; a `Text` is said in the language of whoever reads it."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its key (the same in every round and language) and its head.

    `sort` says what it holds when all is well: `decimal` (with Excel's `number_format`), `whole` numbers,
    or `text`. Where `total` is set, the column can be added up.
    """

    key: str
    head: Text
    sort: Sort = "text"
    number_format: str = "General"
    total: bool = False
    wrap: bool = False
    marked: bool = False
    """Whether its cells show how serious the findings of the row are."""
    heads: tuple[Text, ...] = ()
    """The words that the head is made of, the outermost first, where it is made of several."""
    longest: int | None = None
    """Characters that a text has at most, where the form says so."""
    terms: tuple[str, ...] = ()
    """The terms of the one list that a value is of, where there is such a list."""
    is_part: bool = False
    """Whether it is a part of the value in the column before, for those who work on with the table."""


class Subject(NamedTuple):
    """Whose a line of a table is: the code and the name of the department, and the file it stands in."""

    code: str | None
    name: str | None
    file: str


CODE = Column("department_code", Text("编码", "Code"))
FILE = Column("file", Text("文件", "File"), wrap=True)


@dataclass(frozen=True, slots=True)
class Table:
    """A table; `marks` has for each row the severity that colours it, or None."""

    key: str
    title: Text
    columns: tuple[Column, ...]
    rows: tuple[tuple[Entry, ...], ...]
    marks: tuple[str | None, ...] = field(default=())

    def rows_in(self, language: Language) -> tuple[tuple[Decimal | int | str | None, ...], ...]:
        """Return the rows with every text in one language."""
        return tuple(
            tuple(entry.say(language) if isinstance(entry, Text) else entry for entry in row)
            for row in self.rows
        )


def merged(values: Any, computed: Any) -> Any:
    """Return one tree of the inputs and of what was computed from them; items stand in the same order."""
    if isinstance(values, Mapping) and isinstance(computed, Mapping):
        return {**values, **{name: merged(values.get(name), inner) for name, inner in computed.items()}}
    if isinstance(values, list) and isinstance(computed, list):
        return [merged(one, other) for one, other in zip(values, computed, strict=True)]
    return values if computed is None else computed


def fields_of(node: Node, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Field]]:
    """Yield the fields of a node with their paths within it, without those of the repeats in it."""
    match node:
        case Leaf(found):
            yield path, found
        case Group(parts):
            for name, part in parts.items():
                yield from fields_of(part, (*path, name))
        case Repeat():
            return


def columns_of(key: str, found: Field, head: Text | None = None) -> list[Column]:
    """Return the column of a field, and those of the parts that its kind takes a value apart into."""
    kind, limits = found.kind, found.limits
    head = head or (limits.label if limits.label.zh else Text(key))
    shown = kind.column(limits)
    heads = limits.heads if head is limits.label else ()
    longest = kind.longest(limits) if shown.sort == "text" else None
    if limits.choices is not None:
        longest = max(len(term.value) for term in limits.choices.terms())
    whole = Column(
        key,
        head,
        shown.sort,
        shown.number_format,
        shown.total,
        shown.wrap,
        heads=heads,
        longest=longest,
        terms=_terms(found),
    )
    parts = [
        Column(
            f"{key}_{part.key}",
            Text(f"{head.zh}·{part.head.zh}", f"{head.en}, {part.head.en}"),
            part.sort,
            is_part=True,
        )
        for part in kind.parts()
    ]
    return [whole, *parts]


def _terms(found: Field) -> tuple[str, ...]:
    choices = found.limits.choices
    return () if choices is None or choices.by else tuple(term.value for term in choices.terms())


def entries_of(found: Field, value: Any) -> list[Entry]:
    """Return the entries for the columns of a field; a quotient has the 15 digits that a cell keeps."""
    value = found.kind.exported(value)
    derived = found.kind.derive(value)
    return [value, *(derived[part.key] for part in found.kind.parts())]


def value_or_none(tree: Any, path: Sequence[str]) -> Any:
    """Return what stands at a path of names in a record; None where there is nothing."""
    for name in path:
        tree = tree.get(name) if isinstance(tree, (dict, Mapping)) else None  # a dict is told at once
    return tree
