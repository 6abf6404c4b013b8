"""Patterns of texts: what fits, what people are told, what cannot stand, and that no text takes long."""

from __future__ import annotations

import re
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from templates.kinds import KINDS, Raw
from templates.kinds.shared.patterns import PatternError, parse_pattern

TEXT = KINDS["text"]
PATTERNS = (
    "[0-9]{6}",
    "[A-Z]{2}[0-9]{4,8}",
    "GB[0-9]{2}(-[a-z]{1,3})?",
    "[一-鿿]{2,4}|[A-Za-z ]{2,20}",
    "[0-9]{0,3}[0-9]{1,3}x?",
    "[a-c]{1,2}[b-d]{1,2}|(ab)?c|[-+]{2}",
    "[0-9A-Z-]{3}",
)


@given(st.sampled_from(PATTERNS), st.data())
def test_what_fits_is_what_a_regular_expression_takes(source: str, data: st.DataObject) -> None:
    pattern = parse_pattern(source)
    by_chance = st.text("GBab12cdx- 甲+(Z", max_size=10)
    text = data.draw(st.one_of(by_chance, st.from_regex(pattern.expression, fullmatch=True)))
    assert pattern.fits(text) is (re.fullmatch(source, text) is not None)


@pytest.mark.parametrize(
    ("source", "zh", "en"),
    [
        ("[0-9]{6}", "6位数字", "6 digits"),
        ("[0-9]", "1位数字", "1 digit"),
        ("[A-Z]{2}[0-9]{4,8}", "2位大写字母，接4到8位数字", "2 capital letters, then 4 to 8 digits"),
        ("A[0-9]{2}(-b)?", "“A”，接2位数字，可再接“-b”", "“A”, then 2 digits, then optionally “-b”"),
        ("[0-9]{5}|[0-9]{9}", "5位数字，或9位数字", "5 digits, or 9 digits"),
        ("[0-9]{3}X?", "3位数字，接至多1位“X”", "3 digits, then at most 1 “X”"),
        ("[XYZ]", "1位“XYZ”中的字符", "1 sign of “XYZ”"),
    ],
)  # fmt: skip
def test_people_are_told_in_words(source: str, zh: str, en: str) -> None:
    assert (parse_pattern(source).words.zh, parse_pattern(source).words.en) == (zh, en)


@pytest.mark.parametrize(
    "source",
    [
        *(
            "",
            "[0-9]*",
            "[0-9]+",
            ".{3}",
            "([0-9]{2}){3}",
            "(a(b)?)?",
            "(a",
            "a)",
            "[0-9",
            "[]",
            "[^a]",
            "\\d",
        ),
        *(
            "[0-9]{0}",
            "[0-9]{3,2}",
            "[0-9]{101}",
            "[9-0]",
            "[0-9]?",
            "(a)?",
            "a|",
            "a||b",
            "{3}",
            "a{3",
            "^a$",
        ),
        *("[0-9]{100}[0-9]{100}a", "ab" * 26),
    ],
)
def test_what_cannot_stand(source: str) -> None:
    with pytest.raises(PatternError) as caught:
        parse_pattern(source)
    assert caught.value.reason.zh
    assert [(name, one.code) for name, one in TEXT.mistakes({"pattern": source})] == [
        ("pattern", "pattern-unclear")
    ]


def test_no_text_takes_long() -> None:
    pattern = parse_pattern("[a-z]{0,20}[a-y]{0,20}[a-x]{0,20}[a-w]{0,20}[a-v]{0,20}[a-u]{0,20}[0-9]")
    begun = perf_counter()
    assert not pattern.fits("a" * 121)
    assert perf_counter() - begun < 0.5


@pytest.mark.parametrize(
    ("source", "typed", "value", "codes"),
    [
        ("[0-9]{6}", "436000", "436000", []),
        ("[0-9]{6}", " ４３６０００ ", "436000", ["full-width-digits"]),
        ("[0-9]{6}", "43600", "43600", ["text-not-of-pattern"]),
        ("[A-Z]{2}", "ab", "ab", ["text-not-of-pattern"]),
        ("[A-Z]{2}", "", None, []),
        ("[A-Z]{2}", "/", None, ["placeholder"]),
    ],
)
def test_the_reader_holds_texts_against_it(
    source: str, typed: str, value: str | None, codes: list[str]
) -> None:
    outcome = TEXT.read(Raw(typed), TEXT.limits({"pattern": source}))
    assert (outcome.value, [note.code for note in outcome.notes]) == (value, codes)


def test_what_the_sheet_cannot_judge_is_judged_on_return() -> None:
    assert "text-not-of-pattern" not in TEXT.judged_on_return(TEXT.limits({"pattern": "[0-9]{6}"}))
    beyond = TEXT.limits({"pattern": "[A-Z]{2}[0-9]{4}"})
    assert "text-not-of-pattern" in TEXT.judged_on_return(beyond)
    assert "交回后" in TEXT.prompt(beyond).zh
    assert "text-not-of-pattern" not in TEXT.judged_on_return(TEXT.limits())
    assert TEXT.schema(beyond)["pattern"] == "^(?:[A-Z]{2}[0-9]{4})$"
