"""What the remedies ask a clerk to do, done at the keyboard on the protected sheet."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest

from reader import read
from template_builder import build
from templates import builtin, compile
from templates.language import address
from tests.complete import complete
from tests.keyboard import Keyboard
from tests.workbooks import Workbook

FORM = compile(builtin("department-goals"), {"year": 2020})
CELLS = {cell.path: address(cell.row, cell.column) for cell in FORM}
DATED, SOUND = CELLS["income.fiscal.last_year"], CELLS["income.other.last_year"]
CUT, TARGET, TOTAL = (CELLS[f"income.{name}.amount"] for name in ("fiscal", "other", "total"))


@pytest.fixture(scope="module")
def returned(keyboard: Keyboard, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A filled form in which an amount shows as a date, before the clerk."""
    stream, path = BytesIO(), tmp_path_factory.mktemp("remedies") / "form.xlsx"
    build(FORM, stream, complete(FORM))
    workbook = Workbook(stream.getvalue(), FORM)
    workbook.edit({"field": "income.fiscal.last_year", "value": 583.3, "format": "yyyy/m/d"})
    path.write_bytes(workbook.content())
    keyboard.open(path)
    return path


def codes(path: Path) -> set[str]:
    """Return what is found, but by rules that look at words and that the sheet knows nothing of."""
    reading = read(path)
    assert reading.cell_map is not None
    in_words = {rule.message.code for rule in reading.cell_map.rules if not rule.in_sheet}
    return {finding.code for finding in reading.findings} - in_words


def test_an_amount_that_shows_as_a_date(keyboard: Keyboard, returned: Path) -> None:
    """Typing keeps the format; a copy of a sound cell brings the right one, which the sheet allows."""
    assert codes(returned) == {"number-shown-as-date"}
    assert keyboard.enter(None, DATED, "583.3").shown == "1901/8/5"
    keyboard.go_to(None, DATED)
    keyboard.press("Delete")
    keyboard.go_to(None, SOUND)
    keyboard.press("ctrl+c")
    keyboard.go_to(None, DATED)
    keyboard.press("ctrl+v", "Escape")
    keyboard.wait_for(None, DATED, "16.00")
    assert keyboard.enter(None, DATED, "583.3").shown == "583.30"
    keyboard.save()
    assert codes(returned) == set()


def test_an_amount_that_is_cut_and_pasted(keyboard: Keyboard, returned: Path) -> None:
    """The total follows the cell that was cut; undoing puts all of it back."""
    formula = keyboard.look(None, TOTAL).content
    keyboard.go_to(None, TARGET)
    keyboard.press("Delete")
    keyboard.go_to(None, CUT)
    keyboard.press("ctrl+x")
    keyboard.go_to(None, TARGET)
    keyboard.press("ctrl+v")
    keyboard.wait_for(None, TARGET, "583.30")
    assert keyboard.look(None, TOTAL).content != formula
    keyboard.save()
    found = codes(returned)
    assert "formula-moved" in found
    assert "computed-value-differs" not in found
    keyboard.press("ctrl+z", "ctrl+z")
    keyboard.wait_for(None, CUT, "583.30")
    assert keyboard.look(None, TOTAL).content == formula
    assert keyboard.enter(None, TARGET, "16").dialog is None
    keyboard.save()
    assert codes(returned) == set()
