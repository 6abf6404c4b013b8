"""What a department wrote under 说明 beside its form, about what is found in the rows there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from reader.containers import Grid, Position, address
from reader.locate import LocatedForm, located_in_place
from templates.model.cell_map import CellMap
from templates.model.page import CellAddress, Role

__all__ = ["BesideForm", "Explanation", "explanations_beside"]


@dataclass(frozen=True, slots=True)
class Explanation:
    """What stands in one of the cells 说明; `sheet` and `cell` are those of the file as it came."""

    sheet: str
    cell: str
    text: str


@dataclass(frozen=True, slots=True)
class BesideForm:
    """The explanations beside a form, by the cells they stand in. All addresses are the person's own.

    `cells` says for each row of the form which cell is for an explanation of what is found there.
    """

    texts: Mapping[CellAddress, str] = field(default_factory=dict)
    cells: Mapping[tuple[int, int], CellAddress] = field(default_factory=dict)
    places: tuple[tuple[int, Position, CellAddress], ...] = ()
    """The cells by their sheets and positions: nearly all are blank, and all are looked at in each form."""

    def text_of(self, found_at: CellAddress | None) -> str | None:
        """Return what explains a finding at a cell, None where nothing does."""
        cell = self.cell_for(found_at) if self.texts else None
        return None if cell is None else self.texts.get(cell)

    def cell_for(self, found_at: CellAddress | None) -> CellAddress | None:
        """Return the cell for an explanation of a finding at a cell, None where there is none."""
        return None if found_at is None else self.cells.get(found_at[:2])

    def listed(self, sheets: Sequence[str]) -> tuple[Explanation, ...]:
        """Return all that was written, from the top; `sheets` are the names of the form's own."""
        return tuple(
            Explanation(sheets[cell.sheet], address(cell[1:]), text)
            for cell, text in sorted(self.texts.items())
        )


def explanations_beside(cell_map: CellMap, located: LocatedForm, grids: Sequence[Grid]) -> BesideForm:
    """Read the explanations of a located form; they are cleaned as the texts of its fields are."""
    beside = cell_map.derived(_in_place) if located is located_in_place(cell_map) else _beside(located)
    written = [at for sheet, position, at in beside.places if position in grids[sheet].cells]
    if not written:
        return beside
    cell = cell_map.explanations[0]
    assert cell.of is not None
    read = {at: cell.of.kind.read(grids[at.sheet].cells[at[1:]], cell.bounds).value for at in written}
    return replace(beside, texts={at: str(text) for at, text in read.items() if text is not None})


def _in_place(cell_map: CellMap) -> BesideForm:
    return _beside(located_in_place(cell_map))


def _beside(located: LocatedForm) -> BesideForm:
    """Return which cells are for explanations, with nothing in them; a row that was put in has one too."""
    found = [entry.address for entry in located.cells if entry.cell.role is Role.EXPLANATION]
    cells = [at for at in found if at is not None]
    columns = {at.sheet: at.column for at in cells}
    rows = [item.address[:2] for item in located.inserted if item.address.sheet in columns]
    cells += [CellAddress(sheet, row, columns[sheet]) for sheet, row in rows]
    places = tuple((at.sheet, at[1:], at) for at in cells)
    return BesideForm(cells={at[:2]: at for at in cells}, places=places)
