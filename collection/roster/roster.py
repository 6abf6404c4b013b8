"""The roster of a round: the departments that get a form, from a workbook or a CSV file."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import chain, islice
from pathlib import Path

from collection.errors import CollectionError, one_a_line
from collection.roster.heads import COLUMNS, Heads, heads_of
from collection.roster.table import HEAD_WITHIN, rows_of
from template_builder.xlsx.contents import checked_text
from templates import CellMap, Text, ValuesError
from templates.findings.errors import Sentence
from templates.kinds import Raw
from templates.kinds.shared.clean import cleaned, key
from templates.kinds.shared.content import plain_text

__all__ = [
    "Department",
    "Roster",
    "digest_of_roster",
    "look_at_roster",
    "read_roster",
    "refuse",
    "row_words",
]

_ADDRESS = re.compile(r"[!#-'*+\-/-9=?A-Z^-~.]+@[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)+")
"""One address without a display name, as RFC 5321 has it but for quoted names, which no office uses.

Other signs than those of ASCII (RFC 6531) most mail servers refuse; in a roster they are slips, as is a
full-width ＠.
"""

_LABELS = {column: Text(heads[0], column) for column, heads in COLUMNS.items()}
"""What the columns that every roster may have are called in a sentence."""


@dataclass(frozen=True, slots=True)
class Department:
    """A department: where it stands in the roster (row from 1), and what the roster says of it.

    `group` is what departments are listed and summed up by, `parent` the name or code of the department
    that is over it. `values` has what is to be prefilled, by the paths of the fields; what is blank is left
    out.
    """

    row: int
    name: str
    code: str | None = None
    contact: str | None = None
    values: Mapping[str, Raw] = field(default_factory=dict)
    email: str | None = None
    group: str | None = None
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Roster:
    """The departments in their order, and the field paths that stand in the head row.

    `digest` is the SHA-256 of the file, in hexadecimal digits, as it was before the rows were read.
    """

    file: str
    departments: tuple[Department, ...]
    fields: tuple[str, ...] = ()
    digest: str = ""


def read_roster(path: Path, cell_map: CellMap | None = None) -> Roster:
    """Read a roster: .xlsx (its first sheet), or .csv, .txt, .tsv in UTF-8, UTF-16 or GB18030.

    One of its first rows is the head; a title may stand above it. `name` (单位名称, 部门名称) must be there;
    `code` (编码), `contact` (联系人, 填报人), `email` (电子邮箱), `group` (分组), `parent` (主管部门) and
    paths of fields to prefill may be, in any order. With a `cell_map` its fields go by their labels too.
    序号 and 备注 are passed over, and so is a row that says nothing in the other columns.

    Raises:
        CollectionError: the file cannot be read, or what is wrong in it, row by row.
    """
    roster, problems = look_at_roster(path, cell_map)
    refuse(path, problems)
    return roster


def look_at_roster(path: Path, cell_map: CellMap | None = None) -> tuple[Roster, list[Sentence]]:
    """Read a roster as `read_roster` does; return what is right in it, and all that is wrong.

    Raises `CollectionError` where the file cannot be read, or has no column of names.
    """
    heads, digest = heads_of(cell_map), digest_of_roster(path)
    rows = rows_of(path, heads)
    first = list(islice(rows, HEAD_WITHIN))
    if not first:
        raise CollectionError("roster-empty", path=path)
    above = heads.head_row([[_words(cell) for cell in cells] for _, cells in first])
    number, head = first[above]
    columns, problems = _columns(number, head, heads)
    if "name" not in columns:
        refuse(path, problems)
    departments = [
        found
        for row, cells in chain(first[above + 1 :], rows)
        if (found := _department(row, cells, columns, problems)) is not None
    ]
    problems += [*_repeated(departments, "name"), *_repeated(departments, "code")]
    if not departments and not problems:
        problems.append(Sentence.of("roster-without-departments"))
    fields = tuple(name for name in columns if name not in COLUMNS)
    return Roster(str(path), tuple(departments), fields, digest), problems


def digest_of_roster(path: Path) -> str:
    """Return the SHA-256 of a roster's file, in hexadecimal digits; nothing where it cannot be read."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""  # reading its rows says why


def refuse(file: str | Path, problems: Sequence[Sentence]) -> None:
    """Raise one `CollectionError` that tells all problems of a roster, if there are any."""
    if problems:
        raise CollectionError("roster-wrong", path=file, problems=one_a_line(problems))


def row_words(row: int) -> Text:
    """Return how a row of a roster is called in a sentence."""
    return Text(f"第 {row} 行", f"Row {row}")


def _words(cell: Raw) -> str:
    return cleaned(str(cell.value)) if cell.value is not None else ""


def _columns(row: int, head: Sequence[Raw], heads: Heads) -> tuple[dict[str, int], list[Sentence]]:
    """Return the column of each head, one of `COLUMNS` or the path of a field, and what is wrong there."""
    columns: dict[str, int] = {}
    problems: list[Sentence] = []
    for column, cell in enumerate(head):
        words = _words(cell)
        name = heads.meaning(words) if words else ""
        if name is None:
            problems.append(Sentence.of("roster-column-unknown", row=row, column=words))
        elif name in columns:
            problems.append(Sentence.of("roster-column-twice", row=row, column=words))
        elif name:
            columns[name] = column
    if "name" not in columns:
        problems.append(Sentence.of("roster-without-name-column", row=row))
    return columns, problems


def _department(
    row: int, cells: Sequence[Raw], columns: Mapping[str, int], problems: list[Sentence]
) -> Department | None:
    known = {name: cells[column] for name, column in columns.items() if column < len(cells)}
    if all(map(_is_blank, known.values())):
        return None
    try:
        texts = {name: _text(known[name], row, label) for name, label in _LABELS.items() if name in known}
        values = {name: raw for name, raw in known.items() if name not in COLUMNS and not _is_blank(raw)}
        for path, raw in values.items():
            _check(raw, row, path)
    except ValuesError as error:
        problems.append(error.what)
        return None
    name = texts.get("name")
    if not name:
        problems.append(Sentence.of("roster-name-blank", row=row))
        return None
    email = texts.get("email")
    if email is not None and not _ADDRESS.fullmatch(email):
        problems.append(Sentence.of("roster-bad-address", row=row, found=email))
    texts.pop("name")
    return Department(row, name, values=values, **texts)


def _is_blank(raw: Raw) -> bool:
    return raw.error is None and (
        raw.value is None or (isinstance(raw.value, str) and not cleaned(raw.value))
    )


def _check(raw: Raw, row: int, column: str | Text) -> None:
    if raw.error is not None:
        raise ValuesError("roster-error-value", row=row, column=column, found=raw.error)
    if isinstance(raw.value, str):
        checked_text(raw.value, row_words(row))


def _text(raw: Raw, row: int, column: Text) -> str | None:
    """Return the text of a cell as a person sees it; a code typed as a number keeps its leading zeros."""
    _check(raw, row, column)
    match raw.value:
        case None:
            return None
        case str(text):
            return cleaned(text) or None
        case Decimal() as number if number == number.to_integral_value():
            zeros = raw.number_format if set(raw.number_format) == {"0"} else ""
            return f"{number:f}".partition(".")[0].zfill(len(zeros))
        case Decimal() as number:
            return plain_text(number)
        case _:
            raise ValuesError("roster-not-a-text", row=row, found=raw.value)


def _repeated(departments: Sequence[Department], of: str) -> Iterator[Sentence]:
    first: dict[str, int] = {}
    for department in departments:
        value = getattr(department, of)
        if value is None:
            continue
        row = first.setdefault(key(value), department.row)
        if row != department.row:
            yield Sentence.of(
                "roster-repeated", row=department.row, label=_LABELS[of], found=value, first=row
            )
