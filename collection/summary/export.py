"""Writing a summary: as one workbook, or as a file for each table."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from decimal import Decimal
from io import BytesIO, StringIO
from pathlib import Path
from typing import Literal

from collection.folders import make_folder
from collection.outputs.outputs import ANYTHING, Outputs
from collection.outputs.results import TableResult, WorkbookResult
from collection.roster.roster import Roster
from collection.summary.newest import facts_of
from collection.summary.summary import Summary, sum_up
from collection.summary.tables import Table
from collection.summary.workbook.body import body_of
from collection.summary.workbook.writing import write_summary
from reader import Reading
from template_builder import replace_file
from template_builder.xlsx.contents import NOT_XML
from templates import Language
from templates.kinds.shared.content import plain_text

__all__ = ["Format", "export", "summarize"]

_FORMULA = re.compile(r"(?![=+-]+$)[=+\-@\t\r＝＋－＠]")
"""A text that Excel would run: it begins so, and is more than the bare sign of an operator."""

Cells = Sequence[Sequence[Decimal | int | str | None]]


Format = Literal["xlsx", "csv", "parquet"]
"""What a summary can be written as."""


def summarize(
    readings: Sequence[Reading],
    destination: Path,
    format: Format = "xlsx",
    language: Language = "zh",
    *,
    roster: Roster | None = None,
    unit: str | None = None,
    outputs: Outputs = ANYTHING,
) -> Summary:
    """Sum up readings and write the summary; the two steps are `sum_up` and `export`.

    Of several files of one department the newest counts, as far as files are still where they were read.
    """
    facts = {one.file: facts_of(Path(one.file)) for one in readings if one.file}
    summary = sum_up(readings, roster, {file: known for file, known in facts.items() if known is not None})
    export(summary, destination, format, language, unit=unit, outputs=outputs)
    return summary


def export(
    summary: Summary,
    destination: Path,
    format: Format,
    language: Language = "zh",
    *,
    unit: str | None = None,
    outputs: Outputs = ANYTHING,
) -> list[Path]:
    """Write a summary and return the files: one workbook, or a folder with a file for each table.

    In another `unit`, the amounts of a workbook are rounded so that the parts add up; other files have them
    as they are. The folder of the workbook, and the one around the folder of tables, must exist. `outputs`
    says which files may be replaced.

    Raises:
        CollectionError: the folder cannot be made, or a file must be left alone; nothing is written then.
        BuildError: a file cannot be written; none is left half written.
    """
    if format == "xlsx":
        outputs.check({destination: WorkbookResult()})
        write_summary(body_of(summary, destination), destination, language, unit=unit)
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

    from collection.summary.arrow import arrow_cell, arrow_schema

    rows = _safe(table, language)
    schema = arrow_schema(table.columns)
    columns = {
        key: [arrow_cell(row[number], column.sort) for row in rows]
        for number, (key, column) in enumerate(zip(schema.names, table.columns, strict=True))
    }
    frame = pd.DataFrame({key: pd.Series(entries, dtype=object) for key, entries in columns.items()})
    data = BytesIO()
    frame.to_parquet(data, engine="pyarrow", index=False, schema=schema)
    return data.getvalue()
