"""The rows of a roster's file: a workbook's first sheet, or a CSV file in any usual coding."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from collection.errors import CollectionError, unreadable_file
from collection.roster.heads import Heads
from reader import UnreadableWorkbook, table_rows
from templates.kinds import Raw
from templates.kinds.shared.clean import cleaned

__all__ = ["HEAD_WITHIN", "decoded", "rows_of"]

HEAD_WITHIN = 10
"""How many rows that hold anything are looked at for the head."""

_TEXT_FILES = (".csv", ".txt", ".tsv")
_DELIMITERS = ",;\t"


def rows_of(path: Path, heads: Heads) -> Iterator[tuple[int, Sequence[Raw]]]:
    """Yield the rows that hold anything, with their numbers from 1; the `heads` tell what parts a CSV file.

    Raises `CollectionError` if the file cannot be read.
    """
    table = _csv_rows(path, heads) if path.suffix.lower() in _TEXT_FILES else _sheet_rows(path)
    for number, row in enumerate(table, 1):
        if any(cell.error or cell.value not in (None, "") for cell in row):
            yield number, row


def _sheet_rows(path: Path) -> Iterator[list[Raw]]:
    try:
        yield from table_rows(path)
    except UnreadableWorkbook as error:
        raise unreadable_file(path, error) from error


def _csv_rows(path: Path, heads: Heads) -> Iterator[list[Raw]]:
    try:
        text = decoded(path.read_bytes())
    except OSError as error:
        raise CollectionError("input-not-readable", path=path, reason=error.strerror or str(error)) from error
    except UnicodeDecodeError as error:
        raise CollectionError("roster-not-decoded", path=path) from error
    delimiter = _delimiter(text, heads)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            yield [Raw(cleaned(cell) or None) for cell in row]
    except csv.Error as error:
        raise CollectionError("roster-not-csv", path=path, reason=error) from error


def decoded(data: bytes) -> str:
    """Return the text; GB18030 is what Chinese Excel saves, and no text in it is by chance good UTF-8."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")


def _delimiter(text: str, heads: Heads) -> str:
    """Return the sign that parts one of the first lines into the most heads, else into the most cells."""
    lines = [line for line in text.splitlines() if line.strip()][:HEAD_WITHIN]

    def parted(delimiter: str) -> tuple[int, int]:
        cells = [[cell.strip().strip('"') for cell in line.split(delimiter)] for line in lines]
        return max((heads.known(row) for row in cells), default=0), max(map(len, cells), default=0)

    return max(_DELIMITERS, key=parted)
