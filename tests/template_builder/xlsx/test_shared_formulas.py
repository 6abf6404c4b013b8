"""Shared formulas: written once for rows that say the same, and read as what they stand for."""

from __future__ import annotations

import io
from random import Random

import openpyxl

from template_builder.xlsx.shared_formulas import shared
from template_builder.xlsx.styles import CellStyle
from template_builder.xlsx.workbook_writer import WorkbookWriter
from tests.template_builder.parts import saved


def test_rows_that_say_the_same_share_a_formula() -> None:
    formulas = {(row, 3): f'IF(A{row}>SUM(B2:B9),"A{row}",$D$1)' for row in (2, 3, 4)}
    assert shared(formulas) == {}
    formulas = {(row, 3): f'IF(A{row}>SUM(B2:B9),"A1 ""B2",D{row})' for row in (2, 3, 4, 6)}
    found = shared(formulas)
    assert found == {(2, 3): 'IF(A2>SUM(B$2:B$9),"A1 ""B2",D2)', (3, 3): "", (4, 3): ""}
    assert (found[2, 3].area, found[2, 3].number, found[3, 3].area) == ("C2:C4", 0, "")


def test_rows_that_only_look_alike_do_not() -> None:
    assert shared({(1, 1): "LOG10(B1)", (2, 1): "LOG10(B3)"}) == {}
    assert shared({(1, 1): "SUM(B1)", (2, 1): "MAX(B2)"}) == {}
    assert set(shared({(1, 1): "B1", (2, 1): "B2", (3, 1): "B2", (4, 1): "B2"})) == {
        (1, 1),
        (2, 1),
        (3, 1),
        (4, 1),
    }
    assert shared({(1, 1): "B1", (3, 1): "B3"}) == {}


def test_other_programs_read_what_was_meant() -> None:
    random = Random(4)
    for _ in range(30):
        kinds = [random.choice(("B{r}&SUM(C3:C9)", 'IF(B{r}="B1",C{r},0)', "B5+B{r}")) for _ in range(2)]
        formulas = {
            (row, column): kinds[column].replace("{r}", str(row)) for row in range(1, 9) for column in (0, 1)
        }
        formulas = {(row, column + 5): formula for (row, column), formula in formulas.items()}
        alike = shared(formulas)

        def write(
            stream: io.BytesIO, formulas: dict[tuple[int, int], str] = formulas, alike: object = alike
        ) -> None:
            with WorkbookWriter(stream) as book:
                page = book.add_sheet("表")
                for spot, formula in formulas.items():
                    page.formula(*spot, alike.get(spot, formula), 0, CellStyle())  # type: ignore[attr-defined]

        sheet = openpyxl.load_workbook(io.BytesIO(saved(write))).active  # type: ignore[arg-type]
        assert sheet is not None
        for (row, column), formula in formulas.items():
            assert str(sheet.cell(row, column).value).replace("$", "") == f"={formula}"
