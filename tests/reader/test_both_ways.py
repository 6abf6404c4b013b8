"""A form with every cell in its place is read by what is known beforehand, to the same reading as any other.

What is known beforehand is kept from form to form; so the forms are read one after another, each both ways.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest

from benchmarks.forms import department, different, form_map
from reader import Grid, UnreadableWorkbook
from reader.containers import open_file
from reader.identify import identify, stamped_grids
from reader.judge import judge_form
from reader.locate import locate, locate_by_keys, located_in_place
from template_builder import build
from templates import Form, stamp_text
from templates.kinds import Raw
from tests.cases import cases
from tests.fillings import disturbed
from tests.reader.plans import filled

ODD = tuple(
    Raw(value, number_format, error, formula)
    for value, number_format, error, formula in (
        (None, "General", "#REF!", None),
        (None, "General", None, "1+2"),
        (None, "General", None, "C9"),
        (Decimal("0.5"), "0%", None, "1/2"),
        (Decimal(44000), "yyyy/m/d", None, None),
        (Decimal("1E+300"), "General", None, None),
        (True, "General", None, None),
        ("１２３", "@", None, None),
        ("　", "General", None, None),
        ("同上", "General", None, None),
    )
)


def assert_same_both_ways(
    grids: Sequence[Grid], forms: Sequence[Form] = (), key: bytes | None = None
) -> bool:
    """Read a form both ways; return whether all its cells are in their places."""
    identified = identify(grids, forms)
    general = locate_by_keys(identified.grids, identified.cell_map)
    quick = locate(identified.grids, identified.cell_map)
    assert quick == general
    assert judge_form(identified, quick, key=key) == judge_form(identified, general, key=key)
    return quick is located_in_place(identified.cell_map)


def test_forms_in_which_everything_differs(tmp_path: Path) -> None:
    for number in range(0, 70, 7):
        build(form_map(), tmp_path / "form.xlsx", different(number))
        assert assert_same_both_ways(stamped_grids(open_file(tmp_path / "form.xlsx")))


def test_three_hundred_forms_with_odd_inputs() -> None:
    cell_map, random = form_map(), Random(20)
    inputs = [(cell.row, cell.column) for cell in cell_map if cell.fields]
    corner = Raw(stamp_text(cell_map))
    for number in range(300):
        cells = filled(disturbed(cell_map, department(number), random), cell_map)
        for at in random.sample(inputs, random.choice((0, 1, 8))):
            cells[at] = random.choice(ODD)
        if number % 10 == 9:
            cells[cell_map.last_row + 2, 4] = Raw("备注")
        cells[1, 1] = corner
        assert assert_same_both_ways([Grid("申报表", cells)]) is (number % 10 != 9)


@pytest.mark.parametrize("folder", ["should_pass", "should_fail"])
def test_the_cases(folder: str, tmp_path: Path) -> None:
    """Also of those whose rows or columns people moved, which are never in place."""
    in_place = 0
    for case in cases(folder):
        file = tmp_path / f"{case.name}.xlsx"
        case.write(file)
        try:
            grids = stamped_grids(open_file(file))
            in_place += assert_same_both_ways(grids, [case.form], case.key)
        except UnreadableWorkbook:
            pass
    assert in_place > 20
