"""What people put into inputs instead of what belongs there, and what is nearly right.

Nothing here knows a rule: an entry is one cell with something odd in it, or with what is right there or in
the cell of another item, written oddly.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from reader.containers.values.dates import Temporal, from_serial
from templates import Cell, CellMap, Role
from templates.kinds import Content, Raw
from templates.model.page import CellAddress
from templates.path import names_of, split

__all__ = ["OddEntry", "odd_entries"]


@dataclass(frozen=True, slots=True)
class OddEntry:
    """What somebody entered, by the cells, and the path of the field that it is about."""

    field: str
    cells: Mapping[CellAddress, Raw]


_NOTHING = "—|-|--|---|/|／|……|*|_|略|无|没有|暂无|待定|不适用|同上|详见附件| |　|\u00a0|N/A|#N/A|#REF!|是|空"
_AMOUNTS = (
    "1|１２|100|752.2万元|752.2 万元|486.5元|1,121.34|1，121.34|３５３．１|353。1|12 .5|1 234|约100|100左右"
    "|¥100|十万|一百二十|壹佰|1.2.3|12,3|100（一百）|l00|1O0|1e3|3e400|-5|(5)|50%|0.5|53.06%|百分之五十|5-10|100.|"
    " 100"
)
_TIMES = (
    "2023年|2023|２０２３|2023年底|二〇二三|23|2023-3-5|2026年3月5日|2026.3.5|20260305|2026年3月|3月5日|2026-02-30"
    "|2026/13/1|二〇二六年三月五日|2026-3-5 10:30|明年"
)
_PHONES = (
    "13800138000|138 0013 8000|138-0013-8000|+8613800138000|1380013800|138001380000|138001380|0711-1234567"
    "|0711-1234567转8|(0711)1234567|07111234567|1234567|7111234567|12345|1.38E+10|李明13800138000"
    "|13800138000、0711-1234567|联系我|１３８００１３８０００|10000000000|4001234567"
)
_TARGETS = (
    "≥95%|95%|＞95％|大于95%|95%以上|95|7个|约95%|提高|较好|完成|10 0%|95%0|〉95%|百分之九十五|1月|≥120%|0"
)
_TERMS = (
    "特定目标|特定目标类 | 特定目标类|特定目标类。|1、特定目标类|☑特定目标类 □人员类|特定目标类、人员类"
    "|基建类|运转类|一次性|人员经费|数量|数量指标 |时效指标|社会效益|社会效益指标|社会成本指标|群众满意度"
)
_WORDS = (
    "目标1：甲|1.甲|（一）甲|(5)|1.|甲。|甲 |甲；|1.甲 2.乙|某局（盖章）|<br>甲|=1+1|+1|@甲|TRUE|XX项目"
    "|例：甲|'1"
    '|甲“乙”|甲"乙"|Ａ|A|a|无依据'
)
_TEXTS = "|".join((_NOTHING, _AMOUNTS, _TIMES, _PHONES, _TARGETS, _TERMS, _WORDS)).split("|")
_NUMBERS = (
    *("0", "1", "-1", "0.001", "0.95", "12", "486.5", "486.504", "2023", "2023.5", "1900", "2300", "46086"),
    *("46086.5", "20260305", "202603", "100000000000", "2000000000000", "13800138000", "100000000001"),
)
_DATES = (
    *(("486.5", "yyyy/m/d"), ("46086", "yyyy/m/d"), ("46086.5", "yyyy/m/d h:mm"), ("0.5", "h:mm")),
    *(("752", 'm"月"d"日"'), ("0", "yyyy-mm-dd"), ("2023", "yyyy/m/d"), ("200000", "yyyy-mm-dd")),
)
_PERCENTS = (("0.95", "0%"), ("0.5306", "0.00%"), ("50", "0%"), ("1", "0%"))


def _dated(number: Decimal, number_format: str) -> Raw:
    """Return a number in the format of a date, as it comes out of a file."""
    return Raw(from_serial(float(number), Temporal.MOMENT, False), number_format, serial=number)


_CONTENTS = (
    *map(Raw, (*_TEXTS, "甲\n乙", "\n", "长" * 70, "长" * 300, "长" * 3001)),
    *(Raw(Decimal(number)) for number in _NUMBERS),
    *(_dated(Decimal(number), number_format) for number, number_format in _DATES),
    *(Raw(Decimal(number), number_format) for number, number_format in _PERCENTS),
    *map(Raw, (True, False, None)),
    *(Raw(None, error=error) for error in ("#N/A", "#REF!", "#DIV/0!")),
    *(Raw(Decimal(2), formula="1+1"), Raw("甲乙", formula='"甲"&"乙"')),
)

_OF_A_NUMBER = ("{}", "{}万元", "{}元", " {}", "{} ", "{}。", "约{}", "{}（{}）", "{}个", "'{}", "¥{}", "{}%")
_OF_A_TEXT = ("{} ", "{}。", "\u3000{}", "{}；", "1.{}", "（一）{}", "{}（盖章）", "目标1：{}", "{}\n", "{}.")
_WIDE = str.maketrans("0123456789.%“”", '０１２３４５６７８９．％""')


def odd_entries(
    cell_map: CellMap, right: Mapping[CellAddress, Content], random: Random
) -> Iterator[OddEntry]:
    """Yield entries without end, each input of the form in its turn; `right` is what belongs into them."""
    inputs = [cell for cell in cell_map if cell.role is Role.INPUT]
    columns: dict[tuple[str, ...], list[Cell]] = {}
    for cell in inputs:
        columns.setdefault(names_of(split(cell.path)), []).append(cell)
    while True:
        for cell in inputs:
            beside = columns[names_of(split(cell.path))]
            yield OddEntry(cell.path, _entry(cell, beside, right, random))


def _entry(
    cell: Cell, beside: Sequence[Cell], right: Mapping[CellAddress, Content], random: Random
) -> dict[CellAddress, Raw]:
    chance = random.random()
    if chance < 0.6:
        return {cell.address: random.choice(_CONTENTS)}
    content = right.get(cell.address)
    if chance > 0.85 and isinstance(content, str):  # what another item says, nearly
        content = right.get(random.choice(beside).address, content)
    return {cell.address: random.choice(_variants(content))}


def _variants(content: Content) -> Sequence[Raw]:
    """Return ways to write what is right in another way than it should be."""
    if isinstance(content, str):
        return [Raw(way.format(content)) for way in (*_OF_A_TEXT, "{}")] + [Raw(content.translate(_WIDE))]
    if isinstance(content, Decimal | int) and not isinstance(content, bool):
        number = Decimal(content)
        written = [Raw(way.format(f"{number:f}", f"{number:f}")) for way in _OF_A_NUMBER]
        formatted = [_dated(number, "yyyy/m/d"), _dated(number, "h:mm"), Raw(number, "0%"), Raw(number, "@")]
        return [*written, Raw(f"{number:f}".translate(_WIDE)), *formatted]
    return _CONTENTS
