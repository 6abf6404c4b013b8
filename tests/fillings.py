"""Random contents of a form's inputs, right and wrong ones, and what its formulas then show."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from random import Random
from typing import Any

from templates import Cell, CellMap, Role
from templates.kinds import Content
from templates.model.shape import Group, Leaf, Node, Repeat
from templates.path import set_value, split
from templates.records.filling import filling_from

__all__ = ["disturbed", "fitting"]

_RIGHT = {
    "money": tuple(
        map(Decimal, ("0", "0.1", "0.2", "0.3", "16", "93.3", "243.8", "353.1", "399.1", "752.2", "1121.34"))
    ),
    "number": tuple(map(Decimal, (1, 2, 3, 7, 60))),
    "year": tuple(map(Decimal, (2019, 2020, 2021, 2023, 2026))),
    "target": ("≥95%", "＜1‰", "7个", "提高", "当天", "0", "—", "≥120%"),
    "date": ("2020-01-01", "2026-03-05", "2026-12-31", "2025-02"),
    "phone": ("13800138000", "0711-1234567"),
}
_NAMES = ("优化营商环境", "推进“数据共享”工作", "综合服务平台", "甲", "Ab", "aB", "Ａｂ")
_NO_NUMBERS = (
    "752.2|３５３．１|752.2万元|十万|abc|-|无| |　|\u00a0|\n|+1|>5|*|=1+1|#N/A|#DIV/0!|1 000|Ｎ/Ａ|2.5.1"
    "|　243.8| 12 |-12.25|1,121.34|12.5%|1E3|2020-1-1|1/2|12:30|TRUE|￥5|$5"
)
"""Texts in the cells of numbers: what some engine or other takes for a number stands among them."""

_ODD_TEXTS = (
    '优化营商环境 | 优化营商环境|推进"数据共享"工作|目标1：甲|*|?|~*|>5|=1+1|1|１|无|无依据| 无依据|无依据。'
    "|暂无|没有|-|—| |　|\n|\u00a0|甲\n乙|100%|𠮷|运转类|一次性"
)
_WRONG_NUMBERS: tuple[Content, ...] = (
    *map(Decimal, ("-0.01", "-752.2", "0.004", "2.671", "353.1001", "3531000", "7522000", "75220000")),
    *_NO_NUMBERS.split("|"),
)
_WRONG_TEXTS: tuple[Content, ...] = (
    *_ODD_TEXTS.split("|"),
    *(Decimal(1), Decimal("0.95"), Decimal(43831), "某" * 3001),
)
_WRONG_PHONES: tuple[Content, ...] = ("1380013800", "138001380000", "12", Decimal("1380013800"), " ", "某")


def disturbed(cell_map: CellMap, values: Mapping[str, Any], random: Random) -> dict[str, Any]:
    """Return `values` with some inputs changed: few or all, to what is right, wrong or blank.

    All rows of the form are there, so that each value stands in the row where it was put.
    """
    filling = filling_from(cell_map, values)
    changed, wrong = random.choice((0.02, 0.1, 0.4, 1.0)), random.choice((0.0, 0.1, 0.5))
    for cell in cell_map:
        if cell.role is Role.INPUT and random.random() < changed:
            set_value(filling, split(cell.path), _drawn(cell, random, wrong))
    found: dict[str, Any] = _inputs(cell_map.shape, filling)
    return found


def fitting(cell_map: CellMap, random: Random) -> dict[str, Any]:
    """Return a filling in which every input is blank or holds what its kind takes, in every row."""
    filling = filling_from(cell_map, {})
    for cell in cell_map:
        if cell.role is Role.INPUT:
            set_value(filling, split(cell.path), _drawn(cell, random, wrong=0))
    found: dict[str, Any] = _inputs(cell_map.shape, filling)
    return found


def _drawn(cell: Cell, random: Random, wrong: float) -> Content:
    assert cell.of is not None
    assert cell.limits is not None
    kind, chance = cell.of.kind, random.random()
    if chance < wrong:
        pool = _WRONG_PHONES if kind.name == "phone" else _WRONG_TEXTS
        return random.choice(_WRONG_NUMBERS if kind.numeric else pool)
    if chance > 0.8:
        return None
    if cell.limits.choices:
        terms = cell.limits.choices.terms()
        return random.choice([spelling for term in terms for spelling in (term.value, *term.keep)])
    right: tuple[Content, ...] = _RIGHT.get(kind.name, _NAMES)
    return random.choice(right)


def _inputs(node: Node, filling: Any) -> Any:
    """Return a filling without what the form computes; a record's blank items are kept."""
    match node:
        case Leaf():
            return filling
        case Repeat(item):
            return [_inputs(item, entry) for entry in filling]
        case Group(parts):
            return {
                name: _inputs(part, filling[name])
                for name, part in parts.items()
                if not (isinstance(part, Leaf) and part.field.formula)
            }
