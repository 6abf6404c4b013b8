"""Tables as Apache Arrow has them, for Parquet: columns named by their keys, decimals exact."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Context, Decimal
from typing import Any

from collection.summary.tables import Column
from collection.summary.workbook.sheet_names import distinct
from template_builder.xlsx.contents import NOT_XML
from templates.kinds.presentation import Sort

__all__ = ["arrow_cell", "arrow_schema"]

_DIGITS, _DECIMALS = 38, 18
"""Digits and decimals of numbers in Parquet: one type for all, so that files of several rounds combine."""
_EXACT = Context(prec=_DIGITS)
_TOO_LARGE = Decimal(10) ** (_DIGITS - _DECIMALS)


def arrow_schema(columns: Sequence[Column]) -> Any:
    """Return the schema of a table with these columns; no two of them have a key in common."""
    import pyarrow as pa

    types: dict[str, pa.DataType] = {
        "text": pa.string(),
        "whole": pa.int64(),
        "decimal": pa.decimal128(_DIGITS, _DECIMALS),
    }
    keys = distinct([column.key for column in columns])
    return pa.schema([(key, types[column.sort]) for key, column in zip(keys, columns, strict=True)])


def arrow_cell(entry: Decimal | int | str | None, sort: Sort) -> Decimal | int | str | None:
    """Return what a column of a sort holds.

    Where a number belongs and something else was typed, there is nothing; the findings say what it was.
    """
    if sort == "text":
        return None if entry is None else NOT_XML.sub("\ufffd", str(entry))
    if entry is None or isinstance(entry, str):
        return None
    number = Decimal(entry)
    if number.copy_abs() >= _TOO_LARGE:
        return None
    if sort == "whole":
        whole = number == number.to_integral_value() and number.copy_abs() < 2**63
        return int(number) if whole else None
    return _EXACT.quantize(number, Decimal(1).scaleb(-_DECIMALS))
