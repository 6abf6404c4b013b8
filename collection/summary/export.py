"""Writing a summary: as one workbook, or as a file for each table."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from decimal import Context, Decimal
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any, Literal

from collection.folders import make_folder
from collection.outputs.outputs import ANYTHING, Outputs
from collection.outputs.results import TableResult, WorkbookResult
from collection.summary.naming import title_words
from collection.summary.summary import Summary, sum_up
from collection.summary.tables import Column, Table
from reader import Reading
from template_builder import TableColumn, TableSheet, replace_file, write_tables
from template_builder.xlsx.contents import NOT_XML
from templates import Language, Text
from templates.kinds.shared.content import plain, plain_text
from templates.text import width

__all__ = ["Format", "export", "summarize"]

_TEXT_LIMIT = 32_000
"""Characters of a text in a workbook, a little less than a cell holds (Excel specifications and limits)."""

_FORMULA = re.compile(r"(?![=+-]+$)[=+\-@\t\r＝＋－＠]")
"""A text that Excel would run: it begins so, and is more than the bare sign of an operator."""
_LARGEST = Decimal("1E+300")
_DIGITS, _DECIMALS = 38, 18
"""Digits and decimals of numbers in Parquet: one type for all, so that files of several rounds combine."""
_EXACT = Context(prec=_DIGITS)
_TOO_LARGE = Decimal(10) ** (_DIGITS - _DECIMALS)
_WIDEST, _WIDEST_WRAPPED, _NARROWEST = 28, 40, 8

Cells = Sequence[Sequence[Decimal | int | str | None]]


Format = Literal["xlsx", "csv", "parquet"]
"""What a summary can be written as."""


def summarize(
    readings: Sequence[Reading],
    destination: Path,
    format: Format = "xlsx",
    language: Language = "zh",
    *,
    outputs: Outputs = ANYTHING,
) -> Summary:
    """Sum up readings and write the summary; the two steps are `sum_up` and `export`."""
    summary = sum_up(readings)
    export(summary, destination, format, language, outputs=outputs)
    return summary


def export(
    summary: Summary,
    destination: Path,
    format: Format,
    language: Language = "zh",
    *,
    outputs: Outputs = ANYTHING,
) -> list[Path]:
    """Write a summary and return the files: one workbook, or a folder with a file for each table.

    The folder of the workbook, and the one around the folder of tables, must exist. `outputs` says which
    files may be replaced.

    Raises:
        CollectionError: the folder cannot be made, or a file must be left alone; nothing is written then.
        BuildError: a file cannot be written; none is left half written.
    """
    if format == "xlsx":
        outputs.check({destination: WorkbookResult()})
        _write_workbook(summary, destination, language)
        return [destination]
    write = _csv if format == "csv" else _parquet
    results = {
        destination / f"{table.key}.{format}": TableResult(format, write(table, language))
        for table in summary.tables
    }
    outputs.check_folder(destination)
    if os.path.isdir(destination):
        outputs.check(results)
    make_folder(destination)
    for file, result in results.items():
        replace_file(file, result.data)
    return list(results)


def _safe(table: Table, language: Language) -> Cells:
    """Return the rows of a table without the characters that no file of tables can hold."""
    return [
        [NOT_XML.sub("\ufffd", entry) if isinstance(entry, str) else entry for entry in row]
        for row in table.rows_in(language)
    ]


def _write_workbook(summary: Summary, destination: Path, language: Language) -> None:
    text, words = title_words(summary.cell_map)
    title = text.say(language)
    notes = _notes(summary, words, language)
    names = _sheet_names([table.title.say(language) for table in summary.tables])
    sheets = [
        _sheet(table, name, title, notes, language) for table, name in zip(summary.tables, names, strict=True)
    ]
    write_tables(destination, sheets, properties={"title": title}, language=language)


def _notes(summary: Summary, words: Sequence[Text], language: Language) -> tuple[str, ...]:
    counts = Text(
        f"汇总 {len(summary.included)} 份，未计入 {len(summary.left_out)} 份",
        f"{len(summary.included)} forms included, {len(summary.left_out)} left out",
    )
    return ("　".join(text.say(language) for text in (*words, counts)),)


def _sheet(table: Table, name: str, title: str, notes: Sequence[str], language: Language) -> TableSheet:
    rows = [[_cell(entry) for entry in row] for row in _safe(table, language)]
    columns = [_column(column, number, rows, language) for number, column in enumerate(table.columns)]
    heading = f"{title} · {table.title.say(language)}"
    return TableSheet(name, heading, columns, rows, notes, table.marks, frozen_columns=1)


def _column(column: Column, number: int, rows: Cells, language: Language) -> TableColumn:
    head = column.head.say(language)
    widest = _WIDEST_WRAPPED if column.wrap else _WIDEST
    needed = max((width(_shown(row[number], column)) for row in rows), default=0)
    total_room = 3 if column.total else 0
    return TableColumn(
        head,
        min(max(needed + 2 + total_room, min(width(head), 14) + 2, _NARROWEST), widest),
        column.number_format if column.sort != "text" else "@",
        column.total,
        column.wrap,
        marked=column.marked,
    )


def _shown(entry: Decimal | int | str | None, column: Column) -> str:
    if isinstance(entry, Decimal) and column.number_format != "General":
        return f"{entry:,.2f}"
    return "" if entry is None else max(str(entry).split("\n"), key=width)


def _cell(entry: Decimal | int | str | None) -> Decimal | int | str | None:
    """Return what a cell of a workbook can hold of an entry; JSON and the form itself have all of it."""
    if isinstance(entry, str):
        units = entry.encode("utf-16-le")  # as Excel counts them
        fits = len(units) <= 2 * _TEXT_LIMIT
        return entry if fits else units[: 2 * _TEXT_LIMIT].decode("utf-16-le", "ignore") + "…"
    if isinstance(entry, Decimal):
        return plain(entry) if abs(entry) < _LARGEST else plain_text(entry)[:_DIGITS] + "…"
    return entry


def _sheet_names(titles: Sequence[str]) -> list[str]:
    """Return a name for each sheet that a workbook can have, each once."""
    stems = (
        re.sub(r"[\[\]:*?/\\]", " ", NOT_XML.sub("", title)).strip(" '")[:28].strip(" '") for title in titles
    )
    return _distinct([stem or "-" for stem in stems])


def _distinct(names: Sequence[str]) -> list[str]:
    """Return the names with a number behind those that stood before, whatever the case of their letters."""
    found: dict[str, str] = {}
    for name in names:
        number, distinct = 1, name
        while distinct.casefold() in found:
            number += 1
            distinct = f"{name}~{number}"
        found[distinct.casefold()] = distinct
    return list(found.values())


def _csv(table: Table, language: Language) -> bytes:
    """Return a table as CSV that Excel opens as it stands: UTF-8 with its mark, heads as in the workbook."""
    import pandas as pd

    heads = [_as_text(column.head.say(language)) for column in table.columns]
    rows = [[_csv_cell(entry) for entry in row] for row in _safe(table, language)]
    text = StringIO()
    pd.DataFrame(rows, columns=heads, dtype=object).to_csv(text, index=False, lineterminator="\r\n")
    return text.getvalue().encode("utf-8-sig")


def _csv_cell(entry: Decimal | int | str | None) -> str | None:
    if isinstance(entry, str):
        return _as_text(entry)
    return None if entry is None else plain_text(Decimal(entry))


def _as_text(text: str) -> str:
    """Put an apostrophe before a text that Excel would run as a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def _parquet(table: Table, language: Language) -> bytes:
    """Return a table as Parquet: columns named by their keys, decimals exact.

    Where a number belongs and something else was typed, there is nothing; the findings say what it was.
    """
    import pandas as pd
    import pyarrow as pa

    rows = _safe(table, language)
    types: dict[str, pa.DataType] = {
        "text": pa.string(),
        "whole": pa.int64(),
        "decimal": pa.decimal128(_DIGITS, _DECIMALS),
    }
    keys = _distinct([column.key for column in table.columns])
    columns = {
        key: [_parquet_cell(row[number], column) for row in rows]
        for number, (key, column) in enumerate(zip(keys, table.columns, strict=True))
    }
    frame = pd.DataFrame({key: pd.Series(entries, dtype=object) for key, entries in columns.items()})
    schema = pa.schema([(key, types[column.sort]) for key, column in zip(keys, table.columns, strict=True)])
    data = BytesIO()
    frame.to_parquet(data, engine="pyarrow", index=False, schema=schema)
    return data.getvalue()


def _parquet_cell(entry: Decimal | int | str | None, column: Column) -> Any:
    if column.sort == "text":
        return None if entry is None else str(entry)
    if entry is None or isinstance(entry, str):
        return None
    number = Decimal(entry)
    if number.copy_abs() >= _TOO_LARGE:
        return None
    if column.sort == "whole":
        whole = number == number.to_integral_value() and number.copy_abs() < 2**63
        return int(number) if whole else None
    return _EXACT.quantize(number, Decimal(1).scaleb(-_DECIMALS))
