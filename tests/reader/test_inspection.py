"""What the help desk sees of a file: its sheets, how the form was found, every cell."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from io import BytesIO

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from reader import Inspection, inspect_source, read
from template_builder import build
from templates.path import split, value_at
from tests.collection.rounds import DEMO, form_map

SEED = DEMO["departments"][0]["values"]
FORM = "申报表"


@cache
def built() -> bytes:
    stream = BytesIO()
    build(form_map(), stream, SEED)
    return stream.getvalue()


def changed(change: Callable[[Worksheet], object]) -> Inspection:
    """Return what is seen where a person has changed the sheet of the form."""
    book = openpyxl.load_workbook(BytesIO(built()))
    change(book[FORM])
    stream = BytesIO()
    book.save(stream)
    return inspect_source(stream.getvalue())


def test_a_form_as_it_was_built() -> None:
    seen = inspect_source(built())
    assert [(sheet.name, sheet.is_form, sheet.is_visible) for sheet in seen.sheets] == [
        (FORM, True, True),
        ("自检", False, True),
        ("填报说明", False, True),
    ]
    found = seen.registration
    assert found is not None
    assert (found.form_by, found.cells_by, found.score, found.moved, found.missing) == (
        "stamp",
        "keys",
        1.0,
        0,
        (),
    )
    assert seen.reading == read(built())


def test_every_field_has_its_cell_and_its_value() -> None:
    seen = inspect_source(built())
    fields = {one.field: one for one in seen.fields}
    for path, place in seen.reading.addresses.items():
        one = fields[path]
        assert one.cell == place.partition("!")[2]
        is_computed = one.raw is not None and one.raw.formula is not None
        if not is_computed:
            assert one.value == value_at(seen.reading.values, split(path))
    amount = fields["income.fiscal.amount"]
    assert (amount.cell, amount.found_by, amount.certainty) == ("E9", "keys", 1.0)


def test_the_findings_stand_at_their_cells() -> None:
    seen = inspect_source(built())
    at = {one.cell: one.codes for one in seen.fields if one.codes}
    expected = {place.cell for found in seen.reading.findings for place in found.locations if place.field}
    assert expected - at.keys() == set()


def test_rows_that_are_new_and_gone_are_named() -> None:
    def insert(sheet: Worksheet) -> None:
        sheet.insert_rows(29)
        sheet["C29"] = "新项目"

    seen = changed(insert)
    found = seen.registration
    assert found is not None
    assert [place.lstrip("ABCDEFGH") for place in found.inserted] == ["29"]
    assert found.moved
    fresh = next(one for one in seen.fields if one.cell == "C29")
    assert (fresh.found_by, fresh.value) == ("neighbours", "新项目")


def test_a_form_without_its_numbers_is_found_by_words() -> None:
    seen = changed(lambda sheet: sheet.delete_cols(1))
    found = seen.registration
    assert found is not None
    assert (found.form_by, found.cells_by) == ("words", "labels")
    assert 0.5 < found.score <= 1
    assert all(one.found_by == "labels" for one in seen.fields)


@pytest.mark.parametrize("content", [b"%PDF-1.7", built()[:-100]])
def test_what_cannot_be_read_says_why(content: bytes) -> None:
    seen = inspect_source(content)
    assert (seen.reading.status, seen.registration, seen.fields) == ("unreadable", None, ())
    assert seen.reading.findings


def test_the_sheets_of_another_workbook_are_seen() -> None:
    book = openpyxl.Workbook()
    book["Sheet"].append(["a", 1])
    stream = BytesIO()
    book.save(stream)
    seen = inspect_source(stream.getvalue())
    assert [(sheet.name, sheet.cells, sheet.last_column) for sheet in seen.sheets] == [("Sheet", 2, 2)]
    assert [finding.code for finding in seen.reading.findings] == ["not-our-form"]
