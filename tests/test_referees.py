"""The formulas of the form, over random fillings, judged by two engines that we did not write.

Each filling is worked out by our own evaluator; what the built file has stored, what LibreOffice recalculates
and what IronCalc does must be the same in every cell that holds a formula: computed cells, flags, messages
beside the rows, the status line, and all of the sheet 自检. `tests.engines` holds every form of every size
against four engines.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import ironcalc
import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from template_builder import build
from template_builder.guidance.cell_values import CHECK_SHEET, CellValues, contents_of
from template_builder.guidance.check_model import SHEET
from template_builder.guidance.guide import Guide
from templates import CellMap, Role, builtin, compile
from templates.model.page import CellAddress
from templates.text import Language
from tests.extent import extent
from tests.fillings import disturbed
from tests.office import Office

pytestmark = pytest.mark.no_cover  # thousands of evaluations: tracing them would take minutes

FORM = builtin("department-goals")
USUAL = compile(FORM, {"year": 2020})
_SMALL = {"projects": 2, "annual_goals": 2, "output_rows": 2, "benefit_rows": 1, "satisfaction_rows": 1}
SMALL = compile(FORM, {"year": 2020, **_SMALL})
LARGEST = compile(
    FORM,
    {
        "year": 2020,
        "projects": 200,
        "long_term_goals": 5,
        "annual_goals": 10,
        "output_rows": 20,
        "benefit_rows": 20,
        "satisfaction_rows": 20,
    },
)
SEED: dict[str, Any] = json.loads(
    Path(__file__).with_name("data").joinpath("seed.json").read_text(encoding="utf-8"), parse_float=Decimal
)["values"]
FOR_THE_CLERK = {"error-value", "amount-implausible"}
"""Codes of what no filling can hold, and of numbers of which IronCalc writes more digits than Excel has."""

FOR_LIBREOFFICE = extent(8, quick=8, soak=100)
FOR_IRONCALC = extent(450, quick=450, soak=2000)

Shown = Mapping[CellAddress, object]


def same(expected: object, found: object) -> bool:
    """Tell whether two cells show the same; binary numbers may differ in the last digits."""
    expected = "" if expected is None else expected
    if isinstance(expected, Decimal | int) and isinstance(found, int | float) and not isinstance(found, bool):
        return abs(float(expected) - found) <= 1e-9 * max(1.0, abs(found))
    return type(found) is str and expected == found


def differences(guide: Guide, values: Mapping[str, Any], shown: Shown) -> list[object]:
    """Return where an engine shows something else than our evaluator: the cell, ours, its."""
    return differences_from(guide.values(contents_of(guide.cell_map, values)), guide, shown)


def differences_from(expected: CellValues, guide: Guide, shown: Shown) -> list[object]:
    """Return the same, where it is known already what our evaluator shows."""
    return [
        (place, expected[place], shown.get(place))
        for place in guide.formulas
        if not same(expected[place], shown.get(place, ""))
    ]


def names(guide: Guide) -> dict[int, str]:
    """Return the names of the sheets that have formulas."""
    language: Language = guide.language
    return {**dict(enumerate(guide.sheet_names)), CHECK_SHEET: SHEET.say(language)}


def stored(guide: Guide, path: Path) -> Shown:
    """Return the values that a file has stored for its formulas."""
    values = openpyxl.load_workbook(path, data_only=True)
    sheets = {key: values[name] for key, name in names(guide).items()}
    found = {place: sheets[place.sheet].cell(place.row, place.column).value for place in guide.formulas}
    return {place: value for place, value in found.items() if value is not None}


def recalculated(office: Office, guide: Guide, path: Path) -> Shown:
    """Return what LibreOffice shows."""
    shown, sheets = office.recalculate(path), names(guide)
    found = {
        place: shown[sheets[place.sheet]].get(f"{get_column_letter(place.column)}{place.row}")
        for place in guide.formulas
    }
    return {place: value for place, value in found.items() if value is not None}


def calculated(guide: Guide, model: ironcalc.Model) -> Shown:
    """Return what IronCalc shows; the sheet 自检 stands behind those of the form."""
    model.evaluate()
    last = len(guide.sheet_names)
    shown = {
        place: model.get_cell_value(last if place.sheet == CHECK_SHEET else place.sheet, *place[1:])
        for place in guide.formulas
    }
    return {place: value for place, value in shown.items() if value is not None}


def test_stored_values_and_libreoffice(office: Office, tmp_path: Path) -> None:
    random, guide, path = Random(2020), Guide(USUAL), tmp_path / "form.xlsx"
    for number in range(FOR_LIBREOFFICE):
        values = disturbed(USUAL, SEED if number % 3 else {}, random)
        build(USUAL, path, values)
        assert (number, differences(guide, values, stored(guide, path))) == (number, [])
        assert (number, differences(guide, values, recalculated(office, guide, path))) == (number, [])


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("values", [{}, SEED], ids=["blank", "seed"])
def test_both_engines_on_a_file_as_it_is_built(
    office: Office, tmp_path: Path, values: dict[str, Any], language: Language
) -> None:
    guide, path = Guide(USUAL, language), tmp_path / "form.xlsx"
    build(USUAL, path, values, language=language)
    assert differences(guide, values, recalculated(office, guide, path)) == []
    model = ironcalc.load_from_xlsx(str(path), "en", "UTC", "en")
    assert differences(guide, values, calculated(guide, model)) == []


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> ironcalc.Model:
    path = tmp_path_factory.mktemp("ironcalc") / "form.xlsx"
    build(SMALL, path)
    return ironcalc.load_from_xlsx(str(path), "en", "UTC")


def test_ironcalc(model: ironcalc.Model) -> None:
    """Hundreds of fillings, in which every rule of the sheet is broken at least once."""
    random, guide = Random(1), Guide(SMALL)
    few = _few(SEED)
    silent = {flag.rule.message.code for flag in guide.flags} - FOR_THE_CLERK
    for number in range(FOR_IRONCALC):
        values = disturbed(SMALL, few if number % 3 else {}, random)
        shown = guide.values(contents_of(SMALL, values))
        silent -= {flag.rule.message.code for flag in guide.flags if shown[flag.address]}
        enter(model, shown)
        assert (number, differences_from(shown, guide, calculated(guide, model))) == (number, [])
    assert silent == set(), "no filling broke these rules"


def _few(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the seed cut down to the room of the small form."""
    goals = {**values["goals"], "annual": values["goals"]["annual"][:2]}
    blocks = {
        name: [{**block, "indicators": _one_of_each(block["indicators"])} for block in values[name][:2]]
        for name in ("long_term_goals", "annual_goals")
    }
    return {**values, "projects": values["projects"][:2], "goals": goals, **blocks}


def _one_of_each(indicators: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return list({indicator["level1"]: indicator for indicator in indicators}.values())


def enter(model: ironcalc.Model, shown: CellValues) -> None:
    """Put the inputs of a filling into IronCalc's sheet."""
    for place in inputs(SMALL):
        value = shown[place]
        if value is None:
            model.clear_cell_contents(*place)
        elif isinstance(value, str):
            model.update_cell_with_text(*place, value)
        else:
            model.update_cell_with_number(*place, float(value))


def inputs(cell_map: CellMap) -> list[CellAddress]:
    """Return the addresses of the inputs."""
    return [cell.address for cell in cell_map if cell.role is Role.INPUT]
