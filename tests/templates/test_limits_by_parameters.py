"""Limits of dates that name parameters: filled in, and checked at every value that is allowed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from reader import read
from template_builder import build
from templates import compile
from templates.kinds.date import DateLimits
from tests.small_forms import loaded, problems_of

FORM = """parameters:
  year: {minimum: 2000, maximum: 2100}
  month: {minimum: 1, maximum: 12, default: 3}
body:
- row: [{field: day, kind: date, earliest: "{year}-{month}-01", latest: "{year + 1}-12", span: 4}]
"""


def test_the_limits_are_those_of_the_parameters(tmp_path: Path) -> None:
    form = loaded(tmp_path, FORM)
    for year, month in ((2000, 1), (2026, 3), (2100, 12)):
        cell_map = compile(form, {"year": year, "month": month})
        limits = next(cell.limits for cell in cell_map if cell.of is not None)
        assert isinstance(limits, DateLimits)
        assert (limits.earliest, limits.latest) == (date(year, month, 1), date(year + 1, 12, 31))


def test_the_reader_refuses_what_the_year_does_not_allow(tmp_path: Path) -> None:
    form = loaded(tmp_path, FORM)
    for year, codes in ((2026, []), (2027, ["date-out-of-limits"])):
        cell_map = compile(form, {"year": year})
        build(cell_map, tmp_path / f"{year}.xlsx", {"day": "2026-05-01"})
        reading = read(tmp_path / f"{year}.xlsx", [form])
        assert [finding.code for finding in reading.findings] == codes


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("{year}-{month}-01", "{yeer}-01-01", [(9, "name-unknown")]),
        ("{year}-{month}-01", "{year}-{month}-31", [(9, "at-parameters")]),
        ("{year}-{month}-01", "{year}-02-29", [(9, "at-parameters")]),
        ("{year + 1}-12", "2050-12", [(9, "at-parameters")]),
        ("{year}-{month}-01", "{item_number}-01-01", [(9, "item-number-outside")]),
        ("{year}-{month}-01", "{year}-13", [(9, "date-bound-unclear")]),
        ("{year}-{month}-01", "{year", [(9, "date-bound-unclear")]),
    ],
)
def test_wrong_limits_are_told_once(
    before: str, after: str, found: list[tuple[int, str]], tmp_path: Path
) -> None:
    assert problems_of(tmp_path, FORM.replace(before, after)) == found
