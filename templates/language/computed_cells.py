"""Computed cells: their formulas, and the numbers or texts that they show."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from templates.language.formulas import call
from templates.language.functions.cells import NO_CELL
from templates.language.operations import Failed
from templates.language.python_code.compilation import computed_function
from templates.language.python_code.computed_code import counted, needed
from templates.language.rendering import Rendering
from templates.model.expression import Expression, is_lookup
from templates.path import Indices, Tree
from templates.text import Language

__all__ = ["evaluate_computed", "render_computed"]


def render_computed(
    expression: Expression,
    addresses: Tree,
    indices: Indices,
    language: Language = "zh",
    *,
    sheet: int = 0,
    sheet_names: Sequence[str] = (),
) -> str:
    """Return the formula of a computed cell: blank when no number goes in, blank instead of an error."""
    rendering = Rendering(addresses, indices, language, sheet, sheet_names)
    formula = rendering.formula(expression)
    others = [rendering.formula(cell) for cell in needed(expression)]
    if NO_CELL in others:
        return f'IFERROR({NO_CELL},"")'  # as there is no item before the first
    cells = counted(expression)
    blank = [_without_number(rendering, cells)] if cells else []
    blank += [f"{call('COUNT', [cell])}=0" for cell in others]
    if blank:
        formula = f'IF({blank[0] if len(blank) == 1 else call("OR", blank)},"",{formula})'
    return f'IFERROR({formula},"")'


def _without_number(rendering: Rendering, cells: Sequence[Expression]) -> str:
    """Return the formula that is TRUE where none of some cells holds a number."""
    direct = [cell for cell in cells if not is_lookup(cell)]
    areas = [area for cell in direct for area in rendering.areas(cell) if area != NO_CELL]
    found = [f"{call('COUNT', list(dict.fromkeys(areas)))}=0"] if areas else []
    # COUNT would count a text that looks like a number, where it does not see the cell itself
    found += [f"NOT(ISNUMBER({rendering.formula(cell)}))" for cell in cells if is_lookup(cell)]
    if len(found) > 1:
        return call("AND", found)
    return found[0] if found else "TRUE"


def evaluate_computed(expression: Expression, values: Tree, indices: Indices) -> Decimal | str | None:
    """Return what a computed cell shows, or `None` where it is blank (the text "" in a sheet)."""
    try:
        return computed_function(expression)(values, indices)
    except Failed:
        return None
