"""Functions that look at cells and columns: how many are filled, how many are equal, which is the third."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from templates.language.formulas import blank, quoted, stripped
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
    compare,
    compare_folded,
    filled,
    filled_beyond_marks,
    key,
    sheet_key,
    text,
)
from templates.language.values import MARKS, Result
from templates.model.expression import Expression, Ref, marks

__all__ = ["COUNT", "COUNTA", "COUNTSAME", "LONG", "NO_CELL", "ROWS"]

NO_CELL = "NA()"
"""What stands in a formula for a cell that there is not."""

LONG = 20
"""Of a column with more cells, COUNTA takes for blank only what stands among `_BLANKS`, and the marks.

A formula that strips each of the cells would be too long, and not all engines strip a range.
"""

_MANY = 48
"""Of more cells than these in one COUNTA, it takes all its columns as it takes long ones."""

_BLANKS = ("", " ", "  ", "\u3000", "\u00a0")
_ENDS = ("", "。", " ", "\u3000")
"""What COUNTSAME sees behind a text that is the same."""


def count_numbers(leaves: Sequence[Result]) -> int:
    """Return how many cells hold a number."""
    return sum(isinstance(held, Decimal) for held in leaves)


def count_filled(leaves: Sequence[Result]) -> int:
    """Return how many cells are not blank."""
    return sum(held is not None and filled(held) for held in leaves)


def count_filled_beyond_marks(leaves: Sequence[Result]) -> int:
    """Return how many cells are neither blank nor hold a mark for nothing."""
    return sum(held is not None and filled_beyond_marks(held) for held in leaves)


def count_not_among(leaves: Sequence[Result], blanks: frozenset[Result]) -> int:
    """Return how many cells hold none of the texts that a long column's cells are blank with."""
    return len(leaves) - sum(held is None or key(held) in blanks for held in leaves)


def count_alike(keys: Sequence[str], value: Result) -> int:
    """Return how many texts of a column, in small letters, the sheet takes for equal to a value."""
    if not filled(value):
        return 0
    word, typed = sheet_key(value), text(value).lower()
    alike = [word + end for end in _ENDS]
    return sum(map(keys.count, alike)) + (0 if typed in alike else keys.count(typed))


def count_alike_leaves(leaves: Sequence[Result], value: Result) -> int:
    """Return the same of what the cells of a column hold."""
    return count_alike([text(held).lower() for held in leaves], value)


def count_cells(leaves: Sequence[Result]) -> int:
    """Return how many cells there are, blank or not."""
    return len(leaves)


def count_same(leaves: Sequence[Result], value: Result) -> int:
    """Return how many cells hold a value; 0 where the value is blank."""
    return [compare("=", held, value) for held in leaves].count(True) if filled(value) else 0


def count_same_folded(leaves: Sequence[Result], value: Result) -> int:
    """Return the same; texts that differ in white space, width or quotes alone are equal."""
    if not filled(value):
        return 0
    if value.__class__ is str:  # most cells are blank, which is no such text
        leaves = [held for held in leaves if held is not None]
    return [compare_folded("=", held, value) for held in leaves].count(True)


def _count(coder: Coder, given: Arguments) -> Code:
    return whole_number(f"count_numbers({coder.leaves(given)})")


def _render_counta(sheet: Renderer, given: Arguments) -> str:
    many = sum(len(sheet.cells(one)) for one in given) > _MANY
    return "(" + "+".join(part for one in given for part in _filled_cells(sheet, one, many)) + "+0)"


def _filled_cells(sheet: Renderer, one: Expression, many: bool) -> Iterator[str]:
    """Yield formulas whose sum is how many cells of a column are filled, be it one of `many` or not."""
    cells = sheet.cells(one)
    if len(cells) > LONG or (many and _is_column(one)):
        blanks = "{" + ",".join(map(quoted, _blanks_of(one))) + "}"
        yield "".join([str(len(cells)), *(f"-SUMPRODUCT(--({area}={blanks}))" for area in sheet.areas(one))])
    elif marks(one):
        yield from (f"(1-({blank(cell, marks=True)}))" for cell in cells)
    else:
        yield from (f'({stripped(cell)}<>"")' for cell in cells)


def _blanks_of(column: Expression) -> tuple[str, ...]:
    return (*_BLANKS, *MARKS) if marks(column) else _BLANKS


def _is_column(one: Expression) -> bool:
    return isinstance(one, Ref) and one.column


def _counta(coder: Coder, given: Arguments) -> Code:
    columns = [f"len({coder.leaves((one,))})" for one in given if _is_column(one)]
    every = " + ".join([*columns, str(len(given) - len(columns))])
    many = f" and {every} <= {_MANY}" if len(given) > 1 else ""
    codes = [_filled_code(coder, one, many) for one in given]
    return whole_number(" + ".join(codes), fails=not coder.sound)


def _filled_code(coder: Coder, one: Expression, many: str) -> str:
    leaves = coder.leaves((one,))
    helper = "count_filled_beyond_marks" if marks(one) else "count_filled"
    if coder.folded or not _is_column(one):
        return f"{helper}({leaves})"
    blanks = coder.constant(frozenset(_blanks_of(one)))
    return f"({helper}({leaves}) if len({leaves}) <= {LONG}{many} else count_not_among({leaves}, {blanks}))"


def _render_countsame(sheet: Renderer, given: Arguments) -> str:
    column, value = given
    same, areas = sheet.formula(value), sheet.areas(column)
    word = sheet.compared(value) if sheet.compared(column) is not None else None
    if word is None:
        counts = "+".join(f"SUMPRODUCT(--({area}={same}))" for area in areas)
        return f'IF({stripped(same)}="",0,{counts})'
    # Not all engines strip a range; so a text is looked for with what may stand behind it.
    ends = "{" + ",".join(map(quoted, _ENDS)) + "}"
    counts = "+".join(f'SUMPRODUCT(--({area}&""={word}&{ends}))' for area in areas)
    as_typed = "+".join(f'SUMPRODUCT(--({area}&""={same}&""))' for area in areas)
    itself = f'IF(SUMPRODUCT(--({same}&""={word}&{ends}))>0,0,{as_typed})'
    return f'IF({stripped(same)}="",0,{counts}+{itself})'


def _countsame(coder: Coder, given: Arguments) -> Code:
    column, value = given[0], coder.value(given[1])
    fails = value.fails or not coder.sound
    keys = coder.column_keys(column)
    if not coder.folded and coder.is_text(column) and coder.is_text(given[1]):
        slow = f"count_alike_leaves({coder.leaves((column,))}, {value.text})"
        return whole_number(slow if keys is None else f"count_alike({keys}, {value.text})", fails=fails)
    helper = "count_same_folded" if coder.folded else "count_same"
    slow = f"{helper}({coder.leaves((column,))}, {value.text})"
    if keys is None or not value.text.isidentifier():
        return whole_number(slow, fails=fails)
    # A text equals texts alone, so that in a column of keys it is found at once.
    quick = (
        f"D({keys}.count({coder.key(given[1]).text})) if {coder.filled(given[1], marks=False).text} else ZERO"
    )
    return whole_number(f"(({quick}) if {value.text}.__class__ is str else {slow})", fails=fails)


def _render_rows(sheet: Renderer, given: Arguments) -> str:
    return "(" + "+".join(f"ROWS({area})" for area in sheet.areas(given[0])) + ")"


def _rows(coder: Coder, given: Arguments) -> Code:
    return whole_number(f"count_cells({coder.leaves(given)})")


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
    (count_filled, count_filled_beyond_marks, count_not_among),
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
    (count_same, count_same_folded, count_alike, count_alike_leaves),
)
ROWS = Function(
    "ROWS",
    (Takes.COLUMN,),
    "number",
    _render_rows,
    _rows,
    1,
    1,
    (count_cells,),
    tests_blank=True,
    sums_up=True,
)
