"""Each function and operator of the language with its own cells, and what it must give there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from templates.language.values import DIV0, NUM, REF, VALUE, ExcelError, Result
from templates.path import Indices
from templates.text import Language

__all__ = ["CASES", "Case"]


@dataclass(frozen=True)
class Case:
    """An expression over some cells (all others blank), and its value."""

    source: str
    cells: Mapping[str, object]
    gives: Result
    scope: str = ""
    indices: Indices = ()
    language: Language = "zh"


def _case(
    source: str, gives: Result | int | str, /, scope: str = "", indices: Indices = (), **cells: object
) -> Case:
    exact = Decimal(gives) if isinstance(gives, int) and not isinstance(gives, bool) else gives
    return Case(source, {_path(name): value for name, value in cells.items()}, exact, scope, indices)


def _path(word: str) -> str:
    """Return the path that a keyword stands for: `items__0__name` is `items[0].name`."""
    return re.sub(r"__(\d+)", r"[\1]", word).replace("__", ".")


def _number(source: str, gives: str, **cells: str) -> Case:
    return Case(source, {name: Decimal(value) for name, value in cells.items()}, Decimal(gives))


NA = ExcelError("#N/A")
D = Decimal

_ARITHMETIC = [
    _number("a + b", "3.75", a="1.5", b="2.25"),
    _number("a - b", "-0.75", a="1.5", b="2.25"),
    _number("a * b", "3.375", a="1.5", b="2.25"),
    _number("a / b", "0.6666666666666666666666666667", a="1.5", b="2.25"),
    _number("a ^ 2", "2.25", a="-1.5"),
    _number("-2 ^ 2", "4"),
    _number("-a ^ 2", "2.25", a="1.5"),
    _number("0 - a ^ 2", "-2.25", a="1.5"),
    _number("2 ^ 3 ^ 2", "64"),
    _number("2 ^ 3 * 2", "16"),
    _number("- - a", "1.5", a="1.5"),
    _number("+a", "1.5", a="1.5"),
    _number("a - -b", "3.75", a="1.5", b="2.25"),
    _number("a - (b - c)", "2", a="1", b="2", c="3"),
    _number("a - b - c", "-4", a="1", b="2", c="3"),
    _number("a / (b / c)", "1.5", a="1", b="2", c="3"),
    _number("a / b / c", "0.125", a="1", b="2", c="4"),
    _number("a + b * c", "7", a="1", b="2", c="3"),
    _number("(a + b) * c", "9", a="1", b="2", c="3"),
    _number("loss * -loss", "-9"),
    _number("loss ^ 2", "9"),
    _number("a + year", "2021", a="1"),
    _number("406.53 + 546.8 - 953.33", "0"),
    _number("a / 3 * 3 - a", "0", a="1"),
    _case("a + b", 0),
    _case("-a", 0),
    _case("+a", 0),
    _case("a / b", DIV0),
    _case("a / b", DIV0, a=D(1)),
    _case("a / b", 0, b=D(1)),
    _case("a + b", VALUE, a="abc", b=D(1)),
    _case("a + b", VALUE, a="１２", b=D(1)),
    _case("a + b", VALUE, a="12万元", b=D(1)),
    _case("a + b", VALUE, a=" ", b=D(1)),
    _case("a + b", 13, a=" 12 ", b=D(1)),
    _case("a * b", D("-24.5"), a="-12.25", b=D(2)),
    _case("-a", VALUE, a="abc"),
    _case("+a - 0", VALUE, a="abc"),
    _case("-a", -5, a="5"),
    _case("a / b", VALUE, a="abc"),
    _case("a + b", NA, a=NA),
    _case("a + b / c", DIV0),
    _case("1 / 0 + a", DIV0, a="abc"),
    _case("a * a", NUM, a=D("1E+200")),
]

_JOINING = [
    _case("s & t", "甲乙", s="甲", t="乙"),
    _case("s & t", "甲", s="甲"),
    _case('s & "x" & t', "x"),
    _case('a & "%"', "12.5%", a=D("12.50")),
    _case('a & ""', "", a=None),
    _case('a & ""', "0", a=D(0)),
    _case('a & ""', "-0.05", a=D("-0.05")),
    _case('a & ""', "123456789.12", a=D("123456789.12")),
    _case('a & ""', "0.00001", a=D("0.00001")),
    _case('a & ""', "1000000", a=D("1E+6")),
    _case('ROUND(a + b, 2) & ""', "0.3", a=D("0.1"), b=D("0.2")),
    _case('a & ""', " 5", a=" 5"),
    _case("year & unit", "2020万元"),
    _case('"a""b"', 'a"b'),
    _case('"" & 1 / 0', DIV0),
    _case("s & a", NA, a=NA),
    _case(f'"{"长" * 300}" & s', "长" * 300 + "s", s="s"),
    _case("a + b & c", "33", a=D(1), b=D(2), c=D(3)),
]

_COMPARING = [
    _case("a = b", True, a=D("1.10"), b=D("1.1")),
    _case("a = b", False, a=D("1.1"), b=D("1.11")),
    _case("a <> b", True, a=D("1.1"), b=D("1.11")),
    _case("a < b", True, a=D(1), b=D(2)),
    _case("a < b", False, a=D(2), b=D(2)),
    _case("a <= b", True, a=D(2), b=D(2)),
    _case("a > b", False, a=D(2), b=D(2)),
    _case("a >= b", True, a=D(2), b=D(2)),
    _case("a = 0", True),
    _case("a >= 0", True),
    _case("a = b", True),
    _case("a = b", False, b=D(1)),
    _case("a + b = c", True, a=D("0.1"), b=D("0.2"), c=D("0.3")),
    _case("a + b = c", True, a=D("406.53"), b=D("546.8"), c=D("953.33")),
    _case("a / 3 * 3 = a", True, a=D(1)),
    _case("a > 0", True, a="abc"),
    _case("a > b", True, a="0", b=D(5)),
    _case("a = b", False, a="5", b=D(5)),
    _case("s = t", True, s="Abc", t="aBC"),
    _case("s = t", True, s="é", t="É"),
    _case("s = t", False, s="Ａ", t="A"),
    _case("s = t", True, s="Ａ", t="ａ"),
    _case("s = t", False, s="甲", t="乙"),
    _case("s = t", False, s="甲", t="甲 "),
    _case("s = t", True),
    _case("s <> t", True, s="甲"),
    _case('s <> "人员类"', False, s="人员类"),
    _case("s = a", False, s="5", a=D(5)),
    _case("s = a", True),
    _case("1 / 0 = a", DIV0),
    _case("a < 1 / 0", DIV0),
    _case("a & b = c & s", True, a=D(1), b=D(2), c=D(12)),
]

_BLANK = [
    _case('s = ""', True),
    _case('"" = s', True),
    _case('s <> ""', False),
    _case('"" <> s', False),
    _case('s = ""', True, s=" "),
    _case('s = ""', True, s="　\u3000"),
    _case('s = ""', True, s="\u00a0 \u00a0"),
    _case('s = ""', True, s="\n\t "),
    _case('s <> ""', True, s=" 甲"),
    _case('s = ""', False, s="-"),
    _case('s = ""', False, s="\u200b"),
    _case('s & t = ""', True, s=" ", t="　"),
    _case('s & t = ""', False, s=" ", t="x"),
    _case('a = ""', True),
    _case('a = ""', False, a=D(0)),
    _case('a <> ""', True, a=D(0)),
    _case('a = ""', True, a=" "),
    _case('a = ""', NA, a=NA),
    _case('1 / 0 = ""', DIV0),
    _case('"" = ""', True),
]

_TOTALS = [
    _case("SUM(a, b)", D("3.75"), a=D("1.5"), b=D("2.25")),
    _case("SUM(a, b)", D("1.5"), a=D("1.5"), b="2.25"),
    _case("SUM(a, b)", 0, a=" ", b="abc"),
    _case("SUM(a)", 0),
    _case("SUM(a - 1, 2)", 1),
    _case("SUM(items.amount)", 3, items__0__amount=D(1), items__2__amount="x", items__4__amount=D(2)),
    _case("SUM(items.amount)", 0),
    _case("SUM(items.amount, a)", NA, items__1__amount=NA),
    _case("SUM(a, 1 / 0)", DIV0),
    _case("SUM(a - 1, 2)", VALUE, a="x"),
    _case("SUM(blocks.rows.size)", 7, blocks__0__rows__1__size=D(3), blocks__1__rows__2__size=D(4)),
    _case("SUM(rows.size)", 4, "blocks", (1,), blocks__0__rows__1__size=D(3), blocks__1__rows__2__size=D(4)),
    _case("COUNT(items.amount)", 2, items__0__amount=D(0), items__2__amount="5", items__4__amount=D(2)),
    _case("COUNT(a, b, s)", 1, a=D(1), s="1"),
    _case("COUNT(a, b)", 1, a=D(1), b=NA),
    _case("MIN(a, b)", -2, a=D(1), b=D(-2)),
    _case("MAX(a, b)", 1, a=D(1), b=D(-2)),
    _case("MIN(a, b)", 1, a=D(1)),
    _case("MAX(a, b)", -1, a=D(-1), b="9"),
    _case("MIN(a)", 0),
    _case("MAX(items.amount)", 0, items__0__amount="x"),
    _case("MAX(items.amount, a * 2)", 6, items__0__amount=D(5), a=D(3)),
    _case("MIN(blocks.rows.size)", 3, blocks__0__rows__1__size=D(3), blocks__1__rows__2__size=D(4)),
    _case("MIN(a, 1 / 0)", DIV0),
    _case("MAX(a, b)", NA, a=NA, b=D(2)),
    _case("MAX(INDEX(items.amount, 2), -1)", -1, items__1__amount="9"),
]

_COUNTING = [
    _case(
        "COUNTA(items.name)",
        2,
        items__0__name="甲",
        items__1__name=" ",
        items__2__name="　",
        items__4__name="乙",
    ),
    _case("COUNTA(items.amount)", 1, items__0__amount=D(0), items__1__amount="\n"),
    _case("COUNTA(s)", 0, s="\u00a0"),
    _case("COUNTA(s)", 1, s="x"),
    _case("COUNTA(s, t, a)", 2, s="x", a=D(1)),
    _case("COUNTA(s, a)", NA, s="x", a=NA),
    _case("COUNTA(blocks.goal)", 1, blocks__1__goal="g"),
    _case(
        'COUNTA(rows[level="产出"].word)',
        1,
        "blocks",
        (0,),
        blocks__0__rows__1__word="x",
        blocks__0__rows__2__word="y",
    ),
    _case(
        'COUNTA(rows[level="效益"].word)',
        1,
        "blocks",
        (0,),
        blocks__0__rows__1__word="x",
        blocks__0__rows__2__word="y",
    ),
    _case(
        'COUNTA(blocks.rows[level="效益"].word)',
        2,
        blocks__0__rows__2__word="x",
        blocks__1__rows__2__word="y",
    ),
    _case(
        'SUM(blocks.rows[level="产出"].size)', 5, blocks__0__rows__0__size=D(2), blocks__1__rows__1__size=D(3)
    ),
    _case(
        "COUNTSAME(items.name, s)",
        2,
        s="甲a",
        items__0__name="甲A",
        items__3__name="甲a",
        items__4__name="乙",
    ),
    _case("COUNTSAME(items.name, s)", 0, s="*", items__0__name="甲", items__3__name="乙"),
    _case("COUNTSAME(items.name, s)", 1, s="*", items__0__name="*", items__3__name="乙"),
    _case("COUNTSAME(items.name, s)", 1, s=">5", items__0__name=">5", items__3__name="6"),
    _case("COUNTSAME(items.name, s)", 0, items__0__name="甲"),
    _case("COUNTSAME(items.name, s)", 0, s=" ", items__0__name=" "),
    _case("COUNTSAME(items.name, s)", 0, s="甲", items__0__name="甲 "),
    _case("COUNTSAME(items.name, s)", 0, s="Ａ", items__0__name="A"),
    _case(
        "COUNTSAME(items.amount, a)",
        2,
        a=D(0),
        items__0__amount=D(0),
        items__3__amount="0",
        items__4__amount="x",
        items__1__amount=D(1),
    ),
    _case("COUNTSAME(items.amount, a)", 0, items__0__amount=D(0)),
    _case("COUNTSAME(items.amount, a + b)", 1, a=D(1), b=D(2), items__0__amount=D(3)),
    _case(
        "COUNTSAME(blocks.rows.word, s)", 2, s="x", blocks__0__rows__0__word="x", blocks__1__rows__2__word="X"
    ),
    _case("COUNTSAME(items.amount, a)", NA, a=D(1), items__0__amount=NA),
    _case("COUNTSAME(items.amount, a)", NA, a=NA),
    _case("COUNTSAME(items.name, name)", 2, "items", (1,), items__0__name="甲", items__1__name="甲"),
]

_DECIDING = [
    _case("IF(a > 1, b, c)", 5, a=D(2), b=D(5), c=D(6)),
    _case("IF(a > 1, b, c)", 6, a=D(1), b=D(5), c=D(6)),
    _case('IF(s = "", "无", s)', "无"),
    _case('IF(s = "", "无", s)', "甲", s="甲"),
    _case("IF(a > 1, b, c)", None, a=D(2), c=D(6)),
    _case('IF(a > 1, b, c) = ""', True, a=D(2), c=D(6)),
    _case("IF(a > 1, b, c) + 1", 1, a=D(2), c=D(6)),
    _case("IF(a > 1, 1 / 0, c)", 6, a=D(1), c=D(6)),
    _case("IF(1 / 0 > 1, b, c)", DIV0),
    _case("IF(a > 1, b > 1, c > 1)", True, a=D(2), b=D(2)),
    _case('IF(a = 0, "", b / a) & ""', ""),
    _case("IF(a > 1, MAX(b, c), 0)", 7, a=D(2), b=D(7), c=D(6)),
    _case("AND(a > 1, b > 1)", True, a=D(2), b=D(2)),
    _case("AND(a > 1, b > 1)", False, a=D(2)),
    _case("AND(a > 1)", True, a=D(2)),
    _case("AND(1 / 0 > 1, a > 1)", DIV0),
    _case("AND(a = 0, 1 / 0 > 1)", DIV0),
    _case("OR(a > 1, b > 1)", True, b=D(2)),
    _case("OR(a > 1, b > 1)", False),
    _case("OR(1 / 0 > 1, a = 0)", DIV0),
    _case("NOT(a > 1)", True),
    _case("NOT(a > 1)", False, a=D(2)),
    _case("NOT(1 / 0 > 1)", DIV0),
    _case('ONEOF(s, "无", "Ab")', True, s="aB"),
    _case('ONEOF(s, "无", "-")', True, s="-"),
    _case('ONEOF(s, "无", "-")', False, s="无 "),
    _case('ONEOF(s, "无")', False),
    _case('ONEOF(a, "5")', False, a=D(5)),
    _case('ONEOF(s, "*")', False, s="x"),
    _case("ONEOF(s, unit)", True, s="万元"),
    _case('ONEOF(a, "x", "y")', NA, a=NA),
]

_NUMBERS = [
    _case("ROUND(a, 2)", D("2.68"), a=D("2.675")),
    _case("ROUND(a, 2)", D("-2.68"), a=D("-2.675")),
    _case("ROUND(a, 2)", D("1.01"), a=D("1.005")),
    _case("ROUND(a, 0)", -3, a=D("-2.5")),
    _case("ROUND(a, 0)", 3, a=D("2.5")),
    _case("ROUND(a, -2)", 1200, a=D("1234.5")),
    _case("ROUND(a, 1 + 1)", D("1234.57"), a=D("1234.565")),
    _case("ROUND(a, 2)", 0),
    _case("ROUND(a, 2)", VALUE, a="abc"),
    _case("ROUND(1 / 0, 2)", DIV0),
    _case("ROUND(a, 2) = a", True, a=D("406.53")),
    _case("ROUND(a, 2) = a", False, a=D("406.531")),
    _case("ABS(a)", D("1.5"), a=D("-1.5")),
    _case("ABS(a)", 0),
    _case("ABS(a)", VALUE, a="abc"),
    _case("ABS(a / b)", DIV0),
    _case("ISNUMBER(a)", True, a=D(0)),
    _case("ISNUMBER(a)", False),
    _case("ISNUMBER(a)", False, a="5"),
    _case("ISNUMBER(a)", False, a=NA),
    _case("ISNUMBER(1 / 0)", False),
    _case("ISNUMBER(INDEX(items.amount, 2))", True, items__1__amount=D(1)),
]

_TEXTS = [
    _case("LEN(s)", 3, s="甲乙c"),
    _case("LEN(s)", 0),
    _case("LEN(s)", 2, s="\u3000 "),
    _case("LEN(s)", 2, s="😀a"),
    _case("LEN(a)", 4, a=D("12.50")),
    _case("LEN(a)", NA, a=NA),
    _case("INDEX(goals.listed, 2)", "乙", goals__listed__1="乙"),
    _case("INDEX(goals.listed, item_number)", "乙", "blocks", (1,), goals__listed__1="乙"),
    _case(
        "INDEX(goals.listed, item_number + 1) & goal",
        "乙g",
        "blocks",
        (0,),
        goals__listed__1="乙",
        blocks__0__goal="g",
    ),
    _case("INDEX(goals.listed, 4)", REF),
    _case("INDEX(goals.listed, 0)", REF),
    _case("INDEX(goals.listed, 1 / 0)", REF),
    _case("INDEX(goals.listed, 3)", None),
    _case("INDEX(blocks.rows.size, 4)", 9, blocks__1__rows__0__size=D(9)),
    _case("item_number * 10", 20, "blocks.rows", (0, 1)),
    _case("MISSING(s, t, a)", "<t>、<a>", s="x", t=" "),
    _case("MISSING(s, t, a)", "", s="x", t="y", a=D(0)),
    _case("MISSING(name, amount, a)", "<name>、<a>", "items", (2,), items__2__amount=D(1)),
    _case("MISSING(s, a)", NA, a=NA),
    Case("MISSING(s, t, a)", {"s": "x"}, "<T>, <A>", language="en"),
]

CASES: tuple[Case, ...] = tuple(
    _ARITHMETIC + _JOINING + _COMPARING + _BLANK + _TOTALS + _COUNTING + _DECIDING + _NUMBERS + _TEXTS
)
