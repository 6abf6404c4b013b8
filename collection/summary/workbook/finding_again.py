"""From a cell of a summary back to the field that it shows: the rows go by as they were written."""

from __future__ import annotations

from collections.abc import Iterator

from collection.summary.tables import Subject, merged
from collection.summary.workbook.body import Body, Counted
from collection.summary.workbook.sheet_names import sheet_names
from collection.summary.workbook.sheets import Sheet
from collection.summary.workbook.writing import SummarySheets
from template_builder.streaming.stream_columns import first_row
from templates import Language

__all__ = ["field_at"]


def field_at(body: Body, sheet: str, row: int, column: int, language: Language) -> tuple[Subject, str] | None:
    """Return whose a cell of the summary of a body is, and the path of the field that it shows.

    None where it shows no field of a department. Row and column count from 1.
    """
    sheets = SummarySheets.of(body, language)
    names = sheet_names([title.say(language) for title in sheets.titles()])
    of_departments = {one.title: one for one in sheets.of_departments}
    titles = dict(zip(names, sheets.titles(), strict=True))
    wanted = of_departments.get(titles[sheet]) if sheet in titles else None
    if wanted is None or not 1 <= column <= len(wanted.columns):
        return None
    number = first_row(wanted.columns)
    for counted in _in_rows(body, has_subtotals=wanted is sheets.overview):
        if counted is None:
            number += 1
            continue
        found = _within(wanted, counted, row - number)
        if isinstance(found, int):
            number += found
        else:
            field = found[column - 1]
            return None if field is None else (counted.subject, field)
    return None


def _in_rows(body: Body, *, has_subtotals: bool) -> Iterator[Counted | None]:
    """Yield the returns that count in the order of their rows; None for a row of subtotals."""
    groups = has_subtotals and any(one.group for one in body.counted)
    before: Counted | None = None
    for one in body.counted:
        if groups and before is not None and before.group != one.group:
            yield None
        yield one
        before = one


def _within(sheet: Sheet, counted: Counted, place: int) -> tuple[str | None, ...] | int:
    """Return the paths in one of the rows of a return, from 0; where it has fewer rows, how many it has."""
    reading = counted.read()
    count = 0
    for paths in sheet.paths(reading, merged(reading.values, reading.computed)):
        if count == place:
            return tuple(paths)
        count += 1
    return count
