"""One form before two judges: its sheet, recalculated by IronCalc, and the reader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import ironcalc

from reader import Reading
from reader.containers import open_file
from reader.identify import stamped_grids
from reader.sources import read_grids
from template_builder import build
from template_builder.guidance.cell_values import contents_of
from template_builder.guidance.guide import STATUS
from template_builder.guidance.status import READY
from templates import CellMap, Form, Role, Severity
from templates.kinds import Content, Raw
from templates.model.page import CellAddress
from templates.path import split, value_at
from tests.odd_entries import OddEntry

__all__ = ["Judges", "Verdict"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the sheet says that the form can be returned, and the codes that the reader finds."""

    ready: bool
    errors: frozenset[str]
    codes: frozenset[str]

    @classmethod
    def of(cls, status: object, reading: Reading) -> Verdict:
        """Return the verdict of a status line and a reading."""
        errors = {finding.code for finding in reading.findings if finding.severity is Severity.ERROR}
        ready = str(status).startswith(READY.zh)
        return cls(ready, frozenset(errors), frozenset(finding.code for finding in reading.findings))


class Judges:
    """A form that is filled in right, as `values` have it, to which something odd is done for a moment."""

    def __init__(
        self, cell_map: CellMap, values: Mapping[str, Any], folder: Path, forms: Sequence[Form] = ()
    ) -> None:
        self.cell_map = cell_map
        path, filling = folder / f"{cell_map.form.name}.xlsx", contents_of(cell_map, values)
        build(cell_map, path, values)
        self.right: dict[CellAddress, Content] = {
            cell.address: value_at(filling, split(cell.path)) for cell in cell_map if cell.role is Role.INPUT
        }
        self._computed = [cell.address for cell in cell_map if cell.role is Role.COMPUTED]
        self._forms = forms
        self._model = ironcalc.load_from_xlsx(str(path), "en", "UTC", "en")
        (self._grid,) = stamped_grids(open_file(path))
        self._cells = {at: self._grid.cells[at] for at in self._grid.cells}

    def verdict(self, entry: OddEntry) -> Verdict:
        """Return what both say with an entry in the form."""
        try:
            for address, raw in entry.cells.items():
                self._enter(address, raw)
            self._model.evaluate()
            reading = read_grids("x.xlsx", [replace(self._grid, cells=self._returned(entry))], self._forms)
            return Verdict.of(self._model.get_cell_value(*STATUS), reading)
        finally:
            for address in entry.cells:
                self._enter(address, Raw(_number(self.right[address])))

    def _returned(self, entry: OddEntry) -> dict[tuple[int, int], Raw]:
        """Return the cells as a spreadsheet program saves them: all that is computed is up to date."""
        cells = dict(self._cells)
        for (_, *at), raw in entry.cells.items():
            cells.pop((at[0], at[1]), None)
            if raw.value is not None or raw.error is not None:
                cells[at[0], at[1]] = raw
        for sheet, row, column in self._computed:
            shown = self._model.get_cell_value(sheet, row, column)
            if isinstance(shown, str) and shown.startswith("#"):
                returned = self._cells[row, column]._replace(value=None, error=shown)
            else:
                returned = self._cells[row, column]._replace(value=_number(shown), error=None)
            cells[row, column] = returned
        return cells

    def _enter(self, address: CellAddress, raw: Raw) -> None:
        model = self._model
        match raw.value:
            case _ if raw.error is not None:
                model.set_user_input(*address, raw.error)
            case None:
                model.clear_cell_contents(*address)
            case bool() as truth:
                model.update_cell_with_bool(*address, truth)
            case str() as text:
                model.update_cell_with_text(*address, text)
            case value:
                number = value if raw.serial is None else raw.serial
                assert isinstance(number, Decimal)
                model.update_cell_with_number(*address, float(number))


def _number(value: Any) -> Any:
    """Return a number as the reader has numbers; anything else as it is."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Decimal(repr(value))
    return value
