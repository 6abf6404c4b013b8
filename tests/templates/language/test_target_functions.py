"""What only the reader works out: parts of targets, texts that mean the same."""

from __future__ import annotations

from decimal import Decimal

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


@pytest.mark.parametrize(("target", "trend"), [("提高", "up"), ("较上年下降5%", "down"), ("95%", None)])
def test_the_trend_of_a_target(target: str, trend: str | None) -> None:
    assert _read("TARGETTREND(s)", s=target) == trend


@pytest.mark.parametrize(
    ("target", "amount"),
    [
        ("≤50万元", 50),
        ("2亿元", 20000),
        ("5000元", Decimal("0.5")),
        ("50%", None),
        ("50", None),
        ("少", None),
    ],
)
def test_the_money_of_a_target(target: str, amount: Decimal | None) -> None:
    assert _read('TARGETMONEY(s, "万元")', s=target) == amount


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("5个", "6个", True),
        ("5个", "70%", False),
        ("1‰", "2%", True),
        ("5天", "5个工作日", False),
        ("0", "5个", True),
        ("0%", "5个", True),
        ("5", "5个", True),
        ("5桶", "6桶", True),
        ("5桶", "6个", False),
        ("提高", "6个", True),
        ("5-6个", "7%", True),
        (None, "6个", True),
    ],
)
def test_units_that_can_be_compared(one: str | None, other: str, same: bool) -> None:
    assert _read("SAMEUNIT(s, t)", s=one, t=other) is same
    assert _read("SAMEUNIT(t, s)", s=one, t=other) is same


@pytest.mark.parametrize(
    ("target", "other", "name", "short"),
    [
        ("≥95%", "98%", "满意度", True),
        ("≥98%", "≥95%", "满意度", False),
        ("≤3%", "2%", "某率", True),
        ("＜1‰", "0.2%", "某率", False),
        ("5个", "6个", "数量", False),  # nobody says whether more is better
        ("3%", "2%", "投诉率", True),
        ("2%", "3%", "投诉率", False),
        ("提高5%", "提高6%", "某率", True),
        ("8个工作日", "7个工作日", "平均用时", True),
        ("≥5个", "70%", "数量", False),
        ("≥90%", "提高", "满意度", False),
        ("≥1万人", "12000人", "人数", True),
    ],
)
def test_a_target_that_falls_short(target: str, other: str, name: str, short: bool) -> None:
    assert _read("FALLSSHORT(s, t, u)", s=target, t=other, u=name) is short


@pytest.mark.parametrize(
    ("target", "last", "before", "unchanged", "leaps"),
    [
        ("＜2%", "2%", "≤2%", True, False),
        ("＜2%", "2‰", "≤2%", False, False),
        ("120个", "50个", "50个", False, True),
        ("70个", "50个", "50个", False, False),
        ("120个", "50个", "20个", False, False),
        ("120个", "50个", "30个", False, True),
        ("3个", "0", "0", False, False),
        ("3个", "0个", "0个", False, False),
        ("提高", "提高", "提高", False, False),
        ("120户", "50个", "50个", False, False),
    ],
)
def test_a_target_beside_two_years(target: str, last: str, before: str, unchanged: bool, leaps: bool) -> None:
    assert _read("UNCHANGED(s, t, u)", s=target, t=last, u=before) is unchanged
    assert _read("OUTOFTREND(s, t, u)", s=target, t=last, u=before) is leaps


@pytest.mark.parametrize(
    ("value", "fact"),
    [
        ("96.3%", True),
        ("≥95%", False),
        ("提高", False),
        ("当天", False),
        ("12月底", True),
        ("—", True),
        ("0", True),
    ],
)
def test_what_is_a_fact(value: str, fact: bool) -> None:
    assert _read("ISFACT(s)", s=value) is fact


def test_how_many_targets_have_a_number() -> None:
    column = {"goals.listed[0]": "≥95%", "goals.listed[1]": "提高", "goals.listed[2]": ExcelError("#N/A")}
    assert _read("QUANTIFIED(goals.listed)", **column) == 1


@pytest.mark.parametrize(
    ("text", "held", "ends"),
    [
        ("运行维护费", True, False),
        ("系统 运 维", True, True),
        ("ＹＵＮ运维。", True, True),
        ("建设", False, False),
        (None, False, False),
    ],
)
def test_words_in_a_text(text: str | None, held: bool, ends: bool) -> None:
    assert _read('CONTAINS(s, "运行维护", "运维")', s=text) is held
    assert _read('ENDSIN(s, "运维", "工程")', s=text) is ends


def test_what_stands_beside_a_text() -> None:
    rows = {
        "items[0].name": "满意度",
        "items[1].name": "满 意 度",
        "items[1].amount": 95,
        "items[3].name": "满意度。",
        "items[3].amount": 98,
    }
    assert _read("BESIDE(items.name, s, items.amount)", **rows, s="满意度") == 95
    assert _read("BESIDE(items.name, s, items.amount)", **rows, s="率") is None
    assert _read("BESIDE(items.name, s, items.amount)", **rows) is None
    assert _read("AGREES(items.name, s, items.amount, a)", **rows, s="满意度", a=95) is False
    assert _read("AGREES(items.name, s, items.amount, a)", **rows, s="率", a=95) is True
    del rows["items[3].amount"]
    assert _read("AGREES(items.name, s, items.amount, a)", **rows, s="满意度", a=95) is True


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("1.甲；\n2.乙；\n3、丙", 3),
        ("（一）甲。（二）乙", 2),
        ("一、甲\n二、乙", 2),
        ("①甲②乙", 1),
        ("完成1.5亿元", 0),
        ("做好2024年工作", 0),
        ("1)甲；2）乙", 2),
        (None, 0),
    ],
)
def test_numbered_entries(text: str | None, count: int) -> None:
    assert _read("ITEMS(s)", s=text) == count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("满意度≥95%", 1),
        ("新增10亿元，完成3000人次，2024年12月31日", 2),
        ("12345热线办结率", 0),
        ("第3期工程", 0),
        ("１０个", 1),
        ("5G网络", 0),
        ("1,200户", 1),
        (None, 0),
    ],
)
def test_figures(text: str | None, count: int) -> None:
    assert _read("FIGURES(s)", s=text) == count


def test_figures_that_no_target_has() -> None:
    targets = {
        "goals.listed[0]": "≥100000万元",
        "goals.listed[1]": "＜1‰",
        "goals.listed[2]": ExcelError("#N/A"),
    }
    task = "归集10亿元，贷款6亿元，逾期率0.1%以下，贷款6亿元，办结5件"
    assert _read("UNMEASURED(s, goals.listed)", **targets, s=task) == "6亿元、5件"
    assert _read("UNMEASURED(s, goals.listed)", **targets) == ""


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
        "TARGETTREND(s)",
        'TARGETMONEY(s, "万元")',
        "SAMEUNIT(t, s)",
        "FALLSSHORT(t, u, s)",
        'CONTAINS(s, "甲")',
        'ENDSIN(s, "甲")',
        "BESIDE(items.name, s, items.amount)",
        "AGREES(items.name, s, items.amount, a)",
        "ITEMS(s)",
        "FIGURES(s)",
        "UNMEASURED(s, goals.listed)",
    ):
        assert _read(source, s=error) == error
