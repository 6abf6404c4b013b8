"""Formulas that read the wrong cells since somebody cut a cell: told apart from what programs rewrite."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from reader import Reading
from reader.containers import Grid, open_file
from reader.identify import stamped_grids
from reader.sources import read_grids
from template_builder import build
from templates import builtin, compile
from templates.kinds import Raw
from tests.complete import complete
from tests.office import Office

USUAL = compile(builtin("department-goals"), {"year": 2020})
CELLS = {cell.path: cell.address[1:] for cell in USUAL}
IN_WORDS = {rule.message.code for rule in USUAL.rules if not rule.in_sheet}
FIRST, SECOND, TOTAL = (CELLS[f"income.{name}.amount"] for name in ("fiscal", "other", "total"))


@pytest.fixture(scope="module")
def grid(tmp_path_factory: pytest.TempPathFactory) -> Grid:
    path = tmp_path_factory.mktemp("moved") / "form.xlsx"
    build(USUAL, path, complete(USUAL))
    return stamped_grids(open_file(path))[0]


def reading(
    grid: Grid, formulas: Mapping[tuple[int, int], str], value: Mapping[tuple[int, int], Raw]
) -> Reading:
    cells = dict(grid.cells.items())
    for at, formula in formulas.items():
        cells[at] = cells[at]._replace(formula=formula)
    return read_grids("x.xlsx", [replace(grid, cells={**cells, **value})])


def codes(reading: Reading) -> list[tuple[str, str | None]]:
    """Return what is found, but by rules that the reader alone judges: they look at words."""
    return [(finding.code, finding.field) for finding in reading.findings if finding.code not in IN_WORDS]


def test_the_total_of_a_moved_amount_is_told_once_and_not_as_a_wrong_total(grid: Grid) -> None:
    """What follows from a total that reads the wrong cells, such as the shares of it, is not told."""
    raw = grid.cells[TOTAL]
    assert isinstance(raw.formula, str)
    moved = raw.formula.replace(f"E{FIRST[0]}", "H40")
    shares = {
        CELLS[f"income.{name}.share"]: Raw(
            None, error="#DIV/0!", formula=grid.cells[CELLS[f"income.{name}.share"]].formula
        )
        for name in ("fiscal", "other", "total")
    }
    found = reading(grid, {}, {TOTAL: raw._replace(formula=moved, value=None, error="#REF!"), **shares})
    assert codes(found) == [("formula-moved", "income.total.amount")]
    assert found.findings[0].severity == "error"


@pytest.mark.parametrize(
    ("old", "new", "moved"),
    [
        (",", ", ", False),
        ("SUM", "_xlfn.SUM", False),
        ("SUM", "sum", False),
        ("E", "$E$", False),
        (f"E{FIRST[0]},E{SECOND[0]}", f"E{FIRST[0]}:E{SECOND[0]}", False),
        (f"E{FIRST[0]},E{SECOND[0]}", f"E{SECOND[0]},E{FIRST[0]}", False),
        (f"E{FIRST[0]}", "#REF!", True),
        (f"E{FIRST[0]}", f"E{FIRST[0]}:E{SECOND[0] + 1}", True),
        (f"E{FIRST[0]}", f"F{FIRST[0]}", True),
        (f"E{FIRST[0]}", f"E{SECOND[0]}", True),
        (f"E{FIRST[0]}", f"Sheet2!E{FIRST[0]}", True),
        (f"E{FIRST[0]}", "A1:XFD1048576", True),
    ],
)
def test_what_a_program_rewrites_is_not_moved(grid: Grid, old: str, new: str, moved: bool) -> None:
    formula = grid.cells[TOTAL].formula
    assert isinstance(formula, str)
    written = formula.replace(old, new)
    assert written != formula
    found = codes(reading(grid, {TOTAL: written}, {}))
    assert found == ([("formula-moved", "income.total.amount")] if moved else [])


def test_a_formula_that_is_written_once_for_several_cells(grid: Grid) -> None:
    """Programs write the formulas of neighbours once; the reader has the text of the first for all."""
    last_year = CELLS["income.total.last_year"]
    assert codes(reading(grid, {last_year: str(grid.cells[TOTAL].formula)}, {})) == []
    wrong = codes(reading(grid, {CELLS["income.fiscal.share"]: str(grid.cells[TOTAL].formula)}, {}))
    assert wrong == [("formula-moved", "income.fiscal.share")]


@pytest.mark.program
def test_a_value_that_is_cut_and_pasted_in_libreoffice(office: Office, tmp_path: Path) -> None:
    build(USUAL, tmp_path / "form.xlsx", complete(USUAL))
    office.convert(tmp_path / "form.xlsx", tmp_path / "saved.xlsx")
    saved = stamped_grids(open_file(tmp_path / "saved.xlsx"))[0]
    assert codes(read_grids("x.xlsx", [saved])) == []
