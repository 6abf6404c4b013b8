"""Functions that look at cells and columns: how many are filled, how many are equal, which is the third."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from templates.language.formulas import stripped
from templates.language.functions.arguments import over_areas
from templates.language.functions.signatures import (
    Arguments,
    Code,
    Coder,
    Function,
    Renderer,
    Takes,
    whole_number,
)
from templates.language.operations import (
    Failed,
    attempt,
    compare,
    compare_folded,
    filled,
)
from templates.language.values import REF, Result

__all__ = ["COUNT", "COUNTA", "COUNTSAME", "INDEX", "LONG"]

LONG = 60
"""From how many cells on COUNTA leaves a column to SUMPRODUCT."""


def count_numbers(leaves: Sequence[Result]) -> int:
    """Return how many cells hold a number."""
    return sum(isinstance(held, Decimal) for held in leaves)


def count_filled(leaves: Sequence[Result]) -> int:
    """Return how many cells are not blank."""
    return sum(held is not None and filled(held) for held in leaves)


def count_same(leaves: Sequence[Result], value: Result) -> int:
    """Return how many cells hold a value; 0 where the value is blank."""
    return [compare("=", held, value) for held in leaves].count(True) if filled(value) else 0


def count_same_folded(leaves: Sequence[Result], value: Result) -> int:
    """Return the same; texts that differ in white space, width or quotes alone are equal."""
    if not filled(value):
        return 0
    return [compare_folded("=", held, value) for held in leaves].count(True)


def index(leaves: Sequence[Result], at: Result) -> Result:
    """Return what the cell of that number holds, from 1; `#REF!` where there is none."""
    if not isinstance(at, Decimal) or not 0 < int(at) <= len(leaves):
        raise Failed(REF)
    return leaves[int(at) - 1]


def _count(coder: Coder, given: Arguments) -> Code:
    return whole_number(f"count_numbers({coder.leaves(given)})")


def _render_counta(sheet: Renderer, given: Arguments) -> str:
    written: list[str] = []
    for one in given:
        cells = sheet.cells(one)
        if len(cells) <= LONG:
            written += [f'({stripped(cell)}<>"")' for cell in cells]
        else:
            written += [f'SUMPRODUCT(--({stripped(area)}<>""))' for area in sheet.areas(one)]
    return "(" + "+".join(written) + "+0)"


def _counta(coder: Coder, given: Arguments) -> Code:
    return whole_number(f"count_filled({coder.leaves(given)})", fails=not coder.sound)


def _render_countsame(sheet: Renderer, given: Arguments) -> str:
    column, value = given
    same = sheet.formula(value)
    counts = "+".join(f"SUMPRODUCT(--({area}={same}))" for area in sheet.areas(column))
    return f'IF({stripped(same)}="",0,{counts})'


def _countsame(coder: Coder, given: Arguments) -> Code:
    column, value = given[0], coder.value(given[1])
    helper = "count_same_folded" if coder.folded else "count_same"
    slow = f"{helper}({coder.leaves((column,))}, {value.text})"
    fails = value.fails or not coder.sound
    keys = coder.column_keys(column)
    if keys is None or not value.text.isidentifier():
        return whole_number(slow, fails=fails)
    # A text equals texts alone, so that in a column of keys it is found at once.
    quick = (
        f"D({keys}.count({coder.key(given[1]).text})) if {coder.filled(given[1], marks=False).text} else ZERO"
    )
    return whole_number(f"(({quick}) if {value.text}.__class__ is str else {slow})", fails=fails)


def _render_index(sheet: Renderer, given: Arguments) -> str:
    cells, at = sheet.cells(given[0]), sheet.fixed(given[1])
    return cells[at - 1] if at is not None and 0 < at <= len(cells) else REF.code


def _index(coder: Coder, given: Arguments) -> Code:
    at = coder.value(given[1])
    position = f"attempt(lambda: {at.text})" if at.fails else at.text
    found = f"index({coder.leaves(given[:1])}, {position})"
    return Code(found if coder.sound else f"sound({found})", "any", fails=True)


COUNT = Function(
    "COUNT",
    (Takes.CELLS,),
    "number",
    over_areas("COUNT"),
    _count,
    1,
    None,
    (count_numbers,),
    tests_blank=True,
    sums_up=True,
)
COUNTA = Function(
    "COUNTA",
    (Takes.CELLS,),
    "number",
    _render_counta,
    _counta,
    1,
    None,
    (count_filled,),
    tests_blank=True,
    sums_up=True,
)
COUNTSAME = Function(
    "COUNTSAME",
    (Takes.COLUMN, Takes.VALUE),
    "number",
    _render_countsame,
    _countsame,
    2,
    2,
    (count_same, count_same_folded),
)
INDEX = Function("INDEX", (Takes.COLUMN, Takes.FIXED), None, _render_index, _index, 2, 2, (index, attempt))
