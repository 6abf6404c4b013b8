"""What a workbook is prefilled with: values from a file, over those carried from earlier forms."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from collection.distribution.renewal import Renewal
from collection.distribution.values_file import Record, read_record
from collection.errors import CollectionError
from collection.parameters import ROUND
from templates import CellMap, Form, ValuesError, compile
from templates.records.locking import locked_marks

__all__ = ["Prefill", "given_values", "overlaid", "prefilled", "refuse_other_round"]


@dataclass(frozen=True, slots=True)
class Prefill:
    """A cell map, what its workbook is prefilled with, and the paths of the fields that cannot be changed.

    `renewal` says what came from earlier forms, where anything did.
    """

    cell_map: CellMap
    values: Mapping[str, Any]
    locked: frozenset[str] = frozenset()
    renewal: Renewal | None = None

    def marks(self) -> str:
        """Return the marks of what is carried and locked, for the stamp. Raises `ValuesError`."""
        return locked_marks(self.cell_map, self.values, self.locked)


def prefilled(
    form: Form,
    parameters: Mapping[str, object],
    values: Path | None = None,
    last_year: Path | None = None,
    carry: Collection[str] = (),
    sources: Sequence[Path] = (),
) -> Prefill:
    """Return what a form is prefilled with: the `values` of a file, over those carried from earlier forms.

    Those are last year's form, and the `sources`: files of whatever forms something rolls from. A value in
    the file overrides one that is carried; a list replaces the whole list. `carry` names what is only carried
    on request.

    Raises:
        CollectionError: a workbook cannot be read, or there is none to carry from.
        ParameterError, ValuesError: what was given does not fit the form, its year or its unit.
    """
    beside, given = given_values(values)
    files = [*([] if last_year is None else [last_year]), *sources]
    if files:
        from collection.distribution.last_year import renewed  # brings the reader along

        renewal = renewed(form, files, parameters, carry)
        rolled = renewal.rolled
        refuse_other_round(values, beside, renewal.cell_map)
        return Prefill(renewal.cell_map, overlaid(rolled.values, given), rolled.locked, renewal)
    if carry:
        raise CollectionError("carry-without-last-year")
    cell_map = compile(form, parameters)
    refuse_other_round(values, beside, cell_map)
    return Prefill(cell_map, given)


def given_values(values: Path | None) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """Return the parameters and the values in a file, none where there is no file. Raises `ValuesError`."""
    beside, given, *_ = read_record(values) if values is not None else Record({}, {})
    return beside, given


def refuse_other_round(file: Path | None, beside: Mapping[str, Any], cell_map: CellMap) -> None:
    """Refuse values of another year or in another unit, as their file says: no figure would be right."""
    for name in ROUND:
        found, wanted = beside.get(name), cell_map.parameters.get(name)
        if found is not None and wanted is not None and str(found) != str(wanted):
            raise ValuesError("values-of-another-round", file=file, name=name, found=found, wanted=wanted)


def overlaid(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of both, group by group; those `above` override those `below`."""
    both = {
        name: overlaid(below[name], inner)
        for name, inner in above.items()
        if isinstance(inner, Mapping) and isinstance(below.get(name), Mapping)
    }
    return {**below, **above, **both}
