"""Precedence, and what is refused with which remedy."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from templates.language import FUNCTIONS
from templates.language.parsing.left_out import _CODES, instead_of
from templates.model.expression import Binary, Call, ItemNumber, Number, Ref, String, Unary
from templates.text import Text
from tests.templates.language.desk import parsed, refused


def _shape_of(source: str) -> str:
    """Return an expression over numbers with all its brackets."""

    def written(node: object) -> str:
        match node:
            case Number(value):
                return f"{value}"
            case Unary(operator, operand):
                return f"({operator}{written(operand)})"
            case Binary(operator, left, right):
                return f"({written(left)}{operator}{written(right)})"
            case _:
                raise AssertionError(node)

    return written(parsed(source))


@pytest.mark.parametrize(
    ("source", "means"),
    [
        ("1+2*3", "(1+(2*3))"),
        ("1-2-3", "((1-2)-3)"),
        ("1/2/3", "((1/2)/3)"),
        ("-2^2", "((-2)^2)"),
        ("2^3^2", "((2^3)^2)"),
        ("-(1+2)", "(-(1+2))"),
        ("2*-3", "(2*(-3))"),
        ("1&2+3", "(1&(2+3))"),
        ("1+2&3+4", "((1+2)&(3+4))"),
        ("1&2=3&4", "((1&2)=(3&4))"),
        ("1+2<3*4", "((1+2)<(3*4))"),
        ("(1+2)*3", "((1+2)*3)"),
        ("+1", "(+1)"),
        ("  1.50 ", "1.50"),
    ],
)
def test_precedence(source: str, means: str) -> None:
    assert _shape_of(source) == means


def test_leaves() -> None:
    assert parsed('"说""好"""') == String('说"好"')
    assert parsed("year") == Number(Decimal(2020))
    assert parsed("unit") == String("万元")
    assert parsed("item_number", "items") == ItemNumber()


def test_a_call_keeps_its_arguments() -> None:
    call = parsed("IF(a > 0, SUM(items.amount), 0)")
    assert isinstance(call, Call)
    assert call.function == "IF"
    column = Ref(("items", "amount"), 0, True, True, Text("<amount>", "<AMOUNT>"), marks=True)
    assert call.arguments[1:] == (Call("SUM", (column,)), Number(Decimal(0)))


@pytest.mark.parametrize(
    ("source", "column", "message", "remedy"),
    [
        ("", 1, "the end is not expected here", "A value is expected"),
        ("a +", 4, "the end is not expected here", "A value is expected"),
        ("= a", 1, "must not begin with '='", "Remove it"),
        ("a b", 3, "'b' is not expected here", "An operator"),
        ("a)", 2, "')' is not expected here", "An operator"),
        ("(a", 3, "')' is missing", "Write ')'"),
        ("SUM(a b)", 7, "',' is missing", "Write ','"),
        ("SUM(a", 6, "',' is missing", "Write ','"),
        ("SUM(,a)", 5, "',' is not expected here", "A value is expected"),
        ("a\n+ b", 2, "more than one line", "one line"),
        ("a\r+ b", 2, "more than one line", "one line"),
        ('s = "x', 5, "missing its closing", 'End it with "'),
        ("a = 5%", 6, "'%'", "0.03 instead of 3%"),
        ("s = “x”", 5, "'“'", 'Write " instead'),
        ("SUM（a）", 4, "`（` `）`", "SUM(a)"),
        ("a ≥ b", 3, "'≥'", "Write >= instead"),
        ("a　= b", 2, "cannot be used", "plain spaces"),
        ("金额 > 1", 1, "no field or parameter '金额'", "text goes in double quotation marks"),
        ("a @ b", 3, "'@'", "English letters"),
        ("a = b = c", 7, "Comparisons cannot be chained", "AND("),
        ("1 < a < 3", 7, "Comparisons cannot be chained", "AND("),
        ("s < t", 1, "do not agree on the order", "= or <>"),
        ('a > "x"', 5, "do not agree on the order", "= or <>"),
        ("s + 1", 1, "Text was given where a number", "numeric field"),
        ("1 * s", 5, "Text was given where a number", "numeric field"),
        ("-s", 2, "Text was given where a number", "numeric field"),
        ("(a > 1) + 1", 1, "A condition was given where a number", "numeric field"),
        ("(a > 1) = (b > 1)", 1, "A condition was given", "IF(condition"),
        ("(a > 1) & s", 1, "A condition was given", "IF(condition"),
        ("a ^ b", 5, "An exponent", "such as 2"),
        ("a ^ 0", 5, "An exponent", "such as 2"),
        ("a ^ 0.5", 5, "An exponent", "such as 2"),
        ("a ^ -1", 5, "An exponent", "such as 2"),
        ("items.amount", 1, "A whole column", "SUM"),
        ("a + items.amount", 5, "A whole column", "SUM"),
        ("items.name = s", 1, "A whole column", "SUM"),
        ("ABS(items.amount)", 5, "A whole column", "SUM"),
        ("MISSING(items.name)", 9, "must be a field", "Name the field"),
        ("COUNTA(s & t)", 8, "must be a field or a column", "Name the field"),
        ("COUNT(a + b)", 7, "must be a field or a column", "Name the field"),
        ("COUNTSAME(s, t)", 11, "must be a column", "Name the field"),
        ("COUNTSAME(items.name, a > 1)", 23, "A condition was given", "IF(condition"),
        ("INDEX(s, 1)", 7, "must be a column", "Name the field"),
        ("INDEX(items.name, a)", 19, "must be a fixed number, without a field, or MATCH", "item_number"),
        ('INDEX(items.name, "1")', 19, "Text was given where a number", "numeric field"),
        ("ROUND(a, b)", 10, "must be a fixed number", "item_number"),
        ("ONEOF(s, t)", 10, "must be a text in double quotes", "Write it out"),
        ('ONEOF(s, "")', 10, "must be a text in double quotes", "Write it out"),
        ("SUM(s)", 5, "Text was given where a number", "numeric field"),
        ("SUM(items.name)", 5, "Text was given where a number", "numeric field"),
        ('SUM(IF(a > 1, "", 2))', 5, "Text was given where a number", "numeric field"),
        ("SUM(IF(a > 1, b, 2))", 5, "IF returns a cell", "SUM(field) inside the IF"),
        (
            "MAX(IF(a > 1, IF(b > 1, INDEX(items.amount, 1), 3), 2))",
            5,
            "IF returns a cell",
            "SUM(field) inside the IF",
        ),
        ("IF(a, 1, 2)", 4, "A condition is needed", "x <> 0"),
        ("AND(a > 1, s)", 12, "A condition is needed", "x <> 0"),
        ("NOT(SUM(a))", 5, "A condition is needed", "x <> 0"),
        ("IF(a > 1, b > 1, 0)", 1, "a condition in one case", "Return the same"),
        ("IF(a > 1, 1)", 1, "IF has 2 arguments", "It takes 3"),
        ("ROUND(a)", 1, "ROUND has 1 arguments", "It takes 2"),
        ("SUM()", 1, "SUM has 0 arguments", "It takes 1 to 255"),
        ("NOT(a > 1, b > 1)", 1, "NOT has 2 arguments", "It takes 1"),
        ("SUMM(a)", 1, "no function 'SUMM'", "Did you mean 'SUM'"),
        ("sum(a)", 1, "no function 'sum'", "Did you mean 'SUM'"),
        ("QUUX(a)", 1, "no function 'QUUX'", "The functions are: SUM, "),
        ("COUNTIFF(items.name, s)", 1, "no function 'COUNTIFF'", "Did you mean 'COUNTIF'"),
        ("VLOOKUP(a)", 1, "VLOOKUP is not used", "INDEX(column, MATCH(key, keys, 0))"),
        ("xlookup(a)", 1, "XLOOKUP is not used", "INDEX(column, MATCH(key, keys, 0))"),
        ("1 + SUMIFS(a)", 5, "SUMIFS is not used", "SUMIF(column, criterion, sums)"),
        ("COUNTIFS(a)", 1, "COUNTIFS is not used", "COUNTIF(column, criterion)"),
        ("TODAY()", 1, "TODAY is left out on purpose", "a parameter such as year"),
        ("NOW()", 1, "NOW is left out on purpose", "let the clerk fill in"),
        ('INDIRECT("A1")', 1, "INDIRECT is left out on purpose", "item_number"),
        ("OFFSET(a, 1, 1)", 1, "OFFSET is left out on purpose", "INDEX(column, item_number - 1)"),
        ('TEXT(a, "0.00")', 1, "TEXT is left out on purpose", "& after ROUND"),
        ("CONCAT(s, t)", 1, "CONCAT is not used", "with &"),
        ("DATE(2026, 1, 1)", 1, "no DATE here", "serial number"),
        ("ISBLANK(a)", 1, "ISBLANK is not used", 'x = ""'),
        ("MATCH(s, items.name, 0)", 1, "MATCH stands in INDEX alone", "INDEX(column, MATCH"),
        ("1 + MATCH(s, items.name, 0)", 5, "MATCH stands in INDEX alone", "INDEX(column, MATCH"),
        ("INDEX(items.amount, MATCH(s, items.name, 0) + 1)", 21, "MATCH stands in INDEX alone", "INDEX"),
        ("ISNUMBER(MATCH(s, items.name, 0))", 10, "MATCH stands in INDEX alone", "INDEX"),
        ("INDEX(items.amount, MATCH(s, items.name, 1))", 42, "must be 0", "MATCH(key, keys, 0)"),
        ("INDEX(items.amount, MATCH(s, items.name))", 21, "MATCH has 2 arguments", "It takes 3"),
        ("INDEX(items.amount, MATCH(s, goals.listed, 0))", 21, "not of the same rows", "one repeat"),
        ("INDEX(items.amount, MATCH(a, items.name, 0))", 27, "holds texts", "Write a text"),
        ("INDEX(items.name, MATCH(s, items.amount, 0))", 25, "holds numbers", "Write a number"),
        ('INDEX(items.amount, MATCH("", items.name, 0))', 27, "does not say what", "COUNTA(column)"),
        ("SUM(INDEX(items.amount, MATCH(s, items.name, 0)))", 5, "or INDEX does", "with +"),
        (
            'SUMIF(blocks.rows[level="产出"].word, "x", blocks.rows.size)',
            42,
            "not of the same rows",
            "with the same filters",
        ),
        ('SUMIF(items.name, "x", blocks.rows.size)', 24, "'blocks.rows.size' and 'items.name'", "one repeat"),
        ('SUMIF(items.name, "x", items.name)', 24, "Text was given where a number", "numeric field"),
        ('SUMIF(items.name, "x")', 7, "Text was given where a number", "numeric field"),
        ('COUNTIF(items.name, "甲*")', 21, "has *, ? or ~", "`sheet: false`"),
        ('COUNTIF(items.name, "~x")', 21, "has *, ? or ~", "`sheet: false`"),
        ('COUNTIF(items.name, s & "?")', 21, "has *, ? or ~", "`sheet: false`"),
        ('COUNTIF(items.name, "")', 21, "does not say what", "COUNTA(column)"),
        ('COUNTIF(items.name, "<>")', 21, "does not say what", "COUNTA(column)"),
        ('COUNTIF(items.amount, "=")', 23, "does not say what", "COUNTA(column)"),
        ('COUNTIF(items.name, ">甲")', 21, "do not agree on the order", "= or <>"),
        ('COUNTIF(items.name, ">" & s)', 21, "do not agree on the order", "= or <>"),
        ('COUNTIF(items.amount, "甲")', 23, "the criterion '甲' has none", "0.5 for 50%"),
        ('COUNTIF(items.amount, ">50%")', 23, "the criterion '>50%' has none", "0.5 for 50%"),
        ("COUNTIF(items.amount, s)", 23, "holds numbers", "Write a number"),
        ("COUNTIF(items.name, a)", 21, "holds texts", "Write a text"),
        ("COUNTIF(items.name, a > 1)", 21, "A condition was given", "IF(condition"),
        ("COUNTIF(items.name, items.name)", 21, "A whole column", "SUM"),
        ("COUNTIF(s, t)", 9, "must be a column", "Name the field"),
        ("AVERAGE(items.name)", 9, "Text was given where a number", "numeric field"),
        ("AVERAGE(IF(a > 1, b, 2))", 9, "IF returns a cell", "SUM(field) inside the IF"),
        ("IFERROR(a, b > 1)", 1, "a condition in one case", "Return the same"),
        ("ROUNDUP(a, b)", 12, "must be a fixed number", "item_number"),
        ('TARGETUNIT(s) = "%"', 1, "TARGETUNIT cannot be calculated", "reader"),
        ("SUM(" * 60 + "a" + ")" * 60, 201, "nested too deeply", "Split it"),
    ],
)
def test_refused(source: str, column: int, message: str, remedy: str) -> None:
    error = refused(source)
    assert message in error.message
    assert remedy in error.remedy
    assert error.column == column
    assert str(error) == f"{error.message} {error.remedy}"


def test_functions_of_the_reader_are_known_to_it_alone() -> None:
    assert parsed("LISTED(s, items.name)", reader_only=True) != parsed("s")
    assert "Did you mean 'TARGETUNIT'?" in refused("TARGETUNITS(s)", reader_only=True).remedy
    assert "TARGETUNIT" not in refused("TARGETUNITS(s)").remedy


def test_what_an_expression_must_give() -> None:
    assert isinstance(parsed("a + 1", gives="number"), Binary)
    assert isinstance(parsed('IF(a = 0, "", b / a)', gives="number"), Call)
    assert isinstance(parsed("a > 1", gives="truth"), Binary)
    assert "Text was given where a number is needed" in refused("s & t", gives="number").message
    assert "A condition was given where a number is needed" in refused("a > 1", gives="number").message
    assert "A condition is needed" in refused("a + 1", gives="truth").message


def test_what_is_said_instead_of_functions_of_excel_names_functions_that_there_are() -> None:
    for name in sorted(_CODES):
        assert name not in FUNCTIONS
        said = instead_of(name)
        assert said is not None
        named = set(re.findall(r"\b([A-Z]{2,})\(", said.remedy("en") + said.remedy("zh")))
        assert named <= FUNCTIONS.keys(), name
