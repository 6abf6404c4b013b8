"""Six hundred spellings of amounts, percents, phones, targets, dates and terms, read as a table says.

A line of `spellings.tsv` is: the kind; what is typed, a text in quotes or a number as it is stored; the
number format (`·`: none); the value in the record, `—` for none, `✗` where it must not be guessed; the codes
of what there is to say. Amounts are those of a form in 万元.
"""

from __future__ import annotations

import io
import json
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from reader import read
from template_builder import build
from templates import Cell, Role, builtin, compile
from templates.kinds import KINDS, Kind, Limits, Raw
from templates.language import address
from templates.path import split, value_at

FORM = compile(builtin("department-goals"), {"year": 2020})
OF_A_FIELD = {
    "money": "income.fiscal.amount",
    "choice": "projects[0].type",
    "text": "functions",
    "phone": "department.phone",
    "target": "annual_goals[0].indicators[0].target",
    "year": "goals.long_term_end_year",
}


@dataclass(frozen=True, slots=True)
class Spelling:
    """A line of the table."""

    kind: str
    typed: str | Decimal
    number_format: str
    value: Any
    is_read: bool
    codes: tuple[str, ...]


def spellings() -> list[Spelling]:
    text = Path(__file__).with_name("spellings.tsv").read_text(encoding="utf-8")
    return [_spelling(line.split("\t")) for line in text.splitlines()]


def _spelling(parts: list[str]) -> Spelling:
    kind, typed, number_format, value, codes = (part if part != "·" else "" for part in parts)
    return Spelling(
        kind,
        json.loads(typed) if typed.startswith('"') else Decimal(typed),
        number_format or "General",
        None if value in ("—", "✗") else json.loads(value, parse_float=Decimal, parse_int=Decimal),
        value != "✗",
        tuple(codes.split()),
    )


SPELLINGS = spellings()


def kind_of(name: str) -> tuple[Kind, Limits]:
    """Return a kind with the limits of a field of the form, or else its usual ones."""
    if name not in OF_A_FIELD:
        return KINDS[name], KINDS[name].limits()
    cell = next(cell for cell in FORM if OF_A_FIELD[name] in cell.fields)
    assert cell.of is not None
    return cell.of.kind, cell.bounds


def test_there_are_enough_and_each_once() -> None:
    assert len(SPELLINGS) >= 400
    assert len({(one.kind, one.typed, one.number_format) for one in SPELLINGS}) == len(SPELLINGS)
    assert sum(not one.is_read for one in SPELLINGS) > 100


@pytest.mark.parametrize("one", SPELLINGS, ids=lambda one: f"{one.kind} {one.typed!s}".strip())
def test_each_is_read_as_the_table_says(one: Spelling) -> None:
    kind, limits = kind_of(one.kind)
    outcome = kind.read(Raw(one.typed, one.number_format), limits)
    assert tuple(note.code for note in outcome.notes) == one.codes
    assert outcome.readable is one.is_read
    if one.is_read:
        assert outcome.value == one.value


def test_they_are_read_so_in_a_file() -> None:
    """As many as there are cells of their kinds in one workbook."""
    cells: defaultdict[str, list[Cell]] = defaultdict(list)
    for cell in FORM:
        if cell.role is Role.INPUT and cell.of is not None and "year_before_last" not in cell.fields[0]:
            cells[cell.of.kind.name].append(cell)
    stream = io.BytesIO()
    build(FORM, stream)
    book = openpyxl.load_workbook(stream)
    sheet = book["申报表"]
    put: list[tuple[Cell, Spelling]] = []
    for kind in ("money", "target", "choice"):
        wanted = [
            one
            for one in SPELLINGS
            if one.kind == kind and not str(one.typed).startswith("=") and str(one.typed).isprintable()
        ]
        places = [cell for cell in cells[kind] if kind != "choice" or cell.fields[0].endswith(".type")]
        for cell, one in zip(places, wanted, strict=False):
            at = sheet.cell(cell.row, cell.column)
            at.value = float(one.typed) if isinstance(one.typed, Decimal) else one.typed
            put.append((cell, one))
    book.save(stream)
    reading = read(stream.getvalue())
    found = {(place.cell, finding.code) for finding in reading.findings for place in finding.locations}
    assert len(put) > 100
    for cell, one in put:
        where = address(cell.row, cell.column)
        assert {(where, code) for code in one.codes} <= found, one
    by_place = {at.partition("!")[2]: path for path, at in reading.addresses.items()}
    for cell, one in put:
        path = by_place.get(address(cell.row, cell.column))
        if path is not None:
            assert value_at(reading.values, split(path)) == (one.value if one.is_read else one.typed)
