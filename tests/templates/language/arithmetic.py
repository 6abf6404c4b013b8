"""Operators with numbers, and what counts as a number for them: blanks, texts and errors in cells."""

from __future__ import annotations

from decimal import Decimal

from templates.language.values import DIV0, NA, NUM, ExcelError
from tests.templates.language.casework import case, number

__all__ = ["ARITHMETIC", "NUMBERLIKE"]


BAD = ExcelError("#VALUE!")
D = Decimal

NUMBERLIKE = (
    "5",
    " 12 ",
    "-12.25",
    "１２",
    "３５３．１",
    "　243.8",
    "1,121.34",
    "12.5%",
    "1E3",
    "2020-1-1",
    "TRUE",
    "￥5",
    "1/2",
    "12:30",
)
"""Texts that some engine or other takes for a number; in arithmetic each counts 0."""

_OPERATORS = [
    number("a + b", "3.75", a="1.5", b="2.25"),
    number("a - b", "-0.75", a="1.5", b="2.25"),
    number("a * b", "3.375", a="1.5", b="2.25"),
    number("a / b", "0.6666666666666666666666666667", a="1.5", b="2.25"),
    number("a ^ 2", "2.25", a="-1.5"),
    number("-2 ^ 2", "4"),
    number("-a ^ 2", "2.25", a="1.5"),
    number("0 - a ^ 2", "-2.25", a="1.5"),
    number("2 ^ 3 ^ 2", "64"),
    number("2 ^ 3 * 2", "16"),
    number("- - a", "1.5", a="1.5"),
    number("+a", "1.5", a="1.5"),
    number("a - -b", "3.75", a="1.5", b="2.25"),
    number("a - (b - c)", "2", a="1", b="2", c="3"),
    number("a - b - c", "-4", a="1", b="2", c="3"),
    number("a / (b / c)", "1.5", a="1", b="2", c="3"),
    number("a / b / c", "0.125", a="1", b="2", c="4"),
    number("a + b * c", "7", a="1", b="2", c="3"),
    number("(a + b) * c", "9", a="1", b="2", c="3"),
    number("loss * -loss", "-9"),
    number("loss ^ 2", "9"),
    number("a + year", "2021", a="1"),
    number("406.53 + 546.8 - 953.33", "0"),
    number("a / 3 * 3 - a", "0", a="1"),
    case("a + b", 0),
    case("-a", 0),
    case("+a", 0),
    case("a / b", DIV0),
    case("a / b", DIV0, a=D(1)),
    case("a / b", 0, b=D(1)),
    case("a + b", NA, a=NA),
    case("a + b", BAD, a=BAD, b="abc"),
    case("a + b", NA, a="12", b=NA),
    case("-a", NA, a=NA),
    case("+a", NA, a=NA),
    case("a ^ 2", NA, a=NA),
    case("a + b / c", DIV0),
    case("1 / 0 + a", DIV0, a="abc"),
    case("a * a", NUM, a=D("1E+200")),
]

_TEXTS_FOR_NUMBERS = [
    *(case("a + b", 1, a=text, b=D(1)) for text in ("abc", "12万元", " ", "　", "", "#N/A", "無")),
    *(case("a + b", 1, a=text, b=D(1)) for text in NUMBERLIKE),
    *(case("b - a", 1, a=text, b=D(1)) for text in NUMBERLIKE),
    *(case("a * b", 0, a=text, b=D(2)) for text in NUMBERLIKE),
    *(case("b / a", DIV0, a=text, b=D(2)) for text in NUMBERLIKE),
    *(case("a ^ 2", 0, a=text) for text in NUMBERLIKE),
    *(case("-a", 0, a=text) for text in NUMBERLIKE),
    *(case("+a", 0, a=text) for text in NUMBERLIKE),
    *(case("ROUND(a, 1)", 0, a=text) for text in NUMBERLIKE),
    *(case("ABS(a)", 0, a=text) for text in NUMBERLIKE),
    *(case("INDEX(items.amount, 2) + 1", 1, items__1__amount=text) for text in NUMBERLIKE),
    *(case("IF(b > 0, a, 9) + 1", 1, a=text, b=D(1)) for text in NUMBERLIKE),
    case("+a - 0", 0, a="abc"),
    case("-a + b", 1, a="abc", b=D(1)),
    case("-a ^ 2", 0, a="3"),
    case("- -a", 0, a="5"),
    case("a / b", DIV0, a="abc"),
    case("a / b", 0, a="12", b=D(1)),
    case("a * b + c", 3, a="2", b="2", c=D(3)),
    case("a + b = c", True, a="1,121.34", b=D(2), c=D(2)),
    case('a + b & ""', "2", a="12.5%", b=D(2)),
    case("SUM(a + b, c)", 2, a="5", b=D(2), c="7"),
    case("SUM(a, b) - (a + b)", 0, a="1E3", b=D(2)),
    case("MAX(a - 1, b)", -1, a="5", b="9"),
    case("amount + 1", 1, "items", (2,), items__2__amount="12"),
    case("-INDEX(items.amount, 2)", 0, items__1__amount="12"),
    case("-INDEX(items.amount, 2)", -12, items__1__amount=D(12)),
    case("INDEX(items.amount, 2) * 2", 0),
    case("INDEX(items.amount, 2) + 1", NA, items__1__amount=NA),
    case("INDEX(items.amount, 9) + 1", NA),
    case("IF(b > 0, a, 9) + 1", 10, a="12"),
    case("IF(b > 0, a, 9) + 1", 6, a=D(5), b=D(1)),
    case("IF(b > 0, a, 9) + 1", 1, b=D(1)),
    case("IF(b > 0, a, 9) + 1", NA, a=NA, b=D(1)),
    case('IF(b > 0, "5", 9) + 1', 1, b=D(1)),
    case('IF(a = 0, "", b / a) * 2 + 1', 1),
    case("-IF(b > 0, IF(c > 0, a, 4), 9)", 0, a="12", b=D(1), c=D(1)),
    case("-IF(b > 0, IF(c > 0, a, 4), 9)", -4, a="12", b=D(1)),
    case("IF(b > 0, a + 1, 9)", 1, a="12", b=D(1)),
    case("IF(b > 0, a, 9)", "12", a="12", b=D(1)),
    case('ROUND(IF(b > 0, "12.5%", 1.26), 1)', 0, b=D(1)),
    case('ROUND(IF(b > 0, "12.5%", 1.26), 1)', D("1.3")),
    case("ABS(IF(b > 0, a, -9))", 0, a="-5", b=D(1)),
    case("ABS(IF(b > 0, a, -9))", 9, a="-5"),
    case('ROUND(a, IF(1 = 1, "1", 2))', 1, a=D("1.26")),
    case("ROUND(INDEX(items.amount, 2), 1)", 0, items__1__amount="1.26"),
]

ARITHMETIC = (*_OPERATORS, *_TEXTS_FOR_NUMBERS)
"""All cases of arithmetic."""
