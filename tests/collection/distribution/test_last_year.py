"""Last year's workbook or record prefills this year's blank."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from collection import CollectionError, renew, renewal_text
from reader import read
from template_builder import build
from templates import ParameterError, ValuesError, builtin, compile
from tests.cases import cases

SEED = Path(__file__).parents[2] / "data" / "seed.json"
FORM = builtin("department-goals")


@pytest.fixture
def seed() -> dict[str, Any]:
    return dict(json.loads(SEED.read_text(encoding="utf-8")))


def test_a_filled_workbook_gives_its_parameters_too(tmp_path: Path, seed: dict[str, Any]) -> None:
    path = tmp_path / "last.xlsx"
    build(compile(FORM, {"year": 2020, "projects": 12}), path, seed["values"])
    renewal = renew(FORM, path, {})
    assert renewal.cell_map.parameters["year"] == 2021
    assert renewal.cell_map.parameters["projects"] == 12
    assert renewal.rolled.values["department"]["name"] == "鄂州市住房公积金中心"
    assert renew(FORM, path, {"projects": 20}).cell_map.parameters["projects"] == 20


def test_what_does_not_agree_comes_along_and_is_said() -> None:
    renewal = renew(FORM, SEED, {"year": "2021"})
    assert [(finding.code, finding.field) for finding in renewal.disagreements] == [
        ("income-differs-from-expenditure", "expenditure.total.year_before_last")
    ]
    text = renewal_text(renewal, "zh")
    assert text.startswith("从上年带入 15 处：部门（单位）名称、填报人、联系电话、")
    assert "带入的内容请核对：2019年收入合计935.33，支出合计953.33，相差18。" in text
    assert "was carried over from last year's budget (399.1)" in renewal_text(renewal, "en")


def test_the_blank_is_built_and_read_back(tmp_path: Path) -> None:
    renewal = renew(FORM, SEED, {}, ["annual-goals"])
    path = tmp_path / "this.xlsx"
    build(renewal.cell_map, path, renewal.rolled.values)
    values = read(path).values
    assert values["expenditure"]["basic"] == {
        "amount": None,
        "year_before_last": renewal.rolled.values["expenditure"]["basic"]["year_before_last"],
        "last_year": renewal.rolled.values["expenditure"]["basic"]["last_year"],
    }
    assert values["annual_goals"][0]["indicators"][0]["last_year"] == "7个"
    assert values["annual_goals"][0]["indicators"][0]["target"] is None


def test_records_of_every_shape(tmp_path: Path, seed: dict[str, Any]) -> None:
    path = tmp_path / "record.json"
    for written in (
        seed["values"],
        {"values": seed["values"]},
        [{"parameters": {"year": 2020, "unit": "万元"}, "values": seed["values"]}],
    ):
        path.write_text(json.dumps(written), encoding="utf-8")
        assert renew(FORM, path, {"year": 2021}).rolled.values["functions"] == seed["values"]["functions"]
    path.write_text(json.dumps(seed["values"]), encoding="utf-8")
    with pytest.raises(ParameterError, match="year is missing"):
        renew(FORM, path, {})
    with pytest.raises(ValuesError, match="Last year's file is for 2020 and the blank is for 2030"):
        renew(FORM, SEED, {"year": 2030})


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    path = tmp_path / "last.xlsx"
    path.write_bytes(b"no workbook")
    with pytest.raises(CollectionError, match=r"last\.xlsx: "):
        renew(FORM, path, {"year": 2021})


def test_a_clean_form_rolls_without_disagreement(tmp_path: Path) -> None:
    case = next(case for case in cases("should_pass") if case.name == "complete")
    path = tmp_path / "last.xlsx"
    case.write(path)
    assert renew(FORM, path, {}).disagreements == ()


def test_every_sentence_of_what_was_carried_is_whole() -> None:
    renewal = renew(FORM, SEED, {}, ["annual-goals"])
    for language in ("zh", "en"):
        text = renewal_text(renewal, language)
        assert "“”" not in text
        assert "{" not in text
        assert len(set(text.splitlines())) == len(text.splitlines())
    assert "二级指标“满意度指标”" in renewal_text(renewal, "zh")
    carried = renewal_text(renewal, "zh").splitlines()[0].partition("：")[2].split("、")
    assert len(set(carried)) == len(carried)
    assert {"长期目标", "长期目标（逐项）"} <= set(carried)


def test_a_return_of_the_version_before_rolls_into_the_newest(tmp_path: Path, seed: dict[str, Any]) -> None:
    """What was left as version 1 had it is left as version 2 has it."""
    before = builtin("department-goals.v1")
    workbook, record = tmp_path / "last.xlsx", tmp_path / "last.json"
    build(compile(before, {"year": 2020, "annual_goals": 4}), workbook, seed["values"])
    parameters = dict(compile(before, {"year": 2020, "annual_goals": 4}).parameters)
    record.write_text(
        json.dumps([{"version": "1", "parameters": parameters, "values": seed["values"]}]), encoding="utf-8"
    )
    for last in (workbook, record):
        renewal = renew(FORM, last, {})
        assert renewal.cell_map.form.version == "2"
        assert renewal.cell_map == compile(FORM, {"year": 2021, "annual_goals": 4})
        assert renewal.rolled.values["functions"] == seed["values"]["functions"]
        assert renewal.rolled == renew(FORM, SEED, {"annual_goals": 4}).rolled
