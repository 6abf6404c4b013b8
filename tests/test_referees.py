"""The formulas of the form, over random fillings, judged by engines that we did not write.

Each filling is worked out by our own evaluator; what the built file has stored, what LibreOffice recalculates
and what IronCalc does must be the same in every computed cell and in the column of checks.
"""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import ironcalc
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import coordinate_to_tuple

from template_builder import build
from templates import CellMap, builtin, compile
from templates.filling import leaf_at
from templates.path import split
from tests.fillings import Sheet, disturbed
from tests.office import Office
from tests.template_builder.parts import formulas

FORM = builtin("department-goals")
USUAL = compile(FORM, {"year": 2020})
ROWS = {"projects": 3, "output_rows": 3, "benefit_rows": 3, "satisfaction_rows": 1}
SMALL = compile(FORM, {"year": 2020, **ROWS})
"""As much as the real data needs."""

DATA = Path(__file__).with_name("data") / "seed.json"
REAL: dict[str, Any] = json.loads(DATA.read_text(encoding="utf-8"), parse_float=Decimal)["values"]

FOR_LIBREOFFICE = 40
FOR_IRONCALC = 1000

Shown = dict[tuple[int, int], object]
"""What the cells of a sheet show, by row and column."""


def same(expected: object, found: object) -> bool:
    """Tell whether two cells show the same; binary numbers may differ in their last digits."""
    if isinstance(expected, Decimal) and isinstance(found, int | float) and not isinstance(found, bool):
        return abs(float(expected) - found) <= 1e-9 * max(1.0, abs(found))
    return isinstance(found, str) and expected == found


def differences(cell_map: CellMap, sheet: Sheet, filling: dict[str, Any], shown: Shown) -> list[object]:
    """Return where an engine shows something else than our evaluator: address, ours, its."""
    found: list[object] = [
        (f"{get_column_letter(column)}{row}", value, shown.get((row, column)))
        for (row, column), value in sheet.shown(filling).items()
        if not same(value, shown.get((row, column)))
    ]
    sentences, margin = sheet.checks(filling), range(cell_map.last_column + 1, cell_map.last_column + 4)
    for row in sorted({row for row, column in shown if column in margin and row > 3} | set(sentences)):
        said = "".join(str(shown.get((row, column), "")) for column in margin)
        if said != sentences.get(row, ""):
            found.append((row, sentences.get(row, ""), said))
    return found


def stored(path: Path) -> Shown:
    """Return the values that a built file has stored for its formulas."""
    return {
        coordinate_to_tuple(address): value if kind == "str" else float(value)
        for address, (_, kind, value) in formulas(path).items()
    }


def recalculated(office: Office, path: Path) -> Shown:
    """Return what LibreOffice shows in the first sheet, which is the form's."""
    shown = next(iter(office.recalculate(path).values()))
    return {coordinate_to_tuple(address): value for address, value in shown.items()}


def calculated(model: ironcalc.Model, sheet: Sheet, filling: dict[str, Any]) -> Shown:
    """Put the inputs of a filling into IronCalc's sheet and return what it shows."""
    for cell in sheet.inputs:
        value = leaf_at(filling, split(cell.path))
        if value is None:
            model.clear_cell_contents(0, cell.row, cell.column)
        elif isinstance(value, str):
            model.update_cell_with_text(0, cell.row, cell.column, value)
        else:
            model.update_cell_with_number(0, cell.row, cell.column, float(value))
    model.evaluate()
    _, last_row, _, last_column = model.get_sheet_dimensions(0)
    cells = ((row, column) for row in range(2, last_row + 1) for column in range(2, last_column + 1))
    shown = {(row, column): model.get_cell_value(0, row, column) for row, column in cells}
    return {at: value for at, value in shown.items() if value is not None}


def test_stored_values_and_libreoffice(office: Office, tmp_path: Path) -> None:
    random, sheet, path = Random(2020), Sheet(USUAL), tmp_path / "form.xlsx"
    said = 0
    for number in range(FOR_LIBREOFFICE):
        values = disturbed(USUAL, REAL if number % 3 else {}, random)
        build(USUAL, path, values)
        filling = sheet.contents(values)
        assert (number, differences(USUAL, sheet, filling, stored(path))) == (number, [])
        assert (number, differences(USUAL, sheet, filling, recalculated(office, path))) == (number, [])
        said += len(sheet.checks(filling))
    assert said > FOR_LIBREOFFICE


def test_ironcalc(tmp_path: Path) -> None:
    build(SMALL, tmp_path / "form.xlsx")
    model = ironcalc.load_from_xlsx(str(tmp_path / "form.xlsx"), "en", "UTC")
    random, sheet = Random(1), Sheet(SMALL)
    silent = {rule.message.code for rule in SMALL.rules if rule.in_sheet}
    for number in range(FOR_IRONCALC):
        filling = sheet.contents(disturbed(SMALL, REAL if number % 3 else {}, random))
        shown = calculated(model, sheet, filling)
        assert (number, differences(SMALL, sheet, filling, shown)) == (number, [])
        silent -= sheet.broken(filling) if silent else set()
    assert silent == set(), "no filling broke these rules"
