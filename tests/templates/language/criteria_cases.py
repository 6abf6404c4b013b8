"""Functions that look for rows: COUNTIF, SUMIF, a value by its key; and what goes with them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from templates.language.values import DIV0, NA
from tests.templates.language.arithmetic import NUMBERLIKE
from tests.templates.language.casework import Case, case

__all__ = ["CRITERIA"]

D = Decimal
_AMOUNTS: dict[str, Any] = {
    "items__0__amount": D(5),
    "items__1__amount": D("0.3"),
    "items__2__amount": "6",
    "items__4__amount": D(0),
}
"""5, 0.3, a text, a blank, 0."""
_NAMES: dict[str, Any] = {
    "items__0__name": "甲",
    "items__1__name": "Ab",
    "items__2__name": "甲。",
    "items__3__name": "*",
    "items__4__name": "乙",
}
_STOCK: dict[str, Any] = {**_NAMES, **_AMOUNTS}
_ROWS: dict[str, Any] = {
    "blocks__0__rows__0__word": "甲",
    "blocks__0__rows__0__size": D(1),
    "blocks__0__rows__2__word": "乙",
    "blocks__0__rows__2__size": D(2),
    "blocks__1__rows__1__word": "乙 ",
    "blocks__1__rows__1__size": D(4),
    "blocks__1__rows__2__word": "5",
    "blocks__1__rows__2__size": "8",
}

_COUNTIF = [
    case('COUNTIF(items.amount, ">0.3")', 1, **_AMOUNTS),
    case('COUNTIF(items.amount, ">=0.3")', 2, **_AMOUNTS),
    case('COUNTIF(items.amount, "<0.3")', 1, **_AMOUNTS),
    case('COUNTIF(items.amount, "<=-1")', 0, **_AMOUNTS),
    case('COUNTIF(items.amount, "0")', 1, **_AMOUNTS),
    case('COUNTIF(items.amount, "=0.30")', 1, **_AMOUNTS),
    case("COUNTIF(items.amount, 5)", 1, **_AMOUNTS),
    case("COUNTIF(items.amount, year)", 0, **_AMOUNTS),
    case("COUNTIF(items.amount, loss)", 1, items__1__amount=D(-3)),
    case('COUNTIF(items.amount, "<>5")', 4, **_AMOUNTS),
    case('COUNTIF(items.amount, ">5")', 0),
    case('COUNTIF(items.amount, "<>5")', 5),
    case("COUNTIF(items.amount, a)", 1, a=D(5), **_AMOUNTS),
    case("COUNTIF(items.amount, a)", 1, a=D(0), **_AMOUNTS),
    case("COUNTIF(items.amount, a)", 0, **_AMOUNTS),
    case("COUNTIF(items.amount, a)", 0, a="6", **_AMOUNTS),
    case("COUNTIF(items.amount, a + b)", 1, a=D("0.1"), b=D("0.2"), **_AMOUNTS),
    case('COUNTIF(items.amount, ">" & a)', 2, a=D(0), **_AMOUNTS),
    case('COUNTIF(items.amount, ">" & a)', 0, **_AMOUNTS),
    case('COUNTIF(items.amount, "<" & a)', 0, a="x", **_AMOUNTS),
    case('COUNTIF(items.amount, "<=" & a - 1)', 3, a=D(6), **_AMOUNTS),
    case('COUNTIF(items.amount, "<>" & a)', 4, a=D(5), **_AMOUNTS),
    case('COUNTIF(items.amount, "<>" & a)', 0, **_AMOUNTS),
    case('COUNTIF(items.amount, "=" & a)', 1, a=D(5), **_AMOUNTS),
    case("COUNTIF(items.amount, a)", NA, a=NA, **_AMOUNTS),
    case('COUNTIF(items.amount, ">" & a)', NA, a=NA, **_AMOUNTS),
    case('COUNTIF(items.amount, ">5")', NA, items__3__amount=NA),
    case('COUNTIF(items.amount, "<>5")', NA, items__3__amount=NA),
    case("COUNTIF(items.amount, INDEX(items.amount, item_number))", 1, "items", (0,), **_AMOUNTS),
    *(
        case('COUNTIF(items.amount, ">=0")', 1, items__0__amount=text, items__1__amount=D(1))
        for text in NUMBERLIKE
    ),
    case('COUNTIF(items.name, "甲")', 2, **_NAMES),
    case('COUNTIF(items.name, "=甲。")', 2, **_NAMES),
    case('COUNTIF(items.name, "aB")', 1, **_NAMES),
    case('COUNTIF(items.name, "<>甲")', 3, **_NAMES),
    case('COUNTIF(items.name, "<>甲")', 5),
    case('COUNTIF(items.name, "say ""so""")', 1, items__2__name='say "so"'),
    case('COUNTIF(items.name, "5")', 2, items__0__name=D(5), items__1__name="5"),
    case('COUNTIF(items.name, "甲  ")', 2, items__0__name="甲  ", items__1__name="甲"),
    case("COUNTIF(items.name, s)", 2, s="甲 ", **_NAMES),
    case("COUNTIF(items.name, s)", 1, s="*", **_NAMES),
    case("COUNTIF(items.name, s)", 0, s="?", **_NAMES),
    case("COUNTIF(items.name, s)", 1, s=">5", items__0__name=">5", items__1__name="6"),
    case("COUNTIF(items.name, s)", 0, **_NAMES),
    case("COUNTIF(items.name, s)", 0, s="\u3000", items__0__name=" "),
    case('COUNTIF(items.name, "<>" & s)', 3, s="甲", **_NAMES),
    case('COUNTIF(items.name, "<>" & s)', 0, **_NAMES),
    case('COUNTIF(items.name, "=" & s & t)', 1, s="A", t="b", **_NAMES),
    case("COUNTIF(items.name, s & t)", 1, s="A", t="b", **_NAMES),
    case('COUNTIF(items.name, IF(a = 0, "甲", 5))', 1, **_NAMES),
    case('COUNTIF(items.name, "x")', NA, items__0__name=NA),
    case("COUNTIF(items.name, s)", NA, s=NA),
    case("COUNTIF(items.name, s)", 0, items__0__name=NA),
    case("COUNTIF(items.name, name)", 2, "items", (2,), **_NAMES),
    case('COUNTIF(blocks.rows.word, "乙")', 2, **_ROWS),
    case('COUNTIF(blocks.rows[level="产出"].word, "乙")', 1, **_ROWS),
    case('COUNTIF(rows.word, "乙")', 1, "blocks", (0,), **_ROWS),
    case('COUNTIF(blocks.rows.level, "产出")', 4),
    case('COUNTIF(blocks.rows.level, "<>产出")', 2),
    case("COUNTIF(blocks.rows.level, s)", 2, s="效益"),
    case('COUNTIF(blocks.goal, "<>甲")', 1, blocks__1__goal="甲"),
    case("COUNTIF(blocks.goal, s)", 1, s="甲", blocks__1__goal="甲"),
    case('COUNTIF(blocks.rows.size, "<>4")', 5, **_ROWS),
]

_SUMIF = [
    case('SUMIF(items.name, "甲", items.amount)', 5, **_STOCK),
    case('SUMIF(items.name, "<>甲", items.amount)', D("0.3"), **_STOCK),
    case('SUMIF(items.amount, ">0.3")', 5, **_STOCK),
    case('SUMIF(items.amount, ">=0.3", items.amount)', D("5.3"), **_STOCK),
    case('SUMIF(items.amount, "<>5")', D("0.3"), **_STOCK),
    case("SUMIF(items.amount, 5)", 5, **_STOCK),
    case('SUMIF(items.amount, "<=" & a)', D("0.3"), a=D(1), **_STOCK),
    case('SUMIF(items.amount, "<=" & a)', 0, a="1", **_STOCK),
    case('SUMIF(items.amount, "<=" & a)', 0, **_STOCK),
    case("SUMIF(items.name, s, items.amount)", 5, s="甲", **_STOCK),
    case("SUMIF(items.name, s, items.amount)", 0, s="无", **_STOCK),
    case("SUMIF(items.name, s, items.amount)", 0, **_STOCK),
    case('SUMIF(items.name, "<>" & s, items.amount)', D("0.3"), s="甲", **_STOCK),
    case("SUMIF(items.name, name, items.amount)", 5, "items", (0,), **_STOCK),
    case("SUMIF(items.name, s, items.amount) / a", DIV0, s="甲", **_STOCK),
    case('SUMIF(items.name, "甲", items.amount)', NA, items__4__amount=NA),
    case('SUMIF(items.name, "甲", items.amount)', NA, items__4__name=NA),
    case("SUMIF(items.name, s, items.amount)", NA, s=NA),
    *(
        case('SUMIF(items.name, "甲", items.amount)', 0, items__0__name="甲", items__0__amount=text)
        for text in NUMBERLIKE
    ),
    case('SUMIF(blocks.rows.word, "乙", blocks.rows.size)', 6, **_ROWS),
    case("SUMIF(blocks.rows.word, s, blocks.rows.size)", 6, s="乙。", **_ROWS),
    case('SUMIF(blocks.rows.word, "5", blocks.rows.size)', 0, **_ROWS),
    case('SUMIF(blocks.rows.size, ">1")', 6, **_ROWS),
    case('SUMIF(blocks.rows[level="产出"].word, "乙", blocks.rows[level="产出"].size)', 4, **_ROWS),
    case('SUMIF(rows.word, "乙", rows.size)', 2, "blocks", (0,), **_ROWS),
    case('SUMIF(blocks.rows.level, "产出", blocks.rows.size)', 5, **_ROWS),
    case('SUMIF(blocks.rows.level, "<>产出", blocks.rows.size)', 2, **_ROWS),
    case("SUMIF(blocks.rows.level, s, blocks.rows.size)", 5, s="产出", **_ROWS),
    case("SUMIF(blocks.rows.level, s, blocks.rows.size)", 0, **_ROWS),
]

_LOOKUP = [
    case("INDEX(items.amount, MATCH(s, items.name, 0))", D("0.3"), s="AB", **_STOCK),
    case("INDEX(items.amount, MATCH(s, items.name, 0))", 5, s="甲 ", **_STOCK),
    case(
        "INDEX(items.amount, MATCH(s, items.name, 0))", "6", s="x", items__1__name="x", items__1__amount="6"
    ),
    case(
        "INDEX(items.amount, MATCH(s, items.name, 0)) + 1", 1, s="x", items__1__name="x", items__1__amount="6"
    ),
    case("INDEX(items.amount, MATCH(s, items.name, 0)) * 2", 10, s="甲", **_STOCK),
    case("INDEX(items.amount, MATCH(s, items.name, 0))", NA, s="丙", **_STOCK),
    case("INDEX(items.amount, MATCH(s, items.name, 0))", NA, **_STOCK),
    case("INDEX(items.amount, MATCH(s, items.name, 0))", NA, s="?", **_STOCK),
    case("INDEX(items.amount, MATCH(s, items.name, 0))", None, s="*", **_STOCK),
    case('INDEX(items.amount, MATCH(s, items.name, 0)) = ""', True, s="*", **_STOCK),
    case("ISNUMBER(INDEX(items.amount, MATCH(s, items.name, 0)))", False, s="*", **_STOCK),
    case("ISNUMBER(INDEX(items.amount, MATCH(s, items.name, 0)))", False, s="?", **_STOCK),
    case("ISERROR(INDEX(items.amount, MATCH(s, items.name, 0)))", True, s="?", **_STOCK),
    case('INDEX(items.name, MATCH("乙", items.name, 0))', "乙", **_STOCK),
    case("INDEX(items.name, MATCH(a, items.amount, 0))", "乙", a=D(0), **_STOCK),
    case("INDEX(items.name, MATCH(5, items.amount, 0))", "甲", **_STOCK),
    case("INDEX(items.name, MATCH(a + b, items.amount, 0))", "Ab", a=D("0.1"), b=D("0.2"), **_STOCK),
    case("INDEX(items.name, MATCH(a, items.amount, 0))", NA, **_STOCK),
    case("INDEX(items.name, MATCH(a, items.amount, 0))", NA, a="6", **_STOCK),
    case("INDEX(items.name, MATCH(a, items.amount, 0))", NA, a=NA, **_STOCK),
    case('INDEX(items.name, MATCH(a, items.amount, 0)) & "x"', "甲x", a=D(5), **_STOCK),
    case(
        "INDEX(items.amount, MATCH(s, items.name, 0))",
        NA,
        s="x",
        items__0__name=NA,
        items__1__name="x",
        items__1__amount=D(2),
    ),
    case("INDEX(items.amount, MATCH(s, items.name, 0))", NA, s="x", items__1__name="x", items__1__amount=NA),
    case(
        "INDEX(items.amount, MATCH(s, items.name, 0))",
        NA,
        s="x",
        items__1__name="x",
        items__1__amount=D(1),
        items__2__name="x",
        items__2__amount=NA,
    ),
    case("INDEX(blocks.rows.size, MATCH(s, blocks.rows.word, 0))", 2, s="乙", **_ROWS),
    case("INDEX(blocks.rows.size, MATCH(s, blocks.rows.word, 0))", "8", s="5", **_ROWS),
    case("INDEX(blocks.rows.size, MATCH(s, blocks.rows.word, 0))", NA, s="丙", **_ROWS),
    case("INDEX(blocks.rows.word, MATCH(4, blocks.rows.size, 0))", "乙 ", **_ROWS),
    case('INDEX(blocks.rows.size, MATCH("乙", blocks.rows.word, 0))', 2, **_ROWS),
    case("INDEX(blocks.rows.level, MATCH(s, blocks.rows.word, 0))", "效益", s="乙", **_ROWS),
    case("INDEX(blocks.rows.word, MATCH(s, blocks.rows.level, 0))", "乙", s="效益", **_ROWS),
    case("INDEX(rows.size, MATCH(s, rows.word, 0))", 4, "blocks", (1,), s="乙", **_ROWS),
    case("INDEX(blocks.goal, MATCH(s, blocks.goal, 0))", "甲", s="甲。", blocks__1__goal="甲"),
    case(
        "INDEX(blocks.goal, MATCH(s, blocks.goal, 0))", NA, s="甲", blocks__0__goal=NA, blocks__1__goal="甲"
    ),
    case(
        "INDEX(items.amount, MATCH(INDEX(items.name, MATCH(a, items.amount, 0)), items.name, 0))",
        5,
        a=D(5),
        **_STOCK,
    ),
    case("SUM(INDEX(items.amount, MATCH(s, items.name, 0)) + 0, 1)", 6, s="甲", **_STOCK),
    case("INDEX(items.amount, MATCH(name, items.name, 0))", 5, "items", (2,), **_STOCK),
]

_RECOVERING = [
    case("IFERROR(a / b, 7)", 7, a=D(1)),
    case("IFERROR(a / b, 7)", D("0.5"), a=D(1), b=D(2)),
    case('IFERROR(a / b, "无")', "无", a=D(1)),
    case('IFERROR(a / b, "")', D("0.5"), a=D(1), b=D(2)),
    case('IFERROR(a / b, "") = ""', True, a=D(1)),
    case('IFERROR(a / b, "") + 1', 1, a=D(1)),
    case("IFERROR(a, 7)", 0),
    case("IFERROR(a, 7)", 0, a="abc"),
    case("IFERROR(a, 7)", 7, a=NA),
    case("IFERROR(a, b) + 1", 3, a=NA, b=D(2)),
    case("IFERROR(a, b)", 0, a=NA, b="5"),
    case("IFERROR(a, b / c)", DIV0, a=NA, b=D(5)),
    case("IFERROR(s, t)", ""),
    case("IFERROR(s, t)", "", s=NA),
    case("IFERROR(s, t)", "乙", s=NA, t="乙"),
    case('IFERROR(s, "x") = ""', True),
    case("IFERROR(IF(b > 0, a, s), 7)", None, b=D(1)),
    case("IFERROR(IF(b > 0, a, s), 7)", 7, b=D(1), a=NA),
    case("SUM(IFERROR(a / b, 0), 1)", 1, a=D(1)),
    case("IFERROR(a > b / c, 1 = 1)", True, a=D(1)),
    case("IFERROR(a > b / c, 1 = 1)", False, a=D(1), b=D(4), c=D(1)),
    case("IFERROR(1, 2)", 1),
    case("IFERROR(INDEX(items.amount, MATCH(s, items.name, 0)), -1)", -1, s="丙", **_STOCK),
    case("IFERROR(INDEX(items.amount, MATCH(s, items.name, 0)), -1)", 5, s="甲", **_STOCK),
    case("IFERROR(INDEX(items.amount, MATCH(s, items.name, 0)), -1)", 0, s="*", **_STOCK),
    case('IFERROR(INDEX(items.name, MATCH(a, items.amount, 0)), "无")', "无", a=D(9), **_STOCK),
    case("IFERROR(SUM(items.amount), 1)", 1, items__2__amount=NA),
]

_ROUNDING = [
    case("ROUNDUP(a, 2)", D("2.31"), a=D("2.301")),
    case("ROUNDUP(a, 2)", D("-2.31"), a=D("-2.301")),
    case("ROUNDUP(a, 2)", D("2.3"), a=D("2.3")),
    case("ROUNDUP(a, 1)", D("1.1"), a=D("1.1")),
    case("ROUNDUP(a * 3, 1)", D("3.3"), a=D("1.1")),
    case("ROUNDDOWN(a * 3, 1)", D("3.3"), a=D("1.1")),
    case("ROUNDDOWN(a - b, 2)", D("0.01"), a=D("100.01"), b=D(100)),
    case("ROUNDUP(a, 0)", 3, a=D("2.1")),
    case("ROUNDUP(a, -2)", 1300, a=D("1234.5")),
    case("ROUNDDOWN(a, -2)", 1200, a=D("1299.5")),
    case("ROUNDDOWN(a, 2)", D("2.3"), a=D("2.309")),
    case("ROUNDDOWN(a, 2)", D("-2.3"), a=D("-2.309")),
    case("ROUNDDOWN(a, 0)", 0, a=D("-0.9")),
    case("ROUNDUP(a / 3, 1 + 1)", D("0.34"), a=D(1)),
    case("ROUNDUP(a + b, 2)", D("0.3"), a=D("0.1"), b=D("0.2")),
    case("ROUNDUP(-a, 0)", -2, a=D("1.5")),
    case("ROUNDDOWN(1.5, 0)", 1),
    case("ROUNDUP(a, 2)", 0),
    case("ROUNDUP(a, 2)", 0, a="12.345"),
    case("ROUNDUP(a, 2)", NA, a=NA),
    case("2 ^ 2 / ROUNDUP(a, 1)", D(2), a=D("1.99")),
    case("AVERAGE(items.amount)", D("1.766666666666666666666666667"), **_AMOUNTS),
    case("AVERAGE(items.amount)", DIV0),
    case("AVERAGE(items.amount)", DIV0, items__0__amount="5"),
    case("AVERAGE(a, b, items.amount)", 2, a=D(1), b=D(3)),
    case("AVERAGE(a - 1, 2)", D("1.5"), a=D(2)),
    case("AVERAGE(a - 1, 2)", D("0.5"), a="x"),
    case("AVERAGE(INDEX(items.amount, 2), a)", 4, items__1__amount="9", a=D(4)),
    case("AVERAGE(items.amount)", NA, items__1__amount=NA),
    case("AVERAGE(a, 1 / 0)", DIV0, a=D(1)),
    case("AVERAGE(blocks.rows.size)", D("2.333333333333333333333333333"), **_ROWS),
]

CRITERIA: tuple[Case, ...] = (*_COUNTIF, *_SUMIF, *_LOOKUP, *_RECOVERING, *_ROUNDING)
"""All of these cases."""
