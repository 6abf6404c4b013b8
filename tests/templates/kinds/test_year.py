"""Years, row by row as people type them."""

from __future__ import annotations

from datetime import datetime, time
from decimal import Decimal
from typing import Any

from templates.findings.finding import Severity
from templates.kinds import KINDS, Raw
from templates.kinds.year import YearLimits
from templates.text import Text
from tests.templates.kinds.table import codes, read, rows


@rows(
    (74, 2023, 2023, ""),
    (74, Decimal("2023.0"), 2023, ""),
    (74, "2023", 2023, "number-as-text"),
    (74, "２０２３", 2023, "full-width-digits"),
    (74, "2023年", 2023, "year-with-words"),
    (74, "2023年底", 2023, "year-with-words"),
    (74, "2023年度", 2023, "year-with-words"),
    (74, "2023 年 12 月", 2023, "year-with-words"),
    (74, "2023年12月31日", 2023, "year-with-words"),
    (74, "二〇二三", 2023, "chinese-numeral"),
    (74, "二零二三年", 2023, "chinese-numeral"),
    (75, datetime(2023, 12, 31), 2023, "date-for-year"),
    (0, 1999, 1999, ""),
)
def test_years(typed: Any, value: int, expected: str) -> None:
    outcome = read("year", typed)
    assert (outcome.value, codes(outcome)) == (value, expected)
    assert type(outcome.value) is int
    assert outcome.readable


@rows(
    (75, "23年", "23年", "year-unclear"),
    (75, "十四五末", "十四五末", "year-unclear"),
    (75, "长期", "长期", "year-unclear"),
    (75, "2021-2023", "2021-2023", "year-unclear"),
    (75, Decimal("2023.12"), "2023.12", "year-unclear"),
    (75, 23, "23", "year-unclear"),
    (75, Raw(time(20, 23), "h:mm"), "20:23", "year-unclear"),
)
def test_what_is_no_year_keeps_its_text(typed: Any, value: str, expected: str) -> None:
    outcome = read("year", typed)
    assert (outcome.value, codes(outcome)) == (value, expected)
    assert not outcome.readable


def test_a_chinese_numeral_matters_less_in_a_year() -> None:
    assert read("year", "二〇二三").notes[0].severity is Severity.NOTICE


def test_the_format_shows_the_words_of_the_form_about_the_year() -> None:
    kind = KINDS["year"]
    assert kind.number_format(YearLimits()) == "0"
    words = Text("长期目标（截止 {} 年）", "Until {}")
    assert kind.number_format(YearLimits(words=words)) == '"长期目标（截止 "0" 年）"'
    assert kind.number_format(YearLimits(words=Text("{}年"))) == '0"年"'


def test_a_year_has_four_digits_and_lies_in_our_time() -> None:
    kind = KINDS["year"]
    validation = kind.validation(YearLimits())
    assert (validation.type, validation.minimum, validation.maximum) == (
        "whole",
        Decimal(2000),
        Decimal(2199),
    )
    assert [check.ensure for check in kind.checks(YearLimits()) if check.in_reader] == [
        "AND(self >= 2000, self <= 2199)"
    ]
    assert kind.schema(YearLimits()) == {"type": ["integer", "null"], "minimum": 2000, "maximum": 2199}
