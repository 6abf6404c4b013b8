"""How files are read: a bureau's own severities, and what a reading gives to engineers."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from io import BytesIO

import pytest

from reader import Reading, read
from template_builder import build
from templates import Severity
from tests.collection.rounds import DEMO, form_map


@cache
def wrong() -> bytes:
    stream = BytesIO()
    build(form_map(), stream, DEMO["departments"][2]["values"])
    return stream.getvalue()


def test_a_bureau_makes_more_or_less_of_a_finding() -> None:
    usual = read(wrong())
    set_otherwise = read(
        wrong(), severities={"phone-wrong-length": "notice", "amount-changes-much": Severity.ERROR}
    )
    before = {found.code: found.severity for found in usual.findings}
    after = {found.code: found.severity for found in set_otherwise.findings}
    assert before["phone-wrong-length"] is Severity.ERROR
    changed = {code for code, severity in after.items() if severity is not before[code]}
    assert changed == {"phone-wrong-length", "amount-changes-much"} & before.keys()
    assert after["phone-wrong-length"] is Severity.NOTICE
    assert set_otherwise.values == usual.values


def test_a_severity_that_there_is_not_is_refused() -> None:
    with pytest.raises(ValueError, match="fatal"):
        read(wrong(), severities={"phone-wrong-length": "fatal"})


def test_a_reading_as_tables() -> None:
    reading = read(wrong())
    frames = reading.to_frames()
    fields = frames["fields"].set_index("field")
    assert fields.value["department.name"] == reading.record["department"]["name"]
    assert fields.cell["department.name"] == reading.addresses["department.name"]
    assert fields.value["income.total.amount"] == reading.computed["income"]["total"]["amount"]
    projects = frames["projects"]
    assert list(projects["name"]) == [project["name"] for project in reading.record["projects"]]
    assert list(projects["item"]) == [(number,) for number in range(len(projects))]
    assert sum(projects["year_budget"].dropna()) == Decimal(600150)
    indicators = frames["annual_goals.indicators"]
    assert indicators["item"].iloc[0] == (0, 0)
    assert "level3" in indicators
    assert len(frames["findings"]) == sum(len(found.locations) or 1 for found in reading.findings)


def test_a_file_that_could_not_be_read_has_tables_too() -> None:
    frames = Reading("a.xlsx").to_frames()
    assert [len(frames[name]) for name in ("fields", "findings")] == [0, 0]
