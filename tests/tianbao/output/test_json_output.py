"""What other programs read has every digit, and nothing that JSON does not know."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from reader import Explanation, unreadable
from templates import Location, Severity, Stamp
from tests.collection.rounds import DEMO, finding, form_map, nested_map, reading_of
from tianbao.output.json_output import json_array, json_entry, json_line, json_text, reading_object


@pytest.mark.parametrize(
    ("number", "written"),
    [
        ("0E+1", "0"),
        ("-0.00", "0"),
        ("763.0", "763"),
        ("1E+3", "1000"),
        ("0.00000001", "0.00000001"),
        ("1121.34", "1121.34"),
        ("12345678901234567890.12", "12345678901234567890.12"),
    ],
)
def test_decimals_are_written_out(number: str, written: str) -> None:
    assert json_text([Decimal(number)]) == f"[\n {written}\n]\n"


def test_an_array_is_written_object_by_object() -> None:
    values = DEMO["departments"][0]["values"]
    odd = {"a": "行\u2028行\x85\n", "b": [], "c": {}}
    for objects in ([], [odd], [odd, reading_object(reading_of(form_map(), values)), {"x": [1, [2]]}]):
        assert json_array(map(json_entry, objects)) == json_text(objects)


def test_lines_are_lines() -> None:
    assert json_line({"a": "行\n行"}) + json_line({"a": None}) == '{"a": "行\\n行"}\n{"a": null}\n'


def test_the_object_of_a_reading() -> None:
    values = DEMO["departments"][0]["values"]
    locations = (
        Location("tasks", "tasks", "申报表", "D17", "/", "见附件。"),
        Location("functions", "functions", "申报表", "D14", "/"),
    )
    merged = finding("placeholder", locations=locations)
    reading = reading_of(form_map(), values, merged)
    explained = replace(reading, explanations=(Explanation("申报表", "J17", "见附件。"),))
    shown = reading_object(explained, "en")
    assert list(shown) == [
        "file", "status", "department", "form", "version", "parameters", "stamp", "values", "computed",
        "findings", "explanations",
    ]  # fmt: skip
    assert (shown["stamp"], shown["department"]["code"]) == (None, None)
    stamp = Stamp("department-goals", "2", {}, "", "219001", signature="x", revision=3)
    stamped = reading_object(replace(explained, stamp=stamp), "en")
    assert stamped["department"]["code"] == "219001"
    assert stamped["stamp"] == {
        "department": "219001",
        "revision": 3,
        "signed": True,
    }
    assert shown["explanations"] == [{"sheet": "申报表", "cell": "J17", "text": "见附件。"}]
    assert (shown["status"], shown["form"], shown["version"]) == ("findings", "department-goals", "2")
    assert shown["parameters"]["year"] == 2020
    assert shown["values"] == values
    assert shown["computed"]["expenditure"]["total"]["last_year"] == Decimal("953.33")
    assert shown["findings"] == [
        {
            "code": "placeholder",
            "severity": "notice",
            "field": "tasks, functions",
            "sheet": "申报表",
            "cell": "D17, D14",
            "found": "/",
            "expected": None,
            "explanation": "见附件。",
            "message": merged.sentence("en"),
            "fix": merged.remedy("en"),
            "locations": [
                {
                    "field": "tasks",
                    "sheet": "申报表",
                    "cell": "D17",
                    "found": "/",
                    "explanation": "见附件。",
                },
                {
                    "field": "functions",
                    "sheet": "申报表",
                    "cell": "D14",
                    "found": "/",
                    "explanation": None,
                },
            ],
        }
    ]


def test_shares_have_15_digits_and_sums_all() -> None:
    values = {
        "income": {
            "fiscal": {"amount": Decimal("12345678901234.5678")},
            "other": {"amount": Decimal("0.0001")},
        },
        "expenditure": {"basic": {"amount": 1}, "project": {"amount": 2}},
    }
    shown = json.loads(json_text(reading_object(reading_of(form_map(), values))), parse_float=Decimal)[
        "computed"
    ]
    assert shown["income"]["total"]["amount"] == Decimal("12345678901234.5679")
    assert shown["expenditure"]["basic"]["share"] == Decimal("0.333333333333333")


def test_what_is_computed_in_items_has_their_shape(tmp_path: Path) -> None:
    values = {"outer": [{"middle": [{"inner": [{"cost": Decimal("0.1")}, {"cost": 2}]}]}]}
    shown = reading_object(reading_of(nested_map(tmp_path), values))
    assert shown["computed"] == {
        "outer": [{"middle": [{"inner": [{"double": Decimal("0.2")}, {"double": 4}]}]}]
    }


def test_the_object_of_an_unreadable_file() -> None:
    shown = reading_object(unreadable("a.xlsx", finding("damaged", found="xl/workbook.xml")))
    assert {shown[name] for name in ("form", "version")} == {None}
    assert [shown[name] for name in ("parameters", "values", "computed")] == [None, None, None]
    assert (shown["status"], [entry["code"] for entry in shown["findings"]]) == ("unreadable", ["damaged"])
    assert shown["findings"][0]["severity"] == Severity.ERROR.value
