"""A form is read by its words where its hidden numbers are gone, or where it never had any."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cache
from typing import Any, cast

import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from reader import Reading, UnreadableWorkbook, read
from template_builder import build
from templates.model.page import Role
from templates.path import split, value_at
from tests.collection.rounds import DEMO, form_map

pytestmark = pytest.mark.no_cover  # what they cover is covered by tests that take less

SEED: dict[str, Any] = DEMO["departments"][0]["values"]
OTHERWISE = {
    "财政拨款": "财政资金",
    "项目主要支出方向和用途": "主要用途",
    "部门（单位）名称": "部门(单位)\n 名称：",
}
"""Labels that whoever typed the form worded otherwise."""


@cache
def built() -> bytes:
    stream = io.BytesIO()
    build(form_map(), stream, SEED)
    return stream.getvalue()


def saved(book: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def changed(change: Callable[[Worksheet], object]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(built()))
    change(book["申报表"])
    return saved(book)


def codes(reading: Reading) -> set[str]:
    return {finding.code for finding in reading.findings}


def without_column_a(sheet: Worksheet) -> None:
    sheet.delete_cols(1)


def without_row_1(sheet: Worksheet) -> None:
    sheet.delete_rows(1)
    for row in sheet.row_dimensions.values():  # openpyxl leaves what is hidden where it was
        row.hidden = False


def without_row_numbers(sheet: Worksheet) -> None:
    for row in range(2, sheet.max_row + 1):
        sheet.cell(row, 1).value = None


def without_column_numbers(sheet: Worksheet) -> None:
    for column in range(2, 60):
        sheet.cell(1, column).value = None


def without_either_and_rows_more(sheet: Worksheet) -> None:
    without_column_a(sheet)
    without_row_1(sheet)
    sheet.insert_rows(1, 3)
    sheet.insert_cols(1, 2)


@pytest.mark.parametrize(
    ("change", "has_stamp"),
    [
        (without_column_a, False),
        (without_row_1, False),
        (without_row_numbers, True),
        (without_column_numbers, True),
        (without_either_and_rows_more, False),
    ],
)
def test_every_value_is_read_without_the_numbers(
    change: Callable[[Worksheet], object], has_stamp: bool
) -> None:
    reading = read(changed(change))
    assert reading.values == SEED
    usual = codes(read(built()))
    by_words = {"found-by-labels"} if has_stamp else {"found-by-labels", "recognised-by-words"}
    assert codes(reading) - usual == by_words
    assert (reading.stamp is not None) is has_stamp
    assert usual <= codes(reading)


def typed(sheet: Worksheet, columns: int, *, merged: bool, gap: int) -> None:
    """Type the form after the paper: its labels and what is filled in, row under row, and nothing else.

    It begins `columns` further right; `gap` blank rows part its sections, and labels are worded otherwise.
    """
    cell_map = form_map()
    filled = dict(_filled())
    kept = sorted({cell.row for cell in cell_map if cell.fields and cell.path in filled} | _label_rows())
    sections = {section.first_row for section in cell_map.sections}
    place = 1
    rows: dict[int, int] = {}
    for row in kept:
        place += gap if row in sections else 0
        rows[row] = place
        place += 1
    for cell in cell_map:
        if cell.row not in rows or cell.role is Role.EXPLANATION:
            continue
        where = (rows[cell.row], cell.column - 1 + columns)
        words = cell.text.zh if cell.text is not None else filled.get(cell.path)
        words = OTHERWISE.get(words, words) if isinstance(words, str) else words
        sheet.cell(*where).value = float(words) if isinstance(words, Decimal) else cast("Any", words)
        if merged and (cell.rows > 1 or cell.columns > 1):
            last = max(rows[row] for row in range(cell.row, cell.row + cell.rows) if row in rows)
            sheet.merge_cells(
                start_row=where[0],
                start_column=where[1],
                end_row=last,
                end_column=where[1] + cell.columns - 1,
            )


def _filled() -> Iterator[tuple[str, object]]:
    """Yield the path in the cell map and the value of each input of the form as it was built."""
    reading = read(built())
    by_place = {address: path for path, address in reading.addresses.items()}
    for cell in form_map():
        path = by_place.get(f"申报表!{get_column_letter(cell.column)}{cell.row}")
        if path is not None and cell.role is Role.INPUT:
            value = value_at(reading.values, split(path))
            if value is not None:
                yield cell.path, value


def _label_rows() -> set[int]:
    """Return the rows that say something without being filled in, but for those of spare items."""
    items = {item.first_row for item in form_map().items if item.first_row == item.last_row}
    return {cell.row for cell in form_map() if cell.text is not None and not cell.fields} - items


@pytest.mark.parametrize(
    ("columns", "merged", "gap"),
    [(1, True, 0), (3, False, 1), (2, True, 2)],
    ids=["as the paper", "unmerged, further right", "with blank rows"],
)
def test_a_form_typed_after_the_paper_gives_its_record(columns: int, merged: bool, gap: int) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    typed(sheet, columns, merged=merged, gap=gap)
    reading = read(saved(book))
    assert reading.values == SEED
    assert {"recognised-by-words", "found-by-labels"} <= codes(reading)
    assert not {"form-row-missing", "content-outside-cells", "row-outside-form"} & codes(reading)


def test_a_sheet_that_shares_a_few_words_is_no_form_of_ours() -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row, cell in enumerate(form_map().cells[:60], 1):
        sheet.cell(row, 1).value = cell.text.zh if cell.text and row % 3 == 0 else f"2020年说明{row}"
    with pytest.raises(UnreadableWorkbook) as caught:
        read(saved(book))
    assert caught.value.finding.code == "not-our-form"


def test_a_stamp_without_numbers_or_labels_is_not_enough() -> None:
    def emptied(sheet: Worksheet) -> None:
        without_row_numbers(sheet)
        for row in sheet.iter_rows(min_row=2):
            for cell in row:
                if type(cell).__name__ == "Cell" and not isinstance(cell.value, float):
                    cell.value = None

    with pytest.raises(UnreadableWorkbook) as caught:
        read(changed(emptied))
    assert caught.value.finding.code == "coordinates-lost"
