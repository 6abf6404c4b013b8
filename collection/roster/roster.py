"""The roster of a round: the departments that get a form, from a workbook or a CSV file."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from collection.errors import CollectionError, unreadable_file
from reader import UnreadableWorkbook, read_table
from template_builder.xlsx.contents import checked_text
from templates import Text, ValuesError
from templates.findings.errors import Sentence
from templates.kinds import Raw
from templates.kinds.shared.clean import cleaned, key
from templates.kinds.shared.content import plain_text

__all__ = ["Department", "Roster", "read_roster", "refuse", "row_words"]

_HEADS = {
    "code": "code",
    "编码": "code",
    "name": "name",
    "单位名称": "name",
    "contact": "contact",
    "联系人": "contact",
}
"""The columns that every roster may have, by their heads in either language."""

_PATH = re.compile(r"[A-Za-z_]\w*(\[\d+\])*(\.[A-Za-z_]\w*(\[\d+\])*)*", re.ASCII)
_MOST_SHOWN = 20
_LABELS = {
    "name": Text("单位名称", "name"),
    "code": Text("编码", "code"),
    "contact": Text("联系人", "contact"),
}
"""What the columns that every roster may have are called in a sentence."""

_DELIMITERS = ",;\t"


@dataclass(frozen=True, slots=True)
class Department:
    """A department: where it stands in the roster (row from 1), and what the roster says of it.

    `values` has what is to be prefilled, by the paths of the fields; what is blank is left out.
    """

    row: int
    name: str
    code: str | None = None
    contact: str | None = None
    values: Mapping[str, Raw] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Roster:
    """The departments in their order, and the field paths that stand in the head row."""

    file: str
    departments: tuple[Department, ...]
    fields: tuple[str, ...] = ()


def read_roster(path: Path) -> Roster:
    """Read a roster: .xlsx (its first sheet), or .csv, .txt, .tsv in UTF-8, UTF-16 or GB18030.

    The first row that holds anything is the head: `code`, `name`, `contact` (编码, 单位名称, 联系人), in any
    order, and paths of fields to prefill. `name` must be there.

    Raises:
        CollectionError: the file cannot be read, or what is wrong in it, row by row.
    """
    rows = list(_rows(path))
    if not rows:
        raise CollectionError("roster-empty", path=path)
    number, head = rows[0]
    columns = _columns(path, number, head)
    problems: list[Sentence] = []
    departments = [
        found for row, cells in rows[1:] if (found := _department(row, cells, columns, problems)) is not None
    ]
    problems += [*_repeated(departments, "name"), *_repeated(departments, "code")]
    if not departments and not problems:
        problems.append(Sentence.of("roster-without-departments"))
    refuse(path, problems)
    return Roster(str(path), tuple(departments), tuple(name for name in columns if name not in _HEADS))


def refuse(file: str | Path, problems: Sequence[Sentence]) -> None:
    """Raise one `CollectionError` that tells all problems of a roster, if there are any."""
    if problems:
        more = len(problems) - _MOST_SHOWN
        shown = [*problems[:_MOST_SHOWN], *([Sentence.of("roster-more", count=more)] if more > 0 else [])]
        zh = "".join(f"\n  {one.say('zh')}" for one in shown)
        en = "".join(f"\n  {one.say('en')}" for one in shown)
        raise CollectionError("roster-wrong", path=file, problems=Text(zh, en))


def row_words(row: int) -> Text:
    """Return how a row of a roster is called in a sentence."""
    return Text(f"第 {row} 行", f"Row {row}")


def _rows(path: Path) -> Iterator[tuple[int, Sequence[Raw]]]:
    """Yield the rows that hold anything, with their numbers."""
    table = _csv_rows(path) if path.suffix.lower() in (".csv", ".txt", ".tsv") else _sheet_rows(path)
    for number, row in enumerate(table, 1):
        if any(cell.error or cell.value not in (None, "") for cell in row):
            yield number, row


def _sheet_rows(path: Path) -> list[list[Raw]]:
    try:
        return read_table(path)
    except UnreadableWorkbook as error:
        raise unreadable_file(path, error) from error


def _csv_rows(path: Path) -> Iterator[list[Raw]]:
    try:
        text = _decoded(path.read_bytes())
    except OSError as error:
        raise CollectionError("input-not-readable", path=path, reason=error.strerror or str(error)) from error
    except UnicodeDecodeError as error:
        raise CollectionError("roster-not-decoded", path=path) from error
    head = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max(_DELIMITERS, key=head.count)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            yield [Raw(cleaned(cell) or None) for cell in row]
    except csv.Error as error:
        raise CollectionError("roster-not-csv", path=path, reason=error) from error


def _decoded(data: bytes) -> str:
    """Return the text; GB18030 is what Chinese Excel saves, and no text in it is by chance good UTF-8."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")


def _columns(path: Path, row: int, head: Sequence[Raw]) -> dict[str, int]:
    """Return the column of each head: `code`, `name`, `contact`, or the path of a field."""
    columns: dict[str, int] = {}
    problems: list[Sentence] = []
    for column, cell in enumerate(head):
        words = cleaned(str(cell.value)) if cell.value is not None else ""
        name = _HEADS.get(words.casefold(), words)
        if not words:
            continue
        if name not in _HEADS and not _PATH.fullmatch(name):
            problems.append(Sentence.of("roster-column-unknown", row=row, column=words))
        elif name in columns:
            problems.append(Sentence.of("roster-column-twice", row=row, column=words))
        columns.setdefault(name, column)
    if "name" not in columns:
        problems.append(Sentence.of("roster-without-name-column", row=row))
    refuse(path, problems)
    return columns


def _department(
    row: int, cells: Sequence[Raw], columns: Mapping[str, int], problems: list[Sentence]
) -> Department | None:
    known = {name: cells[column] for name, column in columns.items() if column < len(cells)}
    try:
        texts = {name: _text(known[name], row, label) for name, label in _LABELS.items() if name in known}
        values = {name: raw for name, raw in known.items() if name not in _HEADS and not _is_blank(raw)}
        for path, raw in values.items():
            _check(raw, row, path)
    except ValuesError as error:
        problems.append(error.what)
        return None
    name = texts.get("name")
    if not name:
        problems.append(Sentence.of("roster-name-blank", row=row))
        return None
    return Department(row, name, texts.get("code"), texts.get("contact"), values)


def _is_blank(raw: Raw) -> bool:
    return raw.error is None and raw.value in (None, "")


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
