"""IronCalc as clerk and referee: a library in our own process."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import ironcalc
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import coordinate_to_tuple

from tests.engines.engine import Entries, Sheets
from tests.line_process import ProgramError

__all__ = ["IronCalc"]


class IronCalc:
    """IronCalc. It writes past protection and past validation, and saves neither."""

    name = "IronCalc"

    def recalculate(self, path: Path) -> Sheets:
        """Return what the cells show after a hard recalculation (see `Engine`)."""
        model = _loaded(path)
        model.evaluate()
        names = _names(model)
        shown: Sheets = {name: {} for name in names}
        for sheet, row, column in model.get_all_cells():
            value = model.get_cell_value(sheet, row, column)
            if value is not None:
                shown[names[sheet]][f"{get_column_letter(column)}{row}"] = value
        return shown

    def fill(self, path: Path, values: Entries, save_as: Path, *, keyboard: bool = False) -> None:
        """Write values into a workbook and save it as .xlsx (see `Engine`)."""
        model = _loaded(path)
        for sheet, cells in values.items():
            number = _number(model, sheet)
            for where, value in cells.items():
                place = (number, *coordinate_to_tuple(where))
                # It would take `007` for a number even where the cell has the format of a text.
                if keyboard and isinstance(value, str) and model.get_cell_style(*place)["num_fmt"] != "@":
                    model.set_user_input(*place, value)
                else:
                    _write(model, place, value)
        model.evaluate()
        model.save_to_xlsx(str(save_as))


def _write(model: ironcalc.Model, place: tuple[int, int, int], value: object) -> None:
    if value is None:
        model.clear_cell_contents(*place)
    elif isinstance(value, str):
        model.update_cell_with_text(*place, value)
    elif isinstance(value, Decimal | int | float):
        model.update_cell_with_number(*place, float(value))
    else:
        raise TypeError(f"A cell does not hold {value!r}.")


def _loaded(path: Path) -> ironcalc.Model:
    try:
        return ironcalc.load_from_xlsx(str(path), "en", "UTC", "en")
    except ironcalc.WorkbookError as error:
        raise ProgramError(f"IronCalc cannot open {path.name}: {error}") from error


def _names(model: ironcalc.Model) -> list[str]:
    return [sheet["name"] for sheet in model.get_worksheets_properties()]


def _number(model: ironcalc.Model, name: str | None) -> int:
    """Return the number of a sheet; without a name, of the first visible one."""
    for number, sheet in enumerate(model.get_worksheets_properties()):
        if sheet["name"] == name or (name is None and sheet["state"] == "visible"):
            return number
    raise ProgramError(f"There is no sheet {name}; there are {', '.join(_names(model))}.")
