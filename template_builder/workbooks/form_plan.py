"""The parts of a form's workbook that are fixed before it is filled in, and what a record adds to them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from template_builder.guidance.cell_values import FORM_SHEET, CellValues, contents_of
from template_builder.guidance.guide import Guide
from template_builder.print_layout.layout_plan import LayoutPlan
from template_builder.print_layout.sheet_layout import SheetLayout
from template_builder.workbooks.validations import Validations
from templates.findings.errors import ValuesError
from templates.kinds.base import Content
from templates.model.cell_map import CellMap
from templates.model.page import CellAddress, Role
from templates.text import Language

__all__ = ["STAMP", "FormContents", "FormPlan", "check_locked", "form_plan", "locked_cells"]

STAMP = CellAddress(FORM_SHEET, 1, 1)
"""The corner cell of the form's sheet, which carries the stamp."""

_MOST_KEPT = 4


@dataclass(frozen=True, slots=True)
class FormContents:
    """What a form's own sheets show for a record, and how the first of them is laid out."""

    values: CellValues
    layout: SheetLayout

    def stamped(self, stamp: str) -> FormContents:
        """Return the same with the text of the corner cell."""
        return FormContents({**self.values, STAMP: stamp}, self.layout)


@dataclass(frozen=True, slots=True)
class FormPlan:
    """Everything that is fixed for a cell map, a language, and the inputs that are locked."""

    cell_map: CellMap
    language: Language
    locked: frozenset[str]
    guide: Guide
    layout: LayoutPlan
    validations: Validations

    def contents(self, values: Mapping[str, Any] | None) -> FormContents:
        """Return what the sheets show for a record's values.

        Raises:
            ValuesError: the values do not fit the form, or a field that is locked has none.
        """
        filling = contents_of(self.cell_map, values)
        shown = self.guide.values(filling)
        for address, path in locked_cells(self.cell_map, self.locked).items():
            check_locked(path, shown[address])
        return FormContents(shown, self.layout.layout(filling))

    @property
    def blank(self) -> FormContents:
        """What to begin with where the contents come later: cells that show nothing, and their layout."""
        return FormContents(_Nothing(), self.layout.blank)


class _Nothing(dict[CellAddress, Content]):
    """What the cells of a blank show: nothing, whichever is asked for."""

    def __missing__(self, address: CellAddress) -> Content:
        return None


@lru_cache(maxsize=_MOST_KEPT)
def form_plan(cell_map: CellMap, language: Language, locked: frozenset[str]) -> FormPlan:
    """Return the plan of a form; the inputs at the paths `locked` cannot be changed. The last are kept."""
    guide = Guide(cell_map, language)
    validations = Validations(cell_map, guide.addresses, language, locked)
    return FormPlan(cell_map, language, locked, guide, LayoutPlan(cell_map, language), validations)


def locked_cells(cell_map: CellMap, locked: Collection[str]) -> dict[CellAddress, str]:
    """Return the paths that are locked by the addresses of their cells.

    Raises:
        ValuesError: there is no such input.
    """
    if not locked:
        return {}
    cells = {cell.path: cell.address for cell in cell_map if cell.role is Role.INPUT}
    for path in locked:
        if path not in cells:
            raise ValuesError("field-not-to-lock", field=path)
    return {cells[path]: path for path in sorted(locked)}


def check_locked(path: str, content: Content) -> None:
    """Raise `ValuesError` where a field that is locked holds nothing."""
    if content in (None, ""):
        raise ValuesError("locked-and-blank", field=path)
