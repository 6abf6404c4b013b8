"""Plain numbers and their limits."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from templates.kinds import KINDS
from templates.kinds.number import NumberLimits
from tests.templates.kinds.table import codes, read, rows

SCORE = NumberLimits(minimum=Decimal(0), maximum=Decimal(100), decimals=1)


@rows(
    (1, Decimal(12), "12", ""),
    (2, "12", "12", "number-as-text"),
    (3, "１２", "12", "full-width-digits"),
    (4, "1,200", "1200", "thousands-separator"),
    (19, "一千二百万", "12000000", "chinese-numeral"),
    (28, "-5", "-5", "number-as-text"),
)
def test_numbers(typed: Any, value: str, expected: str) -> None:
    outcome = read("number", typed, SCORE)
    assert (outcome.value, codes(outcome)) == (Decimal(value), expected)


@rows(
    (11, "12万元", None, "not-a-number"),
    (15, "¥12", None, "not-a-number"),
    (25, "1/2", None, "several-numbers"),
)
def test_a_number_has_no_unit(typed: str, value: None, expected: str) -> None:
    outcome = read("number", typed, SCORE)
    assert (outcome.value, codes(outcome), outcome.readable) == (typed, expected, False)


def test_the_limits_are_in_the_rule_the_validation_the_schema_and_the_prompt() -> None:
    kind = KINDS["number"]
    assert [check.ensure for check in kind.checks(SCORE) if check.in_reader] == [
        "AND(ROUND(self, 1) = self, self >= 0, self <= 100)"
    ]
    validation = kind.validation(SCORE)
    assert (validation.minimum, validation.maximum) == (Decimal(0), Decimal(100))
    assert kind.schema(SCORE) == {"type": ["number", "null"], "minimum": 0, "maximum": 100}
    assert "0到100" in kind.prompt(SCORE).zh
    assert "0 to 100" in validation.refusal.en


def test_one_limit_or_none() -> None:
    kind = KINDS["number"]
    low, high = NumberLimits(minimum=Decimal("0.5")), NumberLimits(maximum=Decimal(9))
    assert "不小于0.5" in kind.prompt(low).zh
    assert "不大于9" in kind.prompt(high).zh
    assert [check.ensure for check in kind.checks(low)[1:]] == ["AND(ROUND(self, 2) = self, self >= 0.5)"]
    assert [check.ensure for check in kind.checks(high)[1:]] == ["AND(ROUND(self, 2) = self, self <= 9)"]
    assert kind.schema(low) == {"type": ["number", "null"], "minimum": 0.5}
    assert kind.validation(NumberLimits()).minimum == -(10**12)
    assert "请填数字，最多2位小数" in kind.prompt(NumberLimits()).zh
