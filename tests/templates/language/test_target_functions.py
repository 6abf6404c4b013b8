"""What only the reader works out: parts of targets, texts that mean the same."""

from __future__ import annotations

import pytest

from templates.language import ExcelError, evaluate
from tests.templates.language.desk import filling, parsed


def _read(source: str, **cells: object) -> object:
    return evaluate(parsed(source, reader_only=True), filling(cells), ())


@pytest.mark.parametrize(
    ("target", "kind", "operator", "number", "unit"),
    [
        ("≥95%", "number", ">=", 95, "%"),
        ("＞＝９５％", "number", ">=", 95, "%"),
        ("7个", "number", "=", 7, "个"),
        ("提高", "text", None, None, None),
        (None, None, None, None, None),
        (" ", None, None, None, None),
    ],
)
def test_parts_of_a_target(
    target: str | None, kind: str | None, operator: str | None, number: int | None, unit: str | None
) -> None:
    assert _read("TARGETKIND(s)", s=target) == kind
    assert _read("TARGETOPERATOR(s)", s=target) == operator
    assert _read("TARGETNUMBER(s)", s=target) == number
    assert _read("TARGETUNIT(s)", s=target) == unit


def test_a_target_in_a_rule() -> None:
    rule = 'OR(TARGETUNIT(s) <> "%", TARGETNUMBER(s) <= 100)'
    assert _read(rule, s="≥100.5%") is False
    assert _read(rule, s="100%") is True
    assert _read(rule, s="120个") is True
    assert _read(rule) is True


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("推进“数据共享”工作", '推进"数据共享"工作', True),
        ("推进“数据共享”工作", "推进「数据共享」工作。", True),
        ("Ａ１ 号", "a1号；", True),
        (" 营造　环境\n", "营造环境.", True),
        ("甲", "乙", False),
        ("甲。乙", "甲乙", False),
        (None, " ", True),
        (None, "甲", False),
    ],
)
def test_same_text(one: str | None, other: str | None, same: bool) -> None:
    assert _read("SAMETEXT(s, t)", s=one, t=other) is same
    assert _read("SAMETEXT(t, s)", s=one, t=other) is same


def test_listed() -> None:
    column = {"goals.listed[0]": "推进“数据共享”工作", "goals.listed[2]": "乙"}
    assert _read("LISTED(s, goals.listed)", **column, s="推进「数据共享」工作。") is True
    assert _read("LISTED(s, goals.listed)", **column, s="丙") is False
    assert _read("LISTED(s, goals.listed)", **column) is False


def test_errors_go_through() -> None:
    error = ExcelError("#N/A")
    for source in (
        "TARGETNUMBER(s)",
        "TARGETUNIT(s)",
        "TARGETKIND(s)",
        "TARGETOPERATOR(s)",
        "SAMETEXT(s, t)",
        "SAMETEXT(t, s)",
        "LISTED(s, goals.listed)",
    ):
        assert _read(source, s=error) == error
