"""The parts of a form's workbook that are fixed before it is filled in, and what a record adds to them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from template_builder.guidance.cell_values import FORM_SHEET, CellValues, contents_of, written
from template_builder.guidance.guide import Guide
from template_builder.guidance.nodes import SheetState
from template_builder.print_layout.layout_plan import LayoutPlan
from template_builder.print_layout.sheet_layout import SheetLayout
from template_builder.workbooks.validations import Validations
from templates.findings.errors import Sentence, ValuesError
from templates.kinds.base import Content, Raw
from templates.model.cell_map import CellMap
from templates.model.page import Cell, CellAddress, Role
from templates.path import Tree, split, value_at
from templates.text import Language

__all__ = [
    "STAMP",
    "FormContents",
    "FormPlan",
    "check_locked",
    "form_plan",
    "lock_problem",
    "locked_cells",
    "own_locks",
]

STAMP = CellAddress(FORM_SHEET, 1, 1)
"""The corner cell of the form's first sheet, which carries its stamp; each further sheet has one too."""

_MOST_KEPT = 4


@dataclass(frozen=True, slots=True)
class FormContents:
    """What a form's sheets show for a record, and how each of those with fields is laid out."""

    values: CellValues
    layouts: tuple[SheetLayout, ...]

    def stamped(self, stamps: str | Sequence[str]) -> FormContents:
        """Return the same with the texts of the corner cells, one a sheet; one alone is the first's."""
        texts = [stamps] if isinstance(stamps, str) else stamps
        corners = {STAMP._replace(sheet=number): text for number, text in enumerate(texts)}
        return FormContents({**self.values, **corners}, self.layouts)


@dataclass(frozen=True, slots=True)
class FormPlan:
    """Everything that is fixed for a cell map, a language, and the inputs that are locked."""

    cell_map: CellMap
    language: Language
    locked: frozenset[str]
    guide: Guide
    layouts: tuple[LayoutPlan, ...]
    """The plan of each sheet of fields."""
    validations: Validations

    def contents(
        self, values: Mapping[str, Any] | None, explanations: Mapping[CellAddress, str] | None = None
    ) -> FormContents:
        """Return what the sheets show for a record's values, and for explanations in their cells.

        Raises:
            ValuesError: the values do not fit the form, or a field that is locked has none that could stand.
        """
        filling = contents_of(self.cell_map, values)
        shown = self.guide.values(filling)
        for address, cell in locked_cells(self.cell_map, self.locked).items():
            check_locked(cell, shown[address])
        if explanations:
            shown = self._explained(filling, shown, explanations)
        return FormContents(shown, self.laid_out(filling))

    def laid_out(self, filling: Tree) -> tuple[SheetLayout, ...]:
        """Return how each sheet of fields is laid out for a filling."""
        return tuple(plan.layout(filling) for plan in self.layouts)

    def _explained(
        self, filling: Tree, shown: CellValues, explanations: Mapping[CellAddress, str]
    ) -> CellValues:
        """Return what the sheets show with explanations, and all that counts them."""
        with_them: dict[CellAddress, Content] = {**shown, **explanations}
        state = SheetState(filling, with_them)
        for address, node in self.guide.followers(explanations.keys()).items():
            with_them[address] = node.value(state)
        return with_them

    @property
    def blank(self) -> FormContents:
        """What to begin with where the contents come later: cells that show nothing, and their layout."""
        return FormContents(_Nothing(), tuple(plan.blank for plan in self.layouts))


class _Nothing(dict[CellAddress, Content]):
    """What the cells of a blank show: nothing, whichever is asked for."""

    def __missing__(self, address: CellAddress) -> Content:
        return None


@lru_cache(maxsize=_MOST_KEPT)
def form_plan(cell_map: CellMap, language: Language, locked: frozenset[str]) -> FormPlan:
    """Return the plan of a form; the inputs at the paths `locked` cannot be changed. The last are kept."""
    guide = Guide(cell_map, language)
    validations = Validations(cell_map, guide.addresses, language, locked)
    layouts = tuple(LayoutPlan(on_sheet, language) for on_sheet in cell_map.by_sheet)
    return FormPlan(cell_map, language, locked, guide, layouts, validations)


def locked_cells(cell_map: CellMap, locked: Collection[str]) -> dict[CellAddress, Cell]:
    """Return the cells at the paths that are locked, by their addresses.

    Raises:
        ValuesError: there is no such input.
    """
    if not locked:
        return {}
    cells = {cell.path: cell for cell in cell_map if cell.role is Role.INPUT}
    for path in locked:
        if path not in cells:
            raise ValuesError("field-not-to-lock", field=path)
    return {cells[path].address: cells[path] for path in sorted(locked)}


def own_locks(cell_map: CellMap, values: Mapping[str, Any] | None) -> frozenset[str]:
    """Return the paths of the inputs that the form itself locks where they hold these values.

    One that is blank stays open, and one that holds something else than its default, to be put right.

    Raises:
        ValuesError: the values do not fit the form, or a cell cannot hold one.
    """
    cells = cell_map.derived(_locked_by_form)
    tree = contents_of(cell_map, values) if cells else {}
    return frozenset(cell.path for cell in cells if _is_settled(cell, value_at(tree, split(cell.path))))


def _locked_by_form(cell_map: CellMap) -> tuple[Cell, ...]:
    return tuple(cell for cell in cell_map if cell.role is Role.INPUT and cell.of and cell.of.locked)


def _is_settled(cell: Cell, content: Content) -> bool:
    assert cell.of is not None
    usual = None if cell.of.default is None else written(cell, cell.of.default)
    return content is not None and usual in (None, content) and lock_problem(cell, content) is None


def check_locked(cell: Cell, content: Content) -> None:
    """Raise `ValuesError` where a cell that is locked holds nothing, or what cannot stand there."""
    if problem := lock_problem(cell, content):
        raise ValuesError(problem)


def lock_problem(cell: Cell, content: Content) -> Sentence | None:
    """Return why a cell with this content must not be locked: nobody could mend what is wrong in it."""
    assert cell.of is not None
    value = Decimal(content) if isinstance(content, int) and not isinstance(content, bool) else content
    outcome = cell.of.kind.read(Raw(value), cell.bounds)
    if outcome.value is None:
        return Sentence.of("locked-and-blank", field=cell.path)
    if not outcome.readable or not outcome.counted:  # a number that is typed as a text counts in no total
        return Sentence.of("locked-and-unreadable", field=cell.path, found=content)
    return None
