"""Every function and operator three ways: our evaluator, IronCalc, LibreOffice."""

from __future__ import annotations

from pathlib import Path

import pytest

from templates.language import FUNCTIONS, evaluate, render
from templates.model.expression import Call, walk
from tests.office import Office
from tests.templates.language.cases import CASES
from tests.templates.language.casework import Case
from tests.templates.language.desk import HEIGHT, addresses, agrees, filling, ironcalc_values, parsed, write

# IronCalc stops at the first condition that decides; Excel and LibreOffice look at all of them.
IRONCALC_DIFFERS = {
    "AND(a = 0, 1 / 0 > 1)": "#DIV/0!",
    "a * a": "#DIV/0!",  # says so of any overflow, where Excel and LibreOffice have #NUM!
}


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook with the cells and the formula of every case."""
    path = tmp_path_factory.mktemp("cases") / "cases.xlsx"
    formulas = [
        render(parsed(case.source, case.scope), addresses(place * HEIGHT), case.indices, case.language)
        for place, case in enumerate(CASES)
    ]
    write(path, (filling(case.cells) for case in CASES), formulas)
    return path


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.source[:40])
def test_evaluator(case: Case) -> None:
    result = evaluate(parsed(case.source, case.scope), filling(case.cells), case.indices, case.language)
    assert result == case.gives
    assert type(result) is type(case.gives)


def test_ironcalc(workbook: Path) -> None:
    shown = ironcalc_values(workbook, len(CASES))
    assert [
        (case.source, dict(case.cells), found)
        for case, found in zip(CASES, shown, strict=True)
        if not agrees(case.gives, found) and IRONCALC_DIFFERS.get(case.source) != found
    ] == []


def test_libreoffice(workbook: Path, office: Office) -> None:
    shown = office.recalculate(workbook)["S"]
    found = [shown.get(f"K{place * HEIGHT + 1}") for place in range(len(CASES))]
    assert [
        (case.source, dict(case.cells), value)
        for case, value in zip(CASES, found, strict=True)
        if not agrees(case.gives, value)
    ] == []


def test_every_function_has_cases() -> None:
    used = {
        part.function
        for case in CASES
        for part in walk(parsed(case.source, case.scope))
        if isinstance(part, Call)
    }
    used |= {"MATCH"}  # which INDEX holds
    assert used == {name for name, function in FUNCTIONS.items() if not function.reader_only}
