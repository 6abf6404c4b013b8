"""Indicator targets, row by row as people type them, and taken apart."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from templates.findings.finding import Severity
from templates.kinds import KINDS, Raw, Target, parse_target
from templates.kinds.target import TargetLimits
from templates.text import Text
from tests.templates.kinds.table import codes, read, rows

PAST = TargetLimits(past=True)


def parts(text: str) -> str:
    """Say the parts of a target in one line: operator, numbers, unit, trend."""
    target = parse_target(text)
    assert target.text == text
    numbers = (target.number, target.number2)
    words = [target.operator, *(f"{n:f}" for n in numbers if n is not None), target.unit, target.trend]
    return " ".join(word for word in words if word)


@rows(
    (43, "≥95%", ">= 95 %", ""),
    (43, "≥ 95 %", ">= 95 %", ""),
    (43, "≥95\n%", ">= 95 %", ""),
    (43, "≥９５％", ">= 95 %", ""),
    (43, ">=95%", ">= 95 %", ""),
    (43, "＞＝95%", ">= 95 %", ""),
    (43, "≧95%", ">= 95 %", ""),
    (43, "95%以上", ">= 95 %", "operator-in-words"),
    (43, "95%（含）以上", ">= 95 %", "operator-in-words"),
    (43, "不低于95%", ">= 95 %", "operator-in-words"),
    (43, "大于或等于95%", ">= 95 %", "operator-in-words"),
    (43, "至少95%", ">= 95 %", "operator-in-words"),
    (44, "＜2%", "< 2 %", ""),
    (44, "<2%", "< 2 %", ""),
    (44, "〈2%", "< 2 %", "operator-lookalike"),
    (44, "低于2%", "< 2 %", "operator-in-words"),
    (44, "小于 2%", "< 2 %", "operator-in-words"),
    (44, "2%以下", "<= 2 %", "operator-in-words"),
    (45, "≤7个工作日", "<= 7 工作日", ""),
    (45, "7个工作日内", "<= 7 工作日", "operator-in-words"),
    (45, "不超过7个工作日", "<= 7 工作日", "operator-in-words"),
    (45, "7日内", "<= 7 天", "operator-in-words"),
    (45, "控制在1‰以内", "<= 1 ‰", "operator-in-words"),
    (46, "100%", "= 100 %", ""),
    (46, "=100%", "= 100 %", ""),
    (46, "7个", "= 7 个", ""),
    (46, "7", "= 7", "target-without-unit"),
    (46, "七个", "= 7 个", "chinese-numeral"),
    (46, "３个", "= 3 个", "full-width-digits"),
    (46, "0", "= 0", ""),
    (46, "0个", "= 0 个", ""),
    (22, "7O%", "= 70 %", "letter-for-digit"),
    (50, "1‰", "= 1 ‰", ""),
    (50, "千分之一", "= 1 ‰", "chinese-numeral"),
    (50, "0.1%", "= 0.1 %", ""),
    (50, "1%o", "= 1 ‰", "permille-mistyped"),
    (50, "1％ₒ", "= 1 ‰", "permille-mistyped"),
    (50, "不低于百分之95", ">= 95 %", "chinese-numeral operator-in-words"),
    (51, "万分之五", "= 0.5 ‰", "chinese-numeral"),
    (51, "5‱", "= 0.5 ‰", ""),
    (51, "三成", "= 30 %", "chinese-numeral"),
    (51, "翻一番", "up", "target-not-quantified"),
    (51, "增长一倍", "up", "target-not-quantified"),
    (51, "百分之百", "= 100 %", "chinese-numeral"),
    (52, "5-10", "range 5 10", ""),
    (52, "5~10%", "range 5 10 %", ""),
    (52, "5%～10%", "range 5 10 %", ""),
    (52, "5—10个", "range 5 10 个", ""),
    (52, "5至10", "range 5 10", ""),
    (52, "5到10天", "range 5 10 天", ""),
    (52, "五至十个", "range 5 10 个", "chinese-numeral"),
    (52, "5≤x≤10", "range 5 10", ""),
    (52, "10±2", "+- 10 2", ""),
    (52, "95%±2%", "+- 95 2 %", ""),
    (52, "10+/-2", "+- 10 2", ""),
    (55, "10-5", "range 5 10", "range-reversed"),
    (55, "95%-90%", "range 90 95 %", "range-reversed"),
    (56, "-5%", "= -5 %", ""),
    (56, "下降5%", "= 5 % down", ""),
    (56, "降低5%以上", ">= 5 % down", ""),
    (56, "增长5%", "= 5 % up", ""),
    (56, "同比增长5%以上", ">= 5 % up", ""),
    (57, "100+", "", "target-unclear"),
    (57, "95%+", "", "target-unclear"),
    (57, "50余个", "", "target-unclear"),
    (57, "上百次", "", "target-unclear"),
    (57, "多次", "", "target-unclear"),
    (57, "若干", "", "target-unclear"),
    (57, "控制在5%", "", "target-unclear"),
    (57, "5余-10余个", "", "several-numbers"),
    (57, "3个以上试点", "", "target-unclear"),
    (57, "是" * 101, "", "target-unclear"),
    (57, "百分之几十", "", "target-unclear"),
    (58, "≥100百分比", ">= 100 %", "unit-in-words"),
    (58, "≥50个", ">= 50 个", ""),
    (58, "100百分比", "= 100 %", "unit-in-words"),
    (59, "292%", "= 292 %", ""),
    (60, "95%、98%", "", "several-numbers"),
    (60, "男50人，女60人", "", "several-numbers"),
    (60, "第一季度3次，第二季度4次", "", "several-numbers"),
    (61, "提高", "up", ""),
    (61, "递增", "up", ""),
    (61, "稳步提升", "up", ""),
    (61, "提高工作效率", "up", ""),
    (61, "递减", "down", ""),
    (61, "持平", "hold", ""),
    (61, "不下降", "hold", ""),
    (61, "逐年不下降", "hold", ""),
    (61, "服务质量不降低", "hold", ""),
    (61, "无障碍改善", "up", ""),
    (61, "完成", "done", ""),
    (61, "当天", "", ""),
    (61, "较好", "", ""),
    (63, "无", "", "target-none-or-nothing"),
    (0, "零", "= 0", ""),
    (0, "不发生", "= 0", ""),
    (0, "零事故", "= 0 事故", ""),
    (0, "0起", "= 0 宗", ""),
    (0, "3万人", "= 3 万人", ""),
    (0, "约95%", "about 95 %", "target-approximate"),
    (0, "95%左右", "about 95 %", "target-approximate"),
    (0, "≥95%以上", ">= 95 %", "operator-twice"),
    (0, ">95%以下", "", "target-unclear"),
    (0, "1,200人", "= 1200 人", ""),
    (0, "7个。", "= 7 个", "trailing-mark"),
    (0, "100m2", "= 100 平方米", ""),
    (0, True, "", "target-unclear"),
)
def test_targets(typed: Any, value: str, expected: str) -> None:
    outcome = read("target", typed)
    text = "TRUE" if typed is True else typed
    assert (outcome.value, codes(outcome)) == (text, expected)
    assert outcome.readable
    assert parts(text) == value


@pytest.mark.parametrize("typed", ["1%0", "1%。"])
def test_a_per_mille_sign_is_not_guessed(typed: str) -> None:
    outcome = read("target", typed)
    assert (outcome.value, codes(outcome), outcome.readable) == (typed, "target-unclear", False)
    assert outcome.notes[0].severity is Severity.ERROR


@rows(
    (47, Raw(Decimal(1), "0%"), "100%", "number-as-target"),
    (47, Raw(Decimal("0.95"), "0%"), "95%", "number-as-target"),
    (47, Raw(Decimal("0.953"), "0%"), "95.3%", "number-as-target"),
    (46, 7, "7", "target-without-unit"),
    (46, 0, "0", ""),
    (46, Raw(Decimal(7), '0"个"'), "7个", ""),
    (46, Raw(Decimal(95), '"≥"0"%"'), "≥95%", ""),
    (46, Raw(Decimal(7), "[>5]0;0"), "7", "target-without-unit"),
    (54, Raw(Decimal("0.5"), "# ?/?"), "0.5", "target-without-unit"),
)
def test_numbers_become_the_text_that_is_shown(typed: Any, value: str, expected: str) -> None:
    outcome = read("target", typed)
    assert (outcome.value, codes(outcome)) == (value, expected)


@pytest.mark.parametrize(
    ("raw", "shown"),
    [(Raw(datetime(2020, 5, 10), 'm"月"d"日"'), "5月10日"), (Raw(Decimal(43961), "d-mmm"), "10-May")],
)
def test_a_date_was_a_range_or_a_fraction(raw: Raw, shown: str) -> None:
    outcome = read("target", raw)
    assert (outcome.value, codes(outcome), outcome.readable) == (shown, "date-from-text", False)
    assert outcome.notes[0].expected == "5-10、5/10"


@rows(
    (62, "无", "无", "target-none-or-nothing"),
    (62, "—", "—", ""),
    (62, "——", "—", ""),
    (62, "-", "—", "placeholder"),
    (62, "/", "—", "placeholder"),
    (62, " ", None, ""),
)
def test_past_values(typed: str, value: str | None, expected: str) -> None:
    outcome = read("target", typed, PAST)
    assert (outcome.value, codes(outcome)) == (value, expected)


@rows((63, "—", None, "placeholder"), (63, "/", None, "placeholder"), (63, "", None, ""))
def test_a_mark_is_no_target(typed: str, value: None, expected: str) -> None:
    outcome = read("target", typed)
    assert (outcome.value, codes(outcome)) == (value, expected)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("≥95%", "number"),
        ("5-10个", "range"),
        ("95%±2%", "tolerance"),
        ("提高", "text"),
        ("效果明显", "grade"),
        ("当天", "deadline"),
        ("2020年", "deadline"),
        ("2020年12月31日", "deadline"),
        ("12月底前", "deadline"),
        ("2020-12-31", "deadline"),
        ("5年", "number"),
        ("—", "none"),
        ("", "none"),
        ("无", "unclear"),
        ("多次", "unclear"),
    ],
)
def test_the_kind_of_a_target(text: str, kind: str) -> None:
    assert parse_target(text).kind == kind


def test_the_columns_of_a_summary() -> None:
    kind = KINDS["target"]
    assert [part.key for part in kind.parts()] == ["operator", "number", "number2", "unit", "kind", "trend"]
    assert kind.derive("≥95%") == {
        "operator": Text("≥"),
        "number": Decimal(95),
        "number2": None,
        "unit": "%",
        "kind": Text("数值", "number"),
        "trend": None,
    }
    assert set(kind.derive(None)) == {part.key for part in kind.parts()}
    assert set(kind.derive(None).values()) == {None}


def test_a_target_is_a_value() -> None:
    assert parse_target("7个") == Target("number", "=", Decimal(7), None, "个", "7个")


def test_past_values_are_prompted_for_as_facts() -> None:
    kind = KINDS["target"]
    assert "实际完成数" in kind.prompt(PAST).zh
    assert "≥95%" in kind.prompt(TargetLimits()).zh
    assert kind.validation(TargetLimits(max_length=30)).maximum == 30
    assert kind.number_format(TargetLimits()) == "@"
    assert kind.schema(TargetLimits())["maxLength"] == 60


@pytest.mark.parametrize(
    ("number", "number_format", "expected"),
    [
        ("0.99", "[$-804]0.0%", "99%"),
        ("0.99", "[Red]0%;[Blue]-0%", "99%"),
        ("0.99", "0.00%_ ", "99%"),
        ("0.99", "_(0%_)", "99%"),
        ("0.99", '* 0.0"%"', "0.99%"),
        ("0.99", '"≥"0%', "≥99%"),
        ("0.99", "≥0%", "≥99%"),
        ("95", "0\\个", "95个"),
        ("95", '#,##0"个"_);(#,##0"个")', "95个"),
        ("95", '[>0]0"个";0', "95个"),
        ("3.5", "[$¥-804]#,##0.00", "¥3.5"),
        ("3", "# ?/?", "3"),
        ("3", "0.00E+00", "3"),
        ("3", "General", "3"),
        ("3", "@", "3"),
    ],
)
def test_a_number_is_read_as_its_format_shows_it(number: str, number_format: str, expected: str) -> None:
    """Locales, colours, conditions and room around a number show nothing."""
    outcome = KINDS["target"].read(Raw(Decimal(number), number_format), TargetLimits())
    assert outcome.value == expected


@pytest.mark.parametrize(
    ("before", "after", "name", "movement"),
    [
        ("≥95%", "≥90%", "", "less"),
        ("≥90%", "≥95%", "", "more"),
        ("≥95%", " ≥ 95％", "", "same"),
        ("≤5天", "≤7天", "", "less"),
        ("≤5个工作日", "＜3个工作日", "", "more"),
        ("＜1‰", "＜1%", "逾期率", "less"),
        ("7个", "5个", "培训次数", "less"),
        ("5%", "7%", "投诉率", "less"),
        ("0起", "2起", "", None),
        ("≥95%", "≤95%", "", None),
        ("≥95%", "≥3天", "", None),
        ("≥95%", "提高", "", None),
        ("提高", "提高", "", "same"),
        ("≥95%", None, "", None),
        (None, None, "", None),
    ],
)
def test_what_became_of_a_target(
    before: str | None, after: str | None, name: str, movement: str | None
) -> None:
    assert KINDS["target"].moved(after, before, name) == movement


def test_what_became_of_a_number() -> None:
    money, text = KINDS["money"], KINDS["text"]
    assert money.moved(Decimal(2), Decimal(1), "") == "more"
    assert money.moved(Decimal(1), 2, "") == "less"
    assert money.moved(Decimal("1.0"), 1, "") == "same"
    assert money.moved("约1", Decimal(1), "") is None
    assert money.moved(None, None, "") is None
    assert text.moved("甲", "甲", "") == "same"
    assert text.moved("甲", "乙", "") is None
