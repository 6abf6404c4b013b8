"""What the rest of the toolkit asks a kind: how it looks, sums up, compares, and documents itself."""

from __future__ import annotations

from datetime import timedelta
from decimal import ROUND_DOWN, ROUND_UP, Decimal, localcontext

import pytest

from templates.kinds import KINDS, Kind, Raw, parse_target
from templates.kinds.presentation import Appearance, ColumnFormat
from templates.kinds.text import TextLimits

_every_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)


@_every_kind
def test_a_kind_documents_itself_and_its_options(kind: Kind) -> None:
    description = kind.describe()
    assert description.content
    assert description.value
    options = kind.options()
    assert set(options.get("required", ())) <= options.get("properties", {}).keys()


@_every_kind
def test_a_kind_has_limits_without_any_options(kind: Kind) -> None:
    limits = kind.limits()
    assert kind.limits({}, limits) == limits
    assert hash(limits) == hash(kind.limits())
    assert list(kind.mistakes({})) == []
    assert kind.longest(limits) is None
    assert not kind.is_literal("year + 3")


def test_texts_are_as_long_as_the_author_says() -> None:
    for name in ("text", "phone", "target"):
        assert KINDS[name].longest(KINDS[name].limits({"max_length": 30})) == 30


def test_numbers_stand_at_the_right_and_long_texts_at_the_top() -> None:
    looks = {name: kind.appearance(kind.limits()) for name, kind in KINDS.items()}
    number, center = Appearance("right", wrap=False, shrink=True), Appearance("center")
    assert {looks[name] for name in ("money", "number", "share")} == {number}
    assert {looks[name] for name in ("choice", "year", "target")} == {center}
    assert {looks[name] for name in ("text", "phone")} == {Appearance(indent=1)}
    assert KINDS["text"].appearance(TextLimits(max_length=300)) == Appearance(indent=1, top=True)
    assert KINDS["text"].appearance(TextLimits(max_length=299)) == Appearance(indent=1)


def test_only_amounts_are_added_up() -> None:
    columns = {name: kind.column(kind.limits()) for name, kind in KINDS.items()}
    assert [name for name, column in columns.items() if column.total] == ["money"]
    assert columns["money"] == ColumnFormat("decimal", "#,##0.00####", total=True)
    assert columns["number"] == ColumnFormat("decimal", "#,##0.00####")
    assert columns["share"] == ColumnFormat("decimal", "0.00%")
    assert columns["year"] == ColumnFormat("whole", "0")
    assert {name for name, column in columns.items() if column.wrap} == {"text", "choice", "phone", "target"}


def test_only_amounts_keep_more_digits_than_a_cell() -> None:
    third = Decimal(1) / 3
    assert KINDS["money"].exported(third) == third
    assert KINDS["share"].exported(third) == Decimal("0.333333333333333")
    assert KINDS["text"].exported("甲") == "甲"


@pytest.mark.parametrize(
    ("kind", "found", "expected", "code"),
    [
        ("money", "0.3", "0.30000000000000004", None),
        ("money", "752.2", "752.3", "computed-value-differs"),
        ("share", "0.5306", "0.53061224", None),
        ("share", "0.5306122", "0.53061224", "share-rounded-differently"),
        ("share", "0.5307", "0.53061224", "share-rounded-differently"),
        ("share", "0.53", "0.53061224", "share-rounded-differently"),
        ("share", "0.54", "0.53061224", "computed-value-differs"),
    ],
)
def test_shares_agree_as_far_as_they_are_printed(
    kind: str, found: str, expected: str, code: str | None
) -> None:
    assert KINDS[kind].difference(Decimal(found), Decimal(expected)) == code


def test_shares_are_shown_in_percent() -> None:
    share, money = KINDS["share"], KINDS["money"]
    assert share.shown(Decimal("0.530612"), share.limits()) == "53.06%"
    assert money.shown(Decimal("752.20"), money.limits()) == "752.2"
    assert money.shown(Decimal("1E+40"), money.limits()) == "1E+40"
    assert money.shown(Decimal("-0.00000000001"), money.limits()) == "0"


@_every_kind
def test_a_blank_is_a_blank_in_formulas_too(kind: Kind) -> None:
    assert kind.operand(None) is None
    assert kind.recorded(None, kind.limits()) is None


@_every_kind
@pytest.mark.parametrize("days", [1, 4_000_000, 999_999_999, -999_999_999])
def test_no_duration_is_too_long_to_be_read(kind: Kind, days: int) -> None:
    outcome = kind.read(Raw(timedelta(days=days), "[h]:mm"), kind.limits())
    assert [note.found for note in outcome.notes if note.code == "date-from-text"] in ([], ["0:00"])


@pytest.mark.parametrize("rounding", [ROUND_DOWN, ROUND_UP])
def test_no_kind_calculates_as_the_program_around_it_does(rounding: str) -> None:
    share, money = KINDS["share"], KINDS["money"]

    def said() -> list[object]:
        return [
            share.shown(Decimal("0.53061224"), share.limits()),
            share.difference(Decimal("0.530612"), Decimal("0.53061224489796")),
            share.difference(Decimal("0.53"), Decimal("0.53061224489796")),
            share.read(Raw("5306.1224%"), share.limits()).value,
            money.shown(Decimal("123456.78912"), money.limits()),
            money.difference(Decimal("123456.78"), Decimal("123456.79")),
            money.read(Raw("123456.789元"), money.limits()).value,
            parse_target("9876.54成").number,
        ]

    usual = said()
    with localcontext(prec=3, rounding=rounding):
        assert said() == usual
