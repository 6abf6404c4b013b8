"""Formulas without a result: what they come to where that is certain, and never an exception."""

from __future__ import annotations

from decimal import Decimal

import pytest

from reader.judge.formula_results import with_result
from templates.kinds import Raw


@pytest.mark.parametrize(
    ("formula", "result"),
    [
        ("752.2+50", Decimal("802.2")),
        ("SUM(1,2)*3", Decimal(9)),
        ('"x"&"y"', "xy"),
        ("C5+50", None),
        ("1/0", None),
        ("VLOOKUP(1,A:B,2)", None),
        ("9^9^9^9", None),
        ("+".join("1" * 5_000), None),
        ("(" * 3_000 + "1" + ")" * 3_000, None),
        ("\ud800", None),
    ],
    ids=lambda case: ascii(case)[:20],
)
def test_what_a_formula_comes_to(formula: str, result: object) -> None:
    assert with_result(Raw(None, formula=formula)).value == result


def test_what_the_file_says_goes_first() -> None:
    assert with_result(Raw(Decimal(5), formula="1+1")).value == 5
    assert with_result(Raw(None, error="#N/A", formula="1+1")).value is None
    assert with_result(Raw("x")).value == "x"
