"""python-calamine as a second opinion: what it reads in a cell is what we read, or it says nothing.

Where the two must differ, the reason stands beside the list of exceptions.
"""

from __future__ import annotations

import io
import math
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from python_calamine import load_workbook

from reader import UnreadableWorkbook
from reader.containers import Grid, open_bytes
from templates.kinds import Raw, RawValue
from tests.reader.containers.test_scan import written
from tests.reader.odd_sheets import CELLS, FORMATS, book_of, styled
from tests.reader.spoil import parts

Theirs = int | float | str | bool | time | date | datetime | timedelta

WITHOUT_CDATA = "<![CDATA["
"""calamine drops it from results of formulas."""

CERTAIN_ALL_THE_SAME = (
    "&#65;",
    "<b/>",
    "<!--",
    "<?x",
    "<extLst",
    '"inlineStr"><v>',
    "<v>1</v><v>2</v>",
    "<v>1</v><f>",
    "&#x5B57;",
    "<is><t>1",
    ' t="b">',
    ' t="e">',
    ' t="d">',
)
"""Rare: calamine reads only a part of it, keeps no text of an error, or takes any text for true."""


def theirs(content: bytes, sheet: int = 0) -> list[list[Theirs]] | None:
    """Return the rows of a sheet as calamine reads them, None where it refuses the file."""
    try:
        with load_workbook(io.BytesIO(content)) as book:
            rows: list[list[Theirs]] = book.get_sheet_by_index(sheet).to_python(skip_empty_area=False)
            return rows
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # a panic of the library is no Exception
        return None


def ours(content: bytes, sheet: int = 0) -> Grid | None:
    try:
        return open_bytes(content).sheets[sheet].grid()
    except UnreadableWorkbook:
        return None


def is_same(raw: Raw, value: Theirs) -> bool:
    """Tell whether both read the same in a cell; calamine has "" for a blank and for an error."""
    if raw.value is None or raw.value == "":
        return value == ""
    if isinstance(value, float) and not math.isfinite(value):  # no number of a sheet: its text is kept
        return isinstance(raw.value, str)
    if isinstance(raw.value, Decimal):
        return (
            isinstance(value, float) and float(raw.value) == value and repr(value) == repr(float(raw.value))
        )
    return type(raw.value) is type(value) and raw.value == value


def assert_same(content: bytes, sheet: int = 0) -> None:
    grid, rows = ours(content, sheet), theirs(content, sheet)
    if grid is None or rows is None:
        return
    read = {(row, column) for row, column in grid.cells if not is_blank(grid.cells[row, column])}
    for row, values in enumerate(rows, 1):
        for column, value in enumerate(values, 1):
            if (row, column) in read:
                assert is_same(grid.cells[row, column], value), (row, column, grid.cells[row, column], value)
                read.discard((row, column))
            else:
                assert value == "", (row, column, value)
    assert not read


def is_blank(raw: Raw) -> bool:
    return raw.value is None or raw.value == ""


@pytest.mark.parametrize("cells", [cell for cell in CELLS if WITHOUT_CDATA not in cell])
def test_a_cell_is_what_calamine_reads(cells: str) -> None:
    if not any(part in cells for part in CERTAIN_ALL_THE_SAME):
        assert_same(book_of(f'<row r="1">{cells}</row>'.encode("utf-8", "replace").decode()))


def test_whole_workbooks_are_what_calamine_reads() -> None:
    for content in written():
        for sheet in range(len(open_bytes(content).sheets)):
            assert ours(content, sheet) is not None
            assert_same(content, sheet)


def read_number(number: str, code: str | int, since_1904: bool) -> tuple[RawValue, Theirs | None]:
    """Return what both read where a number is formatted by a code, or by a built-in format."""
    styles = styled((code,)) if isinstance(code, str) else styled((), (code,))
    book = parts()["xl/workbook.xml"]
    if since_1904:
        book = book.replace("<sheets>", '<workbookPr date1904="1"/><sheets>')
    rows = f'<row r="1"><c r="A1" s="0"><v>{number}</v></c></row>'
    content = book_of(rows, {"xl/styles.xml": styles, "xl/workbook.xml": book})
    grid, values = ours(content), theirs(content)
    assert grid is not None
    return grid.cells[1, 1].value, values[0][0] if values else None


@pytest.mark.parametrize("code", [*FORMATS, *range(60)])
def test_a_number_is_a_date_where_calamine_has_one(code: str | int) -> None:
    mine, other = read_number("1.5", code, False)
    assert other is not None
    assert is_same(Raw(mine), other)


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        st.integers(-700_000, 3_000_000).map(float),
        st.floats(-1_000, 3_000_000),
        st.floats(0, 62),
        st.sampled_from([0.0, -0.0, 59.5, 60.0, 60.5, 61.0, 366.0, 1.99999999999, 0.9999999999, 2958466.0]),
    ),
    st.sampled_from(("yyyy-mm-dd", "[h]:mm")),
    st.booleans(),
)
@example(45000.00000001, "yyyy-mm-dd", True)
def test_a_serial_number_is_the_moment_that_calamine_has(number: float, code: str, since_1904: bool) -> None:
    mine, other = read_number(repr(number), code, since_1904)
    if number < -693_000 and code != "[h]:mm":  # outside of the calendar of Python: left a number
        return
    assert other is not None
    assert is_same(Raw(mine), other)
