"""Dates, row by row as people type them."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from templates.findings.finding import Severity
from templates.kinds import KINDS, Limits, Raw
from templates.kinds.date import DateLimits, day_typed
from templates.text import Text
from tests.templates.kinds.table import codes, read, rows

DATE = KINDS["date"]
MONTH = DATE.limits({"precision": "month"})
YEAR_2026 = DATE.limits({"earliest": "2026-01-01", "latest": "2026-12"})


@rows(
    (1, Raw(Decimal(46086), "yyyy-mm-dd"), "2026-03-05", ""),
    (1, Raw(Decimal(46086), "yyyy/m/d"), "2026-03-05", ""),
    (1, datetime(2026, 3, 5), "2026-03-05", ""),
    (1, date(2026, 3, 5), "2026-03-05", ""),
    (2, "2026年3月5日", "2026-03-05", "date-as-text"),
    (2, "2026 年 03 月 05 号", "2026-03-05", "date-as-text"),
    (2, "2026.3.5", "2026-03-05", "date-as-text"),
    (2, "2026-3-5", "2026-03-05", "date-as-text"),
    (2, "2026—3—5", "2026-03-05", "date-as-text"),
    (2, "２０２６/3/5", "2026-03-05", "date-as-text"),
    (2, "2026/03/05。", "2026-03-05", "date-as-text"),
    (2, "20260305", "2026-03-05", "date-as-text"),
    (2, "二〇二六年三月五日", "2026-03-05", "date-as-text"),
    (2, "二零二六年十二月三十一日", "2026-12-31", "date-as-text"),
    (2, "2026-03-05 00:00:00", "2026-03-05", "date-as-text"),
    (2, "2026-03-05T08:30", "2026-03-05", "date-as-text date-with-time"),
    (2, "2024-02-29", "2024-02-29", "date-as-text"),
    (3, 20260305, "2026-03-05", "date-as-number"),
    (8, Decimal("46086.5"), "2026-03-05", "date-as-number"),
    (3, Raw(Decimal(20260305), "yyyy-mm-dd"), "2026-03-05", "date-as-number"),
    (3, 46086, "2026-03-05", "date-as-number"),
    (4, datetime(2026, 3, 5, 8, 30), "2026-03-05", "date-with-time"),
    (4, Raw(Decimal("46086.25"), "yyyy-mm-dd"), "2026-03-05", "date-with-time"),
    (5, Raw(Decimal(46086), "yyyy-mm-dd", formula="TODAY()"), "2026-03-05", "formula-in-input"),
)
def test_dates(typed: Any, value: str, expected: str) -> None:
    outcome = read("date", typed)
    assert (outcome.value, codes(outcome)) == (value, expected)
    assert outcome.readable


@rows(
    (1, "2026年3月", "2026年3月", "date-without-day"),
    (1, "2026-03", "2026-03", "date-without-day"),
    (1, "二〇二六年三月", "二〇二六年三月", "date-without-day"),
    (1, 202603, "202603", "date-without-day"),
    (2, "2026年2月30日", "2026年2月30日", "date-not-in-calendar"),
    (2, "2023-02-29", "2023-02-29", "date-not-in-calendar"),
    (2, "2026-13-01", "2026-13-01", "date-not-in-calendar"),
    (2, "2026年13月", "2026年13月", "date-not-in-calendar"),
    (2, 20260230, "20260230", "date-not-in-calendar"),
    (3, 12, "12", "date-unclear"),
    (3, 2026, "2026", "date-unclear"),
    (3, -5, "-5", "date-unclear"),
    (3, "长期", "长期", "date-unclear"),
    (3, "2026", "2026", "date-unclear"),
    (3, "26.3.5", "26.3.5", "date-unclear"),
    (3, "3/5/2026", "3/5/2026", "date-unclear"),
    (3, "2026-3.5", "2026-3.5", "date-unclear"),
    (3, "二〇二六年二十月五日", "二〇二六年二十月五日", "date-not-in-calendar"),
    (3, "二〇二六年一二月五日", "二〇二六年一二月五日", "date-unclear"),
    (3, "二〇二六年三月五五日", "二〇二六年三月五五日", "date-unclear"),
    (3, "年" * 200, "年" * 200, "date-unclear"),
    (3, True, "TRUE", "date-unclear"),
    (3, time(20, 26), "20:26", "date-unclear"),
    (4, "1899-5-4", "1899-5-4", "date-out-of-limits"),
    (4, date(1899, 5, 4), "1899-05-04", "date-out-of-limits"),
    (5, Raw(None, error="#N/A"), None, "error-value"),
)
def test_what_is_no_date_keeps_its_text(typed: Any, value: str | None, expected: str) -> None:
    outcome = read("date", typed)
    assert (outcome.value, codes(outcome)) == (value, expected)
    assert not outcome.readable


@rows(
    (1, "2026年3月", "2026-03", "date-as-text"),
    (1, "2026年3月份", "2026-03", "date-as-text"),
    (1, "2026.3", "2026-03", "date-as-text"),
    (1, "2026年3月5日", "2026-03", "date-as-text"),
    (1, 202603, "2026-03", "date-as-number"),
    (1, 20260305, "2026-03", "date-as-number"),
    (1, Raw(Decimal(46086), "yyyy-mm"), "2026-03", ""),
    (2, "2026-13", "2026-13", "date-not-in-calendar"),
    (2, "2026", "2026", "date-unclear"),
)
def test_months(typed: Any, value: str, expected: str) -> None:
    outcome = read("date", typed, MONTH)
    assert (outcome.value, codes(outcome)) == (value, expected)


def test_a_mark_is_a_blank() -> None:
    assert (read("date", "／").value, codes(read("date", "／"))) == (None, "placeholder")
    assert read("date", "/", DateLimits(required=True)).notes[0].severity is Severity.ERROR


def test_only_what_a_sheet_sees_as_a_date_is_counted() -> None:
    assert read("date", 46086).counted
    assert not read("date", 20260305).counted
    assert not read("date", "2026-3-5").counted


@pytest.mark.parametrize(
    ("value", "content"),
    [
        ("2026-03-05", Decimal(46086)),
        ("2026-03", Decimal(46082)),
        (date(2026, 3, 5), Decimal(46086)),
        (datetime(2026, 3, 5, 12), Decimal(46086)),
        (Decimal(46086), Decimal(46086)),
        ("2026-02-30", "2026-02-30"),
        ("2026-13", "2026-13"),
        ("1899-05-04", "1899-05-04"),
        ("长期", "长期"),
        ("", None),
        (None, None),
    ],
)
def test_a_cell_holds_the_serial_number(value: object, content: object) -> None:
    assert DATE.write(value, DATE.limits()) == content


def test_formulas_take_the_serial_number_and_a_record_the_text() -> None:
    assert DATE.operand("2026-03-05") == Decimal(46086)
    assert DATE.operand("长期") == "长期"
    assert DATE.recorded(Decimal(46086), DATE.limits()) == "2026-03-05"
    assert DATE.recorded(Decimal(46086), MONTH) == "2026-03"
    assert DATE.recorded(Decimal("46086.75"), DATE.limits()) == "2026-03-05"
    assert DATE.shown(Decimal(46086), MONTH) == "2026-03"
    for no_date in (Decimal(-1), Decimal(59), Decimal(10**7), Decimal("Infinity"), "长期", None):
        assert DATE.recorded(no_date, DATE.limits()) == no_date


def test_the_sheet_shows_and_keeps_iso_dates() -> None:
    assert (DATE.number_format(DATE.limits()), DATE.number_format(MONTH)) == ("yyyy-mm-dd", "yyyy-mm")
    validation = DATE.validation(YEAR_2026)
    assert (validation.type, validation.minimum, validation.maximum) == (
        "date",
        Decimal(46023),
        Decimal(46387),
    )
    assert "2026-01-01 ~ 2026-12-31" in validation.refusal.zh
    assert [check.ensure for check in DATE.checks(YEAR_2026) if check.in_reader] == [
        "AND(self >= 46023, self < 46388)"
    ]


def test_prompts_name_the_limits_that_the_author_set() -> None:
    assert DATE.prompt(DATE.limits()) == Text(
        "请填日期，要有年、月、日。例如：2026-3-5。", "A date (year, month and day), for example 2026-3-5."
    )
    assert DATE.prompt(MONTH).en == "A date (year and month), for example 2026-3."
    assert DATE.prompt(YEAR_2026) == Text(
        "请填日期，要有年、月、日。例如：2026-3-5。须在2026-01-01 ~ 2026-12-31之间。",
        "A date (year, month and day), for example 2026-3-5. Within 2026-01-01 ~ 2026-12-31.",
    )


@pytest.mark.parametrize(
    ("options", "value", "valid"),
    [
        ({}, "2026-03-05", True),
        ({}, "2026-03", False),
        ({"precision": "month"}, "2026-03", True),
        ({}, None, True),
        ({}, 46086, False),
    ],
)
def test_the_schema_takes_iso_texts(options: dict[str, str], value: object, valid: bool) -> None:
    assert Draft202012Validator(DATE.schema(DATE.limits(options))).is_valid(value) is valid


@pytest.mark.parametrize(
    ("options", "mistakes"),
    [
        ({"earliest": "2026-01-01", "latest": "2026-01"}, []),
        ({"earliest": "2026-02-30"}, [("earliest", "date-bound-unclear")]),
        ({"earliest": "1.1.2026"}, [("earliest", "date-bound-unclear")]),
        ({"latest": "1899-01-01"}, [("latest", "date-bound-unclear")]),
        ({"earliest": "2026-02-01", "latest": "2026-01"}, [("latest", "date-bounds-reversed")]),
        ({"earliest": "2300-01-01"}, [("earliest", "date-bounds-reversed")]),
    ],
)
def test_bounds_are_dates_in_their_order(options: dict[str, str], mistakes: list[tuple[str, str]]) -> None:
    assert [(name, mistake.code) for name, mistake in DATE.mistakes(options)] == mistakes


def test_a_default_is_a_date_as_written() -> None:
    assert DATE.is_literal("2026-03-05")
    assert DATE.is_literal("2026-02-30")
    assert not DATE.is_literal('year & "-12-31"')
    assert not KINDS["money"].is_literal("2026-03-05")


def test_a_summary_sorts_iso_texts() -> None:
    column = DATE.column(DATE.limits())
    assert (column.sort, column.number_format, column.total, column.wrap) == ("text", "General", False, False)
    assert DATE.exported("2026-03-05") == "2026-03-05"


def test_the_limits_know_what_the_form_says() -> None:
    common = Limits(label=Text("填报日期"), required=True)
    limits = DATE.limits({"precision": "month"}, common)
    assert (limits.label, limits.required, limits.precision) == (common.label, True, "month")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-03-31", date(2026, 3, 31)),
        ("2026年3月31日", date(2026, 3, 31)),
        ("20260331", date(2026, 3, 31)),
        ("2026-02-30", None),
        ("2026-03", None),
        ("下周五", None),
        ("", None),
        ("—", None),
    ],
)
def test_a_day_is_taken_from_a_text_alone(text: str, day: date | None) -> None:
    assert day_typed(text) == day
