"""Hostile texts arrive as what was given, or are refused with a clear error; none becomes anything else."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from reader import read
from template_builder import TableColumn, TableSheet, WorkbookTemplate, write_tables
from templates import Cell, Role, ValuesError, builtin, compile
from templates.kinds import Raw
from templates.path import split, value_at
from tests.extent import some
from tests.hostile import HOSTILE, REFUSED, TEXTS
from tests.template_builder.parts import SHEET, cell_texts, formulas, parts

pytestmark = pytest.mark.no_cover  # what they cover is covered by tests that take less

CELL_MAP = compile(
    builtin("department-goals"),
    {
        "year": 2020,
        "projects": 2,
        "annual_goals": 1,
        "output_rows": 1,
        "benefit_rows": 1,
        "satisfaction_rows": 1,
    },
)
LONG = 2_000
"""From this many characters on a text goes into one field at a time: together they would be no form."""


@cache
def text_cells() -> tuple[Cell, ...]:
    """Return every cell of the form into which a text can be typed, whatever its kind makes of it."""
    return tuple(
        cell
        for cell in CELL_MAP
        if cell.role is Role.INPUT and cell.of is not None and not cell.of.kind.numeric
    )


@cache
def template() -> WorkbookTemplate:
    return WorkbookTemplate(CELL_MAP, varying=[cell.path for cell in text_cells()])


@cache
def blank() -> bytes:
    return template().fill()


def _room(cell: Cell) -> int:
    assert cell.of is not None
    return cell.of.kind.longest(cell.bounds) or 0


def fillings(text: str) -> Iterator[Mapping[str, Any]]:
    """Yield what to prefill: every text field at once, or one after the other where that is too much."""
    paths = [cell.path for cell in text_cells()]
    if len(text) < LONG:
        yield dict.fromkeys(paths, text)
    else:
        longest = sorted(text_cells(), key=_room)[-1]
        for path in {paths[0], longest.path, paths[-1]}:
            yield {path: text}


def read_alone(cell: Cell, text: str) -> Any:
    """Return what the reading rules make of a text that stands in a cell."""
    assert cell.of is not None
    assert cell.limits is not None
    return cell.of.kind.read(Raw(text, cell.of.kind.number_format(cell.limits)), cell.limits).value


@pytest.mark.parametrize("text", some(TEXTS, 4), ids=lambda text: repr(text[:20]))
def test_a_prefilled_text_arrives_in_every_field(text: str, tmp_path: Path) -> None:
    for values in fillings(text):
        made = template().fill(values)
        assert_nothing_lives(made)
        texts = cell_texts(made)
        cells = [cell for cell in text_cells() if cell.path in values]
        assert {texts.get(_address(cell)) for cell in cells} == {text}
        file = tmp_path / "a.xlsx"
        file.write_bytes(made)
        reading = read(file)
        paths = {address: path for path, address in reading.addresses.items()}
        for cell in cells:
            path = paths.get(f"申报表!{_address(cell)}")  # none for a blank item
            found = None if path is None else value_at(reading.values, split(path))
            assert found == read_alone(cell, text), cell.path


@pytest.mark.parametrize("text", REFUSED, ids=lambda text: repr(text[:20]))
def test_what_no_cell_can_hold_is_refused_by_every_field(text: str) -> None:
    for cell in text_cells():
        with pytest.raises(ValuesError) as caught:
            template().fill({cell.path: text})
        assert cell.path in str(caught.value) or _address(cell) in str(caught.value)
        str(caught.value).encode()
        assert len(str(caught.value)) < 300
    assert template().fill() == blank()


def test_a_summary_shows_each_text_as_it_is() -> None:
    columns = (
        TableColumn("文字"),
        TableColumn("金额", 12, "#,##0.00", total=True),
        TableColumn("说明", wrap=True),
    )
    rows = [(text, text, text) for text in TEXTS]
    stream = io.BytesIO()
    write_tables(stream, [TableSheet("总览", "汇总", columns, rows)])
    made = stream.getvalue()
    texts = cell_texts(made)
    first = next(int(address[1:]) for address, text in texts.items() if text == TEXTS[0])
    shown = [tuple(texts.get(f"{letter}{first + row}") for letter in "ABC") for row in range(len(rows))]
    assert shown == rows
    assert len(formulas(made)) == 1
    assert not [name for name in parts(made) if "rels" in name and "sheet" in name]


@pytest.mark.parametrize("text", REFUSED, ids=lambda text: repr(text[:20]))
def test_a_summary_refuses_what_no_cell_can_hold(text: str) -> None:
    with pytest.raises(ValuesError):
        write_tables(io.BytesIO(), [TableSheet("总览", "汇总", (TableColumn("文字"),), [(text,)])])


def test_there_are_two_hundred() -> None:
    assert len(set(HOSTILE)) >= 200
    assert len(text_cells()) >= 20


def assert_nothing_lives(made: bytes) -> None:
    """The sheet has the formulas of the blank one and no other, and no link."""
    assert {cell: formula for cell, (formula, _, _) in formulas(made).items()} == _formulas_of_blank()
    found = parts(made)
    assert b"<hyperlink" not in found[SHEET]
    assert found.keys() == parts(blank()).keys()


@cache
def _formulas_of_blank() -> dict[str, str]:
    return {cell: formula for cell, (formula, _, _) in formulas(blank()).items()}


def _address(cell: Cell) -> str:
    return f"{chr(ord('A') + cell.column - 1)}{cell.row}"
