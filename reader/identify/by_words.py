"""Which form a sheet is that carries no stamp: by its words, as a person would tell.

The stamp is gone where column A was deleted or values were pasted into a fresh sheet; a form typed after the
paper never had one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reader.alignment import LEAST_SCORE, Alignment, align
from reader.containers import Grid
from templates import CellMap, DefinitionError, Form, ParameterError, builtin, builtin_names, compile
from templates.kinds import key

__all__ = ["Recognised", "recognise", "together"]

_YEAR = re.compile(r"(20[0-9]{2})年")
_UNIT = re.compile("单位[:：]?((?:亿|千万|百万|万|千|百)?元)")
_LEAST_TEXTS = 20
_MOST_SHEETS = 12
_MOST_BLOCKS = 10
"""How many goals are looked for, each with a block of its own."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """A sheet that was recognised, the cell map that fits it best, and how well.

    `number` is that of the sheet among those of the form.
    """

    grid: Grid
    cell_map: CellMap
    alignment: Alignment
    number: int = 0


def recognise(grids: Sequence[Grid], forms: Sequence[Form] = ()) -> tuple[Recognised, ...]:
    """Return the sheets that hold one of `forms` or a form of the toolkit, the surest first."""
    given = {form.name for form in forms}
    known = [*forms, *(builtin(name) for name in builtin_names() if name not in given)]
    found = (
        fitted
        for grid in grids[:_MOST_SHEETS]
        if _is_worth_a_look(grid)
        for form in known
        for number in range(len(form.pages))
        if (fitted := _fitted(grid, form, number)) is not None
    )
    return tuple(sorted(found, key=lambda one: -one.alignment.score))


def together(best: Recognised, found: Sequence[Recognised]) -> tuple[CellMap, list[Recognised]]:
    """Return the cell map of a form with several sheets, and those of its sheets that were recognised.

    `best` is one of them. Rows that the labels of one sheet say nothing of are counted on another.
    """
    assert best.cell_map.origin is not None
    form, cell_map, chosen = best.cell_map.origin.definition, best.cell_map, [best]
    assert isinstance(form, Form)
    for number in range(len(form.pages)):
        taken = {id(one.grid) for one in chosen}
        of_form = [one for one in found if one.cell_map.form == cell_map.form and one.number == number]
        others = [one for one in of_form if id(one.grid) not in taken]
        if number != best.number and others:
            other = max(others, key=lambda one: (one.grid.visible, one.alignment.score))
            chosen.append(other)
            cell_map = _with_rows_of(other, chosen, cell_map, form)
    aligned = [_on(one.grid, cell_map, one.number) for one in chosen]
    return cell_map, aligned


def _with_rows_of(other: Recognised, chosen: Sequence[Recognised], cell_map: CellMap, form: Form) -> CellMap:
    """Return the cell map with the parameters that a sheet asks for, where no chosen one fits less well."""
    for name, value in other.cell_map.parameters.items():
        if cell_map.parameters[name] != value:
            changed = _at(other.grid, form, {**cell_map.parameters, name: value}, other.number)
            if changed is not None and all(
                _fit(_on(one.grid, changed.cell_map, one.number).alignment)
                >= _fit(_on(one.grid, cell_map, one.number).alignment)
                for one in chosen
            ):
                cell_map = changed.cell_map
    return cell_map


def _is_worth_a_look(grid: Grid) -> bool:
    texts = (raw for raw in grid.cells.values() if isinstance(raw.value, str))
    return sum(1 for _, _ in zip(range(_LEAST_TEXTS), texts, strict=False)) == _LEAST_TEXTS


def _fitted(grid: Grid, form: Form, number: int) -> Recognised | None:
    """Return the cell map of a form whose sheet of a number fits best, None where none fits."""
    parameters = _parameters_said(grid, form)
    best = _at(grid, form, parameters, number)
    if best is None or best.alignment.score < LEAST_SCORE / 2:
        return None
    for name, parameter in form.parameters.items():
        least, most = parameter.minimum, parameter.maximum
        if name == "year" or not isinstance(least, int):
            continue
        most = min(most, _MOST_BLOCKS) if isinstance(most, int) else _MOST_BLOCKS
        for count in range(least, most + 1):
            other = _at(grid, form, {**parameters, name: count}, number)
            if other is not None and other.alignment.labels == best.alignment.labels:
                break  # rows without labels: there is nothing to tell how many there are
            if other is not None and _fit(other.alignment) > _fit(best.alignment):
                best, parameters = other, {**parameters, name: count}
    return best if best.alignment.score >= LEAST_SCORE else None


def _fit(alignment: Alignment) -> int:
    """Weigh the labels that were found against those that are missing."""
    return 3 * alignment.found - alignment.labels


def _at(grid: Grid, form: Form, parameters: dict[str, int | str], number: int) -> Recognised | None:
    try:
        return _on(grid, compile(form, parameters), number)
    except (ParameterError, DefinitionError):
        return None


def _on(grid: Grid, cell_map: CellMap, number: int) -> Recognised:
    return Recognised(grid, cell_map, align(grid, cell_map.by_sheet[number]), number)


def _parameters_said(grid: Grid, form: Form) -> dict[str, int | str]:
    """Return what the words of a sheet say of the parameters that every form of money and years has."""
    said: dict[str, int | str] = {}
    for name, pattern in (("year", _YEAR), ("unit", _UNIT)):
        if name in form.parameters:
            match = next((found for text in _texts(grid) if (found := pattern.search(text))), None)
            if match is not None:
                said[name] = int(match[1]) if name == "year" else match[1]
    return said


def _texts(grid: Grid) -> Iterator[str]:
    for position in sorted(grid.cells):
        value = grid.cells[position].value
        if isinstance(value, str):
            yield key(value)
