"""What generated code calls: quick looks that must see what the slow ones do, and errors that are raised."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from templates.kinds.shared.clean import key
from templates.language import ExcelError
from templates.language.operations import (
    Failed,
    add,
    filled,
    filled_beyond_marks,
    fold,
    folded_key,
    number_shown,
    text,
)
from templates.language.operations import key as text_key
from templates.language.values import BLANKS, MARKS, NUM, is_blank, is_mark, rounded
from tests.templates.language.walker import arithmetic

_QUOTES = dict.fromkeys(map(ord, "“”„‟「」『』＂"), '"')
_TELLING = ("。", ";", ".", "Ａ", "（", "“", "」", "_x000D_", "\u200b", "ß", "İ", "甲", "a")
_NEAR = st.sampled_from((*BLANKS, *MARKS, *_TELLING))
TEXTS = st.lists(_NEAR | st.characters(exclude_categories=["Cs"]), max_size=6).map("".join)
_DIGITS = st.integers(-(10**12), 10**12)
NUMBERS = st.builds(lambda digits, exponent: Decimal(digits).scaleb(exponent), _DIGITS, st.integers(-12, 3))


@given(TEXTS)
@example("")
@example("\x01/\x01")
@example("甲。")
@example("（甲）")
def test_a_quick_look_at_a_text_sees_what_a_slow_one_does(words: str) -> None:
    assert filled(words) is not is_blank(words)
    assert filled_beyond_marks(words) is not (is_blank(words) or is_mark(words))
    assert fold(words) == key(words.translate(_QUOTES)).rstrip("。;.")
    assert folded_key(words) == fold(words).lower()
    assert text_key(words) == words.lower()


@given(NUMBERS, NUMBERS)
@example(Decimal(1) / 3 * 3, Decimal(-1))
@example(Decimal("0.1") + Decimal("1E-17"), Decimal("-0.1"))
def test_a_sum_is_nothing_where_next_to_nothing_is_left(a: Decimal, b: Decimal) -> None:
    total = a + b
    expected = Decimal(0) if abs(total) < max(abs(a), abs(b)) * Decimal("1E-16") else total
    assert arithmetic("+", a, b) in (expected, NUM)


@given(NUMBERS, st.integers(-8, 12))
def test_a_number_is_rounded_to_a_multiple(number: Decimal, digits: int) -> None:
    found = rounded(number, Decimal(digits))
    if not isinstance(found, ExcelError):
        unit = Decimal(1).scaleb(-digits)
        assert abs(found - number) * 2 <= unit
        assert found.as_tuple().exponent == -digits or digits < 0


def test_errors_are_raised() -> None:
    error = ExcelError("#N/A")
    for look in (filled, filled_beyond_marks, text, text_key, folded_key):
        with pytest.raises(Failed, match="#N/A"):
            look(error)
    with pytest.raises(Failed, match="#NUM!"):
        add(Decimal("1E+308"), Decimal("1E+308"))


def test_what_a_computed_cell_shows() -> None:
    assert [number_shown(value) for value in (None, Decimal(2), "x", True)] == [
        Decimal(0),
        Decimal(2),
        None,
        None,
    ]
