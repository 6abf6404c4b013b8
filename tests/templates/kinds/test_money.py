"""Amounts of money, row by row as people type them."""

from __future__ import annotations

from datetime import datetime, time
from decimal import Decimal
from typing import Any

import pytest

from templates import Severity, catalogue
from templates.kinds import KINDS, Raw
from templates.kinds.money import MoneyLimits
from tests.templates.kinds.table import codes, read, rows

WAN, YUAN = MoneyLimits(unit="万元"), MoneyLimits(unit="元")


@rows(
    (1, Decimal("752.2"), "752.2", ""),
    (1, Decimal("752.20"), "752.2", ""),
    (1, Decimal(0), "0", ""),
    (2, "752.2", "752.2", "number-as-text"),
    (2, "　243.8", "243.8", "number-as-text"),
    (2, "243.8　", "243.8", "number-as-text"),
    (2, "16", "16", "number-as-text"),
    (2, "+752.2", "752.2", "number-as-text"),
    (2, "-0", "0", "number-as-text"),
    (2, "752.", "752", "trailing-mark"),
    (2, "\u200b752.2\ufeff\n", "752.2", "number-as-text"),
    (3, "７５２．２", "752.2", "full-width-digits"),
    (3, "７５２.2", "752.2", "full-width-digits"),
    (3, "752．2", "752.2", "full-width-digits"),
    (4, "1,121.34", "1121.34", "thousands-separator"),
    (4, "7,522,000", "7522000", "thousands-separator"),
    (5, "1，121.34", "1121.34", "full-width-separator"),
    (5, "1，１２１．３４", "1121.34", "full-width-separator"),
    (6, "1 121.34", "1121.34", "space-in-number"),
    (6, "1　121.34", "1121.34", "space-in-number"),
    (6, "752. 2", "752.2", "space-in-number"),
    (6, "1, 121.34", "1121.34", "space-in-number"),
    (9, "752。2", "752.2", "full-width-point"),
    (10, "752.2。", "752.2", "trailing-mark"),
    (10, "752.2,", "752.2", "trailing-mark"),
    (10, "752.2；", "752.2", "trailing-mark"),
    (11, "752.2万元", "752.2", "amount-with-unit"),
    (11, "752.2万", "752.2", "amount-with-unit"),
    (11, "752.2 万元", "752.2", "amount-with-unit"),
    (11, "752.2W", "752.2", "amount-with-unit"),
    (11, "752.2（万元）", "752.2", "amount-with-unit"),
    (11, "1,752.2万元整", "1752.2", "amount-with-unit"),
    (12, "7522000元", "752.2", "amount-converted"),
    (12, "7,522,000.00元", "752.2", "amount-converted"),
    (12, "0.07522亿元", "752.2", "amount-converted"),
    (12, "752.2千元", "75.22", "amount-converted"),
    (14, "7522000", "7522000", "number-as-text"),
    (15, "¥752.2", "752.2", "currency-mark"),
    (15, "￥752.2", "752.2", "currency-mark"),
    (15, "￥7,522,000.00", "7522000", "currency-mark"),
    (15, "￥752.2万元", "752.2", "amount-with-unit"),
    (16, "752万2千元", "752.2", "amount-mixed-units"),
    (16, "1亿2000万", "12000", "amount-mixed-units"),
    (17, "1.2千万", "1200", "amount-converted"),
    (17, "3百万", "300", "amount-converted"),
    (17, "5千", "0.5", "amount-converted"),
    (17, "3500万", "3500", "amount-with-unit"),
    (18, "一千二百万", "1200", "chinese-numeral"),
    (18, "一千二百万元", "1200", "chinese-numeral"),
    (18, "壹仟贰佰万元整", "1200", "chinese-numeral"),
    (18, "三百元", "0.03", "chinese-numeral"),
    (19, "壹佰", "100", "chinese-numeral"),
    (19, "一百零五", "105", "chinese-numeral"),
    (19, "一千二百", "1200", "chinese-numeral"),
    (19, "两千", "2000", "chinese-numeral"),
    (19, "十六", "16", "chinese-numeral"),
    (19, "〇", "0", "chinese-numeral"),
    (19, "零", "0", "chinese-numeral"),
    (21, "壹佰万元整（1000000元）", "100", "amount-twice"),
    (22, "7O2.2", "702.2", "letter-for-digit"),
    (22, "1o0", "100", "letter-for-digit"),
    (22, "7〇2", "702", "letter-for-digit"),
    (22, "7○2", "702", "letter-for-digit"),
    (24, "约752", "752", "amount-approximate"),
    (24, "752左右", "752", "amount-approximate"),
    (24, "近800", "800", "amount-approximate"),
    (28, "-16", "-16", "number-as-text"),
    (28, "－16", "-16", "number-as-text"),
    (28, "(16)", "-16", "number-as-text"),
    (28, "（16）", "-16", "number-as-text"),
    (28, "△16", "-16", "number-as-text"),
    (28, "负16", "-16", "number-as-text"),
    (28, "负十六", "-16", "chinese-numeral"),
    (29, "7.522E+02", "752.2", "scientific-notation"),
    (29, Decimal("7.522E2"), "752.2", ""),
    (30, Decimal("752.2034"), "752.2034", ""),
    (30, "10606.7522万元", "10606.7522", "amount-with-unit"),
    (31, "12345678901234567", "12345678901234567", "amount-implausible"),
    (31, Decimal(10_000_001), "10000001", "amount-implausible"),
    (35, "0元", "0", "amount-with-unit"),
    (35, "零元", "0", "chinese-numeral"),
    (36, Raw(Decimal(0), '0;-0;"-"'), "0", ""),
    (1, Decimal("0.30000000000000004"), "0.3", ""),
)
def test_amounts(typed: Any, value: str, expected: str) -> None:
    outcome = read("money", typed, WAN)
    assert (outcome.value, codes(outcome)) == (Decimal(value), expected)
    assert outcome.readable
    number = typed.value if isinstance(typed, Raw) else typed
    assert outcome.counted == isinstance(number, Decimal)


@rows(
    (6, "7 52.2", None, "not-a-number"),
    (7, "1、121.34", None, "separator-misplaced"),
    (7, "1,12,134", None, "separator-misplaced"),
    (7, "11,21.34", None, "separator-misplaced"),
    (7, "752,2", None, "separator-misplaced"),
    (7, "0,752", None, "separator-misplaced"),
    (8, "12.3.4", None, "two-decimal-points"),
    (8, "1.121.34", None, "two-decimal-points"),
    (8, "752..2", None, "two-decimal-points"),
    (8, "1.2.3万5千", None, "two-decimal-points"),
    (9, "752·2", None, "separator-misplaced"),
    (9, "752，20", None, "separator-misplaced"),
    (16, "5千3万", None, "several-numbers"),
    (20, "一百二", None, "chinese-numeral-unclear"),
    (20, "一二三", None, "chinese-numeral-unclear"),
    (20, "廿三", None, "chinese-numeral-unclear"),
    (20, "百把万", None, "chinese-numeral-unclear"),
    (20, "几十万", None, "chinese-numeral-unclear"),
    (21, "壹佰万元整（2000000元）", None, "several-numbers"),
    (21, "见表（2）", None, "not-a-number"),
    (23, "l00", None, "not-a-number"),
    (23, "I00", None, "not-a-number"),
    (23, "1S", None, "not-a-number"),
    (23, "B5", None, "not-a-number"),
    (23, "是", None, "not-a-number"),
    (24, "750多", None, "not-a-number"),
    (25, "752.2+50", None, "several-numbers"),
    (25, "752.2（含结转50）", None, "several-numbers"),
    (25, "752.2/50", None, "several-numbers"),
    (25, "752.2元，50元", None, "several-numbers"),
    (35, "无变化", None, "not-a-number"),
    (35, "见附表", None, "not-a-number"),
    (35, "同上", None, "not-a-number"),
    (35, "待定", None, "not-a-number"),
    (35, "XX", None, "not-a-number"),
    (0, "²", None, "not-a-number"),
    (0, "9" * 101, None, "not-a-number"),
)
def test_what_must_not_be_guessed_keeps_its_text(typed: str, value: None, expected: str) -> None:
    outcome = read("money", typed, WAN)
    assert (outcome.value, codes(outcome)) == (typed, expected)
    assert (outcome.notes[0].severity or catalogue()[expected].severity) is Severity.ERROR
    assert not outcome.readable
    assert not outcome.counted


@pytest.mark.parametrize("typed", ["-", "－", "—", "——", "–", "/", "／", "\\", "*", "无", "没有"])
def test_a_placeholder_is_a_blank_and_not_a_zero(typed: str) -> None:
    outcome = read("money", typed, WAN)
    assert (outcome.value, codes(outcome)) == (None, "placeholder-for-amount")
    assert outcome.readable


@pytest.mark.parametrize("typed", [None, "", "　", " \t\n\u00a0"])
def test_white_space_is_a_blank_without_a_word(typed: str | None) -> None:
    outcome = read("money", typed, WAN)
    assert (outcome.value, codes(outcome)) == (None, "")


def test_an_amount_in_the_form_of_yuan() -> None:
    converted = read("money", "752.2万元", YUAN)
    assert (converted.value, codes(converted)) == (Decimal(7522000), "amount-converted")
    assert codes(read("money", Decimal("752.2"), YUAN)) == ""
    assert codes(read("money", Decimal(10**11), YUAN)) == ""
    assert codes(read("money", Decimal(10**11 + 1), YUAN)) == "amount-implausible"


def test_a_truth_value_is_no_amount() -> None:
    outcome = read("money", True, WAN)
    assert (outcome.value, codes(outcome)) == ("TRUE", "not-a-number")
    assert not outcome.readable


@pytest.mark.parametrize(
    ("raw", "shown", "likely"),
    [
        (Raw(datetime(2020, 5, 10), 'm"月"d"日"'), "5月10日", "5-10、5/10"),
        (Raw(datetime(2020, 5, 10), "d-mmm"), "10-May", "5-10、5/10"),
        (Raw(Decimal(43961), "yyyy/m/d"), "2020/5/10", "5-10、5/10"),
        (Raw(datetime(2020, 5, 10), "mm-dd-yy"), "2020/5/10", "5-10、5/10"),
        (Raw(time(1, 30), "h:mm"), "1:30", "1:30"),
        (Raw(Decimal("0.0625"), "h:mm"), "1:30", "1:30"),
    ],
)
def test_a_date_is_no_amount(raw: Raw, shown: str, likely: str) -> None:
    outcome = read("money", raw, WAN)
    assert (outcome.value, codes(outcome)) == (shown, "date-from-text")
    assert outcome.notes[0].expected == likely
    assert not outcome.readable


@pytest.mark.parametrize("text", ["#DIV/0!", "#N/A", "####", "＃REF!"])
def test_an_error_is_nothing(text: str) -> None:
    for raw in (Raw(None, error="#DIV/0!"), Raw(text)):
        outcome = read("money", raw, WAN)
        assert (outcome.value, codes(outcome)) == (None, "error-value")
        assert not outcome.counted


def test_a_formula_in_an_input_counts_by_its_result() -> None:
    outcome = read("money", Raw(Decimal("802.2"), formula="=752.2+50"), WAN)
    assert (outcome.value, codes(outcome)) == (Decimal("802.2"), "formula-in-input")
    assert outcome.notes[0].found == "802.2"
    assert outcome.counted
    assert read("money", Raw("", formula='""'), WAN).notes == ()
    outcome = read("money", Raw(None, formula="C5+50"), WAN)
    assert (outcome.value, codes(outcome)) == ("=C5+50", "formula-without-result")


def test_the_rules_of_an_amount() -> None:
    checks = KINDS["money"].checks(
        WAN,
    )
    assert [(check.code, check.ensure) for check in checks] == [
        ("not-a-number", 'OR(self = "", ISNUMBER(self))'),
        ("amount-negative", "self >= 0"),
        ("amount-implausible", "self <= 1000000000000"),
        ("amount-too-precise", "ROUND(self, 2) = self"),
    ]
    assert [check.code for check in checks if check.in_reader] == ["amount-negative", "amount-too-precise"]
    assert KINDS["money"].number_format(WAN) == "#,##0.00####"
    assert KINDS["money"].number_format(MoneyLimits(decimals=0)) == "#,##0"
    assert KINDS["money"].schema(WAN) == {"type": ["number", "null"], "minimum": 0}
    validation = KINDS["money"].validation(WAN)
    assert (validation.type, validation.minimum, validation.maximum) == (
        "decimal",
        Decimal(0),
        Decimal(10**12),
    )
