"""Units: of money, and the words that stand behind the number of a target."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from templates.kinds.shared.content import shifted
from templates.text import Text

__all__ = [
    "MONEY_UNIT",
    "TARGET_UNITS",
    "TargetUnit",
    "known_unit",
    "money_places",
    "money_words",
    "target_unit",
]

_MONEY: Mapping[str, int] = MappingProxyType(
    {
        spelling: places
        for places, spellings in (
            (0, "元 圆 块 块钱 RMB CNY"),
            (3, "千元 千"),
            (4, "万元 万 萬元 萬 万圆 万块 W"),
            (6, "百万元 百万"),
            (7, "千万元 千万"),
            (8, "亿元 亿 億元 億"),
        )
        for spelling in spellings.split()
    }
)

MONEY_UNIT = "|".join(sorted(_MONEY, key=len, reverse=True))
"""A regular expression of all spellings of units of money, longest first; without regard to case."""


def money_places(unit: str) -> int:
    """Return the power of ten that a unit of money has in 元: 4 for 万元. Raises KeyError for other words."""
    return _MONEY[unit.upper()]


def known_unit(unit: str) -> str | None:
    """Return a unit that is one of money, None for any other word: an amount in it is a number."""
    return unit if unit.upper() in _MONEY else None


def money_words(unit: str) -> Text:
    """Return what people call a unit of money in either language; other words are the same in both.

    >>> money_words("万元").en
    'CNY 10,000'
    """
    places = _MONEY.get(unit)
    if places is None:
        return Text(unit)
    return Text(unit, f"CNY {10**places:,}" if places else "CNY")


@dataclass(frozen=True, slots=True)
class TargetUnit:
    """A unit of a target: its usual word, the group of units it can be compared with, and its size there."""

    word: str
    group: str
    factor: Decimal = Decimal(1)


_TARGET_UNITS = """
ratio: %|百分比 1; ‰ 0.1; 倍 100
percentage point: 个百分点|百分点 1
persons: 人|名|位|人数 1
person-times: 人次 1
households: 户 1
times: 次|回|次数 1; 场|场次 1; 批|批次 1; 轮 1
issues: 期 1
things: 个|个数 1; 项 1; 家|所|间 1; 处 1; 座 1; 台 1; 辆 1; 件 1; 份|册|本 1; 篇 1; 条 1
things: 宗|起|例 1; 株 1; 头|只|羽 1
sets: 套 1
length: 公里|千米|km|㎞ 1; 米|m 0.001
area: 亩 1; 公顷 15; 平方公里 1500
floor area: 平方米|㎡|m2|平米 1
weight: 吨 1; 公斤|千克|kg 0.001
volume: 立方米|m3|方 1
money: 元|圆|块 1
days: 天|日 1
working days: 工作日|个工作日 1
hours: 小时|个小时|h 1
minutes: 分钟 1
months: 月|个月 1
quarters: 季度|个季度 1
years: 年 1
points: 分 1
grades: 级 1
stars: 星 1
"""
"""Group: word|also written factor; ... A word in a group of its own compares with itself alone."""

_SCALES = {"千": 3, "万": 4, "萬": 4, "百万": 6, "千万": 7, "亿": 8, "億": 8}


def _table() -> dict[str, TargetUnit]:
    table = {}
    for line in _TARGET_UNITS.strip().splitlines():
        group, _, entries = line.partition(": ")
        for entry in entries.split("; "):
            spellings, factor = entry.rsplit(" ", 1)
            word = spellings.split("|")[0]
            for spelling in spellings.split("|"):
                table[spelling] = TargetUnit(word, group, Decimal(factor))
    return table


TARGET_UNITS: Mapping[str, TargetUnit] = MappingProxyType(_table())
"""The units of targets by the words that stand behind a number."""

_SCALED = re.compile(f"({'|'.join(sorted(_SCALES, key=len, reverse=True))})(.+)")


def target_unit(spelling: str) -> TargetUnit | None:
    """Return the unit that a word behind a number means (`个工作日`, `万人`), None for an unknown word."""
    unit = TARGET_UNITS.get(spelling) or TARGET_UNITS.get(spelling.lower())
    scaled = _SCALED.fullmatch(spelling)
    if unit or not scaled:
        return unit
    base = TARGET_UNITS.get(scaled[2])
    if base is None:
        return None
    scale = scaled[1].replace("萬", "万").replace("億", "亿")
    return TargetUnit(scale + base.word, base.group, shifted(base.factor, _SCALES[scale]))
