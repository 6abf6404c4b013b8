"""A form whose lists differ from item to item, and whose formulas look beyond their item."""

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
from jsonschema import Draft202012Validator

from reader import Reading, read
from template_builder import build, build_copy, check_building
from template_builder.guidance.cell_values import CHECK_SHEET, contents_of
from template_builder.guidance.check_model import STATE
from template_builder.guidance.guide import Guide
from templates import compile, load, record_schema
from templates.compiling.room import with_room
from templates.model.page import CellAddress
from templates.records.filling import filling_from
from templates.records.record import record_of
from tests.fillings import disturbed
from tests.forms import LEVEL_WEIGHTS
from tests.office import Office
from tests.test_referees import calculated, differences, recalculated

FORM = load(LEVEL_WEIGHTS)
WEIGHTS = compile(FORM, {})
BASE: dict[str, Any] = json.loads(
    (Path(__file__).parent / "cases" / "bases" / "weights.json").read_text(encoding="utf-8"),
    parse_float=Decimal,
)["values"]

Change = Callable[[dict[str, Any]], object]


def returned(tmp_path: Path, *changes: Change) -> Reading:
    """Build the form as it is right, with some changes, and read it."""
    values = deepcopy(BASE)
    for change in changes:
        change(values)
    build(WEIGHTS, tmp_path / "weights.xlsx", values)
    return read(tmp_path / "weights.xlsx", [FORM])


def shown(*changes: Change) -> dict[str, Any]:
    """Return what the cells of the form show with some changes, by their paths, and the lights of 自检."""
    values = deepcopy(BASE)
    for change in changes:
        change(values)
    guide = Guide(WEIGHTS)
    found = guide.values(contents_of(WEIGHTS, values))
    lights = {line.title.zh: found[CellAddress(CHECK_SHEET, line.row, STATE)] for line in guide.rules}
    return {cell.path: found.get(cell.address) for cell in WEIGHTS if cell.of is not None} | lights


def test_nothing_is_found_in_what_is_right(tmp_path: Path) -> None:
    check_building(FORM)
    reading = returned(tmp_path)
    assert (reading.values, reading.findings) == (BASE, ())
    rows = [[one["level2"] for one in level["mid"]] for level in reading.values["levels"]]
    assert rows == [["数量", "数量", "质量"], ["社会"]]
    assert reading.computed["quantity"] == 40
    assert Draft202012Validator(record_schema(WEIGHTS)).is_valid(json.loads(json.dumps(BASE, default=float)))


@pytest.mark.parametrize(
    ("change", "code", "field", "cell", "words"),
    [
        (
            lambda values: values["levels"][1]["mid"][0].update(weight=70),
            *("weights-of-level", "levels[1].level1", "D9", "“效益”的权重合计70，不能超过60。"),
        ),
        (
            lambda values: [one.update(score=None) for one in values["levels"][0]["mid"]],
            *("level-without-score", "levels[0].mid[0].score", "F6", "有权重而没有得分：得分。"),
        ),
        (
            lambda values: values["levels"][0]["mid"][2].update(item=None),
            *("required-missing", "levels[0].mid[2].item", "D8", "“三级”未填。"),
        ),
        (
            lambda values: values["months"][1].update(title=None),
            *("required-missing", "months[1].title", "C13", "“2月·名称”未填。"),
        ),
        (
            lambda values: values["months"][2].update(amount=-1),
            *("amount-negative", "months[2].amount", "F14", "-1"),
        ),
    ],
    ids=["at a constant", "at a field of a list within", "required within", "in the second row", "negative"],
)
def test_what_is_wrong_is_told_where_it_is(
    change: Change, code: str, field: str, cell: str, words: str, tmp_path: Path
) -> None:
    (found,) = [one for one in returned(tmp_path, change).findings if one.code == code]
    assert (found.field, found.cell) == (field, cell)
    assert words in found.sentence("zh")
    sheet = shown(change)
    assert any(word in str(value) for value in sheet.values() for word in ("未填", "有误"))


def test_sheet_and_reader_name_the_row_alike(tmp_path: Path) -> None:
    def steep(values: dict[str, Any]) -> None:
        values["months"][3]["amount"] = Decimal(25)

    (found,) = returned(tmp_path, steep).findings
    assert found.sentence("zh") == "“4月·增长”是100%，高于50%。"
    values = deepcopy(BASE)
    steep(values)
    said = Guide(WEIGHTS).values(contents_of(WEIGHTS, values)).values()
    assert found.sentence("zh") in said


def test_a_cell_is_blank_where_nothing_of_its_item_goes_in() -> None:
    def blanked(values: dict[str, Any]) -> None:
        values["levels"][0]["mid"][1]["weight"] = None
        values["months"][1]["amount"] = None

    found = shown(blanked)
    assert found["levels[0].mid[0].part"] == Decimal("0.25")
    assert found["levels[0].mid[1].part"] == ""
    assert [found[f"months[{number}].rise"] for number in range(4)] == ["", "", "", Decimal("0.2")]
    nothing = Guide(WEIGHTS).values(contents_of(WEIGHTS, {}))
    by_path = {cell.path: nothing.get(cell.address) for cell in WEIGHTS}
    assert (by_path["total.weight"], by_path["total.score"], by_path["base"]) == ("", "", 100)


def test_no_formula_names_a_cell_that_there_is_not() -> None:
    assert not [formula for formula in Guide(WEIGHTS).formulas.values() if "#REF!" in formula]


def test_a_conditional_rule_is_judged_where_the_form_is_filled() -> None:
    assert shown()["有闲置的说明原因"] == "通过"
    idle = shown(lambda values: values["months"][0].update(state="闲置", place="仓库"))
    assert idle["有闲置的说明原因"] == "有误"


def test_a_folded_spelling_is_the_term_to_the_sheet_too(tmp_path: Path) -> None:
    def folded(values: dict[str, Any]) -> None:
        values["months"][1].update(state="已报废", amount=Decimal(3))

    assert "state-against-amount" in {one.code for one in returned(tmp_path, folded).findings}
    assert "已报废的不应有金额：3。" in str(
        list(Guide(WEIGHTS).values(contents_of(WEIGHTS, BASE | {"months": changed_months(folded)})).values())
    )


def changed_months(change: Change) -> Any:
    values = deepcopy(BASE)
    change(values)
    return values["months"]


def test_an_item_stands_where_its_lists_have_room() -> None:
    """An item of one row fits either level, and takes that of its constant."""
    many = {"levels": [{"level1": "产出", "mid": BASE["levels"][0]["mid"]}]}
    one = {"levels": [BASE["levels"][1]]}
    for values in (many, one):
        record = record_of(WEIGHTS.shape, filling_from(WEIGHTS, values))
        assert record["levels"] == values["levels"]


def test_an_official_copy_has_all_of_it(tmp_path: Path) -> None:
    more = deepcopy(BASE)
    more["levels"][1]["mid"].append({"level2": "社会", "item": "满意度", "weight": 1, "score": 1})
    larger = with_room(WEIGHTS, more)
    assert record_of(larger.shape, filling_from(larger, more))["levels"] == more["levels"]
    assert with_room(WEIGHTS, BASE) is WEIGHTS
    build_copy(WEIGHTS, tmp_path / "copy.xlsx", BASE)


def test_ironcalc_agrees(tmp_path: Path) -> None:
    random, guide, path = Random(7), Guide(WEIGHTS), tmp_path / "weights.xlsx"
    for number in range(40):
        values = disturbed(WEIGHTS, BASE, random)
        build(WEIGHTS, path, values)
        model = ironcalc.load_from_xlsx(str(path), "en", "UTC", "en")
        assert (number, differences(guide, values, calculated(guide, model))) == (number, [])


def test_libreoffice_agrees(office: Office, tmp_path: Path) -> None:
    random, guide, path = Random(9), Guide(WEIGHTS), tmp_path / "weights.xlsx"
    for number in range(8):
        values = disturbed(WEIGHTS, BASE, random)
        build(WEIGHTS, path, values)
        assert (number, differences(guide, values, recalculated(office, guide, path))) == (number, [])
