"""The law of every kind: what is written is read back, and reading never fails."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from templates.kinds import KINDS, Choices, Content, Kind, Limits, Raw, RawValue, Term, Value
from templates.kinds.money import MoneyLimits
from templates.kinds.number import NumberLimits
from templates.kinds.phone import PhoneLimits
from templates.kinds.target import TargetLimits
from templates.kinds.text import TextLimits
from tests.strategies import values_of

_TERMS = Choices(
    "terms", {"甲": (Term("数量指标", ("数量",), ("工作量指标",)), Term("质量指标"))}, by="level1"
)
_LIMITS = [
    (KINDS["money"], KINDS["money"].limits()),
    (KINDS["money"], MoneyLimits(unit="元", decimals=0)),
    (KINDS["number"], NumberLimits(minimum=Decimal(0), maximum=Decimal(100), decimals=1)),
    (KINDS["text"], KINDS["text"].limits()),
    (KINDS["text"], TextLimits(list_item=True, required=True, max_length=200)),
    (KINDS["text"], TextLimits(max_length=2)),
    (KINDS["choice"], Limits(choices=_TERMS, group="甲")),
    (KINDS["choice"], Limits(choices=_TERMS)),
    (KINDS["phone"], PhoneLimits(required=True)),
    (KINDS["share"], KINDS["share"].limits()),
    (KINDS["year"], KINDS["year"].limits()),
    (KINDS["target"], KINDS["target"].limits()),
    (KINDS["target"], TargetLimits(past=True)),
    (KINDS["date"], KINDS["date"].limits()),
    (KINDS["date"], KINDS["date"].limits({"precision": "month", "earliest": "2020-02", "latest": "2026-02"})),
]
_every_kind = pytest.mark.parametrize(("kind", "limits"), _LIMITS, ids=lambda part: getattr(part, "name", ""))


def as_stored(content: Content) -> RawValue:
    """Return what a workbook gives back for what was put into it: numbers are binary there."""
    if isinstance(content, bool | str) or content is None:
        return content
    return Decimal(repr(float(content)))


def assert_round_trip(kind: Kind, value: Value, limits: Limits) -> None:
    """Write a value, read it back, and compare."""
    raw = Raw(as_stored(kind.write(value, limits)), kind.number_format(limits))
    outcome = kind.read(raw, limits)
    assert outcome.value == value
    assert type(outcome.value) is type(value)
    assert outcome.readable
    assert outcome.counted


@_every_kind
@given(data=st.data())
def test_what_is_written_is_read_back(kind: Kind, limits: Limits, data: st.DataObject) -> None:
    assert_round_trip(kind, data.draw(values_of(kind, limits)), limits)


_ANY_TEXT = st.one_of(
    st.text(), st.text("0123456789.,，。 　-+/≥%‰个万元百二十年月日（）()√□目标：①", max_size=12)
)
_ANY_VALUE: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(min_value=timedelta(0), max_value=timedelta(9999)),
    _ANY_TEXT,
)
_FORMATS = st.one_of(
    st.sampled_from(["General", "0%", "yyyy/m/d", "[h]:mm", '0"个"', "@", ""]), st.text(max_size=8)
)


@_every_kind
@given(value=_ANY_VALUE, number_format=_FORMATS)
def test_whatever_was_typed_is_read_without_an_exception(
    kind: Kind, limits: Limits, value: Any, number_format: str
) -> None:
    outcome = kind.read(Raw(value, number_format), limits)
    assert outcome.readable or outcome.notes
    assert isinstance(outcome.value, str) or outcome.readable or outcome.value is None
    kind.derive(outcome.value)


@_every_kind
@given(text=_ANY_TEXT)
def test_a_value_that_was_read_is_read_the_same_again(kind: Kind, limits: Limits, text: str) -> None:
    value = kind.read(Raw(text), limits).value
    if isinstance(value, str):
        assert kind.read(Raw(value), limits).value == value


def test_an_amount_that_no_cell_can_hold_goes_out_as_text_and_comes_back_exact() -> None:
    exact, money = Decimal("1234567890123456.78"), KINDS["money"]
    content = money.write(exact, MoneyLimits())
    assert content == "1234567890123456.78"
    assert money.read(Raw(content), MoneyLimits()).value == exact


def test_kinds_are_registered_by_their_names() -> None:
    assert list(KINDS) == [
        "money",
        "number",
        "text",
        "choice",
        "phone",
        "share",
        "year",
        "target",
        "date",
    ]
    assert all(kind.name == name for name, kind in KINDS.items())
    assert {name for name, kind in KINDS.items() if kind.numeric} == {
        "money",
        "number",
        "share",
        "year",
        "date",
    }
