"""Chinese numerals, units and operators."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from templates.kinds.shared.content import shifted
from templates.kinds.typed.numerals import chinese_number, chinese_text
from templates.kinds.typed.operators import operator_after, operator_before
from templates.kinds.typed.units import money_places, target_unit


@given(st.integers(0, 10**12))
def test_every_numeral_is_read_as_the_number_it_was_written_for(number: int) -> None:
    assert chinese_number(chinese_text(number)) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("零", "0"),
        ("十", "10"),
        ("一十", "10"),
        ("一百一十", "110"),
        ("一百零五", "105"),
        ("一万零二百", "10200"),
        ("两万五千", "25000"),
        ("壹仟贰佰叁拾肆", "1234"),
        ("一亿二千万", "120000000"),
        ("一亿零五百万", "105000000"),
        ("十点五", "10.5"),
        ("零点零五", "0.05"),
    ],
)
def test_numerals(text: str, number: str) -> None:
    assert chinese_number(text) == Decimal(number)


@pytest.mark.parametrize(
    "text", ["", "一百二", "一二三", "廿三", "百", "一千五十", "十十", "五点", "点五", "三点十", "abc"]
)
def test_what_can_be_read_in_two_ways_is_no_number(text: str) -> None:
    assert chinese_number(text) is None


@pytest.mark.parametrize(
    ("word", "usual", "group", "factor"),
    [
        ("%", "%", "ratio", "1"),
        ("‰", "‰", "ratio", "0.1"),
        ("名", "人", "persons", "1"),
        ("万人", "万人", "persons", "10000"),
        ("KM", "公里", "length", "1"),
        ("米", "米", "length", "0.001"),
        ("万米", "万米", "length", "10"),
        ("公顷", "公顷", "area", "15"),
        ("亿元", "亿元", "money", "100000000"),
        ("个工作日", "工作日", "working days", "1"),
        ("个月", "月", "months", "1"),
        ("百分点", "个百分点", "percentage point", "1"),
        ("所", "家", "things", "1"),
    ],
)
def test_units_of_targets(word: str, usual: str, group: str, factor: str) -> None:
    unit = target_unit(word)
    assert unit is not None
    assert (unit.word, unit.group, unit.factor) == (usual, group, Decimal(factor))


@pytest.mark.parametrize("word", ["次/年", "万家灯火", "元/人", ""])
def test_unknown_units_are_none(word: str) -> None:
    assert target_unit(word) is None


@pytest.mark.parametrize(
    ("unit", "places"),
    [
        ("元", 0),
        ("RMB", 0),
        ("千元", 3),
        ("万元", 4),
        ("w", 4),
        ("萬元", 4),
        ("百万", 6),
        ("千万元", 7),
        ("億元", 8),
    ],
)
def test_units_of_money(unit: str, places: int) -> None:
    assert money_places(unit) == places


def test_shifting_is_exact() -> None:
    long = Decimal("1234567890123456789012345678901234.5")
    assert shifted(shifted(long, -8), 8).as_tuple() == long.as_tuple()


@pytest.mark.parametrize(
    ("text", "meaning", "rest"),
    [
        ("大于或等于95%", ">=", "95%"),
        ("力争达到95%", ">=", "95%"),
        ("未超过3", "<=", "3"),
        ("=<3", "<=", "3"),
        ("优于3", ">", "3"),
        ("未达3", "<", "3"),
        ("等于3", "=", "3"),
        ("大约3", "about", "3"),
    ],
)
def test_operators_before(text: str, meaning: str, rest: str) -> None:
    operator, left = operator_before(text)
    assert operator is not None
    assert (operator.meaning, left) == (meaning, rest)


@pytest.mark.parametrize(
    ("text", "meaning", "rest"),
    [("95%及以上", ">=", "95%"), ("95%起", ">=", "95%"), ("3天之内", "<=", "3天"), ("3上下", "about", "3")],
)
def test_operators_after(text: str, meaning: str, rest: str) -> None:
    operator, left = operator_after(text)
    assert operator is not None
    assert (operator.meaning, left) == (meaning, rest)


def test_a_case_is_a_unit_and_no_operator() -> None:
    assert operator_after("0起") == (None, "0起")
    assert operator_before("7个") == (None, "7个")
