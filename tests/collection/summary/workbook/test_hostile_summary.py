"""Whatever departments type, a summary is a sound workbook in which texts are texts."""

from __future__ import annotations

from copy import deepcopy
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from collection import sum_up
from collection.summary.export import export
from templates import Location, Text, compile, load
from tests.collection.rounds import DEMO, finding, form_map, reading_of
from tests.office import Office
from tests.ooxml import lint

HOSTILE = [
    "=1+1",
    "@SUM(A1)",
    '=HYPERLINK("http://example.com","x")',
    "<b>&amp;</b>",
    "_x0041_\x01\ud800\r\n",
    "http://example.com",
    "长" * 40_000,
    "😀" * 20_000,
    "'",
    "~*?",
]


def hostile_values(text: str) -> dict[str, Any]:
    values: dict[str, Any] = deepcopy(DEMO["departments"][0]["values"])
    values["department"]["name"] = text
    values["income"]["fiscal"]["amount"] = text
    values["projects"][0]["name"] = values["projects"][0]["type"] = values["projects"][0]["purpose"] = text
    values["annual_goals"][0]["indicators"][0] |= {"level3": text, "target": text, "basis": text}
    return values


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_text_stays_a_text_and_the_workbook_sound(tmp_path: Path, text: str) -> None:
    places = (Location("income.fiscal.amount", "income.fiscal.amount", text[:40], "E9", text, text),)
    said = finding("not-a-number", locations=places, slots={"label": Text(text), "others": Text(text)})
    reading = reading_of(form_map(), hostile_values(text), said, file=f"{text[:20]}.xlsx")
    path = tmp_path / "s.xlsx"
    export(sum_up([reading]), path, "xlsx")
    assert lint(path) == []
    book = openpyxl.load_workbook(path)
    start = text[:2].replace("\x01", "\ufffd").replace("\ud800", "\ufffd")
    shown = [cell for row in book["项目"].iter_rows(min_row=5) for cell in row if cell.value is not None]
    assert any(str(cell.value).startswith(start) for cell in shown)
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.hyperlink is None or cell.hyperlink.target is None
                assert cell.data_type != "f" or str(cell.value).startswith(
                    ("=SUBTOTAL(", "=COUNT", "=SUMIF(", "=IF(", "=(", "='", "=C", "=0")
                ), cell.value


TERMS = """
form: terms
version: "1"
title: 表
columns: [10, 10, 10]
choices: {sort: {items: ['a"b', "~*?", ">5", "=1", "甲"]}}
body:
- row: [{label: 单位}, {field: name, kind: text, span: 2}]
- repeat: items
  rows: 8
  row: [{field: what, kind: text}, {field: sort, kind: choice, of: sort}, {field: cost, kind: money}]
summary: {overview: [name], tables: [{key: items, title: 项目, of: [items]}]}
"""


@pytest.mark.program
def test_terms_that_look_like_conditions_are_counted_as_they_are(office: Office, tmp_path: Path) -> None:
    (tmp_path / "form.yaml").write_text(TERMS, encoding="utf-8")
    cell_map = compile(load(tmp_path / "form.yaml"), {})
    terms = ['a"b', "~*?", ">5", "=1", "甲"]
    items = [{"what": "x", "sort": term, "cost": Decimal(number)} for number, term in enumerate(terms, 1)]
    path = tmp_path / "s.xlsx"
    export(sum_up([reading_of(cell_map, {"name": "甲局", "items": items})]), path, "xlsx")
    stored = openpyxl.load_workbook(path, data_only=True)["图表"]
    shown = office.recalculate(path)["图表"]
    rows = {f"{cell.value}": cell.row for (cell,) in stored.iter_rows(max_col=1) if cell.value in terms}
    assert len(rows) == len(terms)
    for number, term in enumerate(terms, 1):
        assert [shown[f"{column}{rows[term]}"] for column in "BC"] == [1, number], term
        assert [stored[f"{column}{rows[term]}"].value for column in "BC"] == [1, number], term
