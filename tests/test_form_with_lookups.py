"""A form that counts, sums and finds rows by what stands in them, and that filters lists within lists."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import ironcalc
import pytest

from reader import Reading, read
from template_builder import build, check_building
from template_builder.guidance.cell_values import contents_of
from template_builder.guidance.guide import Guide
from templates import compile, load
from tests.extent import extent
from tests.fillings import disturbed
from tests.forms import SUPPLY_PLAN
from tests.office import Office
from tests.test_referees import calculated, differences, recalculated

FORM = load(SUPPLY_PLAN)
SUPPLIES = compile(FORM, {})
BASE: dict[str, Any] = json.loads(
    (Path(__file__).parent / "cases" / "bases" / "supplies.json").read_text(encoding="utf-8"),
    parse_float=Decimal,
)["values"]
D = Decimal

Change = Callable[[dict[str, Any]], object]


def changed(*changes: Change) -> dict[str, Any]:
    """Return the form as it is right, with some changes."""
    values = deepcopy(BASE)
    for change in changes:
        change(values)
    return values


def returned(tmp_path: Path, *changes: Change) -> Reading:
    """Build the form with some changes, and read it."""
    build(SUPPLIES, tmp_path / "supplies.xlsx", changed(*changes))
    return read(tmp_path / "supplies.xlsx", [FORM])


def shown(values: dict[str, Any]) -> dict[str, Any]:
    """Return what the cells of the form show, by their paths."""
    found = Guide(SUPPLIES).values(contents_of(SUPPLIES, values))
    return {cell.path: found.get(cell.address) for cell in SUPPLIES if cell.of is not None}


def test_what_the_form_works_out(tmp_path: Path) -> None:
    check_building(FORM)
    reading = returned(tmp_path)
    assert (reading.values, reading.findings) == (BASE, ())
    found = reading.computed
    assert [[order["price"] for order in depot["orders"]] for depot in found["depots"]] == [
        [D("21.55"), D("3.2"), D(860)],
        [D("21.55")],
    ]
    assert [(one["times"], one["count"], one["amount"]) for one in found["prices"]] == [
        (2, 24, D("517.2")),
        (1, 300, 960),
        (1, 2, 1720),
    ]
    assert (found["total"], found["city_office"], found["office"]) == (D("3197.2"), 1391, D("1477.2"))
    assert (found["scrapped"], found["scrapped_amount"], found["scrapped_part"]) == (1, 1720, D("0.537"))
    assert (found["mean"], found["dear"], found["cheap"]) == (D("799.3"), 2, D("517.2"))
    assert (found["odd"], found["watched_price"], found["suburb"]) == (324, 431, 4)


def test_a_cell_is_blank_where_nothing_is_found() -> None:
    blank = shown({})
    assert [blank[f"depots[0].orders[0].{name}"] for name in ("price", "amount")] == ["", ""]
    assert (blank["mean"], blank["total"], blank["scrapped_amount"], blank["watched_price"]) == ("",) * 4
    assert (blank["scrapped"], blank["scrapped_part"], blank["prices[0].times"]) == (0, "", "")

    def unpriced(values: dict[str, Any]) -> None:
        values["prices"][0]["price"] = None

    found = shown(changed(unpriced))
    assert [found[f"depots[0].orders[{row}].price"] for row in range(2)] == ["", D("3.2")]
    assert found["prices[0].amount"] == 0


def test_otherwise_is_shown_where_nothing_is_found() -> None:
    found = shown(changed(lambda values: values.update(watched="铅笔")))
    assert found["watched_price"] == 500


@pytest.mark.parametrize("spelling", ["已报废", "报废。", " 报废"])
def test_all_spellings_of_a_term_are_counted(spelling: str) -> None:
    found = shown(changed(lambda values: values["depots"][0]["orders"][0].update(state=spelling)))
    assert (found["scrapped"], found["scrapped_amount"]) == ((2, 2151) if spelling[0] != " " else (1, 1720))


@pytest.mark.parametrize(
    ("change", "code", "field", "words"),
    [
        (
            lambda values: values["depots"][0]["orders"][1].update(item="铅笔"),
            *("item-unknown", "depots[0].orders[1].item", "品名“铅笔”在价格表中没有，或者不止一次。"),
        ),
        (
            lambda values: values["prices"][1].update(name="打印纸"),
            *("item-unknown", "depots[0].orders[0].item", "不止一次"),
        ),
        (
            lambda values: values["prices"].append({"name": "书架", "price": D(900)}),
            *("price-differs", "prices[3].price", "单价900与订购时的860不一致。"),
        ),
        (
            lambda values: values.update(watched="铅笔"),
            *("watched-unknown", "watched", "关注的品名没有单价（—）。"),
        ),
    ],
    ids=["no such key", "a key twice", "another value", "recovered"],
)
def test_what_is_wrong_is_told_where_it_is(
    change: Change, code: str, field: str, words: str, tmp_path: Path
) -> None:
    found = [one for one in returned(tmp_path, change).findings if one.code == code]
    assert str(found[0].field).split(", ")[0] == field
    assert words in found[0].sentence("zh")
    said = Guide(SUPPLIES).values(contents_of(SUPPLIES, changed(change))).values()
    assert any(words in str(one) for one in said)


RATES = """
form: rates
version: "1"
title: 费率表
columns: [12, 12, 12]
body:
- repeat: rates
  rows: 3
  row: [{label: 费率}, {field: name, kind: text}, {field: rate, kind: share}]
- row: [{label: 采用}, {field: chosen, kind: text}, {field: rate, kind: share}]
rules:
- code: rate-differs
  at: rate
  ensure: rate = INDEX(rates.rate, MATCH(chosen, rates.name, 0))
  found: rate
  expected: INDEX(rates.rate, MATCH(chosen, rates.name, 0))
messages:
  rate-differs:
    severity: error
    zh: 应为{expected}，却是{found}。
    en: "{found} should be {expected}."
    fix: {zh: 请核对。, en: Check it.}
"""


def test_what_is_looked_up_is_said_as_its_field_is(tmp_path: Path) -> None:
    (tmp_path / "rates.yaml").write_text(RATES, encoding="utf-8")
    form = load(tmp_path / "rates.yaml")
    cell_map = compile(form, {})
    values = {
        "rates": [{"name": "甲", "rate": D("0.5")}, {"name": "乙", "rate": D("0.125")}],
        "chosen": "乙",
        "rate": D("0.3"),
    }
    build(cell_map, tmp_path / "rates.xlsx", values)
    (found,) = read(tmp_path / "rates.xlsx", [form]).findings
    assert found.sentence("zh") == "应为12.5%，却是30%。"
    assert found.sentence("zh") in Guide(cell_map).values(contents_of(cell_map, values)).values()
    unknown = {**values, "chosen": "丙"}
    build(cell_map, tmp_path / "rates.xlsx", unknown)
    assert read(tmp_path / "rates.xlsx", [form]).findings == ()


def test_ironcalc_agrees(tmp_path: Path) -> None:
    random, guide, path = Random(7), Guide(SUPPLIES), tmp_path / "supplies.xlsx"
    for number in range(extent(40, quick=15, soak=400)):
        values = disturbed(SUPPLIES, BASE if number % 3 else {}, random)
        build(SUPPLIES, path, values)
        model = ironcalc.load_from_xlsx(str(path), "en", "UTC", "en")
        assert (number, differences(guide, values, calculated(guide, model))) == (number, [])


def test_libreoffice_agrees(office: Office, tmp_path: Path) -> None:
    random, guide, path = Random(9), Guide(SUPPLIES), tmp_path / "supplies.xlsx"
    for number in range(extent(8, quick=4, soak=100)):
        values = disturbed(SUPPLIES, BASE if number % 3 else {}, random)
        build(SUPPLIES, path, values)
        assert (number, differences(guide, values, recalculated(office, guide, path))) == (number, [])
