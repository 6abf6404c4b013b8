"""Values as findings show them, and findings made one."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal

import pytest

from reader import unreadable
from reader.display import joined, shown, shown_raw
from reader.errors import UnreadableWorkbook, refusal
from reader.judge.finding_report import merged
from templates import Finding, Location, Message, Severity, Text
from templates.kinds import Raw, RawValue


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, ""),
        (True, "TRUE"),
        (False, "FALSE"),
        ("字", "字"),
        (Decimal("752.20"), "752.2"),
        (Decimal("-0.0"), "0"),
        (Decimal("1E+3"), "1000"),
        (Decimal(1) / 3, "0.3333333333"),
        (Decimal("1E+300"), "1E+300"),
    ],
)
def test_values_without_needless_digits(value: Decimal | str | bool | None, words: str) -> None:
    assert shown(value) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (" 字 ", "字"),
        (None, ""),
        (date(2020, 5, 10), "2020-05-10"),
        (datetime(2020, 5, 10, 1), "2020-05-10 01:00:00"),
        (time(1, 30), "01:30:00"),
    ],
)
def test_cells_as_they_came(value: RawValue, words: str) -> None:
    assert shown_raw(Raw(value)) == words
    assert shown_raw(Raw(None, error="#REF!")) == "#REF!"


def test_labels_are_listed_once() -> None:
    assert joined([Text("甲", "a"), Text("甲", "a"), Text("乙", "b"), Text("")]) == Text("甲、乙", "a; b")


def finding(sentence: str, **at: str) -> Finding:
    message = Message("x", Severity.NOTICE, Text(sentence), Text(""))
    return Finding(message, Severity.NOTICE, (Location(**at),))


def test_equal_findings_list_their_places_and_what_was_found() -> None:
    alike = [finding("同", field="a", cell="A1", found="1"), finding("同", field="b", cell="A2", found="1")]
    alike += [finding("同", field="c", cell="A3", found="2"), finding("异", field="d", cell="A4")]
    first, other = merged(alike)
    assert (first.field, first.cell, first.found) == ("a, b, c", "A1, A2, A3", "1, 2")
    assert first.locations == tuple(
        Location(field, cell=cell, found=found)
        for field, cell, found in (("a", "A1", "1"), ("b", "A2", "1"), ("c", "A3", "2"))
    )
    assert (other.field, other.cell, other.found) == ("d", "A4", None)


def test_what_was_found_keeps_findings_apart_where_the_sentence_says_it() -> None:
    assert len(merged([finding("有{found}", found="1"), finding("有{found}", found="2")])) == 2


def test_an_unreadable_file_is_a_reading_too() -> None:
    refused = refusal("damaged", "zip")
    assert isinstance(refused, UnreadableWorkbook)
    reading = unreadable("a.xlsx", refused.finding)
    assert (reading.status, dict(reading.values), reading.cell_map) == ("unreadable", {}, None)
    assert "zip" in reading.findings[0].sentence("zh")
