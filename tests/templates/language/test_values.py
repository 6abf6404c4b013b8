"""Values as Excel treats them, where no expression of the cases goes."""

from __future__ import annotations

from decimal import Decimal, localcontext
from pathlib import Path

import pytest
import xlsxwriter

from templates.language import ExcelError, evaluate, is_blank, render
from templates.language.functions.cells import LONG
from templates.language.values import (
    DIV0,
    NUM,
    Result,
    compare,
    general,
    number_of,
    power,
    result_of,
    rounded,
)
from templates.model.page import CellAddress
from tests.office import Office
from tests.templates.language.arithmetic import NUMBERLIKE
from tests.templates.language.desk import addresses, filling, parsed
from tests.templates.language.walker import joined

D = Decimal


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("0", "0"),
        ("-0.0", "0"),
        ("1E+3", "1000"),
        ("12.500", "12.5"),
        ("0.3333333333333333333", "0.333333333333333"),
        ("2.00000000000000004", "2"),
        ("123456789012345678", "123456789012346000"),
        ("1E+21", "1E+21"),
        ("-1.25E+30", "-1.25E+30"),
        ("1E-9", "0.000000001"),
        ("1.5E-12", "1.5E-12"),
    ],
)
def test_general(number: str, text: str) -> None:
    assert general(D(number)) == text


@pytest.mark.parametrize("value", [None, "", " ", "\u3000", "\u00a0", "\t\r\n\x0b\x1f", " \u3000\u00a0\n"])
def test_blank(value: object) -> None:
    assert is_blank(value)


@pytest.mark.parametrize("value", ["0", "\u200b", "。", D(0), 0, False, DIV0])
def test_not_blank(value: object) -> None:
    assert not is_blank(value)


@pytest.mark.parametrize(
    ("operator", "left", "right", "holds"),
    [
        ("<", D(5), "a", True),
        ("<", "z", False, True),
        ("=", None, False, True),
        ("<", None, True, True),
        ("=", "", None, True),
        ("<", None, "a", True),
        ("=", True, D(1), False),
        (">=", "b", "A", True),
        ("=", D("1.0000000000000001"), D(1), True),
        ("=", D("1.00000000000001"), D(1), False),
        ("<", NUM, D(1), NUM),
        ("<", D(1), NUM, NUM),
    ],
)
def test_compare(operator: str, left: Result, right: Result, holds: bool | ExcelError) -> None:
    assert compare(operator, left, right) == holds


def test_numbers_of_values() -> None:
    assert [number_of(value) for value in (None, True, False, D("-1.5"), DIV0)] == [
        D(0),
        D(1),
        D(0),
        D("-1.5"),
        DIV0,
    ]
    assert {number_of(text) for text in ("", " ", "abc", *NUMBERLIKE)} == {D(0)}


def test_joined() -> None:
    assert joined(True, D("1.50")) == "TRUE1.5"
    assert joined(DIV0, NUM) == DIV0
    assert joined("x", NUM) == NUM


def test_power() -> None:
    assert power(D(0), D(0)) == NUM
    assert power(D(0), D(-1)) == DIV0
    assert power(D(0), D(2)) == D(0)
    assert power(D(10), D(400)) == NUM
    assert power(D(10), D(40_000_000)) == NUM
    assert power(D(-8), D("0.5")) == NUM


def test_rounded() -> None:
    assert rounded(D("0.5"), D(0)) == D(1)
    assert rounded(D("1.25"), D("1.9")) == D("1.3")
    assert rounded(D("1.25"), D(301)) == NUM
    assert rounded(D("1.25"), D(-301)) == D(0)
    assert str(rounded(D("-0.001"), D(2))) == "0.00"
    assert rounded(D("1" + "0" * 30 + "1.005"), D(2)) == D("1" + "0" * 30 + "1.01")
    assert rounded(D("1E+400"), D(2)) == NUM


def test_leaves_of_a_tree() -> None:
    assert result_of(2020) == D(2020)
    assert result_of(True) is True
    with pytest.raises(TypeError, match="float"):
        result_of(1.5)


def test_a_long_column_counted_by_libreoffice(office: Office, tmp_path: Path) -> None:
    count = LONG + 10
    words = [("x", " ", "\u3000", None, "\u00a0", "—", "0")[row % 7] for row in range(count)]
    places = addresses()
    places["items"] = [
        {"name": CellAddress(0, row + 1, 2), "amount": CellAddress(0, row + 1, 3)} for row in range(count)
    ]
    values = filling()
    values["items"] = [{"name": word, "amount": None} for word in words]
    expression = parsed("COUNTA(items.name)")
    path = tmp_path / "long.xlsx"
    workbook = xlsxwriter.Workbook(path)
    sheet = workbook.add_worksheet("S")
    for row, word in enumerate(words):
        if word is not None:
            sheet.write_string(row, 1, word)
    sheet.write_formula("K1", "=" + render(expression, places, ()))
    workbook.close()
    shown = office.recalculate(path)["S"]["K1"]
    assert evaluate(expression, values, ()) == D(str(shown)) == sum(word in ("x", "0") for word in words)


@pytest.mark.parametrize("source", ["-a", "a - b", "ABS(a)", "a - -b", "a + b", "ROUND(a, 2)"])
def test_no_formula_calculates_as_the_program_around_it_does(source: str) -> None:
    values = filling({"a": D("-1234567.891"), "b": D("0.000123")})
    expression = parsed(source)
    usual = evaluate(expression, values, ())
    with localcontext(prec=3):
        assert evaluate(expression, values, ()) == usual
