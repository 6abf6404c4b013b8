"""What a workbook is prefilled with: values from a file, over those carried from last year's form."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from collection.distribution.renewal import Renewal
from collection.distribution.values_file import Record, read_record
from collection.errors import CollectionError
from collection.parameters import ROUND
from templates import CellMap, Form, ValuesError, compile

__all__ = ["Prefill", "prefilled"]


@dataclass(frozen=True, slots=True)
class Prefill:
    """A cell map, what its workbook is prefilled with, and the paths of the fields that cannot be changed.

    `renewal` says what came from the year before, where anything did.
    """

    cell_map: CellMap
    values: Mapping[str, Any]
    locked: frozenset[str] = frozenset()
    renewal: Renewal | None = None


def prefilled(
    form: Form,
    parameters: Mapping[str, object],
    values: Path | None = None,
    last_year: Path | None = None,
    carry: Collection[str] = (),
) -> Prefill:
    """Return what a form is prefilled with: the `values` of a file, over those carried from last year's form.

    A value in the file overrides one that is carried; a list replaces the whole list. `carry` names what is
    only carried on request.

    Raises:
        CollectionError: last year's workbook cannot be read, or there is none to carry from.
        ParameterError, ValuesError: what was given does not fit the form, its year or its unit.
    """
    beside, given, _ = read_record(values) if values is not None else Record({}, {})
    if last_year is not None:
        from collection.distribution.last_year import renew  # brings the reader along

        renewal = renew(form, last_year, parameters, carry)
        rolled = renewal.rolled
        _refuse_other_round(values, beside, renewal.cell_map)
        return Prefill(renewal.cell_map, _overlaid(rolled.values, given), rolled.locked, renewal)
    if carry:
        raise CollectionError("carry-without-last-year")
    cell_map = compile(form, parameters)
    _refuse_other_round(values, beside, cell_map)
    return Prefill(cell_map, given)


def _refuse_other_round(file: Path | None, beside: Mapping[str, Any], cell_map: CellMap) -> None:
    """Refuse values of another year or in another unit, as their file says: no figure would be right."""
    for name in ROUND:
        found, wanted = beside.get(name), cell_map.parameters.get(name)
        if found is not None and wanted is not None and str(found) != str(wanted):
            raise ValuesError("values-of-another-round", file=file, name=name, found=found, wanted=wanted)


def _overlaid(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of both, group by group; those `above` override those `below`."""
    both = {
        name: _overlaid(below[name], inner)
        for name, inner in above.items()
        if isinstance(inner, Mapping) and isinstance(below.get(name), Mapping)
    }
    return {**below, **above, **both}
