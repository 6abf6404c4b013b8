"""How the columns of a summary workbook look: their heads in levels, their widths, what their cells hold."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from collection.summary.tables import Column, Entry
from template_builder.streaming.stream_columns import StreamColumn, page_digits
from template_builder.xlsx.contents import NOT_XML
from templates import Language, Text
from templates.kinds.shared.content import plain, plain_text
from templates.text import width

__all__ = ["cell_of", "cells_of", "fitted", "short_text", "stream_column"]

_TEXT_LIMIT = 32_000
"""Characters of a text in a workbook, a little less than a cell holds (Excel specifications and limits)."""

_LARGEST = Decimal("1E+300")
_LONGEST_LINE = 40
_LONGEST_NUMBER = 38
_MONEY, _SHARE, _WHOLE, _SHORT_TEXT = 12.0, 8.2, 6.3, 9.7
_LEADING = 2
"""Columns with the code and the name of a department, which are alike on every sheet."""
_WIDEST = 60.0
_STEADY = 9.8
"""Texts in columns that are no wider than this have their room, whatever else there is to show."""


def cells_of(entries: Iterable[Entry], language: Language) -> list[Decimal | int | str | None]:
    """Return what cells of a workbook can hold of entries, as `cell_of` does."""
    return [
        entry  # as most are
        if entry is None or (isinstance(entry, str) and 2 * len(entry) <= _TEXT_LIMIT)
        else cell_of(entry, language)
        for entry in entries
    ]


def cell_of(entry: Entry, language: Language) -> Decimal | int | str | None:
    """Return what a cell of a workbook can hold of an entry; JSON and the form itself have all of it."""
    if entry is None or isinstance(entry, int):
        return entry
    if isinstance(entry, Decimal):
        return plain(entry) if abs(entry) < _LARGEST else plain_text(entry)[:_LONGEST_NUMBER] + "…"
    text = entry.say(language) if isinstance(entry, Text) else entry
    if 2 * len(text) > _TEXT_LIMIT:
        units = text.encode("utf-16-le", "surrogatepass")  # as Excel counts them
        if len(units) > 2 * _TEXT_LIMIT:
            return units[: 2 * _TEXT_LIMIT].decode("utf-16-le", "ignore") + "…"
    return text


def short_text(text: str) -> str:
    """Return a text as a line of a short table or chart: of signs that a file can hold, cut where long."""
    line = " ".join(NOT_XML.sub("\ufffd", text).split())
    return line if len(line) <= _LONGEST_LINE else f"{line[:_LONGEST_LINE]}…"


def stream_column(column: Column, language: Language) -> StreamColumn:
    """Return a column of a table as one of a workbook, texts as wide as they may have to be."""
    heads = tuple(head.say(language) for head in column.heads or (column.head,))
    is_text = column.sort == "text"
    if is_text:
        wide = _SHORT_TEXT if column.longest is None else _SHORT_TEXT + column.longest**0.5
    elif column.sort == "whole":
        wide = _WHOLE
    else:
        wide = _SHARE if "%" in column.number_format else _MONEY
    least = max(map(width, heads[-1].split()), default=0) * 0.5 if is_text else 0.0
    return StreamColumn(
        heads,
        max(wide, least),
        "@" if is_text else column.number_format,
        column.total,
        wrap=is_text,
        marked=column.marked,
    )


def fitted(columns: Sequence[StreamColumn]) -> list[StreamColumn]:
    """Return the columns with those of long texts as wide as one page has room for; the first two stay."""
    widths = [column.width for column in columns]
    free = [
        number
        for number, column in enumerate(columns)
        if number >= _LEADING and column.wrap and column.width > _STEADY
    ]
    while free:
        taken = sum(width for number, width in enumerate(widths) if number not in free)
        factor = (page_digits(len(columns)) - taken) / sum(widths[number] for number in free)
        wanted = {number: widths[number] * factor for number in free}
        beyond = [number for number, width in wanted.items() if not _STEADY <= width <= _WIDEST]
        for number in beyond or free:
            widths[number] = min(_WIDEST, max(_STEADY, wanted[number]))
        if not beyond:
            break
        free = [number for number in free if number not in beyond]  # the others have what these leave
    return [
        replace(column, width=math.floor(width * 10) / 10)
        for column, width in zip(columns, widths, strict=True)
    ]
