"""A reading goes to plain data and to another process, and comes back as it was."""

from __future__ import annotations

import json
import pickle
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader import Explanation, Reading, UnreadableWorkbook, unreadable
from reader.errors import refusal
from templates import Finding, Location, Message, Severity, Stamp, Text
from templates.kinds import Raw
from tests.reader.plans import filled, form, number, read_cells, text

SMALL = st.one_of(st.none(), st.text(max_size=5))
TEXTS = st.builds(Text, st.text(max_size=8), st.text(min_size=1, max_size=8))
MESSAGES = st.builds(
    Message,
    st.text(max_size=8),
    st.sampled_from(Severity),
    TEXTS,
    TEXTS,
    st.none() | TEXTS,
    st.booleans(),
)
EXPLANATIONS = st.lists(st.builds(Explanation, *[st.text(max_size=5)] * 3), max_size=2).map(tuple)
LOCATIONS = st.lists(st.builds(Location, *[SMALL] * 6), max_size=3).map(tuple)
FINDINGS = st.builds(
    Finding,
    MESSAGES,
    st.sampled_from(Severity),
    LOCATIONS,
    SMALL,
    st.dictionaries(st.text(max_size=5), TEXTS, max_size=2),
)
STAMPS = st.builds(
    Stamp,
    st.text(max_size=5),
    st.text(max_size=5),
    st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=5), max_size=3),
    *[st.text(max_size=5)] * 4,
)
RAWS = st.one_of(
    st.none(),
    st.decimals(allow_nan=False, allow_infinity=False).map(Raw),
    st.sampled_from(["约七百", "/", "2.50", "１２３", "752.2万元", "甲类", "#N/A", " "]).map(Raw),
    st.text(max_size=10).map(Raw),
    st.just(Raw(None, error="#REF!")),
    st.just(number("0.5", "0%", "1/2")),
)


def again(reading: Reading) -> Reading:
    return Reading.from_dict(json.loads(json.dumps(reading.to_dict())), [form()])


def assert_same(back: Reading, reading: Reading) -> None:
    """Equal, and equal to the last zero of every number."""
    assert back == reading
    assert repr((back.values, back.computed)) == repr((reading.values, reading.computed))


@given(st.dictionaries(st.tuples(st.integers(5, 22), st.integers(2, 5)), RAWS, max_size=12))
def test_a_reading_comes_back_from_plain_data_as_it_was(edits: dict[tuple[int, int], Raw | None]) -> None:
    cells = filled()
    for at, raw in edits.items():
        cells.pop(at, None)
        if raw is not None:
            cells[at] = raw
    reading = read_cells(cells)
    assert_same(again(reading), reading)
    assert_same(pickle.loads(pickle.dumps(reading)), reading)


@given(st.lists(FINDINGS, max_size=3), st.none() | STAMPS, EXPLANATIONS)
def test_whatever_a_finding_says_comes_back(
    findings: list[Finding], stamp: Stamp | None, explanations: tuple[Explanation, ...]
) -> None:
    reading = Reading("a.xlsx", None, stamp, findings=tuple(findings), explanations=explanations)
    assert again(reading) == reading
    assert pickle.loads(pickle.dumps(reading)) == reading
    assert [hash(finding) for finding in again(reading).findings] == list(map(hash, findings))


def test_plain_data_hold_places_in_record_and_cell_map() -> None:
    cells = filled()
    cells[12, 3] = text("四十")
    (finding,) = read_cells(cells).to_dict()["findings"]
    assert finding["locations"] == [
        {
            "field": "projects[1].budget",
            "map_field": "projects[1].budget",
            "sheet": "计划",
            "cell": "C12",
            "found": "四十",
            "explanation": None,
        }
    ]


def test_numbers_are_digits_and_texts_where_numbers_belong_say_so() -> None:
    cells = filled()
    cells[7, 3] = text("八十来万")
    cells[7, 4] = Raw(Decimal("70.0"))
    data = read_cells(cells).to_dict()
    assert data["values"]["fiscal"] == {"amount": {"text": "八十来万"}, "last_year": "70"}
    assert data["values"]["name"] == "某局"
    assert data["computed"]["total"]["last_year"] == "70"


def test_a_number_where_a_text_belongs_stays_a_number() -> None:
    reading = read_cells(filled())
    odd = replace(reading, values={**reading.values, "name": Decimal("1.50")})
    assert odd.to_dict()["values"]["name"] == {"decimal": "1.50"}
    assert_same(again(odd), odd)


def test_an_unreadable_file_comes_back_too() -> None:
    reading = unreadable("a.xlsx", refusal("damaged", "zip").finding)
    assert again(reading) == reading
    assert again(reading).status == "unreadable"


def test_a_form_that_is_not_given_is_unknown() -> None:
    data = read_cells(filled()).to_dict()
    with pytest.raises(UnreadableWorkbook) as caught:
        Reading.from_dict(data)
    assert caught.value.finding.code == "unknown-form"
