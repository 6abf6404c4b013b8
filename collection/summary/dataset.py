"""A data set of Parquet: each table a folder, in which each year has a folder and each round a file.

A round has a *partition*: its file in every table. All of them are written beside, then renamed, so that a
query meets whole files alone.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

from collection.folders import make_folder
from collection.outputs.outputs import Outputs
from collection.outputs.results import PartitionResult
from collection.summary.arrow import arrow_cell, arrow_schema
from collection.summary.tables import Column
from template_builder import BuildError

__all__ = ["Cell", "Partition", "TableFile"]

Cell = Decimal | int | str | None
"""What a row holds: words in one language."""

_ROWS_AT_ONCE = 10_000
"""Rows that are held before they are written: a group of the file, which a query reads or passes over."""

_COMPRESSION: Literal["zstd"] = "zstd"


class TableFile:
    """The rows of one partition in one table, written as they come; `count` is how many there are."""

    def __init__(self, target: Path, columns: Sequence[Column], name: str, edition: str) -> None:
        import pyarrow.parquet as pq  # takes its time, and few commands need it

        self.target, self.count = target, 0
        self.beside = target.with_name(f".{name}.{os.getpid()}.tmp")
        self._columns = columns
        self._schema = arrow_schema(columns).with_metadata(PartitionResult(name).metadata(edition))
        self._rows: list[Sequence[Cell]] = []
        self._file: Any = pq.ParquetWriter(self.beside, self._schema, compression=_COMPRESSION)

    def add(self, row: Sequence[Cell]) -> None:
        """Add a row."""
        self._rows.append(row)
        self.count += 1
        if len(self._rows) >= _ROWS_AT_ONCE:
            self._flush()

    def _flush(self) -> None:
        import pyarrow as pa

        arrays: list[Any] = [
            pa.array(_cells(self._rows, number, column), field.type)
            for number, (column, field) in enumerate(zip(self._columns, self._schema, strict=True))
        ]
        self._file.write_table(pa.Table.from_arrays(arrays, schema=self._schema))
        self._rows.clear()

    def close(self) -> None:
        """Write what is held, and the end of the file."""
        if self._rows:
            self._flush()
        self._file.close()


def _cells(rows: Sequence[Sequence[Cell]], number: int, column: Column) -> Any:
    """Return what a column holds in some rows."""
    return [arrow_cell(row[number], column.sort) for row in rows]


class Partition:
    """The files of a round in a data set; used in a `with`, all of them are put in place at its end.

    Where something is raised within, those of before stay. `name` is that of the files, `edition` what tells
    this state of the round from others; both stand in each file.

    >>> with Partition(Path("export"), "travel-plan", 2026, round.id, edition, ANYTHING) as partition:
    ...     partition.table("records", columns).add(row)  # doctest: +SKIP

    Raises `CollectionError` where a file must be left alone, `BuildError` where one cannot be written.
    """

    def __init__(self, folder: Path, form: str, year: int, name: str, edition: str, outputs: Outputs) -> None:
        self._folder, self._form, self._year = folder, form, year
        self._name, self._edition, self._outputs = name, edition, outputs
        self._files: list[TableFile] = []

    def table(self, key: str, columns: Sequence[Column]) -> TableFile:
        """Begin the file of a table."""
        place = self._folder
        for part in ("", self._form, key, f"year={self._year}"):
            place = place / part
            make_folder(place)
        target = place / f"{self._name}.parquet"
        self._outputs.check({target: PartitionResult(self._name)})
        try:
            self._files.append(TableFile(target, columns, self._name, self._edition))
        except OSError as error:
            raise _refusal(target, error) from error
        return self._files[-1]

    def __enter__(self) -> Self:
        for left in self._folder.glob(f"*/*/year=*/.{self._name}.*.tmp"):  # by a run that was killed
            left.unlink(missing_ok=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._finish(is_whole=error is None)
        finally:
            for file in self._files:
                file.beside.unlink(missing_ok=True)

    def _finish(self, *, is_whole: bool) -> None:
        for file in self._files:
            try:
                with suppress(*(() if is_whole else (Exception,))):
                    file.close()
            except OSError as error:
                raise _refusal(file.target, error) from error
        if not is_whole:
            return
        for file in self._files:
            try:
                file.beside.replace(file.target)
            except OSError as error:
                raise _refusal(file.target, error) from error
        new = {file.target for file in self._files}
        for stale in self._folder.glob(f"*/*/year=*/{self._name}.parquet"):
            if stale not in new:  # of a year, a list or a form that the round had before
                stale.unlink(missing_ok=True)


def _refusal(path: Path, error: OSError) -> BuildError:
    return BuildError("file-not-writable", path=path, reason=error.strerror or str(error))
