"""What a cell is given to hold for any value."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from templates import ValuesError
from templates.kinds import KINDS, Limits


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize(
    ("value", "content"),
    [
        (None, None),
        ("", None),
        ("abc", "abc"),
        ("　243.8", "　243.8"),
        (7, Decimal(7)),
        (0.1, Decimal("0.1")),
        (Decimal("752.20"), Decimal("752.2")),
        (Decimal("-0.00"), Decimal(0)),
        (10**20, Decimal(10**20)),
        (123456789012345678, "123456789012345678"),
        (Decimal("1.2345678901234567"), "1.2345678901234567"),
        (Decimal("1E+400"), "1E+400"),
        (True, True),
        ("甲\n乙\t丙", "甲\n乙\t丙"),
    ],
)
def test_whatever_is_given_is_written_as_it_is(name: str, value: Any, content: Any) -> None:
    written = KINDS[name].write(value, KINDS[name].limits())
    assert written == content
    assert type(written) is type(content)


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize(
    ("value", "words"),
    [
        ([], "not list"),
        ({"a": 1}, "not dict"),
        (float("nan"), "not a number"),
        (Decimal("Infinity"), "not a number"),
        ("a\x00b", r"U\+0000"),
        ("\ud800", r"U\+D800"),
        ("\x1b", r"U\+001B"),
        ("\uffff", r"U\+FFFF"),
        ("甲" * 32_768, "32768 characters"),
        ("𠮷" * 16_384, "32768 characters"),
    ],
    ids=lambda part: repr(part)[:12],
)
def test_what_no_cell_can_hold_is_a_callers_mistake(name: str, value: Any, words: str) -> None:
    with pytest.raises(ValuesError, match=words):
        KINDS[name].write(value, KINDS[name].limits())


def test_the_longest_text_fits() -> None:
    assert KINDS["text"].write("甲" * 32_767, Limits()) == "甲" * 32_767
