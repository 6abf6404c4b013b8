"""Results that are worked out here are those of an office program; what is not certain is left to it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.office import Office
from tests.template_builder.filling.workbooks import filled, lines, shown, template

ROWS = {("S", 2): lines({"n": 3, "t": "甲"}, {"n": -1, "t": "乙"}, {"n": None, "t": "丙"})}
"""A2:A4 are 3, -1 and blank, B2:B4 are texts, once these are filled in; BAD is a cell with an error."""

RESULTS = {
    "SUM(A2)": 2,
    "SUM(A2:B2)+10%": 2.1,
    "AVERAGE(A2)": 1,
    "AVERAGE(B2)": "#DIV/0!",
    "COUNT(A2:B2)": 2,
    "COUNTA(A2:B2)": 5,
    "MAX(A2)-MIN(A2)*2": 5,
    "PRODUCT(A2)": -3,
    "PRODUCT(B2)": 0,
    "ABS(SUM(A2)-5)": 3,
    "INT(SUM(A2)/3)": 0,
    "INT(-SUM(A2)/3)": -1,
    "ROUND(SUM(A2)/3,2)": 0.67,
    "ROUND(-SUM(A2)*1.25,0)": -3,
    "ROUNDUP(SUM(A2)/3,1)": 0.7,
    "ROUNDDOWN(SUM(A2)/3,1)": 0.6,
    "ROUND(BAD,1)": "#DIV/0!",
    'IF(SUM(A2)>1,"多","少")': "多",
    "IF(SUM(A2)<>2,1)": False,
    "IF(BAD,1,2)": "#DIV/0!",
    "IFERROR(BAD,SUM(A2))": 2,
    "IFERROR(SUM(A2),0)": 2,
    "AND(SUM(A2)=2,TRUE)": True,
    "OR(SUM(A2)=3,FALSE)": False,
    "AND(BAD,SUM(A2))": "#DIV/0!",
    "NOT(SUM(A2)=2)": False,
    "NOT(IF(SUM(A2),BAD))": "#DIV/0!",
    "RANK(3,A2)": 1,
    "RANK(-1,A2,1)": 1,
    "RANK(9,A2)": "#N/A",
    "RANK(BAD,A2)": "#DIV/0!",
    "SUMPRODUCT(A2,A2)": 10,
    "SUMPRODUCT(A2,A2:B2)": "#VALUE!",
    "SUMPRODUCT(A2,C2)": "#DIV/0!",
    "SUBTOTAL(9,A2)": 2,
    "SUBTOTAL(109,A2)+SUBTOTAL(2,A2)": 4,
    "SUM(A2)/0": "#DIV/0!",
    "SUM(A2)^0.5*0-2^3": -8,
    "(-SUM(A2))^0.5": "#NUM!",
    'SUM(A2)&"个"&TRUE&""': "2个TRUE",
    "(SUM(A2)=2)+1": 2,
    'SUM(A2)+"甲"': "#VALUE!",
    '"a"="A"&IF(SUM(A2)>0,"",1)': True,
    "-SUM(A2)^2": 4,
    "+SUM(A2)%": 0.02,
    "SUM(A2)>=2": True,
    "SUM(A2)<=1": False,
    "SUM(A2)<E9": False,
    'E9=""&IF(SUM(A2),"")': True,
    "SUM(A2)+E9": 2,
    "SUM(A2,BAD)": "#DIV/0!",
    "MAX(SUM(A2),#N/A)": "#N/A",
    "SUM(A:A)": 2,
    "COUNTA(2:2)*0+SUM(A2)": None,
    'TEXT(SUM(A2),"0")': None,
    'SUM(A2)+"1"': None,
    'IF(SUM(A2)&"">"甲",1,2)': None,
    'SUM(A2)/3&""': None,
    "ROUND(SUM(A2),20)": None,
    "INDEX(A2,1)+SUM(A2)": None,
    "SUM(A2)+无此名": None,
    "SUM(A2)+(A9:B9)": None,
    "ROUND(SUM(A2))+ABS()": None,
    "SUBTOTAL(7,A2)": None,
    "SUBTOTAL(9,SUM(A2))": None,
    "SUM(A2)+[1]S!A1": None,
}
"""What each formula comes to, None where that is left to the program."""

IT_DIFFERS = {"=RANK(9,A2:A4)", '=SUM(A2:A4)&"个"&TRUE&""'}
"""Where LibreOffice does not do as Excel does: another error, 1 for TRUE."""

FIRST = 12


def made() -> tuple[bytes, dict[str, object]]:
    """Return the workbook, and what each of its cells with a formula is to show."""
    cells: dict[str, str | float] = {"A2": "{{n}}", "B2": "{{t}}", "C2": "=A2/A2"}
    places = {}
    for number, (formula, expected) in enumerate(RESULTS.items()):
        cells[f"D{FIRST + number}"] = f"={formula.replace('BAD', 'C$9')}"
        places[f"D{FIRST + 2 + number}"] = expected
    cells["C9"] = "=SUM(A2)/0"
    return filled(template({"S": cells}), ROWS), places


def test_results_are_right_or_left_out() -> None:
    content, places = made()
    found = shown(content, "S", values=True)
    formulas = shown(content, "S")
    for place, expected in places.items():
        value = found.get(place)
        same = value == pytest.approx(expected) if isinstance(expected, float) else value == expected
        assert same, (formulas[place], value)


def test_an_office_program_comes_to_the_same(tmp_path: Path, office: Office) -> None:
    content, places = made()
    (tmp_path / "a.xlsx").write_bytes(content)
    seen = office.recalculate(tmp_path / "a.xlsx")["S"]
    formulas = shown(content, "S")
    for place, expected in places.items():
        if expected is not None and formulas[place] not in IT_DIFFERS:
            value = seen[place]
            same = value == pytest.approx(expected) if isinstance(expected, float) else value == expected
            assert same, (formulas[place], value)
