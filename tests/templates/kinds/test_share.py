"""Shares, row by row as people type them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from templates.kinds import KINDS, Raw
from tests.templates.kinds.table import codes, read, rows


@rows(
    (37, "53.06%", "0.5306", "number-as-text"),
    (37, Raw(Decimal("0.5306"), "0.00%"), "0.5306", ""),
    (37, "53.06％", "0.5306", "number-as-text"),
    (37, "５３．０６％", "0.5306", "full-width-digits"),
    (38, Decimal("53.06"), "0.5306", "percent-without-sign"),
    (38, "53.06", "0.5306", "percent-without-sign"),
    (38, Decimal(53), "0.53", "percent-without-sign"),
    (39, Decimal("0.5306"), "0.5306", "percent-as-fraction"),
    (39, ".5306", "0.5306", "percent-as-fraction"),
    (40, Decimal(1), "1", "percent-ambiguous"),
    (40, Raw(Decimal(1), "0%"), "1", ""),
    (40, Decimal(0), "0", ""),
    (40, "0", "0", "number-as-text"),
    (40, Decimal(100), "1", "percent-without-sign"),
    (42, "百分之五十三", "0.53", "chinese-numeral"),
    (42, "百分之百", "1", "chinese-numeral"),
    (42, "百分之53", "0.53", "chinese-numeral"),
    (42, "0.53%", "0.0053", "number-as-text"),
    (6, "53. 06%", "0.5306", "space-in-number"),
)
def test_shares(typed: Any, value: str, expected: str) -> None:
    outcome = read("share", typed)
    assert (outcome.value, codes(outcome)) == (Decimal(value), expected)


@pytest.mark.parametrize("typed", ["五成三", "一半", "%", "百分之几", "9" * 101])
def test_what_is_no_percentage_keeps_its_text(typed: str) -> None:
    outcome = read("share", typed)
    assert (outcome.value, outcome.readable) == (typed, False)
    assert codes(outcome) in ("not-a-number", "chinese-numeral-unclear")


def test_a_share_is_refused_nothing_and_shown_with_two_decimals() -> None:
    kind = KINDS["share"]
    assert kind.validation(kind.limits()).type == "any"
    assert kind.number_format(kind.limits()) == "0.00%"
    assert [check.in_reader for check in kind.checks(kind.limits())] == [False]
    assert kind.schema(kind.limits())["type"] == ["number", "null"]
